//! Numbers that are told apart by labels.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Values by key: a table of a fixed size, so that nothing that is sent from outside can make it grow, and that nobody
/// locks. A key has its place from the first time it is met.
pub struct Family<K, V> {
    places: Box<[OnceLock<(K, V)>]>,
    fresh: fn() -> V,
}

impl<K: Hash + Eq + Copy, V> Family<K, V> {
    /// A family of at most so many keys.
    #[must_use]
    pub fn new(most: usize, fresh: fn() -> V) -> Self {
        Self { places: (0..most.max(1)).map(|_| OnceLock::new()).collect(), fresh }
    }

    /// The value of a key; `None` when there is no place left for another one.
    pub fn of(&self, key: K) -> Option<&V> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let most = self.places.len();
        let first = usize::try_from(hasher.finish() % most as u64).unwrap_or_default();
        let places = (0..most).map(|step| &self.places[(first + step) % most]);
        let mut known = places.map(|place| place.get_or_init(|| (key, (self.fresh)())));
        known.find(|(other, _)| *other == key).map(|(_, value)| value)
    }

    /// The keys that were met and their values, in no order.
    pub fn each(&self) -> impl Iterator<Item = (K, &V)> {
        self.places.iter().filter_map(OnceLock::get).map(|(key, value)| (*key, value))
    }
}

impl<K: Hash + Eq + Copy> Family<K, AtomicU64> {
    /// Counts so many more of a key.
    pub fn add(&self, key: K, more: u64) {
        if let Some(count) = self.of(key) {
            count.fetch_add(more, Ordering::Relaxed);
        }
    }

    /// How many of a key were counted.
    pub fn count(&self, key: K) -> u64 {
        self.each().find(|(known, _)| *known == key).map_or(0, |(_, count)| count.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_a_number_of_its_own_until_there_is_no_place_left() {
        let family = Family::new(3, AtomicU64::default);
        for key in ["a", "b", "a", "c", "a", "d"] {
            family.add(key, 1);
        }
        assert_eq!(["a", "b", "c", "d"].map(|key| family.count(key)), [3, 1, 1, 0]);
        assert_eq!(family.each().count(), 3);
    }

    #[test]
    fn those_who_meet_a_key_at_once_count_the_same() {
        let family = Family::new(8, AtomicU64::default);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1_000).for_each(|nth| family.add(nth % 8, 1)));
            }
        });
        assert_eq!(
            family.each().map(|(_, count)| count.load(Ordering::Relaxed)).collect::<Vec<_>>(),
            [500; 8]
        );
    }
}
