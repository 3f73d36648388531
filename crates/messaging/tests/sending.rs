//! From a submission to its final event.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::*;
use messaging::{CarrierRules, Channel, Network, Outcome, Phase, Status};
use messaging_resources::NumberType;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[test]
fn a_delivered_message_tells_its_whole_chain_with_the_exact_keys() {
    let mut desk = Desk::usual();
    let mut submission = text("hello");
    submission.context.insert("account".into(), "bar".into());
    let id = desk.send(submission).unwrap();
    desk.accept();
    assert!(
        desk.engine
            .receipt(desk.now, "one", "c0", Some(Status::Delivered))
    );
    desk.drain();
    assert_eq!(
        desk.types(),
        [
            "TEXT_QUEUED",
            "TEXT_PENDING",
            "TEXT_SUCCESSFUL",
            "TEXT_DELIVERED"
        ]
    );
    let finals: Vec<_> = desk
        .events
        .iter()
        .map(|it| it["isFinal"].as_bool().unwrap())
        .collect();
    assert_eq!(finals, [false, false, false, true]);
    let last = desk.events.last().unwrap().as_object().unwrap();
    let keys: Vec<_> = last.keys().map(String::as_str).collect();
    let exact = [
        "eventType",
        "eventVersion",
        "eventTimestamp",
        "isFinal",
        "originationPhoneNumber",
        "destinationPhoneNumber",
        "isoCountryCode",
        "messageId",
        "messageRequestTimestamp",
        "messageEncoding",
        "messageType",
        "messageStatus",
        "messageStatusDescription",
        "context",
        "totalMessageParts",
        "totalMessagePrice",
        "totalCarrierFee",
    ];
    assert_eq!(keys, exact);
    assert_eq!(last["messageId"], id.to_string());
    assert_eq!(last["eventTimestamp"], desk.now.0);
    assert_eq!(last["context"]["account"], "bar");
    assert_eq!(last["messageEncoding"], "GSM");
    assert!(desk.engine.is_empty());
}

#[test]
fn without_a_configuration_set_nobody_is_told() {
    let mut desk = Desk::usual();
    let mut submission = text("hello");
    submission.configuration_set = None;
    desk.send(submission).unwrap();
    desk.accept();
    assert!(desk.events.is_empty() && desk.engine.len() == 1);
}

#[test]
fn what_became_of_a_message_is_in_its_facts_though_nobody_is_told() {
    let mut desk = Desk::usual();
    let mut submission = text("hello");
    submission.configuration_set = None;
    desk.send(submission).unwrap();
    desk.accept();
    let receipt = Some(Status::Unreachable);
    assert!(desk.engine.receipt(desk.now, "one", "c0", receipt));
    desk.drain();
    let facts = &desk.finished[0];
    let steps: Vec<_> = facts.steps.iter().map(|it| it.status).collect();
    let reached = [
        Status::Queued,
        Status::Pending,
        Status::Successful,
        Status::Unreachable,
    ];
    assert_eq!(steps, reached);
    // And as it is kept.
    let kept = serde_json::to_string(facts).unwrap();
    let read: messaging::MessageFacts = serde_json::from_str(&kept).unwrap();
    assert_eq!(&read, facts);
    assert!(desk.events.is_empty());
}

#[test]
fn only_matching_events_are_told() {
    let mut directory = directory();
    directory
        .sets
        .insert("set".into(), set(&["TEXT_DELIVERED"]));
    let mut desk = Desk::new(settings(), directory);
    desk.send(text("hello")).unwrap();
    desk.accept();
    desk.engine
        .receipt(desk.now, "one", "c0", Some(Status::Delivered));
    desk.drain();
    assert_eq!(desk.types(), ["TEXT_DELIVERED"]);
}

