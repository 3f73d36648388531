//! The settings of the media threads.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::ops::RangeInclusive;
use std::time::Duration;

/// Addresses, ports and limits of the media plane.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// The local address of all media sockets; `0.0.0.0` for all interfaces.
    pub bind_ip: IpAddr,
    /// The address that phones and browsers are told to send to. Behind NAT it is the public
    /// one; the ports must be forwarded unchanged. Browsers refuse `127.0.0.1` on most systems,
    /// so even on one machine an interface's address serves better: see [`local_address`].
    pub advertised_ip: IpAddr,
    /// Further addresses offered to browsers as ICE candidates, for a server that is reached
    /// both directly and through NAT.
    pub more_webrtc_ips: Vec<IpAddr>,
    /// The ports of phone legs: even ones for RTP, each with the next odd one for RTCP.
    pub rtp_ports: RangeInclusive<u16>,
    /// The first port of browser legs: thread `n` uses this plus `n`. 0: any free ports.
    pub webrtc_port: u16,
    /// Media threads. 0: one per core.
    pub threads: usize,
    /// Silence on the network after which a sending far end is reported lost. Zero: never.
    pub inactivity_timeout: Duration,
    /// Time between RTCP reports.
    pub rtcp_interval: Duration,
    /// The most bytes of recordings kept in memory while the disk is slow: a recording makes
    /// 32,000 a second. What does not fit is replaced by silence and counted.
    pub recording_backlog: usize,
    /// Detect DTMF tones in the audio of legs that did not negotiate telephone events.
    pub inband_dtmf: bool,
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self {
            bind_ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            advertised_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            more_webrtc_ips: Vec::new(),
            rtp_ports: 20_000..=29_999,
            webrtc_port: 0,
            threads: 0,
            inactivity_timeout: Duration::from_secs(30),
            rtcp_interval: Duration::from_secs(5),
            recording_backlog: 64 * 1024 * 1024,
            inband_dtmf: true,
        }
    }
}

impl MediaConfig {
    /// How many threads to start.
    pub(crate) fn thread_count(&self) -> usize {
        match self.threads {
            0 => std::thread::available_parallelism().map_or(1, |n| n.get()),
            n => n,
        }
    }
}

/// The address of the interface that leads to the internet: a usable default for
/// [`MediaConfig::advertised_ip`]. `None` without a default route. Sends nothing.
pub fn local_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // Connecting a UDP socket only asks the routing table; 192.0.2.1 is reserved for documents.
    let anywhere = SocketAddr::from((Ipv4Addr::new(192, 0, 2, 1), 9));
    socket.connect(anywhere).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_unspecified()).then_some(ip)
}
