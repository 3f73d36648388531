//! The messages that were sent: searched, one with what happened to it, and, apart, its text, which
//! has a permission of its own.

use super::integer;
use crate::CarillonApi;
use crate::faults::{fault, invalid};
use aws_wire::{Caller, Fault, OperationModel};
use carillon_model as api;
use ids::Pii;
use messaging::{MessageFacts, Step};
use services::messages::history;
use services::{Ctx, SendError, ServiceError};
use std::sync::Arc;
use store::{PageKey, SentQuery};

/// Messages of one answer where nobody said how many.
const LIMIT: usize = 50;

/// Messages, newest first.
pub(crate) async fn search(
    it: &CarillonApi,
    (operation, caller): (&'static OperationModel, &Caller),
    input: api::SearchMessagesRequest,
) -> Result<api::SearchMessagesResponse, Fault> {
    if let Some(id) = input.message_id {
        let found = find(it, &id).await?;
        return Ok(api::SearchMessagesResponse {
            messages: Some(found.iter().map(shown).collect()),
            next_token: None,
        });
    }
    if let (Some(from), Some(to)) = (input.from, input.to)
        && from >= to
    {
        return Err(invalid("From lies before To"));
    }
    let words = |them: Option<Vec<String>>| them.unwrap_or_default();
    let channels = input.channels.unwrap_or_default();
    let mut query = SentQuery {
        destination: input.destination.map(Pii::new),
        originator: input.originator,
        set: input.configuration_set,
        statuses: words(input.statuses),
        channels: channels.iter().map(|it| it.as_str().to_owned()).collect(),
        from: input.from,
        to: input.to,
        ..SentQuery::default()
    };
    let ctx = Ctx::new(Arc::clone(&it.services), caller.clone(), operation, None);
    // What is asked for, as far as pages must agree in it; a wrapped number does not show.
    let asked = (
        query.clone(),
        query.destination.as_ref().map(|it| it.reveal().clone()),
    );
    let after = ctx.resume(input.next_token.as_deref(), &asked);
    query.after = after.map_err(fault)?;
    let limit = input.max_results.and_then(|it| usize::try_from(it).ok());
    query.limit = limit.unwrap_or(LIMIT);
    let page = history::search(&*it.services.store, &query).await;
    let page = page.map_err(|error| fault(ServiceError::from(error)))?;
    let next: Option<&PageKey> = page.next.as_ref();
    Ok(api::SearchMessagesResponse {
        messages: Some(page.rows.iter().map(shown).collect()),
        next_token: ctx.next_token(next, &asked).map_err(fault)?,
    })
}

/// One message and what happened to it.
pub(crate) async fn describe(
    it: &CarillonApi,
    input: api::DescribeMessageRequest,
) -> Result<api::DescribeMessageResponse, Fault> {
    let facts = one(it, &input.message_id).await?;
    Ok(api::DescribeMessageResponse {
        message: Some(shown(&facts)),
        steps: Some(facts.steps.iter().map(step).collect()),
        context: Some(facts.context.into_iter().collect()),
        text_length: integer(facts.text.reveal().chars().count()),
        unicode: Some(facts.unicode),
    })
}

/// The text of a message.
pub(crate) async fn text(
    it: &CarillonApi,
    input: api::GetMessageTextRequest,
) -> Result<api::GetMessageTextResponse, Fault> {
    let facts = one(it, &input.message_id).await?;
    Ok(api::GetMessageTextResponse {
        text: Some(facts.text.into_revealed()),
    })
}

async fn find(it: &CarillonApi, id: &str) -> Result<Option<MessageFacts>, Fault> {
    let found = it.messages.message(id.to_owned()).await;
    found.map_err(|error| match error {
        SendError::Unavailable(why) => fault(ServiceError::Unavailable(why.to_owned())),
        SendError::Refused(refusal) => fault(ServiceError::internal(refusal)),
    })
}

async fn one(it: &CarillonApi, id: &str) -> Result<MessageFacts, Fault> {
    let missing = || {
        let (what, id) = ("message", id.to_owned());
        fault(ServiceError::NotFound { what, id })
    };
    find(it, id).await?.ok_or_else(missing)
}

fn shown(it: &MessageFacts) -> api::SentMessage {
    api::SentMessage {
        message_id: Some(it.message_id.clone()),
        channel: Some(it.channel.name().into()),
        destination: Some(it.destination.reveal().clone()),
        originator: Some(it.originator.clone()),
        pool_id: it.pool.clone(),
        country_code: Some(it.country.clone()),
        message_type: Some(messaging_resources::word(&it.message_type)),
        configuration_set: it.configuration_set.clone(),
        parts: Some(i32::try_from(it.parts).unwrap_or(i32::MAX)),
        price: Some(it.price.to_string()),
        carrier: it.carrier.clone(),
        status: Some(it.status.clone()),
        description: Some(it.description.clone()),
        is_final: Some(it.is_final),
        requested: Some(it.accepted),
        at: Some(it.at),
    }
}

fn step(it: &Step) -> api::MessageStep {
    let description = it.detail.as_deref().unwrap_or(it.status.description());
    api::MessageStep {
        at: Some(it.at),
        status: Some(it.status.word().to_owned()),
        carrier: it.carrier.as_deref().map(str::to_owned),
        description: Some(description.to_owned()),
    }
}
