//! The transport of a phone leg: two UDP sockets and what is known of the far end's addresses.

use crate::error::MediaError;
use crate::ports::PortPair;
use audio::g711::Law;
use media::{G711, LegMedia};
use mio::net::UdpSocket;
use rtp_proto::RtpPacket;
use sdp::{Agreed, Codec, Direction, LocalSession, RemoteSession};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

/// A far end that changes its address in the middle of a stream is believed after the old
/// address has been silent for this long.
const REBIND_SILENCE: Duration = Duration::from_secs(1);

/// A phone leg's sockets and negotiation.
///
/// RTP is sent to where RTP comes from (symmetric RTP, RFC 4961), because a phone behind NAT
/// writes an address into its SDP that leads nowhere. The first address from which a packet of
/// the agreed payload types comes is kept. Others are dropped from then on, unless it is the
/// address in the SDP, or the same stream goes on (its SSRC is known) after a silence: so
/// nobody can take a call over by sending packets to its port.
#[derive(Debug)]
pub(crate) struct Phone {
    pub(crate) rtp: UdpSocket,
    pub(crate) rtcp: Option<UdpSocket>,
    local: LocalSession,
    agreed: Option<Agreed>,
    /// Our description as last sent.
    local_sdp: String,
    latched: Option<Latch>,
    latched_rtcp: Option<SocketAddr>,
}

#[derive(Debug, Clone, Copy)]
struct Latch {
    address: SocketAddr,
    ssrc: u32,
    at: Instant,
}

/// What a negotiation changes for the engine.
pub(crate) enum Change {
    /// New codec or payload types.
    Media(LegMedia),
    /// Only who sends.
    Direction { sends: bool, receives: bool },
}

impl Phone {
    pub(crate) fn new(pair: PortPair, advertised: IpAddr, session_id: u64) -> Self {
        Self {
            rtp: pair.rtp,
            rtcp: Some(pair.rtcp),
            local: LocalSession {
                ip: advertised,
                port: pair.port,
                session_id: session_id >> 1,
                version: 1,
            },
            agreed: None,
            local_sdp: String::new(),
            latched: None,
            latched_rtcp: None,
        }
    }

    pub(crate) fn local_sdp(&self) -> &str {
        &self.local_sdp
    }

    /// Writes our offer.
    pub(crate) fn offer(&mut self) -> String {
        self.local_sdp = sdp::offer(&self.local, Direction::SendRecv);
        self.local_sdp.clone()
    }

    /// Answers an offer, the first or a later one. An error changes nothing.
    pub(crate) fn answer(&mut self, offer: &str) -> Result<(Change, String), MediaError> {
        let remote = RemoteSession::parse(offer.as_bytes())?;
        let mut local = self.local;
        if self.agreed.is_some() {
            // RFC 3264 section 8: a changed description has the next version.
            local.version += 1;
        }
        let (agreed, text) = sdp::answer(&remote, &local)?;
        self.local = local;
        self.local_sdp.clone_from(&text);
        Ok((self.agree(agreed), text))
    }

    /// Takes the answer to our offer.
    pub(crate) fn accept(&mut self, answer: &str) -> Result<Change, MediaError> {
        let remote = RemoteSession::parse(answer.as_bytes())?;
        let agreed = sdp::accept(&remote)?;
        Ok(self.agree(agreed))
    }

    fn agree(&mut self, agreed: Agreed) -> Change {
        let before = self.agreed.replace(agreed);
        if before.is_none_or(|before| before.rtp != agreed.rtp) {
            // A new address: learn anew.
            self.latched = None;
            self.latched_rtcp = None;
        }
        let (sends, receives) = (agreed.direction.sends(), agreed.direction.receives());
        let same = |before: &Agreed| {
            (before.codec, before.payload_type) == (agreed.codec, agreed.payload_type)
                && before.telephone_event == agreed.telephone_event
                && before.ptime == agreed.ptime
        };
        if before.as_ref().is_some_and(same) {
            return Change::Direction { sends, receives };
        }
        let law = match agreed.codec {
            Codec::Pcmu => Law::Mu,
            Codec::Pcma => Law::A,
        };
        Change::Media(LegMedia {
            codec: Box::new(G711(law)),
            payload_type: agreed.payload_type,
            telephone_event: agreed.telephone_event,
            ptime: agreed.ptime,
            sends,
            receives,
        })
    }

    /// Whether a packet is the far end's.
    pub(crate) fn accepts(
        &mut self,
        from: SocketAddr,
        packet: &RtpPacket<'_>,
        now: Instant,
    ) -> bool {
        let Some(agreed) = self.agreed else {
            return false;
        };
        let known = packet.payload_type == agreed.payload_type
            || Some(packet.payload_type) == agreed.telephone_event;
        let trusted = match self.latched {
            Some(latch) if latch.address == from => true,
            None => known,
            Some(latch) => {
                let silent = now.saturating_duration_since(latch.at) >= REBIND_SILENCE;
                known && (from == agreed.rtp || (silent && latch.ssrc == packet.ssrc))
            }
        };
        if trusted {
            self.latched = Some(Latch {
                address: from,
                ssrc: packet.ssrc,
                at: now,
            });
        }
        trusted
    }

