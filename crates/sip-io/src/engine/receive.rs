//! Sorting what arrives: to its transaction, its dialog, or a new one.

use super::send::{ALLOW, reply_path};
use super::{Engine, Facts, MergeKey, Path, ServerKey, ServerTx, Tx, TxId};
use crate::handle::Counters;
use crate::transaction::Server;
use crate::wire::{Head, Message, Method, Request, parse};
use std::fmt::Display;
use std::sync::Arc;
use std::time::Instant;
use tracing::debug;

/// The prefix of branches that are unique by themselves (RFC 3261 section 8.1.1.7).
const COOKIE: &str = "z9hG4bK";

/// The extensions that a peer may require of us.
const SUPPORTED: [&str; 1] = ["timer"];

impl Engine {
    /// Takes one message from the network.
    pub(super) fn receive(&mut self, now: Instant, path: Path, bytes: &[u8]) {
        Counters::add(&self.counters.received);
        if !self.flood.admit(now, path.peer.ip()) {
            Counters::add(&self.counters.flood_dropped);
            return;
        }
        // Keep-alives of NATed phones (RFC 5626 section 4.4 and common practice).
        if bytes.iter().all(|b| b"\r\n\0 ".contains(b)) {
            return;
        }
        if bytes.len() > self.config.max_message {
            Counters::add(&self.counters.malformed_dropped);
            return;
        }
        match parse(bytes) {
            Ok(Message::Request(request)) => self.request(now, path, request),
            Ok(Message::Response(response)) => self.response(now, path, response),
            Err(error) => {
                Counters::add(&self.counters.malformed_dropped);
                debug!(%error, length = bytes.len(), "dropped a malformed SIP message");
            }
        }
    }

    fn request(&mut self, now: Instant, path: Path, request: Request) {
        let key = server_key(&request.head, &request.method);
        if let Some(id) = self.servers.get(&key).copied() {
            match request.method {
                Method::Ack => self.acknowledge_tx(now, id, request),
                _ => self.repeat(id),
            }
            return;
        }
        match request.method {
            Method::Ack => self.acknowledge_dialog(now, &request),
            Method::Cancel => self.cancel(now, path, request, key),
            _ => self.fresh(now, path, request, key),
        }
    }

    /// A request that starts a transaction.
    ///
    /// One that concerns no leg is answered once and forgotten, as a stateless server does
    /// (section 8.2.7): forged requests then neither fill the memory nor have their refusal
    /// repeated to somebody else. When it comes again it is answered again.
    fn fresh(&mut self, now: Instant, path: Path, request: Request, key: ServerKey) {
        let id = self.examine(now, path, request, key);
        if self
            .server_tx(id)
            .is_some_and(|tx| tx.leg.is_none() && tx.machine.answered())
        {
            self.forget_tx(id);
        }
    }

    fn examine(&mut self, now: Instant, path: Path, request: Request, key: ServerKey) -> TxId {
        let outside = request.head.to.tag.is_none();
        let merge = (outside && request.method == Method::Invite).then(|| MergeKey {
            call_id: request.head.call_id.clone(),
            from_tag: request.head.from.tag.clone().unwrap_or_default(),
            cseq: request.head.cseq,
        });
        // Section 8.2.2.2: the same request came by another way.
        let merged = merge.as_ref().is_some_and(|m| self.merging.contains_key(m));
        let request = Arc::new(request);
        let id = self.open(path, Arc::clone(&request), key, merge.filter(|_| !merged));
        if merged {
            self.refuse(now, id, 482, &[]);
            return id;
        }
        let (method, head) = (&request.method, &request.head);
        if let Method::Other(_) = method {
            self.refuse(now, id, 405, &[("Allow", &ALLOW)]);
            return id;
        }
        let unknown: Vec<&str> = head
            .list("Require")
            .into_iter()
            .filter(|tag| {
                !SUPPORTED
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(tag))
            })
            .collect();
        if !unknown.is_empty() {
            self.refuse(now, id, 420, &[("Unsupported", &unknown.join(", "))]);
            return id;
        }
        if head
            .get("Max-Forwards")
            .is_some_and(|v| v.parse::<u8>().is_err())
        {
            self.refuse(now, id, 400, &[]);
            return id;
        }
        match (method, outside) {
            (Method::Invite, true) => self.invite(now, path, id, &request),
            (Method::Options, true) => self.options(now, id),
            (_, false) => self.within_dialog(now, path, id, head),
            (_, true) => self.refuse(now, id, 481, &[]),
        }
        id
    }

    fn options(&mut self, now: Instant, id: TxId) {
        let facts = Facts {
            status: 200,
            ..Facts::default()
        };
        let headers: [(&str, &dyn Display); 3] = [
            ("Allow", &ALLOW),
            ("Accept", &"application/sdp"),
            ("Supported", &"timer"),
        ];
        self.respond(now, id, &facts, &headers);
    }

    /// Makes a server transaction for a request.
    pub(super) fn open(
        &mut self,
        path: Path,
        request: Arc<Request>,
        key: ServerKey,
        merge: Option<MergeKey>,
    ) -> TxId {
        let to_tag = match &request.head.to.tag {
            Some(tag) => tag.clone(),
            None => self.token(),
        };
        let reply = reply_path(&request.head, &path);
        let machine = Server::new(request.method == Method::Invite, path.reliable());
        self.add_tx(Tx::Server(ServerTx {
            machine,
            key,
            merge,
            request: Some(request),
            path: reply,
            to_tag,
            leg: None,
        }))
    }

    /// Sends a final refusal.
    pub(super) fn refuse(
        &mut self,
        now: Instant,
        id: TxId,
        status: u16,
        headers: &[(&str, &dyn Display)],
    ) {
        let facts = Facts {
            status,
            ..Facts::default()
        };
        self.respond(now, id, &facts, headers);
    }

    /// A request came again.
    fn repeat(&mut self, id: TxId) {
        let again = match self.txs.get(&id) {
            Some(Tx::Server(tx)) => tx.machine.request_again().map(|bytes| (tx.path, bytes)),
            _ => None,
        };
        if let Some((path, bytes)) = again {
            Counters::add(&self.counters.retransmissions);
            self.send(path, bytes, None, None);
        }
    }
}

/// What tells a request's transaction. A request of a peer from before RFC 3261, whose branch is
/// not unique, is told by what stays the same in its repetitions (section 17.2.3).
pub(super) fn server_key(head: &Head, method: &Method) -> ServerKey {
    let branch = match head.branch.starts_with(COOKIE) {
        true => head.branch.clone(),
        false => format!(
            "{}|{}|{}",
            head.call_id,
            head.cseq,
            head.from.tag.as_deref().unwrap_or_default()
        ),
    };
    // The ACK of a refusal belongs to the INVITE's transaction.
    let method = match method {
        Method::Ack => Method::Invite.name(),
        other => other.name(),
    };
    ServerKey {
        branch,
        sent_by: format!("{}:{}", head.via_host, head.via_port.unwrap_or(5060)),
        method: method.to_owned(),
    }
}
