//! A flow puts the customer through to a telephone number.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::flows::{flow, to_number, to_queue};
use common::{Caller, Dialled, NUMBER, World};
use exchange::{
    Builtin, Command, DialFailure, EndCause, Input, LegCommand, LegEvent, LegKind, MediaCommand,
    MediaEvent, Output, PlaySource,
};
use ids::LegId;
use resources::FlowKind;
use serde_json::{Value, json};

const THIRD: &str = "+12065550199";

fn put_through(world: &mut World, number: &str, limit: u32, resume: bool, more: Value) -> Caller {
    let actions = to_number(number, limit, resume, more);
    world.main(&flow("transfer-out", actions.as_array().unwrap().clone()));
    world.call()
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

fn bridged(world: &World, leg: LegId) -> bool {
    let last = world.media().into_iter().rev().find_map(|it| match it {
        MediaCommand::Join { leg: it, .. } if *it == leg => Some(true),
        MediaCommand::Leave { leg: it, .. } if *it == leg => Some(false),
        _ => None,
    });
    last.unwrap_or(false)
}

fn leaves(world: &mut World, leg: LegId) {
    let cause = EndCause::HungUp;
    world.tell(Input::Leg(LegEvent::Ended { leg, cause }));
}

#[test]
fn customer_and_third_party_are_joined_and_the_flow_goes_on_when_it_leaves() {
    let mut world = World::new();
    let caller = put_through(&mut world, THIRD, 30, true, json!({}));
    world.seconds(1);
    let [(third, number, shown)] = &world.dials[..] else {
        panic!("one call");
    };
    assert_eq!(number, THIRD);
    assert_eq!(
        shown.as_deref(),
        Some("+4930123456"),
        "the caller's own number"
    );
    let third = *third;
    let rings = |it: &&MediaCommand| match it {
        MediaCommand::Play { leg, sources, .. } => {
            *leg == caller.leg && sources[..] == [PlaySource::Builtin(Builtin::Ringback)]
        }
        _ => false,
    };
    assert!(world.media().iter().any(rings));
    world.seconds(9);
    assert!(bridged(&world, caller.leg) && bridged(&world, third));
    leaves(&mut world, third);
    assert!(!bridged(&world, caller.leg));
    world.seconds(10);
    assert_eq!(said(&world), ["You are back."]);
    let record = world.record(caller.contact);
    assert_eq!(record["DisconnectReason"], "CONTACT_FLOW_DISCONNECT");
    assert_eq!(record["TransferredToEndpoint"]["Address"], THIRD);
    assert_eq!(record["TransferCompletedTimestamp"], "2026-11-23T10:00:04Z");
    let talked = &record["ExternalThirdParty"]["ExternalThirdPartyInteractionDuration"];
    assert_eq!(talked, 5);
}

#[test]
fn keys_are_sent_after_the_answer_and_each_comma_waits_750_milliseconds() {
    let mut world = World::new();
    let keys = json!({"ThirdPartyDTMFDigits": ",12,,3#"});
    put_through(&mut world, THIRD, 30, true, keys);
    world.seconds(20);
    let third = world.dials[0].0;
    let answered = world.outputs.iter().find_map(|(at, it)| match it {
        Output::Media(MediaCommand::Join { leg, .. }) if *leg == third => Some(*at),
        _ => None,
    });
    let answered = answered.unwrap();
    let sent: Vec<_> = world
        .outputs
        .iter()
        .filter_map(|(at, it)| match it {
            Output::Media(MediaCommand::SendDtmf { leg, digits }) => {
                assert_eq!(*leg, third);
                Some((at.since(answered).as_millis(), digits.as_str()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(sent, [(750, "12"), (750 + 400 + 1500, "3#")]);
}

#[test]
fn without_a_return_the_contact_ends_with_the_third_party() {
    let mut world = World::new();
    let caller = put_through(&mut world, THIRD, 30, false, json!({}));
    world.seconds(10);
    let third = world.dials[0].0;
    assert!(bridged(&world, third));
    leaves(&mut world, third);
    assert_eq!(
        world.record(caller.contact)["DisconnectReason"],
        "THIRD_PARTY_DISCONNECT"
    );
    let hung_up =
        |it: &&LegCommand| matches!(it, LegCommand::HangUp { leg, .. } if *leg == caller.leg);
    assert!(world.legs().iter().any(hung_up));
}

#[test]
fn a_customer_who_hangs_up_takes_the_third_party_along() {
    for seconds in [1, 10] {
        let mut world = World::new();
        let caller = put_through(&mut world, THIRD, 30, true, json!({}));
        world.seconds(seconds);
        let third = world.dials[0].0;
        world.hang_up(caller.leg);
        let hung_up =
            |it: &&LegCommand| matches!(it, LegCommand::HangUp { leg, .. } if *leg == third);
        assert_eq!(world.legs().iter().filter(|it| hung_up(it)).count(), 1);
        assert_eq!(
            world.record(caller.contact)["DisconnectReason"],
            "CUSTOMER_DISCONNECT"
        );
        world.seconds(60);
        assert!(said(&world).is_empty());
    }
}

#[test]
fn every_way_to_fail_has_its_branch() {
    for (dialled, words) in [
        (Dialled::Fails(DialFailure::Busy, 500), "The call failed."),
        (
            Dialled::Fails(DialFailure::Unreachable, 500),
            "The call failed.",
        ),
        (Dialled::Rings, "Nobody answered."),
    ] {
        let mut world = World::new();
        world.drivers.dialled = dialled;
        let caller = put_through(&mut world, THIRD, 20, true, json!({}));
        world.seconds(60);
        assert_eq!(said(&world), [words]);
        let record = world.record(caller.contact);
        assert_eq!(record["TransferredToEndpoint"], Value::Null);
        assert_eq!(record["ExternalThirdParty"], Value::Null);
        let third = world.dials[0].0;
        let canceled = world
            .legs()
            .iter()
            .any(|it| matches!(it, LegCommand::HangUp { leg, .. } if *leg == third));
        assert_eq!(canceled, matches!(dialled, Dialled::Rings));
    }
}

#[test]
fn numbers_that_are_not_permitted_are_not_called() {
    let foreign = json!({"CallerId": {"Number": "+12065550111"}});
    for (number, more) in [("+99912345678", json!({})), (THIRD, foreign)] {
        let mut world = World::new();
        put_through(&mut world, number, 20, true, more);
        world.seconds(10);
        assert!(world.dials.is_empty());
        assert_eq!(said(&world), ["The call failed."]);
    }
}

#[test]
fn the_number_that_is_shown_is_the_instances_where_one_is_named_or_the_caller_has_none() {
    let mut world = World::new();
    let own = json!({"CallerId": {"Number": NUMBER, "Name": "Help desk"}});
    put_through(&mut world, THIRD, 20, true, own);
    world.seconds(1);
    world.call_from("anonymous", LegKind::Sip);
    world.seconds(1);
    let shown: Vec<_> = world.dials.iter().map(|it| it.2.as_deref()).collect();
    assert_eq!(shown, [Some(NUMBER), Some(NUMBER)]);
}

/// A queue flow that puts the customer through and then waits on.
fn queued_and_put_through(world: &mut World) -> Caller {
    let actions = to_number(THIRD, 20, true, json!({}));
    let mut actions = actions.as_array().unwrap().clone();
    if let Some(end) = actions.last_mut() {
        *end = json!({"Identifier": "end", "Type": "EndFlowExecution", "Parameters": {}, "Transitions": {}});
    }
    let queue_flow = flow("transfer-out", actions);
    let id = world.put_flow("Out", FlowKind::CustomerQueue, &queue_flow);
    let mut actions = vec![common::flows::hook(
        "hook",
        "CustomerQueue",
        id,
        "set-queue",
    )];
    actions.extend(to_queue(world.queue));
    world.main(&flow("hook", actions));
    world.call()
}

#[test]
fn a_transfer_out_of_a_queue_leaves_it_and_comes_back_to_its_place() {
    let mut world = World::new();
    let caller = queued_and_put_through(&mut world);
    world.seconds(10);
    let third = world.dials[0].0;
    assert!(bridged(&world, third));
    let agent = world.agent("ada");
    world.seconds(5);
    assert_eq!(
        world.state(agent, caller.contact),
        None,
        "it is in no queue"
    );
    leaves(&mut world, third);
    world.seconds(1);
    assert_eq!(world.state(agent, caller.contact), Some("INCOMING"));
    let contact = caller.contact;
    world.ok(Command::Accept { agent, contact });
    world.seconds(10);
    assert_eq!(world.state(agent, contact), Some("CONNECTED"));
    world.ok(Command::HangUp { agent, contact });
    world.seconds(60);
    let record = world.record(contact);
    assert_eq!(record["DisconnectReason"], "AGENT_DISCONNECT");
    assert_eq!(record["TransferredToEndpoint"]["Address"], THIRD);
}

#[test]
fn keys_of_a_third_party_and_a_second_answer_change_nothing() {
    let mut world = World::new();
    let caller = put_through(&mut world, THIRD, 20, true, json!({}));
    world.seconds(10);
    let third = world.dials[0].0;
    world.tell(Input::Media(MediaEvent::Dtmf {
        leg: third,
        digit: '1',
    }));
    world.tell(Input::Media(MediaEvent::MediaLost { leg: third }));
    world.tell(Input::Leg(LegEvent::Answered { leg: third }));
    assert!(bridged(&world, third) && bridged(&world, caller.leg));
    assert!(world.exchange.is_live(caller.contact));
}
