//! How contacts end, in which order things happen then, and what goes on as another contact.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::flows::{action, flow, hook, last, say, to_queue, words};
use common::{World, at};
use exchange::{
    Amendment, AudioQuality, Command, CommandError, EndCause, HangUpReason, Input, LegCommand,
    LegEvent, LegKind, MediaEvent, QualityIssue, Reply, Topic,
};
use ids::LegId;
use resources::{FlowKind, Kind};
use serde_json::json;
use std::collections::BTreeMap;

#[test]
fn a_caller_who_hangs_up_in_the_flow_was_never_queued() {
    let mut w = World::new();
    let caller = w.call();
    w.seconds(1);
    w.hang_up(caller.leg);
    let record = w.record(caller.contact);
    assert_eq!(record["DisconnectReason"], "CUSTOMER_DISCONNECT");
    assert!(record["Queue"].is_null());
    assert_eq!(w.exchange.live_contacts(), 0);
}

#[test]
fn a_flow_that_disconnects_hangs_up() {
    let mut w = World::new();
    w.main(&flow(
        "say",
        vec![
            say("say", "Goodbye.", "end"),
            last("end", "DisconnectParticipant"),
        ],
    ));
    let caller = w.call();
    w.seconds(5);
    let record = w.record(caller.contact);
    assert_eq!(record["DisconnectReason"], "CONTACT_FLOW_DISCONNECT");
    let hang_up = LegCommand::HangUp {
        leg: caller.leg,
        reason: HangUpReason::Normal,
    };
    assert!(w.legs().contains(&&hang_up));
}

#[test]
fn a_failed_leg_is_a_telecom_problem() {
    let mut w = World::new();
    let caller = w.call();
    w.seconds(5);
    w.tell(Input::Leg(LegEvent::Ended {
        leg: caller.leg,
        cause: EndCause::Failed,
    }));
    let record = w.record(caller.contact);
    assert_eq!(record["DisconnectReason"], "TELECOM_PROBLEM");
}

#[test]
fn calls_to_unknown_numbers_and_numbers_without_a_flow_are_refused() {
    let mut w = World::new();
    w.tell(Input::Directory(exchange::Change::Delete {
        kind: Kind::Flow,
        id: w.main_flow.to_string(),
    }));
    let caller = w.call();
    let reject = LegCommand::Reject {
        leg: caller.leg,
        status: 480,
    };
    assert!(w.legs().contains(&&reject));
    assert_eq!(w.exchange.live_contacts(), 0);
}

#[test]
fn stop_contact_ends_a_conversation_with_after_contact_work() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let contact = caller.contact;
    w.ok(Command::StopContact { contact });
    assert_eq!(w.state(agent, contact), Some("ENDED"));
    let again = w.ask(Command::StopContact { contact }).unwrap_err();
    assert_eq!(again, CommandError::InvalidState { state: "ENDED" });
    w.ok(Command::Clear { agent, contact });
    w.seconds(1);
    assert_eq!(w.record(contact)["DisconnectReason"], "OTHER");
    let gone = w.ask(Command::StopContact { contact }).unwrap_err();
    assert_eq!(gone, CommandError::ContactNotFound(contact));
}

#[test]
fn an_agents_audio_may_come_back_within_the_grace() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let leg = w.agent_legs[&agent];
    w.tell(Input::Media(MediaEvent::MediaLost { leg }));
    w.seconds(15);
    w.tell(Input::Media(MediaEvent::MediaUp { leg }));
    w.seconds(60);
    assert_eq!(w.state(agent, caller.contact), Some("CONNECTED"));
}

#[test]
fn an_agent_whose_audio_stays_away_has_left() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let leg = w.agent_legs[&agent];
    w.tell(Input::Leg(LegEvent::Ended {
        leg,
        cause: EndCause::Failed,
    }));
    w.seconds(21);
    assert_eq!(w.state(agent, caller.contact), Some("ENDED"));
    w.seconds(30);
    let record = w.record(caller.contact);
    assert_eq!(record["DisconnectReason"], "AGENT_DISCONNECT");
    assert_eq!(
        record["DisconnectDetails"]["PotentialDisconnectIssue"],
        "AGENT_CONNECTIVITY_ISSUE"
    );
}

fn quality(leg: LegId, score: u16, issues: Vec<QualityIssue>) -> Input {
    let quality = AudioQuality { score, issues };
    Input::Media(MediaEvent::Quality { leg, quality })
}

