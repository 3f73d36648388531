//! Asking hooks, and doing what they or a client say.

use super::{Machine, Then};
use crate::hook::{self, HookAnswer, HookError, HookSource};
use crate::interpret::interpretations;
use crate::response::Message;
use crate::session::{DialogAction, DialogActionType, GivenState, State};
use crate::turn::{Pending, Step};

impl Machine<'_> {
    /// Asks the dialog hook, if the intent has one; else goes on.
    pub(crate) fn hook(&mut self, then: Then) -> Step {
        match self.intent() {
            Some(intent) if intent.dialog_hook => self.ask(HookSource::DialogCodeHook, then),
            _ => self.go(then),
        }
    }

    pub(crate) fn ask(&mut self, source: HookSource, then: Then) -> Step {
        let heard = interpretations(self.bot, &self.session, &self.candidates, None);
        let proposed = match source {
            HookSource::DialogCodeHook => self
                .session
                .state
                .intent
                .clone()
                .map(|it| (self.proposed(then), it)),
            HookSource::FulfillmentCodeHook => None,
        };
        let event = hook::event(
            self.bot,
            &self.session,
            &self.turn,
            source,
            &heard,
            proposed,
        );
        Step::AskHook(Box::new(Pending {
            session: self.session.clone(),
            turn: self.turn.clone(),
            candidates: self.candidates.clone(),
            messages: self.messages.clone(),
            hooks: self.hooks + 1,
            then,
            source,
            event,
        }))
    }

    /// What comes next if the hook has no wish of its own.
    fn proposed(&self, then: Then) -> DialogAction {
        if then == Then::AskAgain {
            return self.action();
        }
        let next = self.missing();
        match (next, self.intent()) {
            (Some(slot), _) => DialogAction::elicit(slot),
            (None, Some(it)) if it.confirmation.is_some() && self.is_unconfirmed() => {
                DialogAction::of(DialogActionType::ConfirmIntent)
            }
            _ => DialogAction::of(DialogActionType::Close),
        }
    }

    /// Takes a state that a hook or a client gives.
    pub(crate) fn take_state(
        &mut self,
        mut given: GivenState,
        by_hook: bool,
    ) -> Result<(), HookError> {
        if let Some(intent) = given.intent.take() {
            let intent = hook::checked(self.bot, intent)?;
            let current = self.session.state.intent.as_ref();
            if current.is_none_or(|it| it.name != intent.name) {
                self.session.confidence = None;
                self.session.retries = 0;
            }
            given.intent = Some(intent);
        }
        if let Some(action) = &mut given.dialog_action
            && action.kind != DialogActionType::ElicitSlot
        {
            action.slot_to_elicit = None;
        }
        let before = self.session.state.session_attributes.clone();
        let owned = std::mem::take(&mut self.session.set_by_hooks);
        let gives = given.session_attributes.is_some();
        let retries = self.session.retries;
        self.session.replace_state(given);
        if by_hook {
            self.session.retries = retries;
            self.session.set_by_hooks = owned;
            if gives {
                let now = &self.session.state.session_attributes;
                let set = now
                    .iter()
                    .filter(|(name, value)| before.get(*name) != Some(value));
                self.session
                    .set_by_hooks
                    .extend(set.map(|(name, _)| name.clone()));
            }
        }
        Ok(())
    }

    pub(crate) fn answered(
        &mut self,
        answer: serde_json::Value,
        then: Then,
    ) -> Result<Step, HookError> {
        let answer = HookAnswer::read(answer)?;
        if answer.session_state.dialog_action.is_none() {
            return Err(HookError::Invalid(
                "sessionState.dialogAction is missing".into(),
            ));
        }
        let asked = self.action();
        self.take_state(answer.session_state, true)?;
        if let Some(attributes) = answer.request_attributes {
            self.turn.request_attributes = attributes;
        }
        let action = self.action();
        // What is asked for again after a Delegate is what was asked for before.
        if action.kind == DialogActionType::Delegate {
            self.session.state.dialog_action = Some(asked.clone());
        } else if action.slot_to_elicit != asked.slot_to_elicit {
            self.session.retries = 0;
        }
        if action.kind == DialogActionType::Delegate {
            return Ok(self.delegated(answer.messages, then));
        }
        self.act(answer.messages, then)
    }

    /// Goes on by the bot's own rules.
    fn delegated(&mut self, messages: Option<Vec<Message>>, then: Then) -> Step {
        self.messages.extend(messages.unwrap_or_default());
        match then {
            Then::Fulfilled => self.fulfilled(true),
            other => self.go(other),
        }
    }

    /// Ends a fulfilment; the bot's own words are said where the hook had none.
    fn fulfilled(&mut self, in_own_words: bool) -> Step {
        let state = match self.session.state.intent.as_ref().map(|it| it.state) {
            Some(State::Failed) => State::Failed,
            Some(state @ (State::Waiting | State::FulfillmentInProgress)) => state,
            _ => State::Fulfilled,
        };
        if in_own_words && let Some(intent) = self.intent() {
            match state {
                State::Failed => self.say(&intent.fulfillment.failure),
                _ => {
                    self.say(&intent.fulfillment.success);
                    self.say(&intent.closing);
                }
            }
        }
        self.close(state)
    }

    /// Does what the state's action says.
    pub(crate) fn act(
        &mut self,
        messages: Option<Vec<Message>>,
        then: Then,
    ) -> Result<Step, HookError> {
        let action = self.action();
        hook::possible(&action, self.session.state.intent.as_ref())?;
        let given = messages.filter(|it| !it.is_empty());
        let silent = given.is_none();
        self.messages.extend(given.unwrap_or_default());
        Ok(match action.kind {
            DialogActionType::Delegate => {
                self.session.state.dialog_action = None;
                self.go(Then::Advance)
            }
            DialogActionType::Close if then == Then::Fulfilled => self.fulfilled(silent),
            DialogActionType::Close => {
                let intent = self.session.state.intent.as_ref();
                let state = match intent.map(|it| it.state) {
                    Some(State::InProgress) | None => State::Failed,
                    Some(state) => state,
                };
                self.close(state)
            }
            DialogActionType::ElicitSlot | DialogActionType::ConfirmIntent => {
                let retries = self.session.retries;
                if let Some(intent) = &mut self.session.state.intent {
                    intent.state = State::InProgress;
                }
                if silent {
                    self.prompt(&action);
                }
                self.session.retries = retries;
                self.finish(action)
            }
            DialogActionType::ElicitIntent | DialogActionType::None => self.finish(action),
        })
    }
}
