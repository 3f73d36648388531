//! UpdateContactFlowMetadata: name, description and state; what is absent stays.
//!
//! Default flows and flows that a number or queue uses cannot be archived.
//! Source: connect-c-flows.md §8.3.

use super::convert::{is_default, version};
use crate::prelude::*;
use resources::{Flow, FlowState, PhoneNumberResource, Queue};

pub(crate) async fn update_contact_flow_metadata(
    ctx: &Ctx,
    input: api::UpdateContactFlowMetadataRequest,
) -> Result<api::UpdateContactFlowMetadataResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let (id, _) = version(instance, &input.contact_flow_id)?;
    let name = input.name.map(|text| name(Kind::Flow, text)).transpose()?;
    let state: Option<FlowState> = match &input.contact_flow_state {
        Some(state) => Some(from_api("ContactFlowState", state)?),
        None => None,
    };
    if state == Some(FlowState::Archived) {
        let by = Listing::page(1, None).with_facet(Kind::Flow.name(), id.to_string());
        let used = ctx
            .count::<PhoneNumberResource>(instance, by.clone())
            .await?
            + ctx.count::<Queue>(instance, by).await?;
        if used > 0 {
            return Err(ServiceError::InvalidRequest(
                "a flow that a phone number or queue uses cannot be archived".into(),
            ));
        }
    }
    let now = ctx.now();
    ctx.update::<Flow>(instance, id, |it| {
        if state == Some(FlowState::Archived) && is_default(it) {
            return Err(ServiceError::InvalidRequest(
                "a default flow cannot be archived".into(),
            ));
        }
        if let Some(name) = name {
            it.name = name;
        }
        if input.description.is_some() {
            it.description = input.description;
        }
        if let Some(state) = state {
            it.state = state;
        }
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(api::UpdateContactFlowMetadataResponse::default())
}
