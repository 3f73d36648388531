//! One SMPP connection, of either side.
//!
//! The calling contract: feed [`Session::receive`], [`Session::tick`] and the commands with a time
//! that never goes back; after each, drain [`Session::poll`]. `tick` is due at
//! [`Session::next_timeout`]. When the connection ends by itself, [`Session::closed`] says which
//! requests stay without an answer.

use crate::codec::add_congestion;
use crate::{
    BindMode, BindRequest, Command, CommandAnswer, DecodeError, Event, Frame, Framer, Kind, Pdu,
    ShortMessage, Status,
};
use ids::Timestamp;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;
use thiserror::Error;

/// Which side of the connection this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The application, which binds and submits.
    Esme,
    /// The message centre, which is bound to and delivers.
    Smsc,
}

/// Times and bounds.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Requests that may wait for their responses.
    pub window: usize,
    /// How long a response may take.
    pub response: Duration,
    /// Silence after which the link is tested; after as long again without an answer it is closed.
    pub inactivity: Duration,
    /// How long an application may take until it is bound.
    pub bind: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            window: 50,
            response: Duration::from_secs(30),
            inactivity: Duration::from_secs(30),
            bind: Duration::from_secs(10),
        }
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Write these octets.
    Send(Vec<u8>),
    /// Something happened.
    Event(Event),
    /// Write what is left, then close the connection. Nothing follows.
    Close(Closed),
}

/// Why a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Closed {
    /// One side unbound.
    #[error("unbound")]
    Unbound,
    /// The binding was refused.
    #[error("the binding was refused with status {0}")]
    Refused(Status),
    /// The other side said nothing for too long.
    #[error("no answer to enquire_link")]
    Silent,
    /// The application did not bind in time, or the centre did not answer.
    #[error("not bound in time")]
    NotBound,
    /// The other side sent a length that cannot be.
    #[error("a PDU of {0} octets")]
    BadLength(usize),
}

/// Why a message was not sent. It did not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SendError {
    /// The session is not bound for that direction.
    #[error("not bound for that")]
    NotBound,
    /// Too many requests wait for their responses.
    #[error("the window is full")]
    WindowFull,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// Connected; `since` then.
    Open {
        since: Timestamp,
    },
    /// The application's request is under way, or the centre is deciding about it.
    Binding {
        since: Timestamp,
        mode: BindMode,
    },
    Bound(BindMode),
    /// We have asked to end.
    Unbinding {
        since: Timestamp,
    },
    Ended,
}

#[derive(Debug)]
struct Waiting {
    token: u64,
    since: Timestamp,
}

/// One connection.
#[derive(Debug)]
pub struct Session {
    role: Role,
    settings: Settings,
    /// What a centre calls itself.
    system_id: String,
    state: State,
    framer: Framer,
    last_sequence: u32,
    waiting: BTreeMap<u32, Waiting>,
    /// Requests that are answered by `data_sm_resp`.
    data: BTreeSet<u32>,
    /// The response ids of other requests that wait for our answers.
    asked: BTreeMap<u32, u32>,
    /// The version that is spoken.
    version: u8,
    /// How loaded the centre said that it is, 0 to 100 (5.0, 4.8.4.18).
    congestion: u8,
    /// How loaded we are as a centre, likewise.
    load: u8,
    /// When something was last heard.
    heard: Timestamp,
    /// When an `enquire_link` was sent that nothing followed yet.
    enquired: Option<Timestamp>,
    output: VecDeque<Output>,
}

impl Session {
    /// As an application: asks to be bound.
    pub fn esme(now: Timestamp, settings: Settings, request: BindRequest) -> Self {
        let mut session = Self::new(Role::Esme, now, settings, String::new());
        session.state = State::Binding {
            since: now,
            mode: request.mode,
        };
        session.request(Pdu::Bind(request));
        session
    }

    /// As a centre with this system id: waits to be asked.
    pub fn smsc(now: Timestamp, settings: Settings, system_id: impl Into<String>) -> Self {
        Self::new(Role::Smsc, now, settings, system_id.into())
    }

    fn new(role: Role, now: Timestamp, settings: Settings, system_id: String) -> Self {
        Self {
            role,
            settings,
            system_id,
            state: State::Open { since: now },
            framer: Framer::default(),
            last_sequence: 0,
            waiting: BTreeMap::new(),
            data: BTreeSet::new(),
            asked: BTreeMap::new(),
            version: BindRequest::V34,
            congestion: 0,
            load: 0,
            heard: now,
            enquired: None,
            output: VecDeque::new(),
        }
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.output.pop_front()
    }

