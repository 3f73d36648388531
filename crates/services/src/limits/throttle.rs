//! Token buckets: how many requests of an operation are taken in a second.
//!
//! Shared by all callers of the account, as the hosted service shares them per account and region
//! (connect-a-foundation.md §2.6). The time is given, so that the rules can be tested without a
//! clock. The participant's service counts per instance; its buckets are keyed by that.

use super::Profile;
use super::table::aws_rate;
use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use thiserror::Error;

/// Buckets kept at most; beyond it those that are full, which say nothing, are dropped.
const MOST: usize = 10_000;

/// How many requests a second, and how many at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Requests a second in the long run.
    pub rate: f64,
    /// Requests at once after a rest.
    pub burst: f64,
}

/// A rate that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{0:?} is no rate: write `RATE` or `RATE/BURST`, both above 0, such as \"2/5\", or \"off\""
)]
pub struct RateError(pub String);

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let wrong = || RateError(text.to_owned());
        let (rate, burst) = text.split_once('/').unwrap_or((text, text));
        let number = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
        let it = Self {
            rate: number(rate)?,
            burst: number(burst)?.max(1.0),
        };
        let sound = it.rate.is_finite() && it.burst.is_finite() && it.rate > 0.0;
        if sound { Ok(it) } else { Err(wrong()) }
    }
}

/// What is left of a rate.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    fn filled(self, rate: Rate, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        (self.left + passed * rate.rate).min(rate.burst)
    }
}

/// The throttles of all operations.
#[derive(Debug, Default)]
pub struct Throttles {
    profile: Profile,
    /// By `service:Operation`, or `service:*`; `None` where there is none.
    overrides: BTreeMap<String, Option<Rate>>,
    buckets: Mutex<HashMap<String, Bucket>>,
}

impl Throttles {
    /// Those of a profile: `self-hosted` has none.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            ..Self::default()
        }
    }

    /// Puts a rate in the place of the profile's: `name` is `service:Operation` or `service:*`,
    /// `rate` as [`Rate`] is written, or `off`.
    ///
    /// # Errors
    /// When the rate cannot be read.
    pub fn with(mut self, name: &str, rate: &str) -> Result<Self, RateError> {
        let rate = match rate {
            "off" => None,
            rate => Some(rate.parse()?),
        };
        self.overrides.insert(name.to_owned(), rate);
        Ok(self)
    }

    /// The rate of an operation, if it has one.
    pub fn rate(&self, service: &str, operation: &str) -> Option<Rate> {
        if !self.overrides.is_empty() {
            let own = self.overrides.get(&format!("{service}:{operation}"));
            if let Some(own) = own.or_else(|| self.overrides.get(&format!("{service}:*"))) {
                return *own;
            }
        }
        let (rate, burst) = match self.profile {
            Profile::SelfHosted => return None,
            Profile::Aws => aws_rate(service, operation)?,
        };
        Some(Rate { rate, burst })
    }

    /// Takes a request, or says after how long one will be taken.
    ///
    /// # Errors
    /// The time until the next one.
    pub fn take(&self, service: &str, operation: &str, now: Instant) -> Result<(), Duration> {
        let Some(rate) = self.rate(service, operation) else {
            return Ok(());
        };
        let key = format!("{service}:{operation}");
        let mut buckets = self
            .buckets
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() >= MOST && !buckets.contains_key(&key) {
            buckets.retain(|_, it| it.left < rate.burst);
        }
        let bucket = buckets.entry(key).or_insert(Bucket {
            left: rate.burst,
            at: now,
        });
        let left = bucket.filled(rate, now);
        let taken = left >= 1.0;
        *bucket = Bucket {
            left: if taken { left - 1.0 } else { left },
            at: now,
        };
        match taken {
            true => Ok(()),
            false => Err(Duration::from_secs_f64((1.0 - left) / rate.rate)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_burst_requests_are_taken_at_the_rate() {
        let throttles = Throttles::new(Profile::Aws);
        let start = Instant::now();
        for _ in 0..5 {
            throttles.take("connect", "ListUsers", start).unwrap();
        }
        let wait = throttles.take("connect", "ListUsers", start).unwrap_err();
        assert_eq!(wait, Duration::from_millis(500));
        throttles.take("connect", "ListQueues", start).unwrap();
        let later = start + wait;
        throttles.take("connect", "ListUsers", later).unwrap();
        throttles.take("connect", "ListUsers", later).unwrap_err();
        let rested = later + Duration::from_secs(60);
        let taken = (0..9).filter(|_| throttles.take("connect", "ListUsers", rested).is_ok());
        assert_eq!(taken.count(), 5);
    }

    #[test]
    fn a_self_hosted_product_takes_what_comes_unless_told_otherwise() {
        let throttles = Throttles::new(Profile::SelfHosted);
        assert_eq!(throttles.rate("connect", "ListUsers"), None);
        let throttles = throttles.with("connect:*", "10").unwrap();
        let throttles = throttles.with("connect:CreateUser", "1/2").unwrap();
        let throttles = throttles.with("connect:DescribeUser", "off").unwrap();
        let rate = |operation| {
            throttles
                .rate("connect", operation)
                .map(|it| (it.rate, it.burst))
        };
        assert_eq!(rate("ListUsers"), Some((10.0, 10.0)));
        assert_eq!(rate("CreateUser"), Some((1.0, 2.0)));
        assert_eq!(rate("DescribeUser"), None);
    }

    #[test]
    fn a_rate_that_is_none_is_refused() {
        for text in ["", "0", "-1", "x/2", "inf", "NaN", "2/"] {
            assert_eq!(text.parse::<Rate>(), Err(RateError(text.to_owned())));
        }
    }
}
