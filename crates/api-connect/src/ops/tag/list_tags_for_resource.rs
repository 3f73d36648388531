//! ListTagsForResource.

use crate::prelude::*;

pub(crate) async fn list_tags_for_resource(
    ctx: &Ctx,
    input: api::ListTagsForResourceRequest,
) -> Result<api::ListTagsForResourceResponse> {
    let (_, stored) = by_arn(ctx, &input.resource_arn).await?;
    Ok(api::ListTagsForResourceResponse {
        tags: Some(stored.value.tags().clone()),
    })
}
