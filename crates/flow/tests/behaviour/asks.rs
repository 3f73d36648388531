//! Actions that ask another capability of the product, and what they leave behind.

use crate::support::{TestHost, assert_trace, run, run_with};
use flow::{Channel, FlowKind};

/// One action, then a text, with every error branch leading to a text of its own.
fn flow(action: &str, errors: &[&str], said: &str) -> String {
    let branches: Vec<String> = errors.iter().map(|it| format!("{it} = e-{it}")).collect();
    let texts = errors
        .iter()
        .map(|it| format!("e-{it} MessageParticipant {{\"Text\":\"{it}\"}} | end\n"));
    format!(
        "it {action} | on || {}\non MessageParticipant {{\"Text\":\"{said}\"}} | end\n{}end DisconnectParticipant {{}}\n",
        branches.join("; "),
        texts.collect::<String>(),
    )
}

fn said(trace: &str) -> &str {
    let line = trace.lines().rfind(|line| line.starts_with("play "));
    line.map_or("", |line| &line[5..])
}

#[test]
fn a_case_is_found_by_its_fields_and_read_by_references() {
    let action = r#"GetCase {"LinkContactToCase":"true","GetLastUpdatedCase":"true","CustomerId":"$.Attributes.none","CaseRequestFields":{"title":"T"},"CaseResponseFields":["status"]}"#;
    let errors = [
        "MultipleFound",
        "NoneFound",
        "NoMatchingError",
        "ContactNotLinked",
    ];
    let flow = flow(action, &errors, "$.Case.status");
    assert_eq!(said(&run(&flow, r#"found {"status":"open"}"#)), "\"open\"");
    assert_eq!(said(&run(&flow, "refused NoneFound")), "\"NoneFound\"");
    assert_eq!(
        said(&run(&flow, "refused MultipleFound")),
        "\"MultipleFound\""
    );
    assert_eq!(said(&run(&flow, "wait 8")), "\"NoMatchingError\"");
}

#[test]
fn a_case_without_a_field_is_never_asked_for() {
    let action = r#"GetCase {"CaseRequestFields":{},"CaseResponseFields":["status"]}"#;
    let flow = flow(
        action,
        &["MultipleFound", "NoneFound", "NoMatchingError"],
        "on",
    );
    assert_trace(
        &run(&flow, ""),
        "play \"NoMatchingError\"\nwaiting at e-NoMatchingError",
    );
}

#[test]
fn profile_data_of_several_actions_stays_side_by_side() {
    let flow = r#"
        a GetCustomerProfile {"ProfileRequestData":{"PhoneNumber":"+12065550100"},"ProfileResponseData":["City"]} | b || MultipleFoundError = end; NoneFoundError = end; NoMatchingError = end
        b GetCustomerProfileObject {"ProfileRequestData":{"ProfileId":"$.Customer.ProfileId","ObjectType":"Asset","UseLatest":"True"},"ProfileResponseData":["Asset.Price"]} | say || NoneFoundError = end; NoMatchingError = end
        say MessageParticipant {"Text":"$.Customer.City $.Customer.ObjectAttributes.Price"} | end
        end DisconnectParticipant {}
    "#;
    let script =
        "found {\"ProfileId\":\"p\",\"City\":\"Bern\"}\nfound {\"ObjectAttributes\":{\"Price\":7}}";
    assert_eq!(said(&run(flow, script)), "\"Bern 7\"");
}

#[test]
fn a_profile_value_of_more_than_255_characters_takes_the_error_branch() {
    let long = "x".repeat(256);
    let action = format!(
        r#"CreateCustomerProfile {{"ProfileRequestData":{{"City":"{long}"}},"ProfileResponseData":[]}}"#
    );
    let flow = flow(&action, &["NoMatchingError"], "on");
    assert_eq!(said(&run(&flow, "")), "\"NoMatchingError\"");
}

#[test]
fn data_tables_are_read_by_the_names_of_their_queries() {
    let action = r#"EvaluateDataTableValues {"DataTableId":"t","Queries":[{"QueryName":"Q","Attributes":["Greeting"],"PrimaryValues":[{"AttributeName":"Country","Value":"$.Channel"}]}]}"#;
    let flow = flow(action, &["NoMatchingError"], "$.DataTables.Q.Greeting");
    let trace = run(&flow, r#"found {"Q":{"Greeting":"Hoi"}}"#);
    assert!(
        trace.contains(r#"primary: [("Country", "VOICE")]"#),
        "{trace}"
    );
    assert_eq!(said(&trace), "\"Hoi\"");
}

#[test]
fn a_task_for_the_past_takes_the_error_branch_at_once() {
    let at = |seconds: i64| {
        let action = format!(
            r#"CreateTask {{"Name":"call","ContactFlowId":"f","ScheduledTime":"{seconds}"}}"#
        );
        flow(&action, &["NoMatchingError"], "$.Task.ContactId")
    };
    assert_eq!(said(&run(&at(1_679_609_303), "")), "\"NoMatchingError\"");
    let later = run(&at(1_900_000_000), r#"found {"ContactId":"task-1"}"#);
    assert_eq!(said(&later), "\"task-1\"");
}

#[test]
fn a_view_leads_by_its_action_and_runs_out_of_time() {
    let flow = r#"
        it ShowView {"ViewResource":{"Id":"form","Version":"1"},"InvocationTimeLimitSeconds":"60","ViewData":{"Heading":"Hi"}} | other | Equals Next = next | NoMatchingCondition = other; NoMatchingError = bad; TimeLimitExceeded = late
        next MessageParticipant {"Text":"$.Views.ViewResultData.name"} | end
        other MessageParticipant {"Text":"other"} | end
        bad MessageParticipant {"Text":"bad"} | end
        late MessageParticipant {"Text":"late"} | end
        end DisconnectParticipant {}
    "#;
    let chat = |script: &str| {
        let mut host = TestHost {
            channel: Channel::Chat,
            ..TestHost::default()
        };
        run_with(&mut host, FlowKind::ContactFlow, flow, script)
    };
    let done = chat(r#"found {"Action":"Next","ViewResultData":{"name":"Ada"}}"#);
    assert_eq!(said(&done), "\"Ada\"");
    let other = chat(r#"found {"Action":"Back","ViewResultData":{}}"#);
    assert_eq!(said(&other), "\"other\"");
    assert_eq!(said(&chat("wait 60")), "\"late\"");
    assert_eq!(said(&run(flow, "")), "\"bad\"");
}

#[test]
fn a_customer_who_opts_out_of_signing_in_has_a_branch() {
    let flow = r#"
        it AuthenticateParticipant {"CognitoConfiguration":{"UserPoolArn":"arn:pool","AppClientId":"c"},"TimeLimitMinutes":"2"} | good | Equals OptedOut = out | NoMatchingError = bad; TimeLimitExceeded = late
        good MessageParticipant {"Text":"good"} | end
        out MessageParticipant {"Text":"out"} | end
        bad MessageParticipant {"Text":"bad"} | end
        late MessageParticipant {"Text":"late"} | end
        end DisconnectParticipant {}
    "#;
    let chat = |script: &str| {
        let mut host = TestHost {
            channel: Channel::Chat,
            ..TestHost::default()
        };
        run_with(&mut host, FlowKind::ContactFlow, flow, script)
    };
    assert_eq!(
        said(&chat(r#"found {"Result":"Authenticated"}"#)),
        "\"good\""
    );
    assert_eq!(said(&chat(r#"found {"Result":"OptedOut"}"#)), "\"out\"");
    assert_eq!(said(&chat("wait 120")), "\"late\"");
}

#[test]
fn a_message_processor_is_for_chats_only() {
    let action = r#"UpdateContactMediaProcessing {"ChatProcessor":{"ProcessingEnabled":"True","LambdaProcessorARN":"f","ChatProcessorSettings":{"DeliverUnprocessedMessages":"True"}}}"#;
    let flow = flow(action, &["NoMatchingError", "ChannelMismatch"], "on");
    assert_eq!(said(&run(&flow, "")), "\"ChannelMismatch\"");
}

#[test]
fn voice_id_and_call_progress_lead_by_what_was_found() {
    for (action, result) in [
        (
            r#"CheckVoiceId {"CheckVoiceIdOption":"fraudDetection"}"#,
            "LowRisk",
        ),
        ("CheckOutboundCallStatus {}", "CallAnswered"),
    ] {
        let flow = format!(
            "it {action} | other | Equals {result} = good | NoMatchingError = other\ngood MessageParticipant {{\"Text\":\"good\"}} | end\nother MessageParticipant {{\"Text\":\"other\"}} | end\nend DisconnectParticipant {{}}\n"
        );
        let found = run(&flow, &format!("found {{\"Result\":\"{result}\"}}"));
        assert_eq!(said(&found), "\"good\"", "{action}");
        assert_eq!(
            said(&run(&flow, "refused NoMatchingError")),
            "\"other\"",
            "{action}"
        );
    }
}

#[test]
fn media_streaming_names_its_directions() {
    let action = r#"UpdateContactMediaStreamingBehavior {"MediaStreamingState":"Enabled","MediaStreamType":"Audio","Participants":[{"ParticipantType":"Customer","MediaDirections":["From","To"]}]}"#;
    let trace = run(&flow(action, &["NoMatchingError"], "on"), "found null");
    let asked = "ask MediaStreaming { on: true, from_customer: true, to_customer: true }";
    assert!(trace.starts_with(asked), "{trace}");
    assert_eq!(said(&trace), "\"on\"");
}
