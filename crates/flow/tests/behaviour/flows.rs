//! From action to action, from flow to flow.

use crate::support::{TestHost, assert_trace, published, run, run_with};
use flow::{Channel, FlowKind, Root};
use serde_json::json;

const COMPARE: &str = r#"
    it Compare {"ComparisonValue":"$.Attributes.colour"} | none | Equals Green = green; TextStartsWith Blu = blue | NoMatchingCondition = none
    green MessageParticipant {"Text":"green"} | end
    blue MessageParticipant {"Text":"blue"} | end
    none MessageParticipant {"Text":"none"} | end
    end DisconnectParticipant {}
"#;

#[test]
fn a_value_is_compared_by_case_and_nothing_matches_nothing() {
    for (colour, want) in [
        (Some("Green"), "green"),
        (Some("green"), "none"),
        (Some("Blue"), "blue"),
        (None, "none"),
    ] {
        let mut host = TestHost::default();
        host.attributes
            .extend(colour.map(|text| ("colour".to_owned(), text.to_owned())));
        let trace = run_with(&mut host, FlowKind::ContactFlow, COMPARE, "");
        assert_trace(&trace, &format!("play {want:?}\nwaiting at {want}"));
    }
}

#[test]
fn a_loop_goes_round_its_number_of_times_and_starts_anew() {
    let flow = |count: u32| {
        format!(
            r#"
            it Loop {{"LoopCount":"{count}"}} | out | Equals ContinueLooping = again; Equals DoneLooping = out
            again MessageParticipant {{"Text":"again"}} | it
            out MessageParticipant {{"Text":"out"}} | it
        "#
        )
    };
    let want = "play \"again\"\nplay \"again\"\nplay \"out\"\nplay \"again\"\nwaiting at again";
    assert_trace(&run(&flow(2), "done\ndone\ndone"), want);
    assert_trace(
        &run(&flow(0), "done"),
        "play \"out\"\nplay \"out\"\nwaiting at out",
    );
}

#[test]
fn an_endless_loop_of_instant_actions_is_cut() {
    let flow = r#"
        a UpdateFlowAttributes {"FlowAttributes":{"x":{"Type":"String","Value":"1"}}} | b || NoMatchingError = b
        b Compare {"ComparisonValue":"$.FlowAttributes.x"} | a | Equals 2 = a | NoMatchingCondition = a
    "#;
    let trace = run(flow, "");
    assert!(
        trace.starts_with("=> Failed(EndlessLoop { action:"),
        "{trace}"
    );
}

#[test]
fn a_failure_without_a_branch_ends_the_run() {
    let flow = r#"
        it UpdateContactTargetQueue {"QueueId":"$.Attributes.none"} | it
    "#;
    assert_trace(&run(flow, ""), "=> Failed(NoBranch { action: \"it\" })");
}

#[test]
fn a_wait_ends_on_its_event_or_its_limit() {
    let flow = r#"
        it Wait {"TimeLimitSeconds":"60","Events":["CustomerReturned"]} | end | Equals WaitCompleted = late; Equals CustomerReturned = back | NoMatchingError = bad
        late MessageParticipant {"Text":"late"} | end
        back MessageParticipant {"Text":"back"} | end
        bad MessageParticipant {"Text":"bad"} | end
        end DisconnectParticipant {}
    "#;
    let on = |channel, script| {
        let mut host = TestHost {
            channel,
            ..TestHost::default()
        };
        run_with(&mut host, FlowKind::ContactFlow, flow, script)
    };
    assert_trace(
        &on(Channel::Chat, "wait 60"),
        "Wait at 60s\nplay \"late\"\nwaiting at late",
    );
    let want = "play \"back\"\nwaiting at back";
    assert_trace(&on(Channel::Chat, "wait 59\nevent CustomerReturned"), want);
    let other = "event BotParticipantDisconnected";
    assert_trace(&on(Channel::Chat, other), "waiting at it");
    assert_trace(&on(Channel::Voice, ""), "play \"bad\"\nwaiting at bad");
}

