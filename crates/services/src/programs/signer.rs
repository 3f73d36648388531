//! What signs a request: an access key with everything that binds it.

use aws_wire::sigv4::{Scope, SigningKey, SigningKeys};
use aws_wire::{Fault, Principal};
use iam::Policy;
use ids::{Pii, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use thiserror::Error;

use super::Session;

/// A key that may sign, long-lived or of a session.
#[derive(Debug)]
pub struct AccessKey {
    /// Its identifier.
    pub id: String,
    /// Who signs with it.
    pub principal: Principal,
    /// Whether no policy of its own binds it: the root key and its sessions.
    pub root: bool,
    /// What the signer may do, by the policies' names; not looked at for the root key.
    pub policies: Vec<(String, Policy)>,
    /// What a session is narrowed to.
    pub session_policies: Option<Vec<(String, Policy)>>,
    /// `aws:userid`.
    pub user_id: String,
    /// `aws:PrincipalTag/<key>`.
    pub tags: BTreeMap<String, String>,
    /// The session, for temporary credentials.
    pub session: Option<Session>,
    secret: Pii<String>,
    signing: Mutex<SigningKeys>,
    pub(super) read: Timestamp,
}

/// Why a key may not sign.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum CredentialError {
    /// There is no such key, or its session token is missing, forged or belongs to something that
    /// was deleted.
    #[error("The security token included in the request is invalid.")]
    Unknown,
    /// Its session has ended.
    #[error("The security token included in the request is expired")]
    Expired,
    /// The store failed; the cause is in the log.
    #[error("a key could not be read")]
    Failed,
}

impl From<CredentialError> for Fault {
    fn from(error: CredentialError) -> Self {
        match error {
            CredentialError::Unknown => Self::unrecognized_client(),
            CredentialError::Expired => Self::expired_token(),
            CredentialError::Failed => Self::internal(),
        }
    }
}

impl AccessKey {
    pub(super) fn new(
        id: &str,
        principal: Principal,
        secret: Pii<String>,
        read: Timestamp,
    ) -> Self {
        Self {
            id: id.to_owned(),
            root: principal == Principal::Root,
            user_id: id.to_owned(),
            principal,
            policies: Vec::new(),
            session_policies: None,
            tags: BTreeMap::new(),
            session: None,
            secret,
            signing: Mutex::new(SigningKeys::new(64)),
            read,
        }
    }

    /// The signing key for a scope.
    pub fn signing_key(&self, id: &str, scope: &Scope) -> SigningKey {
        // Nothing in there can be left half-done by a panic.
        let mut keys = self.signing.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(id, scope, self.secret.reveal())
    }

    /// Whether a decision may depend on a condition key that begins so.
    pub fn asks_for(&self, prefix: &str) -> bool {
        let session = self.session_policies.iter().flatten();
        self.policies
            .iter()
            .chain(session)
            .any(|(_, policy)| policy.asks_for(prefix))
    }
}
