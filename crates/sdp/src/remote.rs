//! What the far end's description says, as far as it matters to one audio stream.

use crate::{Direction, SdpError};
use sdp_types::{Attribute, Connection, Media, Session};
use std::net::{IpAddr, SocketAddr};

/// Descriptions larger than this are refused unread.
const MAX_BYTES: usize = 64 * 1024;
/// More streams than this are refused: each costs a line of every answer.
const MAX_STREAMS: usize = 32;

/// A codec that we speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// G.711 µ-law at 8 kHz, static payload type 0.
    Pcmu,
    /// G.711 A-law at 8 kHz, static payload type 8.
    Pcma,
}

impl Codec {
    /// The encoding name in `rtpmap`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
        }
    }

    /// The static payload type: RFC 3551 table 4.
    pub fn static_payload_type(self) -> u8 {
        match self {
            Self::Pcmu => 0,
            Self::Pcma => 8,
        }
    }
}

/// A stream's `m=` line, kept so that an answer can refuse it in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamLine {
    /// `audio`, `video`, …
    pub media: String,
    /// `RTP/AVP`, …
    pub proto: String,
    /// The formats.
    pub formats: String,
}

/// The far end's audio stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteAudio {
    /// Which of the description's streams it is.
    pub index: usize,
    /// Where to send RTP. Port 0 in an answer: refused.
    pub rtp: SocketAddr,
    /// Where to send RTCP.
    pub rtcp: SocketAddr,
    /// RTCP may come and go on the RTP port.
    pub rtcp_mux: bool,
    /// Who sends, seen from the far end, with the old form of hold (`c=0.0.0.0`) read as not
    /// receiving.
    pub direction: Direction,
    /// Codecs that we speak with their payload types, in the far end's order.
    pub codecs: Vec<(Codec, u8)>,
    /// The payload type of telephone events at 8 kHz.
    pub telephone_event: Option<u8>,
    /// The wished packet length in milliseconds.
    pub ptime: Option<u16>,
    /// The longest accepted packet in milliseconds.
    pub maxptime: Option<u16>,
}

/// A parsed description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteSession {
    /// All streams in order.
    pub streams: Vec<StreamLine>,
    /// The first audio stream over plain RTP that is not refused.
    pub audio: Option<RemoteAudio>,
}

impl RemoteSession {
    /// Reads a description. Safe on any bytes: a fuzzable entry point.
    pub fn parse(bytes: &[u8]) -> Result<Self, SdpError> {
        if bytes.len() > MAX_BYTES {
            return Err(SdpError::TooLarge(bytes.len()));
        }
        let session =
            Session::parse(bytes).map_err(|error| SdpError::Grammar(error.to_string()))?;
        if session.medias.len() > MAX_STREAMS {
            return Err(SdpError::TooLarge(bytes.len()));
        }
        let streams = session.medias.iter().map(line).collect();
        let mut audio = None;
        for (index, media) in session.medias.iter().enumerate() {
            let plain = media.proto == "RTP/AVP" || media.proto == "RTP/AVPF";
            if media.media == "audio" && plain && media.port != 0 {
                audio = Some(read_audio(&session, media, index)?);
                break;
            }
        }
        Ok(Self { streams, audio })
    }
}

fn line(media: &Media) -> StreamLine {
    StreamLine {
        media: media.media.clone(),
        proto: media.proto.clone(),
        formats: media.fmt.clone(),
    }
}

