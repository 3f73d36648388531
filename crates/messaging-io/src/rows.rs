//! How messages and what follows from them are kept: small keyed entries, and the outbox.

use crate::told::Once;
use ids::{Pii, Timestamp};
use messaging::{KeptPart, Line, Message, MessageFacts, Notice, PartsOf, Spend};
use messaging_resources::{OPTED_OUT, OptedOut, SCOPE, opted_out_key};
use services::messages::history;
use std::time::Duration;
use store::{
    Batch, DeleteEntry, Entry, Expect, Order, PutEntry, SentQuery, Store, StoreError, Write,
};
use uuid::Uuid;

/// The outbox's topic of event records.
pub const EVENTS_TOPIC: &str = "sms-events";
/// The outbox's topic of messages that came in.
pub const INBOUND_TOPIC: &str = "sms-inbound";

/// Messages without an outcome, by identifier, as earlier versions kept them.
const OLD_LIVE: &str = "sms-live";
/// Messages with one, as earlier versions kept them.
const OLD_HISTORY: &str = "sms-message";
/// The message that went last from a number to somebody, by both.
const LAST: &str = "sms-last";
/// Spoken messages of the last day, by time and message.
const CALLS: &str = "sms-calls";
/// What was spent, by month.
const SPEND: &str = "sms-spend";

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    // Texts and numbers: writing them cannot fail.
    serde_json::to_vec(value).unwrap_or_default()
}

fn put(entry: Entry, now: Timestamp) -> Write {
    PutEntry {
        entry,
        expect: Expect::Any,
        now,
    }
    .into()
}

fn delete(space: &str, key: String) -> Write {
    DeleteEntry {
        space: space.to_owned(),
        key,
        expect: Expect::Any,
    }
    .into()
}

/// Keeps which message went last from a number to somebody, for as long as outcomes.
pub(crate) fn last(from: &str, to: &str, id: Uuid, now: Timestamp, history: Duration) -> Write {
    let value = id.as_bytes().to_vec();
    let mut entry = Entry::new(LAST, format!("{from}/{to}"), value);
    entry.expires = Some(now + history);
    put(entry, now)
}

/// The message that went last from a number to somebody.
pub(crate) async fn read_last(
    store: &dyn Store,
    from: &str,
    to: &str,
) -> Result<Option<Uuid>, StoreError> {
    let entry = store.entry(LAST, &format!("{from}/{to}")).await?;
    Ok(entry.and_then(|entry| Uuid::from_slice(&entry.value).ok()))
}

/// Keeps that a spoken message was taken, for as long as that counts.
pub(crate) fn called(at: Timestamp, id: Uuid, to: &Pii<String>) -> Write {
    let key = format!("{:020}-{id}", at.0);
    let mut entry = Entry::new(CALLS, key, to.reveal().clone().into_bytes());
    entry.expires = Some(at + messaging::CALLS_COUNT);
    put(entry, at)
}

