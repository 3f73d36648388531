//! One media thread: packets, requests and the clock.
//!
//! While there are legs the thread wakes every 2 ms, takes all packets that came meanwhile in
//! one go and moves the phase that is due 20 ms forward. Waking per packet instead would cost a
//! context switch for each. Without legs it sleeps until a request comes.

use crate::browser::{Browser, BrowserEvent, stun_ufrag};
use crate::config::MediaConfig;
use crate::directory::Directory;
use crate::error::MediaError;
use crate::handle::MediaStats;
use crate::mailbox::Request;
use crate::net::{Net, Transport};
use crate::phone::{Change, Phone, receive};
use crate::ports::PortPool;
use ids::{IdSource, LegId};
use media::control::{LostReason, MediaCommand};
use media::speaking::Origin;
use media::{Engine, LegKey, LegSpec, PHASES};
use mio::{Events, Interest, Poll, Token};
use rtp_proto::RtpPacket;
use rtp_proto::packet::is_rtcp;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};
use str0m::config::DtlsCert;

/// Time between two phases.
const SLOT: Duration = Duration::from_millis(audio::FRAME_MILLIS / PHASES as u64);
/// A thread that was held up longer than this skips what it missed instead of catching up.
const MAX_BEHIND: Duration = Duration::from_millis(200);
/// Larger packets are no voice.
const MAX_PACKET: usize = 2048;

pub(crate) const BELL: Token = Token(0);
pub(crate) const WEBRTC: Token = Token(1);
const FIRST_LEG: usize = 2;

/// A media thread's state.
pub(crate) struct Worker {
    pub(crate) poll: Poll,
    pub(crate) inbox: Receiver<Request>,
    pub(crate) engine: Engine,
    pub(crate) net: Net,
    pub(crate) ports: PortPool,
    pub(crate) config: Arc<MediaConfig>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) certificate: DtlsCert,
    /// The addresses of our WebRTC socket as browsers see them.
    pub(crate) candidates: Vec<SocketAddr>,
    /// The engine's time zero.
    pub(crate) start: Instant,
    pub(crate) random: IdSource,
    /// The next slot: its phase is its remainder by [`PHASES`].
    pub(crate) slot: u64,
    pub(crate) packet: Vec<u8>,
}

