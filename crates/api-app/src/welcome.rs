//! What the landing page shows to whoever opens it.

use crate::error::AppError;
use crate::reply;
use crate::state::Inner;
use ids::InstanceId;
use resources::{Instance, PhoneNumberResource, User};
use serde_json::{Value, json};
use services::Listing;
use services::configured::facet;
use services::pages::{PageRequest, PageResponse};

/// The tag that `carillon demo` puts on what it made; its value on a user is the user's role.
/// Only what bears it is shown to strangers.
const DEMO_TAG: &str = "carillon:demo";

/// `GET /app/welcome`.
pub(crate) async fn show(app: &Inner, request: &PageRequest) -> Result<PageResponse, AppError> {
    let anywhere = InstanceId(Default::default());
    let instances = app
        .services
        .list::<Instance>(anywhere, Listing::page(100, None))
        .await?;
    let mut demo = Value::Null;
    for instance in &instances.rows {
        if instance.value.tags.contains_key(DEMO_TAG) {
            demo = describe_demo(app, instance.value.id, request).await?;
        }
    }
    let aliases: Vec<Value> = instances
        .rows
        .iter()
        .map(|it| json!({ "alias": it.value.alias }))
        .collect();
    Ok(reply::ok(&json!({
        "demo": demo,
        "instances": aliases,
        "version": env!("CARGO_PKG_VERSION"),
    })))
}

async fn describe_demo(
    app: &Inner,
    instance: InstanceId,
    request: &PageRequest,
) -> Result<Value, AppError> {
    let of_instance = Listing::default().with_facet(facet::INSTANCE, instance.to_string());
    let numbers = app
        .services
        .list_all::<PhoneNumberResource>(instance, of_instance)
        .await?;
    let number = numbers
        .iter()
        .find(|it| it.value.tags.contains_key(DEMO_TAG));
    let users = app
        .services
        .list_all::<User>(instance, Listing::default())
        .await?;
    let users: Vec<Value> = users
        .iter()
        .filter_map(|user| {
            let role = user.value.tags.get(DEMO_TAG)?;
            Some(json!({ "username": user.value.username, "role": role }))
        })
        .collect();
    let number = number.map(|it| it.value.number.as_str());
    let sip = number.zip(sip_address(app, request));
    Ok(json!({
        "number": number,
        "sipUri": sip.map(|(number, address)| format!("sip:{number}@{address}")),
        "users": users,
    }))
}

/// The SIP address by the name under which the page was reached, as the phone is likely beside
/// the browser.
fn sip_address(app: &Inner, request: &PageRequest) -> Option<String> {
    let (_, port) = app.sip_address.as_ref()?.rsplit_once(':')?;
    let host = request.headers.get(http::header::HOST)?.to_str().ok()?;
    let name = match host.rsplit_once(':') {
        Some((name, digits)) if digits.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    Some(if port == "5060" {
        name.to_owned()
    } else {
        format!("{name}:{port}")
    })
}