    /// In which directions messages go now.
    pub fn bound(&self) -> Option<BindMode> {
        match self.state {
            State::Bound(mode) => Some(mode),
            _ => None,
        }
    }

    /// Requests that may be sent now.
    pub fn room(&self) -> usize {
        match self.state {
            State::Bound(_) => self.window().saturating_sub(self.waiting.len()),
            _ => 0,
        }
    }

    /// The window, smaller while the centre is loaded: from 90 on it nears congestion, at 100 it is
    /// congested (5.0, 4.8.4.18).
    fn window(&self) -> usize {
        match self.congestion {
            ..90 => self.settings.window,
            90..100 => self.settings.window.div_ceil(4),
            _ => 1,
        }
    }

    /// As a centre: how loaded we are, 0 to 100. Responses of 5.0 to what was submitted say so from
    /// now on (4.8.4.18).
    pub fn set_load(&mut self, load: u8) {
        self.load = load.min(100);
    }

    /// The version that both sides speak.
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// Whether nothing waits for a response.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty()
    }

    /// When [`Session::tick`] is due.
    pub fn next_timeout(&self) -> Option<Timestamp> {
        let state = match self.state {
            State::Open { since } | State::Binding { since, .. } => since + self.settings.bind,
            State::Unbinding { since } => since + self.settings.response,
            State::Bound(_) => self.enquired.unwrap_or(self.heard) + self.settings.inactivity,
            State::Ended => return None,
        };
        // Sequence numbers rise with time, so the first one waits longest, but for the wrap.
        let first = self.waiting.values().next();
        let answer = first.map(|waiting| waiting.since + self.settings.response);
        Some(answer.map_or(state, |answer| answer.min(state)))
    }

    /// Takes octets from the connection.
    pub fn receive(&mut self, now: Timestamp, octets: &[u8]) {
        self.heard = now;
        self.enquired = None;
        self.framer.push(octets);
        while self.state != State::Ended {
            match self.framer.next_frame() {
                None => return,
                Some(Ok(frame)) => self.frame(now, frame),
                Some(Err(DecodeError::Body { id, sequence })) => self.unreadable(id, sequence),
                Some(Err(DecodeError::Length(length))) => self.end(Closed::BadLength(length)),
            }
        }
    }

    /// Does what is due by now.
    pub fn tick(&mut self, now: Timestamp) {
        let Settings {
            response,
            inactivity,
            bind,
            ..
        } = self.settings;
        while let Some(first) = self.waiting.first_entry()
            && now.since(first.get().since) >= response
        {
            let token = first.remove().token;
            self.event(Event::Unanswered { token });
        }
        match self.state {
            State::Open { since } | State::Binding { since, .. } if now.since(since) >= bind => {
                self.end(Closed::NotBound);
            }
            State::Unbinding { since } if now.since(since) >= response => {
                self.end(Closed::Unbound);
            }
            State::Bound(_) => match self.enquired {
                Some(since) if now.since(since) >= inactivity => self.end(Closed::Silent),
                None if now.since(self.heard) >= inactivity => {
                    self.enquired = Some(now);
                    self.request(Pdu::EnquireLink);
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// Sends a message: an application submits, a centre delivers. `token` comes back with the
    /// answer.
    ///
    /// # Errors
    /// [`SendError`]: then it did not leave.
    pub fn send(
        &mut self,
        now: Timestamp,
        token: u64,
        message: ShortMessage,
    ) -> Result<(), SendError> {
        let pdu = match (self.role, self.bound()) {
            (Role::Esme, Some(mode)) if mode.submits() => Pdu::Submit(message),
            (Role::Smsc, Some(mode)) if mode.receives() => Pdu::Deliver(message),
            _ => return Err(SendError::NotBound),
        };
        if self.room() == 0 {
            return Err(SendError::WindowFull);
        }
        let sequence = self.request(pdu);
        self.waiting.insert(sequence, Waiting { token, since: now });
        Ok(())
    }

    /// As a centre: answers [`Event::BindAsked`].
    pub fn answer_bind(&mut self, sequence: u32, status: Status) {
        let State::Binding { mode, .. } = self.state else {
            return;
        };
        self.respond(
            sequence,
            status,
            Pdu::BindResp(mode, self.system_id.clone(), self.version),
        );
        if status.is_ok() {
            self.state = State::Bound(mode);
        } else {
            self.end(Closed::Refused(status));
        }
    }

    /// Answers [`Event::Received`]; with the message's identifier if it was submitted and taken.
    pub fn answer(&mut self, sequence: u32, status: Status, message_id: Option<String>) {
        if self.state == State::Ended {
            return;
        }
        let pdu = match self.role {
            _ if self.data.remove(&sequence) => Pdu::DataResp(message_id),
            Role::Smsc => Pdu::SubmitResp(message_id, None),
            Role::Esme => Pdu::DeliverResp,
        };
        self.respond(sequence, status, pdu);
    }

    /// Answers [`Event::Asked`].
    pub fn answer_command(&mut self, sequence: u32, answer: Result<CommandAnswer, Status>) {
        if self.state == State::Ended {
            return;
        }
        let Some(id) = self.asked.remove(&sequence) else {
            return;
        };
        let (status, answer) = match answer {
            Ok(answer) => (Status::OK, Ok(answer)),
            Err(status) => (status, Err(id)),
        };
        self.respond(sequence, status, Pdu::CommandResp(answer));
    }

    /// Asks to end. Nothing more can be sent; answers that are under way still come in.
    pub fn unbind(&mut self, now: Timestamp) {
        match self.state {
            State::Bound(_) => {
                self.state = State::Unbinding { since: now };
                self.request(Pdu::Unbind);
            }
            State::Open { .. } | State::Binding { .. } => self.end(Closed::Unbound),
            State::Unbinding { .. } | State::Ended => {}
        }
    }

    /// The connection has ended by itself: everything that waits stays unanswered.
    pub fn closed(&mut self) {
        self.state = State::Ended;
        self.give_up();
    }

    fn frame(&mut self, now: Timestamp, frame: Frame) {
        let Frame {
            status,
            sequence,
            pdu,
        } = frame;
        match pdu {
            Pdu::EnquireLink => self.respond(sequence, Status::OK, Pdu::EnquireLinkResp),
            Pdu::EnquireLinkResp => {}
            Pdu::Unbind => {
                self.respond(sequence, Status::OK, Pdu::UnbindResp);
                self.end(Closed::Unbound);
            }
            Pdu::UnbindResp => self.end(Closed::Unbound),
            Pdu::Bind(request) => self.bind_asked(now, sequence, request),
            Pdu::BindResp(_, _, version) => self.bind_answered(status, version),
            Pdu::Submit(message) => self.message(sequence, Kind::Submit, message),
            Pdu::Deliver(message) => self.message(sequence, Kind::Deliver, message),
            Pdu::Data(message) => self.message(sequence, Kind::Data, message),
            Pdu::Command(command) => self.command(sequence, command),
            Pdu::SubmitResp(id, congestion) => {
                self.congestion = congestion.unwrap_or(0);
                self.answered(sequence, status, id);
            }
            Pdu::DataResp(id) => self.answered(sequence, status, id),
            // We ask for none of these.
            Pdu::CommandResp(_) => {}
            Pdu::DeliverResp => self.answered(sequence, status, None),
            Pdu::GenericNack => self.nacked(sequence, status),
            Pdu::Other { .. } => self.nack(sequence, Status::INVALID_COMMAND),
        }
    }

    fn bind_asked(&mut self, now: Timestamp, sequence: u32, request: BindRequest) {
        match (self.role, &self.state) {
            (Role::Smsc, State::Open { .. }) => {
                self.state = State::Binding {
                    since: now,
                    mode: request.mode,
                };
                self.version = match request.interface_version {
                    BindRequest::V50.. => BindRequest::V50,
                    _ => BindRequest::V34,
                };
                self.event(Event::BindAsked(sequence, request));
            }
            _ => {
                let refusal = Pdu::BindResp(request.mode, String::new(), self.version);
                self.respond(sequence, Status::ALREADY_BOUND, refusal);
            }
        }
    }

    fn bind_answered(&mut self, status: Status, version: u8) {
        let State::Binding { mode, .. } = self.state else {
            return;
        };
        if self.role != Role::Esme {
            return;
        }
        if status.is_ok() {
            self.state = State::Bound(mode);
            self.version = version;
            self.event(Event::Bound);
        } else {
            self.end(Closed::Refused(status));
        }
    }

    fn message(&mut self, sequence: u32, kind: Kind, message: ShortMessage) {
        let may = match (self.role, kind, self.bound()) {
            (Role::Smsc, Kind::Submit | Kind::Data, Some(mode)) => mode.submits(),
            (Role::Esme, Kind::Deliver | Kind::Data, Some(mode)) => mode.receives(),
            // What was under way when we asked to end is not lost by it.
            (Role::Esme, Kind::Deliver | Kind::Data, None) => {
                matches!(self.state, State::Unbinding { .. })
            }
            _ => false,
        };
        if may {
            if kind == Kind::Data {
                self.data.insert(sequence);
            }
            self.event(Event::Received {
                sequence,
                kind,
                message: Box::new(message),
            });
        } else {
            let pdu = match kind {
                Kind::Submit => Pdu::SubmitResp(None, None),
                Kind::Deliver => Pdu::DeliverResp,
                Kind::Data => Pdu::DataResp(None),
            };
            self.respond(sequence, Status::INVALID_BIND_STATE, pdu);
        }
    }

    fn command(&mut self, sequence: u32, command: Command) {
        let submits = self.bound().is_some_and(BindMode::submits);
        if self.role == Role::Smsc && submits {
            self.asked.insert(sequence, command.response());
            return self.event(Event::Asked { sequence, command });
        }
        let refusal = Pdu::CommandResp(Err(command.response()));
        self.respond(sequence, Status::INVALID_BIND_STATE, refusal);
    }

    fn answered(&mut self, sequence: u32, status: Status, message_id: Option<String>) {
        // An answer to nothing, or one that came too late, changes nothing.
        let Some(Waiting { token, .. }) = self.waiting.remove(&sequence) else {
            return;
        };
        self.event(Event::Answered {
            token,
            status,
            message_id: message_id.filter(|id| status.is_ok() && !id.is_empty()),
        });
    }

    /// A nack without a status would read as success: it never is.
    fn nacked(&mut self, sequence: u32, status: Status) {
        let status = match status.is_ok() {
            true => Status::SYSTEM_ERROR,
            false => status,
        };
        if matches!(self.state, State::Binding { .. }) && self.role == Role::Esme {
            return self.end(Closed::Refused(status));
        }
        self.answered(sequence, status, None);
    }

    /// A body that cannot be read: a request is refused by it, a response leaves its request
    /// unanswered.
    fn unreadable(&mut self, id: u32, sequence: u32) {
        const RESPONSE: u32 = 0x8000_0000;
        if id & RESPONSE == 0 {
            self.nack(sequence, Status::SYSTEM_ERROR);
        } else if let Some(Waiting { token, .. }) = self.waiting.remove(&sequence) {
            self.event(Event::Unanswered { token });
        }
    }

    fn nack(&mut self, sequence: u32, status: Status) {
        self.respond(sequence, status, Pdu::GenericNack);
    }

    fn request(&mut self, pdu: Pdu) -> u32 {
        // 1 to 0x7FFFFFFF (3.4, 5.1.4).
        self.last_sequence = match self.last_sequence {
            0x7FFF_FFFF => 1,
            last => last + 1,
        };
        self.write(Status::OK, self.last_sequence, pdu);
        self.last_sequence
    }

    fn respond(&mut self, sequence: u32, status: Status, pdu: Pdu) {
        self.write(status, sequence, pdu);
    }

    fn write(&mut self, status: Status, sequence: u32, pdu: Pdu) {
        let of_submission = matches!(
            pdu,
            Pdu::SubmitResp(..) | Pdu::DataResp(_) | Pdu::CommandResp(Ok(CommandAnswer::Multi(..)))
        );
        let mut octets = crate::encode(&Frame {
            status,
            sequence,
            pdu,
        });
        // A refusal has no body, so that there is no place for it.
        let says = self.role == Role::Smsc && self.version >= BindRequest::V50;
        if says && of_submission && status.is_ok() {
            add_congestion(&mut octets, self.load);
        }
        self.output.push_back(Output::Send(octets));
    }

    fn event(&mut self, event: Event) {
        self.output.push_back(Output::Event(event));
    }

    fn end(&mut self, why: Closed) {
        self.state = State::Ended;
        self.give_up();
        self.output.push_back(Output::Close(why));
    }

    fn give_up(&mut self) {
        for (_, Waiting { token, .. }) in std::mem::take(&mut self.waiting) {
            self.event(Event::Unanswered { token });
        }
    }
}
