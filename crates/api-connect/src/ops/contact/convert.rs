//! Contacts between the API and what is kept or live.
//!
//! A live contact is asked of its exchange, which knows it best; one that is over is read from the
//! store.

use crate::prelude::*;
use exchange::{
    Amendment, Command, CommandError, ContactFacts, Endpoint, Reference, References, Reply, StringMap,
};
use ids::{ContactId, Pii};
use services::ExchangeError;
use std::collections::BTreeMap;
use store::ContactRow;

/// A contact, wherever it is.
pub(crate) enum Found {
    /// The exchange has it.
    Live(Box<ContactFacts>),
    /// It is over.
    Closed(Box<ContactRow>),
}

/// The contact that a request names.
pub(crate) async fn find(ctx: &Ctx, instance: InstanceId, text: &str) -> Result<Found> {
    let missing = || missing(text);
    let contact: ContactId = contact_id(text)?;
    let command = Command::DescribeContact { contact };
    match ctx.exchanges.execute(instance, command).await {
        Ok(Reply::Contact(facts)) => return Ok(Found::Live(facts)),
        Ok(_) => {
            return Err(ServiceError::Internal(
                "an exchange gave another answer".into(),
            ));
        }
        Err(
            ExchangeError::Refused(CommandError::ContactNotFound(_)) | ExchangeError::NotRunning(_),
        ) => {}
        Err(other) => return Err(other.into()),
    }
    let row = ctx
        .store
        .contact(&instance.to_string(), &contact.to_string())
        .await?;
    row.map(|row| Found::Closed(Box::new(row)))
        .ok_or_else(missing)
}

/// The identifier in what a request says: an id or the contact's ARN.
pub(crate) fn contact_id(text: &str) -> Result<ContactId> {
    let id = text.rsplit('/').next().unwrap_or(text);
    id.parse().map_err(|_| missing(text))
}

/// That there is no such contact.
pub(crate) fn missing(text: &str) -> ServiceError {
    ServiceError::NotFound {
        what: "contact",
        id: text.to_owned(),
    }
}

/// The ARN of a contact.
pub(crate) fn contact_arn(ctx: &Ctx, instance: InstanceId, id: impl std::fmt::Display) -> String {
    ids::Arn::within_instance(&ctx.account, &ctx.region, instance, "contact", id).to_string()
}

/// What is known of a contact, live or over. `None` for one of which only a row is left.
pub(crate) fn known_facts(found: Found) -> Option<ContactFacts> {
    match found {
        Found::Live(facts) => Some(*facts),
        Found::Closed(row) => serde_json::from_str(row.state?.reveal()).ok(),
    }
}

/// Changes what is known of a contact, live or over; the record of one that is over is published
/// again.
pub(crate) async fn amend(
    ctx: &Ctx,
    instance: InstanceId,
    text: &str,
    amendment: Amendment,
) -> Result<()> {
    let contact = contact_id(text)?;
    let row = ctx
        .store
        .contact(&instance.to_string(), &contact.to_string())
        .await?
        .ok_or_else(|| missing(text))?;
    // The exchange of a live contact knows more than its row and does not look at this.
    let closed = known_facts(Found::Closed(Box::new(row))).map(Box::new);
    let command = Command::Amend {
        contact,
        amendment,
        closed,
    };
    ctx.exchanges.execute(instance, command).await?;
    Ok(())
}

/// References as they are kept.
///
/// # Errors
/// Attachments, which are files of a contact and not made by reference alone; a reference without
/// a value.
pub(crate) fn references(
    given: Option<BTreeMap<String, api::Reference>>,
) -> Result<References> {
    let keep = |(name, it): (String, api::Reference)| {
        let kind = it.r#type.to_string();
        if kind == "ATTACHMENT" || kind.starts_with("EMAIL_MESSAGE") || kind == "CONTACT_ANALYSIS" {
            return Err(invalid(format!("a reference of type {kind} is made by the service")));
        }
        let value = it
            .value
            .ok_or_else(|| invalid(format!("the reference {name:?} needs a value")))?;
        Ok((name, Reference::new(kind, Pii::new(value))))
    };
    given.unwrap_or_default().into_iter().map(keep).collect()
}

/// What segment attributes say: those that are kept as texts, and how long the contact may take, in
/// minutes, by `connect:ContactExpiry`. Source: StartTaskContact, SegmentAttributes.
///
/// # Errors
/// Attributes of the service's own other than `connect:ContactExpiry` and `connect:CreatedByUser`,
/// and values that are no texts.
pub(crate) fn segments(
    given: Option<BTreeMap<String, api::SegmentAttributeValue>>,
) -> Result<(StringMap, Option<u32>)> {
    let mut kept = StringMap::new();
    let mut minutes = None;
    for (name, value) in given.unwrap_or_default() {
        match (name.as_str(), value.value_string) {
            ("connect:ContactExpiry", _) => {
                let duration = value.value_map.and_then(|it| it.get("ExpiryDuration")?.value_integer);
                minutes = Some(expiry(duration.ok_or_else(|| {
                    invalid("connect:ContactExpiry needs ExpiryDuration, a number of minutes")
                })?)?);
            }
            (own, _) if own.starts_with("connect:") && own != "connect:CreatedByUser" => {
                return Err(invalid(format!("the segment attribute {own} is the service's own")));
            }
            (_, Some(text)) => drop(kept.insert(name, text)),
            (_, None) => {
                return Err(invalid(format!("the segment attribute {name:?} needs a ValueString")));
            }
        }
    }
    Ok((kept, minutes))
}

/// A number of minutes that a task may take: one to seven days.
pub(crate) fn expiry(minutes: i32) -> Result<u32> {
    u32::try_from(minutes)
        .ok()
        .filter(|it| (1..=exchange::TASK_MINUTES).contains(it))
        .ok_or_else(|| invalid("a contact expires after 1 to 10080 minutes"))
}

/// The address that an endpoint is.
pub(crate) fn endpoint(given: Option<api::Endpoint>) -> Option<Endpoint> {
    Some(Endpoint::new(Pii::new(given?.address?)))
}

/// Segment attributes of a contact in the API's shape.
pub(crate) fn shown_segments(facts: &ContactFacts) -> BTreeMap<String, api::SegmentAttributeValue> {
    let text = |text: String| api::SegmentAttributeValue {
        value_string: Some(text),
        ..Default::default()
    };
    let mut out: BTreeMap<_, _> = facts
        .segment_attributes
        .iter()
        .map(|(name, value)| (name.clone(), text(value.clone())))
        .collect();
    if let Some(task) = &facts.task {
        let minutes = api::SegmentAttributeValue {
            value_integer: i32::try_from(task.expiry_minutes).ok(),
            ..Default::default()
        };
        let expiry = BTreeMap::from([
            ("ExpiryDuration".to_owned(), minutes),
            ("ExpiryTimeStamp".to_owned(), text(task.expires.to_iso_millis())),
        ]);
        let value = api::SegmentAttributeValue {
            value_map: Some(expiry),
            ..Default::default()
        };
        out.insert("connect:ContactExpiry".into(), value);
    }
    out
}
