//! What applications that bind to us are owed: receipts, and messages that came in. Kept until they
//! have acknowledged it.

use crate::config::ApplicationConfig;
use ids::{IdSource, Pii, Timestamp};
use messaging::{Came, Message, Status};
use serde::{Deserialize, Serialize};
use smpp_io::{Smsc, Submitted};
use smpp_proto::{Address, MessageState, Receipt, ShortMessage};
use std::sync::Arc;
use std::time::Duration;
use store::{Batch, DeleteEntry, Entry, Expect, PutEntry, Store, Write};
use tokio::sync::Notify;
use uuid::Uuid;

/// The space of what is owed, by system id and order.
const OWED: &str = "sms-owed";

/// The applications by configuration.
#[derive(Debug, Default)]
pub(crate) struct Applications(pub(crate) Vec<ApplicationConfig>);

impl Applications {
    /// Those that get what comes in at a number.
    pub(crate) fn of_number<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a str> {
        let wants = move |it: &&ApplicationConfig| it.numbers.iter().any(|it| it == number);
        self.0.iter().filter(wants).map(|it| it.system_id.as_str())
    }

    pub(crate) fn find(&self, system_id: &str) -> Option<&ApplicationConfig> {
        self.0.iter().find(|it| it.system_id == system_id)
    }
}

/// One thing that is owed.
#[derive(Debug, Serialize, Deserialize)]
enum Owed {
    Receipt {
        id: String,
        from: String,
        to: Pii<String>,
        state: u8,
        error: String,
        submitted: i64,
        done: i64,
    },
    Came {
        from: Pii<String>,
        to: String,
        text: Pii<String>,
    },
}

/// A message's outcome, for the application that submitted it.
pub(crate) fn receipt(
    ids: &mut IdSource,
    now: Timestamp,
    application: &str,
    message: &Message,
    status: Status,
) -> Write {
    let owed = Owed::Receipt {
        id: message
            .told_as
            .as_deref()
            .unwrap_or(&message.id)
            .to_string(),
        from: message.sender.address.to_string(),
        to: Pii::new(message.destination.reveal().to_string()),
        state: state_of(status).number(),
        error: match status {
            Status::Delivered | Status::Successful => "000".into(),
            _ => "001".into(),
        },
        submitted: message.accepted.0,
        done: now.0,
    };
    row(ids, now, application, &owed)
}

/// A message of which parts never came.
#[derive(Debug)]
pub(crate) struct Lost {
    pub(crate) id: Uuid,
    pub(crate) source: String,
    pub(crate) destination: Pii<String>,
    pub(crate) status: Status,
}

/// Its outcome, for the application that submitted the others.
pub(crate) fn lost(ids: &mut IdSource, now: Timestamp, application: &str, lost: Lost) -> Write {
    let owed = Owed::Receipt {
        id: lost.id.to_string(),
        from: lost.source,
        to: lost.destination,
        state: state_of(lost.status).number(),
        error: "001".into(),
        submitted: now.0,
        done: now.0,
    };
    row(ids, now, application, &owed)
}

/// A message that came in, for an application.
pub(crate) fn came(ids: &mut IdSource, now: Timestamp, application: &str, came: &Came) -> Write {
    let owed = Owed::Came {
        from: came.source.clone(),
        to: came.destination.clone(),
        text: came.text.clone(),
    };
    row(ids, now, application, &owed)
}

fn row(ids: &mut IdSource, now: Timestamp, application: &str, owed: &Owed) -> Write {
    let key = format!("{application}/{:020}-{}", now.0, ids.uuid());
    let value = serde_json::to_vec(owed).unwrap_or_default();
    PutEntry {
        entry: Entry::new(OWED, key, value),
        expect: Expect::Any,
        now,
    }
    .into()
}

/// How a status is told by SMPP.
pub(crate) const fn state_of(status: Status) -> MessageState {
    match status {
        Status::Delivered | Status::Successful | Status::Completed => MessageState::Delivered,
        Status::TtlExpired => MessageState::Expired,
        Status::Unknown => MessageState::Unknown,
        Status::Blocked | Status::CarrierBlocked | Status::Spam => MessageState::Rejected,
        _ => MessageState::Undeliverable,
    }
}

impl Owed {
    /// The parts of its `deliver_sm`.
    fn messages(&self) -> Vec<ShortMessage> {
        match self {
            Self::Receipt {
                id,
                from,
                to,
                state,
                error,
                submitted,
                done,
            } => {
                let sent =
                    ShortMessage::new(Address::of(from), Address::of(to.reveal()), 0, Vec::new());
                let states = [
                    MessageState::Delivered,
                    MessageState::Expired,
                    MessageState::Unknown,
                    MessageState::Rejected,
                ];
                let known = states.into_iter().find(|it| it.number() == *state);
                let receipt = Receipt {
                    message_id: id.clone(),
                    state: known.unwrap_or(MessageState::Undeliverable),
                    error: error.clone(),
                };
                vec![receipt.write(&sent, Timestamp(*submitted), Timestamp(*done))]
            }
            Self::Came { from, to, text } => {
                let parts = sms_codec::split(text.reveal(), sms_codec::ReferenceSize::Wide, 1);
                let parts = parts.unwrap_or_default();
                let one = |part: sms_codec::Part| {
                    crate::carriers::smpp::short_message(from.reveal(), to, &part)
                };
                parts.into_iter().map(one).collect()
            }
        }
    }
}

const PAGE: usize = 200;
const LOOK: Duration = Duration::from_secs(5);

/// Delivers what is owed, each time when told to and now and then, until it is aborted.
pub(crate) async fn run(
    store: Arc<dyn Store>,
    smsc: Arc<Smsc>,
    applications: Arc<Applications>,
    wake: Arc<Notify>,
) {
    loop {
        for application in &applications.0 {
            pay(&*store, &smsc, &application.system_id).await;
        }
        let _ = tokio::time::timeout(LOOK, wake.notified()).await;
    }
}

/// Delivers to one application in order, until it takes no more.
async fn pay(store: &dyn Store, smsc: &Smsc, system_id: &str) {
    let prefix = format!("{system_id}/");
    while smsc.is_bound(system_id) {
        let Ok(page) = store.entries(OWED, &prefix, None, PAGE).await else {
            return;
        };
        let sent = page.iter().map(|entry| send(smsc, system_id, entry));
        let sent = futures_util::future::join_all(sent).await;
        let mut batch = Batch::new();
        for (entry, sent) in page.iter().zip(&sent) {
            if *sent {
                batch.push(DeleteEntry {
                    space: OWED.to_owned(),
                    key: entry.key.clone(),
                    expect: Expect::Any,
                });
            }
        }
        let done = batch.len();
        if done == 0 || store.commit(batch).await.is_err() || done < page.len() {
            return;
        }
    }
}

async fn send(smsc: &Smsc, system_id: &str, entry: &Entry) -> bool {
    let Ok(owed) = serde_json::from_slice::<Owed>(&entry.value) else {
        return true;
    };
    for message in owed.messages() {
        match smsc.deliver(system_id, message).await {
            // A refusal is an answer: it is not owed any more.
            Submitted::Answered(..) => {}
            Submitted::NotSent | Submitted::Unanswered => return false,
        }
    }
    true
}
