//! UpdatePrompt: what is absent stays.

use super::convert::blob;
use crate::prelude::*;
use resources::Prompt;

pub(crate) async fn update_prompt(
    ctx: &Ctx,
    input: api::UpdatePromptRequest,
) -> Result<api::UpdatePromptResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::Prompt, instance, &input.prompt_id)?;
    let name = input
        .name
        .map(|text| name(Kind::Prompt, text))
        .transpose()?;
    let blob = input.s3_uri.as_deref().map(blob).transpose()?;
    if let Some(blob) = &blob {
        ctx.check_audio(blob).await?;
    }
    let it = ctx
        .update::<Prompt>(instance, id, |it| {
            if let Some(name) = name {
                it.name = name;
            }
            if input.description.is_some() {
                it.description = input.description;
            }
            if let Some(blob) = blob {
                it.blob = blob;
            }
            Ok(())
        })
        .await?;
    Ok(api::UpdatePromptResponse {
        prompt_arn: Some(arn(ctx, instance, Kind::Prompt, it.id)),
        prompt_id: Some(it.id.to_string()),
    })
}
