//! Spoken messages: a call's progress, what it costs, and a crash in its midst.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::*;
use messaging::{CarrierRules, Channel, Outcome, Rate, Settings, Status, Submission, Usd};
use messaging_resources::{NumberCapability, NumberType};
use std::time::Duration;
use uuid::Uuid;

fn desk() -> Desk {
    let mut settings = Settings {
        carriers: vec![CarrierRules::new("phones", Channel::Voice)],
        ..settings()
    };
    let rate = Rate {
        price: Usd(13_000),
        carrier_fee: Usd(1_000),
    };
    settings.rates.default.insert(Channel::Voice, rate);
    let mut directory = directory();
    let mut caller = number("phone-1", SHORT, NumberType::LongCode);
    caller.number_capabilities = vec![NumberCapability::Voice];
    directory.put_number(caller);
    directory.sets.insert("set".into(), set(&["VOICE_ALL"]));
    Desk::new(settings, directory)
}

fn speak(desk: &mut Desk) -> Uuid {
    let spoken = Submission {
        channel: Channel::Voice,
        ..text("Your code is 1 2 3")
    };
    desk.send(spoken).unwrap()
}

fn step(desk: &mut Desk, id: Uuid, status: Status) {
    desk.engine.progress(desk.now, id, status, 0);
    desk.drain();
}

#[test]
fn a_call_tells_its_chain_and_costs_its_begun_minutes() {
    let mut desk = desk();
    let id = speak(&mut desk);
    assert_eq!(desk.engine.spend().0.voice, Usd(14_000));
    step(&mut desk, id, Status::Ringing);
    step(&mut desk, id, Status::Answered);
    desk.answer(|_| Outcome::Called(Status::Completed, 61));
    assert_eq!(
        desk.types(),
        [
            "VOICE_INITIATED",
            "VOICE_RINGING",
            "VOICE_ANSWERED",
            "VOICE_COMPLETED"
        ]
    );
    let last = desk.events.last().unwrap();
    assert_eq!(last["callDurationInSeconds"], 61);
    assert_eq!(last["totalDurationInMinutes"], 2);
    assert_eq!(last["totalMessagePrice"], 0.028);
    assert_eq!(last["isFinal"], true);
    assert_eq!(desk.finished[0].price, Usd(28_000));
    assert_eq!(desk.engine.spend().0.voice, Usd(28_000));
    assert!(desk.engine.is_empty());
}

#[test]
fn a_call_that_nobody_answers_costs_nothing() {
    for (status, kind) in [
        (Status::Busy, "VOICE_BUSY"),
        (Status::NoAnswer, "VOICE_NO_ANSWER"),
        (Status::Failed, "VOICE_FAILED"),
    ] {
        let mut desk = desk();
        speak(&mut desk);
        desk.answer(|_| Outcome::Called(status, 0));
        assert_eq!(desk.types(), ["VOICE_INITIATED", kind]);
        assert_eq!(desk.engine.spend().0.voice, Usd::ZERO);
    }
}

#[test]
fn a_trunk_that_is_away_is_tried_again_until_the_time_to_live_is_over() {
    let mut desk = desk();
    let spoken = Submission {
        channel: Channel::Voice,
        time_to_live: Some(60),
        ..text("hello")
    };
    desk.send(spoken).unwrap();
    desk.answer(|_| Outcome::NotNow);
    desk.pass(Duration::from_secs(10));
    assert_eq!(desk.handed.len(), 1, "it is tried again");
    desk.answer(|_| Outcome::NotNow);
    while desk.finished.is_empty() {
        desk.pass(Duration::from_secs(10));
        if !desk.handed.is_empty() {
            desk.answer(|_| Outcome::NotNow);
        }
    }
    assert_eq!(desk.types(), ["VOICE_INITIATED", "VOICE_TTL_EXPIRED"]);
    assert_eq!(desk.engine.spend().0.voice, Usd::ZERO);
}

#[test]
fn a_call_that_a_crash_cut_off_has_failed() {
    let mut desk = desk();
    let id = speak(&mut desk);
    step(&mut desk, id, Status::Answered);
    let kept = desk.engine.message(id).unwrap().clone();
    assert_eq!(kept.status, Status::Answered);
    let mut again = self::desk();
    again.engine.restore(desk.now, kept);
    again.drain();
    assert_eq!(again.types(), ["VOICE_FAILED"]);
    assert!(again.handed.is_empty(), "nobody is called a second time");
    assert!(again.finished[0].description.contains("restart"));
}

#[test]
fn the_sandbox_speaks_for_half_a_minute() {
    let mut desk = desk();
    speak(&mut desk);
    assert_eq!(desk.handed[0].longest, Duration::from_secs(300));
}
