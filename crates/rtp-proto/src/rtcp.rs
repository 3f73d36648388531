//! RTCP: sender and receiver reports, CNAME and BYE, RFC 3550 section 6.

use crate::stats::Reception;
use std::time::Duration;
use thiserror::Error;

/// Seconds from 1900 (NTP) to 1970 (Unix).
const NTP_OFFSET: u64 = 2_208_988_800;

const SR: u8 = 200;
const RR: u8 = 201;
const SDES: u8 = 202;
const BYE: u8 = 203;

/// Bytes that are no RTCP.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("malformed RTCP packet")]
pub struct RtcpError;

/// A point in time in NTP format: seconds since 1900 and their fraction in 2^-32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ntp(pub u64);

impl Ntp {
    /// From a time since 1970.
    pub fn from_unix(since: Duration) -> Self {
        let seconds = since.as_secs().wrapping_add(NTP_OFFSET);
        let fraction = (u64::from(since.subsec_nanos()) << 32) / 1_000_000_000;
        Self((seconds << 32) | fraction)
    }

    /// The middle 32 bits: 16 of seconds and 16 of fraction.
    pub fn middle(self) -> u32 {
        (self.0 >> 16) as u32
    }
}

/// What the far end says about our stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportBlock {
    /// Whose stream.
    pub ssrc: u32,
    /// How it was received.
    pub reception: Reception,
    /// [`Ntp::middle`] of the last sender report that came; 0 for none.
    pub last_sr: u32,
    /// The time since then, in 1/65,536 s.
    pub delay_since_last_sr: u32,
}

impl ReportBlock {
    /// The round trip that follows from the report's arrival at `now`; `None` when it answers no
    /// sender report.
    pub fn round_trip(&self, now: Ntp) -> Option<Duration> {
        if self.last_sr == 0 {
            return None;
        }
        let spent = now.middle().wrapping_sub(self.last_sr);
        let ticks = spent.wrapping_sub(self.delay_since_last_sr);
        // Half the range is over nine hours: a clock that went backwards, not a round trip.
        (ticks < 0x8000_0000).then(|| Duration::from_micros((u64::from(ticks) * 1_000_000) >> 16))
    }
}

/// What a sender says about its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderInfo {
    /// When.
    pub ntp: Ntp,
    /// The same moment on the stream's clock.
    pub timestamp: u32,
    /// Packets sent, modulo 2^32.
    pub packets: u32,
    /// Bytes of payload sent, modulo 2^32.
    pub bytes: u32,
}

/// One packet of a compound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rtcp {
    /// SR (with sender) or RR (without).
    Report {
        /// Who reports.
        ssrc: u32,
        /// What it sent.
        sender: Option<SenderInfo>,
        /// What it received; at most 31.
        blocks: Vec<ReportBlock>,
    },
    /// These sources end.
    Bye {
        /// Which.
        sources: Vec<u32>,
    },
    /// SDES, APP, feedback: of no interest here.
    Other(u8),
}

/// Reads a compound packet. What follows a malformed part is not read.
pub fn parse(mut bytes: &[u8]) -> Result<Vec<Rtcp>, RtcpError> {
    let mut packets = Vec::new();
    while !bytes.is_empty() {
        let &[b0, kind, l0, l1, ..] = bytes else {
            return Err(RtcpError);
        };
        let len = (usize::from(u16::from_be_bytes([l0, l1])) + 1) * 4;
        let (packet, rest) = bytes.split_at_checked(len).ok_or(RtcpError)?;
        if b0 >> 6 != 2 {
            return Err(RtcpError);
        }
        let count = usize::from(b0 & 0x1f);
        let mut words = packet
            .chunks_exact(4)
            .skip(1)
            .map(|w| w.try_into().map_or(0, u32::from_be_bytes));
        packets.push(match kind {
            SR | RR => report(kind == SR, count, &mut words).ok_or(RtcpError)?,
            BYE => Rtcp::Bye {
                sources: words.take(count).collect(),
            },
            other => Rtcp::Other(other),
        });
        bytes = rest;
    }
    Ok(packets)
}

fn report(sender: bool, count: usize, words: &mut impl Iterator<Item = u32>) -> Option<Rtcp> {
    let ssrc = words.next()?;
    let sender = if sender {
        let (high, low) = (u64::from(words.next()?), u64::from(words.next()?));
        Some(SenderInfo {
            ntp: Ntp((high << 32) | low),
            timestamp: words.next()?,
            packets: words.next()?,
            bytes: words.next()?,
        })
    } else {
        None
    };
    let mut blocks = Vec::with_capacity(count);
    for _ in 0..count {
        let ssrc = words.next()?;
        let loss = words.next()?;
        blocks.push(ReportBlock {
            ssrc,
            reception: Reception {
                fraction_lost: (loss >> 24) as u8,
                // Sign-extends 24 bits.
                cumulative_lost: (loss << 8) as i32 >> 8,
                highest_sequence: words.next()?,
                jitter: words.next()?,
            },
            last_sr: words.next()?,
            delay_since_last_sr: words.next()?,
        });
    }
    Some(Rtcp::Report {
        ssrc,
        sender,
        blocks,
    })
}

