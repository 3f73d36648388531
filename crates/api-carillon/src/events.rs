//! What happened in an instance, from any place on: the outbox, which the sinks are fed from, for
//! programs that read by themselves. See docs/events.md.

use crate::CarillonApi;
use crate::faults::fault;
use aws_wire::Fault;
use carillon_model as api;
use services::ServiceError;
use std::time::Duration;
use store::{OutboxPage, OutboxQuery, OutboxRow, Position, Store};

/// Events of one answer where nobody said how many.
const LIMIT: usize = 100;

/// All topics that are an instance's own; the audit trail is not among them.
const TOPICS: [&str; 4] = [
    "contact-events",
    "agent-events",
    "contact-records",
    "flow-logs",
];

/// Events after a place, in the order in which they became durable. Waits for some, if asked to.
pub(crate) async fn list(
    it: &CarillonApi,
    input: api::ListEventsRequest,
) -> Result<api::ListEventsResponse, Fault> {
    let instance = it.instance(&input.instance_id).await.map_err(fault)?;
    let topics: Vec<String> = match input.topics.filter(|it| !it.is_empty()) {
        Some(topics) => topics.iter().map(|it| it.as_str().to_owned()).collect(),
        None => TOPICS.map(str::to_owned).to_vec(),
    };
    let query = OutboxQuery {
        after: Position(input.after.unwrap_or_default()),
        limit: input
            .limit
            .and_then(|it| usize::try_from(it).ok())
            .unwrap_or(LIMIT),
        topics,
        instances: vec![instance.to_string()],
        streams: Vec::new(),
    };
    let wait = input.wait_seconds.and_then(|it| u64::try_from(it).ok());
    let wait = Duration::from_secs(wait.unwrap_or_default());
    let store = &*it.services.store;
    let page = read(store, query, wait).await.map_err(unreadable)?;
    let oldest = oldest(store).await.map_err(unreadable)?;
    Ok(api::ListEventsResponse {
        events: Some(page.rows.into_iter().map(event).collect()),
        through: Some(page.through.0),
        oldest_position: oldest.map(|it| it.0),
    })
}

/// The page after a place. While there is nothing, waits for as long as `wait`; another process's
/// commits are found at the end of it.
pub(crate) async fn read(
    store: &dyn Store,
    mut query: OutboxQuery,
    wait: Duration,
) -> Result<OutboxPage, store::StoreError> {
    let until = tokio::time::Instant::now() + wait;
    // Before reading: a commit that comes between is then noticed.
    let mut end = store.outbox_end();
    loop {
        end.borrow_and_update();
        let page = store.outbox(&query).await?;
        if !page.rows.is_empty() || wait.is_zero() {
            return Ok(page);
        }
        // What is there is for others.
        query.after = page.through.max(query.after);
        let word = tokio::time::timeout_at(until, end.changed()).await;
        if !matches!(word, Ok(Ok(()))) {
            return store.outbox(&query).await;
        }
    }
}

/// The place of the oldest message that is kept, of whatever topic.
async fn oldest(store: &dyn Store) -> Result<Option<Position>, store::StoreError> {
    let query = OutboxQuery {
        limit: 1,
        ..OutboxQuery::default()
    };
    let page = store.outbox(&query).await?;
    Ok(page.rows.first().map(|it| it.position))
}

fn event(row: OutboxRow) -> api::Event {
    let message = row.message;
    api::Event {
        position: Some(row.position.0),
        topic: Some(message.topic.as_str().into()),
        key: Some(message.key),
        at: Some(message.at),
        body: Some(message.body.into_revealed()),
    }
}

fn unreadable(error: store::StoreError) -> Fault {
    fault(ServiceError::from(error))
}
