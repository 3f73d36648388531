//! The services of the process, and one request's view of them.

use crate::directory::Locks;
use crate::idempotency::ClientToken;
use crate::{Clock, Exchanges, Inventory, ServiceError};
use aws_wire::token::TokenSealer;
use aws_wire::{Caller, OperationModel};
use blob::{BlobError, BlobPath, Blobs};
use ids::{Account, Region, Timestamp};
use resources::Kind;
use ring::rand::{SecureRandom, SystemRandom};
use secrets::Keyring;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use store::Store;
use uuid::Uuid;

/// What all operations share.
pub struct Services {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// Recordings, prompts and uploads.
    pub blobs: Blobs,
    /// Seals what must not lie in the store as it is.
    pub keyring: Keyring,
    /// The account that all resources belong to.
    pub account: Account,
    /// The region in all ARNs.
    pub region: Region,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Running exchanges.
    pub exchanges: Arc<dyn Exchanges>,
    /// Seals NextTokens.
    pub tokens: TokenSealer,
    /// How many resources of each kind there may be.
    pub quotas: Quotas,
    /// Numbers that can be claimed.
    pub inventory: Inventory,
    pub(crate) locks: Locks,
    pub(crate) token_locks: Locks,
    random: SystemRandom,
}

/// What [`Services`] are made of.
pub struct Parts {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// Recordings, prompts and uploads.
    pub blobs: Blobs,
    /// Seals what must not lie in the store as it is.
    pub keyring: Keyring,
    /// The account that all resources belong to.
    pub account: Account,
    /// The region in all ARNs.
    pub region: Region,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Running exchanges.
    pub exchanges: Arc<dyn Exchanges>,
    /// How many resources of each kind there may be.
    pub quotas: Quotas,
    /// Numbers that can be claimed.
    pub inventory: Inventory,
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services")
            .field("account", &self.account)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

impl Services {
    /// Puts them together.
    ///
    /// # Errors
    /// Only when a key cannot be derived, which no valid key file leads to.
    pub fn new(parts: Parts) -> Result<Self, ServiceError> {
        let secret = parts.keyring.key("next-token").mac(b"next-token");
        Ok(Self {
            tokens: TokenSealer::new(&secret).map_err(ServiceError::internal)?,
            store: parts.store,
            blobs: parts.blobs,
            keyring: parts.keyring,
            account: parts.account,
            region: parts.region,
            clock: parts.clock,
            exchanges: parts.exchanges,
            quotas: parts.quotas,
            inventory: parts.inventory,
            locks: Locks::new(),
            token_locks: Locks::new(),
            random: SystemRandom::new(),
        })
    }

    /// Makes sure that a blob is there and can be a prompt: `RIFF` and `WAVE` at its start.
    ///
    /// # Errors
    /// [`ServiceError::InvalidParameter`] when it is not.
    pub async fn check_audio(&self, name: &str) -> Result<(), ServiceError> {
        let path: BlobPath = name
            .parse()
            .map_err(|error: blob::PathError| ServiceError::InvalidParameter(error.to_string()))?;
        match self.blobs.get_range(&path, 0..12).await {
            Ok(head) if head.starts_with(b"RIFF") && head.ends_with(b"WAVE") => Ok(()),
            Ok(_) | Err(BlobError::Range { .. }) => Err(ServiceError::InvalidParameter(format!(
                "{name} is not a WAV file"
            ))),
            Err(BlobError::NotFound(_)) => Err(ServiceError::InvalidParameter(format!(
                "there is no object {name}"
            ))),
            Err(other) => Err(ServiceError::Unavailable(other.to_string())),
        }
    }

    /// A new identifier.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let mut bytes = [0_u8; 16];
        // The system's random source does not fail once it has started; were it to, equal
        // identifiers are refused by the store rather than overwritten.
        if self.random.fill(&mut bytes).is_err() {
            tracing::error!("the system's random source failed");
        }
        T::from(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }
}

/// One request's view of the services.
#[derive(Debug)]
pub struct Ctx {
    /// The services.
    pub services: Arc<Services>,
    /// Who asks, and when.
    pub caller: Caller,
    /// For what.
    pub operation: &'static OperationModel,
    /// The request's client token.
    pub token: Option<ClientToken>,
    /// Whether the operation has kept its answer for the token.
    pub(crate) remembered: AtomicBool,
}

impl Ctx {
    /// A request's view.
    pub fn new(
        services: Arc<Services>,
        caller: Caller,
        operation: &'static OperationModel,
        token: Option<ClientToken>,
    ) -> Self {
        Self {
            services,
            caller,
            operation,
            token,
            remembered: AtomicBool::new(false),
        }
    }

    /// The time at which the request was accepted.
    pub fn now(&self) -> Timestamp {
        self.caller.now
    }
}

impl Deref for Ctx {
    type Target = Services;
    fn deref(&self) -> &Services {
        &self.services
    }
}

/// How many resources of a kind an instance may have. None by default: a quota of a hosted service
/// protects its other tenants, of whom there are none here.
#[derive(Debug, Clone, Default)]
pub struct Quotas {
    limits: BTreeMap<Kind, u64>,
}

impl Quotas {
    /// Sets one.
    #[must_use]
    pub fn with(mut self, kind: Kind, limit: u64) -> Self {
        self.limits.insert(kind, limit);
        self
    }

    /// The limit of a kind.
    pub fn of(&self, kind: Kind) -> Option<u64> {
        self.limits.get(&kind).copied()
    }
}
