//! Some worlds, few enough for every run of the tests; `cargo xtask simulate` plays more.

use simulation::{STEPS, Tally, run, shrink, steps};

const WORLDS: u64 = 36;

/// Worlds that once broke a rule, beside those above; what broke in the exchange has a test of its own
/// there (`exchange/tests/refusals.rs`), since steps are drawn otherwise whenever a kind is added.
const FOUND: [u64; 3] = [199, 1161, 1528];

fn play(seeds: impl Iterator<Item = u64>) -> Tally {
    let mut tally = Tally::default();
    for seed in seeds {
        let steps = steps(seed, STEPS);
        match run(seed, &steps) {
            Ok(played) => tally.add(played),
            Err(broken) => {
                let (steps, broken) = shrink(seed, &steps, broken);
                let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
                panic!("seed {seed}: {broken}\n{}", steps.join("\n"));
            }
        }
    }
    tally
}

#[test]
fn worlds_with_crashes_and_faults_break_no_rule() {
    let tally = play((0..WORLDS).chain(FOUND));
    assert!(tally.crashes > WORLDS, "{tally:?}");
    assert!(tally.offers > 10 * WORLDS, "{tally:?}");
    assert!(tally.wrong > WORLDS, "{tally:?}");
    // A simulation in which nothing happens would pass, too.
    for name in [
        "enqueued",
        "offered",
        "agentAssigned",
        "agentFailed",
        "connectedToAgent",
        "held",
        "resumed",
        "agentDisconnected",
        "workEnded",
        "recordingFinished",
        "linked",
        "customerCalled",
        "customerUnreached",
        "rescheduled",
        "thirdPartyJoined",
        "thirdPartyLeft",
        "criteriaSet",
        "criteriaMoved",
        "paused",
        "unpaused",
        "kept",
        "attributesSet",
        "described",
        "tagsSet",
        "tagsRemoved",
        "muted",
        "nextStatusSet",
        "completed",
    ] {
        assert!(tally.facts.contains_key(name), "{name} never happened");
    }
}

#[test]
fn the_same_seed_plays_the_same_world() {
    let steps = steps(5, STEPS);
    assert_eq!(run(5, &steps), run(5, &steps));
}
