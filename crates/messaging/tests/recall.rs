//! Messages that an application takes back, or replaces, while they wait.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::*;
use messaging::{Channel, Outcome, Rate, Settings, Usd};
use uuid::Uuid;

/// A desk whose carrier is away, with one message of `shop` that waits.
fn waiting() -> (Desk, Uuid) {
    let mut settings = Settings { ..settings() };
    let rate = Rate {
        price: Usd(10_000),
        ..Rate::default()
    };
    settings.rates.default.insert(Channel::Text, rate);
    let mut desk = Desk::new(settings, directory());
    desk.engine.connected(desk.now, "one", false);
    let id = desk.ids.uuid();
    let sent = desk
        .engine
        .submit(desk.now, id, text("hello"), Some("shop"));
    sent.unwrap();
    desk.drain();
    (desk, id)
}

#[test]
fn what_waits_can_be_taken_back_by_whoever_submitted_it() {
    let (mut desk, id) = waiting();
    assert!(!desk.engine.cancel(desk.now, id, "other"));
    assert_eq!(desk.engine.spend().0.text, Usd(10_000));
    assert!(desk.engine.cancel(desk.now, id, "shop"));
    desk.drain();
    assert!(desk.finished[0].description.starts_with("Canceled"));
    assert_eq!(desk.finished[0].application.as_deref(), Some("shop"));
    assert_eq!(desk.engine.spend().0.text, Usd::ZERO);
    desk.engine.connected(desk.now, "one", true);
    desk.drain();
    assert!(desk.handed.is_empty());
    assert!(!desk.engine.cancel(desk.now, id, "shop"));
}

#[test]
fn what_waits_can_be_replaced_by_as_many_parts() {
    let (mut desk, id) = waiting();
    assert!(!desk.engine.replace(id, "other", "bye"));
    assert!(!desk.engine.replace(id, "shop", &"x".repeat(200)));
    assert!(!desk.engine.replace(id, "shop", ""));
    assert!(desk.engine.replace(id, "shop", "bye"));
    desk.engine.connected(desk.now, "one", true);
    desk.drain();
    assert_eq!(&**desk.handed[0].message.body.reveal(), "bye");
    desk.answer(|_| Outcome::Accepted(Some("c".into())));
    assert!(!desk.engine.replace(id, "shop", "again"));
    assert!(!desk.engine.cancel(desk.now, id, "shop"));
}

#[test]
fn several_at_once_are_known_by_the_first() {
    let (mut desk, first) = waiting();
    let id = desk.ids.uuid();
    let told = desk
        .engine
        .submit_one_of(desk.now, id, text("hello"), "shop", Some(first));
    assert_eq!(told, Ok(first));
    assert_eq!(
        desk.engine.message(id).unwrap().told_as,
        Some(Box::new(first))
    );
}
