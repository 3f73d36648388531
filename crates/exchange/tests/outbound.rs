//! Calls that an API starts, and queued callbacks.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::flows::{action, call_back, flow, last, say, to_queue, words};
use common::{Dialled, NUMBER, World};
use exchange::{
    Command, CommandError, ContactFacts, DialFailure, Input, LegCommand, LegEvent, MediaCommand,
    OutboundCall, PlaySource, QueuedCall, Reply,
};
use ids::{ContactId, LegId, Timestamp, UserId};
use resources::{FlowKind, OutboundCaller, Resource};
use serde_json::{Value, json};
use std::time::Duration;

const CUSTOMER: &str = "+12065550142";

fn wanted(world: &World) -> OutboundCall {
    OutboundCall {
        destination: CUSTOMER.parse().unwrap(),
        flow: world.main_flow,
        queue: Some(world.queue),
        source: None,
        attributes: [("order".to_owned(), "17".to_owned())].into(),
        name: None,
        description: None,
        references: Default::default(),
        related: None,
        ring_limit: None,
        campaign: None,
    }
}

fn start(world: &mut World, call: OutboundCall) -> Result<ContactId, CommandError> {
    match world.ask(Command::StartOutboundVoice(Box::new(call)))? {
        Reply::Started(contact) => Ok(contact),
        other => panic!("{other:?}"),
    }
}

