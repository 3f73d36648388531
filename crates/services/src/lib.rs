//! What operations work with: the store, the running exchange, the time, who asks.
//!
//! [`Services`] is shared by all requests; [`Ctx`] is one request's view of it. Operations of any
//! API create, read, change, delete and list configured resources through the methods of
//! [`Services`], which do the same for every kind: unique names, revisions, tags, facets, telling
//! the running exchange. NextTokens and client tokens are methods of [`Ctx`].
//!
//! There is no wire shape here, no socket and no SQL: [`ServiceError`] is mapped to an API's errors
//! by that API's crate, and [`Exchanges`] is implemented by the driver `exchange-io`.

pub mod activity;
pub mod audit;
pub mod background;
pub mod bots;
pub mod catalogue;
pub mod configured;
pub mod decisions;
pub mod limits;
pub mod messages;
pub mod metrics;
pub mod numbering;
pub mod pages;
pub mod password;
pub mod people;
pub mod programs;
pub mod registrations;
pub mod reports;

mod browsers;
mod calls;
mod carrier_callbacks;
mod change_all;
mod clock;
mod directory;
mod error;
mod exchanges;
mod flows;
mod gathering;
mod idempotency;
mod inventory;
mod numbers;
mod objects;
mod paging;
mod presign;
mod prompt_audio;
mod send_access;
mod services;
mod shared_objects;
pub mod sights;
mod tasks;
mod texts;

pub use browsers::{
    AgentEvents, BrowserError, Browsers, CallerAction, CallerEvent, WebCall, WebCallStarted,
};
pub use calls::{CallEnd, CallStep, Calls, NoCalls, SpokenCall};
pub use carrier_callbacks::{CarrierAnswer, CarrierCallbacks, CarrierRequest};
pub use change_all::{Kept, Turn, Was};
pub use clock::{Clock, FixedClock, SystemClock};
pub use directory::{Listing, Stored, not_found};
pub use error::{ServiceError, word};
pub use exchanges::{ExchangeError, Exchanges};
pub use flows::FlowPort;
pub use idempotency::ClientToken;
pub use inventory::{Inventory, NumberRange, Place, RangeError};
pub use messages::{
    CarrierBinds, CarrierState, CarriersState, Messages, MessagingChange, NoMessages, SendError,
};
pub use programs::{AccessKey, AccessKeys, NewAccessKey, Signed};
pub use resources::Configured;
pub use send_access::SendAccess;
pub use services::{Ctx, Parts, Services};
pub use tasks::{TaskWish, check_schedule};
pub use texts::{CustomerText, TextOutcome, Texts};
