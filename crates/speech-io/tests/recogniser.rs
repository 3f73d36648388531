//! The recogniser against a small server of our own.

// Helpers of tests may unwrap like tests; clippy knows only the functions marked as tests.
#![allow(clippy::unwrap_used)]

use audio::Clip;
use speech_io::{Recogniser, RecogniserConfig, RecogniserError, RecogniserKind};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// A request that waits for its answer.
struct Asked {
    head: String,
    body: Vec<u8>,
    socket: TcpStream,
}

impl Asked {
    async fn read(mut socket: TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        loop {
            let end = bytes.windows(4).position(|it| it == b"\r\n\r\n");
            if let Some(end) = end {
                let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
                let length = header(&head, "content-length").unwrap().parse().unwrap();
                let mut body = bytes.split_off(end + 4);
                while body.len() < length {
                    socket.read_buf(&mut body).await.unwrap();
                }
                return Some(Self { head, body, socket });
            }
            if socket.read_buf(&mut bytes).await.unwrap() == 0 {
                return None;
            }
        }
    }

    async fn answer(&mut self, status: &str, body: &str) {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n"
        );
        // The other end may have gone meanwhile, as a test may want it to.
        let _ = self.socket.write_all(head.as_bytes()).await;
        let _ = self.socket.write_all(body.as_bytes()).await;
        let _ = self.socket.shutdown().await;
    }

    /// The value of a field of the form.
    fn field(&self, name: &str) -> Option<Vec<u8>> {
        let kind = header(&self.head, "content-type").unwrap();
        let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
        let boundary = format!("--{boundary}");
        let find = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).position(|it| it == what);
        let mut rest = &self.body[..];
        while let Some(start) = find(rest, boundary.as_bytes()) {
            rest = &rest[start + boundary.len()..];
            let end = find(rest, boundary.as_bytes())?;
            let part = &rest[..end];
            let head = find(part, b"\r\n\r\n").unwrap();
            if find(&part[..head], format!("name=\"{name}\"").as_bytes()).is_some() {
                return Some(part[head + 4..part.len() - 2].to_vec());
            }
        }
        None
    }

    fn text(&self, name: &str) -> Option<String> {
        self.field(name).map(|it| String::from_utf8(it).unwrap())
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// A server that hands out its requests, and a configuration that names it.
async fn server(kind: RecogniserKind) -> (mpsc::UnboundedReceiver<Asked>, RecogniserConfig) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (asked, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let asked = asked.clone();
            tokio::spawn(async move {
                if let Some(request) = Asked::read(socket).await {
                    let _ = asked.send(request);
                }
            });
        }
    });
    let config = RecogniserConfig {
        kind,
        base_url: Some(format!("http://{address}/v1")),
        model: (kind == RecogniserKind::OpenAi).then(|| "whisper-1".to_owned()),
        ..RecogniserConfig::default()
    };
    (requests, config)
}

fn speech() -> Clip {
    let wave = (0..8000).map(|n| ((n % 40) * 200) as i16);
    Clip::new(wave.collect())
}

/// Asks, answers as told, and returns what was asked and what came of it.
async fn ask(
    kind: RecogniserKind,
    status: &str,
    body: &str,
) -> (Asked, Result<String, RecogniserError>) {
    let (mut requests, config) = server(kind).await;
    let recogniser = Recogniser::open(&config).unwrap();
    let speech = speech();
    let (status, body) = (status.to_owned(), body.to_owned());
    let answering = async {
        let mut request = requests.recv().await.unwrap();
        request.answer(&status, &body).await;
        request
    };
    let asking = recogniser.transcribe(&speech, Some("de-DE"));
    let (kept, result) = tokio::join!(answering, asking);
    (kept, result.map(|it| it.reveal().clone()))
}