    /// Whether an RTCP packet is the far end's: same host as its RTP.
    pub(crate) fn accepts_rtcp(&mut self, from: SocketAddr) -> bool {
        let trusted = match (self.latched, self.agreed) {
            (Some(latch), _) => latch.address.ip() == from.ip(),
            (None, Some(agreed)) => agreed.rtcp.ip() == from.ip(),
            (None, None) => false,
        };
        if trusted {
            self.latched_rtcp = Some(from);
        }
        trusted
    }

    /// Sends RTP to where it comes from, or at first to where the SDP says. What the network
    /// does not take at once is lost, as on any other link.
    pub(crate) fn send(&self, bytes: &[u8]) -> bool {
        let to = self
            .latched
            .map(|latch| latch.address)
            .or(self.agreed.map(|agreed| agreed.rtp));
        send_to(&self.rtp, bytes, to)
    }

    pub(crate) fn send_rtcp(&self, bytes: &[u8]) -> bool {
        let Some(agreed) = self.agreed else {
            return false;
        };
        if agreed.rtcp_mux {
            return self.send(bytes);
        }
        let to = self.latched_rtcp.or(Some(agreed.rtcp));
        self.rtcp
            .as_ref()
            .is_some_and(|socket| send_to(socket, bytes, to))
    }
}

fn send_to(socket: &UdpSocket, bytes: &[u8], to: Option<SocketAddr>) -> bool {
    let usable = to.filter(|to| to.port() != 0 && !to.ip().is_unspecified());
    usable.is_some_and(|to| socket.send_to(bytes, to).is_ok())
}

/// Reads the next packet; `None` when there is none (errors such as an ICMP "port unreachable"
/// of an earlier packet are no packets either, but more may follow them).
pub(crate) fn receive(socket: &UdpSocket, buffer: &mut [u8]) -> Option<(usize, SocketAddr)> {
    for _ in 0..4 {
        match socket.recv_from(buffer) {
            Ok(received) => return Some(received),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return None,
            Err(_) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::PortPool;

    const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n\
        t=0 0\r\nm=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";

    fn phone(first: u16) -> Phone {
        let ip = IpAddr::from([127, 0, 0, 1]);
        let mut pool = PortPool::new(ip, &(first..=first + 99), 0, 1, 0);
        let mut phone = Phone::new(pool.bind().unwrap(), ip, 5);
        phone.answer(OFFER).unwrap();
        phone
    }

    fn packet(ssrc: u32, payload_type: u8) -> RtpPacket<'static> {
        RtpPacket {
            marker: false,
            payload_type,
            sequence: 1,
            timestamp: 1,
            ssrc,
            payload: &[],
        }
    }

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_stranger_cannot_take_a_running_stream_over() {
        let mut phone = phone(41_200);
        let now = Instant::now();
        let (nat, stranger) = (address("192.0.2.7:9000"), address("198.51.100.1:9000"));
        assert!(!phone.accepts(stranger, &packet(1, 99), now));
        assert!(phone.accepts(nat, &packet(1, 0), now));
        assert!(!phone.accepts(stranger, &packet(2, 0), now));
        let later = now + Duration::from_secs(9);
        assert!(!phone.accepts(stranger, &packet(2, 0), later));
        assert!(phone.accepts(nat, &packet(1, 101), later));
    }

    #[test]
    fn a_nat_that_rebinds_is_followed_after_a_silence() {
        let mut phone = phone(41_300);
        let now = Instant::now();
        let (old, new) = (address("192.0.2.7:9000"), address("192.0.2.7:9100"));
        assert!(phone.accepts(old, &packet(1, 0), now));
        assert!(!phone.accepts(new, &packet(1, 0), now));
        assert!(phone.accepts(new, &packet(1, 0), now + REBIND_SILENCE));
        assert!(!phone.accepts_rtcp(address("203.0.113.1:9101")));
        assert!(phone.accepts_rtcp(address("192.0.2.7:9101")));
    }

    #[test]
    fn a_reoffer_on_hold_changes_only_the_direction_and_a_bad_one_nothing() {
        let mut phone = phone(41_400);
        let before = phone.local_sdp().to_owned();
        assert!(phone.answer("rubbish").is_err());
        assert_eq!(phone.local_sdp(), before);
        let (change, text) = phone.answer(&format!("{OFFER}a=sendonly\r\n")).unwrap();
        assert!(matches!(
            change,
            Change::Direction {
                sends: false,
                receives: true
            }
        ));
        assert!(text.contains("a=recvonly") && text.contains(" 2 IN IP4"));
    }
}
