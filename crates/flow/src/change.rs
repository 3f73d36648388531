//! The changes that actions make to their contact.

/// A change that an action makes to its contact.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Sets user-defined attributes: all or nothing, at most 32 KB together.
    Attributes {
        /// Whose.
        target: TargetContact,
        /// Keys (without `$` and `.`) and values.
        values: Vec<(String, String)>,
    },
    /// Sets system data; `None` leaves a field as it is.
    Data(ContactUpdate),
    /// Adds user tags, at most 6 in all.
    Tag(Vec<(String, String)>),
    /// Removes tags by key.
    Untag(Vec<String>),
    /// Sets the voice of all later speech.
    Voice(Voice),
    /// Sets who is recorded from now on, and what is analysed.
    Recording(Recording),
    /// Sets the working queue. Refused when there is no such queue or agent.
    Queue(QueueChoice),
    /// Puts the contact into its working queue; the run ends as `Outcome::Queued`. Refused with
    /// [`ErrorType::QueueAtCapacity`], or when it has no queue or is queued or connected already.
    TransferToQueue,
    /// Moves a queued contact to another queue; its queue flow goes on. Refused likewise.
    Requeue(QueueChoice),
    /// Hands the contact to the agent of a transfer flow; the run ends.
    TransferToAgent,
    /// Sets the flow for a later moment. Refused when there is no such flow.
    Hook {
        /// The moment.
        hook: EventHook,
        /// The flow's id or ARN.
        flow: String,
    },
    /// Sets the routing priority: from 1, lower is served first, 5 by default.
    Priority(u32),
    /// Makes the contact count as having waited longer (or, negative, shorter), in seconds.
    QueueTimeAdjustment(i64),
    /// Sets the number to call back.
    CallbackNumber(String),
    /// Queues a new contact that calls the customer back. Refused when there is no callback
    /// number, no queue, or the queue is full.
    Callback(Callback),
    /// Puts the agent or the customer on hold, or joins all. Refused without an agent.
    Hold(HeldParticipant),
    /// Sets which agents may take the contact, step by step.
    RoutingCriteria(RoutingCriteria),
    /// Goes on with a paused task.
    Resume,
}

/// A callback to be queued. Source: connect-c-flows.md §12.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Where it waits; the working queue when `None`.
    pub queue: Option<QueueChoice>,
    /// How long it waits before it can be offered, in seconds.
    pub initial_delay: u32,
    /// How often the customer is called at most.
    pub attempts: u32,
    /// The pause between two calls, in seconds.
    pub retry_delay: u32,
    /// The number that calls; by default the queue's.
    pub caller_id: Option<String>,
    /// The flow that runs for the callback, where the flow names one.
    pub flow: Option<String>,
}

/// Who is on hold. Source: connect-c-flows.md §7.20.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldParticipant {
    /// The agent; the customer is on the call.
    Agent,
    /// The customer; the agent is on the call.
    Customer,
    /// Nobody: all hear each other.
    Nobody,
}

/// Which agents may take a contact. Source: connect-c-flows.md §7.36.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutingCriteria {
    /// One after the other; each as long as it does not expire.
    pub steps: Vec<RoutingStep>,
}

/// One step of routing criteria.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutingStep {
    /// What an agent must meet.
    pub expression: RoutingExpression,
    /// After how many seconds the next step begins; never when `None`.
    pub expiry: Option<u32>,
}

/// What an agent must meet.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutingExpression {
    /// One proficiency.
    Attribute {
        /// The predefined attribute's name.
        name: String,
        /// Its value.
        value: String,
        /// The least level, 1.0 to 5.0.
        level: f32,
        /// The highest level, where a range of levels was given.
        most: Option<f32>,
    },
    /// To be one of these agents, by identifier or ARN.
    Agents(Vec<String>),
    /// All of them.
    And(Vec<RoutingExpression>),
    /// Any of them.
    Or(Vec<RoutingExpression>),
    /// Not to have a proficiency in a range of levels.
    Not {
        /// The predefined attribute's name.
        name: String,
        /// Its value.
        value: String,
        /// The least level of the range.
        level: f32,
        /// The highest level of the range, where there is one.
        most: Option<f32>,
    },
}

/// Whose attributes are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TargetContact {
    /// This contact's.
    #[default]
    Current,
    /// The related contact's.
    Related,
}

/// System data of a contact to be changed. Source: flow-language.md §5.1 `UpdateContactData`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactUpdate {
    /// Whose.
    pub target: TargetContact,
    /// The contact's name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// The language of speech and bots, such as `en-US`.
    pub language: Option<String>,
    /// The customer's identification.
    pub customer_id: Option<String>,
    /// The assistant's session.
    pub wisdom_session: Option<String>,
}

/// A voice for speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Its name, such as `Joanna`.
    pub voice: String,
    /// `standard`, `neural`, `long-form` or `generative`.
    pub engine: Option<String>,
    /// `None`, `Conversational` or `Newscaster`.
    pub style: Option<String>,
}

/// Who is recorded. Source: flow-language.md §5.2.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recording {
    /// The agent's voice.
    pub agent: bool,
    /// The customer's voice.
    pub customer: bool,
    /// The agent's screen.
    pub screen: bool,
    /// The part before an agent is there; `None` leaves it as it is.
    pub automated: Option<bool>,
    /// The analytics settings as the flow gives them; `None` switches analytics off.
    pub analytics: Option<serde_json::Value>,
}

/// A queue by id or ARN, or an agent's own queue.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum QueueChoice {
    /// A queue's id or ARN.
    Queue(String),
    /// An agent's user id, user name or ARN.
    Agent(String),
}

/// A later moment for which a flow can be set. Source: flow-language.md §5.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventHook {
    /// The agent is on hold.
    AgentHold,
    /// Before the agent is joined.
    AgentWhisper,
    /// The customer is on hold.
    CustomerHold,
    /// The customer waits in a queue.
    CustomerQueue,
    /// The agent has left and the customer is still there: the disconnect flow.
    CustomerRemaining,
    /// Before the customer is joined.
    CustomerWhisper,
    /// The contact is opened in the agent's workspace.
    DefaultAgentUi,
    /// The contact ends in the agent's workspace.
    DisconnectAgentUi,
    /// The contact is paused.
    PauseContact,
    /// The contact is resumed.
    ResumeContact,
}
