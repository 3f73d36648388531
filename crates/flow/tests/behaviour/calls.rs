//! Calls that a flow places, callbacks, holds and routing criteria.

use crate::support::{TestHost, assert_trace, run, run_with};
use flow::{ErrorType, FlowKind, Refusal};

const TRANSFER: &str = r#"
    out TransferParticipantToThirdParty {"ThirdPartyPhoneNumber":"+12065550111","ThirdPartyConnectionTimeLimitSeconds":"30","ContinueFlowExecution":"True"} | back || CallFailed = failed; ConnectionTimeLimitExceeded = late; NoMatchingError = bad
    back MessageParticipant {"Text":"back"} | end
    failed MessageParticipant {"Text":"failed"} | end
    late MessageParticipant {"Text":"late"} | end
    bad MessageParticipant {"Text":"bad"} | end
    end DisconnectParticipant {}
"#;

#[test]
fn a_flow_goes_on_when_the_third_party_hangs_up() {
    let want = r#"
        dial +12065550111 for 30s and back
        play "back"
        waiting at back
    "#;
    assert_trace(&run(TRANSFER, "call connected\ncall left"), want);
}

#[test]
fn no_answer_and_a_failure_have_branches_of_their_own() {
    let late = run(TRANSFER, "call late");
    assert!(late.ends_with("play \"late\"\nwaiting at late"), "{late}");
    let failed = run(TRANSFER, "call failed");
    assert!(
        failed.ends_with("play \"failed\"\nwaiting at failed"),
        "{failed}"
    );
}

#[test]
fn without_a_return_the_run_ends_once_connected() {
    let once = TRANSFER.replace(
        r#""ContinueFlowExecution":"True""#,
        r#""ContinueFlowExecution":"False""#,
    );
    let trace = run(&once, "call connected");
    assert!(trace.ends_with("=> TransferredToNumber"), "{trace}");
    let failed = run(
        &once.replace(
            "CallFailed = failed; ConnectionTimeLimitExceeded = late; ",
            "",
        ),
        "call failed",
    );
    assert!(failed.ends_with("play \"bad\"\nwaiting at bad"), "{failed}");
}

#[test]
fn a_number_that_is_none_takes_the_error_branch() {
    let none = TRANSFER.replace("+12065550111", "$.Attributes.none");
    assert_trace(&run(&none, ""), "play \"bad\"\nwaiting at bad");
}

fn whisper(reached: bool, notation: &str, script: &str) -> String {
    let mut host = TestHost {
        reached,
        ..TestHost::default()
    };
    run_with(&mut host, FlowKind::OutboundWhisper, notation, script)
}

const WHISPER: &str = r#"
    call CompleteOutboundCall {"CallerId":{"Number":"+12065550199"}} | say
    say MessageParticipant {"Text":"recorded"} | end
    end EndFlowExecution {}
"#;

#[test]
fn an_outbound_whisper_calls_the_customer_once() {
    let want = r#"
        dial the customer as Some("+12065550199")
        play "recorded"
        => Ended
    "#;
    assert_trace(&whisper(false, WHISPER, "call connected\ndone"), want);
    assert_trace(
        &whisper(true, WHISPER, "done"),
        "play \"recorded\"\n=> Ended",
    );
}

#[test]
fn the_first_prompt_of_an_outbound_whisper_calls_by_itself() {
    let silent = WHISPER.lines().skip(2).collect::<Vec<_>>().join("\n");
    let want = r#"
        dial the customer as None
        play "recorded"
        => Ended
    "#;
    assert_trace(&whisper(false, &silent, "call connected\ndone"), want);
}

#[test]
fn a_customer_who_is_not_reached_ends_the_call() {
    let want = r#"
        dial the customer as Some("+12065550199")
        => Disconnect
    "#;
    assert_trace(&whisper(false, WHISPER, "call failed"), want);
}

#[test]
fn a_callback_is_queued_or_refused() {
    let flow = r#"
        it CreateCallbackContact {"QueueId":"sales","InitialCallDelaySeconds":"5","MaximumConnectionAttempts":"2","RetryDelaySeconds":"600"} | end || NoMatchingError = bad
        end DisconnectParticipant {}
        bad MessageParticipant {"Text":"bad"} | end
    "#;
    let trace = run(flow, "");
    assert!(trace.starts_with("Callback(Callback { queue: Some(Queue(\"sales\")), initial_delay: 5, attempts: 2, retry_delay: 600"), "{trace}");
    let mut host = TestHost {
        refuse: Some(Refusal::with(ErrorType::NoMatchingError, "full")),
        ..TestHost::default()
    };
    let full = run_with(&mut host, FlowKind::ContactFlow, flow, "");
    assert_trace(&full, "play \"bad\"\nwaiting at bad");
}

#[test]
fn holds_and_criteria_change_the_contact() {
    let flow = r#"
        hold UpdatePreviousContactParticipantState {"PreviousContactParticipantState":"AgentOnHold"} | off || NoMatchingError = end
        off UpdatePreviousContactParticipantState {"PreviousContactParticipantState":"OffHold"} | need || NoMatchingError = end
        need UpdateContactRoutingCriteria {"RoutingCriteria":{"Steps":[{"Expression":{"AttributeCondition":{"Name":"Language","Value":"$.Attributes.language","ProficiencyLevel":"4.0","ComparisonOperator":"NumberGreaterOrEqualTo"}}}]}} | end || NoMatchingError = end
        end DisconnectParticipant {}
    "#;
    let mut host = TestHost::default();
    host.attributes.insert("language".into(), "Welsh".into());
    let trace = run_with(&mut host, FlowKind::ContactFlow, flow, "");
    let want = r#"
        Hold(Agent)
        Hold(Nobody)
        RoutingCriteria(RoutingCriteria { steps: [RoutingStep { expression: Attribute { name: "Language", value: "Welsh", level: 4.0, most: None }, expiry: None }] })
        => Disconnect
    "#;
    assert_trace(&trace, want);
}

#[test]
fn criteria_from_a_function_are_read_when_they_are_needed() {
    let flow = r#"
        ask InvokeLambdaFunction {"LambdaFunctionARN":"f","ResponseValidation":{"ResponseType":"JSON"}} | need || NoMatchingError = end
        need UpdateContactRoutingCriteria {"RoutingCriteria":"$.External.Mine"} | good || NoMatchingError = bad
        good MessageParticipant {"Text":"good"} | end
        bad MessageParticipant {"Text":"bad"} | end
        end DisconnectParticipant {}
    "#;
    let attribute = r#"{"AttributeCondition":{"Name":"A","Value":"B","ProficiencyLevel":2,"ComparisonOperator":"NumberGreaterOrEqualTo"}}"#;
    let good = format!(
        r#"answer {{"Mine":{{"Steps":[{{"Expression":{{"OrExpression":[{attribute},{attribute}]}},"Expiry":{{"DurationInSeconds":30}}}}]}}}}"#
    );
    let trace = run(flow, &good);
    assert!(trace.ends_with("play \"good\"\nwaiting at good"), "{trace}");
    let trace = run(flow, r#"answer {"Mine":{"Steps":[]}}"#);
    assert!(trace.ends_with("play \"bad\"\nwaiting at bad"), "{trace}");
}
