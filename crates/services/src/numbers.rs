//! Claiming and releasing numbers.
//!
//! A released number rests for a while, in which nobody finds or claims it. And where there is a
//! quota of numbers, at most twice as many may be claimed and released within thirty days, so that
//! numbers are not tried out in turn. Source: connect-a-foundation.md §6.1, §6.2.

use crate::{ServiceError, Services, limits};
use ids::{InstanceId, PhoneNumber, Timestamp};
use messaging_resources::{Kept, SCOPE};
use resources::{Kind, PhoneNumberResource};
use std::time::Duration;
use store::{Batch, Entry, Expect, PutEntry};

/// Numbers that rest, until they may be claimed again.
const RESTING: &str = "number-resting";
/// Claims and releases of the last thirty days.
const TURNOVER: &str = "number-turnover";
const TURNOVER_TIME: Duration = Duration::from_secs(30 * 24 * 3600);
/// How many entries are read at a time.
const PAGE: usize = 500;

impl Services {
    /// Whether a number of the inventory can be claimed now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_free(
        &self,
        number: &PhoneNumber,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        // Numbers lie under the account, whatever instance is asked for.
        let anywhere = InstanceId(uuid::Uuid::nil());
        let claimed = self.find_by_name::<PhoneNumberResource>(anywhere, number.as_str());
        Ok(claimed.await?.is_none() && !self.rests(number, now).await?)
    }

    async fn rests(&self, number: &PhoneNumber, now: Timestamp) -> Result<bool, ServiceError> {
        let entry = self.store.entry(RESTING, number.as_str()).await?;
        Ok(entry.is_some_and(|entry| entry.is_live(now)))
    }

    /// Claims a number, together with other writes.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when it rests, [`ServiceError::Duplicate`] when it is claimed,
    /// [`ServiceError::LimitExceeded`].
    pub async fn claim_number(
        &self,
        claimed: PhoneNumberResource,
        also: Batch,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let number = claimed.number.clone();
        if self.rests(&number, now).await? {
            return Err(ServiceError::NotFound {
                what: Kind::PhoneNumber.word(),
                id: format!("{number}, which was released a short while ago,"),
            });
        }
        self.check_turnover(claimed.instance, now).await?;
        // Over at once: it only makes sure that no release came in between.
        let mut mark = Entry::new(RESTING, number.as_str(), Vec::new());
        mark.expires = Some(now);
        let mut batch = Batch::new().with(PutEntry {
            entry: mark,
            expect: Expect::New,
            now,
        });
        batch.append(self.turnover(&number, "claimed", now));
        batch.append(also);
        self.create_with(claimed.instance, claimed, batch).await
    }

    /// Releases a number that nothing refers to; from then on it rests.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::InUse`].
    pub async fn release_number(
        &self,
        number: &PhoneNumberResource,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let also = self.rest(number, now);
        self.delete_with(number.instance, Kind::PhoneNumber, number.id, also)
            .await
    }

    /// The number of messaging that an ARN names, whose account and region are ours.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn number_of_messaging(
        &self,
        arn: &str,
    ) -> Result<Option<messaging_resources::PhoneNumber>, ServiceError> {
        let row = self.store.resource_by_arn(arn).await?;
        let kind = <messaging_resources::PhoneNumber as Kept>::KIND;
        let Some(row) = row.filter(|it| it.scope == SCOPE && it.kind == kind) else {
            return Ok(None);
        };
        // serde's message may quote a value, so it is not told.
        let read = serde_json::from_str(row.body.reveal());
        let unreadable = |_| ServiceError::Internal(format!("{arn} cannot be read"));
        read.map(Some).map_err(unreadable)
    }

    /// The instance's number that was imported from a number of messaging.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn imported_number(
        &self,
        number: &str,
    ) -> Result<Option<PhoneNumberResource>, ServiceError> {
        let anywhere = InstanceId(uuid::Uuid::nil());
        let found = self
            .find_by_name::<PhoneNumberResource>(anywhere, number)
            .await?;
        Ok(found.map(|it| it.value).filter(|it| it.source.is_some()))
    }

    /// What is kept of a release; nothing of a number that was imported, as that was never of the
    /// inventory.
    pub(crate) fn rest(&self, number: &PhoneNumberResource, now: Timestamp) -> Batch {
        if number.source.is_some() {
            return Batch::new();
        }
        let number = &number.number;
        let mut batch = self.turnover(number, "released", now);
        let cool_down = self.inventory.cool_down();
        if !cool_down.is_zero() {
            let mut entry = Entry::new(RESTING, number.as_str(), Vec::new());
            entry.expires = Some(now + cool_down);
            let expect = Expect::Any;
            batch = batch.with(PutEntry { entry, expect, now });
        }
        batch
    }

    fn turnover(&self, number: &PhoneNumber, what: &str, now: Timestamp) -> Batch {
        let key = format!("{:020}/{number}/{what}", now.0);
        let mut entry = Entry::new(TURNOVER, key, Vec::new());
        entry.expires = Some(now + TURNOVER_TIME);
        let expect = Expect::Any;
        Batch::new().with(PutEntry { entry, expect, now })
    }

    /// Claims and releases within thirty days may be twice the quota of numbers.
    async fn check_turnover(
        &self,
        instance: InstanceId,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        let Some(quota) = limits::find("phone-numbers") else {
            return Ok(());
        };
        let quota = self.quota(instance, quota).await?;
        let most = quota.saturating_mul(2);
        let mut count = 0_u64;
        let mut after: Option<String> = None;
        loop {
            let page = self
                .store
                .entries(TURNOVER, "", after.as_deref(), PAGE)
                .await?;
            count += page.iter().filter(|entry| entry.is_live(now)).count() as u64;
            if count >= most {
                return Err(ServiceError::LimitExceeded {
                    what: "claim and release of phone number",
                    limit: most,
                });
            }
            match page.last() {
                Some(last) if page.len() == PAGE => after = Some(last.key.clone()),
                _ => return Ok(()),
            }
        }
    }
}
