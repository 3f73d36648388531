//! Agents: their statuses, what is on their desks, and what is published of them.

mod facts;

pub use facts::{AgentFacts, ContactState, HeldContact, NextStatus, StatusFacts};
