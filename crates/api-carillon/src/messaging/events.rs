//! The events of messages of one configuration set, as its event destinations are told them.

use crate::CarillonApi;
use crate::events::read;
use crate::faults::{fault, invalid};
use aws_wire::{Fault, Value};
use carillon_model as api;
use messaging_resources::{ConfigurationSet, Kept, SCOPE};
use services::ServiceError;
use std::collections::HashSet;
use std::time::Duration;
use store::{OutboxQuery, OutboxRow, Position};

/// The outbox's topic of event records.
const TOPIC: &str = "sms-events";
/// Events of one answer where nobody said how many.
const LIMIT: usize = 100;
/// Messages of the outbox that are looked through where nobody said after which.
const LOOK_BACK: i64 = 10_000;

/// Events after a place, in the order in which they became durable; without a place the last that
/// there are. Waits for some, if asked to.
pub(crate) async fn list(
    it: &CarillonApi,
    input: api::ListMessageEventsRequest,
) -> Result<api::ListMessageEventsResponse, Fault> {
    let streams = streams(it, &input.configuration_set_name).await?;
    let store = &*it.services.store;
    let end = *store.outbox_end().borrow();
    let mut out = api::ListMessageEventsResponse {
        events: Some(Vec::new()),
        through: Some(end.0),
    };
    // Nobody is told anything: no stream would be no condition.
    if streams.is_empty() {
        return Ok(out);
    }
    let limit = input.limit.and_then(|it| usize::try_from(it).ok());
    let limit = limit.unwrap_or(LIMIT);
    let last = input.after.is_none();
    let query = OutboxQuery {
        after: Position(input.after.unwrap_or((end.0 - LOOK_BACK).max(0))),
        limit: if last { LOOK_BACK as usize } else { limit },
        topics: vec![TOPIC.to_owned()],
        instances: Vec::new(),
        streams,
    };
    let wait = input.wait_seconds.and_then(|it| u64::try_from(it).ok());
    let wait = Duration::from_secs(wait.unwrap_or_default());
    let page = read(store, query, wait).await;
    let page = page.map_err(|error| fault(ServiceError::from(error)))?;
    let types = input.event_types.unwrap_or_default();
    let mut seen = HashSet::new();
    let mut events: Vec<_> = page
        .rows
        .into_iter()
        .filter_map(event)
        .filter(|event| {
            let kind = event.event_type.as_deref().unwrap_or_default();
            types.is_empty() || types.iter().any(|it| it == kind)
        })
        // Every destination is told the same.
        .filter(|event| seen.insert((event.message_id.clone(), event.body.clone())))
        .collect();
    if last && events.len() > limit {
        events.drain(..events.len() - limit);
    }
    (out.events, out.through) = (Some(events), Some(page.through.0));
    Ok(out)
}

/// Whom a set tells.
async fn streams(it: &CarillonApi, name: &str) -> Result<Vec<String>, Fault> {
    let store = &it.services.store;
    let id = name.rsplit('/').next().unwrap_or(name);
    let row = store.resource(SCOPE, ConfigurationSet::KIND, id).await;
    let row = row.map_err(|error| fault(ServiceError::from(error)))?;
    let Some(row) = row else {
        let (what, id) = ("configuration set", name.to_owned());
        return Err(fault(ServiceError::NotFound { what, id }));
    };
    let set: ConfigurationSet = serde_json::from_str(row.body.reveal())
        .map_err(|_| invalid("the configuration set cannot be read"))?;
    let destinations = set.event_destinations.iter();
    Ok(destinations
        .filter_map(|it| it.destination_arn().map(str::to_owned))
        .collect())
}

fn event(row: OutboxRow) -> Option<api::MessageEvent> {
    let body = row.message.body.into_revealed();
    let record: Value = serde_json::from_str(&body).ok()?;
    Some(api::MessageEvent {
        position: Some(row.position.0),
        at: Some(row.message.at),
        event_type: record["eventType"].as_str().map(str::to_owned),
        message_id: Some(row.message.key),
        body: Some(body),
    })
}
