//! The transport of a browser leg: one str0m session.

use crate::crypto;
use crate::error::MediaError;
use crate::opus_codec::OpusCodec;
use media::{FarReport, LegMedia, OutPacket};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use str0m::change::SdpOffer;
use str0m::config::DtlsCert;
use str0m::format::{Codec, FormatParams};
use str0m::media::{Direction, Frequency, Mid};
use str0m::net::{Protocol, Receive, Transmit};
use str0m::rtp::{Extension, RtpPacket, RtpWrite};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc, RtcConfig};

/// Addresses remembered per session: a browser has a handful, a flood has many.
const MAX_ADDRESSES: usize = 16;
/// A browser that does not connect within this time is reported lost.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// Time between two looks at what the browser says about our stream.
const FAR_REPORTS: Duration = Duration::from_secs(5);
/// Payload type of telephone events in our configuration; the browser's own number is used.
const TELEPHONE_EVENT: u8 = 110;

/// What came out of a session.
#[derive(Debug)]
pub(crate) enum BrowserEvent {
    /// ICE and DTLS are up: media may flow.
    Connected,
    /// ICE lost the far end.
    Disconnected,
    /// ICE found it again.
    Reconnected,
    /// The far end closed.
    Closed,
    /// The session failed.
    Failed,
    /// Audio or a telephone event.
    Rtp(Received),
    /// What the browser says about our stream.
    Report(FarReport),
}

/// What matters of a decrypted RTP packet.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) marker: bool,
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) payload: Arc<[u8]>,
}

impl From<RtpPacket> for Received {
    fn from(packet: RtpPacket) -> Self {
        Self {
            marker: packet.header.marker,
            payload_type: *packet.header.payload_type,
            sequence: packet.header.sequence_number,
            timestamp: packet.header.timestamp,
            ssrc: *packet.header.ssrc,
            payload: packet.payload,
        }
    }
}

/// A browser leg.
pub(crate) struct Browser {
    rtc: Rtc,
    mid: Mid,
    /// The local part of the ICE user name: how the first packets are told apart.
    pub(crate) ufrag: String,
    pub(crate) addresses: Vec<SocketAddr>,
    audio_type: u8,
    event_type: Option<u8>,
    sends: bool,
    receives: bool,
    /// When it wants to be woken.
    pub(crate) wake: Instant,
    pub(crate) connected: bool,
    pub(crate) answer: String,
    started: Instant,
    dead: bool,
}

impl Browser {
    /// Answers a browser's offer; `candidates` are the addresses of our one socket.
    pub(crate) fn answer(
        offer: &str,
        candidates: &[SocketAddr],
        certificate: &DtlsCert,
        now: Instant,
    ) -> Result<Self, MediaError> {
        let refused = |error: &dyn std::fmt::Display| MediaError::WebRtc(error.to_string());
        let mut config = RtcConfig::new()
            .set_crypto_provider(crypto::provider())
            .set_dtls_cert(certificate.clone())
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .set_stats_interval(Some(FAR_REPORTS))
            .clear_codecs()
            .enable_opus(true, false)
            // Only the one that ties a stream to its section: congestion feedback for 20 kbit/s of
            // voice costs more packets than it saves.
            .clear_extension_map()
            .set_extension(1, Extension::RtpMid);
        config.codec_config().add_config(
            TELEPHONE_EVENT.into(),
            None,
            Codec::Tele,
            Frequency::FORTY_EIGHT_KHZ,
            None,
            FormatParams::default(),
        );
        let mut rtc = config.build(now);
        for address in candidates {
            let candidate = Candidate::host(*address, "udp").map_err(|e| refused(&e))?;
            rtc.add_local_candidate(candidate);
        }
        let offer = SdpOffer::from_sdp_string(offer).map_err(|e| refused(&e))?;
        let answer = rtc.sdp_api().accept_offer(offer).map_err(|e| refused(&e))?;
        let ufrag = rtc.direct_api().local_ice_credentials().ufrag;
        let mut browser = Self {
            rtc,
            mid: Mid::from("0"),
            ufrag,
            addresses: Vec::new(),
            audio_type: 0,
            event_type: None,
            sends: false,
            receives: false,
            wake: now,
            connected: false,
            answer: answer.to_sdp_string(),
            started: now,
            dead: false,
        };
        browser.find_audio()?;
        Ok(browser)
    }

