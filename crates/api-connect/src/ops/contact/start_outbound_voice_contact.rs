//! StartOutboundVoiceContact: calls a customer, and runs a flow once the call is answered.
//!
//! The answer comes when the call is on its way. What becomes of it is told by contact events.
//! A repeated request with the same ClientToken calls nobody again.

use super::convert::{contact_id, references};
use crate::prelude::*;
use exchange::{Command, OutboundCall, Reply};
use ids::{FlowId, PhoneNumber, QueueId};
use std::time::Duration;

pub(crate) async fn start_outbound_voice_contact(
    ctx: &Ctx,
    input: api::StartOutboundVoiceContactRequest,
) -> Result<api::StartOutboundVoiceContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    refuse_unbuilt(&input)?;
    let queue: Option<QueueId> = match &input.queue_id {
        Some(text) => Some(known::<resources::Queue, _>(ctx, instance, text).await?),
        None => None,
    };
    if queue.is_none() && input.source_phone_number.is_none() {
        return Err(ServiceError::InvalidRequest(
            "either QueueId or SourcePhoneNumber must say which number calls".into(),
        ));
    }
    let flow: FlowId = known::<resources::Flow, _>(ctx, instance, &input.contact_flow_id).await?;
    let related = match &input.related_contact_id {
        Some(text) => Some(contact_id(text)?),
        None => None,
    };
    let ring_limit = input.ring_timeout_in_seconds.unwrap_or_default();
    let call = OutboundCall {
        destination: number(&input.destination_phone_number)?,
        flow,
        queue,
        source: input
            .source_phone_number
            .as_deref()
            .map(number)
            .transpose()?,
        attributes: input.attributes.unwrap_or_default(),
        name: input.name,
        description: input.description,
        references: references(input.references)?,
        related,
        ring_limit: u64::try_from(ring_limit)
            .ok()
            .filter(|seconds| *seconds > 0)
            .map(Duration::from_secs),
        campaign: None,
    };
    let command = Command::StartOutboundVoice(Box::new(call));
    match ctx.exchanges.execute(instance, command).await? {
        Reply::Started(contact) => Ok(api::StartOutboundVoiceContactResponse {
            contact_id: Some(contact.to_string()),
        }),
        _ => Err(ServiceError::internal("an exchange gave another answer")),
    }
}

/// Campaigns and what only they need are another service, which is not built.
fn refuse_unbuilt(input: &api::StartOutboundVoiceContactRequest) -> Result<()> {
    let campaign = input.campaign_id.is_some()
        || input
            .traffic_type
            .as_ref()
            .is_some_and(|it| it.as_str() == "CAMPAIGN");
    let unbuilt = [
        (campaign, "outbound campaigns are"),
        (
            input.answer_machine_detection_config.is_some(),
            "answering machine detection is",
        ),
        (input.outbound_strategy.is_some(), "outbound strategies are"),
    ];
    match unbuilt.iter().find(|(asked, _)| *asked) {
        Some((_, what)) => Err(ServiceError::InvalidRequest(format!("{what} not available"))),
        None => Ok(()),
    }
}

fn number(text: &str) -> Result<PhoneNumber> {
    text.parse()
        .map_err(|error| ServiceError::InvalidParameter(format!("{error}")))
}
