//! What agents' pages and APIs ask of an exchange, and how it answers.

use crate::agent::AgentFacts;
use crate::contact::ContactFacts;
use crate::snapshot::AgentSnapshot;
use ids::{AgentStatusId, ContactId, UserId};
use serde_json::Value;
use std::collections::BTreeMap;
use thiserror::Error;

/// Something wanted.
#[derive(Debug, Clone)]
pub enum Command {
    /// An agent's page opened. The first one after a sign-out is a login; the agent keeps the
    /// status that is known (`Offline` after a login).
    SignIn {
        /// Who.
        agent: UserId,
    },
    /// The last of an agent's pages closed without signing out.
    PageClosed {
        /// Who.
        agent: UserId,
    },
    /// The agent signed out: `Offline`, at once or, while on a contact, when it is cleared.
    SignOut {
        /// Who.
        agent: UserId,
    },
    /// Change of status by the agent: now or, while on a contact, as next status.
    SetStatus {
        /// Who.
        agent: UserId,
        /// The status.
        status: AgentStatusId,
    },
    /// Answer an offer.
    Accept {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// Refuse an offer. For voice this is a missed contact (connect-d-data-metrics.md §7).
    Reject {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// End the agent's part of a conversation; after-contact work begins.
    HangUp {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// End after-contact work, or put away a missed or failed contact.
    Clear {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// Put the customer on hold.
    Hold {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// Talk again.
    Resume {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// Silence the agent, or no longer.
    Mute {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
        /// True to silence.
        muted: bool,
    },
    /// Send keys to the customer's side.
    SendDigits {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
        /// `0-9`, `*`, `#`, `A-D`, `,`.
        digits: String,
    },
    /// The agent's state now.
    Snapshot {
        /// Whose.
        agent: UserId,
    },
    /// End a contact (StopContact).
    StopContact {
        /// Which.
        contact: ContactId,
    },
    /// Set user-defined attributes (UpdateContactAttributes). Where the contact is no longer in
    /// the exchange the asker hands in the stored facts; its record is published again.
    UpdateContactAttributes {
        /// Which.
        contact: ContactId,
        /// What to set; an empty value stays as an empty value.
        attributes: BTreeMap<String, String>,
        /// The stored row, used when the contact is not live.
        closed: Option<Box<ContactFacts>>,
    },
    /// Change of status by an API or a supervisor (PutUserStatus).
    PutUserStatus {
        /// Whose.
        agent: UserId,
        /// The status.
        status: AgentStatusId,
    },
    /// A live contact.
    DescribeContact {
        /// Which.
        contact: ContactId,
    },
    /// All live contacts.
    ListContacts,
    /// Agents' states (GetCurrentUserData); all agents when empty.
    CurrentUserData {
        /// Whose.
        agents: Vec<UserId>,
    },
}

/// An answer.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Done.
    Done,
    /// A contact.
    Contact(Box<ContactFacts>),
    /// Contacts, oldest first.
    Contacts(Vec<ContactFacts>),
    /// Agents.
    Agents(Vec<AgentFacts>),
    /// An agent's state.
    Snapshot(Box<AgentSnapshot>),
    /// The record that was published again.
    Record(Value),
}

/// Why a command was refused. The asker is at fault in all of them.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CommandError {
    /// There is no such live contact.
    #[error("contact {0} was not found")]
    ContactNotFound(ContactId),
    /// There is no such user.
    #[error("user {0} was not found")]
    UserNotFound(UserId),
    /// There is no such agent status, or it is disabled.
    #[error("agent status {0} was not found")]
    StatusNotFound(AgentStatusId),
    /// The agent has nothing to do with the contact.
    #[error("the contact is not assigned to this agent")]
    NotAssigned,
    /// The agent is signed out.
    #[error("the agent is not signed in")]
    NotSignedIn,
    /// The command does not fit the contact's state.
    #[error("not possible while the contact is {state}")]
    InvalidState {
        /// The state, in the words of the agent event stream.
        state: &'static str,
    },
    /// An attribute's name or the sum of all attributes is out of bounds.
    #[error("attributes: {0}")]
    InvalidAttributes(&'static str),
    /// Digits other than `0-9*#A-D,`, or too many.
    #[error("digits must be 1 to 50 of 0-9, *, #, A-D and comma")]
    InvalidDigits,
}
