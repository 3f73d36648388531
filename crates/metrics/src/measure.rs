//! What a tally counts: sums, one maximum, and histograms for thresholds.

use crate::Series;

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A number that is added up. Times are in milliseconds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Measure {
            $($(#[$doc])* $name,)*
        }

        impl Measure {
            /// All of them; a kept tally names them by their places here, so that new ones are
            /// added at the end.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

measures! {
    /// Contacts that ended.
    Contacts,
    /// Contacts that were connected to an agent and ended.
    Handled,
    /// Contacts that had been in a queue and ended.
    Queued,
    /// Of those, the ones that an agent answered.
    Answered,
    /// Their time in the queue.
    AnswerMs,
    /// Contacts that ended in the queue, without an agent and without a contact that goes on.
    Abandoned,
    /// Their time in the queue.
    AbandonMs,
    /// Contacts that ended in the queue in any way.
    EndedInQueue,
    /// The longest time in the queue; the greatest counts, not the sum.
    MaxQueuedMs,
    /// Time in which agent and customer could talk.
    InteractionMs,
    /// The same and hold.
    TalkMs,
    /// Contacts that were on hold at least once.
    Held,
    /// How often they were.
    Holds,
    /// How long.
    HoldMs,
    /// After-contact work.
    AcwMs,
    /// Conversation, hold, after-contact work and pauses.
    HandleMs,
    /// The same without pauses and without what was done in a custom status.
    ActiveMs,
    /// Contacts that an agent paused.
    Paused,
    /// How long.
    PauseMs,
    /// From the beginning to the disconnect.
    DurationMs,
    /// From the beginning to the end of after-contact work.
    ResolutionMs,
    /// With a flow.
    FlowMs,
    /// Contacts that went on elsewhere.
    TransferredOut,
    /// Of those, the ones that had been with an agent.
    TransferredOutByAgent,
    /// Of those that were transferred, the ones that left a queue for another by a flow.
    TransferredOutFromQueue,
    /// Those that an agent put through to a number outside.
    TransferredOutExternal,
    /// Those that an agent put through to a queue or an agent.
    TransferredOutInternal,
    /// Contacts that ended while the customer was on hold.
    HoldEnded,
    /// Contacts that the agent ended while the customer was on hold.
    HoldEndedByAgent,
    /// Contacts that ended in another way while the customer was on hold.
    HoldEndedByCustomer,
    /// Calls of queued callbacks that the customer did not answer.
    CallbackAttempts,
    /// Contacts that were joined with an agent, when they were.
    ConnectedToAgent,
    /// Contacts that entered a queue, when they did.
    Enqueued,
    /// Offers to agents that ended.
    Offers,
    /// Of those, the ones that were accepted.
    OffersAnswered,
    /// Those that were not.
    NonResponse,
    /// Of those, the ones that the agent let pass while the customer was there.
    NonResponseWithCustomer,
    /// Contacts that came to an agent and were connected, missed or failed.
    Connectings,
    /// How long that took.
    ConnectingMs,
    /// Agents signed in and not offline.
    OnlineMs,
    /// Agents available and on a contact.
    OnContactMs,
    /// Agents available and without anything to do.
    IdleMs,
    /// Agents with a missed or failed contact.
    ErrorMs,
    /// Agents in a custom status.
    NonProductiveMs,
    /// Flows, and modules of them, that began.
    FlowsStarted,
    /// Those that ended.
    FlowsEnded,
    /// How long they ran.
    FlowRunMs,
    /// The longest; the greatest counts, not the sum.
    FlowMaxMs,
    /// The shortest, and one millisecond; the least counts, not the sum.
    FlowMinMs,
    /// Contacts for which a step of routing criteria began, when it did.
    StepsQueued,
    /// Those for which it ended, when it did.
    StepsEnded,
    /// Of those, the ones whose step's time was over.
    StepsExpired,
    /// Those that an agent was joined with in it.
    StepsJoined,
    /// Conversations with bots that ended.
    BotTalks,
    /// How long they took.
    BotMs,
    /// What customers said in them.
    BotTurns,
    /// Intents that they came to.
    BotIntents,
}

impl Measure {
    /// Whether the greatest counts rather than the sum.
    pub(crate) const fn is_max(self) -> bool {
        matches!(self, Self::MaxQueuedMs | Self::FlowMaxMs)
    }

    /// Whether the least counts rather than the sum; 0 is none.
    pub(crate) const fn is_min(self) -> bool {
        matches!(self, Self::FlowMinMs)
    }

    /// The series that it is counted in, where that is one of its own; `None` for what is of
    /// contacts.
    pub(crate) const fn series(self) -> Option<Series> {
        match self {
            _ if self.is_of_time() => Some(Series::AgentTime),
            _ if self.is_of_flows() => Some(Series::Flows),
            Self::StepsQueued | Self::StepsEnded | Self::StepsExpired | Self::StepsJoined => {
                Some(Series::Steps)
            }
            Self::BotTalks | Self::BotMs | Self::BotTurns | Self::BotIntents => Some(Series::Bots),
            _ => None,
        }
    }

    /// Whether it is of agents' time, which no contact has.
    pub(crate) const fn is_of_time(self) -> bool {
        matches!(
            self,
            Self::OnlineMs
                | Self::OnContactMs
                | Self::IdleMs
                | Self::ErrorMs
                | Self::NonProductiveMs
        )
    }

    /// What counts the single contacts of which the least and the greatest of this are kept, so that
    /// formulas of custom metrics can ask for them; `None` where they are not.
    pub(crate) const fn of_single(self) -> Option<Self> {
        match self {
            Self::InteractionMs
            | Self::TalkMs
            | Self::HoldMs
            | Self::AcwMs
            | Self::HandleMs
            | Self::FlowMs
            | Self::CallbackAttempts => Some(Self::Contacts),
            Self::ConnectingMs => Some(Self::Connectings),
            _ => None,
        }
    }

    /// Whether it is of runs of flows.
    pub(crate) const fn is_of_flows(self) -> bool {
        matches!(
            self,
            Self::FlowsStarted
                | Self::FlowsEnded
                | Self::FlowRunMs
                | Self::FlowMaxMs
                | Self::FlowMinMs
        )
    }
}

/// Times of which each is kept, so that any threshold gives an exact count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Hist {
    /// In the queue until an agent answered.
    Answered,
    /// In the queue until it was given up.
    Abandoned,
    /// In the queue until it was answered, given up or exchanged for a callback.
    Removed,
    /// From the beginning to the end of after-contact work.
    Resolved,
}

impl Hist {
    /// All of them, in the order of their places in a kept tally.
    pub const ALL: &[Self] = &[
        Self::Answered,
        Self::Abandoned,
        Self::Removed,
        Self::Resolved,
    ];
}
