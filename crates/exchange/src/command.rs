//! What agents' pages and APIs ask of an exchange, and how it answers.

use crate::agent::AgentFacts;
use crate::contact::{
    ContactFacts, Details, DetailsChange, Device, Erased, MonitorMode, References,
};
use crate::snapshot::AgentSnapshot;
use flow::RoutingCriteria;
use ids::{AgentStatusId, ContactId, FlowId, PhoneNumber, QueueId, Timestamp, UserId};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use thiserror::Error;

/// Something wanted.
#[derive(Debug, Clone)]
pub enum Command {
    /// An agent's page opened. The first one after a sign-out is a login; the agent keeps the
    /// status that is known (`Offline` after a login).
    SignIn {
        /// Who.
        agent: UserId,
    },
    /// With what the agent's page is open; for the records of the contacts that come.
    UseDevice {
        /// Who.
        agent: UserId,
        /// The browser.
        device: Device,
    },
    /// The last of an agent's pages closed without signing out.
    PageClosed {
        /// Who.
        agent: UserId,
    },
    /// The agent signed out: `Offline`, at once or, while on a contact, when it is cleared.
    SignOut {
        /// Who.
        agent: UserId,
    },
    /// Change of status by the agent: now or, while on a contact, as next status.
    SetStatus {
        /// Who.
        agent: UserId,
        /// The status.
        status: AgentStatusId,
    },
    /// Answer an offer.
    Accept {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// Refuse an offer. For voice this is a missed contact (connect-d-data-metrics.md §7).
    Reject {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// End the agent's part of a conversation; after-contact work begins.
    HangUp {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// End after-contact work, or put away a missed or failed contact.
    Clear {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// Put the customer on hold.
    Hold {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// Talk again.
    Resume {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// Silence the agent, or no longer.
    Mute {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
        /// True to silence.
        muted: bool,
    },
    /// Send keys to the customer's side.
    SendDigits {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
        /// `0-9`, `*`, `#`, `A-D`, `,`.
        digits: String,
    },
    /// The agent's state now.
    Snapshot {
        /// Whose.
        agent: UserId,
    },
    /// Start, stop, suspend or resume a contact's recording.
    Recording {
        /// Which.
        contact: ContactId,
        /// The first contact of its chain.
        initial: ContactId,
        /// What to do.
        action: RecordingAction,
    },
    /// End a contact (StopContact).
    StopContact {
        /// Which.
        contact: ContactId,
    },
    /// Add somebody to the conversation: the others are put on hold, and the agent talks to the new
    /// one alone. Source: connect-g-agent-workspace.md §4.2.
    Transfer {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
        /// Whom to add.
        to: Destination,
    },
    /// Put a party on hold, or take it off; of all parties the latter is *Join*.
    HoldParty {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
        /// Whom.
        party: Participant,
        /// True to hold.
        held: bool,
    },
    /// Change between two others, of whom one is on hold.
    Swap {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
    },
    /// Silence a party, or no longer; for calls with more than three parties only.
    MuteParty {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
        /// Whom.
        party: Participant,
        /// True to silence.
        muted: bool,
    },
    /// Let a party go.
    DropParty {
        /// Who.
        agent: UserId,
        /// Which.
        contact: ContactId,
        /// Whom.
        party: Participant,
    },
    /// Listen to a conversation as a supervisor (MonitorContact); the answer names the supervisor's
    /// own contact. Source: connect-e-cases-quality.md §10.
    Monitor(Monitoring),
    /// Take part in a conversation that one listens to, or only listen again.
    SetMonitorMode {
        /// The supervisor.
        agent: UserId,
        /// The supervisor's own contact.
        contact: ContactId,
        /// Which.
        mode: MonitorMode,
    },
    /// Call a number from the agent's number pad. Source: connect-g-agent-workspace.md §4.5.
    Dial {
        /// Who.
        agent: UserId,
        /// Whom.
        number: PhoneNumber,
    },
    /// Begin a task (StartTaskContact, CreateContact, a flow's CreateTask).
    StartTask(Box<NewTask>),
    /// Pause a task, as its agent or for an API (PauseContact).
    Pause {
        /// The agent who asks.
        agent: Option<UserId>,
        /// Which.
        contact: ContactId,
        /// A flow to run meanwhile, in place of the one that was set.
        flow: Option<FlowId>,
    },
    /// Go on with a paused task (ResumeContact).
    Unpause {
        /// The agent who asks.
        agent: Option<UserId>,
        /// Which.
        contact: ContactId,
        /// A flow to run now, in place of the one that was set.
        flow: Option<FlowId>,
    },
    /// Transfer a task (TransferContact).
    TransferTask {
        /// The agent who asks.
        agent: Option<UserId>,
        /// Which.
        contact: ContactId,
        /// The flow that brings it there.
        flow: FlowId,
        /// Where to.
        to: Option<TaskTarget>,
    },
    /// Begin a scheduled task at another time (UpdateContactSchedule).
    Reschedule {
        /// Which.
        contact: ContactId,
        /// When.
        due: Timestamp,
    },
    /// Change what routing goes by (UpdateContactRoutingData).
    UpdateRouting {
        /// Which.
        contact: ContactId,
        /// The priority.
        priority: Option<u32>,
        /// Seconds by which it counts as older.
        age_adjustment: Option<i64>,
        /// The routing criteria.
        criteria: Option<RoutingCriteria>,
    },
    /// Change what is known of a contact, live or over. Of one that is over the asker hands in the
    /// stored facts; its record is published again.
    Amend {
        /// Which.
        contact: ContactId,
        /// What changes.
        amendment: Amendment,
        /// The stored row, used when the contact is not live.
        closed: Option<Box<ContactFacts>>,
    },
    /// Offer a queued contact to an agent by hand, whatever the agent's status and however much is
    /// on the desk (AssociateContactWithUser).
    AssociateContact {
        /// Which.
        contact: ContactId,
        /// To whom.
        agent: UserId,
    },
    /// Call a customer and run a flow once the call is answered (StartOutboundVoiceContact).
    StartOutboundVoice(Box<OutboundCall>),
    /// Put a customer into a queue, and call when an agent has accepted (BatchPutContact).
    QueueOutbound(Box<QueuedCall>),
    /// Change of status by an API or a supervisor (PutUserStatus).
    PutUserStatus {
        /// Whose.
        agent: UserId,
        /// The status.
        status: AgentStatusId,
    },
    /// A live contact.
    DescribeContact {
        /// Which.
        contact: ContactId,
    },
    /// All live contacts.
    ListContacts,
    /// Agents' states (GetCurrentUserData); all agents when empty.
    CurrentUserData {
        /// Whose.
        agents: Vec<UserId>,
    },
}

/// Who wants to listen, and to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Monitoring {
    /// The supervisor.
    pub supervisor: UserId,
    /// The agent's contact.
    pub contact: ContactId,
    /// Whether the supervisor may also take part.
    pub may_barge: bool,
}

/// What is wanted with a recording. Source: StartContactRecording and its siblings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingAction {
    /// Record the conversation: at once, or when an agent comes.
    Start {
        /// What the agent says.
        agent: bool,
        /// What the agent hears.
        customer: bool,
    },
    /// End it for good.
    Stop(RecordingPart),
    /// Write silence for a while.
    Suspend(RecordingPart),
    /// Go on.
    Resume(RecordingPart),
}

/// Which recording: `ContactRecordingType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RecordingPart {
    /// Of the conversation with an agent.
    #[default]
    Conversation,
    /// Of the interaction before it.
    Automated,
}

/// Whom an agent adds to a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A quick connect that the agent sees, by its identifier.
    QuickConnect(String),
    /// A telephone number.
    Number(PhoneNumber),
}

/// A party of a conversation beside the agent who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Participant {
    /// The customer.
    Customer,
    /// Somebody who was added, by the contact that was opened for it; or the agent of this contact.
    Guest(ContactId),
    /// Everybody.
    All,
}

/// A change of what is known of a contact.
#[derive(Debug, Clone)]
pub enum Amendment {
    /// User-defined attributes are set (UpdateContactAttributes).
    Attributes(BTreeMap<String, String>),
    /// Name, description and the like (UpdateContact).
    Details(Box<DetailsChange>),
    /// Tags are set (TagContact).
    Tag(BTreeMap<String, String>),
    /// Tags are removed (UntagContact).
    Untag(Vec<String>),
    /// Personal data are erased (DeleteContactData); only of a contact that is over.
    Erase(Erased),
}

/// Where a task is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskTarget {
    /// A queue.
    Queue(QueueId),
    /// An agent's own queue.
    Agent(UserId),
}

