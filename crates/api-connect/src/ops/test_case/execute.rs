//! Running a test case: against the instance as it is, in virtual time, after the answer.

use super::{bots, executions};
use crate::ops::contact_flow::convert::{Version, version};
use crate::plain::text;
use crate::prelude::*;
use aws_wire::Value;
use flow::{Channel, Flow as Content, FlowKind, Published};
use flow_desk::test_run::{Instance, TestCall, TestDocument, TestRun};
use resources::{Flow, FlowModule, Hours, Kind, PhoneNumberResource, Prompt, Queue, User};
use serde_json::json;
use services::Services;
use services::background::{Job, Stopped};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// An execution that is to run.
pub(super) struct Execution {
    pub(super) instance: InstanceId,
    pub(super) id: String,
    /// The version of the test case that is run.
    pub(super) case: Value,
    /// The longest that it may take, in virtual time.
    pub(super) limit: Duration,
}

/// The work of an execution.
pub(super) fn job(services: Arc<Services>, execution: Execution) -> Job {
    Box::new(move |stopped| {
        Box::pin(async move {
            let Execution { instance, id, .. } = &execution;
            let (instance, id) = (*instance, id.clone());
            let done = run(&services, execution, stopped).await;
            let kept = match done {
                Ok(()) => Ok(()),
                // What is wrong with the test is its outcome; all else is our own fault.
                Err(error) => executions::fail(&services, instance, &id, error.to_string()).await,
            };
            if let Err(error) = kept {
                tracing::error!(%error, execution = id, "a test case's execution was not kept");
            }
        })
    })
}

async fn run(services: &Arc<Services>, execution: Execution, stopped: Stopped) -> Result<()> {
    let Execution {
        instance,
        id,
        case,
        limit,
    } = execution;
    executions::begin(services, instance, &id).await?;
    let content = text(&case, "Content").unwrap_or_default();
    let document = TestDocument::read(content).map_err(ServiceError::InvalidFlow)?;
    let entry = case.get("EntryPoint").cloned().unwrap_or_default();
    let flow = entry_flow(services, instance, &entry).await?;
    let world = surroundings(services, instance).await?;
    let call = call(&entry, &case, &id, services.clock.now(), limit);
    // Virtual time is soon over, but it is computed.
    let bots = bots::of(services, id.clone());
    let outcome = tokio::task::spawn_blocking(move || {
        TestRun::run(&document, flow, &world, &bots, call, || stopped.is_set())
    });
    let outcome = outcome.await.map_err(ServiceError::internal)?;
    executions::finish(services, instance, &id, outcome).await
}

