//! What a session tells.

use crate::{BindRequest, Command, ShortMessage, Status};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// As an application: the centre accepted the binding.
    Bound,
    /// As a centre: an application asks to be bound; answer with [`Session::answer_bind`](crate::Session::answer_bind).
    BindAsked(u32, BindRequest),
    /// A request was answered; with the centre's identifier if it is a submission and accepted.
    Answered {
        /// The token that it was sent with.
        token: u64,
        /// What the answer says.
        status: Status,
        /// The message's identifier.
        message_id: Option<String>,
    },
    /// A request got no answer: nobody knows whether it was done.
    Unanswered {
        /// The token that it was sent with.
        token: u64,
    },
    /// A message came in; answer with [`Session::answer`](crate::Session::answer).
    Received {
        /// The request's sequence number.
        sequence: u32,
        /// What it is.
        kind: Kind,
        /// The message.
        message: Box<ShortMessage>,
    },
    /// As a centre: an application asks for something else; answer with
    /// [`Session::answer_command`](crate::Session::answer_command).
    Asked {
        /// The request's sequence number.
        sequence: u32,
        /// What for.
        command: Command,
    },
}

/// The requests that carry messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `submit_sm`, to the centre.
    Submit,
    /// `deliver_sm`, from it.
    Deliver,
    /// `data_sm`, either way.
    Data,
}
