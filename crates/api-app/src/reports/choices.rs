//! What a report can be made of: the metrics, and the names of what it can be filtered by.

use super::access::LOGINS;
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

/// Who sees metrics of any sort: whom they see of what their restrictions say.
const METRICS: &[&str] = &[
    "AccessMetrics",
    "HistoricalMetrics.Access",
    "AccessMetrics.Dashboards.Access",
    "AccessMetrics.RealTimeMetrics.Access",
];
/// Resources of a kind that are offered. Who needs another one takes it by a program.
const MOST: usize = 1_000;

/// `GET /app/reports/metrics`: all that has a source, with the keys that each goes with.
pub(crate) fn metrics(session: &Session) -> Result<PageResponse, AppError> {
    session.needs(METRICS)?;
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
    let queues = reports::keys(ReportKind::RealTime);
    let queues: Vec<_> = queues.iter().map(|it| it.key()).collect();
    let current: Vec<Value> = metrics::CURRENT
        .iter()
        .map(|it| {
            json!({
                "name": it.name,
                "title": it.title,
                "definition": it.definition,
                "seconds": false,
                "groupings": queues,
                "filters": queues,
            })
        })
        .collect();
    Ok(reply::ok(&json!({ "metrics": all, "current": current })))
}

/// `GET /app/reports/choices`: what somebody sees of each key, by name.
pub(crate) async fn list(app: &Inner, session: &Session) -> Result<PageResponse, AppError> {
    let counted = session.needs(METRICS);
    counted.clone().or_else(|_| session.needs(LOGINS))?;
    let mut all: Map<String, Value> = Map::new();
    for (kind, key) in [
        (Kind::Queue, Key::Queue),
        (Kind::User, Key::Agent),
        (Kind::RoutingProfile, Key::RoutingProfile),
        (Kind::HierarchyGroup, Key::LevelOne),
    ] {
        // Logins are told by routing profile and hierarchy alone.
        if counted.is_err() && matches!(kind, Kind::Queue | Kind::User) {
            continue;
        }
        let sights = operations::sights_of(session, METRICS, kind);
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
