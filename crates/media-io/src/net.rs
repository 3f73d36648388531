//! All transports of one thread, and the engine's way out.

use crate::browser::{Browser, BrowserEvent};
use crate::phone::Phone;
use crate::recorder::Recorder;
use media::control::MediaEvent;
use media::{LegKey, OutPacket, Outputs, RecordJob};
use mio::net::UdpSocket;
use rtp_proto::packet::HEADER_LEN;
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;
use tokio::sync::mpsc::UnboundedSender;

/// How a leg reaches its far end.
pub(crate) enum Transport {
    Phone(Box<Phone>),
    Browser(Box<Browser>),
}

/// Counts of a thread.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Counters {
    pub(crate) received: u64,
    pub(crate) sent: u64,
    pub(crate) dropped: u64,
    pub(crate) flooded: u64,
    pub(crate) late_ticks: u64,
}

/// Sockets, sessions and queues of one thread.
pub(crate) struct Net {
    /// By leg key.
    pub(crate) transports: Vec<Option<Transport>>,
    pub(crate) webrtc: UdpSocket,
    pub(crate) by_ufrag: HashMap<String, LegKey>,
    pub(crate) by_address: HashMap<SocketAddr, LegKey>,
    /// What browser sessions said while they were written to.
    pub(crate) pending: VecDeque<(LegKey, BrowserEvent)>,
    pub(crate) events: UnboundedSender<MediaEvent>,
    pub(crate) recorder: Recorder,
    pub(crate) counters: Counters,
    pub(crate) now: Instant,
    pub(crate) buffer: Vec<u8>,
}

impl Net {
    pub(crate) fn get(&mut self, key: LegKey) -> Option<&mut Transport> {
        self.transports.get_mut(key.0)?.as_mut()
    }

    pub(crate) fn put(&mut self, key: LegKey, transport: Transport) {
        if self.transports.len() <= key.0 {
            self.transports.resize_with(key.0 + 1, || None);
        }
        if let Some(place) = self.transports.get_mut(key.0) {
            *place = Some(transport);
        }
    }

    /// Drains a browser session: packets out, events to `pending`.
    pub(crate) fn drain(&mut self, key: LegKey) {
        let Some(Transport::Browser(browser)) =
            self.transports.get_mut(key.0).and_then(Option::as_mut)
        else {
            return;
        };
        let (webrtc, counters, pending) = (&self.webrtc, &mut self.counters, &mut self.pending);
        browser.poll(
            self.now,
            |transmit| {
                let sent = webrtc.send_to(&transmit.contents, transmit.destination);
                counters.sent += u64::from(sent.is_ok());
            },
            |event| pending.push_back((key, event)),
        );
    }

    /// Forgets a leg's transport; its sockets close.
    pub(crate) fn remove(&mut self, key: LegKey) -> Option<Transport> {
        if let Some(Transport::Browser(browser)) = self.get(key) {
            browser.close();
            self.drain(key);
        }
        let transport = self.transports.get_mut(key.0)?.take()?;
        if let Transport::Browser(browser) = &transport {
            self.by_ufrag.remove(&browser.ufrag);
            for address in &browser.addresses {
                if self.by_address.get(address) == Some(&key) {
                    self.by_address.remove(address);
                }
            }
        }
        self.pending.retain(|(leg, _)| *leg != key);
        Some(transport)
    }
}

impl Outputs for Net {
    fn rtp(&mut self, leg: LegKey, packet: &OutPacket<'_>) {
        match self.transports.get_mut(leg.0).and_then(Option::as_mut) {
            Some(Transport::Phone(phone)) => {
                let header = rtp_proto::RtpPacket {
                    marker: packet.marker,
                    payload_type: packet.payload_type,
                    sequence: packet.sequence as u16,
                    timestamp: packet.timestamp,
                    ssrc: packet.ssrc,
                    payload: packet.payload,
                };
                self.buffer.reserve(HEADER_LEN + packet.payload.len());
                header.write(&mut self.buffer);
                self.counters.sent += u64::from(phone.send(&self.buffer));
            }
            Some(Transport::Browser(browser)) => {
                browser.write(self.now, packet);
                self.drain(leg);
            }
            None => {}
        }
    }

    fn rtcp(&mut self, leg: LegKey, packet: &[u8]) {
        if let Some(Transport::Phone(phone)) = self.get(leg) {
            let sent = phone.send_rtcp(packet);
            self.counters.sent += u64::from(sent);
        }
    }

    fn event(&mut self, event: MediaEvent) {
        if let MediaEvent::Stats { stats, .. } = &event {
            self.counters.flooded += stats.digits_flooded;
        }
        // Nobody listens any more only while everything stops.
        let _ = self.events.send(event);
    }

    fn record(&mut self, job: RecordJob) -> Result<(), RecordJob> {
        self.recorder.submit(job)
    }
}
