//! ListInstances.

use crate::prelude::*;
use resources::Instance;

pub(crate) async fn list_instances(
    ctx: &Ctx,
    input: api::ListInstancesRequest,
) -> Result<api::ListInstancesResponse> {
    // Instances lie under the account: which instance the scope is asked for does not matter.
    let any = InstanceId(uuid::Uuid::nil());
    let asked = (input.next_token, input.max_results.or(Some(10)));
    let (list, next) = page::<Instance, _>(
        ctx,
        any,
        asked,
        (),
        |it| it,
        |it| {
            let it = it.value;
            api::InstanceSummary {
                id: Some(it.id.to_string()),
                arn: Some(instance_arn(ctx, it.id)),
                identity_management_type: Some(it.identity_management_type.as_str().into()),
                instance_alias: Some(it.alias.clone()).filter(|alias| !alias.is_empty()),
                created_time: Some(it.created),
                service_role: None,
                instance_status: Some(to_api(&it.status)),
                inbound_calls_enabled: Some(it.enabled("INBOUND_CALLS")),
                outbound_calls_enabled: Some(it.enabled("OUTBOUND_CALLS")),
                instance_access_url: access_url(&it),
            }
        },
    )
    .await?;
    Ok(api::ListInstancesResponse {
        instance_summary_list: Some(list),
        next_token: next,
    })
}