#[test]
fn a_wait_in_continue_mode_comes_round_until_its_time_is_over_also_on_a_call() {
    let flow = r#"
        it Wait {"ContinueExecution":"True","MinimumWaitTimeSeconds":"10"} | bad | Equals WaitCompleted = late; Equals Continue = say | NoMatchingError = bad
        say MessageParticipant {"Text":"a moment"} | it || NoMatchingError = bad
        late MessageParticipant {"Text":"late"} | it || NoMatchingError = bad
        bad MessageParticipant {"Text":"bad"} | bad
    "#;
    let on = |channel, script| {
        let mut host = TestHost {
            channel,
            ..TestHost::default()
        };
        run_with(&mut host, FlowKind::ContactFlow, flow, script)
    };
    let moment = "play \"a moment\"";
    let late = "play \"late\"";
    assert_trace(
        &on(Channel::Voice, "wait 6\ndone\nwait 4\ndone\ndone"),
        &format!("{moment}\n{moment}\n{late}\n{moment}\nwaiting at say"),
    );
    // Messages of a chat take no time: the rest is waited for.
    assert_trace(
        &on(Channel::Chat, "done\nwait 9"),
        &format!("{moment}\nwaiting at it"),
    );
    let again = format!("{moment}\nWait at 10s\n{late}\n{moment}\nwaiting at say");
    assert_trace(&on(Channel::Chat, "done\nwait 10\ndone"), &again);
}

#[test]
fn another_flow_sees_the_contact_but_not_the_flow_before() {
    let first = r#"
        set UpdateFlowAttributes {"FlowAttributes":{"local":{"Type":"String","Value":"mine"}}} | say || NoMatchingError = say
        say MessageParticipant {"Text":"$.FlowAttributes.local $.External.x"} | go
        go TransferToFlow {"ContactFlowId":"second"} | bad || NoMatchingError = bad
        bad MessageParticipant {"Text":"bad"} | go
    "#;
    let second = r#"
        say MessageParticipant {"Text":"[$.FlowAttributes.local] $.External.x"} | end
        end DisconnectParticipant {}
    "#;
    let mut host = TestHost::default();
    host.memory.set(Root::External, json!({"x": "kept"}));
    host.flows
        .insert("second".into(), published(FlowKind::ContactFlow, second));
    let trace = run_with(&mut host, FlowKind::ContactFlow, first, "done\ndone");
    assert_trace(
        &trace,
        "play \"mine kept\"\nplay \"[] kept\"\n=> Disconnect",
    );
    host.flows
        .insert("second".into(), published(FlowKind::CustomerHold, second));
    let trace = run_with(&mut host, FlowKind::ContactFlow, first, "done");
    assert_trace(&trace, "play \"mine kept\"\nplay \"bad\"\nwaiting at bad");
}

const CALLER: &str = r#"
    call InvokeFlowModule {"FlowModuleId":"m","Input":{"who":"$.Attributes.name","n":3}} | said | Equals Found = found | NoMatchingError = bad; NoMatchingCondition = said
    said MessageParticipant {"Text":"$.Modules.Result $.Modules.ResultData.greeting $.External.x"} | end
    found MessageParticipant {"Text":"found $.Modules.ResultData.greeting"} | end
    bad MessageParticipant {"Text":"bad"} | end
    end DisconnectParticipant {}
"#;

fn with_module(module: &str, script: &str) -> String {
    let mut host = TestHost::default();
    host.attributes.insert("name".into(), "Ada".into());
    host.memory.set(Root::External, json!({"x": "caller's"}));
    host.flows
        .insert("m".into(), published(FlowKind::Module, module));
    run_with(&mut host, FlowKind::ContactFlow, CALLER, script)
}

#[test]
fn a_module_gets_its_input_and_gives_its_result() {
    let module = r#"
        say MessageParticipant {"Text":"$.Modules.Input.who $.Modules.Input.n [$.External.x]"} | out
        out EndFlowModuleExecution {"Result":"Found","ResultData":{"greeting":"Hi $.Modules.Input.who"}}
    "#;
    let want = "play \"Ada 3 []\"\nplay \"found Hi Ada\"\nwaiting at found";
    assert_trace(&with_module(module, "done"), want);
}

