//! Calls that agents place.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::flows::{action, flow, last, say};
use common::{Dialled, NUMBER, World};
use exchange::{Command, CommandError, DialFailure, MediaCommand, PlaySource, Reply, Topic};
use ids::{ContactId, UserId};
use resources::{AgentOrder, FlowKind, OutboundCaller, Resource};
use serde_json::{Value, json};

const CUSTOMER: &str = "+12065550142";

fn dial(world: &mut World, agent: UserId, number: &str) -> Result<ContactId, CommandError> {
    let number = number.parse().unwrap();
    match world.ask(Command::Dial { agent, number })? {
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
fn an_agent_calls_a_customer_who_hears_the_outbound_whisper_first() {
    let mut world = World::new();
    let agent = world.agent("ada");
    let contact = dial(&mut world, agent, CUSTOMER).unwrap();
    assert_eq!(world.state(agent, contact), Some("CONNECTING"));
    assert!(world.dials.is_empty(), "the agent's own leg comes first");
    world.seconds(1);
    assert_eq!(world.dials[0].1, CUSTOMER);
    assert_eq!(
        world.dials[0].2.as_deref(),
        Some(NUMBER),
        "the outbound queue's number"
    );
    assert!(said(&world).is_empty(), "no agent whisper runs");
    world.seconds(4);
    assert_eq!(said(&world), ["This call is not being recorded."]);
    assert_eq!(world.state(agent, contact), Some("CONNECTING"));
    world.seconds(2);
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    let customer = world.dials[0].0;
    world.hang_up(customer);
    assert_eq!(world.state(agent, contact), Some("ENDED"));
    world.ok(Command::Clear { agent, contact });
    world.seconds(1);
    assert_eq!(
        world.events(contact),
        [
            "INITIATED",
            "CONNECTED_TO_SYSTEM",
            "CONNECTED_TO_AGENT",
            "DISCONNECTED"
        ]
    );
    assert_eq!(
        world.event(contact, "DISCONNECTED")["detail"]["queueInfo"],
        Value::Null
    );
    let record = world.record(contact);
    assert_eq!(record["InitiationMethod"], "OUTBOUND");
    assert_eq!(record["InitiationTimestamp"], "2026-11-23T10:00:00Z");
    assert_eq!(record["ConnectedToSystemTimestamp"], "2026-11-23T10:00:04Z");
    assert_eq!(record["CustomerEndpoint"]["Address"], CUSTOMER);
    assert_eq!(record["SystemEndpoint"]["Address"], NUMBER);
    assert_eq!(record["Queue"], Value::Null);
    assert_eq!(record["Agent"]["Username"], "ada");
    assert_eq!(record["DisconnectReason"], "CUSTOMER_DISCONNECT");
    let on_call = world
        .published(Topic::AgentEvents)
        .into_iter()
        .find(|it| it["CurrentAgentSnapshot"]["Contacts"][0]["State"] == "CONNECTED")
        .unwrap();
    let held = &on_call["CurrentAgentSnapshot"]["Contacts"][0];
    assert_eq!(held["InitiationMethod"], "OUTBOUND");
    assert_eq!(held["Queue"]["Name"], "Sales");
    assert_eq!(held["QueueTimestamp"], Value::Null);
}

#[test]
fn the_queues_own_whisper_may_record_and_names_no_one() {
    let mut world = World::new();
    let whisper = flow(
        "record",
        vec![
            action(
                "record",
                "UpdateContactRecordingBehavior",
                json!({"RecordingBehavior": {"RecordedParticipants": ["Agent", "Customer"]}}),
                "say",
                &[],
            ),
            say("say", "This call is recorded.", "end"),
            last("end", "EndFlowExecution"),
        ],
    );
    let whisper = world.put_flow("Recorded", FlowKind::OutboundWhisper, &whisper);
    let mut queue = world
        .configuration()
        .into_iter()
        .find_map(|it| match it {
            Resource::Queue(it) if it.id == world.queue => Some(it),
            _ => None,
        })
        .unwrap();
    queue.outbound_caller.flow = Some(whisper);
    world.put(queue);
    let agent = world.agent("ada");
    let contact = dial(&mut world, agent, CUSTOMER).unwrap();
    world.seconds(8);
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    assert_eq!(said(&world), ["This call is recorded."]);
    let agent_leg = world.agent_legs[&agent];
    let customer = world.dials[0].0;
    assert!(world.media().into_iter().any(|it| matches!(
        it,
        MediaCommand::StartRecording { left, right, .. }
            if *left == [customer] && *right == [agent_leg]
    )));
}

#[test]
fn a_call_that_nobody_takes_leaves_the_agent_to_after_contact_work() {
    for (dialled, wait) in [
        (Dialled::Fails(DialFailure::Busy, 800), 2),
        (Dialled::Fails(DialFailure::NoAnswer, 800), 2),
        (Dialled::Rings, 65),
    ] {
        let mut world = World::new();
        world.drivers.dialled = dialled;
        let agent = world.agent("ada");
        let contact = dial(&mut world, agent, CUSTOMER).unwrap();
        world.seconds(wait);
        assert_eq!(world.state(agent, contact), Some("ENDED"));
        assert!(said(&world).is_empty());
        let record = world.record(contact);
        assert_eq!(record["DisconnectReason"], "TELECOM_PROBLEM");
        assert_eq!(record["ConnectedToSystemTimestamp"], Value::Null);
        assert_eq!(world.events(contact), ["INITIATED", "DISCONNECTED"]);
        world.ok(Command::Clear { agent, contact });
        assert_eq!(world.state(agent, contact), None);
    }
}

#[test]
fn an_agent_gives_a_call_up_at_any_time() {
    for wait in [0, 1, 5, 8] {
        let mut world = World::new();
        let agent = world.agent("ada");
        let contact = dial(&mut world, agent, CUSTOMER).unwrap();
        world.seconds(wait);
        world.ok(Command::HangUp { agent, contact });
        assert_eq!(world.state(agent, contact), Some("ENDED"), "after {wait} s");
        world.ok(Command::Clear { agent, contact });
        world.seconds(60);
        assert_eq!(
            world.record(contact)["DisconnectReason"],
            "AGENT_DISCONNECT"
        );
        assert_eq!(world.exchange.live_contacts(), 0);
    }
}

#[test]
fn a_customer_who_hangs_up_in_the_whisper_is_an_error_at_the_agent() {
    let mut world = World::new();
    let agent = world.agent("ada");
    let contact = dial(&mut world, agent, CUSTOMER).unwrap();
    world.seconds(5);
    let customer = world.dials[0].0;
    world.hang_up(customer);
    assert_eq!(world.state(agent, contact), Some("ERROR"));
    assert_eq!(
        world.record(contact)["DisconnectReason"],
        "CUSTOMER_DISCONNECT"
    );
}

#[test]
fn an_agent_whose_audio_does_not_come_calls_nobody() {
    let mut world = World::new();
    world.drivers.agent_media = None;
    let agent = world.agent("ada");
    let contact = dial(&mut world, agent, CUSTOMER).unwrap();
    world.seconds(21);
    assert!(world.dials.is_empty());
    assert_eq!(world.state(agent, contact), Some("ERROR"));
    let details = &world.record(contact)["DisconnectDetails"];
    assert_eq!(
        details["PotentialDisconnectIssue"],
        "AGENT_CONNECTIVITY_ISSUE"
    );
}

#[test]
fn agents_call_while_offline_but_not_beside_another_call_nor_signed_out() {
    let mut world = World::new();
    let signed_out = world.user("eve");
    let refused = dial(&mut world, signed_out, CUSTOMER);
    assert_eq!(refused.unwrap_err(), CommandError::NotSignedIn);
    world.ok(Command::SignIn { agent: signed_out });
    let contact = dial(&mut world, signed_out, CUSTOMER).unwrap();
    assert_eq!(world.status(signed_out), "Offline");
    world.seconds(8);
    assert_eq!(world.state(signed_out, contact), Some("CONNECTED"));
    let again = dial(&mut world, signed_out, CUSTOMER);
    assert_eq!(again.unwrap_err(), CommandError::AgentBusy);
}

#[test]
fn what_may_not_be_called_is_refused() {
    let mut world = World::new();
    let agent = world.agent("ada");
    let barred = dial(&mut world, agent, "+99912345678");
    assert_eq!(barred.unwrap_err(), CommandError::DestinationNotAllowed);
    let mut queue = world
        .configuration()
        .into_iter()
        .find_map(|it| match it {
            Resource::Queue(it) if it.id == world.queue => Some(it),
            _ => None,
        })
        .unwrap();
    queue.outbound_caller = OutboundCaller::default();
    world.put(queue);
    let nobody = dial(&mut world, agent, CUSTOMER);
    assert_eq!(nobody.unwrap_err(), CommandError::NoCallerId);
    assert!(world.dials.is_empty());
    assert_eq!(world.exchange.live_contacts(), 0);
}

#[test]
fn a_call_of_the_agents_own_keeps_the_place_in_the_order_where_the_profile_says_so() {
    for (order, first) in [
        (AgentOrder::TimeSinceLastActivity, "bob"),
        (AgentOrder::TimeSinceLastInbound, "ada"),
    ] {
        let mut world = World::new();
        let mut profile = world
            .configuration()
            .into_iter()
            .find_map(|it| match it {
                Resource::RoutingProfile(it) => Some(it),
                _ => None,
            })
            .unwrap();
        profile.agent_order = order;
        world.put(profile);
        let ada = world.agent("ada");
        world.seconds(30);
        let bob = world.agent("bob");
        world.seconds(30);
        let contact = dial(&mut world, ada, CUSTOMER).unwrap();
        world.seconds(8);
        world.ok(Command::HangUp {
            agent: ada,
            contact,
        });
        world.ok(Command::Clear {
            agent: ada,
            contact,
        });
        let caller = world.call();
        world.seconds(5);
        let offered = [("ada", ada), ("bob", bob)]
            .into_iter()
            .find(|(_, it)| world.state(*it, caller.contact).is_some());
        assert_eq!(offered.unwrap().0, first);
    }
}

/// A queue whose calls are whispered to by this flow.
fn whispered_by(world: &mut World, actions: Vec<Value>) {
    let start = actions[0]["Identifier"].as_str().unwrap().to_owned();
    let content = flow(&start, actions);
    let whisper = world.put_flow("Whisper", FlowKind::OutboundWhisper, &content);
    let mut queue = world
        .configuration()
        .into_iter()
        .find_map(|it| match it {
            Resource::Queue(it) if it.id == world.queue => Some(it),
            _ => None,
        })
        .unwrap();
    queue.outbound_caller.flow = Some(whisper);
    world.put(queue);
}

fn held(id: &str, whom: &str, next: &str) -> Value {
    action(
        id,
        "UpdatePreviousContactParticipantState",
        json!({"PreviousContactParticipantState": whom}),
        next,
        &["NoMatchingError"],
    )
}

/// What a leg has heard, and whether it is in a bridge.
fn heard(world: &World, leg: ids::LegId) -> (Vec<PlaySource>, bool) {
    let (mut played, mut joined) = (Vec::new(), false);
    for it in world.media() {
        match it {
            MediaCommand::Play {
                leg: it, sources, ..
            } if *it == leg => played.extend(sources.clone()),
            MediaCommand::Join { leg: it, .. } if *it == leg => joined = true,
            MediaCommand::Leave { leg: it, .. } if *it == leg => joined = false,
            _ => {}
        }
    }
    (played, joined)
}

#[test]
fn an_outbound_whisper_holds_its_agent_and_joins_both_before_it_ends() {
    let mut world = World::new();
    whispered_by(
        &mut world,
        vec![
            say("hello", "One moment.", "apart"),
            held("apart", "AgentOnHold", "ask"),
            say("ask", "May we record this call?", "together"),
            held("together", "OffHold", "on"),
            say("on", "You are being recorded.", "end"),
            last("end", "EndFlowExecution"),
        ],
    );
    let agent = world.agent("ada");
    let contact = dial(&mut world, agent, CUSTOMER).unwrap();
    world.seconds(7);
    let (leg, customer) = (world.agent_legs[&agent], world.dials[0].0);
    let (played, joined) = heard(&world, leg);
    let waits =
        |it: &PlaySource| matches!(it, PlaySource::Text { text, .. } if text == "You are on hold.");
    assert!(played.iter().any(waits) && !joined, "{played:?}");
    let heard_by_customer = said(&world).contains(&"May we record this call?".to_owned());
    assert!(heard_by_customer);
    assert_eq!(world.state(agent, contact), Some("CONNECTING"));
    world.seconds(2);
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    assert!(heard(&world, leg).1 && heard(&world, customer).1);
    world.seconds(5);
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    world.hang_up(customer);
    assert_eq!(world.state(agent, contact), Some("ENDED"));
}
