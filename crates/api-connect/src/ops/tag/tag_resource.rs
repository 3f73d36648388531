//! TagResource: adds tags to any resource that has an ARN.

use crate::prelude::*;

pub(crate) async fn tag_resource(ctx: &Ctx, input: api::TagResourceRequest) -> Result<Nothing> {
    let (instance, stored) = by_arn(ctx, &input.resource_arn).await?;
    let (kind, id) = (stored.value.kind(), stored.value.id());
    ctx.update_any(instance, kind, &id, |it| {
        it.tags_mut().extend(input.tags);
        check_tags(it.tags())
    })
    .await?;
    Ok(Nothing)
}
