//! One turn: from what was said to what the bot answers, as a pure function of the session.
//!
//! ```text
//! nothing, ElicitIntent, Close ──said──► an intent, or the fallback
//!        intent ──► initial response ──► [dialog hook] ──► next slot, confirmation, fulfilment
//! ElicitSlot ──said──► filled ──► [dialog hook] ──► next …
//!                 └──► not understood: another intent, the prompt again, at last the fallback
//! ConfirmIntent ──said──► yes: fulfilment; no: declination, Close (Failed)
//! fulfilment ──► [fulfilment hook] ──► closing response, Close
//! ```
//!
//! A hook suspends the turn ([`Pending`]); [`resume`] goes on with its answer. Without a fulfilment
//! hook the intent ends `ReadyForFulfillment`, as whoever asked carries it out.

mod hearing;
mod hooked;

use crate::hook::HookSource;
use crate::interpret::{bounded, interpretations, say};
use crate::locale::{Bot, Intent, MessageGroup};
use crate::matcher::Candidate;
use crate::response::{Message, Response};
use crate::sentiment::sentiment;
use crate::session::{
    ActiveContext, ConfirmationState, DialogAction, DialogActionType, Session, State, TimeToLive,
};
use crate::turn::{Answer, Step, Turn};
use std::collections::BTreeMap;

/// The most contexts that are active. Source: the model's bound.
const MOST_CONTEXTS: usize = 20;

/// What goes on after a dialog hook says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// The next slot, the confirmation or the fulfilment.
    Advance,
    /// The same question again: it was not understood.
    AskAgain,
    /// Nothing: the hook was to fulfil.
    Fulfilled,
}

/// A turn that is being taken.
pub(crate) struct Machine<'a> {
    pub(crate) bot: &'a Bot,
    pub(crate) session: Session,
    pub(crate) turn: Turn,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) messages: Vec<Message>,
    pub(crate) hooks: u32,
}

impl<'a> Machine<'a> {
    pub(crate) fn new(bot: &'a Bot, session: Session, turn: Turn) -> Self {
        let mut session = match session.is_over(turn.idle, turn.now) {
            true => Session::new(session.id, turn.now),
            false => session,
        };
        session.age_contexts(turn.now);
        Self {
            bot,
            session,
            turn,
            candidates: Vec::new(),
            messages: Vec::new(),
            hooks: 0,
        }
    }

