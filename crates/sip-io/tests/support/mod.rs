//! A small SIP client over real sockets, written apart from the server: it writes its messages by
//! hand and finds headers by text.
// Helpers of tests panic like tests; not every test file uses every helper.
#![allow(clippy::unwrap_used, dead_code)]

use sip_io::{BoundAddrs, SipConfig, SipEvent, SipHandle, SipServer};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// How long anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(10);

pub const OFFER: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
pub const ANSWER: &str = "v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

/// A running server.
pub struct Server {
    pub handle: SipHandle,
    pub bound: BoundAddrs,
    events: mpsc::Receiver<SipEvent>,
}

impl Server {
    pub async fn start() -> Self {
        let config = SipConfig {
            udp: Some("127.0.0.1:0".parse().unwrap()),
            tcp: Some("127.0.0.1:0".parse().unwrap()),
            ..SipConfig::default()
        };
        let (sender, events) = mpsc::channel(64);
        let (handle, bound) = SipServer::start(config, sender).await.unwrap();
        Self {
            handle,
            bound,
            events,
        }
    }

    /// The next event.
    pub async fn event(&mut self) -> SipEvent {
        timeout(PATIENCE, self.events.recv())
            .await
            .expect("an event in time")
            .expect("a server")
    }

    /// The next event, which must be an incoming call.
    pub async fn invite(&mut self) -> (ids::LegId, Box<sip_io::IncomingCall>) {
        match self.event().await {
            SipEvent::Invite { leg, call } => (leg, call),
            other => panic!("an invite, not {other:?}"),
        }
    }
}

enum Socket {
    Udp(UdpSocket, SocketAddr),
    Tcp(TcpStream, Vec<u8>),
}

/// One client, with one call.
pub struct Client {
    socket: Socket,
    pub local: SocketAddr,
    call_id: String,
    to_tag: String,
}

impl Client {
    pub async fn udp(server: &Server) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let local = socket.local_addr().unwrap();
        let socket = Socket::Udp(socket, server.bound.udp.unwrap());
        Self::new(socket, local)
    }

    pub async fn tcp(server: &Server) -> Self {
        let stream = TcpStream::connect(server.bound.tcp.unwrap()).await.unwrap();
        let local = stream.local_addr().unwrap();
        Self::new(Socket::Tcp(stream, Vec::new()), local)
    }

    fn new(socket: Socket, local: SocketAddr) -> Self {
        Self {
            socket,
            local,
            call_id: format!("call-{local}"),
            to_tag: String::new(),
        }
    }

    /// A request of this client's call.
    pub fn request(&self, method: &str, cseq: u32, branch: &str, kind: &str, body: &str) -> String {
        let transport = match self.socket {
            Socket::Udp(..) => "UDP",
            Socket::Tcp(..) => "TCP",
        };
        let tag = match self.to_tag.as_str() {
            "" => String::new(),
            tag => format!(";tag={tag}"),
        };
        let kind = match kind {
            "" => String::new(),
            kind => format!("Content-Type: {kind}\r\n"),
        };
        format!(
            "{method} sip:+18005550100@127.0.0.1 SIP/2.0\r\n\
             Via: SIP/2.0/{transport} {local};branch=z9hG4bK{branch};rport\r\n\
             Max-Forwards: 70\r\nFrom: \"Ada\" <sip:ada@{local}>;tag=ada\r\n\
             To: <sip:+18005550100@127.0.0.1>{tag}\r\nCall-ID: {call}\r\n\
             CSeq: {cseq} {method}\r\nContact: <sip:ada@{local}>\r\n{kind}\
             Content-Length: {length}\r\n\r\n{body}",
            local = self.local,
            call = self.call_id,
            length = body.len(),
        )
    }

    pub async fn send(&mut self, text: &str) {
        self.send_bytes(text.as_bytes()).await;
    }

    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        match &mut self.socket {
            Socket::Udp(socket, server) => drop(socket.send_to(bytes, *server).await.unwrap()),
            Socket::Tcp(stream, _) => stream.write_all(bytes).await.unwrap(),
        }
    }

    /// The next message.
    pub async fn receive(&mut self) -> String {
        timeout(PATIENCE, self.receive_unhurried())
            .await
            .expect("a message in time")
    }

    async fn receive_unhurried(&mut self) -> String {
        match &mut self.socket {
            Socket::Udp(socket, _) => {
                let mut buffer = [0; 65_536];
                let (length, _) = socket.recv_from(&mut buffer).await.unwrap();
                String::from_utf8(buffer[..length].to_vec()).unwrap()
            }
            Socket::Tcp(stream, kept) => loop {
                if let Some(message) = cut(kept) {
                    return message;
                }
                assert!(
                    stream.read_buf(kept).await.unwrap() > 0,
                    "the connection is open"
                );
            },
        }
    }

    /// Waits until the server closes the connection.
    pub async fn closed(&mut self) {
        let Socket::Tcp(stream, _) = &mut self.socket else {
            panic!("a connection");
        };
        let mut rest = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut rest))
            .await
            .expect("closed in time");
    }

    /// The next message, which must start with `start`; repetitions of others are skipped.
    pub async fn expect(&mut self, start: &str) -> String {
        loop {
            let message = self.receive().await;
            if message.starts_with(start) {
                return message;
            }
            assert!(
                message.starts_with("SIP/2.0 "),
                "wanted {start}, got {message}"
            );
        }
    }

    /// Takes our tag from an answer, so that the next requests are within the dialog.
    pub fn join(&mut self, answer: &str) {
        let to = header(answer, "To").unwrap();
        self.to_tag = to.split("tag=").nth(1).unwrap().to_owned();
    }

    /// Answers a request of the server with 200.
    pub async fn accept(&mut self, request: &str) {
        let get = |name| header(request, name).unwrap();
        let text = format!(
            "SIP/2.0 200 OK\r\nVia: {}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {}\r\n\
             Contact: <sip:ada@{}>\r\nContent-Length: 0\r\n\r\n",
            get("Via"),
            get("From"),
            get("To"),
            get("Call-ID"),
            get("CSeq"),
            self.local
        );
        self.send(&text).await;
    }

    /// Calls, has the server answer, and acknowledges.
    pub async fn call(&mut self, server: &mut Server) -> ids::LegId {
        let invite = self.request("INVITE", 1, "inv", "application/sdp", OFFER);
        self.send(&invite).await;
        let (leg, _) = server.invite().await;
        server.handle.answer(leg, ANSWER.to_owned()).unwrap();
        let answer = self.expect("SIP/2.0 200").await;
        assert!(answer.ends_with(ANSWER));
        self.join(&answer);
        let ack = self.request("ACK", 1, "ack", "", "");
        self.send(&ack).await;
        assert!(matches!(server.event().await, SipEvent::Confirmed { .. }));
        leg
    }
}

/// A whole message from the front of what was read.
fn cut(kept: &mut Vec<u8>) -> Option<String> {
    let text = std::str::from_utf8(kept).ok()?;
    let head = text.find("\r\n\r\n")? + 4;
    let body: usize = header(text, "Content-Length")?.parse().ok()?;
    let message = text.get(..head + body)?.to_owned();
    kept.drain(..head + body);
    Some(message)
}

/// The value of a header.
pub fn header<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    message
        .split("\r\n")
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}
