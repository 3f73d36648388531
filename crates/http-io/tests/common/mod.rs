//! A gateway with the Connect API over a temporary store, and a small signing client.

#![allow(dead_code, reason = "each test and the example use a part")]

use api_connect::ConnectApi;
use aws_wire::sigv4::{Outgoing, PathEncoding, Payload, Signer};
use exchange::{AgentFacts, Change, Command, CommandError, Reply};
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue};
use http_io::{Drained, Gateway, Limits, ListenConfig, Parts, Server};
use ids::{InstanceId, Pii};
use secrets::Keyring;
use serde_json::Value;
use services::{AccessKeys, Clock, ExchangeError, Exchanges, Inventory, Services, SystemClock};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::Store;
use store_sqlite::SqliteStore;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub const ROOT: (&str, &str) = ("AKIDEXAMPLEROOT00001", "example");

/// Exchanges without calls: commands about contacts find none, changes are written down.
#[derive(Default)]
pub struct NoCalls {
    pub changes: Mutex<Vec<(InstanceId, Change)>>,
}

impl Exchanges for NoCalls {
    fn execute(
        &self,
        _: InstanceId,
        command: Command,
    ) -> BoxFuture<'_, Result<Reply, ExchangeError>> {
        Box::pin(async move {
            match command {
                Command::DescribeContact { contact }
                | Command::StopContact { contact }
                | Command::Amend { contact, .. } => {
                    Err(CommandError::ContactNotFound(contact).into())
                }
                Command::CurrentUserData { .. } => Ok(Reply::Agents(Vec::<AgentFacts>::new())),
                _ => Ok(Reply::Done),
            }
        })
    }

    fn changed(&self, instance: InstanceId, change: Change) {
        if let Ok(mut changes) = self.changes.lock() {
            changes.push((instance, change));
        }
    }
}

pub struct Bench {
    server: Server,
    pub keys: Arc<AccessKeys>,
    pub exchanges: Arc<NoCalls>,
    pub gateway: Arc<Gateway>,
}

impl Bench {
    pub async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    pub async fn with(limits: Limits) -> Self {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::temporary().expect("a store"));
        let keyring = Keyring::from_bytes([7; 32]);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let root = (ROOT.0.to_owned(), Pii::new(ROOT.1.to_owned()));
        let keys = Arc::new(AccessKeys::new(
            Arc::clone(&store),
            Arc::clone(&clock),
            &keyring,
            Some(root),
        ));
        let exchanges = Arc::new(NoCalls::default());
        let services = Services::new(services::Parts {
            store,
            blobs: blob::Blobs::memory(),
            keyring,
            account: "123456789012".parse().expect("an account"),
            region: "us-east-1".parse().expect("a region"),
            replica_regions: Vec::new(),
            clock,
            exchanges: Arc::clone(&exchanges) as Arc<dyn Exchanges>,
            quotas: services::limits::Quotas::default(),
            inventory: Inventory::default(),
        });
        let services = Arc::new(services.expect("services"));
        let gateway = Gateway::new(Parts {
            carriers: None,
            services: Arc::clone(&services),
            keys: Arc::clone(&keys),
            apis: vec![Arc::new(ConnectApi::new(services))],
            unbuilt: Vec::new(),
            pages: None,
            metrics: Vec::new(),
            limits: limits.clone(),
            throttles: services::limits::Throttles::default(),
        });
        let config = ListenConfig {
            http: Some(([127, 0, 0, 1], 0).into()),
            https: None,
            limits,
        };
        let server = Server::start(config, Arc::clone(&gateway) as Arc<dyn http_io::Respond>);
        Self {
            server: server.await.expect("a server"),
            keys,
            exchanges,
            gateway,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.server.http().expect("an address")
    }

    pub async fn stop(self) -> Drained {
        self.server.shutdown(Duration::from_secs(5)).await
    }

    /// A signed request of the Connect API by the root key.
    pub async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        self.signed(ROOT, "connect", method, path, &body.to_string())
            .await
    }

    pub async fn signed(
        &self,
        key: (&str, &str),
        service: &str,
        method: &str,
        path: &str,
        body: &str,
    ) -> Answer {
        let signer = Signer {
            access_key: key.0.into(),
            secret: key.1.into(),
            session_token: None,
            region: "us-east-1".into(),
            service: service.into(),
            path: if service == "s3" {
                PathEncoding::Once
            } else {
                PathEncoding::Twice
            },
        };
        let mut headers = HeaderMap::new();
        let host = HeaderValue::from_str(&self.address().to_string()).expect("a host");
        headers.insert("host", host);
        let (plain, query) = path.split_once('?').unwrap_or((path, ""));
        let mut outgoing = Outgoing {
            method,
            path: plain,
            query,
            headers: &mut headers,
            payload: Payload::Signed(body.as_bytes()),
        };
        signer
            .sign(&mut outgoing, SystemClock.now())
            .expect("a signature");
        self.send(method, path, &headers, body).await
    }

    pub async fn send(&self, method: &str, path: &str, headers: &HeaderMap, body: &str) -> Answer {
        let mut text = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.contains_key("host") {
            text.push_str("host: test\r\n");
        }
        for (name, value) in headers {
            text.push_str(&format!(
                "{name}: {}\r\n",
                value.to_str().expect("a header")
            ));
        }
        text.push_str(&format!(
            "content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        ));
        let mut stream = TcpStream::connect(self.address())
            .await
            .expect("a connection");
        stream.write_all(text.as_bytes()).await.expect("to write");
        let mut raw = Vec::new();
        stream.read_to_end(&mut raw).await.expect("an answer");
        Answer::parse(&raw)
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    fn parse(raw: &[u8]) -> Self {
        let end = raw
            .windows(4)
            .position(|it| it == b"\r\n\r\n")
            .expect("a head");
        let head = String::from_utf8_lossy(&raw[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines
            .next()
            .and_then(|it| it.split(' ').nth(1)?.parse().ok());
        let mut headers = HeaderMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            let name: http::HeaderName = name.parse().expect("a name");
            headers.insert(name, value.parse().expect("a value"));
        }
        Self {
            status: status.expect("a status"),
            headers,
            body: raw[end + 4..].to_vec(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn text(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_default().to_owned()
    }

    /// The error's name, as clients find it.
    pub fn error(&self) -> &str {
        self.headers
            .get("x-amzn-errortype")
            .and_then(|it| it.to_str().ok())
            .unwrap_or_default()
    }

    pub fn request_id(&self) -> &str {
        self.headers
            .get("x-amzn-requestid")
            .and_then(|it| it.to_str().ok())
            .unwrap_or_default()
    }
}
