//! The engine's loop: sockets and the clock on one side, commands and events on the other.
//!
//! One task runs the engine and the datagram socket. Each connection has a task that reads and
//! one that writes; the listener has one.

mod local;
mod tcp;

use crate::engine::{Engine, Flow, Input, Output, Path, Send};
use crate::handle::{Command, Counters};
use crate::{SipEvent, Transport};
use bytes::Bytes;
use local::Facing;
use std::collections::HashMap;
use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};
use tracing::debug;

/// How long a connection or a name may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// Messages from connections that may wait for the engine.
const BACKLOG: usize = 1024;

/// What the tasks of connections tell the loop.
enum Net {
    /// A peer connected.
    Accepted(TcpStream, SocketAddr),
    /// A whole message arrived.
    Message { path: Path, bytes: Bytes },
    /// A connection brought what cannot be read, and is being closed.
    Unreadable,
    /// A connection is closed.
    Closed(u64),
    /// A dialled peer's host was looked up, and connected to where that was asked.
    Found {
        leg: ids::LegId,
        found: Option<(SocketAddr, Option<TcpStream>)>,
    },
    /// A connection in place of a lost one was made, or not.
    Reconnected {
        send: Send,
        stream: Option<TcpStream>,
    },
}

/// What the loop runs on.
pub(crate) struct Driver {
    pub engine: Engine,
    pub udp: Option<UdpSocket>,
    pub listener: Option<TcpListener>,
    pub commands: mpsc::UnboundedReceiver<Command>,
    pub events: mpsc::Sender<SipEvent>,
    pub counters: Arc<Counters>,
    pub max_connections: usize,
    pub max_message: usize,
}

struct Loop {
    udp: Option<UdpSocket>,
    events: mpsc::Sender<SipEvent>,
    counters: Arc<Counters>,
    net: mpsc::Sender<Net>,
    /// How to write to each connection, and our address on it.
    connections: HashMap<u64, (mpsc::Sender<Bytes>, SocketAddr)>,
    /// The connection to use towards an address, for dialling and for lost connections.
    by_peer: HashMap<SocketAddr, u64>,
    next_connection: u64,
    facing: Facing,
    max_connections: usize,
    max_message: usize,
    /// Sending failed for these transactions; the engine is yet to be told.
    failed: Vec<u64>,
    /// These legs are reached over connections that are open already.
    routed: Vec<(ids::LegId, Path)>,
}

/// Runs until the commands or the events are closed.
pub(crate) async fn run(driver: Driver) {
    let Driver {
        mut engine,
        udp,
        listener,
        mut commands,
        events,
        ..
    } = driver;
    let (net, mut from_net) = mpsc::channel(BACKLOG);
    if let Some(listener) = listener {
        tokio::spawn(tcp::listen(listener, net.clone()));
    }
    let bound = udp.as_ref().and_then(|udp| udp.local_addr().ok());
    let mut state = Loop {
        facing: Facing::new(bound),
        udp,
        events,
        counters: driver.counters,
        net,
        connections: HashMap::new(),
        by_peer: HashMap::new(),
        next_connection: 0,
        max_connections: driver.max_connections,
        max_message: driver.max_message,
        failed: Vec::new(),
        routed: Vec::new(),
    };
    let mut buffer = vec![0; 65_536];
    loop {
        while let Some(output) = engine.poll() {
            if !state.carry_out(output).await {
                return;
            }
        }
        if let Some(tx) = state.failed.pop() {
            engine.handle(Instant::now().into_std(), Input::Unreachable { tx });
            continue;
        }
        if let Some((leg, path)) = state.routed.pop() {
            let path = Some(path);
            engine.handle(Instant::now().into_std(), Input::Routed { leg, path });
            continue;
        }
        let deadline = engine.deadline();
        let wait = async {
            match deadline {
                Some(at) => sleep_until(at.into()).await,
                None => pending().await,
            }
        };
        let datagram = async {
            match &state.udp {
                Some(udp) => udp.recv_from(&mut buffer).await,
                None => pending().await,
            }
        };
        let input = tokio::select! {
            datagram = datagram => match datagram {
                Ok((length, peer)) => {
                    let bytes = Bytes::copy_from_slice(buffer.get(..length).unwrap_or_default());
                    let local = state.facing.local(peer);
                    Some(Input::Message { path: Path { flow: Flow::Udp, peer, local }, bytes })
                }
                Err(error) => {
                    debug!(%error, "receiving SIP datagrams failed");
                    None
                }
            },
            Some(news) = from_net.recv() => state.network(news),
            command = commands.recv() => match command {
                Some(command) => Some(Input::Command(command)),
                None => return,
            },
            () = wait => Some(Input::Wake),
            () = state.events.closed() => return,
        };
        if let Some(input) = input {
            engine.handle(Instant::now().into_std(), input);
        }
    }
}

impl Loop {
    /// Does what the engine wants. False when nobody listens to events any more.
    async fn carry_out(&mut self, output: Output) -> bool {
        match output {
            Output::Event(event) => return self.events.send(event).await.is_ok(),
            Output::Send(send) => self.send(send).await,
            Output::Resolve {
                leg,
                host,
                port,
                transport,
            } => {
                if let Some(path) = self.open_path(&host, port, transport) {
                    self.routed.push((leg, path));
                    return true;
                }
                let net = self.net.clone();
                tokio::spawn(async move {
                    let found = find(&host, port, transport).await;
                    let _ = net.send(Net::Found { leg, found }).await;
                });
            }
        }
        true
    }

