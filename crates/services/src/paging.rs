//! NextTokens: a page's end, sealed together with what was asked, so that a token is good only
//! for the listing that it came from.

use crate::{Ctx, ServiceError};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use store::PageKey;

#[derive(Serialize, Deserialize)]
struct Payload<'a> {
    /// A hash of the listing's conditions.
    q: Cow<'a, [u8]>,
    /// Where it ended.
    k: Cow<'a, PageKey>,
}

impl Ctx {
    /// Where a listing goes on. `query` is what the listing asks for, such as the instance and the
    /// filters; pages of one listing must give the same.
    ///
    /// # Errors
    /// [`ServiceError::InvalidParameter`] for a token of another listing, or none of ours.
    pub fn resume(
        &self,
        token: Option<&str>,
        query: &impl std::fmt::Debug,
    ) -> Result<Option<PageKey>, ServiceError> {
        let Some(token) = token else { return Ok(None) };
        let wrong = || ServiceError::InvalidParameter("NextToken is not valid".into());
        let account = self.services.account.as_str();
        let opened = self
            .services
            .tokens
            .open(self.operation.name, account, token)
            .map_err(|_| wrong())?;
        let payload: Payload<'_> = serde_json::from_slice(&opened).map_err(|_| wrong())?;
        if payload.q != hash(query).as_slice() {
            return Err(wrong());
        }
        Ok(Some(payload.k.into_owned()))
    }

    /// The token to go on with, if there is more.
    ///
    /// # Errors
    /// Only by our own fault.
    pub fn next_token(
        &self,
        next: Option<&PageKey>,
        query: &impl std::fmt::Debug,
    ) -> Result<Option<String>, ServiceError> {
        let Some(key) = next else { return Ok(None) };
        let payload = serde_json::to_vec(&Payload {
            q: Cow::Owned(hash(query)),
            k: Cow::Borrowed(key),
        })
        .map_err(ServiceError::internal)?;
        let account = self.services.account.as_str();
        self.services
            .tokens
            .seal(self.operation.name, account, &payload)
            .map(Some)
            .map_err(ServiceError::internal)
    }
}

fn hash(query: &impl std::fmt::Debug) -> Vec<u8> {
    let hash = digest(&SHA256, format!("{query:?}").as_bytes());
    // 8 bytes keep the token short; the seal is what protects it.
    hash.as_ref().iter().take(8).copied().collect()
}
