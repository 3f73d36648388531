//! How associations are kept: one resource each, named by the type and the resource.

use crate::plain::{required, typed};
use crate::prelude::*;
use aws_wire::Value;
use ids::Arn;
use resources::{Flow, FlowKind, FlowState, PhoneNumberResource, Plain};
use serde_json::{Value as Json, json};
use store::PageKey;

/// The type of claimed numbers, which are not kept here.
pub(super) const VOICE: &str = "VOICE_PHONE_NUMBER";

/// The identifier of an association.
pub(super) fn key(resource_type: &str, resource: &str) -> String {
    format!("{resource_type}:{resource}")
}

/// What a request names by its type and resource.
pub(super) fn named(input: &Value) -> Result<String> {
    let of = required(input, "ResourceType")?;
    Ok(key(of, required(input, "ResourceId")?))
}

/// An association that is kept.
pub(super) async fn find(ctx: &Ctx, instance: InstanceId, id: &str) -> Result<Option<Plain>> {
    let found = ctx.find_any(instance, Kind::FlowAssociation, id).await?;
    Ok(found.and_then(typed).map(|it| it.value))
}

/// A page of those that are kept, as they are answered, and where the next one begins.
pub(super) async fn page(
    ctx: &Ctx,
    instance: InstanceId,
    listing: Listing,
) -> Result<(Vec<Json>, Option<PageKey>)> {
    let page = ctx.list_any(instance, Kind::FlowAssociation, listing).await?;
    let rows = page.rows.into_iter().filter_map(typed);
    Ok((rows.map(|it| shown(&it.value)).collect(), page.next))
}

/// Makes sure that a resource is one of its type, and that it is there where it is one of ours.
pub(super) async fn check_resource(
    ctx: &Ctx,
    instance: InstanceId,
    resource_type: &str,
    resource: &str,
) -> Result<()> {
    let missing = || ServiceError::NotFound {
        what: "resource",
        id: resource.to_owned(),
    };
    let arn: Arn = resource
        .parse()
        .map_err(|_| invalid(format!("ResourceId {resource:?} must be an ARN")))?;
    let service = resource.split(':').nth(2).unwrap_or_default();
    let ours = service == "connect";
    let fits = match resource_type {
        "SMS_PHONE_NUMBER" => ours || service == "sms-voice",
        "WHATSAPP_MESSAGING_PHONE_NUMBER" => service == "social-messaging",
        "ANALYTICS_CONNECTOR" | "INBOUND_EMAIL" | "OUTBOUND_EMAIL" => ours,
        _ => false,
    };
    if !fits {
        return Err(invalid(format!(
            "{resource} cannot be a resource of the type {resource_type}"
        )));
    }
    if !ours {
        return Ok(());
    }
    if resource_type == "SMS_PHONE_NUMBER" {
        let number = get::<PhoneNumberResource>(ctx, instance, resource).await?;
        return match number.value.instance == instance {
            true => Ok(()),
            false => Err(missing()),
        };
    }
    // Mail that goes out may be ruled for the whole instance.
    let whole = arn.within().filter(|it| it.kind.is_none());
    if resource_type == "OUTBOUND_EMAIL" && whole.is_some_and(|it| it.instance == instance) {
        return Ok(());
    }
    match ctx.find_by_arn(resource).await? {
        Some((of, found)) if of == instance => {
            let mail = found.value.kind() == Kind::EmailAddress;
            match mail || resource_type == "ANALYTICS_CONNECTOR" {
                true => Ok(()),
                false => Err(missing()),
            }
        }
        _ => Err(missing()),
    }
}

/// The flow that a request names: an active, published one for contacts that come in.
pub(super) async fn flow(ctx: &Ctx, instance: InstanceId, text: &str) -> Result<Flow> {
    let flow = get::<Flow>(ctx, instance, text).await?.value;
    if flow.kind != FlowKind::ContactFlow || flow.state != FlowState::Active {
        return Err(invalid("FlowId must name an active inbound flow"));
    }
    if flow.published.is_none() {
        return Err(invalid("the flow is not published"));
    }
    Ok(flow)
}

/// An association as it is answered.
pub(super) fn shown(it: &Plain) -> Json {
    Json::Object(it.body.clone())
}

/// A number's flow as an association.
pub(super) fn voice(ctx: &Ctx, it: &PhoneNumberResource) -> Option<Json> {
    let flow = it.flow?;
    Some(json!({
        "ResourceId": arn(ctx, it.instance, Kind::PhoneNumber, it.id),
        "ResourceType": VOICE,
        "FlowId": arn(ctx, it.instance, Kind::Flow, flow),
    }))
}
