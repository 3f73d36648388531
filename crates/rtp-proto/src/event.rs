//! Telephone events: keys as RTP packets, RFC 4733.

use std::collections::VecDeque;
use std::time::Duration;

/// Bytes of an event's payload: RFC 4733 section 2.3.
pub const PAYLOAD_LEN: usize = 4;
/// How long a key without an end packet is believed to be held: the losses of several packets.
const LOST_END: Duration = Duration::from_millis(200);
/// How long a sent key sounds, in frames of 20 ms.
const KEY_FRAMES: u16 = 5;
/// How long the silence after it is.
const GAP_FRAMES: u16 = 3;
/// How long `,` waits: half a second.
const PAUSE_FRAMES: u16 = 25;
/// The end is sent three times: RFC 4733 section 2.5.1.4.
const END_REPEATS: u8 = 3;
/// Keys waiting to be sent; more are refused.
const MAX_QUEUE: usize = 256;

const KEYS: [char; 16] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D',
];

/// A key that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyPress {
    /// `0-9`, `*`, `#` or `A-D`.
    pub key: char,
    /// How long, as far as the packets told.
    pub duration: Duration,
}

/// Puts key presses together from event packets, each once, whatever is lost or repeated.
#[derive(Debug, Clone)]
pub struct EventReceiver {
    clock_rate: u32,
    current: Option<Held>,
    /// The timestamp of the last key that was reported.
    reported: Option<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Held {
    code: u8,
    timestamp: u32,
    /// Ticks before `timestamp` in earlier segments of a long event.
    earlier: u32,
    duration: u16,
    seen: Duration,
}

impl EventReceiver {
    /// For events whose timestamps count `clock_rate` ticks per second.
    pub fn new(clock_rate: u32) -> Self {
        Self {
            clock_rate: clock_rate.max(1),
            current: None,
            reported: None,
        }
    }

    /// Takes an event packet; returns the key that it ends (or, when an end was lost, the one
    /// before it).
    pub fn receive(&mut self, now: Duration, timestamp: u32, payload: &[u8]) -> Option<KeyPress> {
        let &[code, flags, d0, d1, ..] = payload else {
            return None;
        };
        if usize::from(code) >= KEYS.len() {
            // Flash, tones and line signals are no keys.
            return None;
        }
        // Repetitions and stragglers of keys already reported.
        if let Some(reported) = self.reported
            && timestamp.wrapping_sub(reported) as i32 <= 0
        {
            return None;
        }
        let duration = u16::from_be_bytes([d0, d1]);
        let mut before = None;
        match self.current.as_mut() {
            Some(held) if held.timestamp == timestamp => {
                held.duration = held.duration.max(duration);
                held.seen = now;
            }
            Some(held) if (timestamp.wrapping_sub(held.timestamp) as i32) < 0 => return None,
            // A long key goes on in a new segment (section 2.5.1.3).
            Some(held) if held.continues_at(code, timestamp) => {
                held.earlier = held
                    .earlier
                    .saturating_add(timestamp.wrapping_sub(held.timestamp));
                held.timestamp = timestamp;
                held.duration = duration;
                held.seen = now;
            }
            _ => {
                before = self.finish();
                self.current = Some(Held {
                    code,
                    timestamp,
                    earlier: 0,
                    duration,
                    seen: now,
                });
            }
        }
        if flags & 0x80 != 0 {
            // If a lost end came to light just now as well, the new key follows on the next poll.
            if before.is_none() {
                return self.finish();
            }
            if let Some(held) = self.current.as_mut() {
                held.seen = Duration::ZERO;
            }
        }
        before
    }

    /// Reports a key whose end was lost, some time after its last packet.
    pub fn poll(&mut self, now: Duration) -> Option<KeyPress> {
        let held = self.current?;
        (now.saturating_sub(held.seen) >= LOST_END)
            .then(|| self.finish())
            .flatten()
    }

    /// True while a key is held down.
    pub fn holding(&self) -> bool {
        self.current.is_some()
    }

    fn finish(&mut self) -> Option<KeyPress> {
        let held = self.current.take()?;
        self.reported = Some(held.timestamp);
        let ticks = u64::from(held.earlier) + u64::from(held.duration);
        Some(KeyPress {
            key: *KEYS.get(usize::from(held.code))?,
            duration: Duration::from_micros(ticks * 1_000_000 / u64::from(self.clock_rate)),
        })
    }
}

impl Held {
    fn continues_at(&self, code: u8, timestamp: u32) -> bool {
        // Segments are 0xffff ticks long; allow one packet of slack for losses.
        let gap = timestamp.wrapping_sub(self.timestamp);
        code == self.code && (0xf000..=0x1_0000).contains(&gap) && self.duration >= 0xe000
    }
}

/// Sends keys as event packets, one step per 20 ms.
#[derive(Debug, Clone)]
pub struct EventSender {
    ticks_per_frame: u16,
    queue: VecDeque<char>,
    state: Sending,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sending {
    Idle,
    Key { key: char, start: u32, frames: u16 },
    Gap { frames: u16 },
}

/// What is to be sent instead of audio in this frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventStep {
    /// No key: send audio.
    Audio,
    /// Send this packet `repeats` times, each with its own sequence number.
    Packet {
        /// True on the first packet of a key.
        marker: bool,
        /// When the key went down.
        timestamp: u32,
        /// The event payload.
        payload: [u8; PAYLOAD_LEN],
        /// 1, or 3 at the end of a key.
        repeats: u8,
    },
}

impl EventSender {
    /// For a stream of `clock_rate` ticks per second.
    pub fn new(clock_rate: u32) -> Self {
        Self {
            ticks_per_frame: (clock_rate / 50).min(u32::from(u16::MAX / 8)) as u16,
            queue: VecDeque::new(),
            state: Sending::Idle,
        }
    }

