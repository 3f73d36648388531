//! MonitorContact: a supervisor listens to a conversation, and may be let take part in it.
//!
//! The user whom the request names needs the permissions that the pages ask for: the supervisor's
//! own, whoever calls the operation. The answer names the supervisor's own contact (inferred: the
//! source says only "the identifier of the contact"). Source: connect-e-cases-quality.md §10.

use super::convert::{contact_arn, contact_id};
use crate::prelude::*;
use exchange::{Command, Monitoring, Reply};
use resources::{SecurityProfile, User};

/// Who may listen: any of each. Source: connect-e-cases-quality.md §10.1 and §10.2,
/// connect-b-routing-channels.md §3.4.
const LISTEN: &[&[&str]] = &[
    &["AccessMetrics", "AccessMetrics.RealTimeMetrics.Access"],
    &["ManagerListenIn"],
    &["BasicAgentAccess"],
];
const BARGE: &str = "ManagerBargeIn";

pub(crate) async fn monitor_contact(
    ctx: &Ctx,
    input: api::MonitorContactRequest,
) -> Result<api::MonitorContactResponse> {
    let instance = stored_instance(ctx, &input.instance_id).await?.value;
    let enhanced = ["MULTI_PARTY_CONFERENCE", "ENHANCED_CONTACT_MONITORING"]
        .iter()
        .all(|it| instance.attributes.get(*it).is_some_and(|it| it == "true"));
    let instance = instance.id;
    let contact = contact_id(&input.contact_id)?;
    let capabilities = input.allowed_monitor_capabilities.unwrap_or_default();
    let has = |name: &str| capabilities.iter().any(|it| it.as_str() == name);
    let may_barge = has("BARGE");
    if (enhanced || may_barge) && !has("SILENT_MONITOR") {
        return Err(ServiceError::InvalidRequest(
            "AllowedMonitorCapabilities must have at least SILENT_MONITOR".into(),
        ));
    }
    let user = get::<User>(ctx, instance, &input.user_id).await?.value;
    let held = permissions(ctx, instance, &user).await?;
    let holds = |name: &str| held.iter().any(|it| it == name);
    let lacks = LISTEN
        .iter()
        .find(|any| !any.iter().any(|it| holds(it)))
        .and_then(|any| any.first().copied());
    if let Some(lacks) = lacks.or((may_barge && !holds(BARGE)).then_some(BARGE)) {
        return Err(ServiceError::AccessDenied(format!(
            "the user's security profiles lack {lacks}"
        )));
    }
    let command = Command::Monitor(Monitoring {
        supervisor: user.id,
        contact,
        may_barge,
    });
    match ctx.exchanges.execute(instance, command).await? {
        Reply::Started(contact) => Ok(api::MonitorContactResponse {
            contact_arn: Some(contact_arn(ctx, instance, contact)),
            contact_id: Some(contact.to_string()),
        }),
        _ => Err(ServiceError::internal("an exchange gave another answer")),
    }
}

/// What a user's security profiles allow.
async fn permissions(ctx: &Ctx, instance: InstanceId, user: &User) -> Result<Vec<String>> {
    let mut held = Vec::new();
    for id in &user.security_profiles {
        let id = id.to_string();
        let profile = ctx.find::<SecurityProfile>(instance, &id).await?;
        held.extend(profile.into_iter().flat_map(|it| it.value.permissions));
    }
    Ok(held)
}
