//! CreateContactFlow: published at once unless `Status` says that it is only saved.

use super::check;
use super::convert::sha256;
use crate::prelude::*;
use ids::FlowId;
use resources::{Flow, FlowState, FlowStatus};

pub(crate) async fn create_contact_flow(
    ctx: &Ctx,
    input: api::CreateContactFlowRequest,
) -> Result<api::CreateContactFlowResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let kind = from_api("Type", &input.r#type)?;
    let saved = input
        .status
        .as_ref()
        .is_some_and(|status| status.as_str() == "SAVED");
    if saved {
        check::saved(&input.content)?;
    } else {
        check::published(ctx, instance, kind, &input.content).await?;
    }
    let id: FlowId = ctx.new_id();
    let hash = sha256(&input.content);
    let now = ctx.now();
    let flow = Flow {
        id,
        name: name(Kind::Flow, input.name)?,
        description: input.description,
        kind,
        state: FlowState::Active,
        status: if saved {
            FlowStatus::Saved
        } else {
            FlowStatus::Published
        },
        published: (!saved).then(|| input.content.clone()),
        published_at: (!saved).then_some(now),
        saved: Some(input.content),
        versions: Vec::new(),
        last_version: 0,
        modified: now,
        tags: tags(input.tags)?,
    };
    ctx.create(instance, flow).await?;
    Ok(api::CreateContactFlowResponse {
        contact_flow_id: Some(id.to_string()),
        contact_flow_arn: Some(arn(ctx, instance, Kind::Flow, id)),
        flow_content_sha256: Some(hash),
    })
}
