//! One-time tickets: a secret in a link that lets one person do one thing, once, for a while.
//!
//! Only the digest is kept. A newer ticket of the same purpose for the same person takes the
//! place of an older one.

use super::{digest_of, random};
use crate::{ServiceError, Services};
use ids::{InstanceId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::{Batch, DeleteEntry, Entry, Expect, PutEntry};

/// The space of tickets among the store's entries.
const SPACE: &str = "tickets";

/// What a ticket is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Choosing a new password.
    NewPassword,
    /// Signing in, for whom another directory vouches.
    SignIn,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::NewPassword => "new-password",
            Self::SignIn => "sign-in",
        }
    }

    /// How long it lasts.
    pub const fn lasts(self) -> Duration {
        match self {
            // A day, so that a link that an administrator hands over can wait for the next shift.
            Self::NewPassword => Duration::from_secs(24 * 3600),
            Self::SignIn => Duration::from_secs(60),
        }
    }
}

/// Who a ticket is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    secret: String,
}

fn key(purpose: Purpose, instance: InstanceId, user: UserId) -> String {
    format!("{}/{instance}/{user}", purpose.name())
}

impl Services {
    /// A new ticket: `INSTANCE.USER.SECRET`, and when it is no longer good.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn issue_ticket(
        &self,
        purpose: Purpose,
        instance: InstanceId,
        user: UserId,
        now: Timestamp,
    ) -> Result<(String, Timestamp), ServiceError> {
        let secret = random()?;
        let kept = Kept {
            secret: digest_of(&secret),
        };
        let value = serde_json::to_vec(&kept).map_err(ServiceError::internal)?;
        let mut entry = Entry::new(SPACE, key(purpose, instance, user), value);
        let ends = now + purpose.lasts();
        entry.expires = Some(ends);
        let put = PutEntry {
            entry,
            expect: Expect::Any,
            now,
        };
        self.store.commit(Batch::new().with(put)).await?;
        Ok((format!("{instance}.{user}.{secret}"), ends))
    }

    /// Who a ticket is for, if it is good.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn check_ticket(
        &self,
        purpose: Purpose,
        ticket: &str,
        now: Timestamp,
    ) -> Result<Option<(InstanceId, UserId)>, ServiceError> {
        Ok(self.find_ticket(purpose, ticket, now).await?.map(|it| it.0))
    }

    /// Uses a ticket up: who it is for, if it is good. Of two at the same time one gets nobody.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn use_ticket(
        &self,
        purpose: Purpose,
        ticket: &str,
        now: Timestamp,
    ) -> Result<Option<(InstanceId, UserId)>, ServiceError> {
        let Some((who, deletion)) = self.find_ticket(purpose, ticket, now).await? else {
            return Ok(None);
        };
        match self.store.commit(Batch::new().with(deletion)).await {
            Ok(_) => Ok(Some(who)),
            Err(store::StoreError::Conflict(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn find_ticket(
        &self,
        purpose: Purpose,
        ticket: &str,
        now: Timestamp,
    ) -> Result<Option<((InstanceId, UserId), DeleteEntry)>, ServiceError> {
        let mut parts = ticket.splitn(3, '.');
        let mut part = || parts.next().unwrap_or_default();
        let (Ok(instance), Ok(user), secret) = (
            part().parse::<InstanceId>(),
            part().parse::<UserId>(),
            part(),
        ) else {
            return Ok(None);
        };
        let key = key(purpose, instance, user);
        let entry = self.store.entry(SPACE, &key).await?;
        let Some(entry) = entry.filter(|it| it.is_live(now)) else {
            return Ok(None);
        };
        let kept: Kept = serde_json::from_slice(&entry.value).map_err(ServiceError::internal)?;
        if kept.secret != digest_of(secret) {
            return Ok(None);
        }
        let deletion = DeleteEntry {
            space: SPACE.into(),
            key,
            expect: Expect::Revision(entry.revision),
        };
        Ok(Some(((instance, user), deletion)))
    }
}
