//! What actions do to their contact.

use crate::support::{Play, TestHost, assert_trace, published, run, run_with};
use flow::{AgentCounts, Channel, ErrorType, FlowKind, Metrics, Refusal};
use std::sync::Arc;

const END: &str = r#"
    good MessageParticipant {"Text":"good"} | end
    bad MessageParticipant {"Text":"bad"} | end
    end DisconnectParticipant {}
"#;

/// The trace of one action that leads to `good` or, by its error branch, to `bad`.
fn one(host: &mut TestHost, action: &str) -> String {
    let flow = format!("it {action} | good || NoMatchingError = bad\n{END}");
    run_with(host, FlowKind::ContactFlow, &flow, "")
}

fn changed(action: &str) -> String {
    let trace = one(&mut TestHost::default(), action);
    let mut lines = trace.lines();
    let change = lines.next().unwrap_or_default().to_owned();
    assert_eq!(lines.next(), Some("play \"good\""), "{trace}");
    change
}

#[test]
fn attributes_are_set_with_their_references_filled_in() {
    let action = r#"UpdateContactAttributes {"Attributes":{"a":"x $.Queue.Name","b":"$.Attributes.none"},"TargetContact":"Current"}"#;
    assert_eq!(
        changed(action),
        r#"Attributes { target: Current, values: [("a", "x Sales"), ("b", "")] }"#
    );
}

#[test]
fn a_refused_change_takes_the_error_branch() {
    let mut host = TestHost {
        refuse: Some(Refusal::new("no")),
        ..TestHost::default()
    };
    for action in [
        r#"UpdateContactAttributes {"Attributes":{"a":"x"}}"#,
        r#"UpdateContactTargetQueue {"QueueId":"q"}"#,
        r#"UpdateContactEventHooks {"EventHooks":{"CustomerQueue":"f"}}"#,
        r#"TagContact {"Tags":{"a":"b"}}"#,
        r#"UpdateContactData {"Name":"n"}"#,
    ] {
        assert_trace(&one(&mut host, action), "play \"bad\"\nwaiting at bad");
    }
}

#[test]
fn a_mandatory_reference_without_a_value_takes_the_error_branch() {
    for action in [
        r#"UpdateContactTargetQueue {"QueueId":"$.Attributes.none"}"#,
        r#"UpdateContactEventHooks {"EventHooks":{"CustomerQueue":"$.Attributes.none"}}"#,
        r#"UpdateContactData {"LanguageCode":"$.Attributes.none"}"#,
        r#"MessageParticipant {"PromptId":"$.Attributes.none"}"#,
        r#"InvokeLambdaFunction {"LambdaFunctionARN":"$.Attributes.none"}"#,
        r#"TransferToFlow {"ContactFlowId":"$.Attributes.none"}"#,
    ] {
        let trace = one(&mut TestHost::default(), action);
        assert_trace(&trace, "play \"bad\"\nwaiting at bad");
    }
}

