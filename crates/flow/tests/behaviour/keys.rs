//! Keys: branching on one, storing several, typing ahead.

use crate::support::{TestHost, assert_trace, run, run_with};
use flow::{Channel, FlowKind, Root};
use serde_json::Value;

const MENU: &str = r#"
    ask GetParticipantInput {"Text":"Menu","InputTimeLimitSeconds":"5"} | other | Equals 1 = one; Equals # = hash | NoMatchingCondition = other; NoMatchingError = error; InputTimeLimitExceeded = late
    one MessageParticipant {"Text":"one"} | end
    hash MessageParticipant {"Text":"hash"} | end
    other MessageParticipant {"Text":"other"} | end
    late MessageParticipant {"Text":"late"} | end
    error MessageParticipant {"Text":"error"} | end
    end DisconnectParticipant {}
"#;

#[test]
fn a_key_cuts_the_prompt_and_chooses_the_branch() {
    assert_trace(
        &run(MENU, "key 1"),
        "play \"Menu\"\nstop\nplay \"one\"\nwaiting at one",
    );
    assert_trace(
        &run(MENU, "done\nkey #"),
        "play \"Menu\"\nplay \"hash\"\nwaiting at hash",
    );
    assert_trace(
        &run(MENU, "done\nkey 9"),
        "play \"Menu\"\nplay \"other\"\nwaiting at other",
    );
}

#[test]
fn the_time_for_the_first_key_begins_after_the_prompt() {
    let want = "play \"Menu\"\nFirstDigit at 65s\nplay \"late\"\nwaiting at late";
    assert_trace(&run(MENU, "wait 60\ndone\nwait 5"), want);
}

#[test]
fn a_prompt_that_fails_and_a_chat_take_the_error_branch() {
    assert_trace(
        &run(MENU, "failed"),
        "play \"Menu\"\nplay \"error\"\nwaiting at error",
    );
    let mut host = TestHost {
        channel: Channel::Chat,
        ..TestHost::default()
    };
    let trace = run_with(&mut host, FlowKind::ContactFlow, MENU, "");
    assert_trace(&trace, "play \"error\"\nwaiting at error");
}

/// What a `StoreInput` action with these extra parameters stores.
fn stored(extra: &str, script: &str) -> (String, String) {
    let flow = format!(
        r#"
        ask GetParticipantInput {{"Text":"Number?","StoreInput":"True","InputTimeLimitSeconds":"5",{extra}}} | ok || NoMatchingError = error; InvalidPhoneNumber = bad
        ok MessageParticipant {{"Text":"ok"}} | end
        bad MessageParticipant {{"Text":"bad"}} | end
        error MessageParticipant {{"Text":"error"}} | end
        end DisconnectParticipant {{}}
    "#
    );
    let mut host = TestHost::default();
    let trace = run_with(&mut host, FlowKind::ContactFlow, &flow, script);
    let at = trace
        .lines()
        .last()
        .unwrap()
        .trim_start_matches("waiting at ")
        .to_owned();
    let input = host.memory.get(Root::StoredCustomerInput);
    (
        at,
        input.and_then(Value::as_str).unwrap_or_default().to_owned(),
    )
}

const UP_TO_20: &str = r#""InputValidation":{"CustomValidation":{"MaximumLength":"20"}}"#;

fn with(configuration: &str) -> String {
    format!("{UP_TO_20},\"DTMFConfiguration\":{{{configuration}}}")
}

