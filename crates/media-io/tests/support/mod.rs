//! A phone and a browser, as far as media is concerned, on real sockets.
// Each user takes a part of it, and helpers of tests may unwrap like tests.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

#[path = "../../../media/tests/support/babble.rs"]
mod babble;

use audio::g711::Law;
use audio::tone::{Oscillator, is_tone};
use audio::{FRAME_SAMPLES, SILENCE};
use babble::Babble;
use media::Codec as _;
use media_io::OpusCodec;
use rtp_proto::{EventSender, RtpPacket, event::EventStep};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};
use str0m::change::SdpAnswer;
use str0m::format::Codec;
use str0m::media::{Direction, Frequency, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};
use tokio::net::UdpSocket;
use tokio::time::{MissedTickBehavior, interval, timeout};

pub const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PATIENCE: Duration = Duration::from_secs(20);

/// What an end has heard, and whether it is a tone now.
#[derive(Default)]
pub struct Ear {
    pub samples: Vec<i16>,
}

impl Ear {
    /// The last 200 ms are one tone of this frequency.
    pub fn hears(&self, hertz: f32) -> bool {
        let from = self.samples.len().saturating_sub(10 * FRAME_SAMPLES);
        self.samples.len() >= 10 * FRAME_SAMPLES && is_tone(&self.samples[from..], hertz)
    }
}

/// What an end says.
pub enum Sound {
    Silence,
    Tone(Oscillator),
    /// Something like speech.
    Speech(Babble),
}

impl Sound {
    pub fn speech() -> Self {
        Self::Speech(Babble::new(10_000.0))
    }

    fn frame(&mut self) -> audio::Frame {
        let mut frame = SILENCE;
        match self {
            Self::Silence => {}
            Self::Tone(tone) => tone.fill(&mut frame),
            Self::Speech(speech) => speech.fill(&mut frame),
        }
        frame
    }
}

/// An end of a call that sounds a tone and listens.
pub trait End {
    /// Sends the next 20 ms.
    fn speak(&mut self) -> impl Future<Output = ()> + Send;
    /// Takes what came; resolves after each packet.
    fn listen(&mut self) -> impl Future<Output = ()> + Send;
    fn ear(&self) -> &Ear;
    /// Forgets what was heard, for ends that live long.
    fn forget(&mut self);
}

/// Lets two ends talk in real time until a condition holds.
pub async fn talk<A: End, B: End>(a: &mut A, b: &mut B, mut until: impl FnMut(&A, &B) -> bool) {
    let mut clock = interval(Duration::from_millis(20));
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let talking = async {
        while !until(a, b) {
            tokio::select! {
                _ = clock.tick() => { a.speak().await; b.speak().await; }
                () = a.listen() => {}
                () = b.listen() => {}
            }
        }
    };
    timeout(PATIENCE, talking)
        .await
        .expect("condition while talking");
}

pub struct Phone {
    pub socket: UdpSocket,
    pub server: Option<SocketAddr>,
    pub sound: Sound,
    pub ear: Ear,
    sequence: u16,
    timestamp: u32,
    pub keys: EventSender,
    pub ssrc: u32,
}

impl Phone {
    pub async fn new(hertz: f32) -> Self {
        Self {
            socket: UdpSocket::bind((LOCALHOST, 0)).await.unwrap(),
            server: None,
            sound: Sound::Tone(Oscillator::new(hertz, 8000.0)),
            ear: Ear::default(),
            sequence: 65_500,
            timestamp: u32::MAX - 1000,
            keys: EventSender::new(8000),
            ssrc: hertz as u32,
        }
    }

    pub fn offer(&self) -> String {
        let port = self.socket.local_addr().unwrap().port();
        format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
             m=audio {port} RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
        )
    }

    pub fn answered(&mut self, sdp: &str) {
        let session = sdp::RemoteSession::parse(sdp.as_bytes()).unwrap();
        self.server = Some(session.audio.unwrap().rtp);
    }

    async fn send(&mut self, marker: bool, payload_type: u8, timestamp: u32, payload: &[u8]) {
        let mut bytes = Vec::new();
        let packet = RtpPacket {
            marker,
            payload_type,
            sequence: self.sequence,
            timestamp,
            ssrc: self.ssrc,
            payload,
        };
        packet.write(&mut bytes);
        self.sequence = self.sequence.wrapping_add(1);
        self.socket
            .send_to(&bytes, self.server.unwrap())
            .await
            .unwrap();
    }
}

impl End for Phone {
    async fn speak(&mut self) {
        let frame = self.sound.frame();
        match self.keys.step(self.timestamp) {
            EventStep::Audio => {
                let mut payload = [0; FRAME_SAMPLES];
                Law::Mu.encode(&frame, &mut payload);
                self.send(false, 0, self.timestamp, &payload).await;
            }
            EventStep::Packet {
                marker,
                timestamp,
                payload,
                repeats,
            } => {
                for _ in 0..repeats {
                    self.send(marker, 101, timestamp, &payload).await;
                }
            }
        }
        self.timestamp = self.timestamp.wrapping_add(160);
    }

