//! Finding free ports for phone legs.

use crate::error::MediaError;
use mio::net::UdpSocket;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;

/// Hands out pairs of ports of one thread: even for RTP, the next one for RTCP (RFC 3550
/// section 11).
///
/// Pairs are used in turn from a place drawn by chance, so that packets of a call that just ended
/// do not reach the next one, after a restart neither, and a stranger cannot tell which port comes
/// next.
#[derive(Debug)]
pub(crate) struct PortPool {
    ip: IpAddr,
    first: u32,
    pairs: u32,
    next: u32,
    stride: u32,
}

/// The sockets of a phone leg.
#[derive(Debug)]
pub(crate) struct PortPair {
    pub(crate) rtp: UdpSocket,
    pub(crate) rtcp: UdpSocket,
    pub(crate) port: u16,
}

impl PortPool {
    /// The share of thread `index` of `threads` in a range; `chance` says where it begins.
    pub(crate) fn new(
        ip: IpAddr,
        range: &RangeInclusive<u16>,
        index: usize,
        threads: usize,
        chance: u32,
    ) -> Self {
        let first = u32::from(*range.start()).next_multiple_of(2);
        let end = u32::from(*range.end()) + 1;
        let pairs = end.saturating_sub(first) / 2;
        let (index, stride) = (index as u32, threads.max(1) as u32);
        let own = pairs.saturating_sub(index).div_ceil(stride).max(1);
        Self {
            ip,
            first,
            pairs,
            next: index + chance % own * stride,
            stride,
        }
    }

    /// Binds the next free pair.
    pub(crate) fn bind(&mut self) -> Result<PortPair, MediaError> {
        for _ in 0..self.pairs.div_ceil(self.stride) {
            let pair = self.next;
            self.next += self.stride;
            if self.next >= self.pairs {
                // Back to this thread's first pair.
                self.next %= self.stride;
            }
            let Some(port) = (pair < self.pairs)
                .then(|| u16::try_from(self.first + pair * 2).ok())
                .flatten()
            else {
                continue;
            };
            let bind = |port| UdpSocket::bind(SocketAddr::new(self.ip, port));
            if let (Ok(rtp), Ok(rtcp)) = (bind(port), bind(port + 1)) {
                return Ok(PortPair { rtp, rtcp, port });
            }
        }
        Err(MediaError::NoPort)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_even_distinct_and_run_out() {
        let ip = IpAddr::from([127, 0, 0, 1]);
        let mut pool = PortPool::new(ip, &(41_001..=41_007), 0, 1, 3);
        let (a, b, c) = (pool.bind(), pool.bind(), pool.bind());
        let ports = [a.as_ref(), b.as_ref(), c.as_ref()].map(|p| p.unwrap().port);
        assert_eq!(ports, [41_002, 41_004, 41_006]);
        assert!(matches!(pool.bind(), Err(MediaError::NoPort)));
        drop(b);
        assert_eq!(pool.bind().unwrap().port, 41_004);
    }

    #[test]
    fn the_first_pair_is_drawn_among_the_threads_own() {
        let ip = IpAddr::from([127, 0, 0, 1]);
        let ports: Vec<u16> = (0..4)
            .map(|chance| {
                let mut pool = PortPool::new(ip, &(41_200..=41_215), 1, 4, chance);
                pool.bind().unwrap().port
            })
            .collect();
        assert_eq!(ports, [41_202, 41_210, 41_202, 41_210]);
    }

    #[test]
    fn threads_do_not_share_pairs() {
        let ip = IpAddr::from([127, 0, 0, 1]);
        let mut pool = PortPool::new(ip, &(41_100..=41_107), 1, 2, 0);
        let (a, b) = (pool.bind().unwrap(), pool.bind().unwrap());
        assert_eq!([a.port, b.port], [41_102, 41_106]);
        assert!(pool.bind().is_err());
    }
}
