//! What a SIP server is started with, and what starting it can fail on.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use thiserror::Error;

/// How a [`SipServer`](crate::SipServer) listens and what it allows.
#[derive(Debug, Clone)]
pub struct SipConfig {
    /// Where to take datagrams; port 0 lets the system choose.
    pub udp: Option<SocketAddr>,
    /// Where to take connections; port 0 lets the system choose.
    pub tcp: Option<SocketAddr>,
    /// The host or address that peers reach us by, written into Via and Contact. Without it the
    /// local address that faces the peer is written.
    pub advertised: Option<String>,
    /// The product's name in User-Agent and Server headers.
    pub user_agent: String,
    /// Legs that may exist at once; a further INVITE gets 503 with Retry-After.
    pub max_calls: usize,
    /// TCP connections that may be open at once; a further one is closed at once.
    pub max_connections: usize,
    /// The longest message taken, in bytes; longer ones are dropped and counted.
    pub max_message: usize,
    /// How many messages one address may send.
    pub flood: FloodLimit,
    /// The protocol's timers.
    pub timers: Timers,
}

impl Default for SipConfig {
    fn default() -> Self {
        Self {
            udp: None,
            tcp: None,
            advertised: None,
            user_agent: concat!("Carillon/", env!("CARGO_PKG_VERSION")).to_owned(),
            max_calls: 4_000,
            max_connections: 4_000,
            max_message: 65_535,
            flood: FloodLimit::default(),
            timers: Timers::default(),
        }
    }
}

/// A limit on the messages of one IP address, all its ports and transports together.
///
/// Requests and responses beyond it are dropped before they are parsed, and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FloodLimit {
    /// Messages per second that an address may send for ever. 0 switches the limit off.
    pub per_second: u32,
    /// Messages that an address may send at once after being quiet.
    pub burst: u32,
}

impl Default for FloodLimit {
    /// Generous, as a trunk carries thousands of calls from one address.
    fn default() -> Self {
        Self {
            per_second: 20_000,
            burst: 40_000,
        }
    }
}

/// The protocol's timers. Source: RFC 3261 section 17 and its table 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timers {
    /// Estimate of the round trip, the unit of all retransmission (RFC 3261: 500 ms).
    pub t1: Duration,
    /// The longest interval between retransmissions (RFC 3261: 4 s).
    pub t2: Duration,
    /// How long a message may live in the network (RFC 3261: 5 s).
    pub t4: Duration,
    /// Session-Expires offered to callers that support session timers (RFC 4028: 1800 s);
    /// `None` switches session timers off.
    pub session_expires: Option<Duration>,
    /// The shortest Session-Expires accepted (RFC 4028: not below 90 s).
    pub min_session_expires: Duration,
}

impl Timers {
    /// Timers B, F, H, J and L: 64 × T1, 32 s by default.
    pub fn transaction_timeout(&self) -> Duration {
        self.t1 * 64
    }
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            t1: Duration::from_millis(500),
            t2: Duration::from_secs(4),
            t4: Duration::from_secs(5),
            session_expires: Some(Duration::from_secs(1800)),
            min_session_expires: Duration::from_secs(90),
        }
    }
}

/// The addresses a started server listens on, with the ports the system chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoundAddrs {
    /// The datagram socket.
    pub udp: Option<SocketAddr>,
    /// The listening socket.
    pub tcp: Option<SocketAddr>,
}

/// A server that could not be started.
#[derive(Debug, Error)]
pub enum SipError {
    /// The configuration names no transport.
    #[error("SIP is configured with neither a UDP nor a TCP address")]
    NoTransport,
    /// The advertised host cannot stand in a header.
    #[error("the advertised SIP host {0:?} is neither a host name nor an address")]
    Advertised(String),
    /// A socket could not be bound.
    #[error("cannot listen for SIP on {transport} {addr}")]
    Bind {
        /// `UDP` or `TCP`.
        transport: &'static str,
        /// The configured address.
        addr: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
}
