//! The metrics by the minute: a row each. Source: connect-d-data-metrics.md §12.1.

/// What a metric by the minute is beside its instance told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// A group of metrics: `MetricGroup`.
    Group(&'static str),
    /// A group and something named, such as a queue.
    Named(&'static str, &'static str),
    /// Something named, without a group.
    Only(&'static str),
    /// Fixed dimensions, one of which is the instance under a name of its own.
    Fixed(&'static [(&'static str, &'static str)]),
}

macro_rules! watched {
    ($($name:ident $unit:literal ($beside:expr) $definition:literal;)*) => {
        /// A metric by the minute.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)] // `definition` says what each is.
        pub enum Watched {
            $($name,)*
        }

        impl Watched {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// `MetricName`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// `Unit`.
            pub const fn unit(self) -> &'static str {
                match self { $(Self::$name => $unit,)* }
            }

            /// Its dimensions beside the instance.
            pub const fn beside(self) -> Beside {
                match self { $(Self::$name => $beside,)* }
            }

            /// What it is.
            pub const fn definition(self) -> &'static str {
                match self { $(Self::$name => $definition,)* }
            }
        }
    };
}

const VOICE: Beside = Beside::Group("VoiceCalls");
const CHATS: Beside = Beside::Group("Chats");
const TASKS: Beside = Beside::Group("Tasks");
const FLOW: Beside = Beside::Named("ContactFlow", "ContactFlowName");
const QUEUE: Beside = Beside::Named("Queue", "QueueName");
const TASK: Beside = Beside::Named("Tasks", "ContactId");

watched! {
    CallBackNotDialableNumber "Count" (FLOW)
        "Callbacks that cannot be placed because the number's country may not be called.";
    CallRecordingUploadError "Count" (Beside::Group("CallRecordings"))
        "Recordings that could not be put into their place.";
    CallsBreachingConcurrencyQuota "Count" (VOICE)
        "Calls refused because there were as many as there may be.";
    CallsPerInterval "Count" (VOICE)
        "Calls that came in or were placed; a sample is those of a second.";
    ChatsBreachingActiveChatQuota "Count" (CHATS)
        "Chats above the quota. No data: there are no chats.";
    ConcurrentActiveChats "Count" (CHATS)
        "Chats at a time. No data: there are no chats.";
    ConcurrentActiveChatsPercentage "Percent" (CHATS)
        "The same as a share of the quota, 0 to 100. No data: there are no chats.";
    ConcurrentCalls "Count" (VOICE)
        "Calls at a time, with an agent or not; callbacks that wait are none.";
    ConcurrentCallsPercentage "Percent" (VOICE)
        "The same as a share of the quota, 0 to 1.";
    ConcurrentTasks "Count" (TASKS)
        "Tasks at a time.";
    ConcurrentTasksPercentage "Percent" (TASKS)
        "The same as a share of the quota, 0 to 100.";
    ContactFlowErrors "Count" (FLOW)
        "Error branches that were taken.";
    ContactFlowFatalErrors "Count" (FLOW)
        "Runs of flows that could not go on.";
    LongestQueueWaitTime "Seconds" (QUEUE)
        "The longest time that a contact had waited in the minute.";
    MisconfiguredPhoneNumbers "Count" (VOICE)
        "Calls refused because their number has no flow.";
    MissedCalls "Count" (VOICE)
        "Calls that were offered to an agent and not answered in time.";
    PublicSigningKeyUsage "Count" (Beside::Only("SigningKeyId"))
        "How often customers' input was encrypted.";
    QueueCapacityExceededError "Count" (QUEUE)
        "Contacts refused because the queue was full.";
    QueueSize "Count" (QUEUE)
        "Contacts in the queue.";
    SuccessfulChatsPerInterval "Count" (CHATS)
        "Chats that began. No data: there are no chats.";
    TasksBreachingConcurrencyQuota "Count" (TASKS)
        "Tasks refused because there were as many as there may be.";
    TasksExpired "Count" (TASK)
        "Tasks that were not done in time.";
    TasksExpiryWarningReached "Count" (TASK)
        "Tasks that end by themselves in two hours.";
    ThrottledCalls "Count" (VOICE)
        "Calls not placed because too many were asked for in a second; only where a throttle is set.";
    ToInstancePacketLossRate "Percent" (Beside::Fixed(&[
        ("Participant", "Agent"),
        ("Type of Connection", "WebRTC"),
        ("Stream Type", "Voice"),
    ]))
        "Packets of agents' audio that were lost on their way here, 0 to 100; a sample when the audio ends.";
}

impl Watched {
    /// The metric of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }
}
