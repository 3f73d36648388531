//! Offer and answer: RFC 3264 for one audio stream.

use crate::remote::{Codec, RemoteAudio, RemoteSession};
use crate::{Direction, SdpError};
use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};

/// The payload type of telephone events in our own offers.
pub const OUR_TELEPHONE_EVENT: u8 = 101;

/// Our side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalSession {
    /// Where the far end shall send to.
    pub ip: IpAddr,
    /// The RTP port; RTCP is the next one.
    pub port: u16,
    /// Tells our sessions apart: the `o=` line's session id.
    pub session_id: u64,
    /// Counts our descriptions within a session: one more whenever ours changes.
    pub version: u64,
}

/// What both sides will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    /// The codec in both directions.
    pub codec: Codec,
    /// The codec's payload type in both directions.
    pub payload_type: u8,
    /// The payload type of telephone events, if both sides have them.
    pub telephone_event: Option<u8>,
    /// Milliseconds of audio in each packet that we send: 20, 40 or 60.
    pub ptime: u16,
    /// Where to send RTP.
    pub rtp: SocketAddr,
    /// Where to send RTCP.
    pub rtcp: SocketAddr,
    /// RTCP shares the RTP port.
    pub rtcp_mux: bool,
    /// Who sends, seen from us.
    pub direction: Direction,
}

/// Answers an offer.
///
/// The first codec of the offer that we speak is taken, telephone events with it; further
/// streams are refused with port 0 in their places (section 6).
pub fn answer(offer: &RemoteSession, local: &LocalSession) -> Result<(Agreed, String), SdpError> {
    let audio = offer.audio.as_ref().ok_or(SdpError::NoAudio)?;
    let agreed = agree(audio)?;
    let mut text = head(local);
    for (index, stream) in offer.streams.iter().enumerate() {
        if index == audio.index {
            write_audio(
                &mut text,
                local,
                &agreed,
                &[(agreed.codec, agreed.payload_type)],
            );
        } else {
            let (media, proto) = (&stream.media, &stream.proto);
            let _ = write!(text, "m={media} 0 {proto} {}\r\n", stream.formats);
        }
    }
    Ok((agreed, text))
}

/// Writes an offer of all that we speak.
pub fn offer(local: &LocalSession, direction: Direction) -> String {
    let rtp = SocketAddr::new(local.ip, local.port);
    let all = [Codec::Pcmu, Codec::Pcma].map(|codec| (codec, codec.static_payload_type()));
    let ours = Agreed {
        codec: Codec::Pcmu,
        payload_type: 0,
        telephone_event: Some(OUR_TELEPHONE_EVENT),
        ptime: 20,
        rtp,
        rtcp: rtp,
        rtcp_mux: true,
        direction,
    };
    let mut text = head(local);
    write_audio(&mut text, local, &ours, &all);
    text
}

/// Takes the answer to [`offer`].
pub fn accept(answer: &RemoteSession) -> Result<Agreed, SdpError> {
    if answer.streams.len() != 1 {
        return Err(SdpError::BadAnswer("it must have exactly our one stream"));
    }
    agree(answer.audio.as_ref().ok_or(SdpError::NoAudio)?)
}

fn agree(audio: &RemoteAudio) -> Result<Agreed, SdpError> {
    let &(codec, payload_type) = audio.codecs.first().ok_or(SdpError::NoCodec)?;
    Ok(Agreed {
        codec,
        payload_type,
        telephone_event: audio.telephone_event,
        ptime: packet_time(audio),
        rtp: audio.rtp,
        rtcp: audio.rtcp,
        rtcp_mux: audio.rtcp_mux,
        direction: audio.direction.mirrored(),
    })
}

/// The wish of the far end, as far as whole frames of 20 ms can fulfil it.
fn packet_time(audio: &RemoteAudio) -> u16 {
    let most = audio.maxptime.unwrap_or(60).clamp(20, 60);
    let wish = audio.ptime.unwrap_or(20).clamp(20, most);
    wish / 20 * 20
}

fn head(local: &LocalSession) -> String {
    let family = family(local.ip);
    let LocalSession {
        ip,
        session_id,
        version,
        ..
    } = local;
    format!(
        "v=0\r\no=- {session_id} {version} IN {family} {ip}\r\ns=-\r\nc=IN {family} {ip}\r\nt=0 0\r\n"
    )
}

fn family(ip: IpAddr) -> &'static str {
    if ip.is_ipv4() { "IP4" } else { "IP6" }
}

