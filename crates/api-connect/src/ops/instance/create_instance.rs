//! CreateInstance: an instance with everything the service makes with it.
//!
//! Source: connect-a-foundation.md §5.1. Our instances are ready when the answer is sent.

use crate::defaults;
use crate::prelude::*;
use aws_wire::ToWire;
use resources::{Instance, InstanceStatus};
use std::collections::BTreeMap;

pub(crate) async fn create_instance(
    ctx: &Ctx,
    input: api::CreateInstanceRequest,
) -> Result<api::CreateInstanceResponse> {
    let identity = input.identity_management_type.to_string();
    let alias = match (identity.as_str(), input.instance_alias) {
        ("EXISTING_DIRECTORY", alias) => alias.or(input.directory_id).unwrap_or_default(),
        (_, Some(alias)) => alias,
        (_, None) => {
            return Err(ServiceError::InvalidRequest(
                "InstanceAlias is required for this IdentityManagementType".into(),
            ));
        }
    };
    let id = ctx.new_id();
    let instance = Instance {
        id,
        alias,
        identity_management_type: identity,
        created: ctx.now(),
        status: InstanceStatus::Active,
        attributes: attributes(input.inbound_calls_enabled, input.outbound_calls_enabled),
        tags: tags(input.tags)?,
    };
    let answer = api::CreateInstanceResponse {
        id: Some(id.to_string()),
        arn: Some(instance_arn(ctx, id)),
    };
    let mut also = ctx.remember(&answer.clone().to_wire())?;
    also.push(ctx.note_catalogue(id));
    let mut all = vec![instance.into()];
    all.extend(defaults::of_instance(ctx));
    ctx.create_all(id, all, also).await?;
    Ok(answer)
}

/// The switches of a new instance. Source: connect-a-foundation.md §5.1, §5.2; those that the
/// source leaves open are off.
fn attributes(inbound: bool, outbound: bool) -> BTreeMap<String, String> {
    [
        ("INBOUND_CALLS", inbound),
        ("OUTBOUND_CALLS", outbound),
        ("CONTACTFLOW_LOGS", true),
        ("CONTACT_LENS", true),
        ("AUTO_RESOLVE_BEST_VOICES", true),
        ("USE_CUSTOM_TTS_VOICES", false),
        ("EARLY_MEDIA", true),
        ("MULTI_PARTY_CONFERENCE", false),
        ("HIGH_VOLUME_OUTBOUND", false),
        ("ENHANCED_CONTACT_MONITORING", false),
        ("ENHANCED_CHAT_MONITORING", false),
        ("MULTI_PARTY_CHAT_CONFERENCE", false),
    ]
    .into_iter()
    .map(|(name, on)| (name.to_owned(), on.to_string()))
    .collect()
}
