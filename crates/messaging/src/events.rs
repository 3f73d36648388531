//! Event records with the exact keys of sms.md section 11.4.

use crate::{Channel, Message, Status};
use ids::Timestamp;
use messaging_resources::MessageType;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'static str>,
    event_type: &'a str,
    event_version: &'static str,
    event_timestamp: i64,
    is_final: bool,
    origination_phone_number: &'a str,
    destination_phone_number: &'a str,
    iso_country_code: &'a str,
    message_id: String,
    message_request_timestamp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_type: Option<MessageType>,
    message_status: &'static str,
    #[serde(flatten)]
    rest: Rest<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Rest<'a> {
    #[serde(rename_all = "camelCase")]
    Written {
        message_status_description: &'a str,
        context: &'a BTreeMap<String, String>,
        total_message_parts: u8,
        total_message_price: f64,
        total_carrier_fee: f64,
    },
    #[serde(rename_all = "camelCase")]
    Spoken {
        call_duration_in_seconds: u32,
        total_duration_in_minutes: u32,
        total_message_price: f64,
        context: &'a BTreeMap<String, String>,
    },
}

/// The type of the event that tells a status.
pub(crate) fn event_type(channel: Channel, status: Status) -> String {
    format!("{}_{}", channel.name(), status.word())
}

/// The record of an event.
pub(crate) fn record(
    message: &Message,
    event_type: &str,
    status: Status,
    is_final: bool,
    description: &str,
    seconds: u32,
    at: Timestamp,
) -> String {
    let none = BTreeMap::new();
    let context = message.more.as_ref().map_or(&none, |more| &more.context);
    let price = message.price.as_f64();
    let rest = match message.channel {
        Channel::Voice => Rest::Spoken {
            call_duration_in_seconds: seconds,
            total_duration_in_minutes: seconds.div_ceil(60),
            total_message_price: price,
            context,
        },
        _ => Rest::Written {
            message_status_description: description,
            context,
            total_message_parts: message.parts,
            total_message_price: price,
            total_carrier_fee: message.fee.as_f64(),
        },
    };
    let record = Record {
        content_type: (message.channel == Channel::Media).then_some("MMS"),
        event_type,
        event_version: "1.0",
        event_timestamp: at.0,
        is_final,
        origination_phone_number: &message.sender.address,
        destination_phone_number: message.destination.reveal(),
        iso_country_code: &message.country,
        message_id: message.id.to_string(),
        message_request_timestamp: message.accepted.0,
        message_encoding: (message.channel == Channel::Text).then(|| message.encoding().name()),
        message_type: (message.channel != Channel::Voice).then_some(message.message_type),
        message_status: status.word(),
        rest,
    };
    // Texts and numbers: writing them cannot fail.
    serde_json::to_string(&record).unwrap_or_default()
}
