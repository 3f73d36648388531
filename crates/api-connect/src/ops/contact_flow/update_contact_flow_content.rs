//! UpdateContactFlowContent: publishes, or with `:$SAVED` after the id only saves.

use super::check;
use super::convert::{Version, version};
use crate::prelude::*;
use resources::{Flow, FlowStatus};

pub(crate) async fn update_contact_flow_content(
    ctx: &Ctx,
    input: api::UpdateContactFlowContentRequest,
) -> Result<api::UpdateContactFlowContentResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let (id, version) = version(instance, &input.contact_flow_id)?;
    let kind = ctx.get::<Flow>(instance, id).await?.value.kind;
    match version {
        Version::Published => check::published(ctx, instance, kind, &input.content).await?,
        Version::Saved => check::saved(&input.content)?,
        Version::Numbered(_) => {
            return Err(ServiceError::InvalidRequest(
                "a numbered version cannot be changed".into(),
            ));
        }
    }
    let now = ctx.now();
    ctx.update::<Flow>(instance, id, |it| {
        it.modified = now;
        if version == Version::Published {
            it.published = Some(input.content.clone());
            it.published_at = Some(now);
            it.status = FlowStatus::Published;
        } else {
            it.status = FlowStatus::Saved;
        }
        it.saved = Some(input.content);
        Ok(())
    })
    .await?;
    Ok(api::UpdateContactFlowContentResponse::default())
}
