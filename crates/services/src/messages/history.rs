//! Messages that were sent, as they are kept and searched.
//!
//! While its outcome is open a row's body is the engine's own [`Message`], from which it goes on
//! after a crash; afterwards it is [`MessageFacts`].

use ids::{Pii, Timestamp};
use messaging::{Message, MessageFacts};
use store::{Page, PutSent, SentQuery, SentRow, Store, StoreError, Write};

fn json(value: &impl serde::Serialize) -> Pii<String> {
    // Texts and numbers: writing them cannot fail.
    Pii::new(serde_json::to_string(value).unwrap_or_default())
}

/// The write that keeps a message without an outcome.
pub fn open(message: &Message) -> Write {
    let row = SentRow {
        id: message.id.to_string(),
        channel: message.channel.name().to_owned(),
        destination: Pii::new(message.destination.reveal().to_string()),
        originator: message.sender.address.to_string(),
        set: message.set.as_ref().map(ToString::to_string),
        status: message.status.word().to_owned(),
        at: message.accepted,
        live: true,
        body: json(message),
    };
    PutSent { row: Box::new(row) }.into()
}

/// The write that keeps a message with its outcome.
pub fn ended(facts: &MessageFacts) -> Write {
    let row = SentRow {
        id: facts.message_id.clone(),
        channel: facts.channel.name().to_owned(),
        destination: facts.destination.clone(),
        originator: facts.originator.clone(),
        set: facts.configuration_set.clone(),
        status: facts.status.clone(),
        at: facts.accepted,
        live: false,
        body: json(facts),
    };
    PutSent { row: Box::new(row) }.into()
}

/// A row's message, if its outcome is open.
pub fn message_of(row: &SentRow) -> Option<Message> {
    if !row.live {
        return None;
    }
    serde_json::from_str(row.body.reveal()).ok()
}

/// What is known of a row's message; `None` for one that cannot be read.
pub fn facts_of(row: &SentRow) -> Option<MessageFacts> {
    if !row.live {
        return serde_json::from_str(row.body.reveal()).ok();
    }
    let message = message_of(row)?;
    let last = message.steps.last();
    let at = last.map_or(message.accepted, |step| step.at);
    let status = message.status;
    Some(message.facts(status, false, status.description(), at))
}

/// A message by its identifier.
///
/// # Errors
/// When the store fails.
pub async fn find(store: &dyn Store, id: &str) -> Result<Option<MessageFacts>, StoreError> {
    Ok(store.sent(id).await?.as_ref().and_then(facts_of))
}

/// A page of messages.
///
/// # Errors
/// When the store fails.
pub async fn search(
    store: &dyn Store,
    query: &SentQuery,
) -> Result<Page<MessageFacts>, StoreError> {
    let page = store.sent_page(query).await?;
    Ok(Page {
        rows: page.rows.iter().filter_map(facts_of).collect(),
        next: page.next,
    })
}

/// The time before which messages with an outcome are forgotten.
pub fn kept_from(now: Timestamp, days: u32) -> Timestamp {
    Timestamp(now.0.saturating_sub(i64::from(days) * 86_400_000))
}
