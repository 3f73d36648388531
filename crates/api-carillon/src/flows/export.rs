//! ExportFlow: a flow as a file.

use super::{contract, known, must_find, word};
use crate::CarillonApi;
use crate::faults::{fault, invalid};
use aws_wire::Fault;
use carillon_model as api;
use flow::interchange::{Envelope, export as written};
use resources::{FlowKind, Kind};

pub(crate) async fn export(
    it: &CarillonApi,
    input: api::ExportFlowRequest,
) -> Result<api::ExportFlowResponse, Fault> {
    let instance = it.instance(&input.instance_id).await.map_err(fault)?;
    let known = known(it, instance).await?;
    let flow = must_find(&known, &input.flow)?;
    let published = flow.published.is_some() && !input.saved.unwrap_or(false);
    let content = match published {
        true => flow.published.as_ref(),
        false => flow.saved.as_ref().or(flow.published.as_ref()),
    };
    let content = content.ok_or_else(|| invalid("the flow has no content"))?;
    let envelope = Envelope {
        name: &flow.name,
        description: flow.description.as_deref(),
        kind: flow.kind,
        published,
        contract: contract(&known, &flow).filter(|it| *it != "{}"),
    };
    let content = match input.plain.unwrap_or(false) {
        true => content.clone(),
        false => written(content, &envelope, &known),
    };
    let (kind, api_kind) = match flow.kind {
        FlowKind::Module => (Kind::Module, Some("MODULE".to_owned())),
        other => (Kind::Flow, word(&other)),
    };
    let services = &it.services;
    let arn = ids::Arn::within_instance(
        &services.account,
        &services.region,
        instance,
        kind.arn_part(),
        flow.id.to_string(),
    );
    Ok(api::ExportFlowResponse {
        id: Some(flow.id.to_string()),
        arn: Some(arn.to_string()),
        name: Some(flow.name),
        r#type: api_kind,
        status: Some(if published { "PUBLISHED" } else { "SAVED" }.to_owned()),
        content: Some(content),
    })
}