    async fn listen(&mut self) {
        let mut buffer = [0; 2048];
        let (len, _) = self.socket.recv_from(&mut buffer).await.unwrap();
        let packet = RtpPacket::parse(&buffer[..len]).unwrap();
        if packet.payload_type == 0 {
            let payload = packet.payload.iter();
            self.ear
                .samples
                .extend(payload.map(|b| Law::Mu.decode_sample(*b)));
        }
    }

    fn ear(&self) -> &Ear {
        &self.ear
    }

    fn forget(&mut self) {
        self.ear.samples.clear();
    }
}

pub struct Browser {
    rtc: Rtc,
    socket: UdpSocket,
    mid: Mid,
    opus: OpusCodec,
    pub sound: Sound,
    pub ear: Ear,
    sequence: u64,
    timestamp: u32,
    pub connected: bool,
    wake: Instant,
    offer: Option<(String, str0m::change::SdpPendingOffer)>,
    pub keys: EventSender,
}

impl Browser {
    pub async fn new(hertz: f32) -> Self {
        let socket = UdpSocket::bind((LOCALHOST, 0)).await.unwrap();
        let mut config = RtcConfig::new()
            .set_crypto_provider(media_io::webrtc_crypto())
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false);
        config.codec_config().add_config(
            126.into(),
            None,
            Codec::Tele,
            Frequency::FORTY_EIGHT_KHZ,
            None,
            Default::default(),
        );
        let mut rtc = config.build(Instant::now());
        let here = socket.local_addr().unwrap();
        rtc.add_local_candidate(Candidate::host(here, "udp").unwrap());
        let mut api = rtc.sdp_api();
        let mid = api.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let (offer, pending) = api.apply().unwrap();
        Self {
            rtc,
            socket,
            mid,
            opus: OpusCodec::new().unwrap(),
            sound: Sound::Tone(Oscillator::new(hertz, 8000.0)),
            ear: Ear::default(),
            sequence: 1,
            timestamp: 0,
            connected: false,
            wake: Instant::now(),
            offer: Some((offer.to_sdp_string(), pending)),
            keys: EventSender::new(48_000),
        }
    }

    pub fn offer(&self) -> String {
        self.offer.as_ref().unwrap().0.clone()
    }

    pub async fn answered(&mut self, sdp: &str) {
        let (_, pending) = self.offer.take().unwrap();
        let answer = SdpAnswer::from_sdp_string(sdp).unwrap();
        self.rtc.sdp_api().accept_answer(pending, answer).unwrap();
        self.drain().await;
    }

    async fn drain(&mut self) {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Timeout(at) => {
                    self.wake = at;
                    return;
                }
                Output::Transmit(t) => {
                    self.socket
                        .send_to(&t.contents, t.destination)
                        .await
                        .unwrap();
                }
                Output::Event(Event::Connected) => self.connected = true,
                Output::Event(Event::RtpPacket(p)) => {
                    assert!(self.opus.decode(&p.payload, &mut self.ear.samples));
                }
                Output::Event(_) => {}
            }
        }
    }

    async fn write(&mut self, payload_type: u8, marker: bool, timestamp: u32, payload: &[u8]) {
        let mut api = self.rtc.direct_api();
        let stream = api.stream_tx_by_mid(self.mid, None).unwrap();
        let sequence = self.sequence.into();
        let now = Instant::now();
        let write = RtpWrite::new(payload_type.into(), sequence, timestamp, now, payload);
        stream.write_rtp(write.marker(marker));
        self.sequence += 1;
        self.drain().await;
    }

    /// Goes away without a word, or with one.
    pub async fn close(&mut self) {
        self.rtc.close().unwrap();
        self.drain().await;
    }
}

impl End for Browser {
    async fn speak(&mut self) {
        if self.wake <= Instant::now() {
            self.rtc
                .handle_input(Input::Timeout(Instant::now()))
                .unwrap();
            self.drain().await;
        }
        if !self.connected {
            return;
        }
        let frame = self.sound.frame();
        match self.keys.step(self.timestamp) {
            EventStep::Audio => {
                let mut payload = Vec::new();
                self.opus.encode(&frame, &mut payload);
                self.write(111, false, self.timestamp, &payload).await;
            }
            EventStep::Packet {
                marker,
                timestamp,
                payload,
                repeats,
            } => {
                for _ in 0..repeats {
                    self.write(126, marker, timestamp, &payload).await;
                }
            }
        }
        self.timestamp = self.timestamp.wrapping_add(960);
    }

    async fn listen(&mut self) {
        let mut buffer = [0; 2048];
        let (len, from) = self.socket.recv_from(&mut buffer).await.unwrap();
        let to = self.socket.local_addr().unwrap();
        if let Ok(receive) = Receive::new(Protocol::Udp, from, to, &buffer[..len]) {
            self.rtc
                .handle_input(Input::Receive(Instant::now(), receive))
                .unwrap();
        }
        self.drain().await;
    }

    fn ear(&self) -> &Ear {
        &self.ear
    }

    fn forget(&mut self) {
        self.ear.samples.clear();
    }
}
