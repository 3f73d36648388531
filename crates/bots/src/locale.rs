//! A bot's locale as data, and made ready to match.

use crate::heard::{Heard, tokens};
use crate::matcher::Sample;
use crate::response::Message;
use crate::slots::{self, BuiltInSlotType};
use crate::{BUILT_IN_INTENTS, BUILT_IN_SLOT_TYPES};
use ids::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use thiserror::Error;

/// The intent that is meant when nothing else is.
pub(crate) const FALLBACK: &str = "AMAZON.FallbackIntent";

/// Messages of which one is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageGroup {
    /// The message and its variations; at least one.
    pub variations: Vec<Message>,
}

impl MessageGroup {
    /// A group of one text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            variations: vec![Message::plain(text)],
        }
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// One message of each group is said.
    pub groups: Vec<MessageGroup>,
    /// How often it is asked again.
    pub max_retries: u32,
}

impl Prompt {
    /// A question of one text.
    pub fn plain(text: impl Into<String>, max_retries: u32) -> Self {
        Self {
            groups: vec![MessageGroup::plain(text)],
            max_retries,
        }
    }
}

/// The question whether an intent is to be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The question.
    pub prompt: Prompt,
    /// What is said after a yes.
    #[serde(default)]
    pub confirmed: Vec<MessageGroup>,
    /// What is said after a no.
    #[serde(default)]
    pub declination: Vec<MessageGroup>,
}

/// How an intent is carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Fulfillment {
    /// Whether the alias's function does it; else whoever asked.
    #[serde(default)]
    pub hook: bool,
    /// What is said after it was done, if the function says nothing.
    #[serde(default)]
    pub success: Vec<MessageGroup>,
    /// What is said when it failed.
    #[serde(default)]
    pub failure: Vec<MessageGroup>,
    /// What is said when the function did not answer in time.
    #[serde(default)]
    pub timeout: Vec<MessageGroup>,
}

/// A context that an intent leaves behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputContext {
    /// Its name.
    pub name: String,
    /// Seconds.
    pub seconds: i64,
    /// Turns.
    pub turns: i64,
}

/// Something that an intent needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Slot {
    /// Its name.
    pub name: String,
    /// The identifier of its type: `AMAZON.Number` or one of the locale's.
    pub slot_type: String,
    /// Whether it is asked for.
    pub required: bool,
    /// The question; a required slot without a default value has one.
    #[serde(default)]
    pub prompt: Option<Prompt>,
    /// Samples of answers with `{slot}` in them.
    #[serde(default)]
    pub utterances: Vec<String>,
    /// Values when nothing was said; `[attribute]` names a session attribute.
    #[serde(default)]
    pub defaults: Vec<String>,
    /// Whether it takes several values.
    #[serde(default)]
    pub multiple: bool,
    /// What is said after an answer filled it.
    #[serde(default)]
    pub captured: Vec<MessageGroup>,
    /// Whether the dialog hook is left out after its answers.
    #[serde(default)]
    pub unhooked: bool,
}

/// Something that a customer may want.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Intent {
    /// Its name.
    pub name: String,
    /// The built-in intent that it is made from.
    #[serde(default)]
    pub parent: Option<String>,
    /// Samples of what is said.
    #[serde(default)]
    pub utterances: Vec<String>,
    /// Its slots in the order in which they are asked for.
    #[serde(default)]
    pub slots: Vec<Slot>,
    /// What is said first.
    #[serde(default)]
    pub initial_response: Vec<MessageGroup>,
    /// The question whether to go on.
    #[serde(default)]
    pub confirmation: Option<Confirmation>,
    /// How it is carried out.
    #[serde(default)]
    pub fulfillment: Fulfillment,
    /// What is said at the end.
    #[serde(default)]
    pub closing: Vec<MessageGroup>,
    /// Whether the alias's function is asked during the conversation.
    #[serde(default)]
    pub dialog_hook: bool,
    /// Whether it is left out when the intent begins.
    #[serde(default)]
    pub unhooked_start: bool,
    /// Contexts that must be active for it to be recognised.
    #[serde(default)]
    pub input_contexts: Vec<String>,
    /// Contexts that are active after it.
    #[serde(default)]
    pub output_contexts: Vec<OutputContext>,
}

