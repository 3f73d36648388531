//! Slows down whoever guesses passwords. What was tried is kept, so that a restart forgives nobody.
//!
//! A name is slowed down wherever the guesses come from, an address whatever names it tries (with
//! a larger allowance, as many people may share one). Nobody is locked out for good: that would
//! let anyone lock out everyone.

use super::digest_of;
use crate::{ServiceError, Services};
use ids::{InstanceId, Timestamp};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;
use store::{Batch, DeleteEntry, Entry, Expect, PutEntry};

/// Failures after which a name has to wait.
const FREE: u32 = 5;
/// Failures after which an address has to wait.
const FREE_OF_ADDRESS: u32 = 50;
/// The first wait; each further failure doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// The longest wait.
const LAST_WAIT: Duration = Duration::from_secs(900);
/// Failures are forgotten after this long without another.
const FORGET: Duration = Duration::from_secs(3600);
/// The space of failures among the store's entries.
const SPACE: &str = "sign-in-failures";

/// Failures of a name or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Failures {
    count: u32,
    last: Timestamp,
}

impl Failures {
    fn wait(self, free: u32, now: Timestamp) -> Duration {
        let Some(over) = self.count.checked_sub(free) else {
            return Duration::ZERO;
        };
        let whole = FIRST_WAIT.saturating_mul(1 << over.min(10)).min(LAST_WAIT);
        whole.saturating_sub(now.since(self.last))
    }

    fn another(it: Option<Self>, now: Timestamp) -> Self {
        let before = it.filter(|it| now.since(it.last) < FORGET);
        Self {
            count: before.map_or(0, |it| it.count).saturating_add(1),
            last: now,
        }
    }
}

/// Who tries to sign in, and from where.
#[derive(Debug, Clone)]
pub struct Attempt {
    name: String,
    address: String,
}

impl Attempt {
    /// A name at an instance, tried from an address. Names are the same in any case, and are
    /// hashed, as nobody bounds what is typed into the field.
    pub fn new(instance: Option<InstanceId>, name: &str, address: IpAddr) -> Self {
        let instance = instance.map(|it| it.to_string()).unwrap_or_default();
        let name = digest_of(&name.to_lowercase());
        Self {
            name: format!("name/{instance}/{name}"),
            address: format!("address/{address}"),
        }
    }

    fn keys(&self) -> [(&str, u32); 2] {
        [(&self.name, FREE), (&self.address, FREE_OF_ADDRESS)]
    }
}

impl Services {
    /// How long an attempt has to wait; zero: it may be made.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attempt_waits(
        &self,
        attempt: &Attempt,
        now: Timestamp,
    ) -> Result<Duration, ServiceError> {
        let mut longest = Duration::ZERO;
        for (key, free) in attempt.keys() {
            if let Some(failures) = self.failures(key, now).await? {
                longest = longest.max(failures.wait(free, now));
            }
        }
        Ok(longest)
    }

    /// Counts a failure.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attempt_failed(
        &self,
        attempt: &Attempt,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let _guard = self.locks.lock((SPACE, &attempt.name)).await;
        let mut batch = Batch::new();
        for (key, _) in attempt.keys() {
            let failures = Failures::another(self.failures(key, now).await?, now);
            let value = serde_json::to_vec(&failures).map_err(ServiceError::internal)?;
            let mut entry = Entry::new(SPACE, key, value);
            entry.expires = Some(now + FORGET);
            batch = batch.with(PutEntry {
                entry,
                expect: Expect::Any,
                now,
            });
        }
        self.store.commit(batch).await?;
        Ok(())
    }

    /// A success forgives the name, not the address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn attempt_succeeded(
        &self,
        attempt: &Attempt,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        if self.failures(&attempt.name, now).await?.is_none() {
            return Ok(());
        }
        let forget = DeleteEntry {
            space: SPACE.into(),
            key: attempt.name.clone(),
            expect: Expect::Any,
        };
        self.store.commit(Batch::new().with(forget)).await?;
        Ok(())
    }

    async fn failures(&self, key: &str, now: Timestamp) -> Result<Option<Failures>, ServiceError> {
        let entry = self.store.entry(SPACE, key).await?;
        let live = entry.filter(|it| it.is_live(now));
        live.map(|it| serde_json::from_slice(&it.value).map_err(ServiceError::internal))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_failures_each_further_one_doubles_the_wait() {
        let now = Timestamp(0);
        let mut it = None;
        let mut waits = Vec::new();
        for _ in 0..7 {
            let failures = Failures::another(it, now);
            waits.push(failures.wait(FREE, now).as_secs());
            it = Some(failures);
        }
        assert_eq!(waits, [0, 0, 0, 0, 5, 10, 20]);
        let after = now + Duration::from_secs(20);
        assert_eq!(it.unwrap().wait(FREE, after), Duration::ZERO);
        let many = Failures {
            count: 1_000,
            last: now,
        };
        assert_eq!(many.wait(FREE, now), LAST_WAIT);
    }

    #[test]
    fn an_hour_without_a_failure_forgets_them() {
        let old = Failures {
            count: 9,
            last: Timestamp(0),
        };
        assert_eq!(Failures::another(Some(old), Timestamp(0) + FORGET).count, 1);
    }

    #[test]
    fn a_name_is_the_same_in_any_case_and_another_at_another_instance() {
        let at = IpAddr::from([192, 0, 2, 1]);
        let one = Some(InstanceId(uuid::Uuid::nil()));
        let key = |instance, name| Attempt::new(instance, name, at).name;
        assert_eq!(key(one, "Ada"), key(one, "ada"));
        assert_ne!(key(one, "ada"), key(None, "ada"));
    }
}
