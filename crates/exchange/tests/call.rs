//! A call from the first ring to its record.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::flows::{action, flow, to_queue};
use common::{World, identity};
use exchange::{Command, MediaCommand, Output, PlaySource, Topic};
use serde_json::json;

#[test]
fn a_call_runs_from_the_flow_to_the_record() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    w.seconds(20);
    let contact = caller.contact;
    w.ok(Command::HangUp { agent, contact });
    assert_eq!(w.state(agent, contact), Some("ENDED"));
    w.seconds(5);
    w.ok(Command::Clear { agent, contact });
    assert_eq!(w.exchange.live_contacts(), 0);
    assert_eq!(
        w.events(contact),
        [
            "INITIATED",
            "CONNECTED_TO_SYSTEM",
            "CONTACT_DATA_UPDATED",
            "QUEUED",
            "CONNECTED_TO_AGENT",
            "DISCONNECTED"
        ]
    );
    let arn = |rest: &str| format!("{}/{rest}", identity().instance_arn());
    let record = w.record(contact);
    assert_eq!(record["AWSAccountId"], "123456789012");
    assert_eq!(record["Channel"], "VOICE");
    assert_eq!(record["InitiationMethod"], "INBOUND");
    assert_eq!(record["DisconnectReason"], "AGENT_DISCONNECT");
    assert_eq!(record["Attributes"], json!({"language": "en"}));
    assert_eq!(record["AgentConnectionAttempts"], 1);
    assert_eq!(record["InitiationTimestamp"], "2026-11-23T10:00:00Z");
    assert_eq!(
        record["ConnectedToSystemTimestamp"], record["InitiationTimestamp"],
        "inbound: the same"
    );
    assert_eq!(
        record["CustomerEndpoint"],
        json!({"Address": "+4930123456", "Type": "TELEPHONE_NUMBER"})
    );
    assert_eq!(
        record["SystemEndpoint"],
        json!({"Address": common::NUMBER, "Type": "TELEPHONE_NUMBER"})
    );
    // Greeting 2 s after the answer at 20 ms; accepted at 10 s, audio 300 ms later, queue name
    // 2 s: the customer leaves the queue at 12.3 s and hears the beep for 2 s.
    assert_eq!(
        record["Queue"],
        json!({
            "ARN": arn(&format!("queue/{}", w.queue)),
            "Name": "Sales",
            "EnqueueTimestamp": "2026-11-23T10:00:02Z",
            "DequeueTimestamp": "2026-11-23T10:00:12Z",
            "Duration": 10,
        })
    );
    let part = &record["Agent"];
    assert_eq!(part["ARN"], arn(&format!("agent/{agent}")));
    assert_eq!(part["Username"], "ada");
    assert_eq!(part["RoutingProfile"]["Name"], "Basic");
    assert_eq!(part["ConnectedToAgentTimestamp"], "2026-11-23T10:00:14Z");
    assert_eq!(part["AgentInteractionDuration"], 25);
    assert_eq!(part["AfterContactWorkDuration"], 5);
    assert_eq!(part["NumberOfHolds"], 0);
}

#[test]
fn the_recording_is_stereo_and_named_by_contact_and_time() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let contact = caller.contact;
    let agent_leg = w.agent_legs[&agent];
    let started = w.media().into_iter().find_map(|it| match it {
        MediaCommand::StartRecording {
            left, right, key, ..
        } => Some((left.clone(), right.clone(), key.clone())),
        _ => None,
    });
    let key = format!("recordings/2026/11/23/{contact}_20261123T10:00_UTC.wav");
    assert_eq!(
        started,
        Some((vec![caller.leg], vec![agent_leg], format!("carillon/{key}")))
    );
    w.ok(Command::HangUp { agent, contact });
    w.ok(Command::Clear { agent, contact });
    assert!(w.exchange.is_live(contact), "the recording is not in place");
    w.seconds(1);
    let record = w.record(contact);
    assert_eq!(record["Recording"]["Status"], "AVAILABLE");
    assert_eq!(record["Recording"]["Location"], format!("carillon/{key}"));
    assert_eq!(record["Recordings"][0]["StorageType"], "Amazon S3");
}

#[test]
fn the_automated_part_is_recorded_apart_where_the_flow_asks_for_it() {
    let mut w = World::new();
    let mut actions = vec![action(
        "record",
        "UpdateContactRecordingBehavior",
        json!({"RecordingBehavior": {
            "RecordedParticipants": [],
            "IVRRecordingBehavior": "Enabled",
        }}),
        "set-queue",
        &[],
    )];
    actions.extend(to_queue(w.queue));
    w.main(&flow("record", actions));
    let (caller, agent) = w.talk();
    let contact = caller.contact;
    w.ok(Command::HangUp { agent, contact });
    w.ok(Command::Clear { agent, contact });
    let record = w.record(contact);
    let key = format!("recordings/ivr/2026/11/23/{contact}_20261123T10:00_UTC.wav");
    let recordings = record["Recordings"].as_array().unwrap();
    assert_eq!(recordings.len(), 1, "the conversation is not recorded");
    assert_eq!(recordings[0]["Location"], format!("carillon/{key}"));
}

