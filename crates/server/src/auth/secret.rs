//! Tokens: `vst_`, thirty characters of chance, and a checksum, so that secret scanners find them and bad ones cost
//! no database read. Only their hash is kept.

use sha2::{Digest as _, Sha256};
use vestibule_store::Entropy;

const PREFIX: &str = "vst_";
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH: usize = 30;
const CHECKSUM: usize = 6;

/// A new token.
pub fn issue(entropy: &dyn Entropy) -> String {
    let mut chance = String::with_capacity(LENGTH);
    while chance.len() < LENGTH {
        let mut bytes = [0_u8; 64];
        entropy.fill(&mut bytes);
        // Values past the last whole round of the alphabet would favour its first letters.
        let fair = bytes.into_iter().filter(|byte| usize::from(*byte) < ALPHABET.len() * 4);
        for byte in fair.take(LENGTH - chance.len()) {
            chance.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
        }
    }
    format!("{PREFIX}{chance}_{}", checksum(&chance))
}

/// Whether a token could be one of ours.
#[must_use]
pub fn looks_right(token: &str) -> bool {
    let parts = token.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_'));
    parts.is_some_and(|(chance, sum)| chance.len() == LENGTH && sum == checksum(chance))
}

/// The hash a token is kept by, in hex.
#[must_use]
pub fn hash_of(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The first bits of the hash, in the alphabet of the token.
fn checksum(chance: &str) -> String {
    let hash = Sha256::digest(format!("{PREFIX}{chance}").as_bytes());
    hash.iter().take(CHECKSUM).map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect()
}