/// Who calls.
fn call(
    entry: &Value,
    case: &Value,
    id: &str,
    now: ids::Timestamp,
    limit: Duration,
) -> TestCall {
    let chat = text(entry, "Type") == Some("CHAT");
    let number = |member: &str| {
        let parameters = entry.get("VoiceCallEntryPointParameters")?;
        text(parameters, member).map(str::to_owned)
    };
    let seed = id.bytes().fold(0_u64, |seed, byte| {
        seed.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    TestCall {
        channel: if chat { Channel::Chat } else { Channel::Voice },
        customer: number("SourcePhoneNumber"),
        system: number("DestinationPhoneNumber"),
        attributes: attributes(text(case, "InitializationData")),
        now,
        seed,
        limit,
    }
}

/// The contact's attributes: the texts of the data that the test is initialised with, or of its
/// `Attributes` (inferred, as the reference only says that it is JSON).
fn attributes(data: Option<&str>) -> BTreeMap<String, String> {
    let data: Value = data
        .and_then(|it| serde_json::from_str(it).ok())
        .unwrap_or_default();
    let members = data.get("Attributes").unwrap_or(&data).as_object();
    let texts = members.into_iter().flatten().filter_map(|(key, value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            _ => return None,
        };
        Some((key.clone(), text))
    });
    texts.collect()
}

/// The flow that the test begins with: the one named, or the number's.
async fn entry_flow(
    services: &Services,
    instance: InstanceId,
    entry: &Value,
) -> Result<Arc<Published>> {
    let parameters = ["VoiceCallEntryPointParameters", "ChatEntryPointParameters"]
        .iter()
        .find_map(|it| entry.get(*it));
    let named = parameters.and_then(|it| text(it, "FlowId"));
    let number = parameters.and_then(|it| text(it, "DestinationPhoneNumber"));
    let (id, version) = match (named, number) {
        (Some(named), _) => version(instance, named)?,
        (None, Some(number)) => {
            let claimed = services.find_by_name::<PhoneNumberResource>(instance, number);
            let claimed = claimed.await?.filter(|it| it.value.instance == instance);
            let flow = claimed.and_then(|it| it.value.flow);
            let none = || services::not_found(Kind::PhoneNumber, number);
            (flow.ok_or_else(none)?, Version::Published)
        }
        (None, None) => return Err(invalid("EntryPoint names no flow")),
    };
    let flow = services.get::<Flow>(instance, id).await?.value;
    let content = match version {
        Version::Published => flow.published.clone(),
        Version::Saved => flow.saved.clone().or_else(|| flow.published.clone()),
        Version::Numbered(number) => {
            let mut versions = flow.versions.iter();
            let found = versions.find(|it| it.number == number);
            found.map(|it| it.content.clone())
        }
    };
    let content = content.ok_or_else(|| ServiceError::NotPublished(flow.name.clone()))?;
    let arn = services.arn(instance, &flow.clone().into()).to_string();
    let parsed = Content::parse(&content).map_err(|problems| {
        ServiceError::InvalidFlow(problems.into_iter().map(|it| it.message).collect())
    })?;
    Ok(published(arn, &flow, parsed))
}

fn published(arn: String, flow: &Flow, content: Content) -> Arc<Published> {
    Arc::new(Published {
        arn: arn.into(),
        name: flow.name.as_str().into(),
        kind: flow.kind,
        flow: Arc::new(content),
    })
}

/// What a flow can find of the instance.
async fn surroundings(services: &Services, id: InstanceId) -> Result<Instance> {
    let all = Listing::default;
    let values = |them: Vec<Stored<Flow>>| them.into_iter().map(|it| it.value);
    let mut flows: Vec<Flow> = values(services.list_all::<Flow>(id, all()).await?).collect();
    for module in services.list_all::<FlowModule>(id, all()).await? {
        flows.push(module.value.into_flow());
    }
    let mut known = BTreeSet::new();
    for prompt in services.list_all::<Prompt>(id, all()).await? {
        known.insert(prompt.value.id.to_string());
    }
    let runnable = flows.into_iter().filter_map(|flow| {
        let content = Content::parse(flow.published.as_deref()?).ok()?;
        let part = match flow.kind {
            FlowKind::Module => Kind::Module,
            _ => Kind::Flow,
        };
        let arn = ids::Arn::within_instance(
            &services.account,
            &services.region,
            id,
            part.arn_part(),
            flow.id,
        );
        Some((flow.id.to_string(), published(arn.to_string(), &flow, content)))
    });
    let flows: BTreeMap<String, Arc<Published>> = runnable.collect();
    let users = services.list_all::<User>(id, all()).await?.into_iter();
    let queues = services.list_all::<Queue>(id, all()).await?.into_iter();
    let hours = services.list_all::<Hours>(id, all()).await?.into_iter();
    Ok(Instance {
        account: services.account.clone(),
        region: services.region.clone(),
        id,
        queues: queues.map(|it| it.value).collect(),
        hours: hours.map(|it| it.value).collect(),
        flows,
        known,
        users: users
            .map(|it| (it.value.id.to_string(), it.value.username))
            .collect(),
    })
}

/// An answer's status of an execution that has just been put in turn.
pub(super) fn accepted(case: &str, id: &str) -> Value {
    json!({
        "TestCaseExecutionId": id, "TestCaseId": case, "Status": executions::INITIATED,
    })
}