#[test]
fn a_message_of_several_parts_ends_when_the_last_is_told_and_as_the_worst() {
    let mut desk = Desk::usual();
    desk.send(text(&"x".repeat(400))).unwrap();
    assert_eq!(desk.handed[0].parts, [0, 1, 2]);
    desk.accept();
    for (id, status) in [("c2", Status::Delivered), ("c0", Status::Unreachable)] {
        desk.engine.receipt(desk.now, "one", id, Some(status));
    }
    desk.drain();
    assert!(desk.finished.is_empty());
    desk.engine
        .receipt(desk.now, "one", "c1", Some(Status::Delivered));
    desk.drain();
    assert_eq!(desk.finished[0].status, "UNREACHABLE");
    assert_eq!(desk.finished[0].parts, 3);
}

#[test]
fn a_receipt_that_overtakes_its_acceptance_is_not_lost() {
    let mut desk = Desk::usual();
    desk.send(text("hi")).unwrap();
    assert!(
        !desk
            .engine
            .receipt(desk.now, "one", "c0", Some(Status::Delivered))
    );
    desk.accept();
    assert_eq!(desk.finished[0].status, "DELIVERED");
}

#[test]
fn no_receipt_within_72_hours_is_unknown() {
    let mut desk = Desk::usual();
    desk.send(text("hi")).unwrap();
    desk.accept();
    desk.pass(3 * DAY - Duration::from_secs(1));
    assert!(desk.finished.is_empty());
    desk.pass(Duration::from_secs(1));
    assert_eq!(desk.finished[0].status, "UNKNOWN");
    assert_eq!(desk.types().last().unwrap(), "TEXT_UNKNOWN");
}

#[test]
fn what_a_carrier_puts_off_is_tried_again_and_expires_with_its_time() {
    let mut desk = Desk::usual();
    let mut submission = text("hi");
    submission.time_to_live = Some(60);
    desk.send(submission).unwrap();
    let mut tries = 0;
    while desk.finished.is_empty() {
        if desk.handed.is_empty() {
            desk.pass(Duration::from_secs(1));
            continue;
        }
        tries += 1;
        desk.answer(|_| Outcome::NotNow);
    }
    assert_eq!(desk.finished[0].status, "TTL_EXPIRED");
    assert!((4..10).contains(&tries), "{tries} tries");
}

#[test]
fn only_parts_that_did_not_leave_are_handed_over_again() {
    let mut desk = Desk::usual();
    desk.send(text(&"x".repeat(400))).unwrap();
    desk.answer(|part| match part {
        1 => Outcome::NotNow,
        _ => Outcome::Accepted(Some(format!("c{part}"))),
    });
    desk.pass(Duration::from_secs(5));
    assert_eq!(desk.handed[0].parts, [1]);
}

#[test]
fn another_carrier_is_tried_after_a_failure_and_the_cheapest_first() {
    let mut settings = settings();
    let mut dear = CarrierRules::new("two", Channel::Text);
    dear.cost = 5;
    settings.carriers.insert(0, dear);
    let mut desk = Desk::new(settings, directory());
    desk.send(text("hi")).unwrap();
    assert_eq!(desk.handed[0].carrier, "one");
    desk.answer(|_| Outcome::NotNow);
    desk.pass(Duration::from_secs(2));
    assert_eq!(desk.handed[0].carrier, "two");
}

#[test]
fn carriers_are_chosen_by_country_and_network() {
    let mut settings = settings();
    let mut network = CarrierRules::new("network", Channel::Text);
    network.prefixes = vec!["+1425".into()];
    let mut abroad = CarrierRules::new("abroad", Channel::Text);
    abroad.countries = vec!["DE".into()];
    settings.carriers = vec![abroad, network];
    let mut desk = Desk::new(settings, directory());
    desk.send(text("hi")).unwrap();
    assert_eq!(desk.handed[0].carrier, "network");
    let mut elsewhere = text("hi");
    elsewhere.destination = "+12125550100".parse().unwrap();
    desk.send(elsewhere).unwrap();
    assert_eq!(desk.finished[0].status, "CARRIER_UNREACHABLE");
}

