//! Which intent an utterance is for.
//!
//! An utterance whose words are those of a sample, in order, is that intent's with a confidence of
//! 1; placeholders take what their slots can be filled with. Else the words that both share count:
//! the confidence is `d^1.5`, where `d` is twice the weight of what they share over the weight of
//! both. Words that carry little ("my", "the") weigh 0.3, others 1; a word with one wrong letter
//! counts 0.9. What is below the locale's threshold is an alternative only.

use crate::heard::{Heard, SPAN, Token, tokens};
use crate::locale::Bot;
use crate::session::{ActiveContext, SlotValue, Value};
use crate::slots::Resolved;
use ids::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Words that carry little.
const LITTLE: &str = "a an the my your our me i im id you it is are am be to of for in on at and or \
    please with this that do does can could would will want wanna like need have what whats how \
    about some any der die das ein eine ich mein le la les un une mon ma el los las mi il lo o um \
    uma";

/// A word of a sample, or a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Word(String),
    Slot(String),
}

/// A sample utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sample {
    parts: Vec<Part>,
}

/// What the placeholders of a sample took.
pub(crate) type Taken = BTreeMap<String, Resolved>;

/// Fills a placeholder: the slot's name and the text.
pub(crate) type Resolve<'a> = dyn Fn(&str, &str) -> Option<Resolved> + 'a;

impl Sample {
    /// Reads a sample: `Send {Amount} to {Name}`.
    pub(crate) fn read(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            parts.extend(words(before));
            parts.push(Part::Slot(name.trim().to_owned()));
            rest = after;
        }
        parts.extend(words(rest));
        Self { parts }
    }

    /// The slots that a sample names.
    pub(crate) fn slots_in(text: &str) -> Vec<String> {
        let parts = Self::read(text).parts.into_iter();
        parts
            .filter_map(|part| match part {
                Part::Slot(name) => Some(name),
                Part::Word(_) => None,
            })
            .collect()
    }

    /// What the placeholders take when the words are the sample's, in order.
    pub(crate) fn align(&self, heard: &Heard, resolve: &Resolve<'_>) -> Option<Taken> {
        if self.parts.is_empty() {
            return None;
        }
        let mut taken = Taken::new();
        let mut dead = BTreeSet::new();
        self.align_from(0, 0, heard, resolve, &mut taken, &mut dead)
            .then_some(taken)
    }

    /// Places that lead nowhere are remembered, so that the work is bounded by the product of both
    /// lengths rather than by its power.
    fn align_from(
        &self,
        part: usize,
        word: usize,
        heard: &Heard,
        resolve: &Resolve<'_>,
        taken: &mut Taken,
        dead: &mut BTreeSet<(usize, usize)>,
    ) -> bool {
        let words = &heard.tokens;
        let Some(now) = self.parts.get(part) else {
            return word == words.len();
        };
        if dead.contains(&(part, word)) {
            return false;
        }
        let found = match now {
            Part::Word(wanted) => {
                words.get(word).is_some_and(|it| it.norm == *wanted)
                    && self.align_from(part + 1, word + 1, heard, resolve, taken, dead)
            }
            Part::Slot(name) => {
                let most = words.len().saturating_sub(word).min(SPAN);
                (1..=most).rev().any(|length| {
                    let value = heard.span(word, word + length);
                    let Some(value) = value.and_then(|text| resolve(name, text)) else {
                        return false;
                    };
                    let next = word + length;
                    let fits = self.align_from(part + 1, next, heard, resolve, taken, dead);
                    if fits {
                        taken.insert(name.clone(), value);
                    }
                    fits
                })
            }
        };
        if !found {
            dead.insert((part, word));
        }
        found
    }

    /// How alike the words are, 0 to 1, and what the placeholders may take from the rest.
    fn resemble(&self, heard: &Heard, resolve: &Resolve<'_>) -> (f64, Taken) {
        let mut used = vec![false; heard.tokens.len()];
        let (mut shared, mut own) = (0.0, 0.0);
        let mut names = Vec::new();
        for part in &self.parts {
            match part {
                Part::Word(word) => {
                    own += weight(word);
                    shared += take(word, &heard.tokens, &mut used);
                }
                Part::Slot(name) => names.push(name),
            }
        }
        if shared < 0.5 {
            return (0.0, Taken::new());
        }
        let mut taken = Taken::new();
        for name in names {
            match fill(heard, &mut used, &|text| resolve(name, text)) {
                Some(value) => drop(taken.insert(name.clone(), value)),
                // A placeholder without a value is as good as one word too many.
                None => own += 0.5,
            }
        }
        let said: f64 = heard.tokens.iter().map(|it| weight(&it.norm)).sum();
        let filled = heard.tokens.iter().zip(&used).filter(|(_, used)| **used);
        let used: f64 = filled.map(|(it, _)| weight(&it.norm)).sum();
        // Words within a slot's value are neither shared nor too many.
        let in_slots = (used - shared).max(0.0);
        let both = own + (said - in_slots).max(shared);
        let alike = if both > 0.0 { 2.0 * shared / both } else { 0.0 };
        (alike.clamp(0.0, 1.0).powf(1.5).min(0.99), taken)
    }
}

