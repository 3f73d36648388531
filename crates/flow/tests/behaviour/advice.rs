//! What authors are told that keeps no flow from being published.

use crate::support::document;
use flow::{Anything, Flow, FlowKind, Topic, advise, validate};

fn topics(kind: FlowKind, notation: &str) -> Vec<(Option<String>, Topic)> {
    let text = document(notation).to_string();
    let flow = Flow::parse(&text).expect("a flow");
    let advice = advise(&flow, kind, text.len());
    advice.into_iter().map(|it| (it.action, it.topic)).collect()
}

fn of(action: &str, topic: Topic) -> (Option<String>, Topic) {
    (Some(action.to_owned()), topic)
}

const END: &str = "end DisconnectParticipant {}";

#[test]
fn a_good_flow_needs_no_advice() {
    let notation = format!(
        "hi MessageParticipant {{\"Text\":\"You owe $5\"}} | end || NoMatchingError = end\n{END}"
    );
    assert_eq!(topics(FlowKind::ContactFlow, &notation), []);
}

#[test]
fn actions_without_a_way_to_them_are_named_and_publish_nevertheless() {
    let notation = format!(
        "hi MessageParticipant {{\"Text\":\"x\"}} | end || NoMatchingError = end
        lost MessageParticipant {{\"Text\":\"x\"}} | lost || NoMatchingError = lost\n{END}"
    );
    assert_eq!(
        topics(FlowKind::ContactFlow, &notation),
        [of("lost", Topic::Unreachable)]
    );
    let flow = Flow::parse(&document(&notation).to_string()).unwrap();
    assert_eq!(validate(&flow, FlowKind::ContactFlow, &Anything), []);
}

#[test]
fn looping_prompts_have_blocks_that_may_not_come_before_them() {
    let notation = format!(
        "hi MessageParticipant {{\"Text\":\"x\"}} | loop || NoMatchingError = end
        loop MessageParticipantIteratively {{\"Messages\":[{{\"Text\":\"x\"}}],\"InterruptFrequencySeconds\":\"10\"}} | end | Equals MessagesInterrupted = loop | NoMatchingError = end\n{END}"
    );
    assert_eq!(
        topics(FlowKind::CustomerQueue, &notation),
        [
            of("loop", Topic::ShortInterrupt),
            of("loop", Topic::LoopPrompts)
        ]
    );
    let long = notation.replace("\"10\"", "\"20\"");
    assert_eq!(
        topics(FlowKind::CustomerQueue, &long),
        [of("loop", Topic::LoopPrompts)]
    );
}

#[test]
fn older_forms_and_what_stays_text_are_told() {
    let notation = format!(
        "a UntagContact {{\"TagKeys\":[\"x\"]}} | b || NoMatchingError = end
        b UpdateContactRecordingBehavior {{\"RecordingBehavior\":{{\"RecordedParticipants\":[]}}}} | c
        c MessageParticipant {{\"Text\":\"Dear $.Atributes.name\"}} | d
        d Compare {{\"ComparisonValue\":\"$.Attributes.x\"}} | end | Equals $.Attributes.y = end; Equals a = end; Equals a = end | NoMatchingCondition = end\n{END}"
    )
    .replace("UntagContact", "UnTagContact");
    assert_eq!(
        topics(FlowKind::ContactFlow, &notation),
        [
            of("a", Topic::OlderForm),
            of("b", Topic::OlderForm),
            of("c", Topic::NoErrorBranch),
            of("c", Topic::StaysText),
            of("d", Topic::StaysText),
            of("d", Topic::Shadowed),
        ]
    );
}

#[test]
fn an_assistants_session_is_put_to_use() {
    let notation = |next: &str| {
        format!(
            "a CreateWisdomSession {{\"WisdomAssistantArn\":\"arn:aws:wisdom:us-east-1:1:assistant/a\"}} | {next} || NoMatchingError = end
            b UpdateContactData {{\"WisdomSessionArn\":\"$.Wisdom.SessionArn\"}} | end || NoMatchingError = end\n{END}"
        )
    };
    assert_eq!(topics(FlowKind::ContactFlow, &notation("b")), []);
    let found = topics(FlowKind::ContactFlow, &notation("end"));
    assert!(found.contains(&of("a", Topic::UnusedSession)), "{found:?}");
}

#[test]
fn the_consoles_limits_are_advice() {
    let mut notation = String::new();
    for at in 0..100 {
        notation += &format!(
            "a{at} UpdateFlowLoggingBehavior {{\"FlowLoggingBehavior\":\"Enabled\"}} | a{}\n",
            at + 1
        );
    }
    let large = notation + "a100 DisconnectParticipant {}";
    assert_eq!(
        topics(FlowKind::ContactFlow, &large),
        [(None, Topic::ExportLimit)]
    );
    let flow = Flow::parse(&document(END).to_string()).unwrap();
    assert_eq!(
        advise(&flow, FlowKind::ContactFlow, 1_000_000)[0].topic,
        Topic::ExportLimit
    );
    assert_eq!(advise(&flow, FlowKind::ContactFlow, 999_999), []);
}
