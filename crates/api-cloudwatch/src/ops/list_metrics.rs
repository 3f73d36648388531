//! ListMetrics: which metrics there are data of.

use crate::names::{Name, fits};
use crate::{internal, invalid, spend, text};
use aws_wire::{Fault, Value};
use ids::Timestamp;
use metrics::watch::parse_key;
use serde_json::{Value as Json, json};
use services::Services;

/// Metrics of one answer.
const PAGE: usize = 500;
/// How far back a metric is recently active, in milliseconds (`PT3H`).
const RECENT: i64 = 3 * 3_600_000;

pub(crate) async fn list_metrics(services: &Services, input: &Value) -> Result<Value, Fault> {
    let now = services.clock.now();
    let recent = text(input, "RecentlyActive").is_some();
    let known = services.metrics.known_minutes().await.map_err(internal)?;
    let mut names = Vec::new();
    for (instance, metrics) in known {
        let Ok(instance) = instance.parse() else {
            continue;
        };
        for (key, last) in metrics {
            let Some((metric, of)) = parse_key(&key) else {
                continue;
            };
            let name = Name {
                instance,
                metric,
                of: of.to_owned(),
            };
            let shown = name.callable() && fits(input, &name);
            if shown && (!recent || last >= Timestamp(now.0 - RECENT)) {
                names.push(name.shown());
            }
        }
    }
    let since = match recent {
        true => Timestamp(now.0 - RECENT),
        false => Timestamp(0),
    };
    names.append(&mut spend::listed(services, input, since).await?);
    let from = match text(input, "NextToken") {
        None => 0,
        Some(token) => token
            .parse::<usize>()
            .map_err(|_| invalid("The parameter NextToken is not one of an answer."))?,
    };
    let page: Vec<Json> = names.iter().skip(from).take(PAGE).cloned().collect();
    let mut answer = json!({"Metrics": page});
    if names.len() > from + PAGE {
        answer["NextToken"] = (from + PAGE).to_string().into();
    }
    Ok(answer)
}