#[test]
fn the_record_tells_how_good_the_audio_of_both_sides_was() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let agent_leg = w.agent_legs[&agent];
    w.tell(quality(caller.leg, 439, vec![]));
    w.tell(quality(agent_leg, 440, vec![]));
    // What is told last holds.
    w.tell(quality(caller.leg, 258, vec![QualityIssue::HighPacketLoss]));
    assert!(w.facts(caller.contact).quality.is_none());
    w.hang_up(caller.leg);
    w.tell(quality(caller.leg, 100, vec![]));
    w.seconds(30);
    let audio = |score: f64, issues: &[&str]| json!({"Audio": {"QualityScore": score, "PotentialQualityIssues": issues}});
    assert_eq!(
        w.record(caller.contact)["QualityMetrics"],
        json!({"Agent": audio(4.4, &[]), "Customer": audio(2.58, &["HighPacketLoss"])})
    );
    let short = w.call();
    w.hang_up(short.leg);
    assert!(w.record(short.contact)["QualityMetrics"].is_null());
}

#[test]
fn a_browser_caller_who_vanishes_is_closed() {
    let mut w = World::new();
    let caller = w.call_from("guest", LegKind::WebRtc);
    w.seconds(5);
    let leg = caller.leg;
    w.tell(Input::Media(MediaEvent::MediaLost { leg }));
    w.seconds(21);
    let record = w.record(caller.contact);
    assert_eq!(record["DisconnectReason"], "TELECOM_PROBLEM");
    assert_eq!(
        record["SegmentAttributes"]["connect:Subtype"]["ValueString"],
        "connect:WebRTC"
    );
}

#[test]
fn after_the_agent_the_customer_goes_on_with_the_disconnect_flow() {
    let mut w = World::new();
    let survey = w.put_flow("Survey", FlowKind::ContactFlow, &words("Were you happy?"));
    let mut actions = vec![hook("hook", "CustomerRemaining", survey, "set-queue")];
    actions.extend(to_queue(w.queue));
    w.main(&flow("hook", actions));
    let (caller, agent) = w.talk();
    let first = caller.contact;
    w.ok(Command::HangUp {
        agent,
        contact: first,
    });
    let second = w.facts(first).next.expect("a contact of its own");
    assert!(w.exchange.is_live(second));
    assert_eq!(w.events(second), ["INITIATED"]);
    assert!(
        !w.legs()
            .iter()
            .any(|it| matches!(it, LegCommand::HangUp { leg, .. } if *leg == caller.leg)),
        "the customer is still there"
    );
    let stopped = w.ask(Command::StopContact { contact: second });
    assert!(matches!(stopped, Err(CommandError::InvalidState { .. })));
    w.seconds(40);
    let (one, two) = (w.record(first), w.record(second));
    assert_eq!(one["DisconnectReason"], "AGENT_DISCONNECT");
    assert_eq!(one["NextContactId"], json!(second));
    assert_eq!(two["InitiationMethod"], "DISCONNECT");
    assert_eq!(two["PreviousContactId"], json!(first));
    assert_eq!(two["InitialContactId"], json!(first));
    assert_eq!(two["DisconnectReason"], "CONTACT_FLOW_DISCONNECT");
    assert!(two["Agent"].is_null());
}

