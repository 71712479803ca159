//! Randomness for tests: different for every store that is opened, and no more than that.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use vestibule_store::Entropy;

/// Numbers that do not repeat: a counter from a random start, stirred.
pub struct Stirred(AtomicU64);

impl Stirred {
    /// From a place of its own.
    #[must_use]
    pub fn start() -> Arc<dyn Entropy> {
        Arc::new(Self(AtomicU64::new(random())))
    }
}

impl Entropy for Stirred {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let number = stir(self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed));
            chunk.copy_from_slice(&number.to_ne_bytes()[..chunk.len()]);
        }
    }
}

/// A random number, from the seeds of hash maps.
pub(crate) fn random() -> u64 {
    RandomState::new().hash_one(0)
}

const fn stir(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
