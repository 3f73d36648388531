//! SIP signalling over UDP and TCP behind a narrow interface of legs.
//!
//! A leg is one side of a call as SIP sees it: a dialog with one peer, incoming or dialled. The
//! outside world knows a leg by its [`LegId`](ids::LegId) only, hears of it by [`SipEvent`]s and
//! steers it through a [`SipHandle`]. No SIP type leaves this crate.
//!
//! Start at [`SipServer::start`].

mod config;
mod event;
mod handle;
mod server;

pub use config::{BoundAddrs, FloodLimit, SipConfig, SipError, Timers};
pub use event::{Cause, EndedBy, IncomingCall, Party, SipEvent, Transport};
pub use handle::{Credentials, DialRequest, SipClosed, SipHandle, SipStats};
pub use server::SipServer;
