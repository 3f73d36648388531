//! What can happen to a world. A step says all that it needs by numbers that are taken modulo what
//! is there, so that a list of steps from which some were taken out still means something.

use ids::IdSource;
use std::fmt;

/// One thing that happens, and the time that passes afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What happens.
    pub what: What,
    /// Chooses among what is there.
    pub pick: u32,
    /// Milliseconds that pass afterwards.
    pub pause: u32,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A call comes in at the number picked.
    Call,
    /// A caller hangs up, or the leg fails.
    CallerGone,
    /// An agent signs in and is available.
    Available,
    /// An agent chooses another status.
    Lunch,
    /// An agent signs out.
    SignOut,
    /// An agent does something with a contact on the desk, most often something fitting.
    AgentActs,
    /// An agent adds somebody to a conversation, or transfers a task.
    Transfer,
    /// An agent holds, swaps, silences or lets go one of the parties of a conversation.
    Party,
    /// A recording is started, stopped, suspended or resumed, or keys are sent.
    Talk,
    /// An agent's last page closes.
    PageClosed,
    /// Audio of an agent's or caller's leg is lost, or back.
    Audio,
    /// An API ends a contact.
    Stop,
    /// An API calls a customer.
    CallOut,
    /// An agent calls a number.
    Dial,
    /// A task begins.
    Task,
    /// A task is paused, or goes on.
    Pause,
    /// Somebody who was called hangs up.
    CalledGone,
    /// A supervisor gives a contact to an agent.
    Associate,
    /// An API changes a contact's priority, age or routing criteria.
    Route,
    /// An API changes what is known of a contact.
    Amend,
    /// An API transfers a task, or sets another time for it.
    MoveTask,
    /// A part of the configuration is deleted, or comes back.
    Restock,
    /// Something is said that does not fit.
    Wrong,
    /// A supervisor changes an agent's status.
    PutStatus,
    /// An agent's proficiency or routing profile is changed.
    Reassign,
    /// A queue is closed or opened, or its limit changes.
    Requeue,
    /// From now on the store commits after this long.
    Disk,
    /// From now on so many messages of the drivers are lost or late.
    Faults,
    /// How telephones behave that are called from now on.
    Telephones,
    /// The process is killed and started again.
    Crash,
    /// The process is told to end, gets some time, and is started again.
    Restart,
}

/// How often each happens, in hundredths.
const WEIGHTS: &[(What, u32)] = &[
    (What::Call, 240),
    (What::CallerGone, 100),
    (What::Available, 90),
    (What::Lunch, 25),
    (What::SignOut, 10),
    (What::AgentActs, 290),
    (What::Transfer, 70),
    (What::Party, 60),
    (What::Talk, 25),
    (What::PageClosed, 5),
    (What::Audio, 30),
    (What::Stop, 25),
    (What::CallOut, 35),
    (What::Dial, 30),
    (What::Task, 60),
    (What::Pause, 25),
    (What::CalledGone, 50),
    (What::Associate, 15),
    (What::Route, 40),
    (What::Amend, 20),
    (What::MoveTask, 15),
    (What::Restock, 6),
    (What::Wrong, 40),
    (What::PutStatus, 15),
    (What::Reassign, 15),
    (What::Requeue, 10),
    (What::Disk, 10),
    (What::Faults, 10),
    (What::Telephones, 15),
    (What::Crash, 7),
    (What::Restart, 3),
];

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, pick, pause } = self;
        write!(f, "{what:?} {pick}, then {pause} ms")
    }
}

impl Step {
    /// A step; of a hundred so many as `wrong` says are what does not fit, beside those that are
    /// so anyway.
    pub(crate) fn draw(ids: &mut IdSource, wrong: u32) -> Self {
        let total: u32 = WEIGHTS.iter().map(|it| it.1).sum();
        let mut at = ids.below(total);
        let wrong = ids.below(100) < wrong;
        let what = WEIGHTS.iter().find_map(|(what, weight)| {
            let hit = at < *weight;
            at = at.saturating_sub(*weight);
            hit.then_some(*what)
        });
        let longest = [200, 4_000, 4_000, 30_000][ids.below(4) as usize];
        Self {
            what: match what {
                Some(what) if !wrong => what,
                _ => What::Wrong,
            },
            pick: ids.below(u32::MAX),
            pause: ids.below(longest),
        }
    }

    /// A number below a bound; `which` tells several of one step apart.
    pub(crate) fn below(&self, which: u32, bound: usize) -> usize {
        self.source(which)
            .below(u32::try_from(bound).unwrap_or(u32::MAX)) as usize
    }

    /// One of several; `None` of none.
    pub(crate) fn one_of<'a, T>(&self, which: u32, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(which, all.len()))
    }

    /// Where many numbers of one step come from.
    pub(crate) fn source(&self, which: u32) -> IdSource {
        IdSource::new(u128::from(self.pick) << 32 | u128::from(which))
    }
}
