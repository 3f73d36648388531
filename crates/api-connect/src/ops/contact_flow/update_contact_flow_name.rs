//! UpdateContactFlowName: name and description; what is absent stays.

use super::convert::version;
use crate::prelude::*;
use resources::Flow;

pub(crate) async fn update_contact_flow_name(
    ctx: &Ctx,
    input: api::UpdateContactFlowNameRequest,
) -> Result<api::UpdateContactFlowNameResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let (id, _) = version(instance, &input.contact_flow_id)?;
    let name = input.name.map(|text| name(Kind::Flow, text)).transpose()?;
    let now = ctx.now();
    ctx.update::<Flow>(instance, id, |it| {
        if let Some(name) = name {
            it.name = name;
        }
        if input.description.is_some() {
            it.description = input.description;
        }
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(api::UpdateContactFlowNameResponse::default())
}
