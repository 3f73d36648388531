//! The SIP user agent without socket or clock.
//!
//! Contract: give one [`Input`] with the time to [`Engine::handle`], then take [`Engine::poll`]
//! until it is empty, then wait for input or until [`Engine::deadline`].
//!
//! Rooms: `receive` sorts what arrives, `invite` and `within` answer requests, `response` takes
//! responses, `command` takes commands, `dial` places calls, `act` carries out what
//! [`crate::leg::step`] decides, `send` writes messages.

mod act;
mod command;
mod dial;
mod invite;
mod receive;
mod response;
mod send;
#[cfg(test)]
mod tests;
mod within;

use crate::dialog::{Dialog, DialogKey};
use crate::digest::Authority;
use crate::handle::{Command, Counters, DialRequest};
use crate::leg;
use crate::limit::Flood;
use crate::transaction::{Client, Due, Server};
use crate::wire::Request;
use crate::{BoundAddrs, Cause, SipConfig, SipEvent, Transport};
use bytes::Bytes;
use ids::{IdSource, LegId};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often a ringing caller is told so again (RFC 3261 section 13.3.1.1).
const REMIND: Duration = Duration::from_secs(60);

/// What a flow of messages runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Flow {
    Udp,
    /// A connection, by the driver's number.
    Tcp(u64),
}

/// How to reach a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Path {
    pub flow: Flow,
    pub peer: SocketAddr,
    /// Our address as this peer sees it, as far as we know.
    pub local: SocketAddr,
}

impl Path {
    fn transport(&self) -> Transport {
        match self.flow {
            Flow::Udp => Transport::Udp,
            Flow::Tcp(_) => Transport::Tcp,
        }
    }

    fn reliable(&self) -> bool {
        self.flow != Flow::Udp
    }
}

/// The number of a transaction.
pub(crate) type TxId = u64;

/// What the engine is told.
#[derive(Debug)]
pub(crate) enum Input {
    /// A whole message arrived.
    Message { path: Path, bytes: Bytes },
    /// A message was longer than allowed, or a stream could not be cut.
    Unreadable,
    /// Somebody steers a leg.
    Command(Command),
    /// How to reach the peer of a dialled leg; `None` where it cannot be.
    Routed { leg: LegId, path: Option<Path> },
    /// A request could not be handed to the network.
    Unreachable { tx: TxId },
    /// The deadline has come.
    Wake,
}

/// What the engine wants done.
#[derive(Debug)]
pub(crate) enum Output {
    /// Send a message.
    Send(Send),
    /// Tell an event.
    Event(SipEvent),
    /// Find the way to a host and answer with [`Input::Routed`].
    Resolve {
        leg: LegId,
        host: String,
        port: u16,
        transport: Transport,
    },
}

/// A message to be sent.
#[derive(Debug)]
pub(crate) struct Send {
    pub path: Path,
    pub bytes: Bytes,
    /// Where to connect to if the path's connection is gone.
    pub reconnect: Option<SocketAddr>,
    /// The client transaction, which wants to know when sending fails.
    pub tx: Option<TxId>,
}

/// What tells one server transaction from another (RFC 3261 section 17.2.3).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct ServerKey {
    branch: String,
    sent_by: String,
    method: String,
}

/// An initial INVITE apart from its branch, to notice copies that came by several ways.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct MergeKey {
    call_id: String,
    from_tag: String,
    cseq: u32,
}

#[derive(Debug)]
struct ServerTx {
    machine: Server,
    key: ServerKey,
    merge: Option<MergeKey>,
    /// Let go with the final response, unless that is a 2xx to an INVITE: a transaction outlives
    /// its request by half a minute, so that memory is better spent.
    request: Option<Arc<Request>>,
    path: Path,
    to_tag: String,
    leg: Option<LegId>,
}

/// What a request of ours is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Purpose {
    Invite(LegId),
    Reinvite(LegId),
    Bye(LegId),
    Info(LegId),
    /// A CANCEL, or the BYE of a fork: nobody waits for its response.
    Aside,
}

#[derive(Debug)]
struct ClientTx {
    machine: Client,
    key: (String, String),
    path: Path,
    reconnect: Option<SocketAddr>,
    message: Bytes,
    /// The ACK of the final response to an INVITE.
    ack: Option<Bytes>,
    purpose: Purpose,
}

#[derive(Debug)]
enum Tx {
    Server(ServerTx),
    Client(ClientTx),
}

/// Whose offer is open within a session (RFC 3261 section 14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offer {
    None,
    /// The peer's, waiting for us.
    Theirs(TxId),
    /// The peer's, answered; the ACK is awaited.
    Acknowledging(TxId),
    /// Ours.
    Ours,
}

