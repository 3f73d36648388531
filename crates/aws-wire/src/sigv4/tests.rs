//! Known signatures: AWS's published examples, and requests that botocore signed.

use super::*;
use crate::Request;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use ids::Timestamp;
use std::time::Duration;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| {
            let name: HeaderName = name.parse().unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        })
        .collect()
}

struct Case {
    method: Method,
    path: &'static str,
    query: &'static str,
    headers: HeaderMap,
    body: &'static [u8],
    now: &'static str,
    policy: Policy,
}

impl Case {
    fn request(&self) -> Request<'_> {
        Request {
            method: &self.method,
            path: self.path,
            query: self.query,
            headers: &self.headers,
            body: self.body,
        }
    }

    fn judge(&self) -> Result<(), SignatureError> {
        let claim = Claim::read(&self.request()).unwrap();
        let key = SigningKey::derive(SECRET, &claim.scope);
        verify(
            &claim,
            &self.request(),
            &key,
            self.now.parse().unwrap(),
            &self.policy,
        )
    }
}

/// The `get-vanilla` case of AWS's SigV4 test suite.
fn vanilla() -> Case {
    Case {
        method: Method::GET,
        path: "/",
        query: "",
        headers: headers(&[
            ("host", "example.amazonaws.com"),
            ("x-amz-date", "20150830T123600Z"),
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                 SignedHeaders=host;x-amz-date, \
                 Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            ),
        ]),
        body: b"",
        now: "2015-08-30T12:36:00Z",
        policy: Policy::default(),
    }
}

/// A request that botocore signed at 2026-01-31T12:34:56Z.
fn botocore(
    method: Method,
    path: &'static str,
    query: &'static str,
    more: &[(&str, &str)],
    signed: &str,
    signature: &str,
    body: &'static [u8],
) -> Case {
    let mut all = headers(more);
    all.insert("x-amz-date", HeaderValue::from_static("20260131T123456Z"));
    let value = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260131/us-east-1/connect/aws4_request, \
         SignedHeaders={signed}, Signature={signature}"
    );
    all.insert("authorization", HeaderValue::from_str(&value).unwrap());
    let now = "2026-01-31T12:36:00Z";
    Case {
        method,
        path,
        query,
        headers: all,
        body,
        now,
        policy: Policy::default(),
    }
}

fn put() -> Case {
    botocore(
        Method::PUT,
        "/users/i-1",
        "",
        &[
            ("host", "127.0.0.1:8443"),
            ("content-type", "application/json"),
        ],
        "content-type;host;x-amz-date",
        "05312052c9326794e47b2300ace3946dc36a64f4822cd4b40369ae9fd556f74c",
        br#"{"Username":"ann"}"#,
    )
}

fn presigned() -> Case {
    Case {
        method: Method::GET,
        path: "/users-summary/11111111-2222-3333-4444-555555555555",
        query: "maxResults=10&nextToken=a%2Bb%2F%3D%3D&X-Amz-Algorithm=AWS4-HMAC-SHA256&\
                X-Amz-Credential=AKIDEXAMPLE%2F20260131%2Fus-east-1%2Fconnect%2Faws4_request&\
                X-Amz-Date=20260131T123456Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&\
                X-Amz-Signature=\
                820c322a78152a58c78ab284e9abf8f13c650410d0149735c801c4850c416a06",
        headers: headers(&[("host", "connect.us-east-1.amazonaws.com")]),
        body: b"",
        now: "2026-01-31T12:49:56Z",
        policy: Policy::default(),
    }
}

#[test]
fn published_signatures_verify() {
    assert_eq!(vanilla().judge(), Ok(()));
    let iam = Case {
        query: "Action=ListUsers&Version=2010-05-08",
        headers: headers(&[
            ("host", "iam.amazonaws.com"),
            (
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
            ),
            ("x-amz-date", "20150830T123600Z"),
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
                 SignedHeaders=content-type;host;x-amz-date, \
                 Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            ),
        ]),
        ..vanilla()
    };
    assert_eq!(iam.judge(), Ok(()));
}

#[test]
fn the_published_presigned_url_of_s3_verifies() {
    let signer = Signer {
        access_key: "AKIAIOSFODNN7EXAMPLE".into(),
        secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".into(),
        session_token: None,
        region: "us-east-1".into(),
        service: "s3".into(),
        path: PathEncoding::Once,
    };
    let mut headers = headers(&[("host", "examplebucket.s3.amazonaws.com")]);
    let outgoing = Outgoing {
        method: "GET",
        path: "/test.txt",
        query: "",
        headers: &mut headers,
        payload: Payload::Unsigned,
    };
    let now: Timestamp = "2013-05-24T00:00:00Z".parse().unwrap();
    let query = signer.presign(&outgoing, Duration::from_secs(86_400), now);
    assert!(
        query.ends_with("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"),
        "{query}"
    );
}