fn words(text: &str) -> impl Iterator<Item = Part> {
    tokens(text).into_iter().map(|it| Part::Word(it.norm))
}

fn weight(word: &str) -> f64 {
    let little = LITTLE.split_ascii_whitespace().any(|it| it == word);
    if little { 0.3 } else { 1.0 }
}

/// Takes a word out of what was said: its weight, or a little less for one with a wrong letter.
fn take(word: &str, said: &[Token], used: &mut [bool]) -> f64 {
    let mut near = None;
    for (at, token) in said.iter().enumerate() {
        if used.get(at).copied().unwrap_or(true) {
            continue;
        }
        if token.norm == word {
            used[at] = true;
            return weight(word);
        }
        if near.is_none() && is_near(word, &token.norm) {
            near = Some(at);
        }
    }
    match near {
        Some(at) => {
            used[at] = true;
            weight(word) * 0.9
        }
        None => 0.0,
    }
}

/// Fills a placeholder from words that are not taken, longest first.
fn fill(
    heard: &Heard,
    used: &mut [bool],
    resolve: &dyn Fn(&str) -> Option<Resolved>,
) -> Option<Resolved> {
    let count = heard.tokens.len();
    for length in (1..=count.min(SPAN)).rev() {
        for from in 0..=count - length {
            let free = used.get(from..from + length)?.iter().all(|used| !used);
            if !free {
                continue;
            }
            let text = heard.span(from, from + length)?;
            if let Some(value) = resolve(text) {
                used.get_mut(from..from + length)?.fill(true);
                return Some(value);
            }
        }
    }
    None
}

/// Whether two words of at least four letters differ by one letter put in, left out, changed or
/// swapped with the next.
pub(crate) fn is_near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 4 || long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    if short.len() < long.len() {
        return short.get(same..) == long.get(same + 1..);
    }
    let rest = short.get(same + 1..) == long.get(same + 1..);
    let swapped = same + 1 < short.len()
        && short.get(same) == long.get(same + 1)
        && short.get(same + 1) == long.get(same)
        && short.get(same + 2..) == long.get(same + 2..);
    rest || swapped
}

/// An intent that an utterance may be for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// Its place in the locale.
    pub(crate) intent: usize,
    /// 0 to 1.
    pub(crate) score: f64,
    /// What was said of its slots.
    pub(crate) slots: BTreeMap<String, SlotValue>,
}

