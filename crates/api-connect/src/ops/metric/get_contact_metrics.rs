//! GetContactMetrics: where a contact is in its queue, and how long it may wait.
//!
//! The place is by the time of entering the queue; the estimate is inferred (docs/metrics.md). Both
//! are there while the contact waits and no agent is offered it.

use super::floor::{estimate, handle_time, profiles};
use crate::prelude::*;
use ids::{ContactId, QueueId};
use metrics::{Floor, Part};
use resources::Channel;
use std::collections::BTreeSet;

pub(crate) async fn get_contact_metrics(
    ctx: &Ctx,
    input: api::GetContactMetricsRequest,
) -> Result<api::GetContactMetricsResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let text = input.contact_id.rsplit('/').next().unwrap_or_default();
    let missing = || ServiceError::NotFound {
        what: "contact",
        id: text.to_owned(),
    };
    let contact: ContactId = text.parse().map_err(|_| missing())?;
    let row = ctx.store.contact(&instance.to_string(), text).await?;
    row.ok_or_else(missing)?;
    let place = ctx.metrics.live(instance, |live| place(live, contact)).await?;
    let (queue, channel, place) = place.ok_or_else(|| {
        ServiceError::InvalidRequest("the contact does not wait in a queue".into())
    })?;
    let mut results = Vec::new();
    for metric in input.metrics {
        let number = match metric.name.as_str() {
            "POSITION_IN_QUEUE" => Some(place as f64),
            _ => wait(ctx, instance, (queue, channel), place).await?,
        };
        // What cannot be estimated is left out: a result has a value.
        results.extend(number.map(|number| api::ContactMetricResult {
            name: metric.name,
            value: api::ContactMetricValue {
                number: Some(number),
            },
        }));
    }
    Ok(api::GetContactMetricsResponse {
        id: Some(contact.to_string()),
        arn: Some(format!("{}/contact/{contact}", instance_arn(ctx, instance))),
        metric_results: Some(results),
    })
}

/// Its queue, its channel and its place from 1.
fn place(live: &metrics::Live<'_>, contact: ContactId) -> Option<(QueueId, Channel, usize)> {
    live.queues.iter().find_map(|((queue, channel), it)| {
        let at = it.waiting.iter().position(|it| it.1 == contact)?;
        Some((*queue, *channel, at + 1))
    })
}

async fn wait(
    ctx: &Ctx,
    instance: InstanceId,
    (queue, channel): (QueueId, Channel),
    place: usize,
) -> Result<Option<f64>> {
    let queues = BTreeSet::from([queue]);
    let time = handle_time(ctx, instance, &queues).await?;
    let profiles = profiles(ctx, instance).await?;
    let part = Part {
        queues,
        channels: BTreeSet::from([channel]),
        ..Part::default()
    };
    let now = ctx.now();
    let staffed = ctx.metrics.live(instance, |live| {
        Floor::new(live, &profiles, now).figures(&part).seats.staffed
    });
    Ok(estimate(place, time, staffed.await?))
}
