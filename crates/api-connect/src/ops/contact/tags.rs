//! TagContact and UntagContact. Tags can be changed up to three hours after the end of a contact.
//! Source: connect-a-foundation.md §5.7.

use super::convert::{amend, find, known_facts};
use crate::prelude::*;
use exchange::Amendment;
use std::time::Duration;

/// How long after its end a contact can be tagged.
const AFTERWARDS: Duration = Duration::from_secs(3 * 3600);

pub(crate) async fn tag_contact(
    ctx: &Ctx,
    input: api::TagContactRequest,
) -> Result<api::TagContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    check_tags(&input.tags)?;
    let amendment = Amendment::Tag(input.tags);
    change(ctx, instance, &input.contact_id, amendment).await?;
    Ok(api::TagContactResponse::default())
}

pub(crate) async fn untag_contact(
    ctx: &Ctx,
    input: api::UntagContactRequest,
) -> Result<api::UntagContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    if let Some(key) = input.tag_keys.iter().find(|key| key.starts_with("aws:")) {
        return Err(invalid(format!("the tag key {key} is reserved")));
    }
    let amendment = Amendment::Untag(input.tag_keys);
    change(ctx, instance, &input.contact_id, amendment).await?;
    Ok(api::UntagContactResponse::default())
}

async fn change(
    ctx: &Ctx,
    instance: InstanceId,
    contact: &str,
    amendment: Amendment,
) -> Result<()> {
    let facts = known_facts(find(ctx, instance, contact).await?);
    let ended = facts.and_then(|it| it.disconnected);
    if ended.is_some_and(|at| ctx.now().since(at) > AFTERWARDS) {
        return Err(ServiceError::InvalidRequest(
            "a contact can be tagged up to 3 hours after its end".into(),
        ));
    }
    amend(ctx, instance, contact, amendment).await
}