#[test]
fn requests_of_botocore_verify() {
    assert_eq!(put().judge(), Ok(()));
    let list = botocore(
        Method::GET,
        "/users-summary/11111111-2222-3333-4444-555555555555",
        "maxResults=10&nextToken=a%2Bb%2F%3D%3D",
        &[("host", "connect.us-east-1.amazonaws.com")],
        "host;x-amz-date",
        "3beb9a177c01ad0a82812df3e2a261a32899b2c1a24b86b89012317ec06415fc",
        b"",
    );
    assert_eq!(list.judge(), Ok(()));
    let tag = botocore(
        Method::POST,
        "/tags/arn%3Aaws%3Aconnect%3Aus-east-1%3A123456789012%3Ainstance%2F1%2Fqueue%2F2",
        "",
        &[
            ("host", "localhost:8080"),
            ("content-type", "application/json"),
            ("x-amz-security-token", "tok/en+=="),
        ],
        "content-type;host;x-amz-date;x-amz-security-token",
        "8a4bd9d8dd2c4c883294643efb1df9ef235b1742771f0a189519867901981616",
        "{\"tags\":{\"a\":\"\u{e9}\"}}".as_bytes(),
    );
    assert_eq!(tag.judge(), Ok(()));
    let claim = Claim::read(&tag.request()).unwrap();
    assert_eq!(claim.session_token.as_deref(), Some("tok/en+=="));
    let untag = botocore(
        Method::DELETE,
        "/tags/x%20y",
        "tagKeys=b&tagKeys=a&tagKeys=%C3%BC%20~",
        &[("host", "localhost:8080")],
        "host;x-amz-date",
        "797e23090772e5620e0e7a6a33094eca715b7d85db956941cd1e34d0b16e28fc",
        b"",
    );
    assert_eq!(untag.judge(), Ok(()));
    assert_eq!(presigned().judge(), Ok(()));
}

#[test]
fn any_change_breaks_the_signature() {
    let mismatch = Err(SignatureError::Mismatch);
    assert_eq!(
        Case {
            method: Method::POST,
            ..put()
        }
        .judge(),
        mismatch
    );
    assert_eq!(
        Case {
            path: "/users/i-2",
            ..put()
        }
        .judge(),
        mismatch
    );
    assert_eq!(
        Case {
            query: "a=b",
            ..put()
        }
        .judge(),
        mismatch
    );
    assert_eq!(
        Case {
            body: b"{}",
            ..put()
        }
        .judge(),
        mismatch
    );
    let mut case = put();
    case.headers
        .insert("host", HeaderValue::from_static("127.0.0.1:8444"));
    assert_eq!(case.judge(), mismatch);
}

#[test]
fn the_clock_may_be_off_by_the_skew_and_no_more() {
    let at = |now: &'static str| Case { now, ..vanilla() }.judge();
    assert_eq!(at("2015-08-30T12:41:00Z"), Ok(()));
    assert!(matches!(
        at("2015-08-30T12:41:01Z"),
        Err(SignatureError::Expired { .. })
    ));
    assert_eq!(at("2015-08-30T12:31:00Z"), Ok(()));
    assert!(matches!(
        at("2015-08-30T12:30:59Z"),
        Err(SignatureError::NotYetCurrent { .. })
    ));
}

#[test]
fn a_presigned_url_runs_out() {
    let late = Case {
        now: "2026-01-31T12:49:57Z",
        ..presigned()
    };
    assert!(matches!(late.judge(), Err(SignatureError::Expired { .. })));
}

#[test]
fn scope_is_checked_against_policy_and_date() {
    let policy = |policy: Policy| Case { policy, ..put() }.judge();
    let region = Policy {
        region: Some("eu-west-1".into()),
        ..Policy::default()
    };
    assert_eq!(policy(region), Err(SignatureError::Region));
    let service = Policy {
        services: vec!["chime".into()],
        ..Policy::default()
    };
    assert_eq!(policy(service), Err(SignatureError::Service));
    let mut case = put();
    case.headers
        .insert("x-amz-date", HeaderValue::from_static("20260201T000000Z"));
    assert_eq!(case.judge(), Err(SignatureError::ScopeDate));
}

#[test]
fn headers_with_meaning_must_be_signed() {
    for name in [
        "x-amz-target",
        "x-amz-security-token",
        "x-amz-content-sha256",
    ] {
        let mut case = put();
        case.headers.insert(name, HeaderValue::from_static("x"));
        assert_eq!(case.judge(), Err(SignatureError::Unsigned(name)));
    }
}