fn said(world: &World) -> Vec<String> {
    let spoken = world.media().into_iter().filter_map(|it| match it {
        MediaCommand::Play { sources, .. } => match sources.first() {
            Some(PlaySource::Text { text, .. }) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    });
    spoken.collect()
}

#[test]
fn an_api_call_runs_its_flow_once_it_is_answered_and_reaches_an_agent() {
    let mut world = World::new();
    let agent = world.agent("ada");
    let call = wanted(&world);
    let contact = start(&mut world, call).unwrap();
    world.seconds(2);
    assert!(said(&world).is_empty(), "nobody is there to hear it");
    assert_eq!(world.dials[0].1, CUSTOMER);
    assert_eq!(
        world.dials[0].2.as_deref(),
        Some(NUMBER),
        "the queue's number"
    );
    world.seconds(10);
    assert_eq!(said(&world)[0], "Welcome.");
    world.ok(Command::Accept { agent, contact });
    world.seconds(10);
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    let customer = world.dials[0].0;
    world.hang_up(customer);
    world.ok(Command::Clear { agent, contact });
    world.seconds(60);
    let record = world.record(contact);
    assert_eq!(record["InitiationMethod"], "API");
    assert_eq!(record["ConnectedToSystemTimestamp"], "2026-11-23T10:00:04Z");
    assert_eq!(record["InitiationTimestamp"], "2026-11-23T10:00:00Z");
    assert_eq!(record["CustomerEndpoint"]["Address"], CUSTOMER);
    assert_eq!(record["SystemEndpoint"]["Address"], NUMBER);
    assert_eq!(record["Attributes"]["order"], "17");
    let events = world.events(contact);
    assert_eq!(events[..2], ["INITIATED", "CONNECTED_TO_SYSTEM"]);
}

#[test]
fn an_api_call_that_is_not_answered_is_over() {
    for dialled in [
        Dialled::Fails(DialFailure::Busy, 800),
        Dialled::Fails(DialFailure::NoAnswer, 800),
        Dialled::Rings,
    ] {
        let mut world = World::new();
        world.drivers.dialled = dialled;
        let call = OutboundCall {
            ring_limit: Some(Duration::from_secs(15)),
            ..wanted(&world)
        };
        let contact = start(&mut world, call).unwrap();
        world.seconds(14);
        assert_eq!(
            world.exchange.is_live(contact),
            matches!(dialled, Dialled::Rings)
        );
        world.seconds(2);
        let record = world.record(contact);
        assert_eq!(record["DisconnectReason"], "TELECOM_PROBLEM");
        assert_eq!(record["ConnectedToSystemTimestamp"], Value::Null);
        assert_eq!(world.events(contact), ["INITIATED", "DISCONNECTED"]);
        assert!(said(&world).is_empty());
    }
}

#[test]
fn an_api_call_is_refused_for_what_is_not_permitted_or_not_there() {
    let mut world = World::new();
    let good = wanted(&world);
    let destination = OutboundCall {
        destination: "+99912345678".parse().unwrap(),
        ..good.clone()
    };
    let foreign = OutboundCall {
        source: Some("+12065550111".parse().unwrap()),
        ..good.clone()
    };
    let nobody = OutboundCall {
        queue: None,
        ..good.clone()
    };
    let flow = OutboundCall {
        flow: world.ids.id(),
        ..good.clone()
    };
    let refused = |world: &mut World, call| start(world, call).unwrap_err();
    assert_eq!(
        refused(&mut world, destination),
        CommandError::DestinationNotAllowed
    );
    assert_eq!(refused(&mut world, foreign), CommandError::NoCallerId);
    assert_eq!(refused(&mut world, nobody), CommandError::NoCallerId);
    assert!(matches!(
        refused(&mut world, flow),
        CommandError::FlowNotFound(_)
    ));
    let deadline = Timestamp(world.now.0 + 60_000);
    world.tell(Input::Drain { deadline });
    assert_eq!(refused(&mut world, good), CommandError::Draining);
    assert!(world.dials.is_empty());
}

// --- callbacks ----------------------------------------------------------------------------------

/// A caller asks for a callback and is gone; gives both contacts.
fn asked(world: &mut World, delay: u32, attempts: u32, pause: u32) -> (ContactId, ContactId) {
    let mut actions = vec![say("hello", "We call you back.", "call-back")];
    actions.extend(call_back(world.queue, delay, attempts, pause));
    world.main(&flow("hello", actions));
    let caller = world.call_from(CUSTOMER, exchange::LegKind::Sip);
    world.seconds(3);
    let next = world.facts(caller.contact).next.expect("a callback");
    (caller.contact, next)
}

fn accepted(world: &mut World, agent: UserId, contact: ContactId) {
    assert_eq!(world.state(agent, contact), Some("INCOMING"));
    world.ok(Command::Accept { agent, contact });
}

fn bridged(world: &World, leg: LegId) -> bool {
    let last = world.media().into_iter().rev().find_map(|it| match it {
        MediaCommand::Join { leg: it, .. } if *it == leg => Some(true),
        MediaCommand::Leave { leg: it, .. } if *it == leg => Some(false),
        _ => None,
    });
    last.unwrap_or(false)
}

#[test]
fn a_callback_is_offered_then_whispered_then_dialled_then_joined() {
    let mut world = World::new();
    let agent = world.agent("ada");
    let (first, contact) = asked(&mut world, 99, 1, 600);
    assert_eq!(world.record(first)["NextContactId"], contact.to_string());
    assert_eq!(
        world.record(first)["DisconnectReason"],
        "CONTACT_FLOW_DISCONNECT"
    );
    assert_eq!(world.state(agent, contact), None, "the delay is not over");
    world.seconds(99);
    accepted(&mut world, agent, contact);
    world.seconds(1);
    assert!(world.dials.is_empty(), "the agent's whisper comes first");
    world.seconds(2);
    assert_eq!(world.dials[0].1, CUSTOMER);
    assert_eq!(world.dials[0].2.as_deref(), Some(NUMBER));
    assert_eq!(world.state(agent, contact), Some("CONNECTING"));
    world.seconds(4);
    assert_eq!(
        said(&world).last().map(String::as_str),
        Some("This call is not being recorded.")
    );
    let (customer, agent_leg) = (world.dials[0].0, world.agent_legs[&agent]);
    assert!(!bridged(&world, customer));
    world.seconds(3);
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    assert!(bridged(&world, customer) && bridged(&world, agent_leg));
    world.hang_up(customer);
    world.seconds(60);
    let record = world.record(contact);
    assert_eq!(record["InitiationMethod"], "CALLBACK");
    assert_eq!(record["PreviousContactId"], first.to_string());
    assert_eq!(record["InitialContactId"], first.to_string());
    assert_eq!(record["DisconnectReason"], "CUSTOMER_DISCONNECT");
    let (asked_at, queued_at) = ("2026-11-23T10:00:02Z", "2026-11-23T10:01:41Z");
    assert_eq!(record["InitiationTimestamp"], asked_at);
    assert_eq!(record["Queue"]["EnqueueTimestamp"], queued_at);
    assert_eq!(record["Queue"]["DequeueTimestamp"], "2026-11-23T10:01:42Z");
    assert!(record["ConnectedToSystemTimestamp"].is_string());
    assert_eq!(record["Agent"]["Username"], "ada");
    assert_eq!(
        world.events(contact),
        [
            "INITIATED",
            "QUEUED",
            "CONNECTED_TO_SYSTEM",
            "CONNECTED_TO_AGENT",
            "DISCONNECTED"
        ]
    );
}

#[test]
fn a_callback_has_the_place_of_the_call_that_asked_for_it() {
    let mut world = World::new();
    let (_, contact) = asked(&mut world, 1, 1, 600);
    let main = common::flows::main(world.queue);
    world.main(&main);
    let later = world.call();
    world.seconds(30);
    let agent = world.agent("ada");
    world.seconds(1);
    accepted(&mut world, agent, contact);
    assert_eq!(world.state(agent, later.contact), None);
}

#[test]
fn a_callback_is_tried_again_only_after_no_answer_and_only_as_often_as_it_may() {
    let mut world = World::new();
    let agent = world.agent("ada");
    world.drivers.dialled = Dialled::Rings;
    let (_, contact) = asked(&mut world, 1, 2, 600);
    world.seconds(1);
    accepted(&mut world, agent, contact);
    world.seconds(70);
    assert_eq!(
        world.state(agent, contact),
        Some("ENDED"),
        "after-contact work"
    );
    let canceled = |it: &&&LegCommand| matches!(it, LegCommand::HangUp { leg, .. } if *leg == world.dials[0].0);
    assert_eq!(world.legs().iter().filter(canceled).count(), 1);
    world.seconds(500);
    assert_eq!(world.state(agent, contact), None);
    assert_eq!(world.dials.len(), 1);
    world.seconds(100);
    accepted(&mut world, agent, contact);
    world.seconds(80);
    assert_eq!(world.dials.len(), 2);
    let record = world.record(contact);
    assert_eq!(record["DisconnectReason"], "TELECOM_PROBLEM");
    assert_eq!(record["Agent"], Value::Null);

    let mut world = World::new();
    let agent = world.agent("ada");
    world.drivers.dialled = Dialled::Fails(DialFailure::Busy, 500);
    let (_, contact) = asked(&mut world, 1, 5, 1);
    world.seconds(1);
    accepted(&mut world, agent, contact);
    world.seconds(30);
    assert_eq!(world.dials.len(), 1);
    assert_eq!(world.record(contact)["DisconnectReason"], "TELECOM_PROBLEM");
}

#[test]
fn an_agent_who_does_not_come_costs_no_attempt() {
    let mut world = World::new();
    let agent = world.agent("ada");
    let (_, contact) = asked(&mut world, 1, 1, 600);
    world.seconds(1);
    world.seconds(25);
    assert_eq!(world.state(agent, contact), Some("MISSED"));
    world.ok(Command::Clear { agent, contact });
    world.drivers.agent_media = None;
    world.seconds(1);
    accepted(&mut world, agent, contact);
    world.seconds(30);
    assert_eq!(world.state(agent, contact), Some("ERROR"));
    assert!(world.dials.is_empty());
    world.drivers.agent_media = Some(300);
    world.ok(Command::Clear { agent, contact });
    world.seconds(1);
    accepted(&mut world, agent, contact);
    world.seconds(15);
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    assert_eq!(world.facts(contact).connection_attempts, 3);
}

#[test]
fn an_agent_who_hangs_up_before_the_customer_answers_ends_it_only_once_it_rang() {
    let mut world = World::new();
    let agent = world.agent("ada");
    world.drivers.dialled = Dialled::Fails(DialFailure::Unreachable, 60_000);
    let (_, contact) = asked(&mut world, 1, 1, 600);
    world.seconds(1);
    accepted(&mut world, agent, contact);
    world.seconds(4);
    assert_eq!(world.dials.len(), 1);
    world.ok(Command::HangUp { agent, contact });
    assert_eq!(world.state(agent, contact), Some("MISSED"));
    world.drivers.dialled = Dialled::Rings;
    world.ok(Command::Clear { agent, contact });
    world.seconds(1);
    accepted(&mut world, agent, contact);
    world.seconds(5);
    world.ok(Command::HangUp { agent, contact });
    assert_eq!(
        world.record(contact)["DisconnectReason"],
        "AGENT_DISCONNECT"
    );
}

#[test]
fn a_callback_that_nobody_serves_is_removed_after_seven_days_or_by_stop_contact() {
    let mut world = World::new();
    let (_, contact) = asked(&mut world, 10, 1, 600);
    world.seconds(7 * 24 * 3600 - 5);
    assert!(world.exchange.is_live(contact));
    world.seconds(10);
    assert_eq!(world.record(contact)["DisconnectReason"], "EXPIRED");

    let (_, contact) = asked(&mut world, 10, 1, 600);
    world.ok(Command::StopContact { contact });
    assert_eq!(world.record(contact)["DisconnectReason"], "OTHER");
}

#[test]
fn a_full_queue_and_a_barred_number_take_the_error_branch() {
    let mut world = World::new();
    let queue = world.configuration().into_iter().find_map(|it| match it {
        Resource::Queue(queue) if queue.id == world.queue => Some(queue),
        _ => None,
    });
    let mut queue = queue.unwrap();
    queue.max_contacts = Some(0);
    world.put(queue.clone());
    let mut actions = call_back(world.queue, 1, 1, 1);
    actions[0]["Transitions"]["Errors"][0]["NextAction"] = json!("sorry");
    actions.push(say("sorry", "Too many wait.", "end"));
    world.main(&flow("call-back", actions));
    let full = world.call_from(CUSTOMER, exchange::LegKind::Sip);
    world.seconds(5);
    assert_eq!(said(&world), ["Too many wait."]);
    assert_eq!(world.facts(full.contact).next, None);
    queue.max_contacts = None;
    world.put(queue);
    world.call_from("+99912345678", exchange::LegKind::Sip);
    world.call_from("anonymous", exchange::LegKind::Sip);
    world.seconds(5);
    assert_eq!(said(&world).len(), 3);
}

#[test]
fn a_waiting_callback_survives_a_crash_in_its_place_and_with_its_settings() {
    for wait in [0, 60] {
        let mut world = World::new();
        let (_, contact) = asked(&mut world, 30, 3, 600);
        world.seconds(wait);
        world.crash(9);
        assert!(world.exchange.is_live(contact));
        let agent = world.agent("ada");
        world.seconds(60);
        // The offer was missed meanwhile.
        world.ok(Command::Clear { agent, contact });
        world.seconds(1);
        accepted(&mut world, agent, contact);
        world.seconds(15);
        assert_eq!(world.state(agent, contact), Some("CONNECTED"));
        assert_eq!(world.facts(contact).initiation_method.name(), "CALLBACK");
    }
}

#[test]
fn a_callback_that_was_offered_or_dialled_in_a_crash_is_offered_again() {
    for accept in [false, true] {
        let mut world = World::new();
        let agent = world.agent("ada");
        world.drivers.dialled = Dialled::Rings;
        let (_, contact) = asked(&mut world, 1, 3, 600);
        world.seconds(1);
        if accept {
            accepted(&mut world, agent, contact);
            world.seconds(5);
            assert_eq!(world.dials.len(), 1);
        }
        world.crash(4);
        world.seconds(1);
        world.drivers.dialled = Dialled::Answers(1000);
        accepted(&mut world, agent, contact);
        world.seconds(15);
        assert_eq!(world.state(agent, contact), Some("CONNECTED"));
        let facts: ContactFacts = world.facts(contact);
        assert_eq!(facts.callback.unwrap().attempts, 1 + u32::from(accept));
    }
}

#[test]
fn a_drain_waits_for_no_callback() {
    let mut world = World::new();
    let (_, contact) = asked(&mut world, 1, 1, 600);
    world.seconds(5);
    let deadline = Timestamp(world.now.0 + 10_000);
    world.tell(Input::Drain { deadline });
    assert!(world.exchange.drained());
    world.seconds(30);
    assert!(world.exchange.is_live(contact), "the next process has it");
    assert_eq!(world.facts(contact).disconnected, None);
}

/// The queue's outbound whisper flow.
fn whisper(world: &mut World, content: &Value) {
    let id = world.put_flow("Whisper", FlowKind::OutboundWhisper, content);
    let queue = world.configuration().into_iter().find_map(|it| match it {
        Resource::Queue(queue) if queue.id == world.queue => Some(queue),
        _ => None,
    });
    let mut queue = queue.unwrap();
    queue.outbound_caller = OutboundCaller {
        flow: Some(id),
        ..queue.outbound_caller
    };
    world.put(queue);
}

#[test]
fn the_whisper_flow_calls_when_it_wants_to_speak_or_says_so_or_ends() {
    let speaks = words("Hello from sales.");
    let completes = flow(
        "dial",
        vec![
            action(
                "dial",
                "CompleteOutboundCall",
                json!({"CallerId": {"Number": NUMBER}, "ConnectionTimeLimitSeconds": "20"}),
                "say",
                &[],
            ),
            say("say", "Hello from sales.", "end"),
            last("end", "EndFlowExecution"),
        ],
    );
    let silent = flow("end", vec![last("end", "EndFlowExecution")]);
    for (content, words) in [(speaks, 1), (completes, 1), (silent, 0)] {
        let mut world = World::new();
        let agent = world.agent("ada");
        whisper(&mut world, &content);
        let (_, contact) = asked(&mut world, 1, 1, 600);
        world.seconds(1);
        accepted(&mut world, agent, contact);
        world.seconds(4);
        assert_eq!(world.dials.len(), 1);
        let heard = |world: &World| {
            said(world)
                .iter()
                .filter(|it| *it == "Hello from sales.")
                .count()
        };
        assert_eq!(heard(&world), 0, "nobody has answered yet");
        world.seconds(10);
        assert_eq!(heard(&world), words);
        assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    }
}

#[test]
fn a_whisper_flow_whose_call_fails_leaves_the_agent_to_after_contact_work() {
    let mut world = World::new();
    let agent = world.agent("ada");
    whisper(&mut world, &words("Hello from sales."));
    world.drivers.dialled = Dialled::Fails(DialFailure::Rejected, 500);
    let (_, contact) = asked(&mut world, 1, 3, 600);
    world.seconds(1);
    accepted(&mut world, agent, contact);
    world.seconds(10);
    assert_eq!(world.state(agent, contact), Some("ENDED"));
    assert_eq!(world.record(contact)["DisconnectReason"], "TELECOM_PROBLEM");
}

#[test]
fn early_media_is_heard_by_the_agent_and_taken_away_for_the_whisper() {
    let mut world = World::new();
    let agent = world.agent("ada");
    world.drivers.dialled = Dialled::Rings;
    let (_, contact) = asked(&mut world, 1, 1, 600);
    world.seconds(1);
    accepted(&mut world, agent, contact);
    world.seconds(4);
    let leg = world.dials[0].0;
    assert!(!bridged(&world, leg));
    let early_media = true;
    world.tell(Input::Leg(LegEvent::Ringing { leg, early_media }));
    assert!(bridged(&world, leg));
    world.tell(Input::Leg(LegEvent::Answered { leg }));
    assert!(
        !bridged(&world, leg),
        "the whisper is for the customer only"
    );
    world.seconds(5);
    assert!(bridged(&world, leg));
}

#[test]
fn a_queued_contact_that_asks_for_a_callback_is_no_abandoned_one() {
    let mut world = World::new();
    let queue_flow = flow("call-back", call_back(world.other_queue, 1, 1, 1));
    let id = world.put_flow("Ask", FlowKind::CustomerQueue, &queue_flow);
    let mut main = vec![common::flows::hook(
        "hook",
        "CustomerQueue",
        id,
        "set-queue",
    )];
    main.extend(to_queue(world.queue));
    world.main(&flow("hook", main));
    let caller = world.call_from(CUSTOMER, exchange::LegKind::Sip);
    world.seconds(3);
    let record = world.record(caller.contact);
    assert_eq!(record["DisconnectReason"], "CONTACT_FLOW_DISCONNECT");
    assert!(record["NextContactId"].is_string());
    let next = world.facts(caller.contact).next.unwrap();
    let queue = world.facts(next).queue.unwrap();
    assert_eq!(queue.id, world.other_queue);
}

fn batched(world: &mut World) -> Result<ContactId, CommandError> {
    let wanted = QueuedCall {
        destination: CUSTOMER.parse().unwrap(),
        queue: world.queue,
        source: None,
        attributes: [("order".to_owned(), "17".to_owned())].into(),
        campaign: Some("spring".into()),
    };
    match world.ask(Command::QueueOutbound(Box::new(wanted)))? {
        Reply::Started(contact) => Ok(contact),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_contact_of_a_batch_waits_for_an_agent_and_then_calls_its_customer_once() {
    let mut world = World::new();
    let contact = batched(&mut world).unwrap();
    world.seconds(30);
    assert!(world.dials.is_empty(), "nobody is there to talk");
    world.crash(4);
    let agent = world.agent("ada");
    world.seconds(1);
    accepted(&mut world, agent, contact);
    world.seconds(15);
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    assert_eq!(world.dials[0].1, CUSTOMER);
    assert_eq!(world.dials[0].2.as_deref(), Some(NUMBER));
    let customer = world.dials[0].0;
    world.hang_up(customer);
    world.seconds(60);
    let record = world.record(contact);
    assert_eq!(record["InitiationMethod"], "API");
    assert_eq!(record["Campaign"]["CampaignId"], "spring");
    assert_eq!(record["Attributes"]["order"], "17");
    assert_eq!(record["Agent"]["Username"], "ada");
    let event = world.event(contact, "QUEUED");
    assert_eq!(event["detail"]["campaign"]["campaignId"], "spring");
}

#[test]
fn a_contact_of_a_batch_whose_customer_does_not_answer_is_over() {
    let mut world = World::new();
    let agent = world.agent("ada");
    world.drivers.dialled = Dialled::Fails(DialFailure::NoAnswer, 500);
    let contact = batched(&mut world).unwrap();
    world.seconds(1);
    accepted(&mut world, agent, contact);
    world.seconds(90);
    assert_eq!(world.dials.len(), 1);
    assert_eq!(world.record(contact)["DisconnectReason"], "TELECOM_PROBLEM");
}
