//! TagResource: adds tags.

use crate::common::{NOWHERE, Result, by_arn, check_tags, required, tags};
use aws_wire::Value;
use serde_json::json;
use services::Ctx;

pub(crate) async fn tag_resource(ctx: &Ctx, input: Value) -> Result<Value> {
    let found = by_arn(ctx, required(&input, "resourceARN")?).await?;
    let given = tags(&input, "tags")?;
    let (kind, id) = (found.value.kind, found.value.id);
    ctx.update_any(NOWHERE, kind, &id, |it| {
        it.tags_mut().extend(given);
        check_tags(it.tags())
    })
    .await?;
    Ok(json!({}))
}
