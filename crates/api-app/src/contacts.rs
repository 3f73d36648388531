//! The list of contacts and one contact in full.

use crate::contact_access::Access;
use crate::error::AppError;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use exchange::{ContactFacts, RecordingFacts, RecordingStatus};
use ids::{ContactId, Pii, Timestamp};
use resources::{Queue, User};
use serde::Serialize;
use serde_json::{Value, json};
use services::numbering::international;
use services::pages::PageResponse;
use services::{Configured, Listing};
use std::borrow::Cow;
use std::collections::HashMap;
use store::{
    ContactQuery, ContactRow, ContactTime, Filter, JournalRow, Page, PageKey, Position, Text,
    TimeRange,
};

/// Contacts on a page.
const PAGE: usize = 50;
/// Entries of a contact's journal and flow log that are shown.
const ENTRIES: usize = 2_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary<'a> {
    id: &'a str,
    channel: &'a str,
    initiation_method: &'a str,
    customer: Option<&'a str>,
    customer_text: Option<String>,
    queue: Option<Value>,
    agent: Option<Value>,
    initiated: Timestamp,
    connected_to_agent: Option<Timestamp>,
    disconnected: Option<Timestamp>,
    disconnect_reason: Option<&'a str>,
    duration_ms: u64,
    live: bool,
}

/// `GET /app/contacts`.
pub(crate) async fn list(
    app: &Inner,
    session: &Session,
    query: &str,
) -> Result<PageResponse, AppError> {
    let access = Access::of(session)?;
    let now = app.services.clock.now();
    let mut wanted = asked(session, query)?;
    let queues = named::<Queue>(app, session, &mut wanted.queues).await?;
    let agents = named::<User>(app, session, &mut wanted.agents).await?;
    let page = if queues && agents && access.narrow(&mut wanted) {
        app.services.store.contacts(&wanted).await?
    } else {
        Page {
            rows: Vec::new(),
            next: None,
        }
    };
    let contacts: Vec<Summary<'_>> = page.rows.iter().map(|row| summary(row, now)).collect();
    let next = page
        .next
        .map(|key| URL_SAFE_NO_PAD.encode(format!("{}\n{}", key.sort, key.id)));
    Ok(reply::ok(&json!({ "contacts": contacts, "next": next })))
}

/// Puts the identifiers of what bears these names in place of the names; identifiers stay. False
/// when something was asked for and nothing bears the name.
async fn named<T: Configured>(
    app: &Inner,
    session: &Session,
    asked: &mut Vec<String>,
) -> Result<bool, AppError> {
    if asked.is_empty() {
        return Ok(true);
    }
    let mut found = Vec::new();
    for text in asked.drain(..) {
        if uuid::Uuid::try_parse(&text).is_ok() {
            found.push(text);
            continue;
        }
        let listing = Listing {
            filter: Filter::Name(Text::Contains(text)),
            ..Listing::default()
        };
        let all = app
            .services
            .list_all::<T>(session.instance, listing)
            .await?;
        found.extend(all.into_iter().map(|it| it.value.into().id()));
    }
    *asked = found;
    Ok(!asked.is_empty())
}

/// The query in the store's words.
fn asked(session: &Session, query: &str) -> Result<ContactQuery, AppError> {
    let parameters = parameters(query);
    let text = |name: &str| {
        parameters
            .get(name)
            .map(AsRef::as_ref)
            .filter(|text| !text.is_empty())
    };
    let time = |name: &str| {
        let parsed = text(name).map(str::parse::<Timestamp>).transpose();
        parsed.map_err(|_| AppError::BadRequest(format!("{name} is not an ISO time")))
    };
    let several = |name: &str| -> Vec<String> {
        text(name)
            .map(|list| list.split(',').map(str::to_owned).collect())
            .unwrap_or_default()
    };
    let (from, to) = (time("from")?, time("to")?);
    let mut wanted = ContactQuery::new(session.instance.to_string());
    if from.is_some() || to.is_some() {
        wanted.time = Some(TimeRange {
            of: ContactTime::Initiated,
            from: from.unwrap_or(Timestamp(0)),
            to: to.unwrap_or(Timestamp(i64::MAX)),
        });
    }
    wanted.channels = several("channel");
    wanted.queues = several("queue");
    wanted.agents = several("agent");
    wanted.texts = text("text").map(str::to_owned).into_iter().collect();
    wanted.after = text("next").map(page_key).transpose()?;
    wanted.limit = PAGE;
    Ok(wanted)
}

fn page_key(text: &str) -> Result<PageKey, AppError> {
    let bad = || AppError::BadRequest("next is not of this list".into());
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())?;
    let text = String::from_utf8(bytes).map_err(|_| bad())?;
    let (sort, id) = text.split_once('\n').ok_or_else(bad)?;
    Ok(PageKey {
        sort: sort.to_owned(),
        id: id.to_owned(),
    })
}

/// The parameters of a query string, decoded; the last of equal names counts.
pub(crate) fn parameters(query: &str) -> HashMap<Cow<'_, str>, Cow<'_, str>> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

