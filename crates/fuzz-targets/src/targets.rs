//! The rows: one for each parser.

use crate::Target;
use aws_wire::Request;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

/// All targets.
pub const TARGETS: &[Target] = &[
    Target {
        name: "sip",
        run: sip_io::fuzz_parse,
        seeds: &[INVITE, RESPONSE],
    },
    Target {
        name: "sdp",
        run: sdp,
        seeds: &[PHONE_SDP, BROWSER_SDP],
    },
    Target {
        name: "rtp",
        run: rtp,
        seeds: &[RTP, RTP_EVENT],
    },
    Target {
        name: "rtcp",
        run: rtcp,
        seeds: &[RTCP],
    },
    Target {
        name: "wav",
        run: wav,
        seeds: &[WAV],
    },
    Target {
        name: "flow",
        run: flow_content,
        seeds: &[FLOW],
    },
    Target {
        name: "policy",
        run: policy,
        seeds: &[POLICY],
    },
    Target {
        name: "signature",
        run: signature,
        seeds: &[AUTHORIZATION],
    },
];

fn sdp(bytes: &[u8]) {
    let _ = sdp::RemoteSession::parse(bytes);
}

fn rtp(bytes: &[u8]) {
    let _ = rtp_proto::RtpPacket::parse(bytes);
}

fn rtcp(bytes: &[u8]) {
    let _ = rtp_proto::rtcp::parse(bytes);
}

fn wav(bytes: &[u8]) {
    let _ = audio::wav::read_clip(bytes);
}

fn flow_content(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(flow) = flow::Flow::parse(text)
    {
        let _ = flow::validate(&flow, flow::FlowKind::ContactFlow, &flow::Anything);
    }
}

fn policy(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = iam::Policy::parse(text);
    }
}

/// The bytes are an `Authorization` header, then a line break, then a query.
fn signature(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
    let header = parts.next().unwrap_or_default();
    let query = std::str::from_utf8(parts.next().unwrap_or_default()).unwrap_or_default();
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_bytes(header) {
        headers.insert(HeaderName::from_static("authorization"), value);
    }
    let request = Request {
        method: &Method::POST,
        path: "/users/a",
        query,
        headers: &headers,
        body: b"{}",
    };
    let _ = aws_wire::sigv4::Claim::read(&request);
}

const INVITE: &[u8] = b"INVITE sip:+18005550100@192.0.2.1 SIP/2.0\r\n\
Via: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\n\
From: \"A\" <sip:+12065550100@192.0.2.2>;tag=1\r\nTo: <sip:+18005550100@192.0.2.1>\r\n\
Call-ID: 1@192.0.2.2\r\nCSeq: 1 INVITE\r\nContact: <sip:a@192.0.2.2:5060>\r\n\
Content-Type: application/sdp\r\nContent-Length: 4\r\n\r\nv=0\n";

const RESPONSE: &[u8] = b"SIP/2.0 200 OK\r\nv: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK1\r\n\
f: <sip:a@b>;tag=1\r\nt: <sip:c@d>;tag=2\r\ni: 1\r\nCSeq: 1 BYE\r\nl: 0\r\n\r\n";

const PHONE_SDP: &[u8] =
    b"v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n\
m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n\
a=ptime:20\r\na=sendrecv\r\n";

const BROWSER_SDP: &[u8] =
    b"v=0\r\no=- 4 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n\
m=audio 9 UDP/TLS/RTP/SAVPF 111 126\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\n\
a=ice-pwd:abcdefghijklmnopqrstuv\r\na=setup:actpass\r\na=mid:0\r\na=rtcp-mux\r\n\
a=rtpmap:111 opus/48000/2\r\na=rtpmap:126 telephone-event/8000\r\n";

const RTP: &[u8] = &[
    0x80, 0, 0, 1, 0, 0, 0, 160, 1, 2, 3, 4, 0xff, 0xff, 0x7f, 0x7f,
];

const RTP_EVENT: &[u8] = &[0x80, 0xe5, 0, 2, 0, 0, 1, 64, 1, 2, 3, 4, 5, 0x8a, 3, 32];

const RTCP: &[u8] = &[
    0x80, 200, 0, 6, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 5,
    0, //
    0x81, 202, 0, 2, 1, 2, 3, 4, 1, 1, b'a', 0, 0x81, 203, 0, 1, 1, 2, 3, 4,
];

const WAV: &[u8] =
    b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0\
data\x08\0\0\0\x01\0\x02\0\x03\0\x04\0";

const FLOW: &[u8] = br#"{"Version":"2019-10-30","StartAction":"a","Metadata":{},"Actions":[
{"Identifier":"a","Type":"MessageParticipant","Parameters":{"Text":"Hello $.Attributes.name"},
"Transitions":{"NextAction":"b","Errors":[{"NextAction":"b","ErrorType":"NoMatchingError"}]}},
{"Identifier":"b","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}"#;

const POLICY: &[u8] =
    br#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"connect:*",
"Resource":"*","Condition":{"StringLike":{"aws:PrincipalTag/team":["a*","${aws:username}"]}}}]}"#;

const AUTHORIZATION: &[u8] = b"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/connect/\
aws4_request, SignedHeaders=host;x-amz-date, Signature=\
5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7\nX-Amz-Algorithm=AWS4-HMAC-SHA256\
&X-Amz-Credential=a%2F20150830%2Fus-east-1%2Fconnect%2Faws4_request&X-Amz-Expires=60";
