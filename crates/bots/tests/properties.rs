//! Whatever people and hooks say, the bot answers, and its answer is one.

mod common;

use bots::{
    BotLocale, DialogActionType, HookOutcome, Input, MessageGroup, Prompt, Response, Slot, State,
};
use common::*;
use ids::IdSource;
use serde_json::{Value, json};
use std::time::Duration;

const WORDS: &[&str] = &[
    "book", "a", "hotel", "in", "Rome", "yes", "no", "1", "2", "#", "*", "help", "one", "hundred",
    "and", "{City}", "[x]", "tomorrow", "12345", "é", "\u{0}", "👍", "-", "%", "speak", "to", "an",
    "agent", "not", "check", "my", "balance", ",", "monday", "@", "dot",
];

fn any_text(random: &mut IdSource) -> String {
    let count = random.below(9);
    let words: Vec<&str> = (0..count)
        .map(|_| WORDS[random.below(WORDS.len() as u32) as usize])
        .collect();
    words.join(if random.below(5) == 0 { "" } else { " " })
}

fn any_input(random: &mut IdSource) -> Input {
    let text = any_text(random);
    match random.below(4) {
        0 => Input::Dtmf(
            text.chars()
                .filter(|c| c.is_ascii_digit() || "#*".contains(*c))
                .collect(),
        ),
        1 => Input::Speech(text),
        _ => Input::Text(text),
    }
}

fn any_answer(random: &mut IdSource) -> HookOutcome {
    let kinds = [
        "Close",
        "Delegate",
        "ElicitIntent",
        "ElicitSlot",
        "ConfirmIntent",
        "None",
        "?",
    ];
    let kind = kinds[random.below(kinds.len() as u32) as usize];
    let mut action = json!({"type": kind});
    if random.below(2) == 0 {
        let slot = ["City", "Nights", "Pool"][random.below(3) as usize];
        action["slotToElicit"] = json!(slot);
    }
    let mut state = json!({"dialogAction": action});
    if random.below(3) > 0 {
        let slots = match random.below(3) {
            0 => json!({}),
            1 => json!({"City": {"value": {"interpretedValue": "Rome"}}}),
            _ => json!({"Nights": null}),
        };
        let of = ["InProgress", "Fulfilled", "Failed", "Waiting"][random.below(4) as usize];
        let confirmed = ["None", "Confirmed", "Denied"][random.below(3) as usize];
        state["intent"] = json!({"name": "BookHotel", "slots": slots, "state": of,
            "confirmationState": confirmed});
    }
    let mut answer = json!({"sessionState": state});
    if random.below(2) == 0 {
        answer["messages"] = json!([{"contentType": "PlainText", "content": any_text(random)}]);
    }
    match random.below(12) {
        0 => HookOutcome::Failed,
        1 => HookOutcome::TimedOut,
        2 => HookOutcome::Answered(Value::Null),
        _ => HookOutcome::Answered(answer),
    }
}

/// What every answer must be.
fn check(locale: &BotLocale, response: &Response) {
    let state = &response.session_state;
    let action = state.dialog_action.as_ref().expect("there is an action");
    assert_ne!(action.kind, DialogActionType::Delegate);
    assert_eq!(
        action.slot_to_elicit.is_some(),
        action.kind == DialogActionType::ElicitSlot
    );
    if let Some(intent) = &state.intent {
        let model = locale
            .intents
            .iter()
            .find(|it| it.name == intent.name)
            .expect("an intent");
        assert_eq!(intent.slots.len(), model.slots.len());
        assert!(intent.slots.keys().all(|name| model.slot(name).is_some()));
        if let Some(slot) = &action.slot_to_elicit {
            assert!(model.slot(slot).is_some());
        }
        let closed = action.kind == DialogActionType::Close;
        assert!(!closed || intent.state != State::InProgress, "{response:?}");
    } else {
        let free = [DialogActionType::ElicitIntent, DialogActionType::None];
        assert!(free.contains(&action.kind), "{response:?}");
    }
    assert!(response.messages.len() <= 10);
    for message in &response.messages {
        let length = message
            .content
            .as_ref()
            .expect("it is there")
            .chars()
            .count();
        assert!((1..=1_024).contains(&length));
    }
    assert!((1..=5).contains(&response.interpretations.len()));
    for it in &response.interpretations {
        assert!(
            it.nlu_confidence
                .is_none_or(|it| (0.0..=1.0).contains(&it.score))
        );
        assert!(
            locale
                .intents
                .iter()
                .any(|intent| intent.name == it.intent.name)
        );
    }
    let json = serde_json::to_value(response).expect("it is there");
    assert_eq!(
        &serde_json::from_value::<Response>(json).expect("it is there"),
        response
    );
}

/// A locale with a slot of each type, one of them with several values.
fn everything() -> BotLocale {
    let mut locale = hotel(false, false);
    let mut intent = locale.intents[1].clone();
    intent.name = "All".into();
    intent.utterances = vec!["check {S0} and {S1}".into(), "balance".into()];
    intent.slots = bots::BUILT_IN_SLOT_TYPES
        .iter()
        .enumerate()
        .map(|(at, kind)| Slot {
            name: format!("S{at}"),
            slot_type: kind.signature.into(),
            required: true,
            prompt: Some(Prompt {
                groups: vec![MessageGroup::plain("{S0} [x]?")],
                max_retries: 3,
            }),
            multiple: at % 4 == 0,
            ..Slot::default()
        })
        .collect();
    locale.intents.push(intent);
    locale
}

fn talk_at_random(locale: &BotLocale, seed: u128) {
    let mut random = IdSource::new(seed);
    let mut talk = Talk::new(locale.clone());
    for _ in 0..40 {
        talk.now = talk.now + Duration::from_millis(u64::from(random.below(400_000)) / 4);
        let mut answer = talk.input(any_input(&mut random));
        let mut asked = 0;
        while talk.pending.is_some() {
            asked += 1;
            assert!(asked <= 6, "a turn ends");
            match talk.outcome(any_answer(&mut random)) {
                Ok(next) => answer = next,
                Err(_) => break,
            }
        }
        if let Some(response) = answer {
            check(locale, &response);
            let kept = serde_json::to_string(&talk.session).expect("it is there");
            assert_eq!(
                serde_json::from_str::<bots::Session>(&kept).expect("it is there"),
                talk.session
            );
        }
    }
}

#[test]
fn any_sequence_of_inputs_yields_valid_answers() {
    for seed in 0..150 {
        talk_at_random(&account_balance(), seed);
        talk_at_random(&everything(), seed);
    }
}

#[test]
fn any_answers_of_hooks_yield_valid_answers_or_errors() {
    for seed in 0..300 {
        talk_at_random(&hotel(true, true), seed);
        talk_at_random(&hotel(false, true), seed);
    }
}
