//! What a receiver knows of a stream: RFC 3550 section 6.4.1 and appendix A.

use crate::sequence::Unwrapper;
use std::time::Duration;

/// Reception of one synchronisation source.
#[derive(Debug, Clone)]
pub struct ReceiverStats {
    clock_rate: u32,
    sequence: Unwrapper<16>,
    first: Option<i64>,
    highest: i64,
    received: u64,
    transit: Option<i64>,
    /// In ticks, scaled by 16 as in RFC 3550 appendix A.8.
    jitter_16: u64,
    expected_before: u64,
    received_before: u64,
}

/// The numbers of one RTCP reception report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reception {
    /// Losses since the last report, in 1/256.
    pub fraction_lost: u8,
    /// Losses since the beginning; duplicates may make it negative.
    pub cumulative_lost: i32,
    /// The highest sequence number, extended by its wraps.
    pub highest_sequence: u32,
    /// Interarrival jitter in clock ticks.
    pub jitter: u32,
}

impl ReceiverStats {
    /// Nothing received yet; `clock_rate` in ticks per second.
    pub fn new(clock_rate: u32) -> Self {
        Self {
            clock_rate,
            sequence: Unwrapper::default(),
            first: None,
            highest: 0,
            received: 0,
            transit: None,
            jitter_16: 0,
            expected_before: 0,
            received_before: 0,
        }
    }

    /// Counts a packet that came at `now`.
    pub fn received(&mut self, now: Duration, sequence: u16, timestamp: u32) {
        self.received_untimed(sequence);
        let ticks = (now.as_micros() * u128::from(self.clock_rate) / 1_000_000) as i64;
        // Both wrap at 32 bits, so the difference does too.
        let transit = i64::from((ticks as u32).wrapping_sub(timestamp) as i32);
        if let Some(before) = self.transit.replace(transit) {
            let d = transit.wrapping_sub(before).unsigned_abs();
            // A jump of the clock (hold music, another source) is no jitter.
            if d < u64::from(self.clock_rate) {
                self.jitter_16 = (self.jitter_16 + d).saturating_sub((self.jitter_16 + 8) >> 4);
            }
        }
    }

    /// Counts a packet whose timestamp says nothing about when it was sent, such as a repeated
    /// event packet.
    pub fn received_untimed(&mut self, sequence: u16) {
        let extended = self.sequence.unwrap(u32::from(sequence));
        if self.first.is_none_or(|first| extended < first) {
            self.first = Some(extended);
        }
        self.highest = self.highest.max(extended);
        self.received += 1;
    }

    /// Packets received, duplicates included.
    pub fn packets(&self) -> u64 {
        self.received
    }

    /// Packets that should have come by now.
    pub fn expected(&self) -> u64 {
        self.first
            .map_or(0, |first| (self.highest - first + 1).max(0) as u64)
    }

    /// Packets that did not come; never negative.
    pub fn lost(&self) -> u64 {
        self.expected().saturating_sub(self.received)
    }

    /// Interarrival jitter in clock ticks.
    pub fn jitter(&self) -> u32 {
        (self.jitter_16 >> 4) as u32
    }

    /// Interarrival jitter in milliseconds.
    pub fn jitter_ms(&self) -> f32 {
        self.jitter() as f32 * 1000.0 / self.clock_rate.max(1) as f32
    }

    /// The numbers for a report; the next fraction counts from here.
    pub fn report(&mut self) -> Reception {
        let expected = self.expected();
        let window = expected - self.expected_before.min(expected);
        let came = self.received - self.received_before;
        self.expected_before = expected;
        self.received_before = self.received;
        let lost = window.saturating_sub(came);
        let fraction = (lost * 256).checked_div(window).unwrap_or(0).min(255);
        let cumulative = expected as i64 - self.received as i64;
        Reception {
            fraction_lost: fraction as u8,
            // 24 bits, signed.
            cumulative_lost: cumulative.clamp(-0x80_0000, 0x7f_ffff) as i32,
            highest_sequence: self.highest as u32,
            jitter: self.jitter(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn losses_are_counted_over_the_wrap() {
        let mut stats = ReceiverStats::new(8000);
        for (index, seq) in [65_534_u16, 65_535, 1, 2].into_iter().enumerate() {
            stats.received(ms(index as u64 * 20), seq, index as u32 * 160);
        }
        assert_eq!((stats.expected(), stats.lost()), (5, 1));
        let report = stats.report();
        assert_eq!(report.fraction_lost, 51);
        assert_eq!(report.cumulative_lost, 1);
        assert_eq!(report.highest_sequence, 65_538);
        assert_eq!(stats.report().fraction_lost, 0);
    }

    #[test]
    fn steady_packets_have_no_jitter_and_unsteady_ones_do() {
        let mut steady = ReceiverStats::new(8000);
        let mut unsteady = ReceiverStats::new(8000);
        for n in 0..200_u32 {
            steady.received(ms(u64::from(n) * 20), n as u16, n * 160);
            let late = u64::from(n % 2) * 10;
            unsteady.received(ms(u64::from(n) * 20 + late), n as u16, n * 160);
        }
        assert_eq!(steady.jitter(), 0);
        // Every difference is 10 ms, which is 80 ticks.
        assert!(
            (75..=80).contains(&unsteady.jitter()),
            "{}",
            unsteady.jitter()
        );
    }
}
