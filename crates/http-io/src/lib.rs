//! The gateway.
mod body;
mod config;
mod listener;
mod tls;
mod websocket;
pub use config::{Certificate, Limits, ListenConfig};
pub use listener::{Answering, Drained, Lease, Origin, Phase, Respond, Server, StartError};
pub use tls::TlsError;
