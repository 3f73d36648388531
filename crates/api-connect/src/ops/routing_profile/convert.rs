//! Routing profiles between the API and what is kept, and their rules.
//!
//! Source: connect-b-routing-channels.md §4.2, §4.5.

use crate::prelude::*;
use resources::{Channel, MediaConcurrency, Queue, QueueEntry};

/// The queues in a request; all must be there, and none twice for a channel.
pub(crate) async fn entries(
    ctx: &Ctx,
    instance: InstanceId,
    configs: Vec<api::RoutingProfileQueueConfig>,
) -> Result<Vec<QueueEntry>> {
    let mut out: Vec<QueueEntry> = Vec::with_capacity(configs.len());
    for config in configs {
        let queue = known::<Queue, _>(ctx, instance, &config.queue_reference.queue_id).await?;
        let channel: Channel = from_api("Channel", &config.queue_reference.channel)?;
        if out
            .iter()
            .any(|it| it.queue == queue && it.channel == channel)
        {
            return Err(invalid(format!(
                "queue {queue} is named twice for {}",
                channel.name()
            )));
        }
        out.push(QueueEntry {
            queue,
            channel,
            priority: unsigned("Priority", config.priority)?,
            delay: unsigned("Delay", config.delay)?,
        });
    }
    Ok(out)
}

/// The queues that a request takes out.
pub(crate) fn references(
    instance: InstanceId,
    references: &[api::RoutingProfileQueueReference],
) -> Result<Vec<(ids::QueueId, Channel)>> {
    references
        .iter()
        .map(|it| {
            Ok((
                id(Kind::Queue, instance, &it.queue_id)?,
                from_api("Channel", &it.channel)?,
            ))
        })
        .collect()
}

/// Concurrency in a request: voice 1, all others 1 to 10, each channel once.
pub(crate) fn concurrency(media: Vec<api::MediaConcurrency>) -> Result<Vec<MediaConcurrency>> {
    let mut out: Vec<MediaConcurrency> = Vec::with_capacity(media.len());
    for it in media {
        let channel: Channel = from_api("Channel", &it.channel)?;
        let concurrency = unsigned("Concurrency", it.concurrency.unwrap_or(1))?;
        let most = if channel == Channel::Voice { 1 } else { 10 };
        if !(1..=most).contains(&concurrency) {
            return Err(invalid(format!(
                "Concurrency of {} must be 1 to {most}",
                channel.name()
            )));
        }
        if out.iter().any(|known| known.channel == channel) {
            return Err(invalid(format!("{} is named twice", channel.name())));
        }
        let behavior = it
            .cross_channel_behavior
            .map(|it| it.behavior_type.to_string());
        out.push(MediaConcurrency {
            channel,
            concurrency,
            route_any_channel: behavior.as_deref() == Some("ROUTE_ANY_CHANNEL"),
        });
    }
    Ok(out)
}

/// Concurrency in an answer.
pub(crate) fn concurrency_out(media: &[MediaConcurrency]) -> Vec<api::MediaConcurrency> {
    media
        .iter()
        .map(|it| api::MediaConcurrency {
            channel: it.channel.name().into(),
            concurrency: Some(signed(it.concurrency)),
            cross_channel_behavior: Some(api::CrossChannelBehavior {
                behavior_type: if it.route_any_channel {
                    "ROUTE_ANY_CHANNEL".into()
                } else {
                    "ROUTE_CURRENT_CHANNEL_ONLY".into()
                },
            }),
            workload_type_concurrencies: None,
        })
        .collect()
}
