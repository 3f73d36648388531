//! DeleteUser. Contact records keep what they say about the user.

use crate::plain::forget;
use crate::prelude::*;
use store::Filter;

/// Kinds that say where a user belongs and what the user did, which go with the user.
const BELONGING: [Kind; 3] = [
    Kind::TrafficDistributionGroupUser,
    Kind::UserNotification,
    Kind::WorkspaceAssociation,
];

pub(crate) async fn delete_user(ctx: &Ctx, input: api::DeleteUserRequest) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::User, instance, &input.user_id)?;
    ctx.delete(instance, Kind::User, id).await?;
    for kind in BELONGING {
        let of_user = Filter::facet(Kind::User.name(), id);
        forget(ctx, instance, kind, of_user).await?;
    }
    Ok(Nothing)
}
