//! One accepted message: what is kept of it until its outcome is known.

use crate::steps::{self, Step};
use crate::{Channel, Country, Few, MessageFacts, Name, Recipient, Sender, Status, Usd};
use ids::{Pii, Timestamp};
use messaging_resources::MessageType;
use serde::{Deserialize, Serialize};
use sms_codec::Encoding;
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// It waits to be handed to a carrier.
    #[serde(rename = "Q")]
    Queued,
    /// It is being handed over: found after a crash, nobody knows whether it arrived.
    #[serde(rename = "H")]
    HandingOver,
    /// A carrier has it; receipts are awaited.
    #[serde(rename = "A")]
    Awaiting,
}

/// What became of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Not handed over yet, or to be handed over again.
    #[serde(rename = "W")]
    Waiting,
    /// The carrier has it under this identifier.
    #[serde(rename = "A")]
    Accepted(Box<str>),
    /// Its outcome.
    #[serde(rename = "D")]
    Done(Status),
}

/// A message. Stored as JSON with short names: there may be millions, so that also its size matters
/// ([`Few`], [`Name`], [`Short`](crate::Short)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its identifier.
    #[serde(rename = "i")]
    pub id: Uuid,
    /// What kind.
    #[serde(rename = "c")]
    pub channel: Channel,
    /// To whom, E.164.
    #[serde(rename = "d")]
    pub destination: Pii<Recipient>,
    /// The recipient's country.
    #[serde(rename = "l")]
    pub country: Country,
    /// The text.
    #[serde(rename = "b")]
    pub body: Pii<Box<str>>,
    /// What for.
    #[serde(rename = "t")]
    pub message_type: MessageType,
    /// By whom.
    #[serde(rename = "s")]
    pub sender: Sender,
    /// The pool that the sender was chosen from.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<Name>,
    /// Members of the pool that could not send it.
    #[serde(rename = "f", default, skip_serializing_if = "Few::is_empty")]
    pub failed_senders: Few<Name>,
    /// The configuration set.
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    pub set: Option<Name>,
    /// What comes back in events, and what is told to the carrier.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub more: Option<Box<More>>,
    /// When it was accepted.
    #[serde(rename = "a", with = "millis")]
    pub accepted: Timestamp,
    /// For how many seconds it is tried.
    #[serde(rename = "v")]
    pub time_to_live: u32,
    /// Whether its text needs UCS-2.
    #[serde(rename = "u", default, skip_serializing_if = "std::ops::Not::not")]
    pub unicode: bool,
    /// Its parts, counted for price and throughput.
    #[serde(rename = "n")]
    pub parts: u8,
    /// The price of all of it.
    #[serde(rename = "m")]
    pub price: Usd,
    /// The carriers' fee within it.
    #[serde(rename = "e", default)]
    pub fee: Usd,
    /// How far it is.
    #[serde(rename = "h")]
    pub phase: Phase,
    /// The status that was told last.
    #[serde(rename = "z")]
    pub status: Status,
    /// The carrier that it was handed to last.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Name>,
    /// How often it was tried.
    #[serde(rename = "r", default)]
    pub attempts: u8,
    /// What became of each part; empty before the first hand-over.
    #[serde(rename = "o", default, skip_serializing_if = "Few::is_empty")]
    pub places: Few<Part>,
    /// The application that submitted it by SMPP and wants to be told.
    #[serde(rename = "y", default, skip_serializing_if = "Option::is_none")]
    pub application: Option<Name>,
    /// What happened to it since it was accepted.
    #[serde(rename = "j", default, skip_serializing_if = "Few::is_empty")]
    pub steps: Few<Step>,
    /// The identifier that the application was told in the place of its own: that of the first of
    /// several that were submitted at once.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub told_as: Option<Box<Uuid>>,
}

/// What few messages have.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct More {
    /// Comes back in every event.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub context: BTreeMap<String, String>,
    /// What a country asks for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub country_parameters: BTreeMap<String, String>,
    /// The files of an MMS.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub media_urls: Vec<String>,
    /// The voice of a spoken message, and whether it is SSML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<(String, bool)>,
    /// The program's name of a short code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyword: Option<String>,
    /// Everything but the transmission.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// How long receipts are awaited (sms.md 11.3).
pub(crate) const RECEIPTS: Duration = Duration::from_secs(72 * 3600);