/// How a task begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// With a flow.
    Flow(FlowId),
    /// At an agent, at once.
    AtAgent(UserId),
    /// It is over as it begins; done by an agent, if one is named.
    Completed(Option<UserId>),
}

/// A task that is asked for. Source: StartTaskContact, connect-a-foundation.md §3.4.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// How it begins.
    pub begin: Begin,
    /// The working queue with which its flow begins.
    pub to: Option<TaskTarget>,
    /// Name, description, references.
    pub details: Details,
    /// User-defined attributes, those of a linked contact among them.
    pub attributes: BTreeMap<String, String>,
    /// Segment attributes.
    pub segment_attributes: BTreeMap<String, String>,
    /// The first contact of the chain that it continues.
    pub initial: Option<ContactId>,
    /// The contact that it follows.
    pub previous: Option<ContactId>,
    /// How many contacts the chain before it has.
    pub chain: u32,
    /// A contact that it has to do with.
    pub related: Option<ContactId>,
    /// When it begins; now when `None`.
    pub scheduled: Option<Timestamp>,
    /// How long it may take, in minutes.
    pub expiry_minutes: u32,
    /// The template that it is made from.
    pub template: Option<String>,
}

/// How long a task may take where nothing else is said: seven days, in minutes.
/// Source: connect-a-foundation.md §2.4.
pub const TASK_MINUTES: u32 = 7 * 24 * 60;

