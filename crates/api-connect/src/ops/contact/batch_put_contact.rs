//! BatchPutContact: contacts for customers who are to be called, each for itself.
//!
//! One with a queue waits there, and its customer is called when an agent has accepted: that is the
//! agent-first strategy, and the only one here, as nothing here predicts when agents will be free.
//! One with a number to call from but no queue is called at once, and the number's own flow runs
//! (inferred: the flow of such a campaign is the campaign's, which this service does not know).
//! Campaigns themselves are another service: their identifiers are kept with the contacts.

use crate::prelude::*;
use exchange::{Command, CommandError, OutboundCall, QueuedCall, Reply};
use ids::PhoneNumber;
use resources::{PhoneNumberResource, Queue};
use services::ExchangeError;
use std::collections::BTreeSet;

/// Why a request of a batch makes no contact: code and message.
type Failure = (&'static str, String);

pub(crate) async fn batch_put_contact(
    ctx: &Ctx,
    input: api::BatchPutContactRequest,
) -> Result<api::BatchPutContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let mut known = BTreeSet::new();
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for request in input.contact_data_request_list {
        let request_identifier = request.request_identifier.clone();
        let repeated = request_identifier
            .as_ref()
            .is_some_and(|it| !known.insert(it.clone()));
        let made = match repeated {
            true => Err((
                "IDEMPOTENCY_EXCEPTION",
                "another request of the batch has this identifier".to_owned(),
            )),
            false => put(ctx, instance, request).await,
        };
        match made {
            Ok(contact) => done.push(api::SuccessfulRequest {
                request_identifier,
                contact_id: Some(contact),
            }),
            Err((code, message)) => failed.push(api::FailedRequest {
                request_identifier,
                failure_reason_code: Some(code.into()),
                failure_reason_message: Some(message),
            }),
        }
    }
    Ok(api::BatchPutContactResponse {
        successful_request_list: Some(done),
        failed_request_list: Some(failed),
    })
}

async fn put(
    ctx: &Ctx,
    instance: InstanceId,
    request: api::ContactDataRequest,
) -> std::result::Result<String, Failure> {
    let campaign = request.campaign.and_then(|it| it.campaign_id);
    let campaign = campaign.ok_or_else(|| fail("MISSING_CAMPAIGN", "Campaign is needed"))?;
    let customer = request
        .customer_endpoint
        .ok_or_else(|| fail("MISSING_CUSTOMER_ENDPOINT", "CustomerEndpoint is needed"))?;
    let destination = number(customer).ok_or_else(|| {
        fail(
            "INVALID_CUSTOMER_ENDPOINT",
            "CustomerEndpoint is no telephone number in E.164",
        )
    })?;
    if request
        .outbound_strategy
        .is_some_and(|it| it.config.is_some_and(|it| it.agent_first.is_some()))
    {
        return Err(fail(
            "INVALID_OUTBOUND_STRATEGY",
            "previews are not available",
        ));
    }
    let source = match request.system_endpoint {
        Some(it) => Some(own_number(ctx, instance, it).await?),
        None => None,
    };
    let attributes = request.attributes.unwrap_or_default();
    let command = match (request.queue_id, source) {
        (None, None) => {
            return Err(fail(
                "MISSING_QUEUE_ID_AND_SYSTEM_ENDPOINT",
                "QueueId or SystemEndpoint is needed",
            ));
        }
        (Some(queue), source) => {
            let queue = known::<Queue, _>(ctx, instance, &queue).await;
            Command::QueueOutbound(Box::new(QueuedCall {
                destination,
                queue: queue.map_err(|error| fail("INVALID_QUEUE", error))?,
                source: source.map(|it| it.number),
                attributes,
                campaign: Some(campaign),
            }))
        }
        (None, Some(source)) => Command::StartOutboundVoice(Box::new(OutboundCall {
            destination,
            flow: source.flow.ok_or_else(|| {
                fail("INVALID_SYSTEM_ENDPOINT", "SystemEndpoint has no flow to run")
            })?,
            queue: None,
            source: Some(source.number),
            attributes,
            name: None,
            description: None,
            references: Default::default(),
            related: None,
            ring_limit: None,
            campaign: Some(campaign),
        })),
    };
    match ctx.exchanges.execute(instance, command).await {
        Ok(Reply::Started(contact)) => Ok(contact.to_string()),
        Ok(_) => Err(fail("INTERNAL_ERROR", "an exchange gave another answer")),
        Err(error) => Err(refused(&error)),
    }
}

fn fail(code: &'static str, why: impl ToString) -> Failure {
    (code, why.to_string())
}

/// The telephone number of an endpoint, if it is one.
fn number(it: api::Endpoint) -> Option<PhoneNumber> {
    let is_number = it
        .r#type
        .is_none_or(|it| it.as_str() == "TELEPHONE_NUMBER");
    it.address.filter(|_| is_number)?.parse().ok()
}

/// A number of the instance, by itself or by its ARN.
async fn own_number(
    ctx: &Ctx,
    instance: InstanceId,
    it: api::Endpoint,
) -> std::result::Result<PhoneNumberResource, Failure> {
    let invalid = || fail("INVALID_SYSTEM_ENDPOINT", "SystemEndpoint is no number of the instance");
    let address = it.address.ok_or_else(invalid)?;
    let numbers = ctx.list_all::<PhoneNumberResource>(instance, Listing::default());
    let numbers = numbers.await.map_err(|error| fail("INTERNAL_ERROR", error))?;
    let found = numbers.into_iter().map(|it| it.value).find(|it| {
        it.number.as_str() == address
            || address.rsplit('/').next() == Some(it.id.to_string().as_str())
    });
    found.ok_or_else(invalid)
}

/// What an exchange refused, in the words of a batch.
fn refused(error: &ExchangeError) -> Failure {
    let ExchangeError::Refused(refused) = error else {
        return fail("INTERNAL_ERROR", error);
    };
    let code = match refused {
        CommandError::InvalidAttributes(_) => "INVALID_ATTRIBUTE_KEY",
        CommandError::DestinationNotAllowed => "INVALID_CUSTOMER_ENDPOINT",
        CommandError::QueueNotFound(_) => "INVALID_QUEUE",
        CommandError::NoCallerId | CommandError::FlowNotFound(_) => "INVALID_SYSTEM_ENDPOINT",
        CommandError::TooManyCalls(_) => "REQUEST_THROTTLED",
        _ => "INTERNAL_ERROR",
    };
    fail(code, refused)
}
