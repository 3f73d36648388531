//! The exchange itself: its edge.

use crate::input::Input;
use crate::output::Output;
use crate::settings::{Identity, Settings};
use ids::{ContactId, Timestamp};
use std::collections::VecDeque;

/// The exchange of one instance.
#[derive(Debug)]
pub struct Exchange {
    identity: Identity,
    settings: Settings,
    outbox: VecDeque<Output>,
}

impl Exchange {
    /// An exchange that knows nothing yet. `seed` makes all identifiers that it draws; a driver
    /// takes it from the operating system.
    pub fn new(identity: Identity, seed: u128, settings: Settings) -> Self {
        let _ = seed;
        Self {
            identity,
            settings,
            outbox: VecDeque::new(),
        }
    }

    /// Whose exchange it is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The numbers it goes by.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Takes in what happened at `now`; poll afterwards. Time never goes back: an earlier `now`
    /// counts as the latest one seen.
    pub fn handle(&mut self, now: Timestamp, input: Input) {
        let _ = (now, input);
    }

    /// The next thing to be done; `None` when this batch is over.
    pub fn poll(&mut self) -> Option<Output> {
        self.outbox.pop_front()
    }

    /// When [`Input::Timer`] is wanted; `None` while nothing waits for a time.
    pub fn next_timer(&self) -> Option<Timestamp> {
        None
    }

    /// Live contacts, those in after-contact work among them.
    pub fn live_contacts(&self) -> usize {
        0
    }

    /// Whether a drain was asked for and no contact is left.
    pub fn drained(&self) -> bool {
        false
    }

    /// Whether a contact is live.
    pub fn is_live(&self, contact: ContactId) -> bool {
        let _ = contact;
        false
    }
}
