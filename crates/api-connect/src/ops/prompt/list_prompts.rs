//! ListPrompts.

use crate::prelude::*;
use resources::Prompt;

pub(crate) async fn list_prompts(
    ctx: &Ctx,
    input: api::ListPromptsRequest,
) -> Result<api::ListPromptsResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let asked = (input.next_token, input.max_results);
    let (list, next) = page::<Prompt, _>(
        ctx,
        instance,
        asked,
        (),
        |it| it,
        |it| api::PromptSummary {
            id: Some(it.value.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::Prompt, it.value.id)),
            name: Some(it.value.name),
            last_modified_time: Some(it.modified),
            last_modified_region: region(ctx),
        },
    )
    .await?;
    Ok(api::ListPromptsResponse {
        prompt_summary_list: Some(list),
        next_token: next,
    })
}
