//! Every place that a member may travel in, and every way that a body may be broken.

use super::*;
use crate::sample::{JSON_SERVICE, OPERATIONS, SERVICE};
use http::{HeaderMap, HeaderValue, Method};
use serde_json::json;

fn bind(
    query: &str,
    headers: &[(&'static str, &'static str)],
    body: &[u8],
) -> Result<Value, Fault> {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            (
                http::HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        })
        .collect();
    let request = Request {
        method: &Method::POST,
        path: "/things/a%2Fb",
        query,
        headers: &headers,
        body,
    };
    input(
        &SERVICE,
        &OPERATIONS[0],
        &[("Id", "a%2Fb")],
        &request,
        Limits::default(),
    )
}

#[test]
fn members_are_gathered_from_everywhere() {
    let value = bind(
        "count=3&enabled=true&name=x+y&name=%C3%BC",
        &[
            ("x-color", "RED"),
            ("x-since", "Tue, 13 Aug 2019 20:52:30 GMT"),
            ("x-meta-abc", "1"),
        ],
        br#"{"Name": "abc", "tagsWire": {"ab": "c"}, "Id": "forged", "Count": 9}"#,
    );
    assert_eq!(
        value,
        Ok(json!({
            "Name": "abc", "tagsWire": {"ab": "c"}, "Color": "RED", "Count": 3, "Enabled": true,
            "Id": "a/b", "Names": ["x y", "ü"], "Since": 1_565_729_550, "Meta": {"abc": "1"},
        }))
    );
}

#[test]
fn a_body_that_says_to_be_something_else_is_refused() {
    let declared = |kind| bind("", &[("content-type", kind)], br#"{"Name": "abc"}"#);
    for kind in ["application/json", "Application/JSON; charset=utf-8"] {
        assert!(declared(kind).is_ok(), "{kind}");
    }
    for kind in [
        "text/plain",
        "application/jsonx",
        "application/x-amz-json-1.1",
        "",
    ] {
        let fault = declared(kind).unwrap_err();
        assert_eq!(
            (fault.status, &*fault.code),
            (415, "UnsupportedMediaTypeException")
        );
    }
    let empty = bind("", &[("content-type", "text/plain")], b"").unwrap_err();
    assert_eq!(
        empty.status, 400,
        "the member that is missing is the problem"
    );
}

#[test]
fn a_text_of_the_wrong_type_is_a_problem_with_its_path() {
    let fault = bind("count=many&enabled=1", &[], br#"{"Name": "abc"}"#).unwrap_err();
    assert_eq!(fault.code, "InvalidParameterException");
    assert_eq!(fault.status, 400);
    assert_eq!(
        fault.members["Message"],
        "2 validation errors detected: Value at 'Count' failed to satisfy constraint: Member must \
         be an integer; Value at 'Enabled' failed to satisfy constraint: Member must be a boolean"
    );
}

#[test]
fn broken_bodies_are_serialization_errors() {
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 6] = [
        b"{",
        b"[]",
        b"7",
        b"{\"Name\": \"\xff\"}",
        deep.as_bytes(),
        b"{\"Name\": \"\\ud800\"}",
    ];
    for body in bodies {
        let fault = bind("", &[], body).unwrap_err();
        assert_eq!(
            (fault.code.as_ref(), fault.status),
            ("SerializationException", 400)
        );
    }
    let fault = bind("name=%ff", &[], b"").unwrap_err();
    assert_eq!(fault.code, "SerializationException");
}

#[test]
fn an_empty_body_is_an_empty_object() {
    for body in [&b""[..], b"  \n", b"null", b"{}"] {
        let fault = bind("", &[], body).unwrap_err();
        assert!(
            fault.message().is_some_and(|m| m.contains("'Name'")),
            "{fault:?}"
        );
    }
}

#[test]
fn a_body_over_the_limit_is_refused_unread() {
    let request = Request {
        method: &Method::POST,
        path: "/",
        query: "",
        headers: &HeaderMap::new(),
        body: &[b' '; 11],
    };
    let fault = input(&SERVICE, &OPERATIONS[0], &[], &request, Limits { body: 10 }).unwrap_err();
    assert_eq!(fault.status, 413);
}

#[test]
fn aws_json_takes_every_member_from_the_body() {
    let request = Request {
        method: &Method::POST,
        path: "/",
        query: "",
        headers: &HeaderMap::new(),
        body: br#"{"Id": "x", "Name": "abc", "Count": 4}"#,
    };
    let value = input(
        &JSON_SERVICE,
        &OPERATIONS[0],
        &[],
        &request,
        Limits::default(),
    );
    assert_eq!(value, Ok(json!({"Id": "x", "Name": "abc", "Count": 4})));
}

/// Not a fuzzer, but what one would try first: every prefix and every single-byte change.
#[test]
fn mangled_requests_never_panic() {
    let body = br#"{"Name": "abc", "Inners": [{"Color": "RED"}], "tagsWire": {"ab": null}}"#;
    for at in 0..body.len() {
        let _ = bind("", &[], &body[..at]);
        for byte in [0, b'"', b'{', 0xff] {
            let mut mangled = body.to_vec();
            mangled[at] = byte;
            let _ = bind("", &[], &mangled);
        }
    }
    for query in [
        "%",
        "%%%",
        "&&&=&=",
        "name",
        "name=&name",
        "count=%00",
        "=%",
    ] {
        let _ = bind(query, &[], b"{}");
    }
}