    /// Finds the audio section and its payload types among what was negotiated.
    fn find_audio(&mut self) -> Result<(), MediaError> {
        let missing = |what: &str| MediaError::WebRtc(format!("the offer has no {what}"));
        // str0m tells of sections only once it is connected; the answer knows them now.
        let mid = audio_section(&self.answer).ok_or_else(|| missing("audio"))?;
        let media = self.rtc.media(mid).ok_or_else(|| missing("audio"))?;
        let direction = media.direction();
        let remote = media.remote_pts().to_vec();
        let pick = |codec: Codec| {
            let params = self.rtc.codec_config().params().iter();
            params
                .filter(|p| p.spec().codec == codec)
                .find(|p| remote.contains(&p.pt()))
                .map(|p| *p.pt())
        };
        self.audio_type = pick(Codec::Opus).ok_or_else(|| missing("Opus audio"))?;
        self.event_type = pick(Codec::Tele);
        self.mid = mid;
        self.sends = matches!(direction, Direction::SendRecv | Direction::SendOnly);
        self.receives = matches!(direction, Direction::SendRecv | Direction::RecvOnly);
        Ok(())
    }

    /// What the engine needs once the session is connected.
    pub(crate) fn media(&self) -> Result<LegMedia, MediaError> {
        let codec = OpusCodec::new().map_err(|error| MediaError::WebRtc(error.to_string()))?;
        Ok(LegMedia {
            codec: Box::new(codec),
            payload_type: self.audio_type,
            telephone_event: self.event_type,
            ptime: 20,
            sends: self.sends,
            receives: self.receives,
        })
    }

    /// The source that we send with.
    pub(crate) fn ssrc(&mut self) -> Option<u32> {
        let mid = self.mid;
        let mut api = self.rtc.direct_api();
        api.stream_tx_by_mid(mid, None).map(|stream| *stream.ssrc())
    }

    /// Remembers an address of the far end; false when it has too many.
    pub(crate) fn learn(&mut self, from: SocketAddr) -> bool {
        if self.addresses.contains(&from) {
            return true;
        }
        if self.addresses.len() >= MAX_ADDRESSES {
            return false;
        }
        self.addresses.push(from);
        true
    }

