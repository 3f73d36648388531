//! Conversations as people have them.

mod common;

use bots::{GivenState, HookError, HookOutcome, Input, Session, Step, Turn, put};
use common::*;
use serde_json::json;
use std::time::Duration;

#[test]
fn a_caller_learns_the_balance() {
    let mut talk = Talk::new(account_balance());
    let asked = talk.says("check my account balance");
    assert_eq!(
        stands(&asked),
        "ElicitSlot AccountNumber AccountLookup InProgress"
    );
    assert_eq!(texts(&asked), ["What is your account number?"]);
    assert_eq!(asked.interpretations[0].nlu_confidence.unwrap().score, 1.0);
    let told = talk.says("it is 12 34 56");
    assert_eq!(stands(&told), "Close - AccountLookup ReadyForFulfillment");
    assert_eq!(texts(&told), ["The balance of 123456 is $1,000."]);
}

#[test]
fn keys_choose_intents_and_fill_slots() {
    let mut talk = Talk::new(account_balance());
    let asked = talk.keys("1#");
    assert_eq!(
        stands(&asked),
        "ElicitSlot AccountNumber AccountLookup InProgress"
    );
    assert_eq!(asked.request_attributes["x-amz-lex:dtmf-transcript"], "1");
    let dropped = talk.keys("99*");
    assert_eq!(
        stands(&dropped),
        "ElicitSlot AccountNumber AccountLookup InProgress"
    );
    assert_eq!(
        dropped.request_attributes["x-amz-lex:dtmf-transcript"],
        "[DEL]"
    );
    // In a slot for a number, 2 is a number and no other intent.
    let told = talk.keys("2#");
    assert_eq!(texts(&told), ["The balance of 2 is $1,000."]);
    assert_eq!(
        stands(&talk.keys("2#")),
        "Close - SpeakToAgent ReadyForFulfillment"
    );
}

#[test]
fn who_wants_something_else_meanwhile_gets_it() {
    let mut talk = Talk::new(account_balance());
    talk.session
        .state
        .session_attributes
        .insert("name".into(), "Ann".into());
    talk.says("1");
    let other = talk.says("I want to speak to an agent");
    assert_eq!(stands(&other), "Close - SpeakToAgent ReadyForFulfillment");
    assert_eq!(texts(&other), ["One moment, Ann."]);
}

#[test]
fn after_the_last_retry_the_fallback_is_meant() {
    let mut talk = Talk::new(account_balance());
    talk.says("1");
    for _ in 0..2 {
        let again = talk.says("hm");
        assert_eq!(
            stands(&again),
            "ElicitSlot AccountNumber AccountLookup InProgress"
        );
        assert_eq!(texts(&again), ["What is your account number?"]);
    }
    assert_eq!(
        stands(&talk.says("hm")),
        "Close - FallbackIntent ReadyForFulfillment"
    );
}

#[test]
fn what_nobody_understands_is_the_fallback_with_alternatives() {
    let mut talk = Talk::new(account_balance());
    let answer = talk.says("what is the best account for a savings plan");
    assert_eq!(
        stands(&answer),
        "Close - FallbackIntent ReadyForFulfillment"
    );
    assert!(answer.interpretations[0].nlu_confidence.is_none());
    let other = &answer.interpretations[1];
    assert_eq!(other.intent.name, "AccountLookup");
    assert!(other.nlu_confidence.unwrap().score < 0.4);
    assert!(other.intent.slots["AccountNumber"].is_none());
}

#[test]
fn sentiment_is_of_the_last_utterance() {
    let mut talk = Talk::new(account_balance());
    let answer = talk.says("this is terrible, speak to an agent");
    let json = serde_json::to_value(&answer).unwrap();
    let mood = &json["interpretations"][0]["sentimentResponse"];
    assert_eq!(mood["sentiment"], "NEGATIVE");
    assert!(mood["sentimentScore"]["negative"].as_f64().unwrap() > 0.5);
    let json = serde_json::to_value(talk.says("1")).unwrap();
    assert_eq!(
        json["interpretations"][0]["sentimentResponse"]["sentiment"],
        "NEUTRAL"
    );
}

