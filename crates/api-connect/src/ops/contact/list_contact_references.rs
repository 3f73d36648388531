//! ListContactReferences: calls have none; tasks, chats and email will.

use super::convert::find;
use crate::prelude::*;

pub(crate) async fn list_contact_references(
    ctx: &Ctx,
    input: api::ListContactReferencesRequest,
) -> Result<api::ListContactReferencesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    find(ctx, instance, &input.contact_id).await?;
    Ok(api::ListContactReferencesResponse {
        reference_summary_list: Some(Vec::new()),
        next_token: None,
    })
}
