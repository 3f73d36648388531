//! UntagResource: takes tags away; keys that are not there are passed over.

use crate::prelude::*;

pub(crate) async fn untag_resource(ctx: &Ctx, input: api::UntagResourceRequest) -> Result<Nothing> {
    let (instance, stored) = by_arn(ctx, &input.resource_arn).await?;
    let (kind, id) = (stored.value.kind(), stored.value.id());
    ctx.update_any(instance, kind, &id, |it| {
        it.tags_mut().retain(|key, _| !input.tag_keys.contains(key));
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
