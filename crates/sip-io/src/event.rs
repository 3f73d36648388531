//! What the server tells about its legs.

use ids::{LegId, Pii};
use std::net::SocketAddr;

/// News of one leg.
///
/// Every leg that was announced by [`Invite`](SipEvent::Invite) or made by
/// [`dial`](crate::SipHandle::dial) gets exactly one last event: [`Canceled`](SipEvent::Canceled),
/// [`Failed`](SipEvent::Failed) or [`Ended`](SipEvent::Ended). Nothing follows it.
#[derive(Debug, Clone)]
pub enum SipEvent {
    /// A call arrives. 100 Trying is already sent; it waits for `ring`, `answer` or `reject`.
    Invite {
        /// The new leg.
        leg: LegId,
        /// What the INVITE says.
        call: Box<IncomingCall>,
    },
    /// The caller gave up before the answer. The last event of its leg.
    Canceled {
        /// The leg.
        leg: LegId,
    },
    /// The caller acknowledged our answer.
    Confirmed {
        /// The leg.
        leg: LegId,
        /// The caller's SDP answer, where the INVITE had no offer and our 200 carried it.
        sdp: Option<String>,
    },
    /// A key was sent by SIP INFO (RTP keys are the media's affair).
    Dtmf {
        /// The leg.
        leg: LegId,
        /// 0-9, A-D, `*`, `#`.
        digit: char,
        /// How long it was held, in milliseconds; `None` where the peer did not say.
        duration: Option<u32>,
    },
    /// The peer wants to change the session. Wants `answer_reinvite` or `reject_reinvite`, which
    /// are ignored if the peer took its wish back or hung up in the meantime.
    Reinvite {
        /// The leg.
        leg: LegId,
        /// The peer's offer; `None` asks us to make the offer.
        sdp: Option<String>,
    },
    /// The peer acknowledged our answer to its re-INVITE.
    ReinviteConfirmed {
        /// The leg.
        leg: LegId,
        /// The peer's answer, where the re-INVITE had no offer.
        sdp: Option<String>,
    },
    /// Our own re-INVITE was answered.
    ReinviteAnswered {
        /// The leg.
        leg: LegId,
        /// The peer's answer.
        sdp: Option<String>,
    },
    /// Our own re-INVITE was refused; the session goes on as it was.
    ReinviteFailed {
        /// The leg.
        leg: LegId,
        /// The final status. 491 means that both sides asked at once: try again after a moment.
        status: u16,
    },
    /// The called side rings, or sends early media.
    Ringing {
        /// The leg.
        leg: LegId,
        /// The SDP of early media.
        sdp: Option<String>,
    },
    /// The called side answered; our ACK is sent.
    Answered {
        /// The leg.
        leg: LegId,
        /// The answer.
        sdp: Option<String>,
    },
    /// A dialled leg was not answered. Its last event.
    Failed {
        /// The leg.
        leg: LegId,
        /// The final status; 408 for silence, 487 for a call we canceled, 503 where the peer
        /// could not be reached.
        status: u16,
        /// The reason phrase.
        reason: String,
    },
    /// The leg is over. Its last event.
    Ended {
        /// The leg.
        leg: LegId,
        /// Who ended it.
        by: EndedBy,
        /// Why, as far as said.
        cause: Cause,
    },
}

/// Who ended a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedBy {
    /// The peer sent BYE.
    Peer,
    /// We did: `hangup`, `reject`.
    Us,
    /// Nobody answered in time: no ACK within 64 × T1, or the session timer ran out.
    Timeout,
    /// The peer can no longer be reached.
    TransportError,
}

/// Why a leg ended: the Reason header (RFC 3326) and the status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cause {
    /// A SIP status, such as 486.
    pub status: Option<u16>,
    /// A Q.850 cause value, such as 16 for normal clearing.
    pub q850: Option<u8>,
    /// The text that came with either.
    pub text: Option<String>,
}

impl Cause {
    /// The plain end of an answered call (Q.850 cause 16).
    pub fn normal() -> Self {
        Self {
            status: None,
            q850: Some(16),
            text: Some("Normal call clearing".to_owned()),
        }
    }

    /// A cause that is a SIP status.
    pub fn status(status: u16, text: impl Into<String>) -> Self {
        Self {
            status: Some(status),
            q850: None,
            text: Some(text.into()),
        }
    }
}

/// What carries a leg's signalling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A connection.
    Tcp,
}

impl Transport {
    /// As written in a Via header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
        }
    }
}

/// A party as a From or To header names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// The user part, percent-decoded: a number or a name. Empty where the URI has none.
    pub user: Pii<String>,
    /// The display name without its quotes.
    pub display: Pii<Option<String>>,
    /// The host; empty for a `tel:` URI.
    pub host: String,
}

/// What an INVITE says.
#[derive(Debug, Clone)]
pub struct IncomingCall {
    /// The caller.
    pub from: Party,
    /// Whom the caller meant at first.
    pub to: Party,
    /// The user part of the Request-URI: the number dialled.
    pub request_user: Pii<String>,
    /// All headers as name and value; those of one name stand together, and names of compact form
    /// are written out.
    pub headers: Vec<(String, Pii<String>)>,
    /// The Call-ID.
    pub call_id: String,
    /// The offer; `None` asks us to make it in `answer`.
    pub sdp: Option<String>,
    /// Where the message came from.
    pub source: SocketAddr,
    /// What it came over.
    pub transport: Transport,
}

impl IncomingCall {
    /// The first value of a header; names are compared without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.reveal().as_str())
    }
}
