//! CreatePrompt: a WAV file that lies among the blobs becomes a prompt.

use super::convert::blob;
use crate::prelude::*;
use ids::PromptId;
use resources::Prompt;

pub(crate) async fn create_prompt(
    ctx: &Ctx,
    input: api::CreatePromptRequest,
) -> Result<api::CreatePromptResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id: PromptId = ctx.new_id();
    let prompt = Prompt {
        id,
        name: name(Kind::Prompt, input.name)?,
        description: input.description,
        blob: blob(&input.s3_uri)?,
        tags: tags(input.tags)?,
    };
    ctx.check_audio(&prompt.blob).await?;
    ctx.create(instance, prompt).await?;
    Ok(api::CreatePromptResponse {
        prompt_arn: Some(arn(ctx, instance, Kind::Prompt, id)),
        prompt_id: Some(id.to_string()),
    })
}
