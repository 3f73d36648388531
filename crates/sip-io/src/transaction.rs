//! Client and server transactions: what is sent again, what is absorbed, and for how long.
//!
//! Machines without socket or clock: the engine gives the time in and sends what comes out.
//! Source: RFC 3261 section 17 with the Accepted states of RFC 6026. Unlike there, a server
//! transaction also repeats the 2xx of an INVITE (section 13.3.1.4 gives that to the user of
//! the transaction), so that all repetition is in one place.

use crate::Timers;
use bytes::Bytes;
use std::time::Instant;

/// What a transaction wants after its time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// Nothing yet.
    Nothing,
    /// Send the last message again.
    Resend,
    /// It is over and can be forgotten.
    Over,
    /// It is over because the peer never answered: no response (timers B and F), or no ACK of
    /// our 2xx (timer H).
    Unanswered,
}

/// When to send again, and when to give up.
#[derive(Debug, Clone, Copy)]
struct Clock {
    resend: Option<Instant>,
    interval: std::time::Duration,
    end: Option<Instant>,
}

impl Clock {
    fn idle() -> Self {
        Self {
            resend: None,
            interval: std::time::Duration::ZERO,
            end: None,
        }
    }

    fn repeating(now: Instant, timers: &Timers, repeat: bool) -> Self {
        Self {
            resend: repeat.then(|| now + timers.t1),
            interval: timers.t1,
            end: Some(now + timers.transaction_timeout()),
        }
    }