/// Writes a report followed by the CNAME (section 6.1 asks for both), replacing `out`.
pub fn write_report(
    out: &mut Vec<u8>,
    ssrc: u32,
    sender: Option<SenderInfo>,
    block: Option<ReportBlock>,
    cname: &str,
) {
    out.clear();
    let kind = if sender.is_some() { SR } else { RR };
    let words = 1 + sender.map_or(0, |_| 5) + block.map_or(0, |_| 6);
    header(out, u8::from(block.is_some()), kind, words);
    word(out, ssrc);
    if let Some(sender) = sender {
        out.extend(sender.ntp.0.to_be_bytes());
        word(out, sender.timestamp);
        word(out, sender.packets);
        word(out, sender.bytes);
    }
    if let Some(block) = block {
        let reception = block.reception;
        word(out, block.ssrc);
        let lost = reception.cumulative_lost as u32 & 0x00ff_ffff;
        word(out, (u32::from(reception.fraction_lost) << 24) | lost);
        word(out, reception.highest_sequence);
        word(out, reception.jitter);
        word(out, block.last_sr);
        word(out, block.delay_since_last_sr);
    }
    let name = cname.as_bytes();
    let name = name.get(..255).unwrap_or(name);
    // Item type and length, the name, and at least one zero up to the next word.
    let padded = (2 + name.len()) / 4 * 4 + 4;
    header(out, 1, SDES, 1 + padded / 4);
    word(out, ssrc);
    out.extend([1, name.len() as u8]);
    out.extend_from_slice(name);
    out.resize(out.len() + padded - 2 - name.len(), 0);
}

/// Appends a BYE to a compound.
pub fn append_bye(out: &mut Vec<u8>, ssrc: u32) {
    header(out, 1, BYE, 1);
    word(out, ssrc);
}

fn header(out: &mut Vec<u8>, count: u8, kind: u8, words: usize) {
    let [l0, l1] = (words as u16).to_be_bytes();
    out.extend([0x80 | count, kind, l0, l1]);
}

fn word(out: &mut Vec<u8>, word: u32) {
    out.extend(word.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: ReportBlock = ReportBlock {
        ssrc: 7,
        reception: Reception {
            fraction_lost: 12,
            cumulative_lost: -3,
            highest_sequence: 70_000,
            jitter: 44,
        },
        last_sr: 0x0002_0000,
        delay_since_last_sr: 0x8000,
    };

    #[test]
    fn a_compound_reads_back() {
        let sender = SenderInfo {
            ntp: Ntp::from_unix(Duration::from_millis(1500)),
            timestamp: 160,
            packets: 2,
            bytes: 320,
        };
        for cname in ["a", "ab", "abc", "abcd"] {
            let mut bytes = Vec::new();
            write_report(&mut bytes, 5, Some(sender), Some(BLOCK), cname);
            append_bye(&mut bytes, 5);
            let blocks = vec![BLOCK];
            let expected = [
                Rtcp::Report {
                    ssrc: 5,
                    sender: Some(sender),
                    blocks,
                },
                Rtcp::Other(SDES),
                Rtcp::Bye { sources: vec![5] },
            ];
            assert_eq!(parse(&bytes).unwrap(), expected, "{cname}");
            assert!(crate::packet::is_rtcp(&bytes));
        }
    }

    #[test]
    fn the_round_trip_leaves_out_the_far_ends_delay() {
        // Two seconds were sent out, came back at three, half a second was spent over there.
        let now = Ntp(3 << 32);
        assert_eq!(BLOCK.round_trip(now), Some(Duration::from_millis(500)));
        assert_eq!(BLOCK.round_trip(Ntp(2 << 32)), None);
    }

    #[test]
    fn cut_and_false_packets_are_refused() {
        let mut bytes = Vec::new();
        write_report(&mut bytes, 5, None, Some(BLOCK), "x");
        for end in 1..bytes.len() {
            // Only the boundary between the two packets is a valid end.
            assert_eq!(parse(&bytes[..end]).is_ok(), end == 32, "{end}");
        }
        bytes[0] = 0x81 | 0x1f; // more blocks than there are
        assert_eq!(parse(&bytes), Err(RtcpError));
        bytes[0] = 0x01;
        assert_eq!(parse(&bytes), Err(RtcpError));
    }
}
