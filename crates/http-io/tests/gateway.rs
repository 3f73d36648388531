//! The gateway over real sockets: authentication, dispatch, limits, closing down.

mod common;

use common::{Bench, ROOT};
use http::{HeaderMap, HeaderValue};
use http_io::{Drained, Limits};
use ids::Pii;
use serde_json::json;
use services::NewAccessKey;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn instance() -> serde_json::Value {
    json!({
        "IdentityManagementType": "CONNECT_MANAGED",
        "InstanceAlias": "first-centre",
        "InboundCallsEnabled": true,
        "OutboundCallsEnabled": true,
    })
}

#[tokio::test]
async fn a_signed_request_is_answered_and_carries_its_id() {
    let bench = Bench::start().await;
    let made = bench.call("PUT", "/instance", instance()).await;
    assert_eq!(made.status, 200, "{made:?}");
    assert_eq!(made.request_id().len(), 36);
    let path = format!("/instance/{}", made.text("Id"));
    let described = bench.call("GET", &path, json!(null)).await;
    assert_eq!(
        described.json()["Instance"]["InstanceAlias"],
        "first-centre"
    );
}

#[tokio::test]
async fn unsigned_unknown_and_badly_signed_requests_are_told_apart() {
    let bench = Bench::start().await;
    let none = HeaderMap::new();
    let unsigned = bench.send("GET", "/instance", &none, "").await;
    assert_eq!(
        (unsigned.status, unsigned.error()),
        (403, "MissingAuthenticationTokenException")
    );
    let unknown = bench.call("GET", "/no/such/thing", json!(null)).await;
    assert_eq!(
        (unknown.status, unknown.error()),
        (404, "UnknownOperationException")
    );
    let wrong = bench
        .signed((ROOT.0, "wrong"), "connect", "GET", "/instance", "")
        .await;
    assert_eq!(
        (wrong.status, wrong.error()),
        (403, "InvalidSignatureException")
    );
    let stranger = ("AKIDNOBODY0000000001", "x");
    let stranger = bench
        .signed(stranger, "connect", "GET", "/instance", "")
        .await;
    assert_eq!(
        (stranger.status, stranger.error()),
        (403, "UnrecognizedClientException")
    );
    for answer in [unsigned, unknown, wrong] {
        assert_eq!(answer.request_id().len(), 36);
    }
}

#[tokio::test]
async fn a_known_operation_that_is_not_built_says_so() {
    let bench = Bench::start().await;
    let answer = bench
        .call("POST", "/evaluation-forms/i/f/deactivate", json!({}))
        .await;
    assert_eq!(
        (answer.status, answer.error()),
        (501, "NotImplementedException")
    );
    assert!(
        answer.text("message").contains("DeactivateEvaluationForm"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn policies_bind_users_and_changes_of_keys_count_at_once() {
    let bench = Bench::start().await;
    let key = ("AKIDREADER0000000001", "reader-secret");
    let policy = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":"connect:List*","Resource":"*"}]}"#;
    let new = NewAccessKey {
        id: key.0.into(),
        secret: Pii::new(key.1.into()),
        user: "reader".into(),
        policies: vec![("read".into(), policy.into())],
    };
    bench.keys.put(new).await.unwrap();
    let list = bench.signed(key, "connect", "GET", "/instance", "").await;
    assert_eq!(list.status, 200, "{list:?}");
    let body = instance().to_string();
    let made = bench
        .signed(key, "connect", "PUT", "/instance", &body)
        .await;
    assert_eq!((made.status, made.error()), (403, "AccessDeniedException"));
    bench.keys.delete(key.0).await.unwrap();
    let gone = bench.signed(key, "connect", "GET", "/instance", "").await;
    assert_eq!(gone.error(), "UnrecognizedClientException");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let limits = Limits {
        body_bytes: 1000,
        ..Limits::default()
    };
    let bench = Bench::with(limits).await;
    let body = "x".repeat(2000);
    let answer = bench
        .signed(ROOT, "connect", "PUT", "/instance", &body)
        .await;
    assert_eq!(answer.status, 413, "{answer:?}");
}

#[tokio::test]
async fn a_client_that_never_finishes_its_headers_is_cut_off() {
    let limits = Limits {
        header_time: Duration::from_millis(50),
        ..Limits::default()
    };
    let bench = Bench::with(limits).await;
    let mut stream = tokio::net::TcpStream::connect(bench.address())
        .await
        .unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n")
        .await
        .unwrap();
    let mut rest = Vec::new();
    // Ends because the server closes; were it to wait, the test would.
    stream.read_to_end(&mut rest).await.unwrap();
}

#[tokio::test]
async fn health_is_told_to_anyone_and_readiness_when_it_is_there() {
    let bench = Bench::start().await;
    let none = HeaderMap::new();
    assert_eq!(bench.send("GET", "/healthz", &none, "").await.status, 200);
    assert_eq!(bench.send("GET", "/readyz", &none, "").await.status, 503);
    bench.gateway.set_ready(true);
    assert_eq!(bench.send("GET", "/readyz", &none, "").await.status, 200);
    bench.call("GET", "/instance", json!(null)).await;
    let metrics = bench.send("GET", "/metrics", &none, "").await;
    let text = String::from_utf8(metrics.body).unwrap();
    assert!(
        text.contains("operation=\"ListInstances\",class=\"2xx\"} 1"),
        "{text}"
    );
}

#[tokio::test]
async fn a_browser_gets_a_page_with_its_security_headers() {
    let bench = Bench::start().await;
    let mut headers = HeaderMap::new();
    headers.insert("accept", HeaderValue::from_static("text/html"));
    let page = bench.send("GET", "/", &headers, "").await;
    assert_eq!(page.status, 200);
    assert!(page.headers.contains_key("content-security-policy"));
    let missing = bench.send("GET", "/nowhere", &headers, "").await;
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn objects_are_written_and_read_back_in_part() {
    let bench = Bench::start().await;
    let put = bench
        .signed(ROOT, "s3", "PUT", "/prompts/hello.wav", "RIFF----WAVE")
        .await;
    assert_eq!(put.status, 200, "{put:?}");
    let got = bench
        .signed(ROOT, "s3", "GET", "/prompts/hello.wav", "")
        .await;
    assert_eq!(got.body, b"RIFF----WAVE");
    let head = bench
        .signed(ROOT, "s3", "HEAD", "/prompts/hello.wav", "")
        .await;
    assert_eq!(head.headers.get("content-length").unwrap(), "12");
    let gone = bench
        .signed(ROOT, "s3", "GET", "/prompts/other.wav", "")
        .await;
    assert_eq!(gone.status, 404);
    assert!(
        String::from_utf8(gone.body)
            .unwrap()
            .contains("<Code>NoSuchKey</Code>")
    );
}

#[tokio::test]
async fn the_owner_of_a_key_is_told() {
    let bench = Bench::start().await;
    let body = "Action=GetCallerIdentity&Version=2011-06-15";
    let answer = bench.signed(ROOT, "sts", "POST", "/", body).await;
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.contains("<Account>123456789012</Account>"), "{text}");
}

#[tokio::test]
async fn closing_down_finishes_what_is_under_way_and_takes_nothing_new() {
    let bench = Bench::start().await;
    let address = bench.address();
    assert_eq!(bench.stop().await, Drained::Finished);
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
