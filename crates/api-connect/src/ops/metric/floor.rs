//! What real-time metrics need besides what is live: routing profiles, and handle times for
//! estimates. The figures themselves are [`metrics::Floor`]'s.

use crate::prelude::*;
use ids::{QueueId, Timestamp};
use metrics::{Ask, Dimension, Interval, Profiles, Query, find};
use resources::RoutingProfile;
use std::collections::BTreeSet;

/// The instance's routing profiles.
pub(super) async fn profiles(ctx: &Ctx, instance: InstanceId) -> Result<Profiles> {
    let mut profiles = Profiles::new();
    let mut after = None;
    loop {
        let page = ctx
            .list::<RoutingProfile>(instance, Listing::page(500, after))
            .await?;
        profiles.extend(page.rows.into_iter().map(|it| (it.value.id, it.value)));
        after = page.next;
        if after.is_none() {
            return Ok(profiles);
        }
    }
}

/// The average handle time of a queue in the last hour, in seconds.
pub(super) async fn handle_time(
    ctx: &Ctx,
    instance: InstanceId,
    queues: &BTreeSet<QueueId>,
) -> Result<Option<f64>> {
    let now = ctx.now();
    let mut query = Query::new(Timestamp(now.0 - 3_600_000), now, Interval::TOTAL);
    let queues = queues.iter().map(ToString::to_string).collect();
    query.filters.push((Dimension::Queue, queues));
    let metric = find("AVG_HANDLE_TIME").ok_or_else(|| {
        ServiceError::Internal("AVG_HANDLE_TIME is not in the register".into())
    })?;
    query.asks.push(Ask {
        metric,
        threshold: None,
        filters: Vec::new(),
    });
    let groups = ctx.metrics.answer(instance, &query, now).await?;
    Ok(groups.first().and_then(|it| it.metrics.first().copied().flatten()))
}

/// How long somebody at a place in the queue waits, in seconds (inferred; see docs/metrics.md).
pub(super) fn estimate(place: usize, handle_time: Option<f64>, staffed: u32) -> Option<f64> {
    let agents = (staffed > 0).then(|| f64::from(staffed))?;
    Some((place as f64 * handle_time? / agents).round())
}