#[derive(Debug)]
struct Leg {
    state: leg::State,
    path: Path,
    /// Requests go back to where the peer's came from, as its Contact cannot be reached.
    symmetric: bool,
    dialog: Option<Dialog>,
    /// The transaction of the first INVITE.
    invite: Option<TxId>,
    /// The number of the first INVITE.
    invite_seq: u32,
    offer: Offer,
    /// The INVITE had no SDP, so that the ACK brings the answer.
    late_offer: bool,
    /// What was last said about ringing, to say it again.
    ringing: Option<Option<String>>,
    /// Why we hung up, for a BYE that waits for the ACK.
    cause: Cause,
    dial: Option<Box<Dial>>,
    /// The password of a dialled leg, where it has one.
    authority: Option<Box<Authority>>,
    wake: Wake,
}

/// The times a leg waits for.
#[derive(Debug, Default)]
struct Wake {
    /// A dialled leg has rung long enough, or its CANCEL was not answered.
    ring: Option<Instant>,
    /// The caller is told again that it rings.
    remind: Option<Instant>,
    /// The session must be refreshed before.
    session: Option<Instant>,
}

impl Wake {
    fn next(&self) -> Option<Instant> {
        [self.ring, self.remind, self.session]
            .into_iter()
            .flatten()
            .min()
    }
}

/// What a dialled leg needs until it is answered.
#[derive(Debug)]
struct Dial {
    request: DialRequest,
    call_id: String,
    local: String,
    local_tag: String,
    uri: String,
    branch: String,
    rang_out: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum TimerKey {
    Tx(TxId),
    Leg(LegId),
}

/// Details that go with an input to a leg.
#[derive(Debug, Default)]
struct Facts {
    sdp: Option<String>,
    cause: Cause,
    status: u16,
    reason: String,
}

/// The user agent. See the module for how to drive it.
pub(crate) struct Engine {
    config: SipConfig,
    bound: BoundAddrs,
    ids: IdSource,
    random: Box<dyn FnMut() -> u64 + std::marker::Send>,
    counters: Arc<Counters>,
    flood: Flood,
    draining: bool,
    next_tx: TxId,
    txs: HashMap<TxId, Tx>,
    servers: HashMap<ServerKey, TxId>,
    clients: HashMap<(String, String), TxId>,
    merging: HashMap<MergeKey, TxId>,
    legs: HashMap<LegId, Leg>,
    dialogs: HashMap<DialogKey, LegId>,
    timers: BinaryHeap<Reverse<(Instant, TimerKey)>>,
    out: VecDeque<Output>,
}

impl Engine {
    /// An engine that listens at `bound`. `random` gives unpredictable numbers for tags,
    /// branches and Call-IDs; `ids` names legs.
    pub(crate) fn new(
        config: SipConfig,
        bound: BoundAddrs,
        ids: IdSource,
        random: Box<dyn FnMut() -> u64 + std::marker::Send>,
        counters: Arc<Counters>,
    ) -> Self {
        Self {
            flood: Flood::new(config.flood),
            config,
            bound,
            ids,
            random,
            counters,
            draining: false,
            next_tx: 0,
            txs: HashMap::new(),
            servers: HashMap::new(),
            clients: HashMap::new(),
            merging: HashMap::new(),
            legs: HashMap::new(),
            dialogs: HashMap::new(),
            timers: BinaryHeap::new(),
            out: VecDeque::new(),
        }
    }