/// A call that an API asks for. Source: StartOutboundVoiceContact.
#[derive(Debug, Clone)]
pub struct OutboundCall {
    /// Whom to call.
    pub destination: PhoneNumber,
    /// The flow that runs after the answer.
    pub flow: FlowId,
    /// The working queue, whose number is shown where no other is named.
    pub queue: Option<QueueId>,
    /// The number that is shown: one of the instance's.
    pub source: Option<PhoneNumber>,
    /// User-defined attributes.
    pub attributes: BTreeMap<String, String>,
    /// The contact's name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// A contact that it has to do with.
    pub related: Option<ContactId>,
    /// References.
    pub references: References,
    /// How long it may ring; the exchange's own limit where not said.
    pub ring_limit: Option<Duration>,
    /// The campaign that it is of.
    pub campaign: Option<String>,
}

/// A customer to be called by an agent of a queue. Source: BatchPutContact.
#[derive(Debug, Clone)]
pub struct QueuedCall {
    /// Whom to call.
    pub destination: PhoneNumber,
    /// Whose agents call.
    pub queue: QueueId,
    /// The number to call from; else the queue's.
    pub source: Option<PhoneNumber>,
    /// User-defined attributes.
    pub attributes: BTreeMap<String, String>,
    /// The campaign that it is of.
    pub campaign: Option<String>,
}

/// An answer.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Done.
    Done,
    /// A contact began.
    Started(ContactId),
    /// A contact.
    Contact(Box<ContactFacts>),
    /// Contacts, oldest first.
    Contacts(Vec<ContactFacts>),
    /// Agents.
    Agents(Vec<AgentFacts>),
    /// An agent's state.
    Snapshot(Box<AgentSnapshot>),
    /// The record that was published again.
    Record(Value),
}

