//! What is counted of messages, for statistics by country and type (sms.md 13.1).

use crate::{Channel, Country, Message, Status, Usd};
use ids::Timestamp;
use messaging_resources::MessageType;

/// Something that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// When it happened.
    pub at: Timestamp,
    /// The kind of message.
    pub channel: Channel,
    /// The recipient's country.
    pub country: Country,
    /// What the message was for.
    pub message_type: MessageType,
    /// What happened.
    pub what: Count,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// A message was accepted: its parts, its price.
    Accepted(u8, Usd),
    /// A message ended so.
    Ended(Status),
}

impl Counted {
    /// A message's count; `None` for a dry run, which counts for nothing.
    pub(crate) fn of(message: &Message, at: Timestamp, what: Count) -> Option<Self> {
        (!message.is_dry_run()).then_some(Self {
            at,
            channel: message.channel,
            country: message.country,
            message_type: message.message_type,
            what,
        })
    }
}