    /// Takes one input. `now` never goes back.
    pub(crate) fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Message { path, bytes } => self.receive(now, path, &bytes),
            Input::Unreadable => Counters::add(&self.counters.malformed_dropped),
            Input::Command(command) => {
                if !self.command(now, command) {
                    Counters::add(&self.counters.commands_ignored);
                }
            }
            Input::Routed { leg, path } => self.routed(now, leg, path),
            Input::Unreachable { tx } => {
                Counters::add(&self.counters.send_errors);
                self.unanswered(now, tx, 503);
            }
            Input::Wake => self.wake(now),
        }
        Counters::set(&self.counters.active, self.legs.len());
        Counters::set(&self.counters.transactions, self.txs.len());
    }

    /// What is to be done next.
    pub(crate) fn poll(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// When [`Input::Wake`] is wanted.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.timers.peek().map(|Reverse((at, _))| *at)
    }

    fn wake(&mut self, now: Instant) {
        while let Some(Reverse((at, key))) = self.timers.peek().copied() {
            if at > now {
                break;
            }
            self.timers.pop();
            match key {
                TimerKey::Tx(id) => self.wake_tx(now, id),
                TimerKey::Leg(id) => self.wake_leg(now, id),
            }
        }
    }

    fn wake_tx(&mut self, now: Instant, id: TxId) {
        let timers = self.config.timers;
        let due = match self.txs.get_mut(&id) {
            Some(Tx::Server(tx)) => tx.machine.due(now, &timers),
            Some(Tx::Client(tx)) => tx.machine.due(now, &timers),
            None => return,
        };
        match due {
            Due::Nothing => {}
            Due::Resend => self.resend(id),
            Due::Over => self.forget_tx(id),
            Due::Unanswered => self.unanswered(now, id, 408),
        }
        self.arm_tx(id);
    }

    /// A peer never answered, or cannot be reached: what follows for the leg.
    fn unanswered(&mut self, now: Instant, id: TxId, status: u16) {
        let input = match self.txs.get(&id) {
            Some(Tx::Server(tx)) => tx.leg.map(|leg| (leg, leg::Input::AckTimeout)),
            Some(Tx::Client(tx)) => match tx.purpose {
                Purpose::Invite(leg) => Some((leg, leg::Input::Failure)),
                Purpose::Bye(leg) => Some((leg, leg::Input::ByeDone)),
                Purpose::Reinvite(leg) | Purpose::Info(leg) => Some((leg, leg::Input::Lost)),
                Purpose::Aside => None,
            },
            None => return,
        };
        self.forget_tx(id);
        if let Some((leg, input)) = input {
            let reason = crate::wire::reason_phrase(status).to_owned();
            let facts = Facts {
                cause: Cause::status(status, reason.clone()),
                status,
                reason,
                ..Facts::default()
            };
            self.drive(now, leg, input, facts);
        }
    }

    fn wake_leg(&mut self, now: Instant, id: LegId) {
        let passed = |at: &mut Option<Instant>| match *at {
            Some(t) if t <= now => at.take().is_some(),
            _ => false,
        };
        let Some(leg) = self.legs.get_mut(&id) else {
            return;
        };
        let ring = passed(&mut leg.wake.ring);
        let remind = passed(&mut leg.wake.remind);
        let session = passed(&mut leg.wake.session);
        if ring {
            if let Some(dial) = &mut leg.dial {
                dial.rang_out |= leg.state != leg::State::Canceling;
            }
            let facts = Facts {
                status: 408,
                ..Facts::default()
            };
            self.drive(now, id, leg::Input::RingTimeout, facts);
        }
        if remind {
            let sdp = self.legs.get(&id).and_then(|leg| leg.ringing.clone());
            if let Some(sdp) = sdp {
                let facts = Facts {
                    sdp,
                    ..Facts::default()
                };
                self.drive(now, id, leg::Input::Ring, facts);
            }
        }
        if session {
            self.drive(now, id, leg::Input::SessionExpired, Facts::default());
        }
        self.arm_leg(id);
    }

    /// Asks for a wake-up at a transaction's deadline.
    fn arm_tx(&mut self, id: TxId) {
        let at = match self.txs.get(&id) {
            Some(Tx::Server(tx)) => tx.machine.deadline(),
            Some(Tx::Client(tx)) => tx.machine.deadline(),
            None => None,
        };
        if let Some(at) = at {
            self.timers.push(Reverse((at, TimerKey::Tx(id))));
        }
    }

    /// Asks for a wake-up at a leg's next time.
    fn arm_leg(&mut self, id: LegId) {
        if let Some(at) = self.legs.get(&id).and_then(|leg| leg.wake.next()) {
            self.timers.push(Reverse((at, TimerKey::Leg(id))));
        }
    }

    fn add_tx(&mut self, tx: Tx) -> TxId {
        self.next_tx += 1;
        let id = self.next_tx;
        match &tx {
            Tx::Server(tx) => {
                self.servers.insert(tx.key.clone(), id);
                if let Some(merge) = &tx.merge {
                    self.merging.insert(merge.clone(), id);
                }
            }
            Tx::Client(tx) => {
                self.clients.insert(tx.key.clone(), id);
            }
        }
        self.txs.insert(id, tx);
        self.arm_tx(id);
        id
    }

    fn forget_tx(&mut self, id: TxId) {
        match self.txs.remove(&id) {
            Some(Tx::Server(tx)) => {
                self.servers.remove(&tx.key);
                if let Some(merge) = tx.merge {
                    self.merging.remove(&merge);
                }
            }
            Some(Tx::Client(tx)) => {
                self.clients.remove(&tx.key);
            }
            None => {}
        }
    }

    fn server_tx(&mut self, id: TxId) -> Option<&mut ServerTx> {
        match self.txs.get_mut(&id) {
            Some(Tx::Server(tx)) => Some(tx),
            _ => None,
        }
    }

    /// 64 unpredictable bits in 16 hexadecimal digits.
    fn token(&mut self) -> String {
        format!("{:016x}", (self.random)())
    }

    fn tell(&mut self, event: SipEvent) {
        self.out.push_back(Output::Event(event));
    }
}