#[test]
fn an_idle_conversation_begins_anew() {
    let mut talk = Talk::new(account_balance());
    talk.session
        .state
        .session_attributes
        .insert("k".into(), "v".into());
    talk.says("1");
    talk.now = talk.now + Duration::from_secs(299);
    let state = talk.says("hm").session_state;
    assert_eq!(state.session_attributes["k"], "v");
    talk.now = talk.now + Duration::from_secs(300);
    let anew = talk.says("12345");
    assert_eq!(stands(&anew), "Close - FallbackIntent ReadyForFulfillment");
    assert!(anew.session_state.session_attributes.is_empty());
}

#[test]
fn a_booking_is_confirmed_or_declined() {
    let mut talk = Talk::new(hotel(false, false));
    let asked = talk.says("Book a hotel in New York");
    assert_eq!(texts(&asked), ["Gladly.", "How many nights?"]);
    assert_eq!(texts(&talk.says("three")), ["3 nights in New York?"]);
    let unclear = talk.says("perhaps");
    assert_eq!(stands(&unclear), "ConfirmIntent - BookHotel InProgress");
    let done = talk.says("yes please");
    assert_eq!(stands(&done), "Close - BookHotel ReadyForFulfillment");
    talk.says("book a hotel");
    talk.says("Paris");
    talk.says("2");
    let declined = talk.says("no");
    assert_eq!(stands(&declined), "Close - BookHotel Failed");
    assert_eq!(texts(&declined), ["Then not."]);
}

#[test]
fn a_city_may_be_any_word_but_not_another_intents_own() {
    let mut talk = Talk::new(hotel(false, false));
    talk.says("book a hotel");
    assert_eq!(texts(&talk.says("help")), ["I book hotels."]);
    talk.says("book a hotel");
    assert_eq!(texts(&talk.says("Helping")), ["How many nights?"]);
}

#[test]
fn a_dialog_hook_sees_the_turn_and_may_let_the_bot_go_on() {
    let mut talk = Talk::new(hotel(true, false));
    let event = talk.asks("book a hotel");
    assert_eq!(event["invocationSource"], "DialogCodeHook");
    assert_eq!(event["messageVersion"], "1.0");
    assert_eq!(event["inputMode"], "Text");
    assert_eq!(event["bot"]["localeId"], "en_US");
    assert_eq!(
        event["proposedNextState"]["dialogAction"]["slotToElicit"],
        "City"
    );
    let intent = event["sessionState"]["intent"].clone();
    let state = json!({"dialogAction": {"type": "Delegate"}, "intent": intent,
        "sessionAttributes": {"seen": "1"}});
    let asked = talk.hook(json!({"sessionState": state}));
    assert_eq!(stands(&asked), "ElicitSlot City BookHotel InProgress");
    assert_eq!(asked.session_state.session_attributes["seen"], "1");
    assert!(talk.session.set_by_hooks.contains("seen"));
}

#[test]
fn a_dialog_hook_may_refuse_a_value_and_ask_again() {
    let mut talk = Talk::new(hotel(true, false));
    talk.asks("book a hotel in Atlantis");
    let intent = json!({"name": "BookHotel", "slots": {"City": null}, "state": "InProgress"});
    let answer = json!({
        "sessionState": {
            "dialogAction": {"type": "ElicitSlot", "slotToElicit": "City"}, "intent": intent,
        },
        "messages": [{"contentType": "PlainText", "content": "Not there. Where else?"}],
    });
    let asked = talk.hook(answer);
    assert_eq!(stands(&asked), "ElicitSlot City BookHotel InProgress");
    assert_eq!(texts(&asked), ["Gladly.", "Not there. Where else?"]);
}

