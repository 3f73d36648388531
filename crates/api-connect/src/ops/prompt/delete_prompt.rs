//! DeletePrompt: the audio itself stays among the blobs.

use crate::prelude::*;

pub(crate) async fn delete_prompt(ctx: &Ctx, input: api::DeletePromptRequest) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::Prompt, instance, &input.prompt_id)?;
    ctx.delete(instance, Kind::Prompt, id).await?;
    Ok(Nothing)
}
