//! Parts that come in, kept until their message is whole: what is acknowledged is durable.

use crate::engine::Output;
use crate::{Engine, Status};
use ids::{Pii, Timestamp};
use serde::{Deserialize, Serialize};
use sms_codec::Concatenation;
use uuid::Uuid;

/// Between whom the parts of one message go.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    /// The application that submits them; none for what a carrier delivers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// Who sends.
    pub source: Pii<String>,
    /// To whom.
    pub destination: Pii<String>,
}

/// The parts of one message.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PartsOf {
    /// Between whom.
    pub line: Line,
    /// What links them.
    pub reference: u16,
    /// How many there are.
    pub total: u8,
}

/// One part, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPart {
    /// Between whom.
    pub line: Line,
    /// What links it to the others.
    pub reference: u16,
    /// How many there are.
    pub total: u8,
    /// Which one it is, from 1.
    pub number: u8,
    /// Its text.
    pub text: Pii<String>,
    /// When the first of them came.
    pub since: i64,
    /// The message that they become.
    pub message: Uuid,
    /// The identifier that the application was told in the place of that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_as: Option<Uuid>,
}

/// A message of which not all parts are here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begun {
    id: Uuid,
    told_as: Option<Uuid>,
    /// When the first part came.
    since: Timestamp,
}

impl Begun {
    /// The identifier that the application knows.
    fn known(self) -> Uuid {
        self.told_as.unwrap_or(self.id)
    }
}

/// What a part led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gathered {
    /// Others are awaited; the message will be known by this identifier.
    Waiting(Uuid),
    /// The message is whole.
    Whole {
        /// Its identifier.
        id: Uuid,
        /// The identifier that the application was told in the place of its own.
        told_as: Option<Uuid>,
        /// Its text.
        text: String,
    },
}

impl Engine {
    /// Takes a part. `id` becomes the message's identifier if it is the first one that came, and
    /// `told_as` what it is known by in the place of that. What is to be kept, or forgotten, is in
    /// [`Engine::poll`]; acknowledge after that is durable.
    pub fn gather(
        &mut self,
        now: Timestamp,
        (id, told_as): (Uuid, Option<Uuid>),
        line: Line,
        place: Concatenation,
        text: String,
    ) -> Gathered {
        if !(1..=place.total).contains(&place.number) {
            // A place that cannot be is none.
            return Gathered::Whole { id, told_as, text };
        }
        let of = PartsOf {
            line: line.clone(),
            reference: place.reference,
            total: place.total,
        };
        let new = Begun {
            id,
            told_as,
            since: now,
        };
        let begun = *self.gathering.entry(of.clone()).or_insert(new);
        let kept = Pii::new(text.clone());
        match self.reassembly.take(now, line.clone(), place, text) {
            Some(whole) => {
                self.gathering.remove(&of);
                self.output.push_back(Output::ForgetParts(Box::new(of)));
                Gathered::Whole {
                    id: begun.id,
                    told_as: begun.told_as,
                    text: whole.text,
                }
            }
            None => {
                self.output.push_back(Output::KeepPart(Box::new(KeptPart {
                    line,
                    reference: place.reference,
                    total: place.total,
                    number: place.number,
                    text: kept,
                    since: begun.since.0,
                    message: begun.id,
                    told_as: begun.told_as,
                })));
                Gathered::Waiting(begun.known())
            }
        }
    }

    /// After a start: a part as it was kept, those that came first before others.
    pub fn restore_part(&mut self, part: KeptPart) {
        let since = Timestamp(part.since);
        let of = PartsOf {
            line: part.line.clone(),
            reference: part.reference,
            total: part.total,
        };
        let begun = Begun {
            id: part.message,
            told_as: part.told_as,
            since,
        };
        self.gathering.insert(of, begun);
        let place = Concatenation {
            reference: part.reference,
            wide: true,
            total: part.total,
            number: part.number,
        };
        let text = part.text.into_revealed();
        // A whole message was forgotten with the commit of what it led to.
        let _ = self.reassembly.take(since, part.line, place, text);
    }

    /// Messages whose parts will not come. What a carrier delivered is taken as it is; of what an
    /// application submitted nothing was sent, which it is told.
    pub(crate) fn give_up_parts(&mut self, now: Timestamp) {
        for incomplete in self.reassembly.expire(now) {
            let of = PartsOf {
                line: incomplete.key,
                reference: incomplete.reference,
                total: incomplete.total,
            };
            let begun = self.gathering.remove(&of);
            self.output
                .push_back(Output::ForgetParts(Box::new(of.clone())));
            let Some(begun) = begun else {
                continue;
            };
            let (source, destination) = (of.line.source.reveal(), of.line.destination.reveal());
            match of.line.application {
                Some(application) => self.output.push_back(Output::TellLost {
                    application,
                    id: begun.known(),
                    source: source.clone(),
                    destination: of.line.destination.clone(),
                    status: Status::TtlExpired,
                }),
                None => {
                    if let Some(number) = self.directory.number(destination).cloned() {
                        let ids = [begun.id, reply_id(begun.id)];
                        self.came(now, ids, &number, source, &incomplete.text, &[]);
                    }
                }
            }
        }
    }
}

/// The identifier of an automatic reply to a message: nothing is drawn here.
fn reply_id(id: Uuid) -> Uuid {
    let bytes = (id.as_u128() ^ 1).to_be_bytes();
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