impl Intent {
    /// Whether it is what is meant when nothing else is.
    pub fn is_fallback(&self) -> bool {
        self.parent.as_deref() == Some(FALLBACK)
    }

    /// The slot of that name.
    pub fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.name == name)
    }
}

/// What a slot's value becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum Resolution {
    /// What was said, if it is like one of the values.
    #[default]
    OriginalValue,
    /// The value that it is a word for.
    TopResolution,
    /// Several values in a row, joined.
    Concatenation,
}

/// A value of a slot type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotTypeValue {
    /// The value.
    pub value: String,
    /// Other words for it.
    #[serde(default)]
    pub synonyms: Vec<String>,
}

/// A kind of values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct SlotType {
    /// Its name.
    pub name: String,
    /// The built-in type that it extends.
    #[serde(default)]
    pub parent: Option<String>,
    /// Its values.
    #[serde(default)]
    pub values: Vec<SlotTypeValue>,
    /// What a value becomes.
    #[serde(default)]
    pub resolution: Resolution,
    /// What a value must look like, a regular expression for the whole of it.
    #[serde(default)]
    pub pattern: Option<String>,
}

/// A locale of a bot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BotLocale {
    /// Such as `en_US`.
    pub locale: String,
    /// Below this confidence, 0 to 1, the fallback is meant.
    pub threshold: f64,
    /// Its intents.
    pub intents: Vec<Intent>,
    /// Its slot types by identifier.
    #[serde(default)]
    pub slot_types: BTreeMap<String, SlotType>,
}

impl BotLocale {
    /// One with nothing but the fallback, as each begins. The threshold is the console's, 0.40.
    pub fn new(locale: impl Into<String>) -> Self {
        Self {
            locale: locale.into(),
            threshold: 0.4,
            intents: vec![Intent {
                name: "FallbackIntent".into(),
                parent: Some(FALLBACK.into()),
                ..Intent::default()
            }],
            slot_types: BTreeMap::new(),
        }
    }

    /// Everything that keeps it from being built; empty when it can be.
    pub fn problems(&self) -> Vec<BuildProblem> {
        let mut problems = Vec::new();
        if !self.intents.iter().any(Intent::is_fallback) {
            problems.push(BuildProblem::NoFallback);
        }
        let mut said = BTreeMap::new();
        for intent in &self.intents {
            self.problems_of(intent, &mut problems);
            for utterance in &intent.utterances {
                let key = (words(utterance), intent.input_contexts.clone());
                if let Some(other) = said.insert(key, &intent.name)
                    && *other != intent.name
                {
                    problems.push(BuildProblem::SaidTwice {
                        utterance: utterance.clone(),
                        intents: (other.clone(), intent.name.clone()),
                    });
                }
            }
        }
        for kind in self.slot_types.values() {
            if let Some(parent) = &kind.parent
                && BuiltInSlotType::find(parent).is_none()
            {
                problems.push(BuildProblem::UnknownSlotType {
                    slot: kind.name.clone(),
                    slot_type: parent.clone(),
                });
            }
            if let Some(pattern) = &kind.pattern
                && slots::whole(pattern).is_none()
            {
                problems.push(BuildProblem::BadPattern(kind.name.clone()));
            }
        }
        problems
    }

