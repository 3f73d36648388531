//! What applications ask for besides taking a message: `submit_multi`, `query_sm`, `cancel_sm`,
//! `replace_sm`. Each application knows of its own messages alone.

use crate::actor::Input;
use crate::applications::{Desk, submission};
use crate::carriers::smpp;
use crate::config::ApplicationConfig;
use crate::deliveries::state_of;
use ids::Pii;
use messaging::{MessageFacts, Status as Outcome};
use services::messages::history;
use smpp_proto::{Address, Command, CommandAnswer, MessageState, ShortMessage, Status};
use tokio::sync::oneshot;
use uuid::Uuid;

type Answer = Result<CommandAnswer, Status>;

/// Does what is asked for.
pub(crate) async fn answer(
    desk: &Desk,
    application: &ApplicationConfig,
    command: &Command,
) -> Answer {
    let own = application.system_id.as_str();
    match command {
        Command::Multi {
            message,
            destinations,
            lists,
        } => many(desk, application, message, destinations, lists).await,
        Command::Query { message_id } => query(desk, own, message_id).await,
        Command::Cancel { message_id } => {
            let id = id_of(message_id).ok_or(Status::INVALID_MESSAGE_ID)?;
            let done = ask(desk, |answer| Input::Cancel(id, own.to_owned(), answer)).await?;
            done.then_some(CommandAnswer::Cancel)
                .ok_or(Status::CANCEL_FAILED)
        }
        Command::Replace { message_id, text } => {
            let id = id_of(message_id).ok_or(Status::INVALID_MESSAGE_ID)?;
            // It has no data_coding of its own: the default alphabet.
            let text = Pii::new(sms_codec::decode_gsm(text.reveal()));
            let replace = |answer| Input::Replace(id, own.to_owned(), text, answer);
            let done = ask(desk, replace).await?;
            done.then_some(CommandAnswer::Replace)
                .ok_or(Status::REPLACE_FAILED)
        }
    }
}

fn id_of(text: &str) -> Option<Uuid> {
    text.parse().ok()
}

async fn ask<T>(desk: &Desk, input: impl FnOnce(oneshot::Sender<T>) -> Input) -> Result<T, Status> {
    let (answer, answered) = oneshot::channel();
    let sent = desk.inbox.send(input(answer)).await;
    sent.map_err(|_| Status::SYSTEM_ERROR)?;
    answered.await.map_err(|_| Status::SYSTEM_ERROR)
}

/// One message to many: each is a message of its own, and all are told of by one identifier.
async fn many(
    desk: &Desk,
    application: &ApplicationConfig,
    message: &ShortMessage,
    destinations: &[Address],
    lists: &[String],
) -> Answer {
    let (place, text) = smpp::read(message, false);
    if place.is_some() {
        // Parts to many would have to be answered before it is known who gets them.
        return Err(Status::INVALID_ESM_CLASS);
    }
    let mut told_as = None;
    let mut refused: Vec<_> = lists
        .iter()
        .map(|name| (Address::of(name), Status::INVALID_LIST))
        .collect();
    for to in destinations {
        let taken = match submission(application, message, &to.text(), text.clone()) {
            None => Err(Status::INVALID_DESTINATION),
            Some(submission) => match desk.check(application, &submission).await {
                Err(status) => Err(status),
                Ok(()) => {
                    let own = application.system_id.clone();
                    let send =
                        |answer| Input::SubmittedOneOf(Box::new(submission), own, told_as, answer);
                    ask(desk, send).await?
                }
            },
        };
        match taken {
            Ok(id) => told_as = Some(id),
            Err(status) => refused.push((to.clone(), status)),
        }
    }
    match (told_as, refused.first()) {
        (Some(id), _) => Ok(CommandAnswer::Multi(id.to_string(), refused)),
        (None, Some((_, status))) => Err(*status),
        (None, None) => Err(Status::INVALID_DESTINATION),
    }
}

async fn query(desk: &Desk, own: &str, message_id: &str) -> Answer {
    let id = id_of(message_id).ok_or(Status::INVALID_MESSAGE_ID)?;
    let found = match ask(desk, |answer| Input::Look(id, answer)).await? {
        Some(live) => Some(live),
        None => history::find(&*desk.store, &id.to_string())
            .await
            .map_err(|_| Status::SYSTEM_ERROR)?,
    };
    let own = |facts: &MessageFacts| facts.application.as_deref() == Some(own);
    // A message of somebody else is none.
    let facts = found.filter(own).ok_or(Status::QUERY_FAILED)?;
    Ok(told(&facts))
}

/// What is told of a message (SMPP 3.4, 4.8.2).
fn told(facts: &MessageFacts) -> CommandAnswer {
    let status = Outcome::of_word(&facts.status).unwrap_or(Outcome::Unknown);
    let state = match facts.is_final {
        false => MessageState::Enroute,
        true => state_of(status),
    };
    let date = facts.at.to_jiff().strftime("%y%m%d%H%M%S000+");
    CommandAnswer::Query {
        message_id: facts.message_id.clone(),
        final_date: match facts.is_final {
            false => String::new(),
            true => date.to_string(),
        },
        state,
        error: u8::from(!matches!(
            state,
            MessageState::Delivered | MessageState::Enroute
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::Timestamp;
    use messaging::{Channel, MessageType, Usd};

    #[test]
    fn what_has_ended_says_when_and_how() {
        let mut facts = MessageFacts {
            message_id: "1".into(),
            channel: Channel::Text,
            destination: Pii::new("+1".into()),
            originator: "Shop".into(),
            country: "US".into(),
            message_type: MessageType::Transactional,
            parts: 1,
            price: Usd::ZERO,
            carrier: None,
            status: "DELIVERED".into(),
            description: String::new(),
            is_final: true,
            application: Some("shop".into()),
            accepted: Timestamp(0),
            at: Timestamp(61_000),
            pool: None,
            configuration_set: None,
            text: Pii::new(String::new()),
            unicode: false,
            context: std::collections::BTreeMap::new(),
            steps: Vec::new(),
        };
        let CommandAnswer::Query {
            final_date, state, ..
        } = told(&facts)
        else {
            panic!("no answer");
        };
        assert_eq!(final_date, "700101000101000+");
        assert_eq!(final_date.len(), 16);
        assert_eq!(state, MessageState::Delivered);
        facts.is_final = false;
        let CommandAnswer::Query {
            final_date, state, ..
        } = told(&facts)
        else {
            panic!("no answer");
        };
        assert_eq!((final_date.as_str(), state), ("", MessageState::Enroute));
    }
}