/// Reads the spoken messages that still count, oldest first.
pub(crate) async fn read_calls(
    store: &dyn Store,
    mut each: impl FnMut(Timestamp, &str),
) -> Result<(), StoreError> {
    let mut after: Option<String> = None;
    loop {
        let page = store.entries(CALLS, "", after.as_deref(), PAGE).await?;
        for entry in &page {
            let at = entry.key.split('-').next().and_then(|at| at.parse().ok());
            if let (Some(at), Ok(to)) = (at, std::str::from_utf8(&entry.value)) {
                each(Timestamp(at), to);
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(last.key.clone()),
            _ => return Ok(()),
        }
    }
}

/// Messages that carriers brought by requests, by carrier and identifier.
const TOLD: &str = "sms-told";
/// For how long it is known that one was taken: carriers give up repeating before.
const TOLD_DAYS: Duration = Duration::from_secs(3 * 86_400);

/// Keeps that a carrier's message was taken.
pub(crate) fn told(once: &Once, now: Timestamp) -> Write {
    let mut entry = Entry::new(TOLD, once.key(), Vec::new());
    entry.expires = Some(now + TOLD_DAYS);
    put(entry, now)
}

/// Whether a carrier's message was taken.
pub(crate) async fn is_told(store: &dyn Store, once: &Once) -> Result<bool, StoreError> {
    Ok(store.entry(TOLD, once.key()).await?.is_some())
}

/// Parts of messages that are not whole yet.
const PARTS: &str = "sms-part";

/// A part's key: all of one message lie together.
fn part_key(of: &PartsOf, number: u8) -> String {
    let Line {
        application,
        source,
        destination,
    } = &of.line;
    // Written as JSON, no name can run into the next one.
    let line = json(&(application, source.reveal(), destination.reveal()));
    let line = String::from_utf8_lossy(&line).into_owned();
    format!("{:05}-{:03}-{number:03}/{line}", of.reference, of.total)
}

/// Keeps a part.
pub(crate) fn keep_part(part: &KeptPart, now: Timestamp) -> Write {
    let of = PartsOf {
        line: part.line.clone(),
        reference: part.reference,
        total: part.total,
    };
    put(
        Entry::new(PARTS, part_key(&of, part.number), json(part)),
        now,
    )
}

/// Forgets all parts of a message.
pub(crate) fn forget_parts(of: &PartsOf) -> impl Iterator<Item = Write> {
    (1..=of.total).map(|number| delete(PARTS, part_key(of, number)))
}

/// All parts that are kept, those that came first before others.
pub(crate) async fn parts(store: &dyn Store) -> Result<Vec<KeptPart>, StoreError> {
    let mut parts: Vec<KeptPart> = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = store.entries(PARTS, "", after.as_deref(), PAGE).await?;
        for entry in &page {
            match serde_json::from_slice(&entry.value) {
                Ok(part) => parts.push(part),
                Err(error) => tracing::error!(%error, "a part of a message cannot be read"),
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(last.key.clone()),
            _ => break,
        }
    }
    parts.sort_by_key(|part| part.since);
    Ok(parts)
}

/// Tells a stream.
pub(crate) fn notice(topic: &str, notice: Notice) -> Write {
    store::Message {
        topic: topic.to_owned(),
        instance: SCOPE.to_owned(),
        key: notice.key,
        stream: Some(notice.stream),
        at: notice.at,
        body: notice.body,
    }
    .into()
}

/// A number opted out of a list by a keyword, or in again.
pub(crate) fn opted_out(list: &str, number: &Pii<String>, out: bool, now: Timestamp) -> Write {
    let key = opted_out_key(list, number.reveal());
    if !out {
        return delete(OPTED_OUT, key);
    }
    let value = OptedOut {
        at: now.0,
        end_user: true,
    };
    put(Entry::new(OPTED_OUT, key, json(&value)), now)
}

/// What was spent in a month.
pub(crate) fn spend(spend: &Spend, month: (i16, i8), now: Timestamp) -> Write {
    put(Entry::new(SPEND, month_key(month), json(spend)), now)
}

fn month_key((year, month): (i16, i8)) -> String {
    format!("{year:04}-{month:02}")
}

/// What had been spent in the last month that there is.
pub(crate) async fn read_spend(
    store: &dyn Store,
) -> Result<Option<(Spend, (i16, i8))>, StoreError> {
    let months = store.entries(SPEND, "", None, 10_000).await?;
    Ok(months.last().and_then(|entry| {
        let (year, month) = entry.key.split_once('-')?;
        let spend = serde_json::from_slice(&entry.value).ok()?;
        Some((spend, (year.parse().ok()?, month.parse().ok()?)))
    }))
}

/// Messages that are read at a time.
const PAGE: usize = 1_000;

/// Reads all messages without an outcome, oldest first.
pub(crate) async fn live(store: &dyn Store) -> Result<Vec<Message>, StoreError> {
    take_over(store, OLD_LIVE, |value| {
        let message: Message = serde_json::from_slice(value).ok()?;
        Some(history::open(&message))
    })
    .await?;
    take_over(store, OLD_HISTORY, |value| {
        let facts: MessageFacts = serde_json::from_slice(value).ok()?;
        Some(history::ended(&facts))
    })
    .await?;
    let mut messages: Vec<Message> = Vec::new();
    let mut query = SentQuery {
        live: Some(true),
        order: Order::Ascending,
        limit: PAGE,
        ..SentQuery::default()
    };
    loop {
        let page = store.sent_page(&query).await?;
        for row in &page.rows {
            match history::message_of(row) {
                Some(message) => messages.push(message),
                None => tracing::error!(id = row.id, "a message cannot be read"),
            }
        }
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(messages),
        }
    }
}

/// Moves what an earlier version kept as entries to where messages are searched.
async fn take_over(
    store: &dyn Store,
    space: &str,
    read: impl Fn(&[u8]) -> Option<Write>,
) -> Result<(), StoreError> {
    loop {
        let page = store.entries(space, "", None, PAGE).await?;
        if page.is_empty() {
            return Ok(());
        }
        let mut batch = Batch::new();
        for entry in page {
            match read(&entry.value) {
                Some(write) => batch.push(write),
                None => tracing::error!(id = entry.key, "a message cannot be read"),
            }
            batch.push(delete(space, entry.key));
        }
        store.commit(batch).await?;
    }
}