/// Intents that an utterance may be for, best first; those with nothing in common are left out.
pub(crate) fn candidates(
    bot: &Bot,
    heard: &Heard,
    contexts: &[ActiveContext],
    now: Timestamp,
) -> Vec<Candidate> {
    let active = |name: &String| contexts.iter().any(|it| it.name == *name);
    let mut found = Vec::new();
    for (at, (intent, samples)) in bot.locale.intents.iter().zip(&bot.samples).enumerate() {
        if intent.is_fallback() || !intent.input_contexts.iter().all(active) {
            continue;
        }
        let resolve = |name: &str, text: &str| {
            let slot = intent.slot(name)?;
            bot.resolve(&slot.slot_type, text, now)
        };
        let mut best = (0.0, Taken::new());
        for sample in samples {
            if let Some(taken) = sample.align(heard, &resolve) {
                best = (1.0, taken);
                break;
            }
            let alike = sample.resemble(heard, &resolve);
            if alike.0 > best.0 {
                best = alike;
            }
        }
        // Two decimals, as the service has them.
        let score = (best.0 * 100.0).round() / 100.0;
        if score > 0.0 {
            let slots = best.1.into_iter();
            found.push(Candidate {
                intent: at,
                score,
                slots: slots.map(|(name, it)| (name, it.into_value())).collect(),
            });
        }
    }
    // A stable sort: of two that are as good, the first of the locale.
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

impl Resolved {
    /// As a slot holds it.
    pub(crate) fn into_value(self) -> SlotValue {
        SlotValue::scalar(Value {
            original_value: Some(self.original),
            interpreted_value: self.interpreted,
            resolved_values: self.others,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{BotLocale, Intent, Slot};

    fn bot(intents: &[(&str, &[&str])]) -> Bot {
        let mut locale = BotLocale::new("en_US");
        for (name, utterances) in intents {
            let utterances: Vec<String> = utterances.iter().map(|it| (*it).to_owned()).collect();
            let mut names: Vec<String> = utterances
                .iter()
                .flat_map(|it| Sample::slots_in(it))
                .collect();
            names.sort();
            names.dedup();
            let slots = names.into_iter().map(|name| Slot {
                slot_type: match name.as_str() {
                    "Amount" => "AMAZON.Number".into(),
                    _ => "AMAZON.FirstName".into(),
                },
                name,
                ..Slot::default()
            });
            locale.intents.push(Intent {
                name: (*name).into(),
                utterances,
                slots: slots.collect(),
                ..Intent::default()
            });
        }
        Bot::new(locale).unwrap()
    }

    /// The intent, the confidence and the slots.
    type Best = (String, f64, Vec<(String, String)>);

    fn best(bot: &Bot, text: &str) -> Option<Best> {
        let found = candidates(bot, &Heard::new(text), &[], Timestamp(0));
        let it = found.into_iter().next()?;
        let slots = it.slots.iter().map(|(k, v)| (k.clone(), v.text()));
        let name = bot.locale.intents[it.intent].name.clone();
        Some((name, it.score, slots.collect()))
    }

    #[test]
    fn the_same_words_are_sure_and_nearly_the_same_less_so() {
        let bot = bot(&[
            ("Balance", &["Check my account balance", "1"]),
            ("Agent", &["Speak to an agent", "2"]),
        ]);
        for text in ["check my account balance!", "one", "1"] {
            let (name, score, _) = best(&bot, text).unwrap();
            assert_eq!((name.as_str(), score), ("Balance", 1.0), "{text}");
        }
        let (name, score, _) = best(&bot, "I want to check my balanse").unwrap();
        assert_eq!(name, "Balance");
        assert!((0.4..1.0).contains(&score), "{score}");
        let (name, score, _) = best(&bot, "let me speak with an agent please").unwrap();
        assert_eq!(name, "Agent");
        assert!((0.4..1.0).contains(&score), "{score}");
        let weather = best(&bot, "what is the weather like today");
        assert!(weather.is_none_or(|it| it.1 < 0.4));
    }

    #[test]
    fn placeholders_take_what_their_slots_can_be() {
        let bot = bot(&[("Send", &["send {Amount} to {Name}"])]);
        let (_, score, slots) = best(&bot, "send 25 to Mary Ann").unwrap();
        assert!((score - 1.0).abs() < 1e-9);
        let expected = [("Amount", "25"), ("Name", "Mary Ann")];
        assert_eq!(slots, expected.map(|(k, v)| (k.to_owned(), v.to_owned())));
        let (_, score, slots) = best(&bot, "could you send 30 dollars please").unwrap();
        assert!(
            score < 1.0 && slots.contains(&("Amount".into(), "30".into())),
            "{slots:?}"
        );
    }

    #[test]
    fn one_wrong_letter_is_near() {
        for (a, b) in [
            ("balance", "balanse"),
            ("agent", "agnet"),
            ("account", "acount"),
        ] {
            assert!(is_near(a, b), "{a} {b}");
        }
        for (a, b) in [("cat", "car"), ("agent", "balance"), ("same", "mesa")] {
            assert!(!is_near(a, b), "{a} {b}");
        }
    }

    #[test]
    fn an_intent_with_a_context_is_heard_only_while_it_is_active() {
        let mut locale = BotLocale::new("en_US");
        locale.intents.push(Intent {
            name: "Again".into(),
            utterances: vec!["another one".into()],
            input_contexts: vec!["booked".into()],
            ..Intent::default()
        });
        let bot = Bot::new(locale).unwrap();
        assert!(best(&bot, "another one").is_none());
    }

    #[test]
    fn many_placeholders_do_not_take_long() {
        let bot = bot(&[("All", &["{A} {B} {C} {D} {E} {F} {G} end"])]);
        let long = "word ".repeat(250);
        assert!(best(&bot, &long).is_none_or(|it| it.1 < 1.0));
    }
}
