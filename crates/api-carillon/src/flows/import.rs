//! ImportFlow: a file becomes a flow, new or in place of one of the same type.
//!
//! Saving takes whatever is a flow; publishing demands every resource that an action cannot do
//! without, and leaves optional parameters out whose resource is not there.
//! Source: connect-c-flows.md §13.

use super::catalog::Known;
use super::{contract, find, known, must_find};
use crate::CarillonApi;
use crate::connect::Connect;
use crate::faults::{document as bad_document, fault, invalid};
use aws_wire::{Caller, Fault, Value};
use carillon_model as api;
use flow::interchange::{FlowFile, Resolution, flow_kind};
use flow::{Contract, FlowKind};
use instance_document::Problem;
use resources::Flow;
use serde_json::{Map, json};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) async fn import(
    it: &CarillonApi,
    caller: &Caller,
    input: api::ImportFlowRequest,
) -> Result<api::ImportFlowResponse, Fault> {
    let instance = it.instance(&input.instance_id).await.map_err(fault)?;
    let known = known(it, instance).await?;
    let file = FlowFile::read(&input.content).map_err(|found| {
        bad_document("the content is no flow", found.iter().map(told).collect())
    })?;
    let publish = input
        .status
        .as_ref()
        .is_none_or(|it| it.as_str() != "SAVED");
    let target = target(&known, &file, &input)?;
    let map: BTreeMap<String, String> = input.map.unwrap_or_default().into_iter().collect();
    let resolution = file.resolve(&known, &map, publish);
    let (problems, advice) = looked_at(&known, &file, &resolution, &target);
    if input.strict.unwrap_or(false) {
        strict(&advice)?;
    }
    let refused = publish && (resolution.blocks_publishing() || !problems.is_empty());
    let dry_run = input.dry_run.unwrap_or(false);
    if refused && !dry_run {
        let missing = resolution.unresolved.iter().filter(|it| !it.left_out);
        let missing = missing.map(|it| missing_resource(&it.mention));
        let problems = missing.chain(problems.iter().map(told)).collect();
        return Err(bad_document("the flow cannot be published", problems));
    }
    let id = match dry_run {
        true => target.flow.as_ref().map(|it| it.id.to_string()),
        false => {
            let connect = Connect {
                api: Arc::clone(&it.connect),
                caller: caller.clone(),
                instance: instance.to_string(),
            };
            Some(write(&connect, &file, &target, &resolution, publish).await?)
        }
    };
    let arn = id.as_ref().map(|id| {
        let kind = match target.kind {
            FlowKind::Module => resources::Kind::Module,
            _ => resources::Kind::Flow,
        };
        let services = &it.services;
        ids::Arn::within_instance(
            &services.account,
            &services.region,
            instance,
            kind.arn_part(),
            id,
        )
        .to_string()
    });
    let notes = file.notes.iter().map(|it| api::Problem {
        at: Some(it.action.clone()),
        message: Some(it.message.clone()),
    });
    let advice = advice.into_iter().map(|it| api::Problem {
        at: it.action,
        message: Some(it.message),
    });
    Ok(api::ImportFlowResponse {
        id,
        arn,
        name: Some(target.name.clone()),
        r#type: Some(api_kind(target.kind)),
        status: Some(if publish { "PUBLISHED" } else { "SAVED" }.to_owned()),
        created: Some(target.flow.is_none()),
        applied: Some(!dry_run),
        resolved: Some(resolution.resolved.iter().map(resolved_out).collect()),
        unresolved: Some(resolution.unresolved.iter().map(unresolved_out).collect()),
        remap: Some(resolution.remaps().into_iter().map(remap_out).collect()),
        problems: Some(problems.iter().map(|it| problem_out(told(it))).collect()),
        notes: Some(notes.collect()),
        advice: Some(advice.collect()),
        content: Some(resolution.content),
    })
}

/// Where a file goes.
struct Target {
    /// The flow that it takes the place of.
    flow: Option<Flow>,
    kind: FlowKind,
    name: String,
    /// The contract of a module.
    settings: String,
}

