//! The rows: one for each parser.

use crate::Target;
use aws_wire::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

/// All targets.
pub const TARGETS: &[Target] = &[
    Target {
        name: "sip",
        run: sip_io::fuzz_parse,
        seeds: &[INVITE, RESPONSE, CHALLENGE],
    },
    Target {
        name: "smpp",
        run: smpp,
        seeds: &[SUBMIT_SM, DELIVER_SM],
    },
    Target {
        name: "mm7",
        run: mm7_proto::fuzz_parse,
        seeds: &[MM7_DELIVER, MM7_ANSWER],
    },
    Target {
        name: "sms",
        run: sms,
        seeds: &[USER_DATA],
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
        name: "query",
        run: query,
        seeds: &[QUERY],
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
        name: "flow-file",
        run: flow_file,
        seeds: &[FLOW, OLD_FLOW],
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
    Target {
        name: "certificate",
        run: certificate,
        seeds: &[CERTIFICATE],
    },
];

/// A PDU, and the receipt or the parts that its message may hold. What is read can be written.
fn smpp(bytes: &[u8]) {
    let mut framer = smpp_proto::Framer::default();
    framer.push(bytes);
    while let Some(Ok(frame)) = framer.next_frame() {
        if let smpp_proto::Pdu::Deliver(message) | smpp_proto::Pdu::Submit(message) = &frame.pdu {
            let _ = smpp_proto::Receipt::read(message);
        }
        let _ = smpp_proto::encode(&frame);
    }
}

/// User data with its header, and texts of all alphabets into parts and back.
fn sms(bytes: &[u8]) {
    let (_, data) = sms_codec::split_header(bytes);
    for text in [sms_codec::decode_gsm(data), sms_codec::decode_ucs2(data)] {
        let parts = sms_codec::split(&text, sms_codec::ReferenceSize::Wide, 1);
        for part in parts.into_iter().flatten() {
            assert!(part.text.len() <= 160);
        }
    }
}

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

/// A file of either format on its way from one instance to another, with what is found there.
fn flow_file(bytes: &[u8]) {
    use flow::interchange::{Catalog, Envelope, FlowFile, Named, export};
    struct ByName;
    impl Catalog for ByName {
        fn by_id(&self, _: flow::ResourceKind, _: &str) -> Option<Named> {
            None
        }

        fn by_name(&self, _: flow::ResourceKind, name: &str) -> Option<Named> {
            Some(Named {
                id: "id".to_owned(),
                arn: "arn".to_owned(),
                name: name.to_owned(),
            })
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(file) = FlowFile::read(text)
    {
        let resolution = file.resolve(&ByName, &std::collections::BTreeMap::new(), true);
        let envelope = Envelope {
            name: "n",
            description: None,
            kind: flow::FlowKind::ContactFlow,
            published: true,
            contract: None,
        };
        let exported = export(&resolution.content, &envelope, &ByName);
        assert!(serde_json::from_str::<serde_json::Value>(&exported).is_ok());
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

/// A form as older clients of CloudWatch send it.
fn query(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let pairs = text.split('&').filter_map(|it| it.split_once('='));
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let pairs = pairs.collect();
    for operation in ["GetMetricData", "GetMetricStatistics", "ListMetrics"] {
        if let Some(operation) = cloudwatch_model::SERVICE.operation(operation) {
            let _ = aws_wire::query::input(&cloudwatch_model::SERVICE, operation, &pairs);
        }
    }
}

/// A certificate that vouches for itself, in the PEM form that flows hold.
fn certificate(bytes: &[u8]) {
    let body = STANDARD.encode(bytes);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
    let _ = input_encryption::Recipient::read(&pem, [pem.as_str()]);
}

const INVITE: &[u8] = b"INVITE sip:+18005550100@192.0.2.1 SIP/2.0\r\n\
Via: SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\n\
From: \"A\" <sip:+12065550100@192.0.2.2>;tag=1\r\nTo: <sip:+18005550100@192.0.2.1>\r\n\
Call-ID: 1@192.0.2.2\r\nCSeq: 1 INVITE\r\nContact: <sip:a@192.0.2.2:5060>\r\n\
Content-Type: application/sdp\r\nContent-Length: 4\r\n\r\nv=0\n";

const CHALLENGE: &[u8] = b"Digest realm=\"carrier\", nonce=\"7f\", algorithm=SHA-256, \
    qop=\"auth,auth-int\", opaque=\"x\", stale=false";

const QUERY: &[u8] = b"StartTime=2026-11-21T00:00:00Z&EndTime=1795000000&MaxDatapoints=5&\
MetricDataQueries.member.1.Id=a&MetricDataQueries.member.1.ReturnData=true&\
MetricDataQueries.member.1.MetricStat.Metric.Namespace=AWS/Connect&\
MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name=InstanceId&\
MetricDataQueries.member.1.MetricStat.Period=60&MetricDataQueries.member.1.MetricStat.Stat=Sum";

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

const MM7_DELIVER: &[u8] = b"--b\r\nContent-Type: text/xml\r\n\r\n<e:Envelope xmlns:e='e'>\
    <e:Header><t:TransactionID xmlns:t='t'>1</t:TransactionID></e:Header><e:Body><DeliverReq>\
    <Sender><Number>12065550111</Number></Sender><Recipients><To><ShortCode>12345</ShortCode></To>\
    </Recipients></DeliverReq></e:Body></e:Envelope>\r\n--b\r\nContent-Type: multipart/mixed; \
    boundary=c\r\n\r\n--c\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n\
    aGk=\r\n--c\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=3D\r\n--c--\r\n--b--";
const MM7_ANSWER: &[u8] = b"<e:Envelope xmlns:e='e'><e:Body><SubmitRsp><Status><StatusCode>1000\
    </StatusCode></Status><MessageID>m&#49;</MessageID></SubmitRsp></e:Body></e:Envelope>";
const SUBMIT_SM: &[u8] = b"\0\0\0\x2b\0\0\0\x04\0\0\0\0\0\0\0\x01\
    \0\x01\x011200\0\x01\x011206\0\0\0\0\0\0\x01\0\0\0\x02hi";

const DELIVER_SM: &[u8] = b"\0\0\0\x3a\0\0\0\x05\0\0\0\0\0\0\0\x01\
    \0\x01\x011200\0\x01\x011206\0\x04\0\0\0\0\0\0\0\0\x11id:1 stat:DELIVRD";

const USER_DATA: &[u8] = b"\x05\0\x03\x07\x02\x01\x1be and [so] on";

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

const OLD_FLOW: &[u8] = br#"{"version":"1","type":"contactFlow","start":"a","modules":[
{"id":"a","type":"SetQueue","parameters":[{"name":"Queue","value":"arn","resourceName":"Sales"}],
"branches":[{"condition":"Success","transition":"b"},{"condition":"Error","transition":"b"}],
"metadata":{"position":{"x":1,"y":2}}},{"id":"b","type":"Disconnect"}],"metadata":{"name":"n"}}"#;

const POLICY: &[u8] =
    br#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"connect:*",
"Resource":"*","Condition":{"StringLike":{"aws:PrincipalTag/team":["a*","${aws:username}"]}}}]}"#;

const AUTHORIZATION: &[u8] = b"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/connect/\
aws4_request, SignedHeaders=host;x-amz-date, Signature=\
5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7\nX-Amz-Algorithm=AWS4-HMAC-SHA256\
&X-Amz-Credential=a%2F20150830%2Fus-east-1%2Fconnect%2Faws4_request&X-Amz-Expires=60";

const CERTIFICATE: &[u8] = include_bytes!("../seeds/certificate.der");