#[test]
fn a_recording_that_never_comes_does_not_hold_the_record_back() {
    let mut w = World::new();
    w.drivers.recording = None;
    let (caller, agent) = w.talk();
    let contact = caller.contact;
    w.ok(Command::HangUp { agent, contact });
    w.ok(Command::Clear { agent, contact });
    w.seconds(31);
    let record = w.record(contact);
    assert_eq!(record["Recording"]["Status"], "NULL");
    assert_eq!(record["Recording"]["Location"], json!(null));
}

#[test]
fn the_agent_hears_the_queues_name_and_the_customer_a_beep() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let agent_leg = w.agent_legs[&agent];
    let played: Vec<(bool, String)> = w
        .media()
        .into_iter()
        .filter_map(|it| match it {
            MediaCommand::Play { leg, sources, .. } => {
                assert!(*leg == caller.leg || *leg == agent_leg);
                let text = match &sources[0] {
                    PlaySource::Text { text, .. } => text.chars().take(8).collect(),
                    PlaySource::Builtin(it) => format!("{it:?}"),
                    other => format!("{other:?}"),
                };
                Some((*leg == agent_leg, text))
            }
            _ => None,
        })
        .collect();
    let expect = [
        (false, "Welcome."),
        (false, "Thank yo"),
        (false, "HoldMusic"),
        (true, "Sales"),
        (false, "Beep"),
    ];
    assert_eq!(played, expect.map(|(agent, text)| (agent, text.to_owned())));
}

#[test]
fn the_customer_hanging_up_first_is_the_reason() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    w.hang_up(caller.leg);
    assert_eq!(w.state(agent, caller.contact), Some("ENDED"));
    w.seconds(31);
    assert_eq!(w.state(agent, caller.contact), None, "work ended by itself");
    let record = w.record(caller.contact);
    assert_eq!(record["DisconnectReason"], "CUSTOMER_DISCONNECT");
    assert_eq!(record["Agent"]["AfterContactWorkDuration"], 30);
    assert_eq!(w.status(agent), "Available");
}

#[test]
fn hold_counts_and_plays_music_to_the_customer() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let contact = caller.contact;
    w.ok(Command::Hold { agent, contact });
    assert_eq!(w.state(agent, contact), Some("CONNECTED_ONHOLD"));
    assert!(w.ask(Command::Hold { agent, contact }).is_err());
    w.seconds(4);
    w.ok(Command::Resume { agent, contact });
    assert_eq!(w.state(agent, contact), Some("CONNECTED"));
    w.ok(Command::Hold { agent, contact });
    w.seconds(6);
    w.ok(Command::HangUp { agent, contact });
    w.ok(Command::Clear { agent, contact });
    w.seconds(1);
    let part = w.record(contact)["Agent"].clone();
    assert_eq!(part["NumberOfHolds"], 2);
    assert_eq!(part["CustomerHoldDuration"], 10);
    assert_eq!(part["LongestHoldDuration"], 6);
}

#[test]
fn mute_and_digits_reach_the_right_leg() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let contact = caller.contact;
    w.ok(Command::Mute {
        agent,
        contact,
        muted: true,
    });
    w.ok(Command::SendDigits {
        agent,
        contact,
        digits: "12#".into(),
    });
    let leg = w.agent_legs[&agent];
    let media = w.media();
    assert!(media.contains(&&MediaCommand::Mute { leg, muted: true }));
    assert!(media.contains(&&MediaCommand::SendDtmf {
        leg: caller.leg,
        digits: "12#".into()
    }));
    let digits = String::from("12x");
    let refused = w.ask(Command::SendDigits {
        agent,
        contact,
        digits,
    });
    assert!(refused.is_err());
}

#[test]
fn the_journal_alone_rebuilds_the_contact() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let contact = caller.contact;
    w.ok(Command::Hold { agent, contact });
    w.seconds(3);
    w.hang_up(caller.leg);
    w.seconds(40);
    let mut rebuilt = None;
    for (_, output) in &w.outputs {
        let Output::Journal(entry) = output else {
            continue;
        };
        let text = serde_json::to_string(entry).unwrap();
        let read: exchange::journal::Entry = serde_json::from_str(&text).unwrap();
        let exchange::journal::Subject::Contact {
            contact: id,
            entry: fact,
        } = &read.subject
        else {
            continue;
        };
        if let exchange::journal::ContactEntry::Initiated(facts) = fact
            && *id == contact
        {
            rebuilt = Some((**facts).clone());
        }
        if *id == contact {
            rebuilt.as_mut().unwrap().apply(read.at, fact);
        }
    }
    assert_eq!(rebuilt, Some(w.facts(contact)));
}

#[test]
fn flow_logs_follow_the_logging_behaviour() {
    let mut w = World::new();
    w.talk();
    let types: Vec<String> = w
        .published(Topic::FlowLogs)
        .into_iter()
        .map(|it| it["ContactFlowModuleType"].as_str().unwrap().to_owned())
        .collect();
    assert!(types.contains(&"SetQueue".to_owned()), "{types:?}");
}
