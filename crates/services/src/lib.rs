//! What operations work with: the store, the running exchange, the time, who asks.
//!
//! [`Services`] is shared by all requests; [`Ctx`] is one request's view of it. Operations of any
//! API create, read, change, delete and list configured resources through the methods of
//! [`Services`], which do the same for every kind: unique names, revisions, tags, facets, telling
//! the running exchange. NextTokens and client tokens are methods of [`Ctx`].
//!
//! There is no wire shape here, no socket and no SQL: [`ServiceError`] is mapped to an API's errors
//! by that API's crate, and [`Exchanges`] is implemented by the driver `exchange-io`.

pub mod configured;
pub mod pages;
pub mod password;

mod access_keys;
mod browsers;
mod clock;
mod directory;
mod error;
mod exchanges;
mod idempotency;
mod inventory;
mod paging;
mod services;

pub use access_keys::{AccessKey, AccessKeys, NewAccessKey};
pub use browsers::{
    AgentEvents, BrowserError, Browsers, CallerAction, CallerEvent, WebCall, WebCallStarted,
};
pub use clock::{Clock, FixedClock, SystemClock};
pub use configured::Configured;
pub use directory::{Listing, Stored, not_found};
pub use error::{ServiceError, word};
pub use exchanges::{ExchangeError, Exchanges};
pub use idempotency::ClientToken;
pub use inventory::{Inventory, NumberRange, RangeError};
pub use services::{Ctx, Parts, Quotas, Services};
