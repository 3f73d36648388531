//! UpdateContact: name, description, references, segment attributes and expiry of a contact.
//!
//! Queue, agent and both endpoints "can only be updated for external audio contacts", says the
//! operation: contacts whose audio another telephone system has and sends for analytics. There are
//! none here, so that naming others than the contact has is refused for every channel; a contact
//! that waits or talks is moved by UpdateContactRoutingData, AssociateContactWithUser and
//! TransferContact. Recipients are those of an email.

use super::convert::{amend, endpoint, find, known_facts, references, segments};
use crate::prelude::*;
use exchange::{Amendment, ContactFacts, DetailsChange, Endpoint};
use ids::Pii;
use std::time::Duration;

pub(crate) async fn update_contact(
    ctx: &Ctx,
    input: api::UpdateContactRequest,
) -> Result<api::UpdateContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    if is_empty(&input) {
        return Err(refused("a request needs at least one field to be updated"));
    }
    if input.additional_recipients.is_some() {
        return Err(refused("only emails have additional recipients"));
    }
    let facts = known_facts(find(ctx, instance, &input.contact_id).await?);
    let (segment_attributes, expiry_minutes) = segments(input.segment_attributes)?;
    if let Some(minutes) = expiry_minutes {
        check_expiry(ctx, facts.as_ref(), minutes)?;
    }
    let queue = input.queue_info.and_then(|it| it.id);
    let user = input.user_info.and_then(|it| it.user_id);
    let (customer, system) = (endpoint(input.customer_endpoint), endpoint(input.system_endpoint));
    let facts = facts.as_ref();
    let queued = facts.and_then(|it| it.queue.as_ref()).map(|it| it.id.to_string());
    let agent = facts.and_then(|it| it.agent.as_ref()).map(|it| it.id.to_string());
    same("QueueInfo", queued.as_deref(), id_of(queue.as_deref()))?;
    same("UserInfo", agent.as_deref(), id_of(user.as_deref()))?;
    let address = |it: Option<&Endpoint>| it.map(|it| it.address.reveal().clone());
    for (name, kept, given) in [
        ("CustomerEndpoint", facts.and_then(|it| it.customer.as_ref()), customer),
        ("SystemEndpoint", facts.and_then(|it| it.system.as_ref()), system),
    ] {
        same(name, address(kept).as_deref(), address(given.as_ref()).as_deref())?;
    }
    let change = DetailsChange {
        name: input.name.map(Pii::new),
        description: input.description.map(Pii::new),
        references: references(input.references)?,
        segment_attributes,
        expiry_minutes,
        ..DetailsChange::default()
    };
    let amendment = Amendment::Details(Box::new(change));
    amend(ctx, instance, &input.contact_id, amendment).await?;
    Ok(api::UpdateContactResponse::default())
}

fn refused(text: &str) -> ServiceError {
    ServiceError::InvalidRequest(text.to_owned())
}

/// Whether a request names nothing but its contact.
fn is_empty(it: &api::UpdateContactRequest) -> bool {
    it.name.is_none()
        && it.description.is_none()
        && it.references.is_none()
        && it.segment_attributes.is_none()
        && it.queue_info.is_none()
        && it.user_info.is_none()
        && it.customer_endpoint.is_none()
        && it.system_endpoint.is_none()
        && it.additional_recipients.is_none()
}

/// The identifier in an identifier or an ARN.
fn id_of(text: Option<&str>) -> Option<&str> {
    text.and_then(|it| it.rsplit('/').next())
}

/// Lets pass what only external audio contacts may change where it is left as it is.
fn same(member: &str, kept: Option<&str>, given: Option<&str>) -> Result<()> {
    match given {
        Some(given) if kept != Some(given) => Err(refused(&format!(
            "{member} can only be updated for external audio contacts"
        ))),
        _ => Ok(()),
    }
}

/// Makes sure that a contact can get another time to expire: a task that is not over, and a time
/// to come, counted from the task's beginning as in StartTaskContact.
fn check_expiry(ctx: &Ctx, facts: Option<&ContactFacts>, minutes: u32) -> Result<()> {
    let task = facts.filter(|it| it.task.is_some() && it.disconnected.is_none());
    let Some(task) = task else {
        return Err(refused("only tasks that are not over can get another expiry"));
    };
    let life = Duration::from_secs(u64::from(minutes) * 60);
    if task.initiated + life <= ctx.now() {
        return Err(refused("the contact would have expired already"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_external_systems_alone_may_change_can_be_repeated() {
        assert!(same("QueueInfo", Some("q"), None).is_ok());
        assert!(same("QueueInfo", None, None).is_ok());
        assert!(same("QueueInfo", Some("q"), id_of(Some("arn:aws:connect:x/queue/q"))).is_ok());
        for kept in [None, Some("other")] {
            let error = same("UserInfo", kept, Some("u"));
            assert!(matches!(
                error,
                Err(ServiceError::InvalidRequest(text)) if text.contains("external audio")
            ));
        }
    }
}