#[test]
fn a_queue_flow_moves_the_contact_to_another_queue() {
    let mut w = World::new();
    let moving = flow(
        "say",
        vec![
            say("say", "Please wait.", "move"),
            action(
                "move",
                "DequeueContactAndTransferToQueue",
                json!({"QueueId": w.other_queue}),
                "stay",
                &["NoMatchingError", "QueueAtCapacity"],
            ),
            say("stay", "You were moved.", "end"),
            last("end", "EndFlowExecution"),
        ],
    );
    let queue_flow = w.put_flow("Moving", FlowKind::CustomerQueue, &moving);
    let mut actions = vec![hook("hook", "CustomerQueue", queue_flow, "set-queue")];
    actions.extend(to_queue(w.queue));
    w.main(&flow("hook", actions));
    let caller = w.call();
    w.tell(quality(caller.leg, 300, vec![]));
    w.seconds(10);
    let first = caller.contact;
    let one = w.record(first);
    assert_eq!(one["Queue"]["Name"], "Sales");
    let second = w.exchange.contacts()[0].clone();
    assert_eq!(one["NextContactId"], json!(second.id));
    assert_eq!(second.initiation_method.name(), "QUEUE_TRANSFER");
    assert_eq!(second.queue.unwrap().name, "Support");
    assert_eq!(w.events(second.id), ["INITIATED", "QUEUED"]);
    let agent = w.agent("ada");
    let contact = second.id;
    w.ok(Command::Accept { agent, contact });
    w.seconds(10);
    assert_eq!(w.state(agent, contact), Some("CONNECTED"));
    w.hang_up(caller.leg);
    w.seconds(40);
    let two = w.record(contact);
    assert_eq!(two["DisconnectReason"], "CUSTOMER_DISCONNECT");
    // One leg through both contacts: what is known of it holds for both.
    let customer = json!({"QualityScore": 3.0, "PotentialQualityIssues": []});
    for record in [&one, &two] {
        assert_eq!(record["QualityMetrics"]["Customer"]["Audio"], customer);
        assert!(record["QualityMetrics"]["Agent"].is_null());
    }
}

#[test]
fn a_full_queue_takes_the_flows_other_branch() {
    let mut w = World::new();
    let queues = w.configuration();
    let queue = queues.into_iter().find_map(|it| match it {
        resources::Resource::Queue(it) if it.id == w.queue => Some(it),
        _ => None,
    });
    let mut queue = queue.unwrap();
    queue.max_contacts = Some(1);
    w.put(queue);
    let first = w.call();
    w.seconds(3);
    let second = w.call();
    w.seconds(3);
    assert!(w.exchange.is_live(first.contact));
    assert!(!w.exchange.is_live(second.contact));
    let record = w.record(second.contact);
    assert_eq!(record["DisconnectReason"], "CONTACT_FLOW_DISCONNECT");
    assert!(record["Queue"].is_null(), "it never entered");
}

#[test]
fn attributes_change_live_and_after_the_record_was_delivered() {
    let mut w = World::new();
    let caller = w.call();
    let contact = caller.contact;
    w.seconds(5);
    let set = |key: &str, closed| Command::Amend {
        contact,
        amendment: Amendment::Attributes(BTreeMap::from([(key.to_owned(), "1".to_owned())])),
        closed,
    };
    w.ok(set("live", None));
    let event = w.event(contact, "CONTACT_DATA_UPDATED");
    assert_eq!(
        event["detail"]["updatedProperties"],
        json!(["UserDefinedAttributes"])
    );
    w.hang_up(caller.leg);
    assert_eq!(w.record(contact)["Attributes"]["live"], "1");
    let gone = w.ask(set("late", None)).unwrap_err();
    assert_eq!(gone, CommandError::ContactNotFound(contact));
    let stored = Box::new(w.facts(contact));
    w.seconds(60);
    let reply = w.ok(set("late", Some(stored)));
    let Reply::Record(record) = reply else {
        panic!("{reply:?}");
    };
    assert_eq!(record["Attributes"]["late"], "1");
    assert_eq!(record["Attributes"]["live"], "1");
    assert_eq!(record["LastUpdateTimestamp"], "2026-11-23T10:01:05Z");
    assert_eq!(w.published(Topic::ContactRecords).len(), 2);
    assert_eq!(w.facts(contact).attributes["late"], "1");
    let bad = w.ask(set("$bad", None)).unwrap_err();
    assert!(matches!(bad, CommandError::ContactNotFound(_)));
}

#[test]
fn a_function_is_asked_and_its_answer_used() {
    let mut w = World::new();
    let mut actions = vec![
        action(
            "ask",
            "InvokeLambdaFunction",
            json!({
                "LambdaFunctionARN": "arn:aws:lambda:us-east-1:123456789012:function:tier",
                "InvocationTimeLimitSeconds": "3",
            }),
            "set",
            &["NoMatchingError"],
        ),
        action(
            "set",
            "UpdateContactAttributes",
            json!({"Attributes": {"tier": "$.External.tier"}, "TargetContact": "Current"}),
            "set-queue",
            &["NoMatchingError"],
        ),
    ];
    actions.extend(to_queue(w.queue));
    w.main(&flow("ask", actions));
    let caller = w.call();
    w.seconds(2);
    assert_eq!(w.facts(caller.contact).attributes["tier"], "gold");
    let payload = w.outputs.iter().find_map(|(_, it)| match it {
        exchange::Output::InvokeLambda { payload, .. } => Some(payload.clone()),
        _ => None,
    });
    let data = payload.unwrap()["Details"]["ContactData"].clone();
    assert_eq!(data["ContactId"], json!(caller.contact));
    assert_eq!(data["CustomerEndpoint"]["Address"], "+4930123456");
}

