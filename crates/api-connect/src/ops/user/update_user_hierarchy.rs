//! UpdateUserHierarchy: puts a user into a group, or into none.

use super::convert::hierarchy;
use crate::prelude::*;
use resources::User;

pub(crate) async fn update_user_hierarchy(
    ctx: &Ctx,
    input: api::UpdateUserHierarchyRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::User, instance, &input.user_id)?;
    let (group, path) = hierarchy(ctx, instance, input.hierarchy_group_id.as_deref()).await?;
    let now = ctx.now();
    ctx.update::<User>(instance, id, |it| {
        it.hierarchy_group = group;
        it.hierarchy_path = path;
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
