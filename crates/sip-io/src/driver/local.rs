//! Which of our addresses faces a peer.

use super::canonical;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Peers remembered at once; beyond that all are looked up again.
const MAX_PEERS: usize = 4096;

/// Finds our address for datagrams to and from a peer, where the socket is bound to all.
#[derive(Debug)]
pub(super) struct Facing {
    bound: Option<SocketAddr>,
    known: HashMap<IpAddr, IpAddr>,
}

impl Facing {
    pub(super) fn new(bound: Option<SocketAddr>) -> Self {
        Self {
            bound,
            known: HashMap::new(),
        }
    }

    /// Our address and port as `peer` is to write to.
    pub(super) fn local(&mut self, peer: SocketAddr) -> SocketAddr {
        let bound = self
            .bound
            .unwrap_or(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)));
        if !bound.ip().is_unspecified() {
            return canonical(bound);
        }
        let peer = canonical(peer);
        if self.known.len() >= MAX_PEERS {
            self.known.clear();
        }
        let ip = *self
            .known
            .entry(peer.ip())
            .or_insert_with(|| facing(peer).unwrap_or(bound.ip()));
        SocketAddr::new(ip, bound.port())
    }

    /// `peer` in the family of the socket: an IPv6 socket reaches IPv4 by mapped addresses.
    pub(super) fn family(&self, peer: SocketAddr) -> SocketAddr {
        match (self.bound.map(|bound| bound.is_ipv6()), peer.ip()) {
            (Some(true), IpAddr::V4(ip)) => {
                SocketAddr::new(ip.to_ipv6_mapped().into(), peer.port())
            }
            (Some(false), _) => canonical(peer),
            _ => peer,
        }
    }
}

/// Asks the system's routes by connecting a datagram socket, which sends nothing.
fn facing(peer: SocketAddr) -> Option<IpAddr> {
    let any: IpAddr = match peer {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let probe = UdpSocket::bind((any, 0)).ok()?;
    probe.connect(peer).ok()?;
    Some(probe.local_addr().ok()?.ip().to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_bound_to_all_shows_the_address_that_faces_the_peer() {
        let mut facing = Facing::new(Some("0.0.0.0:5060".parse().unwrap()));
        let local = facing.local("127.0.0.1:9".parse().unwrap());
        assert_eq!(local, "127.0.0.1:5060".parse().unwrap());
    }

    #[test]
    fn an_ipv4_peer_is_mapped_for_an_ipv6_socket_and_back() {
        let six = Facing::new(Some("[::]:5060".parse().unwrap()));
        let mapped = six.family("192.0.2.1:7".parse().unwrap());
        assert_eq!(mapped, "[::ffff:192.0.2.1]:7".parse().unwrap());
        let four = Facing::new(Some("0.0.0.0:5060".parse().unwrap()));
        assert_eq!(four.family(mapped), "192.0.2.1:7".parse().unwrap());
    }
}
