//! CreateContact, for tasks: work that an agent has begun or done already, with no flow. Contacts of
//! other channels begin with their own operations here; email is not built.

use super::convert::{contact_arn, contact_id, expiry, references, segments};
use crate::prelude::*;
use exchange::{Begin, Details, NewTask};
use ids::{Pii, UserId};
use resources::User;

pub(crate) async fn create_contact(
    ctx: &Ctx,
    input: api::CreateContactRequest,
) -> Result<api::CreateContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let refused = |text: &str| Err(ServiceError::InvalidRequest(text.to_owned()));
    if input.channel.as_str() != "TASK" || input.initiation_method.as_str() != "API" {
        return refused("only contacts of channel TASK with initiation method API can be created");
    }
    let user = input.user_info.and_then(|it| it.user_id);
    let user: Option<UserId> = match &user {
        Some(text) => Some(known::<User, _>(ctx, instance, text).await?),
        None => None,
    };
    let initiate = input.initiate_as.as_ref().map(|it| it.as_str());
    let begin = match (initiate, user) {
        (Some("CONNECTED_TO_USER") | None, Some(user)) => Begin::AtAgent(user),
        (Some("COMPLETED"), user) => Begin::Completed(user),
        _ => return refused("a task that is created needs UserInfo.UserId, or to be COMPLETED"),
    };
    let (segment_attributes, minutes) = segments(input.segment_attributes)?;
    let minutes = match input.expiry_duration_in_minutes {
        Some(given) => Some(expiry(given)?),
        None => minutes,
    };
    let linked = |text: Option<String>| text.map(|it| contact_id(&it)).transpose();
    let previous = linked(input.previous_contact_id)?;
    let initial = match previous {
        Some(id) => {
            let facts = ctx.contact_facts(instance, id).await?;
            Some(facts.initial.unwrap_or(facts.id))
        }
        None => None,
    };
    let task = NewTask {
        begin,
        to: None,
        details: Details {
            name: input.name.map(Pii::new),
            description: input.description.map(Pii::new),
            references: references(input.references)?,
            ..Details::default()
        },
        attributes: input.attributes.unwrap_or_default(),
        segment_attributes,
        initial,
        previous,
        chain: u32::from(previous.is_some()),
        related: linked(input.related_contact_id)?,
        scheduled: None,
        expiry_minutes: minutes.unwrap_or(exchange::TASK_MINUTES),
        template: None,
    };
    let id = ctx.begin_task(instance, task).await?;
    Ok(api::CreateContactResponse {
        contact_id: Some(id.to_string()),
        contact_arn: Some(contact_arn(ctx, instance, id)),
    })
}
