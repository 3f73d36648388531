//! Every timer by its name, in one table.

use ids::{ContactId, Timestamp, UserId};
use std::collections::{BTreeSet, HashMap};

/// What a timer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A task begins.
    Schedule(ContactId),
    /// A task has taken as long as it may.
    Expiry(ContactId),
    /// The customer's leg must be answered.
    Answer(ContactId),
    /// A call to the customer must be answered.
    Dial(ContactId),
    /// A call to a third party must be answered.
    ThirdParty(ContactId),
    /// Keys to a third party go on after a pause.
    ThirdPartyKeys(ContactId),
    /// A callback enters its queue.
    Callback(ContactId),
    /// A callback that nobody served is given up.
    CallbackExpiry(ContactId),
    /// A flow waits: the customer's.
    CustomerFlow(ContactId),
    /// A flow waits: the agent's.
    AgentFlow(ContactId),
    /// An offer must be accepted.
    Offer(ContactId),
    /// The audio of an agent who accepted must flow.
    AgentMedia(ContactId),
    /// A whisper must end.
    Whisper(ContactId),
    /// Lost audio of an agent must come back.
    AgentBack(ContactId),
    /// Lost audio of a customer must come back.
    CustomerBack(ContactId),
    /// A recording must be in its place.
    Recording(ContactId),
    /// A step of routing criteria ends.
    Criteria(ContactId),
    /// After-contact work ends.
    Work(UserId, ContactId),
    /// An agent event is due.
    HeartBeat(UserId),
    /// An agent without any page is signed out.
    PageGone(UserId),
    /// What is left is closed.
    Drain,
}

/// Timers that run.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    at: HashMap<Timer, Timestamp>,
    order: BTreeSet<(Timestamp, Timer)>,
}

impl Timers {
    /// Starts a timer, or moves it.
    pub(crate) fn set(&mut self, timer: Timer, at: Timestamp) {
        if let Some(old) = self.at.insert(timer, at) {
            if old == at {
                return;
            }
            self.order.remove(&(old, timer));
        }
        self.order.insert((at, timer));
    }

    /// Stops a timer, if it runs.
    pub(crate) fn stop(&mut self, timer: Timer) {
        if let Some(at) = self.at.remove(&timer) {
            self.order.remove(&(at, timer));
        }
    }

    /// The next timer that has run out by `now`.
    pub(crate) fn expired(&mut self, now: Timestamp) -> Option<Timer> {
        let &(at, timer) = self.order.first()?;
        if at > now {
            return None;
        }
        self.order.pop_first();
        self.at.remove(&timer);
        Some(timer)
    }

    /// When the next one runs out.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.order.first().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_that_is_set_again_runs_out_once_at_the_new_time() {
        let mut timers = Timers::default();
        timers.set(Timer::Drain, Timestamp(10));
        timers.set(Timer::Drain, Timestamp(20));
        assert_eq!(timers.expired(Timestamp(15)), None);
        assert_eq!(timers.expired(Timestamp(20)), Some(Timer::Drain));
        assert_eq!(timers.expired(Timestamp(99)), None);
        assert_eq!(timers.next(), None);
    }
}