    /// The intent that the conversation is about, as the bot has it.
    pub(crate) fn intent(&self) -> Option<&'a Intent> {
        let intent = self.session.state.intent.as_ref()?;
        self.bot.intent(&intent.name)
    }

    fn action(&self) -> DialogAction {
        self.session.state.dialog_action.clone().unwrap_or_default()
    }

    pub(crate) fn say(&mut self, groups: &[MessageGroup]) {
        self.messages
            .extend(say(groups, &self.session, self.session.turns));
    }

    /// The next required slot that is not filled.
    fn missing(&self) -> Option<&'a str> {
        let state = self.session.state.intent.as_ref()?;
        let mut slots = self.intent()?.slots.iter();
        let missing = slots.find(|slot| slot.required && !state.has(&slot.name));
        missing.map(|slot| slot.name.as_str())
    }

    fn is_unconfirmed(&self) -> bool {
        let intent = self.session.state.intent.as_ref();
        intent.is_some_and(|it| it.confirmation_state == ConfirmationState::None)
    }

    fn go(&mut self, then: Then) -> Step {
        match then {
            Then::Advance | Then::Fulfilled => self.advance(),
            Then::AskAgain => self.ask_again(),
        }
    }

    fn ask_again(&mut self) -> Step {
        let action = self.action();
        // A hook may have filled what was asked for.
        let missing = match &action.slot_to_elicit {
            Some(slot) => self
                .session
                .state
                .intent
                .as_ref()
                .is_some_and(|it| !it.has(slot)),
            None => self.is_unconfirmed(),
        };
        if !missing {
            return self.advance();
        }
        let most = match (&action.slot_to_elicit, self.intent()) {
            (Some(slot), Some(intent)) => intent.slot(slot).and_then(|it| it.prompt.as_ref()),
            (None, Some(intent)) => intent.confirmation.as_ref().map(|it| &it.prompt),
            (_, None) => None,
        };
        let most = most.map_or(0, |it| it.max_retries);
        if self.session.retries >= most {
            return self.fall_back();
        }
        let retries = self.session.retries + 1;
        self.prompt(&action);
        self.session.retries = retries;
        self.finish(action)
    }

    /// Says the question of an action.
    fn prompt(&mut self, action: &DialogAction) {
        let Some(intent) = self.intent() else { return };
        let prompt = match &action.slot_to_elicit {
            Some(slot) => intent.slot(slot).and_then(|it| it.prompt.as_ref()),
            None => intent.confirmation.as_ref().map(|it| &it.prompt),
        };
        if let Some(prompt) = prompt {
            self.say(&prompt.groups);
        }
        self.session.retries = 0;
    }

    fn advance(&mut self) -> Step {
        let Some(intent) = self.intent() else {
            return self.finish(DialogAction::of(DialogActionType::ElicitIntent));
        };
        if let Some(slot) = self.missing() {
            let action = DialogAction::elicit(slot);
            self.prompt(&action);
            return self.finish(action);
        }
        let confirmed = self
            .session
            .state
            .intent
            .as_ref()
            .map(|it| it.confirmation_state);
        match (&intent.confirmation, confirmed) {
            (Some(_), Some(ConfirmationState::None)) => {
                let action = DialogAction::of(DialogActionType::ConfirmIntent);
                self.prompt(&action);
                self.finish(action)
            }
            (Some(confirmation), Some(ConfirmationState::Denied)) => {
                self.say(&confirmation.declination);
                self.close(State::Failed)
            }
            (None, Some(ConfirmationState::Denied)) => self.close(State::Failed),
            _ => self.fulfil(intent),
        }
    }

    fn fulfil(&mut self, intent: &Intent) -> Step {
        if let Some(state) = &mut self.session.state.intent {
            state.state = State::ReadyForFulfillment;
        }
        if intent.fulfillment.hook {
            return self.ask(HookSource::FulfillmentCodeHook, Then::Fulfilled);
        }
        self.say(&intent.closing);
        self.close(State::ReadyForFulfillment)
    }

    /// Ends the intent.
    pub(crate) fn close(&mut self, state: State) -> Step {
        if let Some(intent) = &mut self.session.state.intent {
            intent.state = state;
        }
        if state != State::Failed
            && let Some(model) = self.intent()
        {
            for context in &model.output_contexts {
                let contexts = &mut self.session.state.active_contexts;
                contexts.retain(|it| it.name != context.name);
                contexts.push(ActiveContext {
                    name: context.name.clone(),
                    context_attributes: BTreeMap::new(),
                    time_to_live: TimeToLive {
                        time_to_live_in_seconds: context.seconds,
                        turns_to_live: context.turns,
                    },
                });
                contexts.truncate(MOST_CONTEXTS);
            }
        }
        self.finish(DialogAction::of(DialogActionType::Close))
    }

    /// Makes the answer.
    fn finish(&mut self, action: DialogAction) -> Step {
        let now = self.turn.now;
        let mut session = self.session.clone();
        session.state.dialog_action = Some(action);
        let text = self.turn.input.transcript();
        let mood = self.turn.detect_sentiment && !text.is_empty();
        let mood = mood.then(|| sentiment(text, &self.bot.locale.locale));
        session.interpretations = interpretations(self.bot, &session, &self.candidates, mood);
        session.messages = bounded(std::mem::take(&mut self.messages));
        session.turns += 1;
        session.last = now;
        let response = Response {
            messages: session.messages.clone(),
            session_state: session.state.clone(),
            interpretations: session.interpretations.clone(),
            request_attributes: self.turn.request_attributes.clone(),
            session_id: session.id.clone(),
        };
        Step::Answer(Box::new(Answer { session, response }))
    }
}
