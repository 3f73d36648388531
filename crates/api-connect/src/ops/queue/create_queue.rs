//! CreateQueue: a standard queue, enabled at once.

use super::convert::{ids, outbound_caller};
use crate::prelude::*;
use ids::QueueId;
use resources::{Hours, OutboundCaller, Queue, QueueStatus};

pub(crate) async fn create_queue(
    ctx: &Ctx,
    input: api::CreateQueueRequest,
) -> Result<api::CreateQueueResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let named = input.quick_connect_ids.unwrap_or_default();
    let connects = ids(ctx, instance, Kind::QuickConnect, &named).await?;
    let named = input.email_addresses_config.unwrap_or_default();
    let named: Vec<_> = named.into_iter().map(|it| it.email_address_id).collect();
    let addresses = ids(ctx, instance, Kind::EmailAddress, &named).await?;
    let outbound = input.outbound_email_config;
    let outbound: Vec<_> = outbound
        .and_then(|it| it.outbound_email_address_id)
        .into_iter()
        .collect();
    let outbound_email = ids(ctx, instance, Kind::EmailAddress, &outbound).await?.pop();
    let id: QueueId = ctx.new_id();
    let queue = Queue {
        id,
        name: name(Kind::Queue, input.name)?,
        description: input.description,
        hours: known::<Hours, _>(ctx, instance, &input.hours_of_operation_id).await?,
        max_contacts: input
            .max_contacts
            .map(|n| unsigned("MaxContacts", n))
            .transpose()?,
        outbound_caller: match input.outbound_caller_config {
            Some(config) => outbound_caller(ctx, instance, config).await?,
            None => OutboundCaller::default(),
        },
        quick_connects: connects,
        email_addresses: addresses,
        outbound_email,
        status: QueueStatus::Enabled,
        tags: tags(input.tags)?,
    };
    ctx.create(instance, queue).await?;
    Ok(api::CreateQueueResponse {
        queue_arn: Some(arn(ctx, instance, Kind::Queue, id)),
        queue_id: Some(id.to_string()),
    })
}
