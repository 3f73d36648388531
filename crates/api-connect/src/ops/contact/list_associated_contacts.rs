//! ListAssociatedContacts: the contacts of a contact's chain, and those that are related to it.

use super::convert::{contact_arn, find, known_facts};
use crate::prelude::*;
use exchange::ContactFacts;
use store::{ContactQuery, ContactRow, found_by};

/// More contacts than a chain or its relations have are read in pages of this size.
const PAGE: usize = 1000;

pub(crate) async fn list_associated_contacts(
    ctx: &Ctx,
    input: api::ListAssociatedContactsRequest,
) -> Result<api::ListAssociatedContactsResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let asked = known_facts(find(ctx, instance, &input.contact_id).await?);
    let root = match &asked {
        Some(it) => it.initial.unwrap_or(it.id).to_string(),
        None => input.contact_id.clone(),
    };
    let mut query = ContactQuery::new(instance.to_string());
    query.limit = PAGE;
    query.initial_id = Some(root);
    let mut rows = ctx.store.contacts(&query).await?.rows;
    query.initial_id = None;
    query.attributes = vec![(found_by::RELATED.into(), vec![input.contact_id.clone()])];
    rows.extend(ctx.store.contacts(&query).await?.rows);
    let own = asked.map(|it| it.id.to_string());
    rows.retain(|it| Some(&it.id) != own.as_ref());
    let page = (input.next_token.as_deref(), input.max_results);
    let (rows, next_token) = short_page(ctx, page, (instance, &input.contact_id), rows)?;
    Ok(api::ListAssociatedContactsResponse {
        contact_summary_list: Some(
            rows.into_iter().map(|it| summary(ctx, instance, it)).collect(),
        ),
        next_token,
    })
}

fn summary(ctx: &Ctx, instance: InstanceId, it: ContactRow) -> api::AssociatedContactSummary {
    let facts: Option<ContactFacts> = it
        .state
        .as_ref()
        .and_then(|state| serde_json::from_str(state.reveal()).ok());
    api::AssociatedContactSummary {
        contact_arn: Some(contact_arn(ctx, instance, &it.id)),
        initial_contact_id: Some(it.initial_id).filter(|id| *id != it.id),
        contact_id: Some(it.id),
        previous_contact_id: it.previous_id,
        related_contact_id: facts.and_then(|it| it.related).map(|id| id.to_string()),
        initiation_method: Some(it.initiation_method.as_str().into()),
        channel: Some(it.channel.as_str().into()),
        initiation_timestamp: Some(it.initiated),
        disconnect_timestamp: it.disconnected,
    }
}
