//! What a report can be made of: the metrics, and the names of what it can be filtered by.

use super::access::{HISTORICAL, LOGINS};
use crate::error::AppError;
use crate::operations;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use reports::{Key, LEVELS};
use resources::{Indexed, Kind, ReportKind, Resource};
use serde_json::{Map, Value, json};
use services::Listing;
use services::pages::PageResponse;

/// Resources of a kind that are offered. Who needs another one takes it by a program.
const MOST: usize = 1_000;

/// `GET /app/reports/metrics`: all that has a source, with the keys that each goes with.
pub(crate) fn metrics(session: &Session) -> Result<PageResponse, AppError> {
    session.needs(HISTORICAL)?;
    let keys = reports::keys(ReportKind::HistoricalQueues);
    let of = |all: Vec<&'static str>| -> Vec<&'static str> {
        let known = keys.iter().map(|it| it.key());
        known.filter(|it| all.contains(it)).collect()
    };
    let all: Vec<Value> = reports::offered()
        .map(|it| {
            json!({
                "name": it.name,
                "title": it.title,
                "definition": it.definition,
                "seconds": it.needs_threshold(),
                "groupings": of(it.by.groupings()),
                "filters": of(it.by.filters()),
            })
        })
        .collect();
    Ok(reply::ok(&json!({ "metrics": all })))
}

/// `GET /app/reports/choices`: what somebody sees of each key, by name.
pub(crate) async fn list(app: &Inner, session: &Session) -> Result<PageResponse, AppError> {
    let any: Vec<&'static str> = HISTORICAL.iter().chain(LOGINS).copied().collect();
    session.needs(&any)?;
    let mut all: Map<String, Value> = Map::new();
    for (kind, key) in [
        (Kind::Queue, Key::Queue),
        (Kind::User, Key::Agent),
        (Kind::RoutingProfile, Key::RoutingProfile),
        (Kind::HierarchyGroup, Key::LevelOne),
    ] {
        let sights = operations::sights_of(session, HISTORICAL, kind);
        let listing = Listing::page(MOST, None);
        let page = app.services.list_any(session.instance, kind, listing);
        for row in page.await?.rows {
            if !operations::sees_resource(&sights, &row.value) {
                continue;
            }
            let Some(key) = key_of(&row.value, key) else {
                continue;
            };
            let choice = json!({ "id": row.value.id(), "name": row.value.name() });
            let of_key = all.entry(key.key()).or_insert_with(|| json!([]));
            if let Some(list) = of_key.as_array_mut() {
                list.push(choice);
            }
        }
    }
    Ok(reply::ok(&Value::Object(all)))
}

/// A group's key is that of its level, which is how deep its path is.
fn key_of(resource: &Resource, key: Key) -> Option<Key> {
    match resource {
        Resource::Plain(group) => {
            let path = group.body.get("Path").and_then(Value::as_array)?;
            LEVELS.get(path.len().checked_sub(1)?).copied()
        }
        _ => Some(key),
    }
}
