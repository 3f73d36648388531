//! The API before this one (`pinpoint-sms-voice`): spoken messages, and configuration sets, which
//! are the same as those of today with the event types of calls alone.

use crate::ctx::{Ctx, Shared};
use crate::error::{Result, invalid};
use crate::keep::{Found, flag, given, required, text, texts};
use crate::ops::configuration_set::{check_new, remove};
use crate::ops::event_destination::{Target, add, keep, position};
use crate::shape::Object;
use crate::{access, countries, faults};
use aws_wire::{Api, Caller, OperationModel, Pending, ServiceModel, Value};
use messaging::{Channel, Submission, VoiceOptions};
use messaging_resources::{ConfigurationSet, EventDestination};
use serde_json::{Map, json};
use std::sync::Arc;
use store::Filter;

/// The API.
#[derive(Clone)]
pub struct SmsV1Api {
    shared: Arc<Shared>,
}

impl SmsV1Api {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}

impl Api for SmsV1Api {
    fn service(&self) -> &'static ServiceModel {
        &sms_model::v1::SERVICE
    }

    fn implements(&self, _: &'static OperationModel) -> bool {
        true
    }

    fn resources(
        &self,
        operation: &'static OperationModel,
        _caller: &Caller,
        input: &Value,
    ) -> Vec<String> {
        access::resources(&self.shared, operation.name, input)
    }

    fn call<'a>(
        &'a self,
        operation: &'static OperationModel,
        caller: &'a Caller,
        input: Value,
    ) -> Pending<'a> {
        Box::pin(async move {
            let ctx = Ctx::new(&self.shared, caller, self.service(), operation, None);
            let _turn = ctx.turn_to_change().await;
            let answer = run(&ctx, &input).await;
            answer.map_err(|error| faults::fault_v1(operation, error))
        })
    }
}

async fn run(ctx: &Ctx, input: &Value) -> Result<Value> {
    match ctx.operation.name {
        "CreateConfigurationSet" => create_set(ctx, input).await,
        "CreateConfigurationSetEventDestination" => create_destination(ctx, input).await,
        "DeleteConfigurationSet" => {
            let set = ctx.named(input, "ConfigurationSetName").await?;
            remove(ctx, &set).await
        }
        "DeleteConfigurationSetEventDestination" => {
            let mut set = set(ctx, input).await?;
            let at = position(&set.value, required(input, "EventDestinationName")?)?;
            let it = set.value.event_destinations.remove(at);
            keep(ctx, &set, &it).await
        }
        "GetConfigurationSetEventDestinations" => destinations(ctx, input).await,
        "ListConfigurationSets" => list_sets(ctx, input).await,
        "SendVoiceMessage" => send_voice(ctx, input).await,
        _ => update_destination(ctx, input).await,
    }
}

async fn set(ctx: &Ctx, input: &Value) -> Result<Found<ConfigurationSet>> {
    ctx.named(input, "ConfigurationSetName").await
}

async fn create_set(ctx: &Ctx, input: &Value) -> Result<Value> {
    let name = required(input, "ConfigurationSetName")?;
    check_name(name)?;
    check_new(ctx, name).await?;
    let set = ctx.made(ConfigurationSet::new(name), Default::default());
    ctx.keep(&set).await
}

/// Names are the same in both APIs, so that today's rule holds for both.
fn check_name(name: &str) -> Result<()> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    match (1..=64).contains(&name.len()) && name.bytes().all(plain) {
        true => Ok(()),
        false => {
            let message = "A name has 1 to 64 letters, digits, hyphens and underscores";
            Err(invalid("INVALID_PARAMETER", "Name", message))
        }
    }
}

async fn create_destination(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut set = set(ctx, input).await?;
    let name = required(input, "EventDestinationName")?;
    check_name(name)?;
    let mut it = EventDestination {
        event_destination_name: name.to_owned(),
        enabled: false,
        matching_event_types: Vec::new(),
        cloud_watch_logs_destination: None,
        kinesis_firehose_destination: None,
        sns_destination: None,
    };
    fill(
        &mut it,
        input.get("EventDestination").unwrap_or(&Value::Null),
    )?;
    if it.destination_arn().is_none() {
        let message = "An event destination needs a target";
        return Err(invalid("MISSING_PARAMETER", "EventDestination", message));
    }
    add(ctx, &mut set, it.clone())?;
    keep(ctx, &set, &it).await
}

