//! Delivery to an HTTP endpoint on this machine.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

use ids::{Pii, Timestamp};
use ring::hmac;
use sinks_io::{Sink as _, SinkConfigError, SinkError, WebhookConfig, WebhookFormat, WebhookSink};
use store::{Message, OutboxRow, Position};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

fn row(position: i64) -> OutboxRow {
    OutboxRow {
        position: Position(position),
        message: Message {
            topic: "contact_event".into(),
            instance: "i1".into(),
            key: "c1".into(),
            stream: None,
            at: Timestamp(0),
            body: Pii::new(format!("{{\"n\":{position}}}")),
        },
    }
}

/// Answers one request with each of these statuses; returns the requests, head and body.
async fn endpoint(
    statuses: &'static [u16],
) -> (String, tokio::task::JoinHandle<Vec<(String, String)>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let mut requests = Vec::new();
        for status in statuses {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            let (head, body) = loop {
                let mut piece = [0; 4096];
                let read = socket.read(&mut piece).await.unwrap();
                assert!(read > 0, "the request ended early");
                bytes.extend_from_slice(&piece[..read]);
                let text = String::from_utf8(bytes.clone()).unwrap();
                if let Some((head, body)) = text.split_once("\r\n\r\n") {
                    let length: usize = header(head, "content-length").unwrap().parse().unwrap();
                    if body.len() == length {
                        break (head.to_owned(), body.to_owned());
                    }
                }
            };
            requests.push((head, body));
            let answer =
                format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
        requests
    });
    (url, task)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

fn config(url: String, format: WebhookFormat) -> WebhookConfig {
    WebhookConfig {
        url,
        secret: Some(Pii::new("hush".into())),
        format,
        timeout_seconds: 5,
        allow_private: true,
    }
}

#[tokio::test]
async fn a_request_is_signed_and_its_answer_decides() {
    let (url, task) = endpoint(&[200, 503, 410]).await;
    let sink = WebhookSink::new("s", &config(url, WebhookFormat::Lines)).unwrap();
    let batch = [row(1), row(2)];
    assert_eq!(sink.deliver(&batch).await.unwrap().through, Position(2));
    assert!(matches!(
        sink.deliver(&batch).await,
        Err(SinkError::Retry { .. })
    ));
    assert!(matches!(
        sink.deliver(&batch).await,
        Err(SinkError::Refused { .. })
    ));
    let requests = task.await.unwrap();
    let (head, body) = &requests[0];
    assert!(head.starts_with("POST /hook HTTP/1.1"));
    assert_eq!(header(head, "content-type"), Some("application/x-ndjson"));
    assert_eq!(header(head, "x-carillon-positions"), Some("1-2"));
    let bodies: Vec<serde_json::Value> = body
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(bodies[1]["body"]["n"], 2);
    let signed = format!("{}.{body}", header(head, "x-carillon-timestamp").unwrap());
    let tag = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, b"hush"),
        signed.as_bytes(),
    );
    let hex: String = tag.as_ref().iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(
        header(head, "x-carillon-signature"),
        Some(format!("v1={hex}").as_str())
    );
}

#[tokio::test]
async fn arrays_and_single_messages_have_their_shape() {
    let (url, task) = endpoint(&[200]).await;
    let sink = WebhookSink::new("s", &config(url, WebhookFormat::Array)).unwrap();
    sink.deliver(&[row(1), row(2)]).await.unwrap();
    let body: serde_json::Value = serde_json::from_str(&task.await.unwrap()[0].1).unwrap();
    assert_eq!(body.as_array().map(Vec::len), Some(2));

    let (url, task) = endpoint(&[200]).await;
    let sink = WebhookSink::new("s", &config(url, WebhookFormat::Single)).unwrap();
    let ack = sink.deliver(&[row(1), row(2)]).await.unwrap();
    assert_eq!(ack.through, Position(1));
    assert_eq!(task.await.unwrap()[0].1, "{\"n\":1}");
}

#[tokio::test]
async fn an_absent_endpoint_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let sink = WebhookSink::new("s", &config(url, WebhookFormat::Lines)).unwrap();
    assert!(matches!(
        sink.deliver(&[row(1)]).await,
        Err(SinkError::Retry { .. })
    ));
}

#[test]
fn a_guarded_endpoint_must_be_public() {
    let mut config = config("http://127.0.0.1:1/".into(), WebhookFormat::Lines);
    config.allow_private = false;
    assert!(matches!(
        WebhookSink::new("s", &config),
        Err(SinkConfigError::Url { .. })
    ));
}
