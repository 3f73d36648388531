//! From what was said to an intent, a slot's value, a yes or a no.

use super::{Machine, Then};
use crate::heard::Heard;
use crate::interpret::{filled, fresh};
use crate::locale::{Intent, Slot};
use crate::matcher::{Candidate, candidates};
use crate::session::{ConfirmationState, DialogActionType, SlotValue, State, Value};
use crate::slots::plain::yes_or_no;
use crate::timing::InputTiming;
use crate::turn::{Input, Step};
use std::collections::BTreeMap;

/// How sure another intent must be to leave a question for it.
const SWITCH: f64 = 0.75;

impl Machine<'_> {
    /// The text of the input; keys without their end key, and as a request attribute.
    fn text(&mut self) -> String {
        let Input::Dtmf(keys) = &self.turn.input else {
            return self.turn.input.transcript().to_owned();
        };
        let slot = self.action().slot_to_elicit;
        let intent = self
            .session
            .state
            .intent
            .as_ref()
            .map(|it| it.name.as_str());
        let attributes = &self.session.state.session_attributes;
        let timing = InputTiming::of(attributes, intent, slot.as_deref()).unwrap_or_default();
        let (text, transcript) = timing.keyed(keys);
        let name = "x-amz-lex:dtmf-transcript".to_owned();
        self.turn.request_attributes.insert(name, transcript);
        text.unwrap_or_default()
    }

    pub(crate) fn hear(&mut self) -> Step {
        let heard = Heard::new(&self.text());
        let contexts = &self.session.state.active_contexts;
        self.candidates = candidates(self.bot, &heard, contexts, self.turn.now);
        let action = self.action();
        match (action.kind, action.slot_to_elicit, self.intent()) {
            (DialogActionType::ElicitSlot, Some(slot), Some(intent)) => {
                self.hear_slot(intent, &slot, &heard)
            }
            (DialogActionType::ConfirmIntent, _, Some(_)) => self.hear_confirmation(&heard),
            _ => self.recognize(self.bot.locale.threshold),
        }
    }

    /// Begins the best intent, or the fallback.
    fn recognize(&mut self, least: f64) -> Step {
        let best = self.candidates.first().filter(|it| it.score >= least);
        match best.cloned() {
            Some(best) => self.start(best.intent, &best.slots, Some(best.score)),
            None => self.fall_back(),
        }
    }

    /// The best intent if it is another one than the current and sure enough to leave for it.
    fn other(&self, least: f64) -> Option<Candidate> {
        let best = self.candidates.first()?;
        let name = &self.bot.locale.intents.get(best.intent)?.name;
        let current = self.session.state.intent.as_ref().map(|it| &it.name);
        (best.score >= least && Some(name) != current).then(|| best.clone())
    }

    fn hear_slot(&mut self, intent: &Intent, slot: &str, heard: &Heard) -> Step {
        let places = (
            self.bot
                .locale
                .intents
                .iter()
                .position(|it| it.name == intent.name),
            intent.slots.iter().position(|it| it.name == slot),
        );
        let (Some(at), Some(place)) = places else {
            return self.recognize(self.bot.locale.threshold);
        };
        let Some(model) = intent.slots.get(place) else {
            return self.recognize(self.bot.locale.threshold);
        };
        let value = self.slot_value(at, place, model, heard);
        // Where any words are a value, the very words of another intent are that intent.
        let least = match (&value, self.bot.takes_any(&model.slot_type)) {
            (Some(_), false) => f64::INFINITY,
            (Some(_), true) => 1.0,
            (None, _) => SWITCH,
        };
        if let Some(other) = self.other(least) {
            return self.start(other.intent, &other.slots, Some(other.score));
        }
        let Some(value) = value else {
            return self.hook(Then::AskAgain);
        };
        self.fill(slot, value);
        self.say(&model.captured);
        match model.unhooked {
            true => self.go(Then::Advance),
            false => self.hook(Then::Advance),
        }
    }

    fn slot_value(&self, at: usize, place: usize, of: &Slot, heard: &Heard) -> Option<SlotValue> {
        let read = |heard: &Heard| self.bot.answer(at, place, heard, self.turn.now);
        if of.multiple {
            let parts: Vec<&str> = heard
                .text
                .split([',', ';'])
                .flat_map(|it| it.split(" and "))
                .collect();
            let values: Option<Vec<SlotValue>> = parts
                .iter()
                .map(|part| read(&Heard::new(part)).map(|it| it.into_value()))
                .collect();
            if let Some(values) = values.filter(|it| !it.is_empty()) {
                return Some(SlotValue {
                    shape: Some("List".into()),
                    values,
                    ..SlotValue::default()
                });
            }
        }
        read(heard).map(|it| it.into_value())
    }

    fn fill(&mut self, slot: &str, value: SlotValue) {
        if let Some(intent) = &mut self.session.state.intent {
            intent.slots.insert(slot.to_owned(), Some(value));
        }
    }

    fn hear_confirmation(&mut self, heard: &Heard) -> Step {
        let answer = match heard.text.as_str() {
            "1" => Some(true),
            "2" => Some(false),
            text => yes_or_no(text),
        };
        // Only the very words of another intent go before a yes or a no.
        let least = if answer.is_some() { 1.0 } else { SWITCH };
        if let Some(other) = self.other(least) {
            return self.start(other.intent, &other.slots, Some(other.score));
        }
        let Some(yes) = answer else {
            return self.hook(Then::AskAgain);
        };
        if let Some(intent) = &mut self.session.state.intent {
            intent.confirmation_state = match yes {
                true => ConfirmationState::Confirmed,
                false => ConfirmationState::Denied,
            };
        }
        if yes && let Some(confirmation) = self.intent().and_then(|it| it.confirmation.as_ref()) {
            self.say(&confirmation.confirmed);
        }
        self.hook(Then::Advance)
    }

    pub(crate) fn fall_back(&mut self) -> Step {
        let place = self.bot.locale.intents.iter().position(Intent::is_fallback);
        match place {
            // The fallback does not fall back to itself.
            Some(_) if self.intent().is_some_and(Intent::is_fallback) && !self.is_over() => {
                self.close(State::Failed)
            }
            Some(place) => self.start(place, &BTreeMap::new(), None),
            None => self.close(State::Failed),
        }
    }

    /// Whether the last intent is done with.
    fn is_over(&self) -> bool {
        !matches!(
            self.action().kind,
            DialogActionType::ElicitSlot | DialogActionType::ConfirmIntent
        )
    }

    fn start(
        &mut self,
        intent: usize,
        said: &BTreeMap<String, SlotValue>,
        score: Option<f64>,
    ) -> Step {
        self.session.state.intent = fresh(self.bot, intent, said);
        self.session.confidence = score;
        self.session.retries = 0;
        self.defaults();
        let Some(model) = self.intent() else {
            return self.go(Then::Advance);
        };
        self.say(&model.initial_response);
        match model.unhooked_start {
            true => self.go(Then::Advance),
            false => self.hook(Then::Advance),
        }
    }

    /// Gives slots that nothing was said of their default values.
    fn defaults(&mut self) {
        let Some(model) = self.intent() else { return };
        for slot in &model.slots {
            let there = self
                .session
                .state
                .intent
                .as_ref()
                .is_some_and(|it| it.has(&slot.name));
            if there {
                continue;
            }
            let value = slot.defaults.iter().find_map(|text| {
                let value = filled(text, &self.session);
                // What names an attribute that is not there is no value.
                (!value.is_empty() && !value.starts_with('[')).then_some(value)
            });
            if let Some(value) = value {
                let value = Value {
                    original_value: None,
                    resolved_values: vec![value.clone()],
                    interpreted_value: value,
                };
                self.fill(&slot.name, SlotValue::scalar(value));
            }
        }
    }
}
