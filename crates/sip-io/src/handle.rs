//! The commands that steer legs.

use crate::Cause;
use ids::{LegId, Pii};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use thiserror::Error;
use tokio::sync::mpsc;

/// The server is gone: it was dropped or its task ended.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
#[error("the SIP server is no longer running")]
pub struct SipClosed;

/// Steers the legs of one server. Cheap to clone.
///
/// Commands are handed over and return at once; what comes of them is told by events. A command
/// that its leg's state does not allow, or whose leg is unknown or already over, is ignored and
/// counted in [`SipStats::commands_ignored`], because a leg can end at any time while a command
/// for it is on its way.
#[derive(Debug, Clone)]
pub struct SipHandle {
    pub(crate) commands: mpsc::UnboundedSender<Command>,
    pub(crate) counters: Arc<Counters>,
}

/// A call to be made.
#[derive(Debug, Clone, Default)]
pub struct DialRequest {
    /// Whom to call: a `sip:` URI; `;transport=tcp` asks for a connection.
    pub uri: Pii<String>,
    /// Who calls: a `sip:` URI, written into From. Empty writes `sip:<our host>`, and what is no
    /// URI, such as `+12065550100`, writes `sip:+12065550100@<our host>`.
    pub from: Pii<String>,
    /// The display name of the caller.
    pub display: Pii<Option<String>>,
    /// Further headers, such as `User-to-User`. Those that the protocol itself writes, and values
    /// with line breaks, are left out.
    pub headers: Vec<(String, Pii<String>)>,
    /// Our offer.
    pub sdp: Option<String>,
    /// How long it may ring; then the call is canceled and fails with 408. 0 means 180 s.
    pub timeout: Duration,
    /// Answers 401 and 407 challenges, and goes with the later requests of the call. Without it,
    /// and where the answer is refused, the call fails with that status.
    pub auth: Option<Credentials>,
}

/// A name and a password for digest authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user name.
    pub username: String,
    /// The password.
    pub password: Pii<String>,
}

/// One command, as the engine takes it.
#[derive(Debug, Clone)]
pub(crate) enum Command {
    Ring {
        leg: LegId,
        sdp: Option<String>,
    },
    Answer {
        leg: LegId,
        sdp: String,
    },
    Reject {
        leg: LegId,
        status: u16,
        reason: String,
    },
    Hangup {
        leg: LegId,
        cause: Cause,
    },
    Dial {
        leg: LegId,
        request: Box<DialRequest>,
    },
    Reinvite {
        leg: LegId,
        sdp: String,
    },
    AnswerReinvite {
        leg: LegId,
        sdp: String,
    },
    RejectReinvite {
        leg: LegId,
        status: u16,
    },
    InfoDtmf {
        leg: LegId,
        digit: char,
        duration: u32,
    },
    Drain,
}

impl SipHandle {
    fn send(&self, command: Command) -> Result<(), SipClosed> {
        self.commands.send(command).map_err(|_| SipClosed)
    }

    /// Tells the caller that it rings: 180, or 183 with the SDP of early media. May be repeated.
    pub fn ring(&self, leg: LegId, sdp: Option<String>) -> Result<(), SipClosed> {
        self.send(Command::Ring { leg, sdp })
    }

    /// Answers an incoming call: 200 with `sdp`, which is the answer, or the offer where the
    /// INVITE had none. Repeated until the ACK arrives.
    pub fn answer(&self, leg: LegId, sdp: String) -> Result<(), SipClosed> {
        self.send(Command::Answer { leg, sdp })
    }

    /// Refuses an incoming call with a status of 300 to 699 (others count as 500). An empty
    /// reason takes the standard phrase.
    pub fn reject(&self, leg: LegId, status: u16, reason: &str) -> Result<(), SipClosed> {
        let reason = reason.to_owned();
        self.send(Command::Reject {
            leg,
            status,
            reason,
        })
    }

    /// Ends a leg as its state demands: BYE when answered (after the ACK, where that is still
    /// awaited), CANCEL when dialled and not answered, the cause's status or 603 when
    /// incoming and not answered.
    pub fn hangup(&self, leg: LegId, cause: Cause) -> Result<(), SipClosed> {
        self.send(Command::Hangup { leg, cause })
    }

    /// Calls somebody. `leg` is a new identifier of the caller's choice.
    pub fn dial(&self, leg: LegId, request: DialRequest) -> Result<(), SipClosed> {
        let request = Box::new(request);
        self.send(Command::Dial { leg, request })
    }

    /// Offers a changed session to the peer. Answered by
    /// [`ReinviteAnswered`](crate::SipEvent::ReinviteAnswered) or
    /// [`ReinviteFailed`](crate::SipEvent::ReinviteFailed).
    pub fn reinvite(&self, leg: LegId, sdp: String) -> Result<(), SipClosed> {
        self.send(Command::Reinvite { leg, sdp })
    }

    /// Accepts the peer's re-INVITE.
    pub fn answer_reinvite(&self, leg: LegId, sdp: String) -> Result<(), SipClosed> {
        self.send(Command::AnswerReinvite { leg, sdp })
    }

    /// Refuses the peer's re-INVITE, usually with 488; the session goes on as it was.
    pub fn reject_reinvite(&self, leg: LegId, status: u16) -> Result<(), SipClosed> {
        self.send(Command::RejectReinvite { leg, status })
    }

    /// Sends a key by SIP INFO (`application/dtmf-relay`); `duration` in milliseconds.
    pub fn send_info_dtmf(&self, leg: LegId, digit: char, duration: u32) -> Result<(), SipClosed> {
        self.send(Command::InfoDtmf {
            leg,
            digit,
            duration,
        })
    }

    /// Takes no more calls: new INVITEs get 503 with Retry-After. Live legs go on.
    pub fn drain(&self) -> Result<(), SipClosed> {
        self.send(Command::Drain)
    }

    /// The counters as they stand.
    pub fn stats(&self) -> SipStats {
        self.counters.read()
    }
}

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        /// What a server has counted since it started, and how much is live.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct SipStats {
            $($(#[$doc])* pub $name: u64,)*
        }

        /// The live form of [`SipStats`].
        #[derive(Debug, Default)]
        pub(crate) struct Counters {
            $(pub(crate) $name: AtomicU64,)*
        }

        impl Counters {
            fn read(&self) -> SipStats {
                SipStats { $($name: self.$name.load(Ordering::Relaxed),)* }
            }
        }
    };
}

counters! {
    /// Calls that arrived and were announced.
    invites;
    /// INVITEs turned away with 503: draining, or at the limit of calls.
    turned_away;
    /// Calls answered, in either direction.
    answered;
    /// Messages received, of all kinds.
    received;
    /// Messages that could not be read, or were too long; dropped.
    malformed_dropped;
    /// Messages beyond the limit of their source; dropped.
    flood_dropped;
    /// Requests and responses sent again for want of an answer.
    retransmissions;
    /// Commands that came for an unknown leg, or one whose state does not allow them.
    commands_ignored;
    /// Messages that the network refused to take.
    send_errors;
    /// Legs alive now.
    active;
    /// Transactions kept now.
    transactions;
    /// TCP connections open now.
    connections;
}

impl Counters {
    pub(crate) fn add(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn set(counter: &AtomicU64, value: usize) {
        counter.store(value as u64, Ordering::Relaxed);
    }
}