    /// The way over a connection that is open already, where the host is an address.
    fn open_path(&self, host: &str, port: u16, transport: Transport) -> Option<Path> {
        if transport != Transport::Tcp {
            return None;
        }
        let peer = SocketAddr::new(host.parse().ok()?, port);
        let id = self.by_peer.get(&peer)?;
        let (_, local) = self.connections.get(id)?;
        Some(Path {
            flow: Flow::Tcp(*id),
            peer,
            local: *local,
        })
    }

    async fn send(&mut self, send: Send) {
        match send.path.flow {
            Flow::Udp => {
                let Some(udp) = &self.udp else {
                    self.failed.extend(send.tx);
                    return;
                };
                let peer = self.facing.family(send.path.peer);
                if let Err(error) = udp.send_to(&send.bytes, peer).await {
                    // As good as lost on the way: what matters is sent again.
                    Counters::add(&self.counters.send_errors);
                    debug!(%error, "sending a SIP datagram failed");
                }
            }
            Flow::Tcp(id) => self.send_connected(id, send),
        }
    }

    fn send_connected(&mut self, id: u64, send: Send) {
        let other = send
            .reconnect
            .and_then(|peer| self.by_peer.get(&peer))
            .copied();
        let writer = self
            .connections
            .get(&id)
            .or_else(|| other.and_then(|id| self.connections.get(&id)));
        match writer {
            Some((writer, _)) => {
                if writer.try_send(send.bytes).is_err() {
                    // The peer does not read what we send.
                    Counters::add(&self.counters.send_errors);
                    self.connections.remove(&id);
                    self.failed.extend(send.tx);
                }
            }
            None => match send.reconnect {
                Some(peer) => {
                    let net = self.net.clone();
                    tokio::spawn(async move {
                        let stream = connect(peer).await;
                        let _ = net.send(Net::Reconnected { send, stream }).await;
                    });
                }
                None => self.failed.extend(send.tx),
            },
        }
    }

    /// Takes news from the tasks; gives what the engine must know.
    fn network(&mut self, news: Net) -> Option<Input> {
        match news {
            Net::Accepted(stream, peer) => {
                self.adopt(stream, peer);
                None
            }
            Net::Message { path, bytes } => Some(Input::Message { path, bytes }),
            Net::Unreadable => Some(Input::Unreadable),
            Net::Closed(id) => {
                self.connections.remove(&id);
                self.by_peer.retain(|_, known| *known != id);
                Counters::set(&self.counters.connections, self.connections.len());
                None
            }
            Net::Found { leg, found } => {
                let path = found.and_then(|(peer, stream)| match stream {
                    Some(stream) => self.adopt(stream, peer),
                    None => Some(Path {
                        flow: Flow::Udp,
                        peer,
                        local: self.facing.local(peer),
                    }),
                });
                Some(Input::Routed { leg, path })
            }
            Net::Reconnected { send, stream } => {
                let path = stream
                    .zip(send.reconnect)
                    .and_then(|(s, peer)| self.adopt(s, peer));
                let writer = match path.map(|path| path.flow) {
                    Some(Flow::Tcp(id)) => self.connections.get(&id),
                    _ => None,
                };
                if writer.is_none_or(|(writer, _)| writer.try_send(send.bytes).is_err()) {
                    self.failed.extend(send.tx);
                }
                None
            }
        }
    }

    /// Starts a connection's tasks. `None` at the limit of connections.
    fn adopt(&mut self, stream: TcpStream, peer: SocketAddr) -> Option<Path> {
        if self.connections.len() >= self.max_connections {
            return None;
        }
        let unknown = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        self.next_connection += 1;
        let id = self.next_connection;
        let path = Path {
            flow: Flow::Tcp(id),
            peer,
            local: canonical(stream.local_addr().unwrap_or(unknown)),
        };
        let writer = tcp::serve(stream, path, id, self.max_message, self.net.clone());
        self.connections.insert(id, (writer, path.local));
        self.by_peer.insert(peer, id);
        Counters::set(&self.counters.connections, self.connections.len());
        Some(path)
    }
}

async fn connect(peer: SocketAddr) -> Option<TcpStream> {
    timeout(CONNECT_WITHIN, TcpStream::connect(peer))
        .await
        .ok()?
        .ok()
}

/// Looks a host up, and connects to it where the transport is one with connections.
async fn find(
    host: &str,
    port: u16,
    transport: Transport,
) -> Option<(SocketAddr, Option<TcpStream>)> {
    let looked_up = tokio::net::lookup_host((host, port));
    let addrs: Vec<SocketAddr> = timeout(CONNECT_WITHIN, looked_up)
        .await
        .ok()?
        .ok()?
        .collect();
    match transport {
        // IPv4 first: the datagram socket is seldom an IPv6 one.
        Transport::Udp => {
            let first = addrs.iter().find(|a| a.is_ipv4()).or(addrs.first())?;
            Some((*first, None))
        }
        Transport::Tcp => {
            for addr in addrs {
                if let Some(stream) = connect(addr).await {
                    return Some((addr, Some(stream)));
                }
            }
            None
        }
    }
}

fn canonical(addr: SocketAddr) -> SocketAddr {
    SocketAddr::new(addr.ip().to_canonical(), addr.port())
}
