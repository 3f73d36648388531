//! UpdateContact: name, description, references, segment attributes and endpoints of a contact.
//!
//! Its queue and its agent are routing's to change (UpdateContactRoutingData,
//! AssociateContactWithUser, TransferContact): naming another one here is refused, as are the
//! recipients of an email.

use super::convert::{amend, endpoint, find, known_facts, references, segments};
use crate::prelude::*;
use exchange::{Amendment, DetailsChange};
use ids::Pii;

pub(crate) async fn update_contact(
    ctx: &Ctx,
    input: api::UpdateContactRequest,
) -> Result<api::UpdateContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    if input.additional_recipients.is_some() {
        return Err(ServiceError::InvalidRequest(
            "only emails have additional recipients".into(),
        ));
    }
    let facts = known_facts(find(ctx, instance, &input.contact_id).await?);
    let queue = input.queue_info.and_then(|it| it.id);
    let user = input.user_info.and_then(|it| it.user_id);
    let has = |id: Option<String>, given: Option<&str>| {
        given.is_none_or(|it| id.as_deref() == it.rsplit('/').next())
    };
    let facts = facts.as_ref();
    let queued = facts.and_then(|it| it.queue.as_ref()).map(|it| it.id.to_string());
    let agent = facts.and_then(|it| it.agent.as_ref()).map(|it| it.id.to_string());
    if !has(queued, queue.as_deref()) || !has(agent, user.as_deref()) {
        return Err(ServiceError::InvalidRequest(
            "queue and agent of a contact are changed by its routing".into(),
        ));
    }
    let (segment_attributes, minutes) = segments(input.segment_attributes)?;
    if minutes.is_some() {
        return Err(ServiceError::InvalidRequest(
            "the expiry of a contact is set when it begins".into(),
        ));
    }
    let change = DetailsChange {
        name: input.name.map(Pii::new),
        description: input.description.map(Pii::new),
        references: references(input.references)?,
        segment_attributes,
        customer: endpoint(input.customer_endpoint),
        system: endpoint(input.system_endpoint),
        ..DetailsChange::default()
    };
    let amendment = Amendment::Details(Box::new(change));
    amend(ctx, instance, &input.contact_id, amendment).await?;
    Ok(api::UpdateContactResponse::default())
}
