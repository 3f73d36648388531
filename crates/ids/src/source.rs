//! Where new identifiers come from.

use uuid::{Builder, Uuid};

/// A seeded source of identifiers and of uniform numbers, so that an engine needs no random
/// device: a driver seeds it from the operating system, a simulation from a number.
///
/// The generator is SplitMix64: fast and evenly spread, but predictable to one who sees its
/// output. Never draw keys or tokens from it.
#[derive(Debug, Clone)]
pub struct IdSource {
    state: u64,
    salt: u64,
}

impl IdSource {
    /// A source whose whole future follows from `seed`.
    pub fn new(seed: u128) -> Self {
        Self {
            state: seed as u64,
            salt: (seed >> 64) as u64,
        }
    }

    /// The next 64 evenly distributed bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state ^ self.salt;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to but not including `bound` (0 when `bound` is 0).
    pub fn below(&mut self, bound: u32) -> u32 {
        ((u128::from(self.next_u64()) * u128::from(bound)) >> 64) as u32
    }

    /// A new version 4 UUID.
    pub fn uuid(&mut self) -> Uuid {
        let bits = (u128::from(self.next_u64()) << 64) | u128::from(self.next_u64());
        Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
    }

    /// A new identifier of any kind.
    pub fn id<T: From<Uuid>>(&mut self) -> T {
        T::from(self.uuid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_identifiers() {
        let (mut a, mut b) = (IdSource::new(1 << 70 | 5), IdSource::new(1 << 70 | 5));
        assert_eq!(a.uuid(), b.uuid());
        assert_ne!(a.uuid(), IdSource::new(5).uuid());
    }

    #[test]
    fn a_drawn_number_stays_below_its_bound() {
        let mut ids = IdSource::new(9);
        assert!((0..1000).all(|_| ids.below(100) < 100));
        assert_eq!(ids.below(0), 0);
    }
}
