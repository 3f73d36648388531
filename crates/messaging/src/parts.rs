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
}

/// What a part led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gathered {
    /// Others are awaited; the message will have this identifier.
    Waiting(Uuid),
    /// The message is whole: its identifier and text.
    Whole(Uuid, String),
}

impl Engine {
    /// Takes a part. `id` becomes the message's identifier if it is the first one that came. What
    /// is to be kept, or forgotten, is in [`Engine::poll`]; acknowledge after that is durable.
    pub fn gather(
        &mut self,
        now: Timestamp,
        id: Uuid,
        line: Line,
        place: Concatenation,
        text: String,
    ) -> Gathered {
        if !(1..=place.total).contains(&place.number) {
            // A place that cannot be is none.
            return Gathered::Whole(id, text);
        }
        let of = PartsOf {
            line: line.clone(),
            reference: place.reference,
            total: place.total,
        };
        let begun = self.gathering.entry(of.clone()).or_insert((id, now));
        let (id, since) = *begun;
        let kept = Pii::new(text.clone());
        match self.reassembly.take(now, line.clone(), place, text) {
            Some(whole) => {
                self.gathering.remove(&of);
                self.output.push_back(Output::ForgetParts(Box::new(of)));
                Gathered::Whole(id, whole.text)
            }
            None => {
                self.output.push_back(Output::KeepPart(Box::new(KeptPart {
                    line,
                    reference: place.reference,
                    total: place.total,
                    number: place.number,
                    text: kept,
                    since: since.0,
                    message: id,
                })));
                Gathered::Waiting(id)
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
        self.gathering.insert(of, (part.message, since));
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
            let Some((id, _)) = begun else {
                continue;
            };
            let (source, destination) = (of.line.source.reveal(), of.line.destination.reveal());
            match of.line.application {
                Some(application) => self.output.push_back(Output::TellLost {
                    application,
                    id,
                    source: source.clone(),
                    destination: of.line.destination.clone(),
                    status: Status::TtlExpired,
                }),
                None => {
                    if let Some(number) = self.directory.number(destination).cloned() {
                        let ids = [id, reply_id(id)];
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
