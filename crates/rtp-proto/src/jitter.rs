//! The jitter buffer: packets in as they come, packets out when they are due.
//!
//! The reader asks once per packet time. Packets are played in order of their sequence numbers;
//! how many wait in between adapts to the network: the delay grows when packets come too late,
//! and shrinks by leaving one out when more than needed have waited for a second.

use crate::sequence::Unwrapper;
use std::time::Duration;

/// Places for packets: 2.5 s of 20 ms.
const SLOTS: usize = 128;
/// A jump further than this, forwards or backwards, is a restarted source.
const MAX_JUMP: i64 = 100;
/// Reads over which a surplus must last before it is cut.
const SURPLUS_READS: u32 = 50;
/// Reads that find nothing before playing stops until the buffer has filled again.
const MAX_UNDERRUNS: u32 = 5;

/// Bounds of the delay.
#[derive(Debug, Clone, Copy)]
pub struct JitterConfig {
    /// The least delay.
    pub min_delay: Duration,
    /// The most delay.
    pub max_delay: Duration,
}

impl Default for JitterConfig {
    fn default() -> Self {
        Self {
            min_delay: Duration::from_millis(20),
            max_delay: Duration::from_millis(240),
        }
    }
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Playout<'a> {
    /// This payload.
    Packet(&'a [u8]),
    /// A packet that is lost or too late: conceal.
    Lost,
    /// A packet of another kind (an event): silence.
    NotAudio,
    /// Nothing is there: the source pauses, or all is late. Conceal for a moment, then silence.
    Empty,
}

/// What has passed through a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JitterCounters {
    /// Packets that came after their time.
    pub late: u64,
    /// Packets that came twice.
    pub duplicate: u64,
    /// Packets given up on.
    pub lost: u64,
    /// Packets left out to shrink the delay.
    pub skipped: u64,
    /// Times the source started anew.
    pub resets: u64,
}

#[derive(Debug, Clone, Default)]
struct Slot {
    sequence: Option<i64>,
    audio: bool,
    /// Kept when emptied, so that its memory is reused.
    payload: Vec<u8>,
}

/// Orders and delays the packets of one source.
#[derive(Debug, Clone)]
pub struct JitterBuffer {
    config: JitterConfig,
    clock_rate: u32,
    slots: Vec<Slot>,
    sequence: Unwrapper<16>,
    timestamp: Unwrapper<32>,
    /// The next to be played; `None` before the first packet.
    next: Option<i64>,
    highest: i64,
    playing: bool,
    underruns: u32,
    /// When the oldest waiting packet of a pause came.
    waiting_since: Duration,
    /// Time of one packet.
    packet_time: Duration,
    last: Option<(i64, i64)>,
    /// The smallest transit time lately, and the spread above it, in microseconds.
    base_transit: Option<i64>,
    spread: i64,
    /// Fewest packets waiting over the last reads.
    surplus: i64,
    reads: u32,
    counters: JitterCounters,
}

impl JitterBuffer {
    /// A buffer for packets whose timestamps count `clock_rate` ticks per second.
    pub fn new(clock_rate: u32, config: JitterConfig) -> Self {
        Self {
            config,
            clock_rate: clock_rate.max(1),
            slots: vec![Slot::default(); SLOTS],
            sequence: Unwrapper::default(),
            timestamp: Unwrapper::default(),
            next: None,
            highest: 0,
            playing: false,
            underruns: 0,
            waiting_since: Duration::ZERO,
            packet_time: Duration::from_millis(20),
            last: None,
            base_transit: None,
            spread: 0,
            surplus: i64::MAX,
            reads: 0,
            counters: JitterCounters::default(),
        }
    }

    /// Forgets everything waiting: the source has changed.
    pub fn reset(&mut self) {
        for slot in &mut self.slots {
            slot.sequence = None;
        }
        self.sequence = Unwrapper::default();
        self.timestamp = Unwrapper::default();
        self.next = None;
        self.playing = false;
        self.underruns = 0;
        self.last = None;
        self.base_transit = None;
        self.surplus = i64::MAX;
        self.reads = 0;
    }