    /// Takes a packet; false when it is not for this session.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        from: SocketAddr,
        to: SocketAddr,
        bytes: &[u8],
    ) -> bool {
        let Ok(receive) = Receive::new(Protocol::Udp, from, to, bytes) else {
            return false;
        };
        let input = Input::Receive(now, receive);
        if !self.rtc.accepts(&input) {
            return false;
        }
        if self.rtc.handle_input(input).is_err() {
            self.dead = true;
        }
        true
    }

    /// Lets time pass.
    pub(crate) fn timeout(&mut self, now: Instant) {
        if self.rtc.handle_input(Input::Timeout(now)).is_err() {
            self.dead = true;
        }
    }

    /// Queues a packet; [`Browser::poll`] sends it.
    pub(crate) fn write(&mut self, now: Instant, packet: &OutPacket<'_>) {
        let mid = self.mid;
        let mut api = self.rtc.direct_api();
        if let Some(stream) = api.stream_tx_by_mid(mid, None) {
            let write = RtpWrite::new(
                packet.payload_type.into(),
                packet.sequence.into(),
                packet.timestamp,
                now,
                packet.payload,
            );
            stream.write_rtp(write.marker(packet.marker));
        }
    }

    /// Ends the session.
    pub(crate) fn close(&mut self) {
        let _ = self.rtc.close();
    }

    /// Drains the session until it only wants to wait.
    pub(crate) fn poll(
        &mut self,
        now: Instant,
        mut send: impl FnMut(&Transmit),
        mut event: impl FnMut(BrowserEvent),
    ) {
        loop {
            if std::mem::take(&mut self.dead) {
                event(BrowserEvent::Failed);
                let _ = self.rtc.close();
            }
            match self.rtc.poll_output() {
                Ok(Output::Transmit(transmit)) => send(&transmit),
                Ok(Output::Timeout(wake)) => {
                    self.wake = wake;
                    break;
                }
                Ok(Output::Event(output)) => match output {
                    Event::Connected => {
                        self.connected = true;
                        event(BrowserEvent::Connected);
                    }
                    Event::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                        event(BrowserEvent::Disconnected);
                    }
                    Event::IceConnectionStateChange(
                        IceConnectionState::Connected | IceConnectionState::Completed,
                    ) if self.connected => event(BrowserEvent::Reconnected),
                    Event::RtpPacket(packet) => event(BrowserEvent::Rtp(packet.into())),
                    Event::MediaEgressStats(stats) => {
                        event(BrowserEvent::Report(FarReport {
                            round_trip: stats.rtt,
                            lost: stats.remote.map_or(0, |it| it.packets_lost),
                            sent: stats.packets,
                        }));
                    }
                    Event::Closed => event(BrowserEvent::Closed),
                    _ => {}
                },
                Err(error) => {
                    tracing::debug!(%error, "WebRTC session failed");
                    event(BrowserEvent::Failed);
                    break;
                }
            }
        }
        if !self.connected && now.saturating_duration_since(self.started) > CONNECT_TIMEOUT {
            self.started = now + CONNECT_TIMEOUT * 1000;
            event(BrowserEvent::Disconnected);
        }
    }
}

/// The `a=mid` of the first audio section that was not refused.
fn audio_section(answer: &str) -> Option<Mid> {
    let mut sections = answer.split("\r\nm=").skip(1);
    let audio = sections.find(|s| s.starts_with("audio ") && !s.starts_with("audio 0 "))?;
    let mid = audio.lines().find_map(|line| line.strip_prefix("a=mid:"))?;
    Some(Mid::from(mid.trim()))
}

/// The local part of the user name in a STUN request: RFC 8489 section 14.3, RFC 8445 section
/// 7.2.2. `None` for anything else.
pub(crate) fn stun_ufrag(bytes: &[u8]) -> Option<&str> {
    const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
    const USERNAME: u16 = 0x0006;
    if bytes.first()? >> 6 != 0 || bytes.get(4..8)? != COOKIE {
        return None;
    }
    let mut attributes = bytes.get(20..)?;
    loop {
        let (head, rest) = attributes.split_first_chunk::<4>()?;
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let len = usize::from(u16::from_be_bytes([head[2], head[3]]));
        if kind == USERNAME {
            let name = std::str::from_utf8(rest.get(..len)?).ok()?;
            return Some(name.split_once(':')?.0);
        }
        attributes = rest.get(len.next_multiple_of(4)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_name_is_found_behind_other_attributes() {
        let mut bytes = vec![0, 1, 0, 20, 0x21, 0x12, 0xa4, 0x42];
        bytes.extend([0; 12]);
        bytes.extend([0x80, 0x22, 0, 3, b'x', b'y', b'z', 0]);
        bytes.extend([0, 6, 0, 7]);
        bytes.extend(b"abc:def\0");
        assert_eq!(stun_ufrag(&bytes), Some("abc"));
        for end in 0..bytes.len() - 1 {
            assert_eq!(stun_ufrag(&bytes[..end]), None);
        }
    }

    #[test]
    fn bad_offers_are_refused() {
        let certificate = crypto::certificate().unwrap();
        let candidates = [SocketAddr::from(([127, 0, 0, 1], 9))];
        for offer in ["", "v=0\r\n", "rubbish"] {
            let refused = Browser::answer(offer, &candidates, &certificate, Instant::now());
            assert!(matches!(refused, Err(MediaError::WebRtc(_))));
        }
    }
}
