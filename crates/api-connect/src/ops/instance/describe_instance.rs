//! DescribeInstance.

use crate::prelude::*;

pub(crate) async fn describe_instance(
    ctx: &Ctx,
    input: api::DescribeInstanceRequest,
) -> Result<api::DescribeInstanceResponse> {
    let it = stored_instance(ctx, &input.instance_id).await?.value;
    let instance = api::Instance {
        id: Some(it.id.to_string()),
        arn: Some(instance_arn(ctx, it.id)),
        identity_management_type: Some(it.identity_management_type.as_str().into()),
        instance_alias: Some(it.alias.clone()).filter(|alias| !alias.is_empty()),
        created_time: Some(it.created),
        service_role: None,
        instance_status: Some(to_api(&it.status)),
        status_reason: None,
        inbound_calls_enabled: Some(it.enabled("INBOUND_CALLS")),
        outbound_calls_enabled: Some(it.enabled("OUTBOUND_CALLS")),
        instance_access_url: access_url(&it),
        tags: tags_out(&it.tags),
    };
    Ok(api::DescribeInstanceResponse {
        instance: Some(instance),
        ..Default::default()
    })
}