    fn problems_of(&self, intent: &Intent, problems: &mut Vec<BuildProblem>) {
        if let Some(parent) = &intent.parent
            && !BUILT_IN_INTENTS.iter().any(|it| it.signature == parent)
        {
            problems.push(BuildProblem::UnknownIntent {
                intent: intent.name.clone(),
                parent: parent.clone(),
            });
        }
        if intent.utterances.is_empty() && intent.parent.is_none() {
            problems.push(BuildProblem::NoUtterance(intent.name.clone()));
        }
        for utterance in &intent.utterances {
            for slot in Sample::slots_in(utterance) {
                if intent.slot(&slot).is_none() {
                    problems.push(BuildProblem::UnknownSlot {
                        intent: intent.name.clone(),
                        slot,
                    });
                }
            }
        }
        let mut names = BTreeSet::new();
        for slot in &intent.slots {
            if !names.insert(&slot.name) {
                problems.push(BuildProblem::SlotTwice {
                    intent: intent.name.clone(),
                    slot: slot.name.clone(),
                });
            }
            let known = BuiltInSlotType::find(&slot.slot_type).is_some();
            if !known && !self.slot_types.contains_key(&slot.slot_type) {
                problems.push(BuildProblem::UnknownSlotType {
                    slot: slot.name.clone(),
                    slot_type: slot.slot_type.clone(),
                });
            }
            if slot.required && slot.prompt.is_none() {
                problems.push(BuildProblem::NoPrompt {
                    intent: intent.name.clone(),
                    slot: slot.name.clone(),
                });
            }
        }
    }
}

fn words(utterance: &str) -> Vec<String> {
    tokens(utterance).into_iter().map(|it| it.norm).collect()
}

/// Why a locale cannot be built.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BuildProblem {
    /// Each locale has one.
    #[error("the locale has no intent made from AMAZON.FallbackIntent")]
    NoFallback,
    /// Nobody could ever mean it.
    #[error("intent {0} has no sample utterance")]
    NoUtterance(String),
    /// A built-in intent that there is not, or that is not built here.
    #[error("intent {intent}: {parent} is not a built-in intent of this engine")]
    UnknownIntent {
        /// The intent.
        intent: String,
        /// Its parent.
        parent: String,
    },
    /// An utterance names a slot that the intent lacks.
    #[error("intent {intent}: an utterance names the slot {slot}, which the intent does not have")]
    UnknownSlot {
        /// The intent.
        intent: String,
        /// The slot.
        slot: String,
    },
    /// Two slots of an intent have one name.
    #[error("intent {intent} has two slots named {slot}")]
    SlotTwice {
        /// The intent.
        intent: String,
        /// The name.
        slot: String,
    },
    /// A type that there is not.
    #[error("{slot}: there is no slot type {slot_type} in this engine")]
    UnknownSlotType {
        /// The slot or slot type that names it.
        slot: String,
        /// The type.
        slot_type: String,
    },
    /// A required slot that nothing asks for.
    #[error("intent {intent}: the required slot {slot} has no prompt")]
    NoPrompt {
        /// The intent.
        intent: String,
        /// The slot.
        slot: String,
    },
    /// Two intents have the same sample.
    #[error("the utterance {utterance:?} is of both {} and {}", intents.0, intents.1)]
    SaidTwice {
        /// The utterance.
        utterance: String,
        /// The intents.
        intents: (String, String),
    },
    /// A regular expression that is none.
    #[error("slot type {0}: the pattern is not a regular expression")]
    BadPattern(String),
}

/// A locale made ready to match.
pub struct Bot {
    pub(crate) locale: BotLocale,
    /// Per intent, in the locale's order.
    pub(crate) samples: Vec<Vec<Sample>>,
    /// Per intent and slot, the slot's own samples.
    pub(crate) answers: Vec<Vec<Vec<Sample>>>,
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot")
            .field("locale", &self.locale.locale)
            .field("intents", &self.locale.intents.len())
            .finish_non_exhaustive()
    }
}

impl Bot {
    /// Makes a locale ready.
    ///
    /// # Errors
    /// Everything that keeps it from being built.
    pub fn new(locale: BotLocale) -> Result<Self, Vec<BuildProblem>> {
        let problems = locale.problems();
        if !problems.is_empty() {
            return Err(problems);
        }
        let read = |texts: &[String]| texts.iter().map(|it| Sample::read(it)).collect();
        let samples = locale.intents.iter().map(|intent| {
            let built_in = intent.parent.as_deref().and_then(|parent| {
                let mut all = BUILT_IN_INTENTS.iter();
                all.find(|it| it.signature == parent)
            });
            let mut samples: Vec<Sample> = read(&intent.utterances);
            let own = built_in.map_or(&[][..], |it| it.utterances);
            samples.extend(own.iter().map(|it| Sample::read(it)));
            samples
        });
        let answers = locale.intents.iter().map(|intent| {
            let slots = intent.slots.iter();
            slots.map(|slot| read(&slot.utterances)).collect()
        });
        Ok(Self {
            samples: samples.collect(),
            answers: answers.collect(),
            locale,
        })
    }

