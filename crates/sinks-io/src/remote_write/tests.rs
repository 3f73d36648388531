//! Writing to a receiver that is not always there.

use super::*;
use prost::Message;
use std::sync::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// Gives one sample more each time.
#[derive(Default)]
struct Counter(Mutex<i64>);

impl Source for Counter {
    fn samples(&self) -> BoxFuture<'_, Vec<TimeSeries>> {
        Box::pin(async {
            let mut count = self.0.lock().unwrap();
            *count += 1;
            vec![TimeSeries::one("count", [], *count as f64, *count)]
        })
    }
}

fn config(url: String) -> RemoteWriteConfig {
    let text =
        format!("url = {url:?}\ninterval_seconds = 1\nheaders = {{ authorization = \"TOKEN\" }}");
    toml::from_str(&text).unwrap()
}

fn writer(config: &RemoteWriteConfig) -> RemoteWrite {
    let mut writer = RemoteWrite::new(config, |name| Some(format!("secret of {name}"))).unwrap();
    writer.interval = Duration::from_millis(20);
    writer
}

/// Answers requests with these statuses, then with 204, and tells head and values of each.
async fn receiver(
    statuses: &'static [u16],
) -> (String, mpsc::UnboundedReceiver<(String, Vec<f64>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api/v1/write", listener.local_addr().unwrap());
    let (tell, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut statuses = statuses.iter().copied();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut data = Vec::new();
            let (head, length) = loop {
                let mut piece = [0; 4096];
                let count = stream.read(&mut piece).await.unwrap();
                data.extend_from_slice(&piece[..count]);
                let Some(end) = data.windows(4).position(|it| it == b"\r\n\r\n") else {
                    continue;
                };
                let head = String::from_utf8_lossy(&data[..end]).to_lowercase();
                let length = head.split("content-length: ").nth(1).unwrap();
                let length: usize = length.lines().next().unwrap().parse().unwrap();
                break (head, end + 4 + length);
            };
            while data.len() < length {
                let mut piece = [0; 4096];
                let count = stream.read(&mut piece).await.unwrap();
                data.extend_from_slice(&piece[..count]);
            }
            let body = &data[data.len() - (length - head.len() - 4)..];
            let plain = snap::raw::Decoder::new().decompress_vec(body).unwrap();
            let request = WriteRequest::decode(plain.as_slice()).unwrap();
            let values = request.timeseries.iter().map(|it| it.samples[0].value);
            let _ = tell.send((head, values.collect()));
            let status = statuses.next().unwrap_or(204);
            let answer =
                format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, told)
}

#[tokio::test]
async fn a_receiver_that_fails_gets_everything_later_and_in_order() {
    let (url, mut told) = receiver(&[503, 429]).await;
    let writer = writer(&config(url));
    let stats = writer.stats();
    let task = writer.start(Arc::new(Counter::default()));
    let (head, first) = told.recv().await.unwrap();
    assert!(head.contains("content-encoding: snappy"));
    assert!(head.contains("x-prometheus-remote-write-version: 0.1.0"));
    assert!(head.contains("authorization: secret of token"));
    assert_eq!(first, [1.0]);
    // Two failed; the third has all that came meanwhile.
    told.recv().await.unwrap();
    let (_, third) = told.recv().await.unwrap();
    let expected: Vec<f64> = (1..=third.len()).map(|it| it as f64).collect();
    assert_eq!(third, expected);
    let (_, next) = told.recv().await.unwrap();
    assert_eq!(next[0], third.len() as f64 + 1.0);
    assert_eq!(stats.retried.load(Relaxed), 2);
    assert_eq!(stats.dropped.load(Relaxed), 0);
    task.abort();
}

#[tokio::test]
async fn what_is_refused_is_given_up() {
    let (url, mut told) = receiver(&[400]).await;
    let writer = writer(&config(url));
    let stats = writer.stats();
    let task = writer.start(Arc::new(Counter::default()));
    assert_eq!(told.recv().await.unwrap().1, [1.0]);
    assert_eq!(told.recv().await.unwrap().1[0], 2.0);
    assert_eq!(stats.dropped.load(Relaxed), 1);
    task.abort();
}

#[test]
fn no_more_waits_than_may() {
    let writer = writer(&RemoteWriteConfig {
        capacity: 1,
        ..config("http://127.0.0.1:1/".into())
    });
    let sample = |at| TimeSeries::one("x", [], 0.0, at);
    let mut waiting: VecDeque<_> = (0..REQUEST as i64 + 5).map(sample).collect();
    writer.shorten(&mut waiting);
    assert_eq!(waiting.len(), REQUEST);
    assert_eq!(waiting[0].samples[0].timestamp, 5);
    assert_eq!(writer.stats.dropped.load(Relaxed), 5);
}

#[test]
fn a_private_address_and_a_missing_secret_are_refused() {
    let private = RemoteWriteConfig {
        allow_private: false,
        ..config("http://169.254.169.254/".into())
    };
    let refused = RemoteWrite::new(&private, |_| Some("x".into()));
    assert!(matches!(refused, Err(RemoteWriteError::Url { .. })));
    let missing = RemoteWrite::new(&config("http://127.0.0.1:1/".into()), |_| None);
    assert!(matches!(missing, Err(RemoteWriteError::Variable { .. })));
}
