//! Counters that wrap: 16-bit sequence numbers and 32-bit timestamps as 64-bit ones.

/// Extends a wrapping counter. The next value is taken to be the one nearest to the last.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwrapper<const BITS: u32> {
    last: Option<i64>,
}

impl<const BITS: u32> Unwrapper<BITS> {
    /// The extended value; an older one than the last does not move the reference back.
    pub fn unwrap(&mut self, value: u32) -> i64 {
        let value = self.peek(value);
        if self.last.is_none_or(|last| value > last) {
            self.last = Some(value);
        }
        value
    }

    /// The extended value, without remembering it.
    pub fn peek(&self, value: u32) -> i64 {
        let modulus = 1_i64 << BITS;
        let Some(last) = self.last else {
            return i64::from(value);
        };
        let mut delta = (i64::from(value) - last).rem_euclid(modulus);
        if delta > modulus / 2 {
            delta -= modulus;
        }
        last + delta
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_goes_on_over_the_wrap() {
        let mut seq = Unwrapper::<16>::default();
        assert_eq!(seq.unwrap(65_534), 65_534);
        assert_eq!(seq.unwrap(1), 65_537);
        assert_eq!(seq.unwrap(65_535), 65_535);
        assert_eq!(seq.unwrap(2), 65_538);
    }

    #[test]
    fn timestamps_wrap_at_32_bits() {
        let mut ts = Unwrapper::<32>::default();
        assert_eq!(ts.unwrap(u32::MAX), i64::from(u32::MAX));
        assert_eq!(ts.unwrap(159), (1_i64 << 32) + 159);
    }
}