#[test]
fn each_action_makes_its_change() {
    for (action, change) in [
        (
            r#"UpdateContactTargetQueue {"AgentId":"u"}"#,
            r#"Queue(Agent("u"))"#,
        ),
        (
            r#"UpdateContactRoutingBehavior {"QueuePriority":"1"}"#,
            "Priority(1)",
        ),
        (
            r#"UpdateContactRoutingBehavior {"QueueTimeAdjustmentSeconds":"-60"}"#,
            "QueueTimeAdjustment(-60)",
        ),
        (
            r#"UpdateContactEventHooks {"EventHooks":{"CustomerQueue":"f"}}"#,
            r#"Hook { hook: CustomerQueue, flow: "f" }"#,
        ),
        (
            r#"TagContact {"Tags":{"a":"$.Queue.Name"}}"#,
            r#"Tag([("a", "Sales")])"#,
        ),
        (r#"UntagContact {"TagKeys":["a"]}"#, r#"Untag(["a"])"#),
        (
            r#"UpdateContactTextToSpeechVoice {"TextToSpeechVoice":"Vicki","TextToSpeechEngine":"Neural"}"#,
            r#"Voice(Voice { voice: "Vicki", engine: Some("neural"), style: None })"#,
        ),
        (
            r#"UpdateContactRecordingBehavior {"RecordingBehavior":{"RecordedParticipants":["Agent","Customer"]}}"#,
            "Recording(Recording { agent: true, customer: true, screen: false, automated: None, analytics: None })",
        ),
        (
            r#"UpdateContactRecordingAndAnalyticsBehavior {"VoiceBehavior":{"VoiceRecordingBehavior":{"RecordedParticipants":["Agent"],"IVRRecordingBehavior":"Enabled"}}}"#,
            "Recording(Recording { agent: true, customer: false, screen: false, automated: Some(true), analytics: None })",
        ),
    ] {
        assert_eq!(changed(action), change, "{action}");
    }
    let data = changed(r#"UpdateContactData {"Name":"N $.Queue.Name","LanguageCode":"de-DE"}"#);
    assert!(data.contains(r#"name: Some("N Sales")"#) && data.contains(r#"Some("de-DE")"#));
}

#[test]
fn a_voice_is_set_for_calls_only_and_succeeds_elsewhere() {
    let mut host = TestHost {
        channel: Channel::Chat,
        ..TestHost::default()
    };
    let action = r#"UpdateContactTextToSpeechVoice {"TextToSpeechVoice":"Vicki"}"#;
    assert_trace(&one(&mut host, action), "play \"good\"\nwaiting at good");
}

#[test]
fn settings_for_another_channel_take_their_own_branch() {
    let flow = format!(
        r#"it UpdateContactRecordingAndAnalyticsBehavior {{"ChatBehavior":{{}}}} | good || NoMatchingError = end; ChannelMismatch = bad
        {END}"#
    );
    assert_trace(&run(&flow, ""), "play \"bad\"\nwaiting at bad");
}

#[test]
fn a_transfer_to_a_queue_ends_the_run_or_finds_the_queue_full() {
    let flow = format!(
        "it TransferContactToQueue {{}} | bad || NoMatchingError = bad; QueueAtCapacity = good\n{END}"
    );
    assert_trace(&run(&flow, ""), "TransferToQueue\n=> Queued");
    let full = Refusal::with(ErrorType::QueueAtCapacity, "full");
    let mut host = TestHost {
        refuse: Some(full),
        ..TestHost::default()
    };
    let trace = run_with(&mut host, FlowKind::ContactFlow, &flow, "");
    assert_trace(&trace, "play \"good\"\nwaiting at good");
    // Without error branches, as old flows have it, the next action is where a failure leads.
    let old = format!("it TransferContactToQueue {{}} | bad\n{END}");
    let trace = run_with(&mut host, FlowKind::ContactFlow, &old, "");
    assert_trace(&trace, "play \"bad\"\nwaiting at bad");
}

#[test]
fn a_waiting_contact_moves_to_another_queue_and_its_flow_goes_on() {
    let flow = format!(
        "it DequeueContactAndTransferToQueue {{\"QueueId\":\"q\"}} | good || NoMatchingError = bad; QueueAtCapacity = bad\n{END}"
    );
    let mut host = TestHost::default();
    let trace = run_with(&mut host, FlowKind::CustomerQueue, &flow, "");
    assert_trace(
        &trace,
        "Requeue(Queue(\"q\"))\nplay \"good\"\nwaiting at good",
    );
}

#[test]
fn hours_lead_to_one_of_two_branches_or_to_the_error() {
    let flow = r#"
        it CheckHoursOfOperation {} | end | Equals True = open; Equals False = shut | NoMatchingError = bad
        open MessageParticipant {"Text":"open"} | end
        shut MessageParticipant {"Text":"shut"} | end
        bad MessageParticipant {"Text":"bad"} | end
        end DisconnectParticipant {}
    "#;
    for (open, want) in [
        (Ok(true), "open"),
        (Ok(false), "shut"),
        (Err(Refusal::new("none")), "bad"),
    ] {
        let mut host = TestHost {
            open,
            ..TestHost::default()
        };
        let trace = run_with(&mut host, FlowKind::ContactFlow, flow, "");
        assert_trace(&trace, &format!("play {want:?}\nwaiting at {want}"));
    }
}

#[test]
fn figures_of_a_queue_are_compared_in_order() {
    let flow = r#"
        it CheckMetricData {"MetricType":"OldestContactInQueueAgeSeconds"} | none | NumberLessOrEqualTo 90 = first; NumberLessOrEqualTo 9 = second; NumberGreaterThan 21 = third | NoMatchingCondition = none; NoMatchingError = bad
        first MessageParticipant {"Text":"first"} | end
        second MessageParticipant {"Text":"second"} | end
        third MessageParticipant {"Text":"third"} | end
        none MessageParticipant {"Text":"none"} | end
        bad MessageParticipant {"Text":"bad"} | end
        end DisconnectParticipant {}
    "#;
    let at = |metrics| {
        let mut host = TestHost {
            metrics,
            ..TestHost::default()
        };
        run_with(&mut host, FlowKind::ContactFlow, flow, "")
    };
    let age = |seconds| {
        Ok(Metrics {
            oldest_contact_age: seconds,
            ..Metrics::default()
        })
    };
    assert_trace(&at(age(5)), "play \"first\"\nwaiting at first");
    assert_trace(&at(age(95)), "play \"third\"\nwaiting at third");
    assert_trace(
        &at(Err(Refusal::new("no queue"))),
        "play \"bad\"\nwaiting at bad",
    );
}

#[test]
fn fetched_figures_can_be_referred_to() {
    let flow = r#"
        get GetMetricData {"QueueChannel":"voice"} | say || NoMatchingError = end
        say MessageParticipant {"Text":"$.Metrics.Queue.Size waiting, $.Metrics.Agents.Available.Count free"} | end
        end DisconnectParticipant {}
    "#;
    let agents = Some(AgentCounts {
        available: 2,
        ..AgentCounts::default()
    });
    let metrics = Ok(Metrics {
        size: 3,
        agents,
        ..Metrics::default()
    });
    let mut host = TestHost {
        metrics,
        ..TestHost::default()
    };
    let trace = run_with(&mut host, FlowKind::ContactFlow, flow, "");
    assert_trace(&trace, "play \"3 waiting, 2 free\"\nwaiting at say");
}

#[test]
fn shares_are_kept_over_many_draws() {
    let flow = r#"
        it DistributeByPercentage {} | rest | NumberLessThan 20 = a; NumberLessThan 60 = b | NoMatchingCondition = rest
        a EndFlowExecution {}
        b DisconnectParticipant {}
        rest TransferContactToQueue {} | b || NoMatchingError = b; QueueAtCapacity = b
    "#;
    let flow = published(FlowKind::QueueTransfer, flow);
    let mut host = TestHost::default();
    let mut counts = [0; 3];
    for _ in 0..2_000 {
        let trace = Play::start(&mut host, Arc::clone(&flow)).end();
        let at = match trace.lines().last() {
            Some("=> Ended") => 0,
            Some("=> Disconnect") => 1,
            _ => 2,
        };
        counts[at] += 1;
    }
    assert!((350..450).contains(&counts[0]), "{counts:?}");
    assert!((740..860).contains(&counts[1]), "{counts:?}");
}

#[test]
fn an_action_whose_parameters_are_not_published_takes_its_error_branch() {
    let action = r#"CreateContact {"Name":"x","ContactFlowId":"f"}"#;
    assert_trace(
        &one(&mut TestHost::default(), action),
        "play \"bad\"\nwaiting at bad",
    );
}