impl Message {
    /// The encoding that its text was measured for.
    pub fn encoding(&self) -> Encoding {
        match self.unicode {
            true => Encoding::Ucs2,
            false => Encoding::Gsm,
        }
    }

    /// When it is no longer tried, or no longer waited for.
    pub(crate) fn deadline(&self) -> Timestamp {
        let wait = match self.phase {
            Phase::Awaiting => RECEIPTS,
            _ => Duration::from_secs(self.time_to_live.into()),
        };
        self.accepted + wait
    }

    /// The 16 bits that link its parts.
    pub fn reference(&self) -> u16 {
        let [.., high, low] = self.id.into_bytes();
        u16::from_be_bytes([high, low])
    }

    /// Whether everything is done but the transmission.
    pub fn is_dry_run(&self) -> bool {
        self.more.as_ref().is_some_and(|more| more.dry_run)
    }

    /// Whether a carrier has a part of it and its receipt is awaited.
    pub(crate) fn has_accepted_parts(&self) -> bool {
        let accepted = |part: &Part| matches!(part, Part::Accepted(_));
        self.places.iter().any(accepted)
    }

    /// The status that the outcomes of all parts come to; `None` while one is awaited.
    pub(crate) fn outcome(&self) -> Option<Status> {
        let done = self.places.iter().map(|part| match part {
            Part::Done(status) => Some(*status),
            _ => None,
        });
        let all: Option<Vec<_>> = done.collect();
        all?.into_iter().max_by_key(|status| status.badness())
    }

    /// Notes what happened to it. A description that is the status's own is left out.
    pub(crate) fn step(&mut self, at: Timestamp, status: Status, detail: &str) {
        let carrier = (status != Status::Queued || self.attempts > 0)
            .then(|| self.carrier.clone())
            .flatten();
        let detail = (!detail.is_empty() && detail != status.description()).then(|| detail.into());
        let step = Step {
            at,
            status,
            carrier,
            detail,
        };
        steps::add(&mut self.steps, step);
    }

    /// When the carrier that has it was handed it.
    pub(crate) fn handed(&self) -> Option<Timestamp> {
        let mut steps = self.steps.iter().rev();
        let handed = steps.find(|step| matches!(step.status, Status::Pending | Status::Initiated));
        handed.map(|step| step.at)
    }

    /// What happened to it, its acceptance included: that is not kept, as millions may wait.
    fn all_steps(&self) -> Vec<Step> {
        let accepted = Step {
            at: self.accepted,
            status: Status::Queued,
            carrier: None,
            detail: None,
        };
        let kept = self.steps.first() == Some(&accepted);
        let accepted = (!kept).then_some(accepted);
        let steps = self.steps.iter().cloned();
        accepted.into_iter().chain(steps).collect()
    }

    /// What is told about it.
    pub fn facts(
        &self,
        status: Status,
        is_final: bool,
        description: &str,
        at: Timestamp,
    ) -> MessageFacts {
        MessageFacts {
            message_id: self.id.to_string(),
            channel: self.channel,
            destination: Pii::new(self.destination.reveal().to_string()),
            originator: self.sender.address.to_string(),
            country: self.country.to_string(),
            message_type: self.message_type,
            parts: self.parts.into(),
            price: self.price,
            carrier: self.carrier.as_ref().map(ToString::to_string),
            status: status.word().to_owned(),
            description: description.to_owned(),
            is_final,
            application: self.application.as_ref().map(ToString::to_string),
            accepted: self.accepted,
            at,
            pool: self.pool.as_ref().map(ToString::to_string),
            configuration_set: self.set.as_ref().map(ToString::to_string),
            text: Pii::new(self.body.reveal().to_string()),
            unicode: self.unicode,
            context: self
                .more
                .as_ref()
                .map(|more| more.context.clone())
                .unwrap_or_default(),
            steps: self.all_steps(),
        }
    }
}

/// A point in time as its milliseconds.
pub(crate) mod millis {
    use ids::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(at.0)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(from).map(Timestamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A million messages may wait. What each holds besides its text is this struct, in one
    /// allocation: the allocator adds a word and rounds up to 192 octets.
    #[test]
    fn a_message_that_waits_is_small() {
        assert!(size_of::<Message>() <= 176, "{}", size_of::<Message>());
    }
}