impl Worker {
    /// Runs until told to stop.
    pub(crate) fn run(mut self) {
        let mut events = Events::with_capacity(1024);
        loop {
            let idle = self.engine.leg_count() == 0 && self.engine.recording_count() == 0;
            if !idle {
                let due = self.start + SLOT * (self.slot as u32);
                let wait = due.saturating_duration_since(Instant::now());
                if !wait.is_zero() {
                    std::thread::sleep(wait);
                }
            }
            let timeout = (!idle).then_some(Duration::ZERO);
            if let Err(error) = self.poll.poll(&mut events, timeout)
                && error.kind() != std::io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "media thread cannot wait for packets");
            }
            self.net.now = Instant::now();
            for event in &events {
                match event.token() {
                    BELL => {}
                    WEBRTC => self.receive_webrtc(),
                    Token(token) => {
                        let (leg, part) = ((token - FIRST_LEG) / 2, (token - FIRST_LEG) % 2);
                        self.receive_phone(LegKey(leg), part == 1);
                    }
                }
            }
            if self.requests().is_break() {
                return;
            }
            self.wake_browsers();
            self.tick();
        }
    }

    fn now(&self) -> Duration {
        self.net.now.saturating_duration_since(self.start)
    }

    /// Moves all phases forward that are due.
    fn tick(&mut self) {
        let elapsed = self.now();
        let current = (elapsed.as_micros() / SLOT.as_micros()) as u64;
        if SLOT * (current.saturating_sub(self.slot) as u32) > MAX_BEHIND {
            self.net.counters.late_ticks += 1;
            // Whole rounds are skipped, so that each phase keeps its place.
            let rounds = (current - self.slot) / PHASES as u64;
            self.slot += rounds * PHASES as u64;
        }
        while self.slot <= current {
            if current - self.slot > PHASES as u64 / 2 {
                self.net.counters.late_ticks += 1;
            }
            let phase = (self.slot % PHASES as u64) as usize;
            self.engine.tick(phase, elapsed, &mut self.net);
            self.slot += 1;
            self.settle();
        }
    }

    fn receive_phone(&mut self, key: LegKey, rtcp_port: bool) {
        let now = self.now();
        loop {
            let Some(Transport::Phone(phone)) = self.net.get(key) else {
                return;
            };
            let socket = match (rtcp_port, phone.rtcp.as_ref()) {
                (false, _) => &phone.rtp,
                (true, Some(rtcp)) => rtcp,
                (true, None) => return,
            };
            let Some((len, from)) = receive(socket, &mut self.packet) else {
                return;
            };
            self.net.counters.received += 1;
            let bytes = self.packet.get(..len).unwrap_or(&[]);
            let good = if is_rtcp(bytes) {
                self.net
                    .phone(key)
                    .is_some_and(|phone| phone.accepts_rtcp(from))
                    && self.engine.rtcp(key, now, bytes)
            } else {
                let at = self.net.now;
                match RtpPacket::parse(bytes) {
                    Ok(packet)
                        if !rtcp_port
                            && self
                                .net
                                .phone(key)
                                .is_some_and(|phone| phone.accepts(from, &packet, at)) =>
                    {
                        self.engine.rtp(key, now, &packet, &mut self.net);
                        true
                    }
                    _ => false,
                }
            };
            self.net.counters.dropped += u64::from(!good);
        }
    }

    fn receive_webrtc(&mut self) {
        let Some(local) = self.candidates.first().copied() else {
            return;
        };
        while let Some((len, from)) = receive(&self.net.webrtc, &mut self.packet) {
            self.net.counters.received += 1;
            let bytes = self.packet.get(..len).unwrap_or(&[]);
            let at = self.net.now;
            let known = match stun_ufrag(bytes) {
                Some(ufrag) => self.net.by_ufrag.get(ufrag).copied(),
                None => self.net.by_address.get(&from).copied(),
            };
            let mut good = false;
            if let Some(key) = known
                && let Some(Transport::Browser(browser)) = self.net.get(key)
                && browser.learn(from)
            {
                good = browser.receive(at, from, local, bytes);
                if good {
                    self.net.by_address.insert(from, key);
                    self.net.drain(key);
                }
            }
            self.net.counters.dropped += u64::from(!good);
            self.settle();
        }
    }

    fn wake_browsers(&mut self) {
        let now = self.net.now;
        for index in 0..self.net.transports.len() {
            let key = LegKey(index);
            if let Some(Transport::Browser(browser)) = self.net.get(key)
                && browser.wake <= now
            {
                browser.timeout(now);
                self.net.drain(key);
            }
        }
        self.settle();
    }

    /// Carries out what browser sessions said.
    fn settle(&mut self) {
        let now = self.now();
        while let Some((key, event)) = self.net.pending.pop_front() {
            match event {
                BrowserEvent::Connected => self.browser_connected(key, now),
                BrowserEvent::Reconnected => self.engine.connected(key, &mut self.net),
                BrowserEvent::Disconnected => {
                    let reason = LostReason::IceDisconnected;
                    self.engine.disconnected(key, reason, &mut self.net);
                }
                BrowserEvent::Closed => {
                    let reason = LostReason::RemoteClosed;
                    self.engine.disconnected(key, reason, &mut self.net);
                }
                BrowserEvent::Failed => {
                    let reason = LostReason::HandshakeFailed;
                    self.engine.disconnected(key, reason, &mut self.net);
                }
                BrowserEvent::Report(report) => self.engine.far_report(key, report),
                BrowserEvent::Rtp(packet) => {
                    let packet = RtpPacket {
                        marker: packet.marker,
                        payload_type: packet.payload_type,
                        sequence: packet.sequence,
                        timestamp: packet.timestamp,
                        ssrc: packet.ssrc,
                        payload: &packet.payload,
                    };
                    self.engine.rtp(key, now, &packet, &mut self.net);
                }
            }
        }
    }

    fn browser_connected(&mut self, key: LegKey, now: Duration) {
        let Some(Transport::Browser(browser)) = self.net.get(key) else {
            return;
        };
        match browser.media() {
            Ok(media) => {
                self.engine.configure(key, now, media);
                self.engine.connected(key, &mut self.net);
            }
            Err(error) => {
                tracing::error!(%error, "no codec for a browser leg");
                let reason = LostReason::HandshakeFailed;
                self.engine.disconnected(key, reason, &mut self.net);
            }
        }
    }

    fn requests(&mut self) -> ControlFlow<()> {
        loop {
            match self.inbox.try_recv() {
                Ok(request) => self.request(request)?,
                Err(TryRecvError::Empty) => return ControlFlow::Continue(()),
                Err(TryRecvError::Disconnected) => {
                    self.stop();
                    return ControlFlow::Break(());
                }
            }
        }
    }

    fn request(&mut self, request: Request) -> ControlFlow<()> {
        match request {
            Request::AnswerRtp {
                leg,
                group,
                offer,
                reply,
            } => {
                let result = self.answer_rtp(leg, group, &offer);
                let _ = reply.send(result);
            }
            Request::OfferRtp { leg, group, reply } => {
                let result = self.offer_rtp(leg, group);
                let _ = reply.send(result);
            }
            Request::AcceptAnswer { leg, answer, reply } => {
                let result = self.with_phone(leg, |phone| phone.accept(&answer));
                let result = result.map(|(key, change)| self.apply(key, change));
                let _ = reply.send(result);
            }
            Request::Reoffer { leg, offer, reply } => {
                let result = self.with_phone(leg, |phone| phone.answer(&offer));
                let result = result.map(|(key, (change, text))| {
                    self.apply(key, change);
                    text
                });
                let _ = reply.send(result);
            }
            Request::LocalSdp { leg, reply } => {
                let result = self.with_phone(leg, |phone| Ok(phone.local_sdp().to_owned()));
                let _ = reply.send(result.map(|(_, text)| text));
            }
            Request::AnswerWebRtc {
                leg,
                group,
                offer,
                reply,
            } => {
                let result = self.answer_webrtc(leg, group, &offer);
                let _ = reply.send(result);
            }
            Request::Command(command) => self.command(command),
            Request::Close { leg, reply } => {
                self.command(MediaCommand::Close { leg });
                let _ = reply.send(Ok(()));
            }
            Request::Stats { reply } => {
                let _ = reply.send(self.stats());
            }
            Request::Shutdown { reply } => {
                self.stop();
                let _ = reply.send(());
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    fn command(&mut self, command: MediaCommand) {
        let now = self.now();
        if let MediaCommand::Close { leg } = command {
            if let Some(key) = self.engine.find(leg) {
                self.engine.command(now, command, &mut self.net);
                self.remove(key);
            }
            self.directory.forget_leg(leg);
        } else {
            self.engine.command(now, command, &mut self.net);
        }
    }

    fn remove(&mut self, key: LegKey) {
        if let Some(Transport::Phone(mut phone)) = self.net.remove(key) {
            let _ = self.poll.registry().deregister(&mut phone.rtp);
            if let Some(rtcp) = phone.rtcp.as_mut() {
                let _ = self.poll.registry().deregister(rtcp);
            }
        }
    }

    fn answer_rtp(&mut self, leg: LegId, group: u64, offer: &str) -> Result<String, MediaError> {
        let mut phone = self.new_phone()?;
        let (change, text) = phone.answer(offer)?;
        let key = self.add_phone(leg, group, phone)?;
        self.apply(key, change);
        Ok(text)
    }

    fn offer_rtp(&mut self, leg: LegId, group: u64) -> Result<String, MediaError> {
        let mut phone = self.new_phone()?;
        let text = phone.offer();
        self.add_phone(leg, group, phone)?;
        Ok(text)
    }

    fn new_phone(&mut self) -> Result<Phone, MediaError> {
        let pair = self.ports.bind()?;
        let session = self.random.next_u64();
        Ok(Phone::new(pair, self.config.advertised_ip, session))
    }

    fn add_phone(
        &mut self,
        leg: LegId,
        group: u64,
        mut phone: Phone,
    ) -> Result<LegKey, MediaError> {
        let origin = self.origin();
        let key = self.add_leg(leg, group, origin, true)?;
        let token = FIRST_LEG + key.0 * 2;
        let registry = self.poll.registry();
        let mut registered = registry.register(&mut phone.rtp, Token(token), Interest::READABLE);
        if let (Ok(()), Some(rtcp)) = (&registered, phone.rtcp.as_mut()) {
            registered = registry.register(rtcp, Token(token + 1), Interest::READABLE);
        }
        self.net.put(key, Transport::Phone(Box::new(phone)));
        if let Err(source) = registered {
            self.command(MediaCommand::Close { leg });
            let what = "sockets of a leg";
            return Err(MediaError::Io { what, source });
        }
        Ok(key)
    }

    fn answer_webrtc(&mut self, leg: LegId, group: u64, offer: &str) -> Result<String, MediaError> {
        let now = Instant::now();
        let mut browser = Browser::answer(offer, &self.candidates, &self.certificate, now)?;
        let mut origin = self.origin();
        origin.ssrc = browser.ssrc().unwrap_or(origin.ssrc);
        // SRTP counts wraps of the sequence number, and starting near one confuses some.
        origin.sequence &= 0x7fff;
        let key = self.add_leg(leg, group, origin, false)?;
        let answer = std::mem::take(&mut browser.answer);
        self.net.by_ufrag.insert(browser.ufrag.clone(), key);
        self.net.put(key, Transport::Browser(Box::new(browser)));
        Ok(answer)
    }

    fn add_leg(
        &mut self,
        id: LegId,
        group: u64,
        origin: Origin,
        rtcp: bool,
    ) -> Result<LegKey, MediaError> {
        if self.engine.leg_count() == 0 && self.engine.recording_count() == 0 {
            // The clock stood still while the thread was idle.
            let elapsed = self.start.elapsed();
            self.slot = (elapsed.as_micros() / SLOT.as_micros()) as u64;
        }
        let threads = self.config.thread_count() as u64;
        let spec = LegSpec {
            id,
            // The remainder by threads chose this one; the rest spreads over the phases.
            group: group / threads,
            origin,
            rtcp,
        };
        self.engine.add_leg(spec).ok_or(MediaError::LegExists(id))
    }

    fn origin(&mut self) -> Origin {
        let bits = self.random.next_u64();
        Origin {
            ssrc: (bits >> 32) as u32,
            sequence: bits as u16,
            timestamp: self.random.next_u64() as u32,
        }
    }

    fn apply(&mut self, key: LegKey, change: Change) {
        let now = self.now();
        match change {
            Change::Media(media) => self.engine.configure(key, now, media),
            Change::Direction { sends, receives } => {
                self.engine.redirect(key, now, sends, receives);
            }
        }
    }

    fn with_phone<T>(
        &mut self,
        leg: LegId,
        act: impl FnOnce(&mut Phone) -> Result<T, MediaError>,
    ) -> Result<(LegKey, T), MediaError> {
        let key = self.engine.find(leg).ok_or(MediaError::UnknownLeg(leg))?;
        match self.net.phone(key) {
            Some(phone) => Ok((key, act(phone)?)),
            None => Err(MediaError::WrongState(leg, "it is a browser leg")),
        }
    }

    fn stats(&self) -> MediaStats {
        let counters = self.net.counters;
        MediaStats {
            legs: self.engine.leg_count() as u64,
            bridges: self.engine.bridge_count() as u64,
            recordings: self.engine.recording_count() as u64,
            packets_received: counters.received,
            packets_sent: counters.sent,
            packets_dropped: counters.dropped,
            digits_flooded: counters.flooded,
            late_ticks: counters.late_ticks,
            recording_lost_ms: 0,
        }
    }

    fn stop(&mut self) {
        self.engine.shutdown(&mut self.net);
        for index in 0..self.net.transports.len() {
            self.remove(LegKey(index));
        }
    }
}

impl Net {
    fn phone(&mut self, key: LegKey) -> Option<&mut Phone> {
        match self.get(key) {
            Some(Transport::Phone(phone)) => Some(phone),
            _ => None,
        }
    }
}

pub(crate) fn packet_buffer() -> Vec<u8> {
    vec![0; MAX_PACKET]
}
