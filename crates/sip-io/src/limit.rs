//! A limit on what one address may send.

use crate::FloodLimit;
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Instant;

/// Addresses remembered at once. Beyond that all are forgotten, so that forged sources cannot
/// fill the memory; each then starts with a full burst again.
const MAX_SOURCES: usize = 65_536;

/// A token bucket for each address.
#[derive(Debug)]
pub(crate) struct Flood {
    limit: FloodLimit,
    buckets: HashMap<IpAddr, Bucket>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Flood {
    pub(crate) fn new(limit: FloodLimit) -> Self {
        Self {
            limit,
            buckets: HashMap::new(),
        }
    }

    /// Whether one more message of `source` is taken at `now`.
    pub(crate) fn admit(&mut self, now: Instant, source: IpAddr) -> bool {
        if self.limit.per_second == 0 {
            return true;
        }
        let burst = f64::from(self.limit.burst.max(1));
        if self.buckets.len() >= MAX_SOURCES && !self.buckets.contains_key(&source) {
            self.buckets.clear();
        }
        let bucket = self.buckets.entry(source).or_insert(Bucket {
            tokens: burst,
            filled: now,
        });
        let passed = now.saturating_duration_since(bucket.filled).as_secs_f64();
        bucket.tokens = (bucket.tokens + passed * f64::from(self.limit.per_second)).min(burst);
        bucket.filled = now;
        let admitted = bucket.tokens >= 1.0;
        if admitted {
            bucket.tokens -= 1.0;
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;
    use std::time::Duration;

    fn ip(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    #[test]
    fn a_burst_is_taken_and_then_the_rate_rules() {
        let now = Instant::now();
        let mut flood = Flood::new(FloodLimit {
            per_second: 10,
            burst: 3,
        });
        let taken = (0..10).filter(|_| flood.admit(now, ip(1))).count();
        assert_eq!(taken, 3);
        assert!(flood.admit(now, ip(2)), "another source is not held back");
        let later = now + Duration::from_millis(250);
        let taken = (0..10).filter(|_| flood.admit(later, ip(1))).count();
        assert_eq!(taken, 2);
    }

    #[test]
    fn a_rate_of_zero_switches_the_limit_off() {
        let mut flood = Flood::new(FloodLimit {
            per_second: 0,
            burst: 0,
        });
        assert!((0..10_000).all(|_| flood.admit(Instant::now(), ip(1))));
    }
}
