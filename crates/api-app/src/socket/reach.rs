//! Whom an agent can reach: the quick connects of the agent's queues, and whether and from which
//! country numbers are called. Source: connect-g-agent-workspace.md §4.2, §4.5.

use crate::error::AppError;
use crate::session::Session;
use crate::state::Inner;
use ids::QueueId;
use resources::{Instance, Kind, PhoneNumberResource, Plain, Queue, Resource, RoutingProfile};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Who may call numbers. Source: connect-b-routing-channels.md §3.4.
pub(crate) const CALL: &[&str] = &["OutboundCallAccess"];

/// Whether somebody who listens to a call may also take part in it: where the instance and the
/// security profile say so (connect-e-cases-quality.md §10.2).
pub(crate) async fn may_barge(app: &Inner, session: &Session) -> Result<bool, AppError> {
    let instance = session.instance;
    let found = app
        .services
        .find::<Instance>(instance, &instance.to_string())
        .await?;
    let on = |name: &str| {
        let attributes = found.as_ref().map(|it| &it.value.attributes);
        attributes
            .and_then(|it| it.get(name))
            .is_some_and(|value| value == "true")
    };
    let enhanced = on("MULTI_PARTY_CONFERENCE") && on("ENHANCED_CONTACT_MONITORING");
    Ok(enhanced && session.needs(&["ManagerBargeIn"]).is_ok())
}

async fn profile(app: &Inner, session: &Session) -> Result<Option<RoutingProfile>, AppError> {
    let id = session.user.routing_profile.to_string();
    let found = app.services.find::<RoutingProfile>(session.instance, &id);
    Ok(found.await?.map(|it| it.value))
}

async fn queue(app: &Inner, session: &Session, id: QueueId) -> Result<Option<Queue>, AppError> {
    let id = id.to_string();
    let found = app.services.find::<Queue>(session.instance, &id);
    Ok(found.await?.map(|it| it.value))
}

/// `outbound` of `config`: whether the agent may call numbers, and in which country they are
/// meant: that of the number that the agent calls from.
pub(crate) async fn outbound(app: &Inner, session: &Session) -> Result<Value, AppError> {
    let instance = session.instance;
    let switched_on = app
        .services
        .find::<Instance>(instance, &instance.to_string())
        .await?
        .and_then(|it| it.value.attributes.get("OUTBOUND_CALLS").cloned())
        .is_none_or(|value| value == "true");
    let mut country = None;
    if let Some(profile) = profile(app, session).await?
        && let Some(queue) = queue(app, session, profile.default_outbound_queue).await?
        && let Some(number) = queue.outbound_caller.number
    {
        let id = number.to_string();
        let found = app.services.find::<PhoneNumberResource>(instance, &id);
        country = found.await?.map(|it| it.value.country);
    }
    Ok(json!({
        "allowed": switched_on && session.needs(CALL).is_ok(),
        "hasNumber": country.is_some(),
        "country": country.unwrap_or_else(|| "US".into()),
    }))
}

/// The quick connects of all queues of the agent's routing profile, the default outbound queue
/// among them, by name.
pub(crate) async fn quick_connects(app: &Inner, session: &Session) -> Result<Value, AppError> {
    let mut ids = BTreeSet::new();
    if let Some(profile) = profile(app, session).await? {
        let queues: BTreeSet<QueueId> = profile
            .queues
            .iter()
            .map(|it| it.queue)
            .chain(profile.manual_queues.iter().map(|it| it.queue))
            .chain([profile.default_outbound_queue])
            .collect();
        for id in queues {
            let found = queue(app, session, id).await?;
            ids.extend(found.into_iter().flat_map(|it| it.quick_connects));
        }
    }
    let mut all = Vec::new();
    for id in ids {
        let found = app
            .services
            .find_any(session.instance, Kind::QuickConnect, &id)
            .await?;
        if let Some(Resource::Plain(it)) = found.map(|it| it.value) {
            all.push(it);
        }
    }
    all.sort_by_key(|it| it.name.to_lowercase());
    let items: Vec<Value> = all.iter().filter_map(shown).collect();
    Ok(json!({ "type": "quickConnects", "items": items }))
}

fn shown(it: &Plain) -> Option<Value> {
    let config = it.body.get("QuickConnectConfig")?;
    Some(json!({
        "id": it.id,
        "name": it.name,
        "kind": config.get("QuickConnectType")?,
        "description": it.text("Description"),
        "number": config.get("PhoneConfig").and_then(|it| it.get("PhoneNumber")),
    }))
}