fn read_audio(session: &Session, media: &Media, index: usize) -> Result<RemoteAudio, SdpError> {
    let connection = media
        .connections
        .first()
        .or(session.connection.as_ref())
        .ok_or(SdpError::NoConnection)?;
    let ip = address(connection)?;
    let rtp = SocketAddr::new(ip, media.port);
    let rtcp_mux = value(&media.attributes, "rtcp-mux").is_some();
    let rtcp = match value(&media.attributes, "rtcp") {
        Some(text) => rtcp_address(text, ip)?,
        None if rtcp_mux => rtp,
        None => SocketAddr::new(ip, media.port.checked_add(1).unwrap_or(media.port)),
    };
    let said = direction(&media.attributes)
        .or_else(|| direction(&session.attributes))
        .unwrap_or_default();
    // The hold of RFC 2543: nothing may be sent to this address.
    let direction = Direction::new(said.sends(), said.receives() && !ip.is_unspecified());
    let (mut codecs, mut telephone_event) = (Vec::new(), None);
    for format in media.fmt.split_ascii_whitespace() {
        let Ok(payload_type @ 0..=127) = format.parse::<u8>() else {
            continue;
        };
        match encoding(&media.attributes, payload_type) {
            Some((name, 8000)) if name.eq_ignore_ascii_case("PCMU") => {
                codecs.push((Codec::Pcmu, payload_type));
            }
            Some((name, 8000)) if name.eq_ignore_ascii_case("PCMA") => {
                codecs.push((Codec::Pcma, payload_type));
            }
            Some((name, 8000)) if name.eq_ignore_ascii_case("telephone-event") => {
                telephone_event.get_or_insert(payload_type);
            }
            None if payload_type == 0 => codecs.push((Codec::Pcmu, 0)),
            None if payload_type == 8 => codecs.push((Codec::Pcma, 8)),
            _ => {}
        }
    }
    Ok(RemoteAudio {
        index,
        rtp,
        rtcp,
        rtcp_mux,
        direction,
        codecs,
        telephone_event,
        ptime: number(&media.attributes, "ptime"),
        maxptime: number(&media.attributes, "maxptime"),
    })
}

fn address(connection: &Connection) -> Result<IpAddr, SdpError> {
    let text = &connection.connection_address;
    // Multicast adds "/ttl", which no phone call has.
    text.parse()
        .ok()
        .filter(|ip: &IpAddr| !ip.is_multicast())
        .ok_or_else(|| SdpError::Address(text.chars().take(64).collect()))
}

/// `a=rtcp:<port> [IN IP4 <address>]`: RFC 3605 section 2.1.
fn rtcp_address(text: &str, default: IpAddr) -> Result<SocketAddr, SdpError> {
    let mut words = text.split_ascii_whitespace();
    let port = words.next().and_then(|port| port.parse().ok());
    let port = port.ok_or(SdpError::Value("a=rtcp"))?;
    let ip = match words.nth(2) {
        Some(ip) => ip.parse().map_err(|_| SdpError::Value("a=rtcp"))?,
        None => default,
    };
    Ok(SocketAddr::new(ip, port))
}

fn value<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|a| a.attribute == name)?;
    Some(found.value.as_deref().unwrap_or(""))
}

fn number(attributes: &[Attribute], name: &str) -> Option<u16> {
    // Some phones write fractions; what cannot be read is only a wish anyway.
    let text = value(attributes, name)?.trim();
    text.split('.').next()?.parse().ok()
}

fn direction(attributes: &[Attribute]) -> Option<Direction> {
    attributes
        .iter()
        .find_map(|attribute| match attribute.attribute.as_str() {
            "sendrecv" => Some(Direction::SendRecv),
            "sendonly" => Some(Direction::SendOnly),
            "recvonly" => Some(Direction::RecvOnly),
            "inactive" => Some(Direction::Inactive),
            _ => None,
        })
}

/// Name and clock rate of a payload type: `a=rtpmap:<pt> <name>/<rate>[/<channels>]`.
fn encoding(attributes: &[Attribute], payload_type: u8) -> Option<(&str, u32)> {
    let maps = attributes.iter().filter(|a| a.attribute == "rtpmap");
    for map in maps {
        let (number, rest) = map.value.as_deref()?.split_once(' ')?;
        if number.parse() == Ok(payload_type) {
            let mut parts = rest.trim().split('/');
            return Some((parts.next()?, parts.next()?.trim().parse().ok()?));
        }
    }
    None
}
