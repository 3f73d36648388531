//! ClientTokens: the same token with the same request gets the same answer, for seven days.
//!
//! The answer is kept in the same commit as what it is about where the operation hands it over
//! ([`Ctx::remember`]), so that a crash in between cannot lead to a second creation.
//! Source: CreateInstance's ClientToken; seven days is what the service promises there.

use crate::{Ctx, ServiceError};
use aws_wire::Value;
use aws_wire::fingerprint::Fingerprint;
use serde::{Deserialize, Serialize};
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::{Batch, Entry, Expect, PutEntry};

const SPACE: &str = "client-token";
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// A request's client token.
#[derive(Debug, Clone)]
pub struct ClientToken {
    key: String,
    fingerprint: Fingerprint,
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    fingerprint: [u8; 32],
    answer: Value,
}

impl ClientToken {
    /// The token of a request to an operation.
    pub fn new(operation: &str, token: &str, fingerprint: Fingerprint) -> Self {
        Self {
            key: format!("{operation}/{token}"),
            fingerprint,
        }
    }
}

impl Ctx {
    /// The answer that this request's token got before.
    ///
    /// # Errors
    /// [`ServiceError::TokenReused`] when it was another request.
    pub async fn remembered(&self) -> Result<Option<Value>, ServiceError> {
        let Some(token) = &self.token else {
            return Ok(None);
        };
        let entry = self.services.store.entry(SPACE, &token.key).await?;
        let Some(entry) = entry.filter(|entry| entry.is_live(self.now())) else {
            return Ok(None);
        };
        let kept: Remembered =
            serde_json::from_slice(&entry.value).map_err(ServiceError::internal)?;
        if kept.fingerprint == token.fingerprint.0 {
            Ok(Some(kept.answer))
        } else {
            Err(ServiceError::TokenReused)
        }
    }

    /// A batch that keeps the answer for this request's token; empty when it has none. Commit it
    /// with what the answer is about.
    ///
    /// # Errors
    /// Only by our own fault.
    pub fn remember(&self, answer: &Value) -> Result<Batch, ServiceError> {
        let Some(token) = &self.token else {
            return Ok(Batch::new());
        };
        let value = serde_json::to_vec(&Remembered {
            fingerprint: token.fingerprint.0,
            answer: answer.clone(),
        })
        .map_err(ServiceError::internal)?;
        self.remembered.store(true, Ordering::Relaxed);
        let now = self.now();
        let mut entry = Entry::new(SPACE, token.key.clone(), value);
        entry.expires = Some(now + KEPT);
        Ok(Batch::new().with(PutEntry {
            entry,
            expect: Expect::Any,
            now,
        }))
    }

    /// Keeps the answer of an operation that did not keep it itself. A crash before this leaves the
    /// token unused: such an operation is run again by the client's retry.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remember_late(&self, answer: &Value) -> Result<(), ServiceError> {
        if self.token.is_none() || self.remembered.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.services.store.commit(self.remember(answer)?).await?;
        Ok(())
    }

    /// Waits until no other request with the same token is under way; hold what is answered until
    /// the operation is done.
    pub async fn one_at_a_time(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        match &self.token {
            Some(token) => Some(self.services.token_locks.lock(&token.key).await),
            None => None,
        }
    }
}