async fn update_destination(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut set = set(ctx, input).await?;
    let at = position(&set.value, required(input, "EventDestinationName")?)?;
    let mut it = set.value.event_destinations.remove(at);
    fill(
        &mut it,
        input.get("EventDestination").unwrap_or(&Value::Null),
    )?;
    set.value.event_destinations.insert(at, it.clone());
    keep(ctx, &set, &it).await
}

/// Puts what a definition says into a destination.
fn fill(it: &mut EventDestination, definition: &Value) -> Result<()> {
    if let Some(target) = Target::read(definition)? {
        target.put(it);
    }
    if let Some(enabled) = flag(definition, "Enabled") {
        it.enabled = enabled;
    }
    if definition.get("MatchingEventTypes").is_some() {
        let types = texts(definition, "MatchingEventTypes").into_iter();
        it.matching_event_types = types.map(today).collect();
    }
    Ok(())
}

/// An event type as today's API calls it.
fn today(kind: &str) -> String {
    match kind {
        "INITIATED_CALL" => "VOICE_INITIATED".to_owned(),
        "COMPLETED_CALL" => "VOICE_COMPLETED".to_owned(),
        other => format!("VOICE_{other}"),
    }
}

/// An event type as this API calls it; `None` for one that it does not know.
fn before(kind: &str) -> Option<String> {
    match kind.strip_prefix("VOICE_")? {
        "INITIATED" => Some("INITIATED_CALL".to_owned()),
        "COMPLETED" => Some("COMPLETED_CALL".to_owned()),
        "ALL" | "TTL_EXPIRED" => None,
        other => Some(other.to_owned()),
    }
}

async fn destinations(ctx: &Ctx, input: &Value) -> Result<Value> {
    let set = set(ctx, input).await?;
    let all = set.value.event_destinations.iter();
    let rows: Vec<Object> = all
        .filter_map(|it| {
            let mut row = serde_json::to_value(it).ok()?.as_object()?.clone();
            let types = it.matching_event_types.iter();
            let types: Vec<String> = types.filter_map(|it| before(it)).collect();
            row.insert("MatchingEventTypes".into(), json!(types));
            row.insert("Name".into(), json!(it.event_destination_name));
            Some(row)
        })
        .collect();
    Ok(ctx.rows(&Map::new(), rows, None))
}

async fn list_sets(ctx: &Ctx, input: &Value) -> Result<Value> {
    let size = text(input, "PageSize").and_then(|it| it.parse::<u64>().ok());
    let mut asked = input.clone();
    if let Some(size) = size {
        asked["MaxResults"] = json!(size.clamp(1, 100));
    }
    let (found, next) = ctx
        .described::<ConfigurationSet>(&asked, "", Filter::default())
        .await?;
    let names: Vec<&str> = found
        .iter()
        .map(|it| it.value.configuration_set_name.as_str())
        .collect();
    let mut full = Object::new();
    full.insert("ConfigurationSets".into(), json!(names));
    full.insert("NextToken".into(), json!(next));
    Ok(ctx.answer(&full))
}

async fn send_voice(ctx: &Ctx, input: &Value) -> Result<Value> {
    let number = countries::number(input, "DestinationPhoneNumber")?;
    let content = input.get("Content").unwrap_or(&Value::Null);
    let plain = content.get("PlainTextMessage");
    let ssml = content
        .get("SSMLMessage")
        .or(content.get("CallInstructionsMessage"));
    let (said, is_ssml) = match (plain, ssml) {
        (Some(plain), None) => (plain, false),
        (None, Some(ssml)) => (ssml, true),
        _ => {
            let message = "Content has one of its messages";
            return Err(invalid("INVALID_PARAMETER", "Content", message));
        }
    };
    let mut it = Submission::new(Channel::Voice, number, required(said, "Text")?);
    let from = text(input, "OriginationPhoneNumber").or(text(input, "CallerId"));
    it.origination_identity = from.map(str::to_owned);
    it.configuration_set = given(input, "ConfigurationSetName")?;
    let voice = text(said, "VoiceId").unwrap_or("MATTHEW").to_uppercase();
    it.voice = Some(VoiceOptions {
        voice_id: voice,
        ssml: is_ssml,
    });
    let accepted = ctx.shared.messages.send(it).await?;
    Ok(json!({"MessageId": accepted.message_id}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_types_have_two_names() {
        for kind in [
            "ANSWERED",
            "BUSY",
            "COMPLETED_CALL",
            "FAILED",
            "INITIATED_CALL",
            "NO_ANSWER",
            "RINGING",
        ] {
            assert_eq!(before(&today(kind)).as_deref(), Some(kind));
        }
        assert_eq!(before("TEXT_ALL"), None);
    }
}