    /// The locale.
    pub fn locale(&self) -> &BotLocale {
        &self.locale
    }

    pub(crate) fn intent(&self, name: &str) -> Option<&Intent> {
        self.locale.intents.iter().find(|it| it.name == name)
    }

    /// What a text is as a value of a slot type.
    pub(crate) fn resolve(
        &self,
        kind: &str,
        text: &str,
        now: Timestamp,
    ) -> Option<slots::Resolved> {
        let at = slots::At {
            locale: &self.locale.locale,
            now,
        };
        match self.locale.slot_types.get(kind) {
            Some(kind) => slots::custom(kind, text, &at),
            None => BuiltInSlotType::find(kind)?.resolve(text, &at),
        }
    }

    /// Whether any text is a value of a slot type, so that an answer cannot be told from another
    /// wish.
    pub(crate) fn takes_any(&self, kind: &str) -> bool {
        let kind = self
            .locale
            .slot_types
            .get(kind)
            .map_or(Some(kind), |it| it.parent.as_deref());
        kind.is_some_and(|kind| {
            let mut all = BUILT_IN_SLOT_TYPES.iter();
            all.any(|it| it.signature == kind && it.takes_any)
        })
    }

    /// What a slot is filled with by an utterance that answers the question for it.
    pub(crate) fn answer(
        &self,
        intent: usize,
        slot: usize,
        heard: &Heard,
        now: Timestamp,
    ) -> Option<slots::Resolved> {
        let of = self.locale.intents.get(intent)?.slots.get(slot)?;
        let samples = self.answers.get(intent)?.get(slot)?;
        for sample in samples {
            let resolve = |name: &str, text: &str| {
                (name == of.name).then(|| self.resolve(&of.slot_type, text, now))?
            };
            if let Some(found) = sample.align(heard, &resolve)
                && let Some((_, value)) = found.into_iter().next()
            {
                return Some(value);
            }
        }
        if let Some(value) = self.resolve(&of.slot_type, &heard.text, now) {
            return Some(value);
        }
        if self.takes_any(&of.slot_type) {
            return None;
        }
        heard
            .spans()
            .find_map(|text| self.resolve(&of.slot_type, text, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_named_at_once() {
        let mut locale = BotLocale::new("en_US");
        locale.intents.clear();
        locale.intents.push(Intent {
            name: "Book".into(),
            utterances: vec!["book a {Room}".into()],
            slots: vec![Slot {
                name: "City".into(),
                slot_type: "AMAZON.Town".into(),
                required: true,
                ..Slot::default()
            }],
            ..Intent::default()
        });
        let problems: Vec<String> = locale.problems().iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), 4, "{problems:?}");
        assert!(problems[1].contains("names the slot Room"), "{problems:?}");
        assert!(problems[2].contains("AMAZON.Town"), "{problems:?}");
        assert!(problems[3].contains("has no prompt"), "{problems:?}");
    }

    #[test]
    fn the_same_sample_in_two_intents_is_refused() {
        let mut locale = BotLocale::new("en_US");
        for name in ["A", "B"] {
            locale.intents.push(Intent {
                name: name.into(),
                utterances: vec!["Check my balance!".into()],
                ..Intent::default()
            });
        }
        let problems = locale.problems();
        assert!(matches!(&problems[..], [BuildProblem::SaidTwice { .. }]));
    }

    #[test]
    fn a_locale_reads_back_what_it_writes() {
        let locale = BotLocale::new("de_DE");
        let text = serde_json::to_string(&locale).unwrap();
        assert_eq!(serde_json::from_str::<BotLocale>(&text).unwrap(), locale);
    }
}