#[test]
fn a_carrier_that_names_networks_takes_their_numbers_alone() {
    let mut settings = settings();
    settings.carriers[0].networks = vec!["Narrow".into()];
    let network = |carrier: &str| Network {
        carrier: carrier.into(),
        mcc: None,
        mnc: None,
    };
    let rows = [("+1", "Wide"), ("+1425", "Narrow")];
    let rows = rows.map(|(prefix, carrier)| (prefix.to_owned(), network(carrier)));
    settings.networks = rows.into_iter().collect();
    let mut desk = Desk::new(settings, directory());
    desk.send(text("hi")).unwrap();
    assert_eq!(desk.handed.len(), 1);
    let mut elsewhere = text("hi");
    elsewhere.destination = "+12125550100".parse().unwrap();
    desk.send(elsewhere).unwrap();
    assert_eq!(desk.finished[0].status, "CARRIER_UNREACHABLE");
}

#[test]
fn a_carrier_gets_no_more_than_its_window_and_none_while_its_link_is_down() {
    let mut settings = settings();
    settings.carriers[0].window = 2;
    let mut desk = Desk::new(settings, directory());
    for _ in 0..3 {
        desk.send(text("hi")).unwrap();
        desk.pass(Duration::from_millis(20));
    }
    assert_eq!(desk.handed.len(), 2);
    desk.accept();
    assert_eq!(desk.handed.len(), 2, "room for the third");
    desk.engine.connected(desk.now, "one", false);
    desk.send(text("hi")).unwrap();
    desk.accept();
    desk.accept();
    assert!(desk.handed.is_empty());
    desk.engine.connected(desk.now, "one", true);
    desk.drain();
    assert_eq!(desk.handed.len(), 1);
}

#[test]
fn an_originator_sends_no_more_parts_than_its_throughput() {
    let mut directory = directory();
    directory.put_number(number("phone-1", SHORT, NumberType::LongCode));
    let mut desk = Desk::new(settings(), directory);
    for _ in 0..5 {
        desk.send(text(&"x".repeat(300))).unwrap();
    }
    let sent = |desk: &Desk| desk.handed.iter().map(|it| it.parts.len()).sum::<usize>();
    assert_eq!(sent(&desk), 2);
    desk.pass(Duration::from_secs(4));
    assert_eq!(sent(&desk), 6, "one part a second, two at a time");
}

#[test]
fn tenants_take_turns_on_one_originator() {
    let mut directory = directory();
    directory.sets.insert(
        "other".into(),
        messaging_resources::ConfigurationSet::new("other"),
    );
    let mut settings = settings();
    settings.throughput = [(messaging::OriginatorKind::ShortCode, 1)].into();
    let mut desk = Desk::new(settings, directory);
    for _ in 0..50 {
        desk.send(text("bulk")).unwrap();
    }
    let mut code = text("code");
    code.configuration_set = Some("other".into());
    desk.send(code).unwrap();
    desk.pass(Duration::from_secs(3));
    let bodies: Vec<_> = desk
        .handed
        .iter()
        .map(|it| it.message.body.reveal().to_string())
        .collect();
    assert!(bodies.iter().any(|body| body == "code"), "{bodies:?}");
}

#[test]
fn a_recipient_gets_one_message_a_second() {
    let mut settings = settings();
    settings.per_recipient = Some(Duration::from_secs(1));
    let mut desk = Desk::new(settings, directory());
    for _ in 0..3 {
        desk.send(text("hi")).unwrap();
    }
    assert_eq!(desk.handed.len(), 1);
    desk.pass(Duration::from_millis(2_500));
    assert_eq!(desk.handed.len(), 3);
}

#[test]
fn another_member_of_the_pool_sends_when_one_is_refused() {
    let mut directory = directory();
    pool(
        &mut directory,
        &[("phone-a", "+12065550111"), ("phone-b", "+12065550122")],
    );
    let mut desk = Desk::new(settings(), directory);
    let mut submission = text("hi");
    submission.origination_identity = Some("pool-1".into());
    desk.send(submission).unwrap();
    let first = desk.handed[0].message.sender.address.clone();
    desk.answer(|_| Outcome::SenderRefused);
    let second = desk.handed[0].message.sender.address.clone();
    assert_ne!(first, second);
    desk.answer(|_| Outcome::SenderRefused);
    assert_eq!(desk.finished[0].status, "CARRIER_BLOCKED");
}