    fn next(&self) -> Option<Instant> {
        match (self.resend, self.end) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    fn ended(&self, now: Instant) -> bool {
        self.end.is_some_and(|end| end <= now)
    }

    /// Whether to send again now; if so the next time is twice as far, up to `limit`.
    fn repeat(&mut self, now: Instant, limit: Option<std::time::Duration>) -> bool {
        if self.resend.is_none_or(|at| at > now) {
            return false;
        }
        self.interval *= 2;
        if let Some(limit) = limit {
            self.interval = self.interval.min(limit);
        }
        self.resend = Some(now + self.interval);
        true
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ServerState {
    /// No final response yet (Trying and Proceeding).
    Open,
    /// 2xx to an INVITE, repeated until the ACK.
    Accepted,
    /// Another final response; to an INVITE it is repeated until the ACK.
    Completed,
    /// The ACK came; repetitions of it are absorbed.
    Confirmed,
}

/// A request that we answer.
#[derive(Debug)]
pub(crate) struct Server {
    state: ServerState,
    invite: bool,
    reliable: bool,
    last: Option<Bytes>,
    clock: Clock,
}

impl Server {
    /// A transaction for a request that just came.
    pub(crate) fn new(invite: bool, reliable: bool) -> Self {
        Self {
            state: ServerState::Open,
            invite,
            reliable,
            last: None,
            clock: Clock::idle(),
        }
    }

    /// When [`Server::due`] wants to be asked.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.clock.next()
    }

    /// Whether a final response was sent.
    pub(crate) fn answered(&self) -> bool {
        self.state != ServerState::Open
    }

    /// Whether a 2xx to an INVITE awaits its ACK.
    pub(crate) fn accepted(&self) -> bool {
        self.state == ServerState::Accepted
    }

    /// Takes note of a response that is being sent. False where a final one was already sent.
    pub(crate) fn respond(
        &mut self,
        now: Instant,
        timers: &Timers,
        status: u16,
        message: Bytes,
    ) -> bool {
        if self.answered() {
            return false;
        }
        self.last = Some(message);
        if status < 200 {
            return true;
        }
        if self.invite && status < 300 {
            self.state = ServerState::Accepted;
            // The 2xx is repeated on every transport, as a proxy may lose it further on.
            self.clock = Clock::repeating(now, timers, true);
        } else {
            self.state = ServerState::Completed;
            self.clock = Clock::repeating(now, timers, self.invite && !self.reliable);
            if !self.invite && self.reliable {
                self.clock.end = Some(now);
            }
        }
        true
    }

    /// The request came again: what to send for it.
    pub(crate) fn request_again(&self) -> Option<Bytes> {
        match self.state {
            // RFC 6026: absorbed, as the 2xx repeats by itself.
            ServerState::Accepted | ServerState::Confirmed => None,
            ServerState::Open | ServerState::Completed => self.last.clone(),
        }
    }

    /// The ACK came. True for the first.
    pub(crate) fn acknowledge(&mut self, now: Instant, timers: &Timers) -> bool {
        match self.state {
            ServerState::Accepted | ServerState::Completed if self.invite => {
                self.clock = Clock::idle();
                // Timer I. After a 2xx the same time absorbs INVITEs still under way: the peer has
                // stopped repeating, as it has our answer.
                self.clock.end = Some(if self.reliable { now } else { now + timers.t4 });
                self.state = ServerState::Confirmed;
                true
            }
            _ => false,
        }
    }

    /// What is to be done at `now`.
    pub(crate) fn due(&mut self, now: Instant, timers: &Timers) -> Due {
        if self.clock.ended(now) {
            // A refusal that nobody acknowledged concerns nobody; an answer does.
            return match self.state {
                ServerState::Accepted => Due::Unanswered,
                _ => Due::Over,
            };
        }
        match self.clock.repeat(now, Some(timers.t2)) {
            true => Due::Resend,
            false => Due::Nothing,
        }
    }

    /// What to send again.
    pub(crate) fn last(&self) -> Option<Bytes> {
        self.last.clone()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ClientState {
    /// No response yet.
    Calling,
    /// A 1xx came.
    Proceeding,
    /// A final response came; repetitions are absorbed.
    Completed,
}

/// What a response means to its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// New to us: act on it.
    Fresh,
    /// Seen before. A final response to an INVITE wants its ACK again.
    Repeated,
}

/// A request that we sent.
#[derive(Debug)]
pub(crate) struct Client {
    state: ClientState,
    invite: bool,
    reliable: bool,
    clock: Clock,
}

impl Client {
    /// A transaction whose request is being sent.
    pub(crate) fn new(now: Instant, timers: &Timers, invite: bool, reliable: bool) -> Self {
        Self {
            state: ClientState::Calling,
            invite,
            reliable,
            clock: Clock::repeating(now, timers, !reliable),
        }
    }

    /// When [`Client::due`] wants to be asked.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.clock.next()
    }

    /// Takes note of a response.
    pub(crate) fn response(&mut self, now: Instant, timers: &Timers, status: u16) -> Verdict {
        if self.state == ClientState::Completed {
            return Verdict::Repeated;
        }
        if status < 200 {
            self.state = ClientState::Proceeding;
            if self.invite {
                // The far end has it: nothing is repeated, and ringing has no limit here.
                self.clock = Clock::idle();
            }
            return Verdict::Fresh;
        }
        self.state = ClientState::Completed;
        self.clock = Clock::idle();
        // Timers D and K; and 64 × T1 for a 2xx, whose repetitions want their ACK again.
        self.clock.end = Some(match (self.invite, self.reliable) {
            (true, false) => now + timers.transaction_timeout(),
            (true, true) if status < 300 => now + timers.transaction_timeout(),
            (false, false) => now + timers.t4,
            (_, true) => now,
        });
        Verdict::Fresh
    }

    /// What is to be done at `now`.
    pub(crate) fn due(&mut self, now: Instant, timers: &Timers) -> Due {
        if self.clock.ended(now) {
            return match self.state {
                ClientState::Completed => Due::Over,
                _ => Due::Unanswered,
            };
        }
        if self.state == ClientState::Proceeding {
            // Timer E in Proceeding fires every T2 (section 17.1.2.2).
            self.clock.interval = timers.t2;
        }
        let limit = (!self.invite).then_some(timers.t2);
        match self.clock.repeat(now, limit) {
            true => Due::Resend,
            false => Due::Nothing,
        }
    }

    /// Whether a 1xx came and no final response yet: the only time for a CANCEL.
    pub(crate) fn proceeding(&self) -> bool {
        self.state == ClientState::Proceeding
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Runs a machine through all its deadlines; gives how often it resent and how it ended.
    fn play(
        start: Instant,
        mut deadline: impl FnMut() -> Option<Instant>,
        mut due: impl FnMut(Instant) -> Due,
    ) -> (Vec<u64>, Due, u64) {
        let mut resent = Vec::new();
        while let Some(at) = deadline() {
            match due(at) {
                Due::Resend => resent.push((at - start).as_millis() as u64),
                Due::Nothing => {}
                end => return (resent, end, (at - start).as_millis() as u64),
            }
        }
        (resent, Due::Nothing, 0)
    }

    fn drive_server(server: Server, start: Instant) -> (Vec<u64>, Due, u64) {
        let cell = std::cell::RefCell::new(server);
        play(
            start,
            || cell.borrow().deadline(),
            |now| cell.borrow_mut().due(now, &Timers::default()),
        )
    }

    fn drive_client(client: Client, start: Instant) -> (Vec<u64>, Due, u64) {
        let cell = std::cell::RefCell::new(client);
        play(
            start,
            || cell.borrow().deadline(),
            |now| cell.borrow_mut().due(now, &Timers::default()),
        )
    }

    #[test]
    fn an_unacknowledged_answer_is_repeated_with_doubling_gaps_until_32_seconds() {
        let (now, timers) = (Instant::now(), Timers::default());
        let mut server = Server::new(true, false);
        assert!(server.respond(now, &timers, 200, Bytes::new()));
        let (resent, end, at) = drive_server(server, now);
        assert_eq!(resent[..5], [500, 1500, 3500, 7500, 11500]);
        assert_eq!((end, at), (Due::Unanswered, 32_000));
    }

    #[test]
    fn an_ack_stops_the_repetition() {
        let (now, timers) = (Instant::now(), Timers::default());
        let mut server = Server::new(true, false);
        server.respond(now, &timers, 200, Bytes::new());
        assert!(server.acknowledge(now, &timers));
        assert!(!server.acknowledge(now, &timers));
        assert_eq!(drive_server(server, now), (vec![], Due::Over, 5000));
    }

    #[test]
    fn a_refusal_over_a_connection_is_not_repeated() {
        let (now, timers) = (Instant::now(), Timers::default());
        let mut server = Server::new(true, true);
        server.respond(now, &timers, 486, Bytes::new());
        assert_eq!(drive_server(server, now), (vec![], Due::Over, 32_000));
    }

    #[test]
    fn only_one_final_response_is_sent() {
        let (now, timers) = (Instant::now(), Timers::default());
        let mut server = Server::new(false, false);
        assert!(server.respond(now, &timers, 200, Bytes::from_static(b"x")));
        assert!(!server.respond(now, &timers, 500, Bytes::new()));
        assert_eq!(server.request_again(), Some(Bytes::from_static(b"x")));
        assert_eq!(drive_server(server, now), (vec![], Due::Over, 32_000));
    }

    #[test]
    fn an_unanswered_invite_is_sent_seven_times() {
        let now = Instant::now();
        let client = Client::new(now, &Timers::default(), true, false);
        let (resent, end, at) = drive_client(client, now);
        assert_eq!(resent, [500, 1500, 3500, 7500, 15500, 31500]);
        assert_eq!((end, at), (Due::Unanswered, 32_000));
    }

    #[test]
    fn an_unanswered_bye_is_sent_every_t2_at_most() {
        let now = Instant::now();
        let client = Client::new(now, &Timers::default(), false, false);
        let (resent, _, _) = drive_client(client, now);
        assert_eq!(resent.len(), 10);
        assert!(resent.windows(2).all(|w| w[1] - w[0] <= 4000));
    }

    #[test]
    fn a_ringing_invite_is_neither_repeated_nor_given_up() {
        let (now, timers) = (Instant::now(), Timers::default());
        let mut client = Client::new(now, &timers, true, false);
        assert_eq!(client.response(now, &timers, 180), Verdict::Fresh);
        assert_eq!(client.deadline(), None);
        assert!(client.proceeding());
    }

    #[test]
    fn a_repeated_final_response_is_told_apart() {
        let (now, timers) = (Instant::now(), Timers::default());
        let mut client = Client::new(now, &timers, true, false);
        assert_eq!(client.response(now, &timers, 200), Verdict::Fresh);
        assert_eq!(client.response(now, &timers, 200), Verdict::Repeated);
        assert_eq!(client.deadline(), Some(now + Duration::from_secs(32)));
    }
}