#[test]
fn input_is_complete_at_the_terminating_key_the_length_or_the_pause() {
    let four = r#""InputValidation":{"CustomValidation":{"MaximumLength":"4"}}"#;
    let pair = |at: &str, text: &str| (at.to_owned(), text.to_owned());
    assert_eq!(stored(UP_TO_20, "key 123#"), pair("ok", "123"));
    assert_eq!(stored(four, "done\nkey 1234"), pair("ok", "1234"));
    assert_eq!(
        stored(UP_TO_20, "key 12\nwait 4\nkey 3\nwait 4.9"),
        pair("ask", "")
    );
    assert_eq!(
        stored(UP_TO_20, "key 12\nwait 4\nkey 3\nwait 5"),
        pair("ok", "123")
    );
    let quick = with(r#""InterdigitTimeLimitSeconds":"2""#);
    assert_eq!(stored(&quick, "key 12\nwait 2"), pair("ok", "12"));
}

#[test]
fn no_key_stores_timeout_on_the_success_branch() {
    let pair = ("ok".to_owned(), "Timeout".to_owned());
    assert_eq!(stored(UP_TO_20, "done\nwait 5"), pair);
    assert_eq!(stored(UP_TO_20, "done\nkey #"), pair);
}

#[test]
fn the_star_clears_what_was_keyed_unless_that_is_disabled() {
    assert_eq!(stored(UP_TO_20, "key 12*34#").1, "34");
    assert_eq!(stored(UP_TO_20, "key 12*\nwait 5").1, "Timeout");
    let kept = with(r#""DisableCancelKey":"True""#);
    assert_eq!(stored(&kept, "key 12*34#").1, "12*34");
}

#[test]
fn a_terminating_sequence_ends_the_input_and_is_not_part_of_it() {
    let two = with(r###""InputTerminationSequence":"##","DisableCancelKey":"True""###);
    // The example of the administrator guide, §7.44.
    assert_eq!(stored(&two, "key 1#2#3*4###\nwait 1").1, "1#2#3*4#");
    assert_eq!(stored(&two, "key 12##\nwait 1").1, "12");
    assert_eq!(stored(&two, "key 12##5").1, "12");
    let mixed = with(r##""InputTerminationSequence":"9#""##);
    assert_eq!(stored(&mixed, "key 1299#").1, "129");
}

#[test]
fn a_phone_number_is_checked_and_completed() {
    let local = r#""InputValidation":{"PhoneNumberValidation":{"NumberFormat":"Local","CountryCode":"US"}}"#;
    let world = r#""InputValidation":{"PhoneNumberValidation":{"NumberFormat":"E164"}}"#;
    assert_eq!(stored(local, "key 2065550100#").1, "+12065550100");
    assert_eq!(stored(local, "key 206555#").0, "bad");
    assert_eq!(stored(world, "key 493012345678#").1, "+493012345678");
    assert_eq!(stored(world, "key 0#").0, "bad");
}

#[test]
fn input_that_cannot_be_encrypted_is_not_kept() {
    let secret = format!(r#"{UP_TO_20},"InputEncryption":{{"EncryptionKeyId":"k","Key":"pem"}}"#);
    assert_eq!(
        stored(&secret, "key 4111#"),
        ("error".into(), String::new())
    );
}

const AHEAD: &str = r#"
    on GetParticipantInput {"EnableDTMFBuffer":"True"} | hi || NoMatchingError = end
    hi MessageParticipant {"Text":"Welcome","SkipWhenDTMFBufferEnabled":"true"} | first
    first GetParticipantInput {"Text":"First?","InputTimeLimitSeconds":"5"} | end | Equals 1 = second | NoMatchingCondition = end; NoMatchingError = end; InputTimeLimitExceeded = end
    second GetParticipantInput {"Text":"Second?","StoreInput":"True","InputTimeLimitSeconds":"5","InputValidation":{"CustomValidation":{"MaximumLength":"2"}}} | off || NoMatchingError = end
    off GetParticipantInput {"EnableDTMFBuffer":"False"} | said || NoMatchingError = end
    said MessageParticipant {"Text":"got $.StoredCustomerInput"} | end
    end DisconnectParticipant {}
"#;

#[test]
fn keys_typed_ahead_answer_later_questions() {
    let want = "play \"Welcome\"\nstop\nplay \"First?\"\nstop\nplay \"Second?\"\nstop\nplay \"got 42\"\nwaiting at said";
    let no_buffer = AHEAD.replace(
        "\"EnableDTMFBuffer\":\"True\"",
        "\"EnableDTMFBuffer\":\"False\"",
    );
    // Kept: the first key cuts the welcome and is the first answer; the rest follow at once.
    let mut host = TestHost::default();
    let trace = run_with(&mut host, FlowKind::ContactFlow, AHEAD, "key 142");
    let got: Vec<&str> = trace.lines().collect();
    assert_eq!(got.first(), Some(&"play \"Welcome\""));
    assert_eq!(got.last(), Some(&"waiting at said"));
    assert!(trace.contains("got 42"), "{trace}");
    // Not kept: what is typed during the welcome is lost.
    let trace = run(&no_buffer, "key 9\ndone\nkey 1\nkey 42");
    assert_trace(
        &trace,
        want.replace("\"Welcome\"\nstop", "\"Welcome\"").as_str(),
    );
}

#[test]
fn what_is_no_key_is_dropped() {
    assert_trace(&run(MENU, "key Ax"), "play \"Menu\"\nwaiting at ask");
}
