//! Starting a server.

use crate::driver::{Driver, run};
use crate::engine::Engine;
use crate::handle::Counters;
use crate::wire::plain_host;
use crate::{BoundAddrs, SipConfig, SipError, SipEvent, SipHandle};
use ids::IdSource;
use socket2::SockRef;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc;

/// The datagrams that the system keeps for us while we are busy, in bytes.
const RECEIVE_BUFFER: usize = 4 << 20;

/// The server: sockets and a task that runs the engine.
#[derive(Debug, Clone, Copy)]
pub struct SipServer;

impl SipServer {
    /// Binds the sockets and starts serving on the current tokio runtime.
    ///
    /// Events go to `events`; while that is full nothing is read from the network, so that a slow
    /// receiver slows callers down instead of filling the memory. The server ends when the
    /// receiver of `events` is closed or the last [`SipHandle`] is dropped.
    ///
    /// # Errors
    /// A configuration without transport or with an unusable advertised host, and addresses that
    /// cannot be bound.
    pub async fn start(
        config: SipConfig,
        events: mpsc::Sender<SipEvent>,
    ) -> Result<(SipHandle, BoundAddrs), SipError> {
        if config.udp.is_none() && config.tcp.is_none() {
            return Err(SipError::NoTransport);
        }
        if let Some(host) = config.advertised.as_ref().filter(|host| !plain_host(host)) {
            return Err(SipError::Advertised(host.clone()));
        }
        let udp = match config.udp {
            Some(addr) => Some(bind_udp(addr).await?),
            None => None,
        };
        let listener = match config.tcp {
            Some(addr) => Some(TcpListener::bind(addr).await.map_err(failed("TCP", addr))?),
            None => None,
        };
        let bound = BoundAddrs {
            udp: udp.as_ref().and_then(|socket| socket.local_addr().ok()),
            tcp: listener
                .as_ref()
                .and_then(|socket| socket.local_addr().ok()),
        };
        let counters = Arc::new(Counters::default());
        let (commands, orders) = mpsc::unbounded_channel();
        let (max_connections, max_message) = (config.max_connections, config.max_message);
        let engine = Engine::new(
            config,
            bound,
            IdSource::new(rand::random()),
            Box::new(rand::random),
            Arc::clone(&counters),
        );
        tokio::spawn(run(Driver {
            engine,
            udp,
            listener,
            commands: orders,
            events,
            counters: Arc::clone(&counters),
            max_connections,
            max_message,
        }));
        Ok((SipHandle { commands, counters }, bound))
    }
}

async fn bind_udp(addr: SocketAddr) -> Result<UdpSocket, SipError> {
    let socket = UdpSocket::bind(addr).await.map_err(failed("UDP", addr))?;
    // The system may grant less, which only means less patience in a burst.
    let _ = SockRef::from(&socket).set_recv_buffer_size(RECEIVE_BUFFER);
    Ok(socket)
}

fn failed(transport: &'static str, addr: SocketAddr) -> impl FnOnce(std::io::Error) -> SipError {
    move |source| SipError::Bind {
        transport,
        addr,
        source,
    }
}