fn write_audio(text: &mut String, local: &LocalSession, agreed: &Agreed, codecs: &[(Codec, u8)]) {
    // Writing to a String cannot fail.
    let _ = write!(text, "m=audio {} RTP/AVP", local.port);
    for (_, payload_type) in codecs {
        let _ = write!(text, " {payload_type}");
    }
    if let Some(event) = agreed.telephone_event {
        let _ = write!(text, " {event}");
    }
    text.push_str("\r\n");
    for (codec, payload_type) in codecs {
        let _ = write!(text, "a=rtpmap:{payload_type} {}/8000\r\n", codec.name());
    }
    if let Some(event) = agreed.telephone_event {
        let _ = write!(text, "a=rtpmap:{event} telephone-event/8000\r\n");
        let _ = write!(text, "a=fmtp:{event} 0-15\r\n");
    }
    let _ = write!(text, "a=ptime:{}\r\n", agreed.ptime);
    if agreed.rtcp_mux {
        text.push_str("a=rtcp-mux\r\n");
    }
    let _ = write!(text, "a={}\r\n", agreed.direction.as_str());
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "v=0\r\no=u 1 1 IN IP4 10.0.0.9\r\ns=call\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n\
        m=audio 4000 RTP/AVP 18 8 0 96\r\na=rtpmap:18 G729/8000\r\na=rtpmap:8 PCMA/8000\r\n\
        a=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-16\r\na=ptime:20\r\n\
        m=video 4002 RTP/AVP 97\r\na=rtpmap:97 H264/90000\r\n";

    fn local() -> LocalSession {
        LocalSession {
            ip: [192, 0, 2, 1].into(),
            port: 20_000,
            session_id: 42,
            version: 1,
        }
    }

    fn answer_to(offer: &str) -> Result<(Agreed, String), SdpError> {
        answer(&RemoteSession::parse(offer.as_bytes())?, &local())
    }

    #[test]
    fn the_first_codec_that_we_speak_is_taken_and_the_rest_refused() {
        let (agreed, text) = answer_to(OFFER).unwrap();
        assert_eq!((agreed.codec, agreed.payload_type), (Codec::Pcma, 8));
        assert_eq!(agreed.telephone_event, Some(96));
        assert_eq!(agreed.rtp.to_string(), "10.0.0.9:4000");
        assert_eq!(agreed.rtcp.to_string(), "10.0.0.9:4001");
        let expected = "v=0\r\no=- 42 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
            m=audio 20000 RTP/AVP 8 96\r\na=rtpmap:8 PCMA/8000\r\n\
            a=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-15\r\na=ptime:20\r\na=sendrecv\r\n\
            m=video 0 RTP/AVP 97\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn our_offer_and_an_answer_to_it_agree() {
        let ours = offer(&local(), Direction::SendRecv);
        let remote = RemoteSession::parse(ours.as_bytes()).unwrap();
        let (theirs, text) = answer(&remote, &local()).unwrap();
        let agreed = accept(&RemoteSession::parse(text.as_bytes()).unwrap()).unwrap();
        assert_eq!(agreed, theirs);
        assert_eq!(agreed.codec, Codec::Pcmu);
        assert_eq!(agreed.telephone_event, Some(OUR_TELEPHONE_EVENT));
        assert!(agreed.rtcp_mux);
    }

    #[test]
    fn hold_in_all_its_forms_is_mirrored() {
        for (theirs, ours) in [
            ("sendonly", Direction::RecvOnly),
            ("recvonly", Direction::SendOnly),
            ("inactive", Direction::Inactive),
            ("sendrecv", Direction::SendRecv),
        ] {
            let held = OFFER.replace("a=ptime:20", &format!("a={theirs}"));
            let (agreed, text) = answer_to(&held).unwrap();
            assert_eq!(agreed.direction, ours);
            assert!(text.contains(ours.as_str()));
        }
        let old = OFFER.replace("c=IN IP4 10.0.0.9", "c=IN IP4 0.0.0.0");
        assert_eq!(answer_to(&old).unwrap().0.direction, Direction::RecvOnly);
    }

    #[test]
    fn packet_lengths_are_whole_frames_within_the_wish() {
        for (wish, ptime) in [("10", 20), ("30", 20), ("40", 40), ("200", 60), ("x", 20)] {
            let text = OFFER.replace("ptime:20", &format!("ptime:{wish}"));
            assert_eq!(answer_to(&text).unwrap().0.ptime, ptime, "{wish}");
        }
    }

    #[test]
    fn rtcp_attributes_are_heeded() {
        let mux = OFFER.replace("a=ptime:20", "a=rtcp-mux");
        let (agreed, text) = answer_to(&mux).unwrap();
        assert_eq!(agreed.rtcp, agreed.rtp);
        assert!(text.contains("a=rtcp-mux\r\n"));
        let moved = OFFER.replace("a=ptime:20", "a=rtcp:5005 IN IP4 10.0.0.8");
        assert_eq!(
            answer_to(&moved).unwrap().0.rtcp.to_string(),
            "10.0.0.8:5005"
        );
    }

    #[test]
    fn what_cannot_be_agreed_to_is_told_from_what_is_malformed() {
        let refused = |text: &str| answer_to(text).unwrap_err();
        assert_eq!(
            refused(&OFFER.replace("RTP/AVP 18 8 0 96", "RTP/AVP 18")),
            SdpError::NoCodec
        );
        assert_eq!(
            refused(&OFFER.replace("RTP/AVP 18", "RTP/SAVP 18")),
            SdpError::NoAudio
        );
        assert_eq!(
            refused(&OFFER.replace("audio 4000", "audio 0")),
            SdpError::NoAudio
        );
        let name = refused(&OFFER.replace("c=IN IP4 10.0.0.9", "c=IN IP4 a.example"));
        assert!(matches!(&name, SdpError::Address(_)) && !name.is_malformed());
        assert!(refused("hello").is_malformed());
        assert!(refused(&OFFER.replace("c=IN IP4 10.0.0.9\r\n", "")).is_malformed());
        assert!(refused(&"x".repeat(70_000)).is_malformed());
    }

    #[test]
    fn an_answer_with_other_streams_is_refused() {
        let answer = RemoteSession::parse(OFFER.as_bytes()).unwrap();
        assert!(matches!(accept(&answer), Err(SdpError::BadAnswer(_))));
    }
}
