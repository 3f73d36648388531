//! What applications ask for besides taking a message: `submit_multi`, `query_sm`, `cancel_sm`,
//! `replace_sm`. Each application knows of its own messages alone.

use crate::actor::{Input, OneOf};
use crate::applications::{Desk, submission};
use crate::carriers::smpp;
use crate::config::ApplicationConfig;
use crate::deliveries::state_of;
use ids::Pii;
use messaging::{MessageFacts, Status as Outcome};
use services::messages::history;
use smpp_proto::{Address, Command, CommandAnswer, MessageState, ShortMessage, Status};
use sms_codec::Concatenation;
use std::collections::BTreeMap;
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
    let mut round = Round {
        desk,
        application,
        message,
        place,
        text,
        told_as: None,
        done: BTreeMap::new(),
    };
    let mut refused = Vec::new();
    for to in destinations {
        if let Err(status) = round.send(&to.text()).await {
            refused.push((to.clone(), status));
        }
    }
    for name in lists {
        match desk.list(&application.system_id, name) {
            // A list of somebody else is none.
            None => refused.push((Address::of(name), Status::INVALID_LIST)),
            Some(numbers) => refused.append(&mut round.send_all(name, numbers).await),
        }
    }
    match (round.told_as, refused.first()) {
        (Some(id), _) => Ok(CommandAnswer::Multi(id.to_string(), refused)),
        (None, Some((_, status))) => Err(*status),
        (None, None) => Err(Status::INVALID_DESTINATION),
    }
}

/// One message, or a part of one, on its way to many.
struct Round<'a> {
    desk: &'a Desk,
    application: &'a ApplicationConfig,
    message: &'a ShortMessage,
    place: Option<Concatenation>,
    text: String,
    /// The identifier that all are known by: the first one's.
    told_as: Option<Uuid>,
    /// What came of those who had their turn: who is named twice gets it once.
    done: BTreeMap<String, Result<(), Status>>,
}

impl Round<'_> {
    async fn send(&mut self, to: &str) -> Result<(), Status> {
        if let Some(done) = self.done.get(to) {
            return *done;
        }
        let done = self.submit(to).await;
        self.done.insert(to.to_owned(), done);
        done
    }

    async fn submit(&mut self, to: &str) -> Result<(), Status> {
        let text = self.text.clone();
        let submission = submission(self.application, self.message, to, text)
            .ok_or(Status::INVALID_DESTINATION)?;
        self.desk.check(self.application, &submission).await?;
        let one = Box::new(OneOf {
            submission,
            place: self.place,
            application: self.application.system_id.clone(),
            told_as: self.told_as,
        });
        let id = ask(self.desk, |answer| Input::SubmittedOneOf(one, answer)).await??;
        self.told_as = Some(id);
        Ok(())
    }

    /// Who of a list does not get it; the list itself if nobody does.
    async fn send_all(&mut self, name: &str, numbers: &[String]) -> Vec<(Address, Status)> {
        let mut refused = Vec::new();
        for to in numbers {
            if let Err(status) = self.send(to).await {
                refused.push((Address::of(to), status));
            }
        }
        match refused.len() == numbers.len() {
            true => vec![(Address::of(name), Status::CANNOT_SUBMIT_TO_LIST)],
            false => refused,
        }
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