    /// What has passed through.
    pub fn counters(&self) -> JitterCounters {
        self.counters
    }

    /// How long packets should wait at present.
    pub fn target(&self) -> Duration {
        let spread = Duration::from_micros(self.spread.max(0) as u64);
        // One packet more than the spread, because reading and arrival are not in step.
        let wanted = spread + self.packet_time.min(Duration::from_millis(20));
        wanted.clamp(self.config.min_delay, self.config.max_delay)
    }

    /// Packets waiting.
    pub fn depth(&self) -> usize {
        match self.next {
            Some(next) => (self.highest + 1 - next).max(0) as usize,
            None => 0,
        }
    }

    /// Takes a packet. `audio` is false for events, which share the numbering of audio.
    pub fn insert(
        &mut self,
        now: Duration,
        sequence: u16,
        timestamp: u32,
        audio: bool,
        payload: &[u8],
    ) {
        let mut extended = self.sequence.peek(u32::from(sequence));
        if let Some(next) = self.next
            && (extended - self.highest > MAX_JUMP || next - extended > MAX_JUMP)
        {
            self.reset();
            self.counters.resets += 1;
            extended = i64::from(sequence);
        }
        self.sequence.unwrap(u32::from(sequence));
        let next = *self.next.get_or_insert(extended);
        if extended < next {
            if !self.playing && self.highest - extended < MAX_JUMP {
                // Nothing was played yet: the first packets came in the wrong order.
                self.next = Some(extended);
            } else {
                self.counters.late += 1;
                if audio {
                    self.observe(now, extended, timestamp);
                }
                return;
            }
        }
        let place = extended.rem_euclid(SLOTS as i64) as usize;
        let Some(slot) = self.slots.get_mut(place) else {
            return;
        };
        if slot.sequence == Some(extended) {
            self.counters.duplicate += 1;
            return;
        }
        slot.sequence = Some(extended);
        slot.audio = audio;
        slot.payload.clear();
        slot.payload.extend_from_slice(payload);
        if self.highest < next || self.depth() == 0 {
            self.waiting_since = now;
        }
        self.highest = self.highest.max(extended);
        if self.last.is_none() {
            self.highest = extended;
            self.waiting_since = now;
        }
        if audio {
            self.observe(now, extended, timestamp);
        } else {
            self.last.get_or_insert((extended, 0));
        }
    }

