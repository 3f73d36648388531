//! ListSecurityProfilePermissions.

use crate::prelude::*;
use resources::SecurityProfile;
use store::PageKey;

pub(crate) async fn list_security_profile_permissions(
    ctx: &Ctx,
    input: api::ListSecurityProfilePermissionsRequest,
) -> Result<api::ListSecurityProfilePermissionsResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let stored = get::<SecurityProfile>(ctx, instance, &input.security_profile_id).await?;
    let query = (instance, stored.value.id);
    let after = ctx.resume(input.next_token.as_deref(), &query)?;
    let mut all = stored.value.permissions;
    all.sort_unstable();
    if let Some(after) = after {
        all.retain(|name| *name > after.id);
    }
    let size = page_size(input.max_results, 1000);
    let more = all.len() > size;
    all.truncate(size);
    let next = all.last().filter(|_| more).map(|name| PageKey {
        sort: String::new(),
        id: name.clone(),
    });
    Ok(api::ListSecurityProfilePermissionsResponse {
        permissions: Some(all),
        next_token: ctx.next_token(next.as_ref(), &query)?,
        last_modified_time: Some(stored.modified),
        last_modified_region: region(ctx),
    })
}
