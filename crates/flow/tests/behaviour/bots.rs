//! `ConnectParticipantWithLexBot`: conversations with a bot on calls and in chats.

use crate::support::{TestHost, assert_trace, run, run_with};
use flow::BotOutcome::{Dropped, Failed, Success, Switched};
use flow::{BotTalk, Channel, FlowKind};

const FLOW: &str = r#"
    ask ConnectParticipantWithLexBot {"Text":"How can I help?","LexV2Bot":{"AliasArn":"arn:bot"}} | other | Equals Balance = balance | NoMatchingCondition = other; NoMatchingError = bad
    balance MessageParticipant {"Text":"$.Lex.IntentName"} | end
    other MessageParticipant {"Text":"other"} | end
    bad MessageParticipant {"Text":"bad"} | end
    end DisconnectParticipant {}
"#;

fn with(parameters: &str) -> String {
    FLOW.replace(r#""Text":"How can I help?","#, parameters)
}

#[test]
fn speech_is_listened_to_after_the_prompt_and_the_intent_leads_on() {
    let trace = run(FLOW, "done\nheard my balance\ncloses Balance");
    let want = r#"
        play "How can I help?"
        listen 3s
        bot text "my balance"
        play "Balance"
        waiting at balance
    "#;
    assert_trace(&trace, want);
}

#[test]
fn a_bot_that_asks_back_goes_on_listening() {
    let script = "done\nheard balance\nbot Balance Which account?\ndone\nheard savings\ncloses Balance Thanks\ndone";
    let want = r#"
        play "How can I help?"
        listen 3s
        bot text "balance"
        play "Which account?"
        listen 3s
        bot text "savings"
        play "Thanks"
        play "Balance"
        waiting at balance
    "#;
    assert_trace(&run(FLOW, script), want);
}

#[test]
fn keys_interrupt_the_prompt_and_end_with_hash() {
    let script = "key 1*23#\ncloses Balance";
    let want = r#"
        play "How can I help?"
        stop
        bot keys "23"
        play "Balance"
        waiting at balance
    "#;
    assert_trace(&run(FLOW, script), want);
}

#[test]
fn keys_end_after_five_seconds_without_one() {
    let script = "done\nkey 4\nwait 4\nkey 2\nwait 5\ncloses Balance";
    let want = r#"
        play "How can I help?"
        listen 3s
        stop listening
        BotKeys at 9s
        bot keys "42"
        play "Balance"
        waiting at balance
    "#;
    assert_trace(&run(FLOW, script), want);
}

#[test]
fn an_intent_without_a_condition_leads_to_no_match_and_a_refusal_to_the_error() {
    let trace = run(FLOW, "done\nheard x\ncloses Weather");
    assert!(
        trace.ends_with("play \"other\"\nwaiting at other"),
        "{trace}"
    );
    let missing = FLOW.replace("arn:bot", "$.Attributes.none");
    let trace = run(&missing, "");
    assert_trace(&trace, "play \"bad\"\nwaiting at bad");
}

#[test]
fn three_silences_end_as_the_fallback_intent() {
    let script = "done\nheard nothing\ndone\nheard nothing\ndone\nheard nothing";
    let want = r#"
        play "How can I help?"
        listen 3s
        play "How can I help?"
        listen 3s
        play "How can I help?"
        listen 3s
        play "other"
        waiting at other
    "#;
    assert_trace(&run(FLOW, script), want);
}

#[test]
fn where_nobody_understands_speech_keys_are_still_waited_for() {
    let script = "done\nheard nobody\nkey 7#\ncloses Balance";
    let want = r#"
        play "How can I help?"
        listen 3s
        bot keys "7"
        play "Balance"
        waiting at balance
    "#;
    assert_trace(&run(FLOW, script), want);
    let silent = run(
        FLOW,
        "done\nheard nobody\nwait 6\ndone\nwait 6\ndone\nwait 6",
    );
    assert!(
        silent.ends_with("play \"other\"\nwaiting at other"),
        "{silent}"
    );
}

#[test]
fn speech_interrupts_only_where_an_attribute_allows_it() {
    let allowed = with(
        r#""Text":"Hello","LexSessionAttributes":{"x-amz-lex:allow-interrupt:*:*":"true","x-amz-lex:audio:start-timeout-ms:*:*":"4000"},"#,
    );
    let want = r#"
        play "Hello"
        listen 4s
        stop
        bot text "hi"
        waiting at ask
    "#;
    assert_trace(&run(&allowed, "heard speech\nheard hi"), want);
}

#[test]
fn speech_of_more_than_fifteen_seconds_takes_the_error_branch() {
    let long = with(
        r#""Text":"Hello","LexSessionAttributes":{"x-amz-lex:audio:max-length-ms:*:*":"16000"},"#,
    );
    assert_trace(&run(&long, ""), "play \"bad\"\nwaiting at bad");
}

#[test]
fn a_bot_that_does_not_answer_takes_the_error_branch() {
    let trace = run(FLOW, "done\nheard x\nwait 30");
    assert!(trace.ends_with("play \"bad\"\nwaiting at bad"), "{trace}");
}

fn chat(notation: &str, script: &str) -> String {
    let mut host = TestHost {
        channel: Channel::Chat,
        ..TestHost::default()
    };
    host.attributes.insert("first".into(), "hello".into());
    run_with(&mut host, FlowKind::ContactFlow, notation, script)
}

#[test]
fn a_chat_is_written_and_may_run_out_of_time() {
    let limited = FLOW
        .replace(
            r#""LexV2Bot""#,
            r#""LexTimeoutSeconds":{"Text":"60"},"LexV2Bot""#,
        )
        .replace(
            "NoMatchingError = bad",
            "NoMatchingError = bad; InputTimeLimitExceeded = late",
        );
    let limited = format!("{limited}\nlate DisconnectParticipant {{}}\n");
    let want = r#"
        play "How can I help?"
        bot text "balance please"
        play "Balance"
        waiting at balance
    "#;
    assert_trace(
        &chat(&limited, "done\ntext balance please\ncloses Balance"),
        want,
    );
    let late = chat(&limited, "done\nwait 60");
    assert!(late.ends_with("BotText at 60s\n=> Disconnect"), "{late}");
}

#[test]
fn a_chats_first_message_is_the_first_turn() {
    let first = with(r#""LexInitializationData":{"InitialMessage":"$.Attributes.first"},"#);
    let want = r#"
        bot text "hello"
        play "Which?"
        waiting at ask
    "#;
    assert_trace(&chat(&first, "bot Order Which?"), want);
}

#[test]
fn a_malformed_interactive_message_takes_the_error_branch() {
    let bad = r#"bot Order {"templateType":"QuickReply","version":"1.0","data":{"content":{"title":"t","elements":[]}}}"#;
    let trace = chat(FLOW, &format!("done\ntext x\n{bad}"));
    assert!(trace.ends_with("play \"bad\"\nwaiting at bad"), "{trace}");
}

fn talks(script: &str) -> Vec<BotTalk> {
    let mut host = TestHost::default();
    run_with(&mut host, FlowKind::ContactFlow, FLOW, script);
    host.talks
}

#[test]
fn a_conversation_is_told_once_when_it_is_over() {
    let script =
        "wait 2\ndone\nheard balance\nbot Balance Which?\ndone\nheard savings\nfulfils Balance";
    let [talk] = &talks(script)[..] else {
        panic!("one conversation");
    };
    assert_eq!((talk.action.as_str(), talk.turns), ("ask", 2));
    assert_eq!(talk.since, ids::Timestamp::from_seconds(1_800_000_000));
    assert_eq!(talk.outcome, Success);
    assert_eq!(talk.intents, [("Balance".to_owned(), Success)]);
}

#[test]
fn an_intent_that_another_takes_the_place_of_was_switched() {
    let script = "done\nheard a\nbot Balance Which?\ndone\nheard b\ngives-up Weather";
    let [talk] = &talks(script)[..] else {
        panic!("one conversation");
    };
    assert_eq!(talk.outcome, Failed);
    let intents = [("Balance", Switched), ("Weather", Failed)];
    assert_eq!(talk.intents, intents.map(|it| (it.0.to_owned(), it.1)));
}

#[test]
fn a_customer_who_goes_drops_the_conversation() {
    for gone in [
        "cancel",
        "done\nheard nothing\ndone\nheard nothing\ndone\nheard nothing",
    ] {
        let script = format!("done\nheard a\nbot Balance Which?\n{gone}");
        let [talk] = &talks(&script)[..] else {
            panic!("one conversation: {gone}");
        };
        assert_eq!(talk.outcome, Dropped, "{gone}");
        assert_eq!(talk.intents, [("Balance".to_owned(), Dropped)]);
    }
    let [talk] = &talks("done\nheard x\nwait 30")[..] else {
        panic!("one conversation");
    };
    assert_eq!((talk.outcome, talk.intents.len()), (Failed, 0));
}

#[test]
fn who_never_said_anything_had_no_conversation() {
    assert_eq!(talks("done\nheard nothing\ncancel"), []);
}
