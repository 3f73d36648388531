//! ListContactReferences: what a contact points to, of the types that are asked for, by name.

use super::convert::{find, known_facts};
use crate::prelude::*;
use exchange::Reference;

pub(crate) async fn list_contact_references(
    ctx: &Ctx,
    input: api::ListContactReferencesRequest,
) -> Result<api::ListContactReferencesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let facts = known_facts(find(ctx, instance, &input.contact_id).await?);
    let all = facts.map(|it| it.details.references).unwrap_or_default();
    let wanted = |kind: &str| input.reference_types.iter().any(|it| it.as_str() == kind);
    let found: Vec<_> = all.into_iter().filter(|(_, it)| wanted(&it.kind)).collect();
    let page = (input.next_token.as_deref(), None);
    let types: Vec<_> = input.reference_types.iter().map(ToString::to_string).collect();
    let (rows, next_token) = short_page(ctx, page, (instance, &input.contact_id, types), found)?;
    Ok(api::ListContactReferencesResponse {
        reference_summary_list: Some(rows.into_iter().map(summary).collect()),
        next_token,
    })
}

fn summary((name, it): (String, Reference)) -> api::ReferenceSummary {
    let (name, value) = (Some(name), Some(it.value.into_revealed()));
    let (status, arn) = (it.status, it.arn);
    let mut summary = api::ReferenceSummary::default();
    match it.kind.as_str() {
        "NUMBER" => summary.number = Some(api::NumberReference { name, value }),
        "STRING" => summary.string = Some(api::StringReference { name, value }),
        "DATE" => summary.date = Some(api::DateReference { name, value }),
        "ATTACHMENT" => {
            summary.attachment = Some(api::AttachmentReference {
                name,
                value,
                status: status.map(|it| it.as_str().into()),
                arn,
            });
        }
        "EMAIL" => summary.email = Some(api::EmailReference { name, value }),
        _ => summary.url = Some(api::UrlReference { name, value }),
    }
    summary
}
