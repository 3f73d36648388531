//! Writing and sending messages.

use super::{ClientTx, Engine, Facts, Output, Path, Purpose, Send, ServerTx, Tx, TxId};
use crate::Transport;
use crate::dialog::Route;
use crate::handle::Counters;
use crate::transaction::Client;
use crate::wire::{Head, Method, Writer};
use bytes::Bytes;
use std::fmt::Display;
use std::net::SocketAddr;
use std::time::Instant;

/// The methods that we take.
pub(super) const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, INFO, OPTIONS";

/// The identity and place of a request that is to be written.
pub(super) struct Outline<'a> {
    pub method: &'a str,
    pub route: Route,
    pub branch: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    pub call_id: &'a str,
    pub cseq: u32,
}

impl Engine {
    /// Our `host` or `host:port` as the peer on `path` reaches us.
    pub(super) fn place(&self, path: &Path) -> String {
        let listening = match path.transport() {
            Transport::Udp => self.bound.udp,
            Transport::Tcp => self.bound.tcp,
        };
        let port = listening.map_or(path.local.port(), |at| at.port());
        match &self.config.advertised {
            Some(host) if host.contains(':') => format!("[{host}]:{port}"),
            Some(host) => format!("{host}:{port}"),
            None => SocketAddr::new(path.local.ip(), port).to_string(),
        }
    }

    /// Our Contact on `path`.
    pub(super) fn contact(&self, path: &Path) -> String {
        match path.transport() {
            Transport::Udp => format!("<sip:{}>", self.place(path)),
            Transport::Tcp => format!("<sip:{};transport=tcp>", self.place(path)),
        }
    }

    /// Sends a response in a server transaction. False where a final one was already sent.
    pub(super) fn respond(
        &mut self,
        now: Instant,
        id: TxId,
        facts: &Facts,
        headers: &[(&str, &dyn Display)],
    ) -> bool {
        let timers = self.config.timers;
        let agent = self.config.user_agent.clone();
        let Some(tx) = self.server_tx(id) else {
            return false;
        };
        let Some(request) = tx.request.clone() else {
            return false;
        };
        let mut writer = Writer::response(facts.status, &facts.reason);
        echo(&mut writer, &request.head, &tx.path, tag(facts.status, tx));
        for (name, value) in headers {
            writer.header(name, value);
        }
        writer.header("Server", agent);
        let bytes = writer.finish(facts.sdp.as_deref().map(|sdp| ("application/sdp", sdp)));
        if !tx
            .machine
            .respond(now, &timers, facts.status, bytes.clone())
        {
            return false;
        }
        if tx.machine.answered() && !tx.machine.accepted() {
            tx.request = None;
        }
        let path = tx.path;
        self.send(path, bytes, None, None);
        self.arm_tx(id);
        true
    }

    /// Starts a request: its line and the headers that every request has.
    pub(super) fn outline(&self, path: &Path, outline: &Outline<'_>) -> Writer {
        let mut writer = Writer::request(outline.method, &outline.route.uri);
        let via = format!(
            "SIP/2.0/{} {};branch={};rport",
            path.transport().name(),
            self.place(path),
            outline.branch
        );
        writer.header("Via", via);
        for route in &outline.route.routes {
            writer.header("Route", route);
        }
        writer
            .header("Max-Forwards", 70)
            .header("From", outline.from)
            .header("To", outline.to)
            .header("Call-ID", outline.call_id)
            .header("CSeq", format_args!("{} {}", outline.cseq, outline.method))
            .header("User-Agent", &self.config.user_agent);
        writer
    }

    /// Sends a request in a new client transaction.
    pub(super) fn ask(
        &mut self,
        now: Instant,
        (path, reconnect): (Path, Option<SocketAddr>),
        (branch, method): (String, Method),
        message: Bytes,
        purpose: Purpose,
    ) -> TxId {
        let invite = method == Method::Invite;
        let machine = Client::new(now, &self.config.timers, invite, path.reliable());
        let id = self.add_tx(Tx::Client(ClientTx {
            machine,
            key: (branch, method.name().to_owned()),
            path,
            reconnect,
            message: message.clone(),
            ack: None,
            purpose,
        }));
        self.send(path, message, reconnect, Some(id));
        id
    }

    /// Sends a transaction's last message again.
    pub(super) fn resend(&mut self, id: TxId) {
        let again = match self.txs.get(&id) {
            Some(Tx::Server(tx)) => tx.machine.last().map(|b| (tx.path, b, None, None)),
            Some(Tx::Client(tx)) => Some((tx.path, tx.message.clone(), tx.reconnect, Some(id))),
            None => None,
        };
        if let Some((path, bytes, reconnect, tx)) = again {
            Counters::add(&self.counters.retransmissions);
            self.send(path, bytes, reconnect, tx);
        }
    }

    pub(super) fn send(
        &mut self,
        path: Path,
        bytes: Bytes,
        reconnect: Option<SocketAddr>,
        tx: Option<TxId>,
    ) {
        self.out.push_back(Output::Send(Send {
            path,
            bytes,
            reconnect,
            tx,
        }));
    }
}

fn tag(status: u16, tx: &ServerTx) -> Option<&str> {
    (status > 100).then_some(tx.to_tag.as_str())
}

/// Where the response to a request goes (RFC 3261 section 18.2.2, RFC 3581 section 4): back on
/// the connection, or to the datagram's source, at the port in Via unless `rport` was asked.
pub(super) fn reply_path(head: &Head, path: &Path) -> Path {
    let mut reply = *path;
    if !path.reliable() && !head.rport {
        reply.peer.set_port(head.via_port.unwrap_or(5060));
    }
    reply
}

/// Writes the headers that a response takes over from its request (section 8.2.6.2).
fn echo(writer: &mut Writer, head: &Head, path: &Path, to_tag: Option<&str>) {
    let source = path.peer;
    for (at, via) in head.vias.iter().enumerate() {
        match at {
            0 => writer.header("Via", stamp(via, head, source)),
            _ => writer.header("Via", via),
        };
    }
    writer.header("From", &head.from_text);
    match to_tag {
        Some(tag) if head.to.tag.is_none() => {
            writer.header("To", format_args!("{};tag={tag}", head.to_text))
        }
        _ => writer.header("To", &head.to_text),
    };
    writer
        .header("Call-ID", &head.call_id)
        .header("CSeq", format_args!("{} {}", head.cseq, head.cseq_method));
    // A dialog's route is what the request recorded (section 12.1.1).
    for route in head.list("Record-Route") {
        writer.header("Record-Route", route);
    }
}

/// The topmost Via with `received` and `rport` as the source was seen.
fn stamp(via: &str, head: &Head, source: SocketAddr) -> String {
    let mut parts = via.split(';').map(str::trim);
    let mut stamped = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = part.split('=').next().unwrap_or_default().trim();
        if !name.eq_ignore_ascii_case("rport") && !name.eq_ignore_ascii_case("received") {
            stamped.push(';');
            stamped.push_str(part);
        }
    }
    let seen = source.ip().to_canonical();
    if head.rport {
        stamped.push_str(&format!(";received={seen};rport={}", source.port()));
    } else if head.via_host.trim_matches(['[', ']']) != seen.to_string() {
        stamped.push_str(&format!(";received={seen}"));
    }
    stamped
}
