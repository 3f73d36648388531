//! Agents: their statuses, what is on their desks, and what is published of them.

mod desk;
mod events;
mod facts;

pub(crate) use desk::{Desk, Desks};
pub use facts::{AgentFacts, AgentPlace, ContactState, HeldContact, NextStatus, StatusFacts};
