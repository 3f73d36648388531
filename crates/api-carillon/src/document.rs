//! ExportInstance and ImportInstance.
//!
//! An import is planned, and then either told (`DryRun`) or written in one batch: all of it or
//! nothing. It expects what it was planned against, so that a change made meanwhile is refused
//! rather than overwritten.

use crate::CarillonApi;
use crate::faults::{document as bad_document, fault};
use aws_wire::Fault;
use carillon_model as api;
use ids::InstanceId;
use instance_document::{Action, Change, Document, Place, Plan, Problem};
use resources::{Indexed, Resource};
use services::{Kept, ServiceError};
use uuid::Uuid;

pub(crate) async fn export(
    it: &CarillonApi,
    input: api::ExportInstanceRequest,
) -> Result<api::ExportInstanceResponse, Fault> {
    let instance = it.instance(&input.instance_id).await.map_err(fault)?;
    let kept = it.services.kept(instance).await.map_err(fault)?;
    let resources: Vec<Resource> = kept.into_iter().map(|it| it.value).collect();
    let document = Document::of(&place(it, instance), &resources)
        .and_then(|document| document.write())
        .map_err(|error| fault(ServiceError::internal(error)))?;
    Ok(api::ExportInstanceResponse {
        document: Some(document),
    })
}

pub(crate) async fn import(
    it: &CarillonApi,
    input: api::ImportInstanceRequest,
) -> Result<api::ImportInstanceResponse, Fault> {
    let dry_run = input.dry_run.unwrap_or(false);
    let prune = input.prune.unwrap_or(false);
    let document = Document::read(&input.document)
        .map_err(|error| bad_document(error.to_string(), Vec::new()))?;
    let instance = it.instance(&input.instance_id).await.map_err(fault)?;
    let kept = it.services.kept(instance).await.map_err(fault)?;
    let resources: Vec<Resource> = kept.iter().map(|it| it.value.clone()).collect();
    let plan = Plan::between(
        &place(it, instance),
        &document,
        &resources,
        prune,
        it.services.clock.now(),
        || it.services.new_id::<Uuid>().to_string(),
    )
    .map_err(refused)?;
    let problems = flow_problems(&plan);
    if !problems.is_empty() {
        return Err(refused(problems));
    }
    let answer = api::ImportInstanceResponse {
        instance_id: Some(instance.to_string()),
        changes: Some(plan.changes.iter().map(change_out).collect()),
        unchanged: Some(i32::try_from(plan.unchanged).unwrap_or(i32::MAX)),
        applied: Some(!dry_run),
    };
    if !dry_run {
        apply(it, instance, &kept, plan).await.map_err(fault)?;
    }
    Ok(answer)
}

fn place(it: &CarillonApi, instance: InstanceId) -> Place {
    Place {
        account: it.services.account.clone(),
        region: it.services.region.clone(),
        instance,
    }
}

fn refused(problems: Vec<Problem>) -> Fault {
    let message = match problems.as_slice() {
        [one] => format!("the document cannot be imported: {one}"),
        [first, rest @ ..] => format!(
            "the document cannot be imported: {first}; and {} more",
            rest.len()
        ),
        [] => "the document cannot be imported".to_owned(),
    };
    bad_document(message, problems)
}

/// What is to be published must be a flow that runs.
fn flow_problems(plan: &Plan) -> Vec<Problem> {
    let flows = plan.changes.iter().filter_map(|it| match &it.resource {
        Resource::Flow(flow) if it.action != Action::Delete => Some(flow),
        _ => None,
    });
    flows
        .filter_map(|flow| {
            let problems = flow::Flow::parse(flow.published.as_deref()?).err()?;
            let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
            Some(Problem {
                at: format!("contact-flow/{}", flow.name),
                message: problems.join("; "),
            })
        })
        .collect()
}

async fn apply(
    it: &CarillonApi,
    instance: InstanceId,
    kept: &[Kept],
    plan: Plan,
) -> Result<(), ServiceError> {
    let was = |of: &Resource| {
        kept.iter()
            .find(|it| it.value.kind() == of.kind() && it.value.id() == of.id())
            .map(Kept::was)
    };
    let (mut puts, mut deletes) = (Vec::new(), Vec::new());
    for change in plan.changes {
        let was = was(&change.resource);
        match change.action {
            Action::Delete => deletes.push((change.resource, was)),
            Action::Create | Action::Update => puts.push((change.resource, was)),
        }
    }
    it.services.change_all(instance, puts, deletes).await
}

fn change_out(change: &Change) -> api::Change {
    let text = |value: &Option<serde_json::Value>| {
        value.as_ref().map(|value| match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    };
    let differences = change.differences.iter().map(|it| api::Difference {
        path: Some(it.path.clone()),
        from: text(&it.from),
        to: text(&it.to),
    });
    api::Change {
        action: Some(change.action.word().into()),
        kind: Some(change.resource.kind().name().to_owned()),
        id: Some(change.resource.id()),
        name: Some(change.resource.name().into_owned()),
        differences: Some(differences.collect()),
    }
}
