//! Slows down whoever guesses passwords.

use ids::Timestamp;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Failures after which a name or an address has to wait.
const FREE: u32 = 5;
/// The first wait; each further failure doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// The longest wait.
const LAST_WAIT: Duration = Duration::from_secs(900);
/// Failures are forgotten after this long without another.
const FORGET: Duration = Duration::from_secs(3600);
/// Names and addresses remembered; the oldest go first.
const REMEMBERED: usize = 10_000;

/// Failed sign-ins, by user name and by address. A name is slowed down wherever the guesses come
/// from, an address whatever names it tries (with a larger allowance, as many may share it).
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    failures: Mutex<HashMap<Key, Failures>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Name(String),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Timestamp,
}

impl Attempts {
    /// How long this name at this address has to wait; zero: it may try.
    pub(crate) fn wait(&self, name: &str, address: IpAddr, now: Timestamp) -> Duration {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |key: &Key, free: u32| match failures.get(key) {
            Some(it) => it.wait(free, now),
            None => Duration::ZERO,
        };
        of(&Key::Name(name.to_owned()), FREE).max(of(&Key::Address(address), FREE * 10))
    }

    /// Counts a failure.
    pub(crate) fn failed(&self, name: &str, address: IpAddr, now: Timestamp) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= REMEMBERED {
            failures.retain(|_, it| now.since(it.last) < FORGET);
        }
        if failures.len() >= REMEMBERED
            && let Some(oldest) = failures
                .iter()
                .min_by_key(|(_, it)| it.last)
                .map(|(key, _)| key.clone())
        {
            failures.remove(&oldest);
        }
        for key in [Key::Name(name.to_owned()), Key::Address(address)] {
            let it = failures.entry(key).or_insert(Failures {
                count: 0,
                last: now,
            });
            if now.since(it.last) >= FORGET {
                it.count = 0;
            }
            *it = Failures {
                count: it.count.saturating_add(1),
                last: now,
            };
        }
    }

    /// A success forgives the name, not the address.
    pub(crate) fn succeeded(&self, name: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&Key::Name(name.to_owned()));
    }
}

impl Failures {
    fn wait(self, free: u32, now: Timestamp) -> Duration {
        let Some(over) = self.count.checked_sub(free) else {
            return Duration::ZERO;
        };
        let whole = FIRST_WAIT.saturating_mul(1 << over.min(10)).min(LAST_WAIT);
        whole.saturating_sub(now.since(self.last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

    #[test]
    fn after_five_failures_a_name_waits_longer_each_time_wherever_it_comes_from() {
        let attempts = Attempts::default();
        let now = Timestamp(0);
        for _ in 0..4 {
            attempts.failed("ada", HERE, now);
        }
        assert_eq!(attempts.wait("ada", HERE, now), Duration::ZERO);
        attempts.failed("ada", HERE, now);
        assert_eq!(attempts.wait("ada", ELSEWHERE, now), Duration::from_secs(5));
        assert_eq!(attempts.wait("bob", HERE, now), Duration::ZERO);
        attempts.failed("ada", HERE, now);
        assert_eq!(attempts.wait("ada", HERE, now), Duration::from_secs(10));
        assert_eq!(
            attempts.wait("ada", HERE, now + Duration::from_secs(10)),
            Duration::ZERO
        );
    }

    #[test]
    fn a_success_forgives_the_name() {
        let attempts = Attempts::default();
        for _ in 0..9 {
            attempts.failed("ada", HERE, Timestamp(0));
        }
        attempts.succeeded("ada");
        assert_eq!(attempts.wait("ada", HERE, Timestamp(0)), Duration::ZERO);
    }
}