    /// What is due now; call once per packet time.
    pub fn pop(&mut self, now: Duration) -> Playout<'_> {
        let Some(mut next) = self.next else {
            return Playout::Empty;
        };
        if !self.playing {
            let waiting = self.packet_time * self.depth() as u32;
            let waited =
                self.depth() > 0 && now.saturating_sub(self.waiting_since) >= self.target();
            if waiting < self.target() && !waited {
                return Playout::Empty;
            }
            self.playing = self.depth() > 0;
            if !self.playing {
                return Playout::Empty;
            }
        }
        if next > self.highest {
            self.underruns += 1;
            if self.underruns >= MAX_UNDERRUNS {
                self.playing = false;
            }
            self.reads = 0;
            self.surplus = i64::MAX;
            return Playout::Empty;
        }
        self.underruns = 0;
        next += self.shrink(next);
        self.next = Some(next + 1);
        let place = next.rem_euclid(SLOTS as i64) as usize;
        match self.slots.get_mut(place) {
            Some(slot) if slot.sequence == Some(next) => {
                slot.sequence = None;
                if slot.audio {
                    Playout::Packet(&slot.payload)
                } else {
                    Playout::NotAudio
                }
            }
            _ => {
                self.counters.lost += 1;
                Playout::Lost
            }
        }
    }

    /// How many packets to leave out because too many wait.
    fn shrink(&mut self, next: i64) -> i64 {
        let waiting = self.highest + 1 - next;
        let micros = self.packet_time.as_micros().max(1) as u64;
        let packets = |delay: Duration| (delay.as_micros() as u64).div_ceil(micros) as i64;
        let wanted = packets(self.target());
        // The repeated ends of an event take no time; and far too much is cut at once.
        let place = next.rem_euclid(SLOTS as i64) as usize;
        let event = self
            .slots
            .get(place)
            .is_some_and(|slot| slot.sequence == Some(next) && !slot.audio);
        let limit = packets(self.config.max_delay) + 2;
        if (event && waiting > wanted) || waiting > limit.min(SLOTS as i64 - 8) {
            self.counters.skipped += u64::from(!event);
            return 1;
        }
        self.surplus = self.surplus.min(waiting - 1 - wanted);
        self.reads += 1;
        if self.reads < SURPLUS_READS {
            return 0;
        }
        let surplus = self.surplus;
        self.reads = 0;
        self.surplus = i64::MAX;
        if surplus >= 1 {
            self.counters.skipped += 1;
            return 1;
        }
        0
    }

    /// Learns from a packet's timing.
    fn observe(&mut self, now: Duration, sequence: i64, timestamp: u32) {
        let ticks = self.timestamp.unwrap(timestamp);
        if let Some((last_sequence, last_ticks)) = self.last
            && sequence == last_sequence + 1
        {
            let step = ticks - last_ticks;
            let micros = step * 1_000_000 / i64::from(self.clock_rate);
            // Usual packet times; anything else is a pause or a jump of the clock.
            if (5_000..=120_000).contains(&micros) {
                self.packet_time = Duration::from_micros(micros as u64);
            }
        }
        self.last = Some((sequence, ticks));
        let sent = ticks * 1_000_000 / i64::from(self.clock_rate);
        let transit = now.as_micros() as i64 - sent;
        let base = self.base_transit.get_or_insert(transit);
        let late_by = transit - *base;
        if late_by.abs() > 2_000_000 {
            // The sender's clock jumped.
            *base = transit;
            return;
        }
        // The base follows earlier packets at once and drifting clocks slowly.
        *base = if late_by < 0 {
            transit
        } else {
            *base + late_by / 1024
        };
        // The spread rises at once and falls by half in about five seconds.
        self.spread = late_by.max(self.spread - self.spread / 360).max(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn buffer() -> JitterBuffer {
        JitterBuffer::new(8000, JitterConfig::default())
    }

    fn put(buffer: &mut JitterBuffer, at: u64, n: u32) {
        let sequence = (65_530_u32 + n) as u16;
        buffer.insert(
            ms(at),
            sequence,
            n.wrapping_mul(160),
            true,
            &n.to_be_bytes(),
        );
    }

    fn take(buffer: &mut JitterBuffer, at: u64) -> Result<u32, Playout<'static>> {
        match buffer.pop(ms(at)) {
            Playout::Packet(p) => Ok(u32::from_be_bytes(p.try_into().unwrap())),
            Playout::Lost => Err(Playout::Lost),
            Playout::NotAudio => Err(Playout::NotAudio),
            Playout::Empty => Err(Playout::Empty),
        }
    }

    #[test]
    fn packets_come_out_in_order_whatever_their_order_of_arrival() {
        let mut b = buffer();
        for n in [1, 0, 3, 2, 2, 5, 4, 7, 6, 8] {
            put(&mut b, 0, n);
        }
        for n in 0..9 {
            assert_eq!(take(&mut b, 20 + u64::from(n) * 20), Ok(n));
        }
        assert_eq!(take(&mut b, 300), Err(Playout::Empty));
        assert_eq!(b.counters().duplicate, 1);
    }

    #[test]
    fn a_gap_is_lost_and_its_packet_is_late() {
        let mut b = buffer();
        for n in [0, 1, 3, 4] {
            put(&mut b, 0, n);
        }
        assert_eq!(take(&mut b, 20), Ok(0));
        assert_eq!(take(&mut b, 40), Ok(1));
        assert_eq!(take(&mut b, 60), Err(Playout::Lost));
        put(&mut b, 61, 2);
        assert_eq!(take(&mut b, 80), Ok(3));
        assert_eq!((b.counters().late, b.counters().lost), (1, 1));
    }

    #[test]
    fn jitter_raises_the_delay_until_nothing_is_lost() {
        let mut b = buffer();
        let mut bad_later = 0;
        for tick in 0..500_u64 {
            // Bursts: three packets come together every 60 ms.
            if tick % 3 == 2 {
                for n in tick - 2..=tick {
                    put(&mut b, tick * 20, n as u32);
                }
            }
            let got = take(&mut b, tick * 20 + 1);
            if tick > 100 && got.is_err() {
                bad_later += 1;
            }
        }
        assert!(bad_later <= 2, "{bad_later}");
        assert!(
            b.target() >= ms(40) && b.target() <= ms(100),
            "{:?}",
            b.target()
        );
    }

    #[test]
    fn a_delay_no_longer_needed_is_given_back() {
        let mut b = buffer();
        // A stall of 160 ms, then everything at once, then calm.
        let mut depth = 0;
        for tick in 0..1500_u64 {
            if !(20..28).contains(&tick) {
                let from = if tick == 28 { 20 } else { tick };
                for n in from..=tick {
                    put(&mut b, tick * 20, n as u32);
                }
            }
            let _ = take(&mut b, tick * 20 + 1);
            if tick == 60 {
                depth = b.depth();
            }
        }
        assert!(depth >= 3, "{depth}");
        assert!(b.depth() <= 3, "{} {:?}", b.depth(), b.target());
    }

    #[test]
    fn a_pause_of_the_speaker_is_no_loss() {
        let mut b = buffer();
        for n in 0..3 {
            put(&mut b, u64::from(n) * 20, n);
        }
        for tick in 1..50 {
            let _ = take(&mut b, tick * 20);
        }
        // Speaks again a second later: the next number, a later timestamp.
        let sequence = (65_530_u32 + 3) as u16;
        b.insert(ms(1000), sequence, 8000, true, &3_u32.to_be_bytes());
        assert_eq!(take(&mut b, 1001), Ok(3));
        assert_eq!(b.counters().lost, 0);
    }

    #[test]
    fn a_restarted_source_plays_on() {
        let mut b = buffer();
        put(&mut b, 0, 0);
        let _ = take(&mut b, 20);
        b.insert(ms(40), 30_000, 77, true, &9_u32.to_be_bytes());
        assert_eq!(take(&mut b, 60), Ok(9));
        assert_eq!(b.counters().resets, 1);
    }

    #[test]
    fn events_are_silence_and_no_loss() {
        let mut b = buffer();
        put(&mut b, 0, 0);
        for n in 1..4_u16 {
            b.insert(ms(20), 65_530 + n, 160, false, &[]);
        }
        put(&mut b, 20, 4);
        assert_eq!(take(&mut b, 20), Ok(0));
        let mut rest = Vec::new();
        for tick in 2..8 {
            rest.push(take(&mut b, tick * 20));
        }
        assert!(rest.contains(&Ok(4)), "{rest:?}");
        assert!(!rest.contains(&Err(Playout::Lost)));
    }

    #[test]
    fn arbitrary_input_does_not_break_it() {
        let mut b = buffer();
        let mut x = 1_u64;
        for tick in 0..20_000_u64 {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            b.insert(ms(tick), x as u16, (x >> 16) as u32, x & 4 == 0, &[1]);
            let _ = b.pop(ms(tick));
        }
        assert!(b.depth() <= SLOTS);
    }
}