#[test]
fn a_hook_may_end_the_conversation_or_ask_for_something_else() {
    let mut talk = Talk::new(hotel(true, false));
    talk.asks("book a hotel");
    let closed = talk.hook(json!({
        "sessionState": {"dialogAction": {"type": "Close"},
            "intent": {"name": "BookHotel", "state": "Failed"}},
        "messages": [{"contentType": "PlainText", "content": "We are full."}],
    }));
    assert_eq!(stands(&closed), "Close - BookHotel Failed");
    talk.asks("book a hotel");
    let open = talk.hook(json!({
        "sessionState": {"dialogAction": {"type": "ElicitIntent"}},
        "messages": [{"contentType": "PlainText", "content": "What else?"}],
    }));
    assert_eq!(texts(&open), ["Gladly.", "What else?"]);
    assert_eq!(texts(&talk.says("help")), ["I book hotels."]);
}

#[test]
fn a_fulfilment_hook_says_how_it_went() {
    let book = |talk: &mut Talk| {
        talk.says("book a hotel in Rome");
        talk.says("2");
        let event = talk.asks("yes");
        assert_eq!(event["invocationSource"], "FulfillmentCodeHook");
        assert_eq!(
            event["sessionState"]["intent"]["state"],
            "ReadyForFulfillment"
        );
        event["sessionState"]["intent"].clone()
    };
    let mut talk = Talk::new(hotel(false, true));
    let mut intent = book(&mut talk);
    intent["state"] = json!("Fulfilled");
    let state = json!({"dialogAction": {"type": "Close"}, "intent": intent});
    let done = talk.hook(json!({"sessionState": state}));
    assert_eq!(stands(&done), "Close - BookHotel Fulfilled");
    assert_eq!(texts(&done), ["Booked."]);

    book(&mut talk);
    let failed = talk.outcome(HookOutcome::Failed).unwrap().unwrap();
    assert_eq!(stands(&failed), "Close - BookHotel Failed");
    assert_eq!(texts(&failed), ["That did not work."]);
}

#[test]
fn a_hook_that_fails_or_talks_nonsense_fails_the_turn() {
    let mut talk = Talk::new(hotel(true, false));
    talk.asks("book a hotel");
    assert_eq!(
        talk.outcome(HookOutcome::TimedOut),
        Err(HookError::TimedOut)
    );
    for answer in [
        json!(null),
        json!({"sessionState": {}}),
        json!({"sessionState": {"dialogAction": {"type": "Dance"}}}),
        json!({"sessionState": {"dialogAction": {"type": "ElicitSlot"}}}),
        json!({"sessionState": {"dialogAction": {"type": "Close"}, "intent": {"name": "X"}}}),
        json!({"sessionState": {"dialogAction": {"type": "Close"},
            "intent": {"name": "BookHotel", "slots": {"Pool": null}}}}),
    ] {
        talk.asks("book a hotel");
        let outcome = talk.outcome(HookOutcome::Answered(answer.clone()));
        assert!(
            matches!(outcome, Err(HookError::Invalid(_))),
            "{answer}: {outcome:?}"
        );
    }
}

#[test]
fn a_client_may_say_where_a_conversation_stands() {
    let talk = Talk::new(account_balance());
    let given = |json| serde_json::from_value::<GivenState>(json).unwrap();
    let turn = || Turn::new(Input::Text(String::new()), NOW);
    let session = || Session::new("s", NOW);
    let state = given(json!({
        "dialogAction": {"type": "ElicitSlot", "slotToElicit": "AccountNumber"},
        "intent": {"name": "AccountLookup"},
    }));
    let Ok(Step::Answer(answer)) = put(&talk.bot, session(), state, None, turn()) else {
        panic!("an answer");
    };
    assert_eq!(texts(&answer.response), ["What is your account number?"]);
    let wrong = given(json!({"dialogAction": {"type": "ConfirmIntent"}}));
    let refused = put(&talk.bot, session(), wrong, None, turn());
    assert!(matches!(refused, Err(HookError::Invalid(_))));
}