/// Percent-decoded, `+` being a space; what is not UTF-8 loses those characters.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, more @ ..]) => {
                let digit = |byte: u8| char::from(byte).to_digit(16);
                match (digit(*high), digit(*low)) {
                    (Some(high), Some(low)) => {
                        bytes.push((high * 16 + low) as u8);
                        rest = more;
                    }
                    _ => bytes.push(b'%'),
                }
            }
            (byte, _) => bytes.push(*byte),
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn summary(row: &ContactRow, now: Timestamp) -> Summary<'_> {
    let facts = facts(row);
    let queue = facts.as_ref().and_then(|it| it.queue.as_ref());
    let agent = facts.as_ref().and_then(|it| it.agent.as_ref());
    Summary {
        id: &row.id,
        channel: &row.channel,
        initiation_method: &row.initiation_method,
        customer: row.customer_address.as_ref().map(|it| it.reveal().as_str()),
        customer_text: row
            .customer_address
            .as_ref()
            .map(|it| international(it.reveal())),
        queue: queue.map(|it| json!({ "id": it.id, "name": it.name })),
        agent: agent.map(|it| json!({ "id": it.id, "username": it.username })),
        initiated: row.initiated,
        connected_to_agent: row.connected_to_agent,
        disconnected: row.disconnected,
        disconnect_reason: row.disconnect_reason.as_deref(),
        duration_ms: row
            .disconnected
            .unwrap_or(now)
            .since(row.initiated)
            .as_millis() as u64,
        live: row.live,
    }
}

fn facts(row: &ContactRow) -> Option<ContactFacts> {
    serde_json::from_str(row.state.as_ref()?.reveal()).ok()
}

/// `GET /app/contacts/{id}`.
pub(crate) async fn show(
    app: &Inner,
    session: &Session,
    id: ContactId,
) -> Result<PageResponse, AppError> {
    Access::of(session)?;
    let row = find(app, session, id).await?;
    let record: Value = serde_json::from_str(row.record.reveal()).map_err(AppError::internal)?;
    let events = journal(app, session, &format!("contact/{id}")).await?;
    let flow_log = journal(app, session, &format!("flow-log/{id}")).await?;
    let recording = facts(&row).and_then(|facts| {
        let recording = shown_recording(&facts)?;
        let duration = recording.stopped?.since(recording.started);
        Some(json!({
            "url": format!("/app/contacts/{id}/recording"),
            "durationMs": duration.as_millis() as u64,
            "channels": 2,
        }))
    });
    let events: Vec<Value> = events.iter().map(event).collect();
    let flow_log: Vec<Value> = flow_log.iter().map(|row| body(&row.entry.body)).collect();
    Ok(reply::ok(&json!({
        "record": record,
        "events": events,
        "flowLog": flow_log,
        "recording": recording,
    })))
}

/// The contact's row, if it is of the user's instance and among what the user sees.
pub(crate) async fn find(
    app: &Inner,
    session: &Session,
    id: ContactId,
) -> Result<ContactRow, AppError> {
    let access = Access::of(session).unwrap_or_else(|_| Access::searched(session));
    let found = app
        .services
        .store
        .contact(&session.instance.to_string(), &id.to_string())
        .await?;
    // Whoever may not see a contact is not told that there is one.
    found
        .filter(|row| access.sees(row))
        .ok_or_else(|| AppError::NotFound(format!("contact {id}")))
}

/// The recording that pages play: that of the conversation, else the one before it.
pub(crate) fn shown_recording(facts: &ContactFacts) -> Option<&RecordingFacts> {
    let available = || {
        facts
            .recordings
            .iter()
            .filter(|it| it.status == RecordingStatus::Available)
    };
    available()
        .find(|it| !it.automated)
        .or_else(|| available().next())
}

/// The same, from a row.
pub(crate) fn recording_of(row: &ContactRow) -> Option<RecordingFacts> {
    shown_recording(&facts(row)?).cloned()
}

async fn journal(
    app: &Inner,
    session: &Session,
    stream: &str,
) -> Result<Vec<JournalRow>, AppError> {
    let instance = session.instance.to_string();
    Ok(app
        .services
        .store
        .journal_of(&instance, stream, Position::START, ENTRIES)
        .await?)
}

fn event(row: &JournalRow) -> Value {
    json!({ "at": row.entry.at, "type": row.entry.kind, "detail": body(&row.entry.body) })
}

fn body(text: &Pii<String>) -> Value {
    serde_json::from_str(text.reveal()).unwrap_or(Value::Null)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A contact that is over.
    pub(crate) fn row() -> ContactRow {
        ContactRow {
            instance: "i".into(),
            id: "c".into(),
            initial_id: "c".into(),
            previous_id: None,
            channel: "VOICE".into(),
            initiation_method: "INBOUND".into(),
            queue_id: None,
            agent_id: None,
            initiated: Timestamp(1),
            enqueued: None,
            connected_to_agent: None,
            disconnected: None,
            scheduled: None,
            expires: None,
            disconnect_reason: None,
            customer_address: None,
            live: false,
            text: Pii::new(String::new()),
            attributes: Default::default(),
            record: Pii::new("{}".into()),
            state: None,
            modified: Timestamp(1),
            revision: 1,
        }
    }

    #[test]
    fn parameters_are_decoded() {
        let found = parameters("text=%2B1+800&queue=a%2Cb&x&bad=%zz%4");
        assert_eq!(found["text"], "+1 800");
        assert_eq!(found["queue"], "a,b");
        assert_eq!(found["bad"], "%zz%4");
    }

    #[test]
    fn a_page_key_that_was_made_up_is_refused() {
        assert!(page_key("!!").is_err());
        assert!(page_key(&URL_SAFE_NO_PAD.encode("no newline")).is_err());
        let key = page_key(&URL_SAFE_NO_PAD.encode("17\nabc")).unwrap();
        assert_eq!((key.sort.as_str(), key.id.as_str()), ("17", "abc"));
    }
}
