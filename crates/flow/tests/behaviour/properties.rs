//! What holds for every flow: it ends or waits, whatever comes, and nothing panics.

use crate::support::{Play, TestHost, document};
use flow::{Channel, Flow, FlowKind, Published, registry};
use ids::IdSource;
use serde_json::{Value, json};
use std::sync::Arc;

/// A random flow of up to 12 actions whose branches lead anywhere.
fn random_flow(ids: &mut IdSource) -> Value {
    const TEMPLATES: &[&str] = &[
        r#"MessageParticipant {"Text":"$.Attributes.a"}"#,
        r#"GetParticipantInput {"Text":"x","InputTimeLimitSeconds":"5"}"#,
        r###"GetParticipantInput {"Text":"x","StoreInput":"True","InputTimeLimitSeconds":"5","InputValidation":{"CustomValidation":{"MaximumLength":"3"}},"DTMFConfiguration":{"InputTerminationSequence":"##"}}"###,
        r#"GetParticipantInput {"EnableDTMFBuffer":"True"}"#,
        r#"GetParticipantInput {"EnableDTMFBuffer":"False","StoreInput":"True"}"#,
        r#"MessageParticipantIteratively {"Messages":[{"Text":"x"}],"InterruptFrequencySeconds":"20"}"#,
        r#"Compare {"ComparisonValue":"$.Attributes.a"}"#,
        r#"UpdateContactAttributes {"Attributes":{"a":"$.StoredCustomerInput"}}"#,
        r#"UpdateFlowAttributes {"FlowAttributes":{"f":{"Type":"String","Value":"$.FlowAttributes.f+"}}}"#,
        r#"Loop {"LoopCount":"7"}"#,
        r#"Wait {"TimeLimitSeconds":"60"}"#,
        r#"InvokeLambdaFunction {"LambdaFunctionARN":"f"}"#,
        r#"DistributeByPercentage {}"#,
        r#"CheckHoursOfOperation {}"#,
        r#"TransferToFlow {"ContactFlowId":"self"}"#,
        r#"InvokeFlowModule {"FlowModuleId":"module"}"#,
        r#"UpdateFlowLoggingBehavior {"FlowLoggingBehavior":"Enabled"}"#,
        r#"ShowView {"ViewResource":{"Id":"v"}}"#,
        r#"DisconnectParticipant {}"#,
        r#"EndFlowModuleExecution {"Result":"1"}"#,
        r#"TransferContactToQueue {}"#,
    ];
    const OPERANDS: &[&str] = &[
        "1",
        "2",
        "ContinueLooping",
        "DoneLooping",
        "True",
        "WaitCompleted",
        "MessagesInterrupted",
    ];
    let size = 1 + ids.below(12);
    let name = |at: u32| format!("a{at}");
    let mut notation = String::new();
    for at in 0..size {
        let template = TEMPLATES[ids.below(TEMPLATES.len() as u32) as usize];
        let mut conditions = Vec::new();
        for _ in 0..ids.below(3) {
            let operand = OPERANDS[ids.below(OPERANDS.len() as u32) as usize];
            conditions.push(format!("Equals {operand} = {}", name(ids.below(size))));
        }
        let next = name(ids.below(size));
        let errors = format!("NoMatchingError = {}", name(ids.below(size)));
        let conditions = conditions.join("; ");
        notation += &format!(
            "{} {template} | {next} | {conditions} | {errors}\n",
            name(at)
        );
    }
    document(&notation)
}

fn publish(kind: FlowKind, content: &Value) -> Arc<Published> {
    let flow = Flow::parse(&content.to_string()).expect("a flow that can run");
    let flow = Arc::new(flow);
    Arc::new(Published {
        arn: "arn".into(),
        name: "n".into(),
        kind,
        flow,
    })
}

#[test]
fn every_flow_ends_or_waits_whatever_comes() {
    let mut ids = IdSource::new(20_261_121);
    let kinds = [
        FlowKind::ContactFlow,
        FlowKind::CustomerQueue,
        FlowKind::AgentWhisper,
    ];
    let channels = [Channel::Voice, Channel::Chat, Channel::Task];
    for round in 0..90_usize {
        let flow = publish(kinds[round % 3], &random_flow(&mut ids));
        let module = publish(FlowKind::Module, &random_flow(&mut ids));
        let mut host = TestHost {
            channel: channels[round / 3 % 3],
            ..TestHost::default()
        };
        let jump = publish(FlowKind::ContactFlow, &random_flow(&mut ids));
        host.flows.insert("self".into(), jump);
        host.flows.insert("module".into(), module);
        let mut play = Play::start(&mut host, flow);
        for _ in 0..60 {
            if play.run.outcome().is_some() {
                break;
            }
            play.step(match ids.below(8) {
                0 => "done",
                1 => "failed",
                2 => "key 1",
                3 => "key #",
                4 => "answer {\"a\":\"1\"}",
                5 => "refuse throttled",
                6 => "event CustomerReturned",
                _ => "wait 7",
            });
        }
        if play.run.outcome().is_none() {
            // It waits for something that it can name: a prompt, an answer or a timer.
            assert!(!play.run.action().is_empty());
        } else {
            assert_eq!(play.run.wake_at(), None);
        }
        play.host.trace.clear();
    }
}

#[test]
fn no_document_makes_the_parser_panic() {
    let mut ids = IdSource::new(3);
    let names: Vec<_> = registry().map(|row| row.name).collect();
    for _ in 0..500 {
        let mut content = random_flow(&mut ids);
        // Put a value of any shape at a random place of the first action.
        let odd = match ids.below(8) {
            0 => Value::Null,
            1 => json!([]),
            2 => json!({}),
            3 => json!(-1.5e300),
            4 => json!("$.Attributes['"),
            5 => json!([[{"Text": {"a": []}}]]),
            6 => json!({"Operator": 1, "Operands": "x"}),
            _ => json!(""),
        };
        let actions = content["Actions"].as_array_mut().unwrap();
        let action = &mut actions[0];
        action["Type"] = json!(names[ids.below(names.len() as u32) as usize]);
        match ids.below(4) {
            0 => action["Transitions"] = odd,
            1 => action["Transitions"]["Conditions"] = odd,
            2 => action["Parameters"] = odd,
            _ => {
                let parameters = action["Parameters"].as_object_mut().unwrap();
                for value in parameters.values_mut() {
                    *value = odd.clone();
                }
            }
        }
        if let Ok(flow) = Flow::parse(&content.to_string()) {
            let _ = flow::validate(&flow, FlowKind::ContactFlow, &flow::Anything);
        }
    }
}

#[test]
fn cut_and_garbled_texts_are_refused_without_a_panic() {
    let mut ids = IdSource::new(4);
    let text = random_flow(&mut ids).to_string();
    for _ in 0..1_000 {
        let mut bytes = text.clone().into_bytes();
        bytes.truncate(ids.below(bytes.len() as u32 + 1) as usize);
        for _ in 0..ids.below(4) {
            let at = ids.below(bytes.len() as u32) as usize;
            if let Some(byte) = bytes.get_mut(at) {
                *byte = ids.below(256) as u8;
            }
        }
        let _ = Flow::parse(&String::from_utf8_lossy(&bytes));
    }
}