#[tokio::test]
async fn an_openai_endpoint_is_asked_with_model_and_language() {
    let answer = r#"{"text": " Guten Tag. "}"#;
    let (asked, result) = ask(RecogniserKind::OpenAi, "200 OK", answer).await;
    assert_eq!(result.unwrap(), "Guten Tag.");
    assert!(
        asked
            .head
            .starts_with("POST /v1/audio/transcriptions HTTP/1.1")
    );
    assert_eq!(asked.text("model").unwrap(), "whisper-1");
    assert_eq!(asked.text("language").unwrap(), "de");
    assert_eq!(asked.text("response_format").unwrap(), "json");
    let file = asked.field("file").unwrap();
    let heard = audio::wav::read_clip(&file).unwrap();
    assert!(heard.duration().abs_diff(Duration::from_secs(1)) < Duration::from_millis(20));
    assert!(header(&asked.head, "authorization").is_none());
}

#[tokio::test]
async fn a_whisper_server_is_asked_without_a_model() {
    let (asked, result) = ask(
        RecogniserKind::Whisper,
        "200 OK",
        r#"{"text":"[BLANK_AUDIO]\n"}"#,
    )
    .await;
    assert_eq!(result.unwrap(), "");
    assert!(asked.head.starts_with("POST /v1/inference HTTP/1.1"));
    assert_eq!(asked.text("model"), None);
    assert_eq!(asked.text("language").unwrap(), "de");
}

#[tokio::test]
async fn failures_are_typed_and_tell_nothing_of_what_was_said() {
    let kind = RecogniserKind::OpenAi;
    let failed = |status: &'static str, body: &'static str| async move {
        let error = ask(kind, status, body).await.1.unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
        error
    };
    let refused = failed("500 Internal Server Error", "secret").await;
    assert_eq!(refused, RecogniserError::Refused(500));
    let elsewhere = failed("307 Temporary Redirect", "").await;
    assert_eq!(elsewhere, RecogniserError::Refused(307));
    for body in ["secret", "{}", r#"{"text": 4}"#, r#"{"text": "secret"#, ""] {
        let error = failed("200 OK", body).await;
        assert!(matches!(error, RecogniserError::Answer(_)), "{body}");
    }
    let endless = Box::leak("x".repeat(300_000).into_boxed_str());
    let error = failed("200 OK", endless).await;
    assert_eq!(error, RecogniserError::Answer("it is too large"));

    let (requests, config) = server(kind).await;
    drop(requests);
    let gone = RecogniserConfig {
        base_url: Some("http://127.0.0.1:1/".into()),
        ..config
    };
    let recogniser = Recogniser::open(&gone).unwrap();
    let error = recogniser.transcribe(&speech(), None).await.unwrap_err();
    assert!(matches!(error, RecogniserError::Unreachable(_)), "{error}");
    assert!(!error.to_string().contains("127.0.0.1"));
}

#[tokio::test]
async fn speech_that_is_too_long_is_not_sent_and_none_is_no_words() {
    let (mut requests, config) = server(RecogniserKind::Whisper).await;
    let config = RecogniserConfig {
        max_seconds: 1,
        ..config
    };
    let recogniser = Recogniser::open(&config).unwrap();
    let long = Clip::silence(Duration::from_millis(1100));
    let error = recogniser.transcribe(&long, None).await.unwrap_err();
    assert!(matches!(error, RecogniserError::TooLong { .. }));
    let nothing = recogniser.transcribe(&Clip::default(), None).await;
    assert_eq!(nothing.unwrap().reveal(), "");
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn who_gets_no_answer_in_time_gives_the_turn_back() {
    let (mut requests, config) = server(RecogniserKind::Whisper).await;
    let config = RecogniserConfig {
        concurrency: 1,
        timeout_seconds: 1,
        ..config
    };
    let recogniser = Recogniser::open(&config).unwrap();
    let speech = speech();
    let error = recogniser.transcribe(&speech, None).await.unwrap_err();
    assert_eq!(error, RecogniserError::Timeout(Duration::from_secs(1)));
    let _never_answered = requests.recv().await.unwrap();
    let answering = async {
        let mut next = requests.recv().await.unwrap();
        next.answer("200 OK", r#"{"text":"yes"}"#).await;
    };
    let (_, result) = tokio::join!(answering, recogniser.transcribe(&speech, None));
    assert_eq!(result.unwrap().reveal(), "yes");
}
