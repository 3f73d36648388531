//! Queues between the API and what is kept.

use crate::prelude::*;
use resources::{Flow, FlowKind, OutboundCaller, PhoneNumberResource, Queue};

/// Who the called customer sees, in a request; what it names must be there.
pub(crate) async fn outbound_caller(
    ctx: &Ctx,
    instance: InstanceId,
    config: api::OutboundCallerConfig,
) -> Result<OutboundCaller> {
    let number = match config
        .outbound_caller_id_number_id
        .filter(|text| !text.is_empty())
    {
        Some(text) => {
            let found = get::<PhoneNumberResource>(ctx, instance, &text)
                .await?
                .value;
            if found.instance != instance {
                return Err(services::not_found(Kind::PhoneNumber, text));
            }
            Some(found.id)
        }
        None => None,
    };
    let flow = match config.outbound_flow_id.filter(|text| !text.is_empty()) {
        Some(text) => {
            let found = get::<Flow>(ctx, instance, &text).await?.value;
            if found.kind != FlowKind::OutboundWhisper {
                return Err(invalid("OutboundFlowId must name an outbound whisper flow"));
            }
            Some(found.id)
        }
        None => None,
    };
    Ok(OutboundCaller {
        name: config
            .outbound_caller_id_name
            .filter(|name| !name.is_empty()),
        number,
        flow,
    })
}

/// The same in an answer.
pub(crate) fn outbound_caller_out(it: &OutboundCaller) -> Option<api::OutboundCallerConfig> {
    if *it == OutboundCaller::default() {
        return None;
    }
    Some(api::OutboundCallerConfig {
        outbound_caller_id_name: it.name.clone(),
        outbound_caller_id_number_id: it.number.map(|id| id.to_string()),
        outbound_flow_id: it.flow.map(|id| id.to_string()),
    })
}

/// A queue as DescribeQueue and SearchQueues answer it.
pub(crate) fn queue_out(ctx: &Ctx, instance: InstanceId, stored: Stored<Queue>) -> api::Queue {
    let it = stored.value;
    api::Queue {
        queue_arn: Some(arn(ctx, instance, Kind::Queue, it.id)),
        queue_id: Some(it.id.to_string()),
        outbound_caller_config: outbound_caller_out(&it.outbound_caller),
        hours_of_operation_id: Some(it.hours.to_string()),
        max_contacts: it.max_contacts.map(signed),
        status: Some(to_api(&it.status)),
        tags: tags_out(&it.tags),
        outbound_email_config: it.outbound_email.map(|id| api::OutboundEmailConfig {
            outbound_email_address_id: Some(id),
        }),
        name: Some(it.name),
        description: it.description,
        last_modified_time: Some(stored.modified),
        last_modified_region: region(ctx),
    }
}

/// The identifiers of plain resources that a request names; all must be there.
pub(crate) async fn ids(
    ctx: &Ctx,
    instance: InstanceId,
    kind: Kind,
    named: &[String],
) -> Result<Vec<String>> {
    let mut out = Vec::with_capacity(named.len());
    for text in named {
        let id = crate::plain::get(ctx, instance, kind, text).await?.value.id;
        if !out.contains(&id) {
            out.push(id);
        }
    }
    Ok(out)
}
