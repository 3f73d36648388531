//! What must hold whatever fails when: worlds by seed. See `world`.

mod common;
#[path = "world/mod.rs"]
mod worlds;

use common::{Desk, directory, settings, text};
use ids::IdSource;
use messaging::{Engine, OriginatorKind, Outcome, Phase};
use std::collections::BTreeMap;
use std::time::Duration;
use worlds::World;

const WORLDS: u128 = 40;
const STEPS: usize = 400;

#[test]
fn whatever_fails_every_accepted_message_ends_once_and_leaves_at_most_once() {
    let mut crashes = 0;
    for seed in 0..WORLDS {
        // Shown when it fails: which world to play again.
        println!("seed {seed}");
        let mut world = World::new(seed);
        for _ in 0..STEPS {
            world.step();
        }
        crashes += world.crashes;
        world.settle();
    }
    assert!(crashes > 200, "only {crashes} crashes");
}

#[test]
fn waiting_tenants_are_served_in_turn_however_much_each_sends() {
    for seed in 0..20 {
        let mut ids = IdSource::new(seed);
        let mut directory = directory();
        let sets = ["a", "b", "c", "d"];
        for name in sets {
            let mut set = common::set(&["TEXT_ALL"]);
            set.configuration_set_name = name.into();
            directory.sets.insert(name.into(), set);
        }
        let mut settings = settings();
        settings.throughput = [(OriginatorKind::ShortCode, 1_000)].into();
        let mut desk = Desk::new(settings, directory);
        desk.engine.connected(desk.now, "one", false);
        let mut waiting: BTreeMap<&str, u32> = BTreeMap::new();
        for name in sets {
            for _ in 0..=ids.below(120) {
                let mut submission = text("hello");
                submission.configuration_set = Some(name.into());
                desk.send(submission).unwrap();
                *waiting.entry(name).or_default() += 1;
            }
        }
        desk.engine.connected(desk.now, "one", true);
        desk.drain();
        let mut served: BTreeMap<&str, u32> = BTreeMap::new();
        while waiting.values().any(|left| *left > 0) {
            desk.pass(Duration::from_millis(1));
            while let Some(hand_over) = desk.handed.pop() {
                let of = hand_over.message.set.as_deref().unwrap();
                let name = sets.into_iter().find(|name| *name == of).unwrap();
                *waiting.get_mut(name).unwrap() -= 1;
                *served.entry(name).or_default() += 1;
                let outcome = vec![(0, Outcome::Accepted(None))];
                desk.engine.report(desk.now, hand_over.message.id, outcome);
                desk.drain();
            }
            // Who has waited all along was served as often as everybody else, give or take a turn.
            let backlogged = sets.iter().filter(|name| waiting[**name] > 0);
            let turns: Vec<_> = backlogged
                .map(|name| served.get(name).copied().unwrap_or_default())
                .collect();
            let most = served.values().max().copied().unwrap_or_default();
            assert!(
                turns.iter().all(|turns| turns + 2 > most),
                "seed {seed}: {served:?}"
            );
        }
    }
}

#[test]
fn who_finds_no_room_keeps_its_turn() {
    let mut directory = directory();
    for name in ["a", "b"] {
        let mut set = common::set(&["TEXT_ALL"]);
        set.configuration_set_name = name.into();
        directory.sets.insert(name.into(), set);
    }
    let mut settings = settings();
    settings.carriers[0].window = 1;
    settings.throughput = [(OriginatorKind::ShortCode, 1_000)].into();
    let mut desk = Desk::new(settings, directory);
    for name in ["a", "b"].repeat(10) {
        let mut submission = text("hello");
        submission.configuration_set = Some(name.into());
        desk.send(submission).unwrap();
    }
    let mut served = String::new();
    while let Some(hand_over) = desk.handed.pop() {
        served.push_str(hand_over.message.set.as_deref().unwrap());
        let outcome = vec![(0, Outcome::Accepted(None))];
        desk.engine.report(desk.now, hand_over.message.id, outcome);
        desk.drain();
        desk.pass(Duration::from_millis(1));
    }
    assert_eq!(served, "ab".repeat(10));
}

#[test]
fn what_expired_while_nothing_ran_is_not_sent_at_the_start() {
    let mut desk = Desk::usual();
    desk.engine.connected(desk.now, "one", false);
    let mut submission = text("hi");
    submission.time_to_live = Some(60);
    let id = desk.send(submission).unwrap();
    let message = desk.engine.message(id).unwrap().clone();
    assert_eq!(message.phase, Phase::Queued);
    let mut engine = Engine::new(settings());
    engine.set_directory(directory());
    let later = desk.now + Duration::from_secs(61);
    engine.connected(later, "one", false);
    engine.restore(later, message);
    // The link is up before the first tick.
    engine.connected(later, "one", true);
    desk.engine = engine;
    desk.drain();
    assert!(desk.handed.is_empty());
    assert_eq!(desk.finished[0].status, "TTL_EXPIRED");
}

#[test]
fn a_window_of_throttled_answers_is_one_failure() {
    let mut desk = Desk::usual();
    let ids: Vec<_> = (0..20).map(|_| desk.send(text("hi")).unwrap()).collect();
    desk.pass(Duration::from_secs(1));
    for id in ids {
        desk.engine.report(desk.now, id, vec![(0, Outcome::NotNow)]);
    }
    desk.handed.clear();
    desk.drain();
    desk.pass(Duration::from_secs(2));
    assert!(
        !desk.handed.is_empty(),
        "the carrier rests a second, not a minute"
    );
}
