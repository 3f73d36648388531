//! SMPP over TCP and TLS.
//!
//! [`Esme`] is the link to a carrier: several bindings at once, reconnected with growing pauses.
//! [`Smsc`] is the message centre that applications bind to. Both drive `smpp_proto::Session`; what
//! a message means is decided by whoever holds them.

mod drive;
mod esme;
mod smsc;
mod tls;

pub use drive::{Asked, Delivery, Submitted};
pub use esme::{Esme, EsmeConfig, LinkEvent};
pub use smsc::{Applications, Smsc, SmscConfig, SmscError};
pub use tls::{ServerTls, TlsConfig, TlsError};
