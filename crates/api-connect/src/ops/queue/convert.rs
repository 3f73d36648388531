//! Queues between the API and what is kept.

use crate::prelude::*;
use resources::{Flow, FlowKind, OutboundCaller, PhoneNumberResource};

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
