//! Texts for a contact centre: those that came in at numbers whose two-way channel is
//! `connect.{region}.amazonaws.com` (sms.md section 4).
//!
//! Each is kept in the batch of its arrival, besides its record in the outbox, until the port has
//! said what became of it. That is recorded, what goes back is queued, and the text is forgotten in
//! one batch: none is lost, and none is answered twice.

use crate::actor::{Inbox, Input};
use ids::{IdSource, Pii, Timestamp};
use messaging::Notice;
use serde::{Deserialize, Serialize};
use serde_json::json;
use services::{CustomerText, TextOutcome, Texts};
use std::sync::{Arc, Weak};
use std::time::Duration;
use store::{DeleteEntry, Entry, Expect, PutEntry, Store, Write};
use tokio::sync::{Notify, oneshot};

/// The outbox's topic of what became of texts for a contact centre.
pub const TEXTS_TOPIC: &str = "sms-connect";

/// Texts of which the port has not said what became of them, by time.
const PENDING: &str = "sms-connect";

/// What of the payload (sms.md 4.1) is needed here.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    origination_number: Pii<String>,
    destination_number: String,
    message_body: Pii<String>,
    inbound_message_id: String,
}

/// Whether what comes in there is for a contact centre.
pub(crate) fn is_for_centre(channel: &str) -> bool {
    channel.starts_with("connect.")
}

/// Keeps a text until the port has said what became of it.
pub(crate) fn keep(ids: &mut IdSource, now: Timestamp, notice: &Notice) -> Write {
    let key = format!("{:020}-{}", now.0, ids.uuid());
    let value = notice.body.reveal().clone().into_bytes();
    PutEntry {
        entry: Entry::new(PENDING, key, value),
        expect: Expect::Any,
        now,
    }
    .into()
}

/// What the port said of a text.
#[derive(Debug)]
pub(crate) struct Passed {
    key: String,
    text: Option<CustomerText>,
    outcome: Option<TextOutcome>,
}

impl Passed {
    /// Forgets the text.
    pub(crate) fn forget(&self) -> Write {
        DeleteEntry {
            space: PENDING.to_owned(),
            key: self.key.clone(),
            expect: Expect::Any,
        }
        .into()
    }

    /// What goes back: from which number, to whom, what.
    pub(crate) fn replies(&self) -> Vec<(String, Pii<String>, Pii<String>)> {
        let (Some(text), Some(TextOutcome::Taken { replies, .. })) = (&self.text, &self.outcome)
        else {
            return Vec::new();
        };
        let one = |reply: &Pii<String>| (text.to.clone(), text.from.clone(), reply.clone());
        replies.iter().map(one).collect()
    }

    /// The record of what became of it.
    pub(crate) fn record(&self, now: Timestamp) -> Option<Write> {
        let (text, outcome) = (self.text.as_ref()?, self.outcome.as_ref()?);
        let mut body = json!({
            "inboundMessageId": text.id,
            "originationNumber": text.from.reveal(),
            "destinationNumber": text.to,
        });
        let more = match outcome {
            TextOutcome::Taken {
                instance,
                contact,
                replies,
            } => json!({
                "outcome": "TAKEN", "instanceId": instance, "contactId": contact,
                "replies": replies.len(),
            }),
            TextOutcome::NotTaken { instance, reason } => json!({
                "outcome": "NOT_TAKEN", "instanceId": instance, "reason": reason,
            }),
        };
        if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
            body.extend(more.clone());
        }
        let message = store::Message {
            topic: TEXTS_TOPIC.to_owned(),
            instance: messaging_resources::SCOPE.to_owned(),
            key: text.from.reveal().clone(),
            stream: None,
            at: now,
            body: Pii::new(body.to_string()),
        };
        Some(message.into())
    }
}

const PAGE: usize = 100;
const LOOK: Duration = Duration::from_secs(5);

/// Brings texts to the port, in their order, until the port is gone.
pub(crate) async fn run(
    store: Arc<dyn Store>,
    port: Weak<dyn Texts>,
    inbox: Inbox,
    wake: Arc<Notify>,
) {
    while let Some(port) = port.upgrade() {
        while let Some(true) = page(&*store, &*port, &inbox).await {}
        drop(port);
        let _ = tokio::time::timeout(LOOK, wake.notified()).await;
    }
}

/// Brings the oldest texts. Whether there may be more; `None` when they are to be brought later.
async fn page(store: &dyn Store, port: &dyn Texts, inbox: &Inbox) -> Option<bool> {
    let entries = store.entries(PENDING, "", None, PAGE).await.ok()?;
    for entry in &entries {
        let text = serde_json::from_slice::<Payload>(&entry.value).ok();
        let text = text.map(|it| CustomerText {
            id: it.inbound_message_id,
            from: it.origination_number,
            to: it.destination_number,
            text: it.message_body,
        });
        let outcome = match &text {
            Some(text) => match port.came(text.clone()).await {
                Ok(outcome) => Some(outcome),
                Err(error) => {
                    tracing::error!(%error, text = text.id, "a text waits for the contact centre");
                    return None;
                }
            },
            None => {
                tracing::error!(
                    key = entry.key,
                    "a text for the contact centre cannot be read"
                );
                None
            }
        };
        if let (Some(text), Some(TextOutcome::NotTaken { reason, .. })) = (&text, &outcome) {
            tracing::warn!(
                text = text.id,
                reason,
                "a text was not taken by the contact centre"
            );
        }
        let passed = Passed {
            key: entry.key.clone(),
            text,
            outcome,
        };
        let (durable, done) = oneshot::channel();
        inbox.send(Input::Passed(passed, durable)).await.ok()?;
        done.await.ok()?;
    }
    Some(entries.len() == PAGE)
}
