//! What messaging's pages need and its API does not tell: what became of one message, what was spent
//! this month, and what countries take.

use crate::error::AppError;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use messaging::{Channel, MessageFacts, Status, Step, simulator};
use messaging_resources::countries::{self, Country, LongCodes, SenderIds};
use serde_json::{Value, json};
use services::SendError;
use services::pages::PageResponse;

/// Who may see what is configured.
const VIEW: &[&str] = &["Messaging.View"];
/// Who may see what became of a message: whoever sends some learns of theirs by their identifiers,
/// which nobody can guess.
const FOLLOW: &[&str] = &["MessageHistory.View", "Messaging.Send"];

/// `GET /app/messaging/messages/{id}`: a message and its events so far.
pub(crate) async fn message(
    app: &Inner,
    session: &Session,
    id: &str,
) -> Result<PageResponse, AppError> {
    session.needs(FOLLOW)?;
    let found = app.messages.message(id.to_owned()).await;
    let found = found.map_err(|error| match error {
        SendError::Unavailable(_) => AppError::Unavailable(error.to_string()),
        SendError::Refused(_) => AppError::internal(error),
    })?;
    let facts = found.ok_or_else(|| AppError::NotFound(format!("message {id}")))?;
    Ok(reply::ok(&shown(&facts)))
}

fn shown(facts: &MessageFacts) -> Value {
    // What was not transmitted ends in the queue.
    let dry_run = facts.is_final && facts.status == Status::Queued.word();
    let last = facts.steps.len().saturating_sub(1);
    let event = |(at, step): (usize, &Step)| {
        let own = step.status.description();
        json!({
            "at": step.at,
            "type": event_type(facts.channel, step.status),
            "status": step.status.word(),
            "description": step.detail.as_deref().unwrap_or(own),
            "isFinal": facts.is_final && !dry_run && at == last,
        })
    };
    let steps = facts.steps.iter().enumerate();
    let steps = steps.filter(|(_, step)| is_event(facts.channel, step.status));
    json!({
        "id": facts.message_id,
        "channel": facts.channel,
        "destination": facts.destination.reveal(),
        "originator": facts.originator,
        "country": facts.country,
        "type": facts.message_type,
        "parts": facts.parts,
        "price": facts.price.as_f64(),
        "carrier": facts.carrier,
        "status": facts.status,
        "description": facts.description,
        "isFinal": facts.is_final,
        "dryRun": dry_run,
        "accepted": facts.accepted,
        "events": steps.map(event).collect::<Vec<_>>(),
    })
}

/// Whether there is an event for a step: a call is neither queued nor handed over (sms.md section
/// 11.3).
fn is_event(channel: Channel, status: Status) -> bool {
    let unspoken = [Status::Queued, Status::Pending, Status::Successful];
    channel != Channel::Voice || !unspoken.contains(&status)
}

/// As events name it (sms.md section 11.3).
fn event_type(channel: Channel, status: Status) -> String {
    format!("{}_{}", channel.name(), status.word())
}

/// `GET /app/messaging/spend`: US dollars of this month by channel.
pub(crate) fn spend(app: &Inner, session: &Session) -> Result<PageResponse, AppError> {
    session.needs(VIEW)?;
    let spent = app.messages.spend();
    let channels = Channel::ALL.map(|it| (it.name().to_owned(), json!(spent.of(it).as_f64())));
    let channels: serde_json::Map<_, _> = channels.into_iter().collect();
    Ok(reply::ok(&channels))
}

/// `GET /app/messaging/countries`: what can be sent by in each country (sms.md section 15.1), and the
/// simulator's destinations (section 10.3).
pub(crate) fn countries(session: &Session) -> Result<PageResponse, AppError> {
    session.needs(VIEW)?;
    let all: Vec<Value> = countries::all().map(country).collect();
    let simulators = simulator::PAIRS.map(|(country, delivered, failing)| {
        json!({ "country": country, "delivered": delivered, "failing": failing })
    });
    Ok(reply::ok(
        &json!({ "countries": all, "simulators": simulators }),
    ))
}

fn country(it: &Country) -> Value {
    json!({
        "code": it.code,
        "name": it.name,
        "shortCodes": it.short_codes,
        "longCodes": match it.long_codes {
            LongCodes::No => "NO",
            LongCodes::Yes => "YES",
            LongCodes::InboundOnly => "INBOUND_ONLY",
        },
        "senderIds": match it.sender_ids {
            SenderIds::No => "NO",
            SenderIds::Yes => "YES",
            SenderIds::Registered => "REGISTERED",
        },
        "twoWay": it.two_way,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::{Pii, Timestamp};
    use messaging::{MessageType, Usd};
    use std::collections::BTreeMap;

    fn facts(steps: Vec<Step>, is_final: bool) -> MessageFacts {
        MessageFacts {
            message_id: "one".into(),
            channel: Channel::Text,
            destination: Pii::new("+14254147755".into()),
            originator: "+13125550100".into(),
            country: "US".into(),
            message_type: MessageType::Transactional,
            parts: 1,
            price: Usd::ZERO,
            carrier: None,
            status: "UNREACHABLE".into(),
            description: "The carrier gave it up".into(),
            is_final,
            accepted: Timestamp(0),
            at: Timestamp(1),
            application: None,
            pool: None,
            configuration_set: None,
            text: Pii::new(String::new()),
            unicode: false,
            context: BTreeMap::new(),
            steps,
        }
    }

    #[test]
    fn the_last_event_of_a_message_that_ended_says_why() {
        let step = |at, status, detail: Option<&str>| Step {
            at: Timestamp(at),
            status,
            carrier: None,
            detail: detail.map(Into::into),
        };
        let steps = vec![
            step(0, Status::Queued, None),
            step(1, Status::Unreachable, Some("The carrier gave it up")),
        ];
        let shown = shown(&facts(steps, true));
        let events = shown["events"].as_array().unwrap();
        assert_eq!(events[0]["type"], "TEXT_QUEUED");
        assert_eq!(events[0]["description"], "Message is in queue");
        assert_eq!(events[1]["type"], "TEXT_UNREACHABLE");
        assert_eq!(events[1]["description"], "The carrier gave it up");
        assert_eq!(events[1]["isFinal"], true);
    }

    #[test]
    fn countries_say_what_they_take() {
        let shown = country(countries::find("PK").unwrap());
        assert_eq!(shown["longCodes"], "INBOUND_ONLY");
        assert_eq!(
            country(countries::find("AU").unwrap())["senderIds"],
            "REGISTERED"
        );
    }
}
