//! RTP packets: RFC 3550 section 5.1.

use thiserror::Error;

/// Bytes of a header without contributing sources and extension.
pub const HEADER_LEN: usize = 12;

/// Bytes that are no RTP packet.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum RtpError {
    /// Fewer bytes than the header needs.
    #[error("RTP packet is cut off")]
    Short,
    /// Not version 2.
    #[error("RTP version {0}, expected 2")]
    Version(u8),
    /// The padding is longer than the payload.
    #[error("RTP padding is longer than the payload")]
    Padding,
}

/// One packet, borrowing its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RtpPacket<'a> {
    /// Start of a talk spurt or of a key press.
    pub marker: bool,
    /// 0 to 127.
    pub payload_type: u8,
    /// Counts packets, modulo 65,536.
    pub sequence: u16,
    /// Counts clock ticks, modulo 2^32.
    pub timestamp: u32,
    /// The synchronisation source.
    pub ssrc: u32,
    /// What the payload type says.
    pub payload: &'a [u8],
}

impl<'a> RtpPacket<'a> {
    /// Reads a packet. Contributing sources and header extensions are skipped, padding is cut.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, RtpError> {
        let (header, rest) = bytes
            .split_first_chunk::<HEADER_LEN>()
            .ok_or(RtpError::Short)?;
        let [b0, b1, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3] = *header;
        if b0 >> 6 != 2 {
            return Err(RtpError::Version(b0 >> 6));
        }
        let sources = usize::from(b0 & 0x0f) * 4;
        let mut payload = rest.get(sources..).ok_or(RtpError::Short)?;
        if b0 & 0x10 != 0 {
            let (extension, after) = payload.split_first_chunk::<4>().ok_or(RtpError::Short)?;
            let words = u16::from_be_bytes([extension[2], extension[3]]);
            payload = after.get(usize::from(words) * 4..).ok_or(RtpError::Short)?;
        }
        if b0 & 0x20 != 0 {
            let padding = usize::from(*payload.last().ok_or(RtpError::Padding)?);
            let keep = payload.len().checked_sub(padding);
            payload = match keep {
                Some(keep) if padding > 0 => payload.get(..keep).ok_or(RtpError::Padding)?,
                _ => return Err(RtpError::Padding),
            };
        }
        Ok(Self {
            marker: b1 & 0x80 != 0,
            payload_type: b1 & 0x7f,
            sequence: u16::from_be_bytes([s0, s1]),
            timestamp: u32::from_be_bytes([t0, t1, t2, t3]),
            ssrc: u32::from_be_bytes([c0, c1, c2, c3]),
            payload,
        })
    }

    /// The header as it goes before the payload.
    pub fn header(&self) -> [u8; HEADER_LEN] {
        let [s0, s1] = self.sequence.to_be_bytes();
        let [t0, t1, t2, t3] = self.timestamp.to_be_bytes();
        let [c0, c1, c2, c3] = self.ssrc.to_be_bytes();
        let b1 = (u8::from(self.marker) << 7) | (self.payload_type & 0x7f);
        [0x80, b1, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3]
    }

    /// Writes the packet into `buffer`, replacing what was there.
    pub fn write(&self, buffer: &mut Vec<u8>) {
        buffer.clear();
        buffer.extend_from_slice(&self.header());
        buffer.extend_from_slice(self.payload);
    }
}

/// True when bytes on a port shared by RTP and RTCP are RTCP: RFC 5761 section 4.
pub fn is_rtcp(bytes: &[u8]) -> bool {
    matches!(bytes, [b0, 192..=223, ..] if b0 >> 6 == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: RtpPacket<'static> = RtpPacket {
        marker: true,
        payload_type: 101,
        sequence: 0xfffe,
        timestamp: 0x0102_0304,
        ssrc: 0xa0b0_c0d0,
        payload: &[1, 2, 3],
    };

    #[test]
    fn a_packet_reads_back() {
        let mut bytes = Vec::new();
        PACKET.write(&mut bytes);
        assert_eq!(RtpPacket::parse(&bytes), Ok(PACKET));
        assert!(!is_rtcp(&bytes));
    }

    #[test]
    fn sources_extension_and_padding_are_stripped() {
        let mut bytes = PACKET.header().to_vec();
        bytes[0] |= 0x20 | 0x10 | 2;
        bytes.extend([0; 8]); // two contributing sources
        bytes.extend([0xbe, 0xde, 0, 1, 9, 9, 9, 9]); // one word of extension
        bytes.extend([1, 2, 3, 0, 0, 3]); // three bytes, three of padding
        assert_eq!(RtpPacket::parse(&bytes).unwrap().payload, [1, 2, 3]);
    }

    #[test]
    fn broken_packets_are_refused() {
        assert_eq!(RtpPacket::parse(&[0x80; 11]), Err(RtpError::Short));
        assert_eq!(RtpPacket::parse(&[0x40; 12]), Err(RtpError::Version(1)));
        let mut bytes = PACKET.header().to_vec();
        bytes[0] |= 0x0f;
        assert_eq!(RtpPacket::parse(&bytes), Err(RtpError::Short));
        bytes[0] = 0xa0;
        assert_eq!(RtpPacket::parse(&bytes), Err(RtpError::Padding));
        bytes.push(9);
        assert_eq!(RtpPacket::parse(&bytes), Err(RtpError::Padding));
    }

    #[test]
    fn rtcp_is_told_apart() {
        assert!(is_rtcp(&[0x81, 200, 0, 6]));
        assert!(!is_rtcp(&[0x80, 0x80 | 101]));
        assert!(!is_rtcp(&[]));
    }
}