    /// Adds a key (`,` for a pause); false when it is none or too many wait.
    pub fn push(&mut self, key: char) -> bool {
        let key = key.to_ascii_uppercase();
        let known = key == ',' || KEYS.contains(&key);
        if known && self.queue.len() < MAX_QUEUE {
            self.queue.push_back(key);
            return true;
        }
        false
    }

    /// True when nothing is left to send.
    pub fn is_idle(&self) -> bool {
        self.state == Sending::Idle && self.queue.is_empty()
    }

    /// The next 20 ms; `now` is the RTP timestamp of this frame.
    pub fn step(&mut self, now: u32) -> EventStep {
        match self.state {
            Sending::Gap { frames } if frames > 1 => {
                self.state = Sending::Gap { frames: frames - 1 };
                EventStep::Audio
            }
            Sending::Gap { .. } | Sending::Idle => match self.queue.pop_front() {
                None => {
                    self.state = Sending::Idle;
                    EventStep::Audio
                }
                Some(',') => {
                    self.state = Sending::Gap {
                        frames: PAUSE_FRAMES,
                    };
                    EventStep::Audio
                }
                Some(key) => self.key(key, now, 1),
            },
            Sending::Key { key, start, frames } => self.key(key, start, frames + 1),
        }
    }

    fn key(&mut self, key: char, start: u32, frames: u16) -> EventStep {
        let ends = frames >= KEY_FRAMES;
        self.state = if ends {
            Sending::Gap { frames: GAP_FRAMES }
        } else {
            Sending::Key { key, start, frames }
        };
        let code = KEYS.iter().position(|k| *k == key).unwrap_or(0) as u8;
        let [d0, d1] = (frames * self.ticks_per_frame).to_be_bytes();
        // Volume 10 is -10 dBm0.
        let flags = (u8::from(ends) << 7) | 10;
        EventStep::Packet {
            marker: frames == 1,
            timestamp: start,
            payload: [code, flags, d0, d1],
            repeats: if ends { END_REPEATS } else { 1 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sends keys over a line that loses the packets for which `lose` says so.
    fn transfer(keys: &str, mut lose: impl FnMut(usize) -> bool) -> Vec<(char, u64)> {
        let mut sender = EventSender::new(8000);
        assert!(keys.chars().all(|key| sender.push(key)));
        let mut receiver = EventReceiver::new(8000);
        let (mut heard, mut sent) = (Vec::new(), 0);
        for frame in 0..200_u32 {
            let now = Duration::from_millis(u64::from(frame) * 20);
            if let EventStep::Packet {
                timestamp,
                payload,
                repeats,
                ..
            } = sender.step(1000 + frame * 160)
            {
                for _ in 0..repeats {
                    if !lose(sent) {
                        heard.extend(receiver.receive(now, timestamp, &payload));
                    }
                    sent += 1;
                }
            }
            heard.extend(receiver.poll(now));
        }
        assert!(sender.is_idle());
        let heard = heard.into_iter();
        heard
            .map(|k| (k.key, k.duration.as_millis() as u64))
            .collect()
    }

    #[test]
    fn keys_arrive_once_with_their_length() {
        let keys = transfer("1#d", |_| false);
        assert_eq!(keys, [('1', 100), ('#', 100), ('D', 100)]);
    }

    #[test]
    fn a_lost_start_costs_nothing() {
        assert_eq!(transfer("5", |n| n < 3), [('5', 100)]);
    }

    #[test]
    fn a_lost_end_is_noticed() {
        assert_eq!(transfer("5", |n| n >= 4), [('5', 80)]);
        // The next key comes before the patience is over.
        assert_eq!(
            transfer("56", |n| (4..7).contains(&n)),
            [('5', 80), ('6', 100)]
        );
    }

    #[test]
    fn stragglers_of_an_old_key_are_ignored() {
        let mut receiver = EventReceiver::new(8000);
        let now = Duration::ZERO;
        assert!(receiver.receive(now, 160, &[1, 0x8a, 3, 32]).is_some());
        assert!(receiver.receive(now, 2000, &[2, 0x8a, 3, 32]).is_some());
        assert!(receiver.receive(now, 160, &[1, 0x0a, 1, 64]).is_none());
        assert!(!receiver.holding());
    }

    #[test]
    fn a_long_key_in_segments_is_one_key() {
        let mut receiver = EventReceiver::new(8000);
        let now = Duration::ZERO;
        assert!(receiver.receive(now, 100, &[9, 10, 0xff, 0xff]).is_none());
        let next = 100 + 0xffff;
        assert!(receiver.receive(now, next, &[9, 10, 0, 160]).is_none());
        let key = receiver.receive(now, next, &[9, 0x8a, 1, 64]).unwrap();
        assert_eq!((key.key, key.duration.as_millis()), ('9', 8231));
    }

    #[test]
    fn line_signals_and_short_payloads_are_no_keys() {
        let mut receiver = EventReceiver::new(8000);
        assert_eq!(
            receiver.receive(Duration::ZERO, 0, &[16, 0x8a, 0, 160]),
            None
        );
        assert_eq!(receiver.receive(Duration::ZERO, 0, &[1, 0x8a]), None);
        assert!(!receiver.holding());
    }

    #[test]
    fn a_comma_pauses() {
        let mut sender = EventSender::new(8000);
        sender.push(',');
        sender.push('1');
        let frames = (0..).take_while(|n| sender.step(n * 160) == EventStep::Audio);
        assert_eq!(frames.count(), 25);
        assert!(!sender.push('x'));
    }
}
