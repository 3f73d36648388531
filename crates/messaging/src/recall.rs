//! What an application may still do with a message that it submitted: as long as it waits.

use crate::admission::measure_text;
use crate::engine::Output;
use crate::message::{Part, Phase};
use crate::{Channel, Engine, Message, Status};
use ids::{Pii, Timestamp};
use uuid::Uuid;

impl Engine {
    /// Takes a message back that nothing has left of. It ends as unknown, and costs nothing.
    pub fn cancel(&mut self, now: Timestamp, id: Uuid, application: &str) -> bool {
        let Some(mut message) = self.waiting_of(id, application).cloned().map(Box::new) else {
            return false;
        };
        self.pay(now, &mut message, 0);
        self.messages.insert(message);
        let canceled = "Canceled by the application that submitted it";
        self.end(now, id, Status::Unknown, canceled, 0);
        true
    }

    /// Puts another text in the place of one that nothing has left of. It must have as many parts:
    /// they are paid for and have their places in the queue.
    pub fn replace(&mut self, id: Uuid, application: &str, text: &str) -> bool {
        let size = measure_text(text);
        let Some(message) = self.waiting_of(id, application) else {
            return false;
        };
        let Some(size) = size.ok().filter(|size| size.parts == message.parts) else {
            return false;
        };
        let Some(message) = self.messages.get_mut(id) else {
            return false;
        };
        message.body = Pii::new(text.into());
        message.unicode = size.unicode;
        let kept = message.clone();
        self.output.push_back(Output::Keep(Box::new(kept)));
        true
    }

    /// An application's text of which no part has left.
    fn waiting_of(&self, id: Uuid, application: &str) -> Option<&Message> {
        let message = self.messages.get(id)?;
        let waits = message.phase == Phase::Queued
            && message.places.iter().all(|part| *part == Part::Waiting);
        let own = message.application.as_deref() == Some(application);
        (waits && own && message.channel == Channel::Text).then_some(message)
    }
}