#[test]
fn what_is_deleted_while_in_use_breaks_nothing() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let waiting = w.call();
    w.seconds(5);
    let delete = |w: &mut World, kind: Kind, id: String| {
        w.tell(Input::Directory(exchange::Change::Delete { kind, id }));
    };
    let (queue, hours, flow, profile) = (w.queue, w.hours, w.main_flow, w.profile);
    delete(&mut w, Kind::Queue, queue.to_string());
    delete(&mut w, Kind::Hours, hours.to_string());
    delete(&mut w, Kind::Flow, flow.to_string());
    delete(&mut w, Kind::RoutingProfile, profile.to_string());
    delete(&mut w, Kind::User, agent.to_string());
    w.ok(Command::Hold {
        agent,
        contact: caller.contact,
    });
    w.seconds(10);
    w.hang_up(caller.leg);
    w.hang_up(waiting.leg);
    w.seconds(60);
    for contact in [caller.contact, waiting.contact] {
        assert_eq!(w.record(contact)["DisconnectReason"], "CUSTOMER_DISCONNECT");
    }
    assert_eq!(w.exchange.live_contacts(), 0);
}

#[test]
fn a_drain_refuses_new_calls_and_lets_live_ones_finish() {
    let mut w = World::new();
    let (caller, agent) = w.talk();
    let queued = w.call();
    w.seconds(5);
    let deadline = at("2026-11-23T10:05:00.000Z");
    w.tell(Input::Drain { deadline });
    let late = w.call();
    let reject = LegCommand::Reject {
        leg: late.leg,
        status: 503,
    };
    assert!(w.legs().contains(&&reject));
    let contact = caller.contact;
    w.ok(Command::HangUp { agent, contact });
    w.ok(Command::Clear { agent, contact });
    w.seconds(1);
    assert!(!w.exchange.drained());
    w.seconds(600);
    assert!(w.exchange.drained());
    assert_eq!(w.record(contact)["DisconnectReason"], "AGENT_DISCONNECT");
    let record = w.record(queued.contact);
    assert_eq!(record["DisconnectReason"], "OTHER");
    let hang_up = LegCommand::HangUp {
        leg: queued.leg,
        reason: HangUpReason::ShuttingDown,
    };
    assert!(w.legs().contains(&&hang_up));
}

#[test]
fn after_a_crash_live_contacts_are_closed_and_their_records_delivered() {
    let mut before = World::new();
    let (caller, agent) = before.talk();
    let queued = before.call();
    before.tell(quality(caller.leg, 439, vec![]));
    before.seconds(30);
    let contacts = vec![before.facts(caller.contact), before.facts(queued.contact)];
    let agents = vec![before.exchange.agent(agent).unwrap().clone()];

    let mut w = World::new();
    let mut user = w.user_resource("ada");
    user.id = agent;
    w.put(user);
    w.now = at("2026-11-23T10:01:00.000Z");
    w.tell(Input::Recovered { contacts, agents });
    assert_eq!(w.exchange.live_contacts(), 0);
    let record = w.record(caller.contact);
    assert_eq!(record["DisconnectReason"], "TELECOM_PROBLEM");
    assert_eq!(record["DisconnectTimestamp"], "2026-11-23T10:01:00Z");
    assert_eq!(record["Agent"]["Username"], "ada");
    assert_eq!(record["Recording"]["Status"], "NULL");
    assert!(
        record["QualityMetrics"].is_null(),
        "nobody measured the end"
    );
    assert_eq!(w.events(caller.contact), ["DISCONNECTED"]);
    let record = w.record(queued.contact);
    assert_eq!(record["DisconnectReason"], "TELECOM_PROBLEM");
    assert!(record["Agent"].is_null());
    assert_eq!(w.status(agent), "Available", "the status is kept");
    assert_eq!(w.state(agent, caller.contact), None);
    let next = w.call();
    w.seconds(5);
    assert_eq!(w.state(agent, next.contact), Some("INCOMING"));
}