fn target(known: &Known, file: &FlowFile, input: &api::ImportFlowRequest) -> Result<Target, Fault> {
    let said = input.r#type.as_ref().and_then(|it| flow_kind(it.as_str()));
    let name = input.name.clone().or_else(|| file.name.clone());
    let flow = match (&input.flow, &name) {
        (Some(flow), _) => Some(must_find(known, flow)?),
        (None, Some(name)) => find(known, name).filter(|it| it.name == *name),
        (None, None) => None,
    };
    let kind = said
        .or(file.kind)
        .or(flow.as_ref().map(|it| it.kind))
        .unwrap_or(FlowKind::ContactFlow);
    for (other, whose) in [
        (flow.as_ref().map(|it| it.kind), "the flow"),
        (file.kind, "the file"),
    ] {
        if let Some(other) = other.filter(|other| *other != kind) {
            let message = format!(
                "{whose} is of type {}, not {}: a flow takes the place of one of its own type only",
                api_kind(other),
                api_kind(kind)
            );
            return Err(invalid(message));
        }
    }
    let kept = flow.as_ref().map(|it| it.name.clone());
    let name = name.or(kept).ok_or_else(|| {
        invalid("the file says no name: give Name, or the Flow that it takes the place of")
    })?;
    let own = flow.as_ref().and_then(|it| contract(known, it));
    let settings = file.contract.as_deref().or(own).unwrap_or("{}").to_owned();
    Ok(Target {
        flow,
        kind,
        name,
        settings,
    })
}

/// What keeps the content from being published, and what its author might look at.
fn looked_at(
    known: &Known,
    file: &FlowFile,
    resolution: &Resolution,
    target: &Target,
) -> (Vec<flow::Problem>, Vec<flow::Advice>) {
    let content = &resolution.content;
    match flow::Flow::parse(content) {
        Err(problems) => (problems, Vec::new()),
        Ok(parsed) => {
            let problems = match (target.kind, Contract::read(&target.settings)) {
                (FlowKind::Module, Ok(contract)) => {
                    flow::validate_module(&parsed, &contract, known)
                }
                (kind, _) => flow::validate(&parsed, kind, known),
            };
            // What was not found by the importer is told as such.
            let unresolved = |problem: &flow::Problem| {
                problem.rule == flow::Rule::Resource
                    && resolution.unresolved.iter().any(|it| {
                        let place = format!(
                            "Actions[{}].Parameters.{}",
                            it.mention.index,
                            it.mention.parameter()
                        );
                        place == problem.path
                    })
            };
            let problems = problems.into_iter().filter(|it| !unresolved(it)).collect();
            (
                problems,
                flow::advise(&parsed, target.kind, file.content.len()),
            )
        }
    }
}

/// The limits of the public service's console, for those who want to keep to them.
fn strict(advice: &[flow::Advice]) -> Result<(), Fault> {
    let limit = advice
        .iter()
        .find(|it| it.topic == flow::Topic::ExportLimit);
    match limit {
        Some(it) => Err(invalid(it.message.clone())),
        None => Ok(()),
    }
}