#[test]
fn one_recipient_hears_from_the_same_member_of_a_pool() {
    let mut directory = directory();
    let members = [
        ("phone-a", "+12065550111"),
        ("phone-b", "+12065550122"),
        ("phone-c", "+12065550133"),
    ];
    pool(&mut directory, &members);
    let mut desk = Desk::new(settings(), directory);
    for _ in 0..5 {
        let mut submission = text("hi");
        submission.origination_identity = Some("pool-1".into());
        desk.send(submission).unwrap();
        desk.pass(Duration::from_secs(2));
    }
    let first = &desk.handed[0].message.sender;
    assert_eq!(desk.handed.len(), 5);
    assert!(desk.handed.iter().all(|it| it.message.sender == *first));
}

#[test]
fn after_a_crash_what_waited_goes_on_and_what_may_have_left_is_unknown() {
    let mut desk = Desk::usual();
    desk.engine.connected(desk.now, "one", false);
    let waiting = desk.send(text("waits")).unwrap();
    let waiting = desk.engine.message(waiting).unwrap().clone();
    desk.engine.connected(desk.now, "one", true);
    desk.drain();
    let handing = desk.engine.message(waiting.id).unwrap().clone();
    assert_eq!(
        (waiting.phase, handing.phase),
        (Phase::Queued, Phase::HandingOver)
    );
    desk.accept();
    let awaiting = desk.engine.message(waiting.id).unwrap().clone();

    let after = |message: &messaging::Message| {
        let text = serde_json::to_string(message).unwrap();
        let mut desk = Desk::usual();
        desk.engine
            .restore(desk.now, serde_json::from_str(&text).unwrap());
        desk.engine.tick(desk.now);
        desk.drain();
        desk
    };
    assert_eq!(after(&waiting).handed.len(), 1);
    let doubt = after(&handing);
    assert!(doubt.handed.is_empty(), "never handed over twice");
    assert_eq!(doubt.finished[0].status, "UNKNOWN");
    let mut desk = after(&awaiting);
    assert!(desk.handed.is_empty());
    assert!(
        desk.engine
            .receipt(desk.now, "one", "c0", Some(Status::Delivered))
    );
    desk.drain();
    assert_eq!(desk.finished[0].status, "DELIVERED");
}

#[test]
fn a_dry_run_does_everything_but_transmit() {
    let mut desk = Desk::usual();
    let mut submission = text("hi");
    submission.dry_run = true;
    desk.send(submission).unwrap();
    assert!(desk.handed.is_empty() && desk.engine.is_empty());
}

#[test]
fn any_course_of_reports_ends_every_message_once() {
    let mut settings = settings();
    settings
        .carriers
        .push(CarrierRules::new("two", Channel::Text));
    let mut desk = Desk::new(settings, directory());
    for round in 0..400 {
        let length = 1 + desk.ids.below(500) as usize;
        let mut submission = text(&"x".repeat(length));
        submission.time_to_live = Some(600);
        desk.send(submission).unwrap();
        let pause = desk.ids.below(300);
        desk.pass(Duration::from_millis(pause.into()));
        while !desk.handed.is_empty() && desk.ids.below(3) > 0 {
            let seed = desk.ids.below(6);
            desk.answer(|part| match seed {
                0 => Outcome::NotNow,
                1 => Outcome::Refused(Status::Invalid),
                2 => Outcome::InDoubt,
                3 => Outcome::SenderRefused,
                _ => Outcome::Accepted(Some(format!("{round}-{seed}-{part}"))),
            });
        }
    }
    while !desk.handed.is_empty() {
        desk.answer(|_| Outcome::Accepted(None));
    }
    desk.pass(4 * DAY);
    while !desk.handed.is_empty() {
        desk.answer(|_| Outcome::Accepted(None));
        desk.pass(DAY);
    }
    assert!(desk.engine.is_empty(), "{} left", desk.engine.len());
    let mut ids: Vec<_> = desk
        .finished
        .iter()
        .map(|it| it.message_id.clone())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), desk.finished.len()), (400, 400));
}