#[test]
fn a_module_without_a_result_goes_on_and_the_caller_sees_its_own_data_again() {
    let module = r#"
        ask InvokeLambdaFunction {"LambdaFunctionARN":"f"} | out || NoMatchingError = out
        out EndFlowModuleExecution {}
    "#;
    let want = "invoke f {} in 8s\nplay \"  caller's\"\nwaiting at said";
    assert_trace(&with_module(module, "answer {\"x\":\"module's\"}"), want);
}

#[test]
fn a_failure_in_a_module_is_the_callers_and_no_module_calls_another() {
    let fails = r#"it UpdateContactTargetQueue {"QueueId":"$.Attributes.none"} | it"#;
    assert_trace(&with_module(fails, ""), "play \"bad\"\nwaiting at bad");
    let nested = r#"
        it InvokeFlowModule {"FlowModuleId":"m"} | out || NoMatchingError = no
        no EndFlowModuleExecution {"Result":"Nested refused"}
        out EndFlowModuleExecution {}
    "#;
    let want = "play \"Nested refused  caller's\"\nwaiting at said";
    assert_trace(&with_module(nested, ""), want);
}

#[test]
fn ending_an_inbound_flow_disconnects_and_ending_a_whisper_does_not() {
    let flow = "end EndFlowExecution {}";
    assert_trace(&run(flow, ""), "=> Disconnect");
    let mut host = TestHost::default();
    let trace = run_with(&mut host, FlowKind::CustomerWhisper, flow, "");
    assert_trace(&trace, "=> Ended");
}

#[test]
fn the_log_has_the_published_shape_and_only_what_comes_while_it_is_on() {
    let flow = r#"
        hush Compare {"ComparisonValue":"$.Channel"} | on | Equals X = on | NoMatchingCondition = on
        on UpdateFlowLoggingBehavior {"FlowLoggingBehavior":"Enabled"} | queue
        queue UpdateContactTargetQueue {"QueueId":"$.Attributes.q"} | off || NoMatchingError = off
        off UpdateFlowLoggingBehavior {"FlowLoggingBehavior":"Disabled"} | end
        end DisconnectParticipant {}
    "#;
    let mut host = TestHost::default();
    host.attributes.insert("q".into(), "arn:q".into());
    let trace = run_with(&mut host, FlowKind::ContactFlow, flow, "");
    let logs: Vec<_> = trace
        .lines()
        .filter_map(|line| line.strip_prefix("log "))
        .collect();
    assert_eq!(logs.len(), 2, "{trace}");
    let entry: serde_json::Value = serde_json::from_str(logs[1]).unwrap();
    let contact = flow::Host::contact_id(&host).to_string();
    assert_eq!(
        entry,
        json!({
            "ContactId": contact,
            "ContactFlowId": "arn:flow",
            "ContactFlowName": "Test",
            "ContactFlowModuleType": "SetQueue",
            "Identifier": "queue",
            "Timestamp": "2027-01-15T08:00:00.000Z",
            "Parameters": {"QueueId": "arn:q"},
        })
    );
    assert!(host.memory == flow::Memory::default());
}

#[test]
fn a_functions_question_and_answer_are_both_logged() {
    let flow = r#"
        on UpdateFlowLoggingBehavior {"FlowLoggingBehavior":"Enabled"} | ask
        ask InvokeLambdaFunction {"LambdaFunctionARN":"f"} | end || NoMatchingError = end
        end DisconnectParticipant {}
    "#;
    let mut host = TestHost::default();
    let trace = run_with(
        &mut host,
        FlowKind::ContactFlow,
        flow,
        r#"answer {"a":"b"}"#,
    );
    let of_ask: Vec<_> = trace
        .lines()
        .filter(|line| line.contains("\"ask\""))
        .collect();
    assert_eq!(of_ask.len(), 2, "{trace}");
    assert!(
        of_ask[1].contains(r#""ExternalResults":{"a":"b"}"#),
        "{trace}"
    );
}
