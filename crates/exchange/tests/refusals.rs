//! What does not fit changes nothing: found by the simulation, each with its cause.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::World;
use common::flows::{call_back, flow};
use exchange::{
    Amendment, Command, CommandError, DialFailure, Input, LegEvent, LegKind, OutboundCall, Output,
};
use flow::{RoutingCriteria, RoutingExpression, RoutingStep};
use ids::{ContactId, Pii};
use std::collections::BTreeMap;

fn routing(contact: ContactId, priority: u32, criteria: Option<RoutingCriteria>) -> Command {
    Command::UpdateRouting {
        contact,
        priority: Some(priority),
        age_adjustment: None,
        criteria,
    }
}

#[test]
fn criteria_that_are_refused_leave_the_priority_alone_that_comes_with_them() {
    let mut w = World::new();
    let (first, second) = (w.call().contact, w.call().contact);
    w.seconds(5);
    let unknown = RoutingCriteria {
        steps: vec![RoutingStep {
            expression: RoutingExpression::Agents(vec!["nobody".into()]),
            expiry: None,
        }],
    };
    let refused = w.ask(routing(second, 1, Some(unknown)));
    assert!(matches!(refused, Err(CommandError::Criteria(_))));
    let agent = w.agent("ada");
    assert_eq!(w.state(agent, first), Some("INCOMING"));
}

#[test]
fn a_waiting_callbacks_priority_outlives_the_process() {
    let mut w = World::new();
    w.main(&flow("call-back", call_back(w.queue, 1, 1, 600)));
    let older = w.call_from("+12065550142", LegKind::Sip).contact;
    w.seconds(1);
    let younger = w.call_from("+12065550143", LegKind::Sip).contact;
    w.seconds(5);
    let next = |w: &World, contact| w.facts(contact).next.unwrap();
    let (older, younger) = (next(&w, older), next(&w, younger));
    w.ok(routing(younger, 1, None));
    w.crash(2);
    let agent = w.agent("ada");
    assert_eq!(w.state(agent, younger), Some("INCOMING"));
    assert_eq!(w.state(agent, older), None);
}

#[test]
fn a_call_that_rings_twice_keeps_its_leg() {
    let mut w = World::new();
    let caller = w.call();
    w.seconds(5);
    let seen = w.outputs.len();
    w.tell(Input::IncomingCall(exchange::IncomingCall {
        leg: caller.leg,
        contact: None,
        called: common::NUMBER.parse().unwrap(),
        caller: Pii::new("+4930123456".into()),
        display_name: None,
        headers: BTreeMap::new(),
        kind: LegKind::Sip,
    }));
    let said: Vec<&Output> = w.outputs[seen..].iter().map(|it| &it.1).collect();
    assert!(said.is_empty(), "{said:?}");
    assert!(w.exchange.is_live(caller.contact));
}

#[test]
fn a_leg_that_fails_after_its_answer_ends_the_conversation() {
    let mut w = World::new();
    let agent = w.agent("ada");
    let call = OutboundCall {
        destination: "+12065550142".parse().unwrap(),
        flow: w.main_flow,
        queue: Some(w.queue),
        source: None,
        attributes: BTreeMap::new(),
        name: None,
        description: None,
        references: Default::default(),
        related: None,
        ring_limit: None,
        campaign: None,
    };
    w.ok(Command::StartOutboundVoice(Box::new(call)));
    w.seconds(10);
    let contact = w.exchange.contacts()[0].id;
    w.ok(Command::Accept { agent, contact });
    w.seconds(10);
    assert_eq!(w.state(agent, contact), Some("CONNECTED"));
    let (leg, cause) = (w.dials[0].0, DialFailure::Rejected);
    w.tell(Input::Leg(LegEvent::Failed { leg, cause }));
    assert_eq!(w.state(agent, contact), Some("ENDED"));
    w.ok(Command::Clear { agent, contact });
    w.seconds(5);
    assert_eq!(w.record(contact)["DisconnectReason"], "TELECOM_PROBLEM");
}

#[test]
fn a_contact_has_at_most_six_tags_of_users() {
    let mut w = World::new();
    let contact = w.call().contact;
    let tag = |n: std::ops::Range<u32>| Command::Amend {
        contact,
        amendment: Amendment::Tag(n.map(|it| (format!("k{it}"), "v".into())).collect()),
        closed: None,
    };
    w.ok(tag(0..6));
    assert_eq!(w.ask(tag(6..7)).unwrap_err(), CommandError::TooManyTags);
    w.ok(Command::Amend {
        contact,
        amendment: Amendment::Untag(vec!["k0".into()]),
        closed: None,
    });
    w.ok(tag(6..7));
}
