//! SIP signalling over UDP and TCP behind a narrow interface of legs.
//!
//! A leg is one side of a call as SIP sees it: a dialog with one peer, incoming or dialled. The
//! outside world knows a leg by its [`LegId`](ids::LegId) only, hears of it by [`SipEvent`]s and
//! steers it through a [`SipHandle`]. No SIP type leaves this crate.
//!
//! Start at [`SipServer::start`].

mod config;
mod dialog;
mod digest;
mod driver;
mod dtmf;
mod engine;
mod event;
mod handle;
mod leg;
mod limit;
mod server;
mod session;
mod transaction;
mod wire;

pub use config::{BoundAddrs, FloodLimit, SipConfig, SipError, Timers};
pub use event::{Cause, EndedBy, IncomingCall, Party, SipEvent, Transport};
pub use handle::{Credentials, DialRequest, SipClosed, SipHandle, SipStats};
pub use server::SipServer;

/// Whether a URI can be called by [`SipHandle::dial`]: a `sip:` URI with a host, over a transport
/// that is spoken here.
pub fn is_callable(uri: &str) -> bool {
    wire::Uri::parse(uri).is_some_and(|uri| !uri.host.is_empty() && !uri.foreign)
}

/// Reads `bytes` as the server does, as a datagram, as a stream and as a challenge. The entry point of the SIP
/// fuzz target: it must return for every input.
pub fn fuzz_parse(bytes: &[u8]) {
    let _ = wire::parse(bytes);
    let mut framer = wire::Framer::new(65_535);
    framer.buffer().extend_from_slice(bytes);
    while let Ok(Some(_)) = framer.next() {}
    if let Ok(challenge) = std::str::from_utf8(bytes) {
        let mut authority = digest::Authority::new(Credentials {
            username: String::new(),
            password: ids::Pii::new(String::new()),
        });
        if authority.take(false, &[challenge]) {
            authority.prove("INVITE", "sip:fuzz@localhost", "");
        }
    }
}
