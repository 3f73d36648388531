//! Consultations and conferences: who else is on the line beside an agent and a customer.
//!
//! The call that has the customer's leg is the *host*. Everyone whom an agent adds is a *guest*, a
//! contact of its own in the chain: `EXTERNAL_OUTBOUND` with a leg that we call, or `TRANSFER`, a
//! call as any other whose customer's leg is *lent* by the agent who transfers, so that the
//! transfer flow, the queue flow and the whispers run to that agent (connect-c-flows.md §8.5). All
//! who hear each other are in the host's bridge; who is on hold is out of it.
//!
//! When the host's agent leaves, the customer goes over to a guest that has an agent or is on its
//! way to one, or stays with those outside.
//!
//! [`Guests`] keeps who is there and what may be done; `host` and `guest` are the two sides of a
//! call; what concerns several calls at once is in the exchange's `conference`.

mod guest;
mod guests;
mod host;

pub(crate) use guest::{Inside, Outside};
pub(crate) use guests::{Guest, GuestEnd, Guests};
pub(crate) use host::{Handed, Invitation, Invited, Leaving};

use crate::contact::{DisconnectIssue, DisconnectReason};
use flow::HeldParticipant;
use ids::{BridgeId, ContactId, LegId, UserId};

/// The host's part in a leg that it lends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lent {
    pub(crate) host: ContactId,
    pub(crate) bridge: BridgeId,
}

/// What one call of a conference tells another; the exchange carries it.
#[derive(Debug)]
pub(crate) enum Word {
    /// A guest can talk.
    Here {
        host: ContactId,
        guest: ContactId,
        leg: LegId,
        agent: Option<UserId>,
    },
    /// A guest is over.
    Gone {
        host: ContactId,
        guest: ContactId,
        end: GuestEnd,
    },
    /// A guest was put on hold, or no longer.
    Held { guest: ContactId, held: bool },
    /// A guest is to end.
    End {
        guest: ContactId,
        reason: DisconnectReason,
    },
    /// The host's agent leaves.
    HostLeaves {
        host: ContactId,
        issue: Option<DisconnectIssue>,
    },
    /// A transfer flow puts one of the host's parties on hold, or lets all hear each other.
    HoldParties {
        host: ContactId,
        guest: ContactId,
        held: HeldParticipant,
    },
    /// A supervisor does not listen to this call any more.
    Unwatched { watched: ContactId, by: ContactId },
    /// An agent's after-contact work ends for a contact that was handed over directly.
    ClearWork { agent: UserId },
}
