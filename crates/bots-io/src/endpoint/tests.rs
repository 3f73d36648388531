//! Endpoints against small servers.

use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const ARN: &str = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/TSTALIASID";

fn endpoints(pairs: &[(&str, &str)]) -> Result<Endpoints, BotsError> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let pairs = pairs.iter();
    Endpoints::new(BotsConfig {
        endpoints: pairs
            .map(|(bot, url)| ((*bot).into(), (*url).into()))
            .collect(),
        time_limit_ms: 2_000,
        size_limit: 4_096,
    })
}

fn request(input: Input) -> BotRequest {
    BotRequest {
        alias_arn: ARN.into(),
        session_id: "a/b?c".into(),
        locale: "en_US".into(),
        input,
        session_attributes: BTreeMap::from([("k".into(), "v".into())]),
        request_attributes: BTreeMap::new(),
    }
}

/// A server that gives one answer, and what it was asked.
async fn answering(answer: String) -> (String, tokio::task::JoinHandle<String>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/base/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = String::new();
        let mut buffer = [0; 4096];
        while !request.ends_with("}}") {
            let read = socket.read(&mut buffer).await.unwrap();
            request.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        }
        let _ = socket.write_all(answer.as_bytes()).await;
        request
    });
    (url, server)
}

async fn ask(status: &str, body: &str, input: Input) -> (Result<Response, BotError>, String) {
    let length = body.len();
    let answer =
        format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    let (url, server) = answering(answer).await;
    let endpoints = endpoints(&[(ARN, &url)]).unwrap();
    let base = endpoints.of(ARN).unwrap();
    let result = endpoints.recognize(base, request(input)).await;
    (result, server.await.unwrap())
}

#[test]
fn the_most_exact_name_wins() {
    let all = [
        ("*", "http://z"),
        ("ABCDEFGHIJ", "http://b"),
        (ARN, "http://a"),
    ];
    let host = |pairs: &[(&str, &str)]| {
        let endpoints = endpoints(pairs).unwrap();
        endpoints
            .of(ARN)
            .and_then(|it| it.host_str().map(str::to_owned))
    };
    assert_eq!(host(&all).as_deref(), Some("a"));
    assert_eq!(host(&all[..2]).as_deref(), Some("b"));
    assert_eq!(host(&all[..1]).as_deref(), Some("z"));
    assert_eq!(host(&[("KLMNOPQRST", "http://c")]), None);
}

#[test]
fn what_is_no_url_of_http_is_refused_at_the_start() {
    for url in ["", "here", "file:///x", "mailto:a@b"] {
        assert!(
            matches!(endpoints(&[("*", url)]), Err(BotsError::Url { .. })),
            "{url}"
        );
    }
}

#[tokio::test]
async fn the_contract_is_that_of_recognize_text() {
    let body = r#"{"messages":[{"content":"Hi","contentType":"PlainText"}],
        "sessionState":{"dialogAction":{"type":"ElicitIntent"}},"sessionId":"a/b?c"}"#;
    let (result, asked) = ask("200 OK", body, Input::Dtmf("12#".into())).await;
    assert_eq!(result.unwrap().messages[0].content.as_deref(), Some("Hi"));
    let path =
        "/base/bots/ABCDEFGHIJ/botAliases/TSTALIASID/botLocales/en_US/sessions/a%2Fb%3Fc/text";
    assert!(asked.starts_with(&format!("POST {path} ")), "{asked}");
    let (_, body) = asked.split_once("\r\n\r\n").unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["text"], "12");
    assert_eq!(body["requestAttributes"][KEYED], "12");
    assert_eq!(body["sessionState"]["sessionAttributes"]["k"], "v");
}

#[tokio::test]
async fn each_failure_is_an_endpoints() {
    let long = "x".repeat(5_000);
    for (status, body) in [
        ("500 No", "{}"),
        ("302 Found", "{}"),
        ("200 OK", "not json"),
        ("200 OK", "[]"),
        ("200 OK", "{}"),
        ("200 OK", long.as_str()),
    ] {
        let (result, _) = ask(status, body, Input::Text("hi".into())).await;
        assert!(
            matches!(result, Err(BotError::Endpoint(_))),
            "{status} {result:?}"
        );
    }
}
