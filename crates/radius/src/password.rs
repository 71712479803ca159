//! How a password is hidden in an Access-Request (RFC 2865 5.2).

use md5::{Digest as _, Md5};

use crate::Secret;

const BLOCK: usize = 16;
/// The longest password, in bytes.
pub(crate) const LONGEST: usize = 128;

/// Hides a password. One that is too long is cut off, and so is wrong.
pub(crate) fn hidden(password: &[u8], secret: &Secret, authenticator: &[u8; 16]) -> Vec<u8> {
    let mut padded = password[..password.len().min(LONGEST)].to_vec();
    padded.resize(padded.len().next_multiple_of(BLOCK).max(BLOCK), 0);
    let mut before = *authenticator;
    for block in padded.chunks_exact_mut(BLOCK) {
        mask(block, secret, &before);
        before.copy_from_slice(block);
    }
    padded
}

/// Finds a password again; `None` where there cannot be one.
pub(crate) fn found(hidden: &[u8], secret: &Secret, authenticator: &[u8; 16]) -> Option<Vec<u8>> {
    if hidden.is_empty() || hidden.len() > LONGEST || !hidden.len().is_multiple_of(BLOCK) {
        return None;
    }
    let mut password = hidden.to_vec();
    let mut before = *authenticator;
    for (block, hidden) in password.chunks_exact_mut(BLOCK).zip(hidden.chunks_exact(BLOCK)) {
        mask(block, secret, &before);
        before.copy_from_slice(hidden);
    }
    let length = password.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    password.truncate(length);
    Some(password)
}

fn mask(block: &mut [u8], secret: &Secret, before: &[u8; BLOCK]) {
    let mask = Md5::new().chain_update(secret.bytes()).chain_update(before).finalize();
    block.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
}
