//! The whole exchange in a simulated world: callers, agents, third parties and callbacks, drivers
//! that lose and delay messages, a store that commits late, and crashes that lose what was not
//! committed. After each step the [invariants](ledger) are checked, and who is offered what is
//! compared with a [naive reading of the rules](oracle).
//!
//! Everything follows from a seed. [`run`] plays one world; when it fails, [`shrink`] finds a short
//! list of steps that fails in the same way. `cargo xtask simulate` plays as many worlds as it takes
//! for so many contacts; a known failure becomes a test with its seed (`tests/worlds.rs`).

mod acts;
mod centre;
mod counted;
mod drivers;
mod flows;
mod happen;
mod ledger;
mod oracle;
mod published;
mod shrink;
mod step;
mod store;
mod supervisors;
mod world;
mod wrong;

pub use shrink::shrink;
pub use step::Step;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use thiserror::Error;

/// Steps of one world.
pub const STEPS: usize = 250;

/// Which rule was broken, and how.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{rule}: {what}")]
pub struct Broken {
    /// The rule's short name; a failure that was shrunk breaks the same rule.
    pub rule: &'static str,
    /// What was seen.
    pub what: String,
}

impl Broken {
    pub(crate) fn new(rule: &'static str, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { rule, what }
    }
}

/// What came about in worlds that broke no rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Contacts that began.
    pub contacts: u64,
    /// Crashes.
    pub crashes: u64,
    /// Offers that were compared with the oracle.
    pub offers: u64,
    /// Inputs that did not fit.
    pub wrong: u64,
    /// How often each kind of fact was written.
    pub facts: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Adds what came about elsewhere.
    pub fn add(&mut self, other: Self) {
        self.contacts += other.contacts;
        self.crashes += other.crashes;
        self.offers += other.offers;
        self.wrong += other.wrong;
        for (name, count) in other.facts {
            *self.facts.entry(name).or_default() += count;
        }
    }
}

/// The steps of a seed.
pub fn steps(seed: u64, count: usize) -> Vec<Step> {
    wrong_steps(seed, count, 0)
}

/// The same, of which so many of a hundred are what does not fit.
pub fn wrong_steps(seed: u64, count: usize, wrong: u32) -> Vec<Step> {
    let mut draw = ids::IdSource::new(u128::from(seed) | 1 << 80);
    (0..count).map(|_| Step::draw(&mut draw, wrong)).collect()
}

/// Plays a world with these steps, until everybody has gone home. A panic breaks a rule, too.
///
/// # Errors
/// The first rule that is broken.
pub fn run(seed: u64, steps: &[Step]) -> Result<Tally, Broken> {
    let played = catch_unwind(AssertUnwindSafe(|| {
        let mut world = world::World::new(seed)?;
        for step in steps {
            world.step(step)?;
        }
        world.finish()
    }));
    played.unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied());
        Err(Broken::new("no panic", text.unwrap_or("a panic")))
    })
}
