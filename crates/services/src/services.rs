//! The services of the process, and one request's view of them.

use crate::audit::Audit;
use crate::background::Background;
use crate::decisions::Decisions;
use crate::directory::Locks;
use crate::idempotency::ClientToken;
use crate::limits::Quotas;
use crate::metrics::Metrics;
use crate::reports::Reports;
use crate::{AccessKeys, Clock, Exchanges, Inventory, ServiceError};
use aws_wire::token::TokenSealer;
use aws_wire::{Caller, OperationModel};
use blob::Blobs;
use ids::{Account, Region, Timestamp};
use ring::rand::{SecureRandom, SystemRandom};
use secrets::Keyring;
use std::fmt;
use std::ops::Deref;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
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
    /// Regions of other installations with which this one stands in a pair.
    pub replica_regions: Vec<Region>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Running exchanges.
    pub exchanges: Arc<dyn Exchanges>,
    /// Seals NextTokens.
    pub tokens: TokenSealer,
    /// How much of what there may be.
    pub quotas: Quotas,
    /// Numbers that can be claimed.
    pub inventory: Inventory,
    /// Who was allowed or refused what, and why.
    pub decisions: Decisions,
    /// What was done by whom.
    pub audit: Audit,
    /// What was counted, and what is live.
    pub metrics: Metrics,
    /// Work that goes on after its request.
    pub background: Background,
    /// Scheduled reports.
    pub reports: Reports,
    /// Who may sign, for operations that are given presigned URLs; set once at the start.
    pub keys: OnceLock<Arc<AccessKeys>>,
    pub(crate) locks: Locks,
    pub(crate) token_locks: Locks,
    pub(crate) turns: Locks,
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
    /// Regions of other installations with which this one stands in a pair.
    pub replica_regions: Vec<Region>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Running exchanges.
    pub exchanges: Arc<dyn Exchanges>,
    /// How much of what there may be.
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
        let node = u32::from_be_bytes(secrets::random_array().map_err(ServiceError::internal)?);
        Ok(Self {
            decisions: Decisions::new(Arc::clone(&parts.store), node),
            audit: Audit::new(Arc::clone(&parts.store), node),
            metrics: Metrics::new(Arc::clone(&parts.store), Arc::clone(&parts.clock)),
            background: Background::default(),
            reports: Reports::default(),
            keys: OnceLock::new(),
            tokens: TokenSealer::new(&secret).map_err(ServiceError::internal)?,
            store: parts.store,
            blobs: parts.blobs,
            keyring: parts.keyring,
            account: parts.account,
            region: parts.region,
            replica_regions: parts.replica_regions,
            clock: parts.clock,
            exchanges: parts.exchanges,
            quotas: parts.quotas,
            inventory: parts.inventory,
            locks: Locks::new(),
            token_locks: Locks::new(),
            turns: Locks::new(),
            random: SystemRandom::new(),
        })
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
