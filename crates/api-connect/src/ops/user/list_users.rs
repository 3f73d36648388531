//! ListUsers.

use crate::prelude::*;
use resources::User;

pub(crate) async fn list_users(
    ctx: &Ctx,
    input: api::ListUsersRequest,
) -> Result<api::ListUsersResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let asked = (input.next_token, input.max_results);
    let (list, next) = page::<User, _>(
        ctx,
        instance,
        asked,
        (),
        |it| it,
        |it| api::UserSummary {
            id: Some(it.value.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::User, it.value.id)),
            username: Some(it.value.username),
            last_modified_time: Some(it.modified),
            last_modified_region: region(ctx),
        },
    )
    .await?;
    Ok(api::ListUsersResponse {
        user_summary_list: Some(list),
        next_token: next,
    })
}
