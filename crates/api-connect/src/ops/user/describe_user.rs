//! DescribeUser.

use super::convert::{identity_out, phone_out};
use crate::prelude::*;
use resources::User;

pub(crate) async fn describe_user(
    ctx: &Ctx,
    input: api::DescribeUserRequest,
) -> Result<api::DescribeUserResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let stored = get::<User>(ctx, instance, &input.user_id).await?;
    let it = stored.value;
    Ok(api::DescribeUserResponse {
        user: Some(api::User {
            id: Some(it.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::User, it.id)),
            username: Some(it.username.clone()),
            identity_info: Some(identity_out(&it)),
            phone_config: Some(phone_out(it.phone)),
            security_profile_ids: Some(
                it.security_profiles
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            ),
            routing_profile_id: Some(it.routing_profile.to_string()),
            hierarchy_group_id: it.hierarchy_group,
            tags: tags_out(&it.tags),
            last_modified_time: Some(stored.modified),
            last_modified_region: region(ctx),
            ..Default::default()
        }),
    })
}
