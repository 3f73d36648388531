//! DescribeInstance.

use crate::ops::traffic_distribution::replica;
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
        replication_configuration: replication(ctx, it.id).await?,
    })
}

/// Where an instance is that has a replica. Resources are carried over by export and import, which
/// is said rather than that they are in step.
async fn replication(
    ctx: &Ctx,
    instance: InstanceId,
) -> Result<Option<api::ReplicationConfiguration>> {
    let Some(replica) = replica(ctx, instance).await? else {
        return Ok(None);
    };
    let status = |region: String, status: &str, reason: Option<&str>| api::ReplicationStatusSummary {
        region: Some(region),
        replication_status: Some(status.into()),
        replication_status_reason: reason.map(str::to_owned),
    };
    let by_hand = "Resources are carried to this region by export and import.";
    Ok(Some(api::ReplicationConfiguration {
        replication_status_summary_list: Some(vec![
            status(ctx.region.to_string(), "INSTANCE_REPLICATION_COMPLETE", None),
            status(replica, "RESOURCE_REPLICATION_NOT_STARTED", Some(by_hand)),
        ]),
        source_region: region(ctx),
        global_sign_in_endpoint: None,
    }))
}
