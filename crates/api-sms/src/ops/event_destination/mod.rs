//! Event destinations of a configuration set. Spec: sms.md §11.2.

mod create_event_destination;
mod delete_event_destination;
mod update_event_destination;

use crate::ctx::Ctx;
use crate::error::{Result, not_found, refused};
use crate::keep::{Found, given};
use aws_wire::Value;
use messaging_resources::{CloudWatchLogs, ConfigurationSet, EventDestination, KinesisFirehose, Sns};
use serde_json::json;
use store::Batch;

pub(crate) use create_event_destination::add;

operations! {
    CreateEventDestination => create_event_destination::create_event_destination,
    DeleteEventDestination => delete_event_destination::delete_event_destination,
    UpdateEventDestination => update_event_destination::update_event_destination,
}

/// The one target of a request: exactly one of three.
pub(crate) struct Target {
    logs: Option<CloudWatchLogs>,
    stream: Option<KinesisFirehose>,
    topic: Option<Sns>,
}

impl Target {
    /// The target of a request; `None` where it names none.
    pub(crate) fn read(input: &Value) -> Result<Option<Self>> {
        let it = Self {
            logs: given(input, "CloudWatchLogsDestination")?,
            stream: given(input, "KinesisFirehoseDestination")?,
            topic: given(input, "SnsDestination")?,
        };
        let count = [it.logs.is_some(), it.stream.is_some(), it.topic.is_some()];
        match count.into_iter().filter(|there| *there).count() {
            0 => Ok(None),
            1 => Ok(Some(it)),
            _ => Err(refused(
                "PARAMETERS_CANNOT_BE_USED_TOGETHER",
                "An event destination has one of CloudWatchLogsDestination, KinesisFirehoseDestination and SnsDestination",
            )),
        }
    }

    /// Puts the target in the place of a destination's.
    pub(crate) fn put(self, to: &mut EventDestination) {
        to.cloud_watch_logs_destination = self.logs;
        to.kinesis_firehose_destination = self.stream;
        to.sns_destination = self.topic;
    }
}

/// The place of the destination of that name.
pub(crate) fn position(set: &ConfigurationSet, name: &str) -> Result<usize> {
    let mut all = set.event_destinations.iter();
    all.position(|it| it.event_destination_name == name)
        .ok_or_else(|| not_found("event-destination", name))
}

/// Keeps a set and answers one of its destinations.
pub(crate) async fn keep(
    ctx: &Ctx,
    set: &Found<ConfigurationSet>,
    shown: &EventDestination,
) -> Result<Value> {
    let mut full = set.full();
    full.insert("EventDestination".into(), json!(shown));
    let answer = ctx.answer(&full);
    ctx.commit(Batch::new().with(ctx.put(set)?), answer).await
}
