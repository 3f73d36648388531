//! Files that are downloaded from a host that the operator has named.

// Helpers of tests may unwrap like tests; clippy knows only the functions marked as tests.
#![allow(clippy::unwrap_used)]

use speech_io::{PromptError, PromptFile, Prompts, PromptsConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Answers one request, and says what was asked.
async fn download(answer: Vec<u8>) -> (String, Result<Vec<u8>, PromptError>) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let config = PromptsConfig {
        foreign: vec![origin.clone()],
        ..PromptsConfig::default()
    };
    let prompts = Prompts::open(&config).unwrap();
    let found = prompts.locate(&format!("{origin}/a/b.wav")).unwrap();
    let PromptFile::Elsewhere(url) = found else {
        panic!("{found:?}");
    };
    let server = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            socket.read_buf(&mut request).await.unwrap();
        }
        // The other end may leave before it has read everything.
        let _ = socket.write_all(&answer).await;
        let _ = socket.shutdown().await;
        String::from_utf8(request).unwrap()
    };
    tokio::join!(server, prompts.download(&url))
}

#[tokio::test]
async fn a_file_is_downloaded() {
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nRIFF".to_vec();
    let (asked, file) = download(answer).await;
    assert!(asked.starts_with("GET /a/b.wav HTTP/1.1"));
    assert_eq!(file.unwrap(), b"RIFF");
}

#[tokio::test]
async fn redirections_failures_and_endless_files_are_refused() {
    let elsewhere =
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/x\r\ncontent-length: 0\r\n\r\n";
    let error = download(elsewhere.into()).await.1.unwrap_err();
    assert!(matches!(error, PromptError::Download(why) if why.contains("302")));
    let gone = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
    let error = download(gone.into()).await.1.unwrap_err();
    assert!(matches!(error, PromptError::Download(why) if why.contains("404")));
    let mut endless = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    endless.resize(51 * 1024 * 1024, b'x');
    assert_eq!(download(endless).await.1, Err(PromptError::Size));
}
