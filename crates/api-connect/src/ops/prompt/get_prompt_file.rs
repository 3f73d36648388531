//! GetPromptFile: a URL from which the audio can be read for a while, by the gateway that was
//! called.

use crate::prelude::*;
use resources::Prompt;
use std::time::Duration;

/// For how long the URL is good. The API sets no time; this is that of its other URLs.
const VALID: Duration = Duration::from_secs(300);

pub(crate) async fn get_prompt_file(
    ctx: &Ctx,
    input: api::GetPromptFileRequest,
) -> Result<api::GetPromptFileResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let stored = get::<Prompt>(ctx, instance, &input.prompt_id).await?;
    let endpoint = ctx.caller.endpoint.as_deref().unwrap_or_default();
    let url = ctx.presigned_get(endpoint, &stored.value.blob, VALID, ctx.now())?;
    let url = url.ok_or_else(|| {
        ServiceError::InvalidRequest("the request does not say which host it was sent to".into())
    })?;
    Ok(api::GetPromptFileResponse {
        prompt_presigned_url: Some(url),
        last_modified_time: Some(stored.modified),
        last_modified_region: region(ctx),
    })
}
