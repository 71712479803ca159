//! Codes of five digits, as people type them in (`domain.md 6.3`).

use vestibule_store::Entropy;

/// Five digits.
pub(super) fn five_digits(random: impl FnOnce(&mut [u8])) -> String {
    let mut bytes = [0_u8; 8];
    random(&mut bytes);
    format!("{:05}", u64::from_ne_bytes(bytes) % 100_000)
}

/// Several codes to choose from.
pub(super) fn drawn(count: usize, entropy: &dyn Entropy) -> Vec<String> {
    (0..count).map(|_| five_digits(|bytes| entropy.fill(bytes))).collect()
}
