//! Messages that come in pieces: what is acknowledged is kept, and outlives a crash.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::*;
use ids::Pii;
use messaging::{Gathered, Inbound, KeptPart, Line, Output, Status};
use sms_codec::Concatenation;
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// What is kept of parts, as a store would have it.
#[derive(Default)]
struct Kept(BTreeMap<(u16, u8), KeptPart>);

fn drain(desk: &mut Desk, kept: &mut Kept) -> Vec<String> {
    let mut told = Vec::new();
    while let Some(output) = desk.engine.poll() {
        match output {
            Output::KeepPart(part) => {
                kept.0.insert((part.reference, part.number), *part);
            }
            Output::ForgetParts(of) => kept
                .0
                .retain(|(reference, _), _| *reference != of.reference),
            Output::Inbound(notice) => told.push(notice.body.into_revealed()),
            Output::TellLost { id, status, .. } => told.push(format!("{id} {}", status.word())),
            _ => {}
        }
    }
    told
}

fn two_way() -> Desk {
    let mut directory = directory();
    let mut number = number("phone-1", SHORT, messaging_resources::NumberType::ShortCode);
    number.settings.two_way_enabled = true;
    number.settings.two_way_channel_arn = Some(TWO_WAY.into());
    directory.put_number(number);
    Desk::new(settings(), directory)
}

fn whole(id: Uuid, text: &str) -> Gathered {
    Gathered::Whole {
        id,
        told_as: None,
        text: text.into(),
    }
}

const fn place(number: u8) -> Concatenation {
    Concatenation {
        reference: 7,
        wide: false,
        total: 3,
        number,
    }
}

fn part(desk: &mut Desk, number: u8) {
    let inbound = Inbound {
        source: Pii::new(TO.into()),
        destination: SHORT.into(),
        text: Pii::new(format!("<{number}>")),
        place: Some(place(number)),
        media: Vec::new(),
    };
    let ids = [desk.ids.uuid(), desk.ids.uuid()];
    assert!(desk.engine.receive(desk.now, ids, inbound));
}

#[test]
fn parts_outlive_a_crash_and_are_forgotten_when_the_message_is_whole() {
    let mut kept = Kept::default();
    let mut desk = two_way();
    part(&mut desk, 3);
    part(&mut desk, 1);
    assert!(drain(&mut desk, &mut kept).is_empty());
    assert_eq!(kept.0.len(), 2);
    let mut again = two_way();
    again.now = desk.now + Duration::from_secs(60);
    let mut parts: Vec<_> = kept.0.values().cloned().collect();
    parts.sort_by_key(|part| part.since);
    for part in parts {
        again.engine.restore_part(part);
    }
    // One that was acknowledged, and came again all the same.
    part(&mut again, 1);
    part(&mut again, 2);
    let told = drain(&mut again, &mut kept);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("<1><2><3>"), "{told:?}");
    assert!(kept.0.is_empty());
}

#[test]
fn what_stays_incomplete_is_taken_as_it_is_and_forgotten() {
    let mut kept = Kept::default();
    let mut desk = two_way();
    part(&mut desk, 1);
    drain(&mut desk, &mut kept);
    let mut again = two_way();
    again.engine.restore_part(kept.0[&(7, 1)].clone());
    again.now = desk.now + Duration::from_secs(3_601);
    again.engine.tick(again.now);
    let told = drain(&mut again, &mut kept);
    assert!(told[0].contains("<1>"), "{told:?}");
    assert!(kept.0.is_empty());
}

#[test]
fn an_application_knows_all_parts_by_one_identifier_and_hears_of_what_was_lost() {
    let mut kept = Kept::default();
    let mut desk = two_way();
    let line = Line {
        application: Some("shop".into()),
        source: Pii::new("Shop".into()),
        destination: Pii::new(TO.into()),
    };
    let gather = |desk: &mut Desk, number| {
        let id = desk.ids.uuid();
        desk.engine.gather(
            desk.now,
            (id, None),
            line.clone(),
            place(number),
            format!("{number}"),
        )
    };
    let Gathered::Waiting(first) = gather(&mut desk, 2) else {
        panic!("one part is no message");
    };
    assert_eq!(gather(&mut desk, 1), Gathered::Waiting(first));
    assert_eq!(gather(&mut desk, 3), whole(first, "123"));
    drain(&mut desk, &mut kept);
    assert!(kept.0.is_empty());
    let Gathered::Waiting(second) = gather(&mut desk, 2) else {
        panic!("one part is no message");
    };
    assert_ne!(first, second);
    desk.now = desk.now + Duration::from_secs(3_601);
    desk.engine.tick(desk.now);
    let told = drain(&mut desk, &mut kept);
    assert_eq!(told, [format!("{second} {}", Status::TtlExpired.word())]);
}

#[test]
fn parts_to_several_are_known_by_the_first_ones_identifier_after_a_crash_too() {
    let mut kept = Kept::default();
    let mut desk = two_way();
    let line = Line {
        application: Some("shop".into()),
        source: Pii::new("Shop".into()),
        destination: Pii::new(TO.into()),
    };
    let [id, known, other] = [1, 2, 3].map(Uuid::from_u128);
    let gather = |desk: &mut Desk, ids, number: u8| {
        let text = number.to_string();
        let (now, line) = (desk.now, line.clone());
        desk.engine.gather(now, ids, line, place(number), text)
    };
    let first = gather(&mut desk, (id, Some(known)), 1);
    assert_eq!(first, Gathered::Waiting(known));
    drain(&mut desk, &mut kept);
    let mut again = two_way();
    again.engine.restore_part(kept.0[&(7, 1)].clone());
    // What the first part was told by stays.
    let second = gather(&mut again, (other, Some(other)), 2);
    assert_eq!(second, Gathered::Waiting(known));
    let Gathered::Whole {
        id: of, told_as, ..
    } = gather(&mut again, (other, None), 3)
    else {
        panic!("three parts are the message");
    };
    assert_eq!((of, told_as), (id, Some(known)));
    // Of what never becomes whole the application hears by the same identifier.
    gather(&mut again, (id, Some(known)), 1);
    again.now = again.now + Duration::from_secs(3_601);
    again.engine.tick(again.now);
    let told = drain(&mut again, &mut kept);
    assert_eq!(told, [format!("{known} {}", Status::TtlExpired.word())]);
}

#[test]
fn a_place_that_cannot_be_is_none() {
    let mut desk = two_way();
    let line = Line {
        application: None,
        source: Pii::new(TO.into()),
        destination: Pii::new(SHORT.into()),
    };
    for number in [0, 4] {
        let id = desk.ids.uuid();
        let gathered = desk.engine.gather(
            desk.now,
            (id, None),
            line.clone(),
            place(number),
            "x".into(),
        );
        assert_eq!(gathered, whole(id, "x"));
    }
}