/// Makes or changes the flow, and answers its identifier.
async fn write(
    connect: &Connect,
    file: &FlowFile,
    target: &Target,
    resolution: &Resolution,
    publish: bool,
) -> Result<String, Fault> {
    let module = target.kind == FlowKind::Module;
    let content = json!(resolution.content);
    let Some(flow) = &target.flow else {
        let mut members = Map::new();
        members.insert("Name".into(), json!(target.name));
        members.insert("Content".into(), content);
        if let Some(text) = &file.description {
            members.insert("Description".into(), json!(text));
        }
        if module {
            if !publish {
                return Err(invalid(
                    "a new module is published at once: it cannot only be saved",
                ));
            }
            members.insert("Settings".into(), json!(target.settings));
            return made(connect, "CreateContactFlowModule", members, "Id").await;
        }
        members.insert("Type".into(), json!(api_kind(target.kind)));
        members.insert(
            "Status".into(),
            json!(if publish { "PUBLISHED" } else { "SAVED" }),
        );
        return made(connect, "CreateContactFlow", members, "ContactFlowId").await;
    };
    let id = flow.id.to_string();
    let versioned = if publish {
        id.clone()
    } else {
        format!("{id}:$SAVED")
    };
    let (update, key, rename) = match module {
        true => (
            "UpdateContactFlowModuleContent",
            "ContactFlowModuleId",
            "UpdateContactFlowModuleMetadata",
        ),
        false => (
            "UpdateContactFlowContent",
            "ContactFlowId",
            "UpdateContactFlowName",
        ),
    };
    let mut members = Map::new();
    members.insert(key.into(), json!(versioned));
    members.insert("Content".into(), content);
    if module {
        members.insert("Settings".into(), json!(target.settings));
    }
    call(connect, update, members).await?;
    if flow.name != target.name {
        let mut members = Map::new();
        members.insert(key.into(), json!(id));
        members.insert("Name".into(), json!(target.name));
        call(connect, rename, members).await?;
    }
    Ok(id)
}

async fn call(connect: &Connect, name: &str, members: Map<String, Value>) -> Result<Value, Fault> {
    let input = connect.input(name, members)?;
    connect.call(name, input).await
}

async fn made(
    connect: &Connect,
    name: &str,
    members: Map<String, Value>,
    id: &str,
) -> Result<String, Fault> {
    let answer = call(connect, name, members).await?;
    let id = answer.get(id).and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(Fault::internal)
}

fn api_kind(kind: FlowKind) -> String {
    match kind {
        FlowKind::Module => "MODULE".to_owned(),
        kind => super::word(&kind).unwrap_or_default(),
    }
}

fn told(problem: &flow::Problem) -> Problem {
    let at = match (&problem.action, problem.path.as_str()) {
        (Some(action), path) => format!("{action}: {path}"),
        (None, path) => path.to_owned(),
    };
    let hint = match problem.hint.as_str() {
        "" => String::new(),
        hint => format!("; {hint}"),
    };
    Problem {
        at,
        message: format!("{}{hint}", problem.message),
    }
}

fn problem_out(problem: Problem) -> api::Problem {
    api::Problem {
        at: Some(problem.at),
        message: Some(problem.message),
    }
}

fn missing_resource(mention: &flow::interchange::Mention) -> Problem {
    let name = match &mention.name {
        Some(name) => format!(" (named {name:?})"),
        None => String::new(),
    };
    Problem {
        at: format!("{}: {}", mention.action, mention.parameter()),
        message: format!(
            "no {} of this instance is {:?}{name}; create it, or say which one it is",
            mention.kind.word(),
            mention.id
        ),
    }
}

fn resolved_out(it: &flow::interchange::Resolved) -> api::ResolvedResource {
    api::ResolvedResource {
        action: Some(it.mention.action.clone()),
        parameter: Some(it.mention.parameter()),
        kind: Some(it.mention.kind.word().to_owned()),
        from: Some(it.mention.id.clone()),
        to: Some(it.found.to.clone()),
        name: Some(it.found.name.clone()),
        by: Some(it.found.how.word().to_owned()),
    }
}

fn unresolved_out(it: &flow::interchange::Unresolved) -> api::UnresolvedResource {
    api::UnresolvedResource {
        action: Some(it.mention.action.clone()),
        parameter: Some(it.mention.parameter()),
        kind: Some(it.mention.kind.word().to_owned()),
        value: Some(it.mention.id.clone()),
        name: it.mention.name.clone(),
        required: Some(it.mention.required),
        left_out: Some(it.left_out),
    }
}

fn remap_out(it: flow::interchange::Remap) -> api::RemapResource {
    api::RemapResource {
        value: Some(it.id),
        kind: Some(it.kind.word().to_owned()),
        name: it.name,
        placeholder: Some(it.placeholder),
    }
}