fn signed(body: &'static [u8], stated: Option<&str>, policy: Policy) -> Case {
    let signer = Signer {
        access_key: "AKIDEXAMPLE".into(),
        secret: SECRET.into(),
        session_token: Some("token".into()),
        region: "us-east-1".into(),
        service: "connect".into(),
        path: PathEncoding::Twice,
    };
    let mut all = headers(&[("host", "localhost"), ("user-agent", "x")]);
    if let Some(stated) = stated {
        all.insert(CONTENT_SHA256, HeaderValue::from_str(stated).unwrap());
    }
    let payload = if stated == Some(UNSIGNED_PAYLOAD) {
        Payload::Unsigned
    } else {
        Payload::Signed(body)
    };
    let mut outgoing = Outgoing {
        method: "POST",
        path: "/a%20b//c/../d",
        query: "q=1",
        headers: &mut all,
        payload,
    };
    signer
        .sign(&mut outgoing, "2026-01-31T12:34:56Z".parse().unwrap())
        .unwrap();
    Case {
        method: Method::POST,
        path: "/a%20b//c/../d",
        query: "q=1",
        headers: all,
        body,
        now: "2026-01-31T12:34:56Z",
        policy,
    }
}

#[test]
fn what_we_sign_we_verify() {
    assert_eq!(signed(b"body", None, Policy::default()).judge(), Ok(()));
    let stated = sha256_hex(b"body");
    assert_eq!(
        signed(b"body", Some(&stated), Policy::default()).judge(),
        Ok(())
    );
}

#[test]
fn the_stated_hash_must_be_that_of_the_body() {
    let case = signed(b"body", Some(EMPTY_SHA256), Policy::default());
    assert_eq!(case.judge(), Err(SignatureError::Body));
    let streamed = signed(
        b"body",
        Some("STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        Policy::default(),
    );
    assert_eq!(streamed.judge(), Err(SignatureError::UnsignedPayload));
}

#[test]
fn an_unsigned_body_is_taken_only_by_policy() {
    let unsigned = |policy| signed(b"body", Some(UNSIGNED_PAYLOAD), policy).judge();
    assert_eq!(
        unsigned(Policy::default()),
        Err(SignatureError::UnsignedPayload)
    );
    assert_eq!(
        unsigned(Policy {
            unsigned_payload: true,
            ..Policy::default()
        }),
        Ok(())
    );
}

fn read(authorization: &str) -> Result<Claim, ClaimError> {
    let all = headers(&[("authorization", authorization)]);
    let request = Request {
        method: &Method::GET,
        path: "/",
        query: "",
        headers: &all,
        body: b"",
    };
    Claim::read(&request)
}

#[test]
fn every_missing_part_is_named() {
    let Err(ClaimError::Incomplete(faults)) = read("AWS4-HMAC-SHA256 Credential=a/b") else {
        panic!("the claim was read");
    };
    assert_eq!(faults.len(), 4, "{faults:?}");
}

#[test]
fn other_schemes_rubbish_and_overlong_headers_are_refused() {
    assert_eq!(read("Bearer x"), Err(ClaimError::Algorithm));
    assert_eq!(read("AWS4-HMAC-SHA256"), Err(ClaimError::Algorithm));
    let long = format!("AWS4-HMAC-SHA256 Credential={}", "a".repeat(10_000));
    assert!(matches!(read(&long), Err(ClaimError::Incomplete(_))));
    let many = format!("AWS4-HMAC-SHA256 SignedHeaders={}", "a;".repeat(3000));
    assert!(matches!(read(&many), Err(ClaimError::Incomplete(_))));
    let request = Request {
        method: &Method::GET,
        path: "/",
        query: "a=b",
        headers: &HeaderMap::new(),
        body: b"",
    };
    assert_eq!(Claim::read(&request), Err(ClaimError::Missing));
    let mut binary = HeaderMap::new();
    binary.insert(
        "authorization",
        HeaderValue::from_bytes(b"AWS4-HMAC-SHA256 \xff").unwrap(),
    );
    assert_eq!(
        Claim::read(&Request {
            headers: &binary,
            ..request
        }),
        Err(ClaimError::Algorithm)
    );
}

#[test]
fn broken_presigned_queries_are_refused_without_panic() {
    let whole = presigned().query;
    for part in whole.split('&').skip(2) {
        let query = whole.replace(part, "");
        let case = presigned();
        let request = Request {
            query: &query,
            ..case.request()
        };
        assert!(Claim::read(&request).is_err(), "without {part}");
    }
    for query in [
        "X-Amz-Signature=%ff&X-Amz-Algorithm=%",
        "X-Amz-Expires=99999999999999999999",
    ] {
        let case = presigned();
        assert!(
            Claim::read(&Request {
                query,
                ..case.request()
            })
            .is_err()
        );
    }
}

#[test]
fn the_key_store_is_bounded_and_forgets() {
    let mut keys = SigningKeys::new(2);
    let scope = |date: &str| Scope {
        date: date.into(),
        region: "us-east-1".into(),
        service: "connect".into(),
    };
    for date in ["20260101", "20260102", "20260103"] {
        assert_eq!(
            keys.get("A", &scope(date), SECRET).sign("x"),
            SigningKey::derive(SECRET, &scope(date)).sign("x")
        );
    }
    keys.forget("A");
    let other = keys.get("A", &scope("20260103"), "other").sign("x");
    assert_eq!(
        other,
        SigningKey::derive("other", &scope("20260103")).sign("x")
    );
}
