//! What a turn is told to have meant, and how messages are said.

use crate::locale::{Bot, MessageGroup};
use crate::matcher::Candidate;
use crate::response::{Confidence, ContentType, Interpretation, Message};
use crate::sentiment::SentimentResponse;
use crate::session::{IntentState, Session, SlotValue};
use std::collections::BTreeMap;

/// The most interpretations of one turn. Source: the model's bound.
const MOST: usize = 5;
/// The most messages of one turn. Source: as above.
pub(crate) const MOST_MESSAGES: usize = 10;
/// The longest message, in characters. Source: as above.
const LONGEST: usize = 1_024;

/// A fresh intent with what was said of its slots.
pub(crate) fn fresh(
    bot: &Bot,
    intent: usize,
    said: &BTreeMap<String, SlotValue>,
) -> Option<IntentState> {
    let model = bot.locale.intents.get(intent)?;
    let slots = model.slots.iter();
    let slots = slots.map(|slot| (slot.name.clone(), said.get(&slot.name).cloned()));
    Some(IntentState {
        name: model.name.clone(),
        slots: slots.collect(),
        ..IntentState::default()
    })
}

/// The interpretations of a turn: the conversation's intent first, then what else it may have
/// been, and the fallback.
pub(crate) fn interpretations(
    bot: &Bot,
    session: &Session,
    candidates: &[Candidate],
    sentiment: Option<SentimentResponse>,
) -> Vec<Interpretation> {
    let make = |intent: IntentState, score: Option<f64>| Interpretation {
        intent,
        nlu_confidence: score.map(|score| Confidence { score }),
        sentiment_response: sentiment,
        interpretation_source: Some("Lex".into()),
    };
    let mut all = Vec::new();
    let current = session.state.intent.as_ref();
    if let Some(intent) = current {
        all.push(make(intent.clone(), session.confidence));
    }
    let is_current = |name: &str| current.is_some_and(|it| it.name == name);
    let others = candidates.iter().filter_map(|candidate| {
        let intent = fresh(bot, candidate.intent, &candidate.slots)?;
        (!is_current(&intent.name)).then(|| make(intent, Some(candidate.score)))
    });
    let fallback = bot.locale.intents.iter().position(|it| it.is_fallback());
    let fallback = fallback
        .and_then(|at| fresh(bot, at, &BTreeMap::new()))
        .filter(|it| !is_current(&it.name))
        .map(|it| make(it, None));
    let room = MOST - all.len() - usize::from(fallback.is_some());
    all.extend(others.take(room));
    all.extend(fallback);
    all
}

/// One message of each group, with `{slot}` and `[attribute]` filled in. `pick` chooses among
/// variations.
pub(crate) fn say(groups: &[MessageGroup], session: &Session, pick: u64) -> Vec<Message> {
    let one = |group: &MessageGroup| {
        let count = u64::try_from(group.variations.len())
            .ok()
            .filter(|it| *it > 0)?;
        let at = usize::try_from(pick % count).ok()?;
        group.variations.get(at).cloned()
    };
    let said = groups.iter().filter_map(one);
    said.map(|mut message| {
        if let Some(text) = message.content.take() {
            message.content = Some(filled(&text, session));
        }
        message
    })
    .collect()
}

/// Messages that an answer can hold: at most ten, none empty, none too long.
pub(crate) fn bounded(messages: Vec<Message>) -> Vec<Message> {
    let fine = messages.into_iter().filter_map(|mut it| {
        if let Some(text) = it.content.take().filter(|it| !it.is_empty()) {
            it.content = Some(text.chars().take(LONGEST).collect());
        }
        let card = it.content_type == ContentType::ImageResponseCard;
        let has = if card {
            it.image_response_card.is_some()
        } else {
            it.content.is_some()
        };
        has.then_some(it)
    });
    fine.take(MOST_MESSAGES).collect()
}

/// A text with its placeholders filled in; one that names nothing stays as it is.
pub(crate) fn filled(text: &str, session: &Session) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '[']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let close = if after.starts_with('{') { '}' } else { ']' };
        let Some(end) = after.find(close) else {
            out.push_str(after);
            return out;
        };
        let name = after.get(1..end).unwrap_or_default();
        let value = match close {
            '}' => {
                let intent = session.state.intent.as_ref();
                let slot = intent.and_then(|it| it.slots.get(name)?.as_ref());
                slot.map(SlotValue::text)
            }
            _ => session.state.session_attributes.get(name).cloned(),
        };
        match value {
            Some(value) => out.push_str(&value),
            None => out.push_str(after.get(..=end).unwrap_or_default()),
        }
        rest = after.get(end + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Value;
    use ids::Timestamp;

    #[test]
    fn placeholders_are_filled_and_unknown_ones_stay() {
        let mut session = Session::new("s", Timestamp(0));
        session
            .state
            .session_attributes
            .insert("name".into(), "Ann".into());
        let value = Value {
            original_value: None,
            interpreted_value: "12".into(),
            resolved_values: Vec::new(),
        };
        session.state.intent = Some(IntentState {
            name: "I".into(),
            slots: BTreeMap::from([("Count".into(), Some(SlotValue::scalar(value)))]),
            ..IntentState::default()
        });
        let text = filled("Hi [name], {Count} of {Other} [x] {é", &session);
        assert_eq!(text, "Hi Ann, 12 of {Other} [x] {é");
    }

    #[test]
    fn no_message_is_empty_or_too_long() {
        let messages = vec![Message::plain(""), Message::plain("é".repeat(2_000))];
        let bounded = bounded(messages);
        assert_eq!(bounded.len(), 1);
        assert_eq!(bounded[0].content.as_ref().unwrap().chars().count(), 1_024);
    }
}
