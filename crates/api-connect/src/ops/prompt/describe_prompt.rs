//! DescribePrompt.

use crate::prelude::*;
use resources::Prompt;

pub(crate) async fn describe_prompt(
    ctx: &Ctx,
    input: api::DescribePromptRequest,
) -> Result<api::DescribePromptResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let stored = get::<Prompt>(ctx, instance, &input.prompt_id).await?;
    Ok(api::DescribePromptResponse {
        prompt: Some(prompt_out(ctx, instance, stored)),
    })
}

/// A prompt as DescribePrompt and SearchPrompts answer it.
pub(super) fn prompt_out(ctx: &Ctx, instance: InstanceId, stored: Stored<Prompt>) -> api::Prompt {
    let it = stored.value;
    api::Prompt {
    prompt_arn: Some(arn(ctx, instance, Kind::Prompt, it.id)),
    prompt_id: Some(it.id.to_string()),
    name: Some(it.name),
    description: it.description,
    tags: tags_out(&it.tags),
    last_modified_time: Some(stored.modified),
    last_modified_region: region(ctx),
    }
}