/// Why a command was refused. The asker is at fault in all of them.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CommandError {
    /// There is no such live contact.
    #[error("contact {0} was not found")]
    ContactNotFound(ContactId),
    /// There is no such user.
    #[error("user {0} was not found")]
    UserNotFound(UserId),
    /// There is no such agent status, or it is disabled.
    #[error("agent status {0} was not found")]
    StatusNotFound(AgentStatusId),
    /// The agent has nothing to do with the contact.
    #[error("the contact is not assigned to this agent")]
    NotAssigned,
    /// The agent is signed out.
    #[error("the agent is not signed in")]
    NotSignedIn,
    /// The command does not fit the contact's state.
    #[error("not possible while the contact is {state}")]
    InvalidState {
        /// The state, in the words of the agent event stream.
        state: &'static str,
    },
    /// A contact has at most six tags of users'.
    #[error("a contact has at most 6 tags")]
    TooManyTags,
    /// The contact is no task.
    #[error("contact {0} is no task")]
    NotATask(ContactId),
    /// The task is paused already.
    #[error("the contact is paused already")]
    AlreadyPaused,
    /// The task is not paused.
    #[error("the contact is not paused")]
    NotPaused,
    /// The agent has as many paused tasks as there may be.
    #[error("an agent may have at most {0} paused tasks")]
    TooManyPaused(u32),
    /// As many tasks as there may be.
    #[error("the limit of {0} concurrent tasks is reached")]
    TooManyTasks(u32),
    /// A contact was transferred as often as it may be.
    #[error("a contact can be transferred at most {0} times")]
    TooManyTransfers(u32),
    /// The beginning of a task was changed as often as it may be.
    #[error("a task can be rescheduled at most {0} times")]
    TooManyReschedules(u32),
    /// Tasks do not go to telephones.
    #[error("a task cannot go to a telephone number")]
    NoNumberForTask,
    /// The task does not wait for its time.
    #[error("the contact is not scheduled for later")]
    NotScheduled,
    /// The contact is not over.
    #[error("contact {0} has not ended")]
    NotOver(ContactId),
    /// The contact is with no flow and waits in no queue.
    #[error("the contact does not wait in a queue")]
    NotQueued,
    /// Routing criteria that cannot be.
    #[error("{0}")]
    Criteria(String),
    /// An attribute's name or the sum of all attributes is out of bounds.
    #[error("attributes: {0}")]
    InvalidAttributes(&'static str),
    /// There is no such flow that is published.
    #[error("flow {0} was not found, or is not published")]
    FlowNotFound(FlowId),
    /// There is no such queue.
    #[error("queue {0} was not found")]
    QueueNotFound(QueueId),
    /// Numbers of this country, or this number, may not be called.
    #[error("calls are not permitted to this number")]
    DestinationNotAllowed,
    /// The instance makes no outbound calls.
    #[error("outbound calls are not enabled for this instance")]
    OutboundNotPermitted,
    /// Neither the request nor the queue has a number of the instance's to call from.
    #[error("there is no number of this instance to call from")]
    NoCallerId,
    /// The agent has a contact of this channel, or one that is to be cleared first.
    #[error("the agent has a contact already")]
    AgentBusy,
    /// It does not fit what the contact's recording has come to.
    #[error("recording: {0}")]
    Recording(&'static str),
    /// There is no such quick connect among those that the agent sees.
    #[error("the quick connect {0} was not found")]
    QuickConnectNotFound(String),
    /// Nobody else may be added until the one who is called has answered or failed to.
    #[error("somebody is being called already")]
    BeingCalled,
    /// As many as there may be in one call.
    #[error("a call has at most {0} parties")]
    TooManyParties(usize),
    /// There is no such party, or it is not there yet.
    #[error("there is no such party in the call")]
    PartyNotFound,
    /// Not exactly two others, of whom one is on hold.
    #[error("there is nobody to swap with")]
    NothingToSwap,
    /// The contact cannot be monitored, now or at all.
    #[error("the contact cannot be monitored: {0}")]
    NotMonitorable(&'static str),
    /// As many supervisors as there may be on a contact, or contacts of a supervisor.
    #[error("at most {0} can be monitored, or monitor, at once")]
    TooManyMonitors(usize),
    /// The contact is no supervisor's, or barging was not asked for.
    #[error("the supervisor may only listen")]
    MayNotBarge,
    /// Another agent has the controls.
    #[error("the agent who added this one controls the call")]
    NotInControl,
    /// A chain of contacts that is as long as it may be.
    #[error("the contact was transferred as often as it may be")]
    ChainTooLong,
    /// As many calls as there may be.
    #[error("the limit of {0} concurrent calls is reached")]
    TooManyCalls(u32),
    /// The exchange is closing down.
    #[error("the exchange takes no new calls")]
    Draining,
    /// Digits other than `0-9*#A-D,`, or too many.
    #[error("digits must be 1 to 50 of 0-9, *, #, A-D and comma")]
    InvalidDigits,
}
