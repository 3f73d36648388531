//! What samples of a minute come to.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Samples, added up.
///
/// Shape as kept: a byte of version (1), then count, sum, least and greatest as little-endian
/// 64-bit floating-point numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stat {
    /// How many; of what is measured all the time, seconds.
    pub count: f64,
    /// Their sum.
    pub sum: f64,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
}

/// Kept samples that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("kept samples are damaged, or of a newer version")]
pub struct BadStat;

const VERSION: u8 = 1;
const SIZE: usize = 33;

impl Stat {
    /// One sample.
    pub const fn one(value: f64) -> Self {
        Self {
            count: 1.0,
            sum: value,
            min: value,
            max: value,
        }
    }

    /// So many samples of 1.
    pub fn ones(count: u32) -> Self {
        let count = f64::from(count);
        Self {
            count,
            sum: count,
            ..Self::one(1.0)
        }
    }

    /// Takes in others.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// The mean.
    pub fn average(&self) -> f64 {
        if self.count > 0.0 {
            self.sum / self.count
        } else {
            0.0
        }
    }

    /// The same samples in another unit.
    #[must_use]
    pub fn scaled(self, by: f64) -> Self {
        Self {
            count: self.count,
            sum: self.sum * by,
            min: self.min * by,
            max: self.max * by,
        }
    }

    /// As it is kept.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(SIZE);
        out.push(VERSION);
        for number in [self.count, self.sum, self.min, self.max] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out
    }

    /// From what was kept.
    ///
    /// # Errors
    /// [`BadStat`].
    pub fn decode(data: &[u8]) -> Result<Self, BadStat> {
        let (VERSION, rest) = data.split_first().map(|it| (*it.0, it.1)).ok_or(BadStat)? else {
            return Err(BadStat);
        };
        let (numbers, []) = rest.as_chunks::<8>() else {
            return Err(BadStat);
        };
        let [count, sum, min, max] = numbers else {
            return Err(BadStat);
        };
        Ok(Self {
            count: f64::from_le_bytes(*count),
            sum: f64::from_le_bytes(*sum),
            min: f64::from_le_bytes(*min),
            max: f64::from_le_bytes(*max),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again() {
        let mut stat = Stat::one(4.0);
        stat.merge(&Stat::one(1.0));
        assert_eq!((stat.average(), stat.min, stat.max), (2.5, 1.0, 4.0));
        let kept = stat.encode();
        assert_eq!(Stat::decode(&kept), Ok(stat));
        for wrong in [&kept[..5], &[], &[2; SIZE], &[1; SIZE + 8]] {
            assert_eq!(Stat::decode(wrong), Err(BadStat));
        }
    }
}
