//! What all rooms of the exchange share while an input is handled: the time, the configuration,
//! the router, the timers, and where outputs and internal signals go.

use crate::agent::ContactState;
use crate::calls::Call;
use crate::calls::conference::Word;
use crate::contact::{ContactFacts, Device, InitiationMethod};
use crate::directory::Directory;
use crate::input::LambdaToken;
use crate::journal::{AgentEntry, ContactEntry, Entry, Subject};
use crate::live::QueueTarget;
use crate::output::{LegCommand, MediaCommand, Output, Publication, Remark};
use crate::settings::{Identity, Settings};
use crate::timers::{Timer, Timers};
use flow::RequestId;
use ids::{ContactId, FlowId, IdSource, LegId, RecordingId, Timestamp, UserId};
use input_encryption::Entropy;
use routing::Router;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Duration;

/// Something that one room tells another; the exchange carries it.
#[derive(Debug)]
pub(crate) enum Signal {
    /// A contact at an agent changed its state.
    AtAgent {
        agent: UserId,
        contact: ContactId,
        state: ContactState,
    },
    /// A contact left an agent without a trace on the desk.
    OffAgent { agent: UserId, contact: ContactId },
    /// An agent is done with a contact.
    WorkEnded { contact: ContactId },
    /// An agent wants a contact's own part ended.
    AgentGone { contact: ContactId },
    /// A contact goes on as another one.
    Continue {
        contact: ContactId,
        as_method: InitiationMethod,
        with: Continuation,
    },
    /// A contact that another one made.
    Opened(Box<Call>),
    /// Between the calls of a conference.
    Conference(Word),
    /// Nothing more is due for a contact.
    Completed { contact: ContactId },
}

/// What the next contact of a chain starts with.
#[derive(Debug)]
pub(crate) enum Continuation {
    /// A flow.
    Flow(FlowId),
    /// Another queue.
    Queue(QueueTarget),
}

/// To which flow an invocation's answer belongs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Invocation {
    pub(crate) contact: ContactId,
    pub(crate) session: u64,
    pub(crate) request: RequestId,
}

/// Outputs of one batch, in their order.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    durable: VecDeque<Output>,
    effects: VecDeque<Output>,
    answers: VecDeque<Output>,
    pub(crate) changed_contacts: BTreeSet<ContactId>,
    pub(crate) changed_agents: BTreeSet<UserId>,
}

impl Outbox {
    pub(crate) fn poll(&mut self) -> Option<Output> {
        self.durable
            .pop_front()
            .or_else(|| self.effects.pop_front())
            .or_else(|| self.answers.pop_front())
    }

    pub(crate) fn durable(&mut self, output: Output) {
        self.durable.push_back(output);
    }

    pub(crate) fn answer(&mut self, output: Output) {
        self.answers.push_back(output);
    }

    pub(crate) fn leg(&mut self, command: LegCommand) {
        self.effects.push_back(Output::Leg(command));
    }

    pub(crate) fn media(&mut self, command: MediaCommand) {
        self.effects.push_back(Output::Media(command));
    }

    pub(crate) fn effect(&mut self, output: Output) {
        self.effects.push_back(output);
    }

    /// Says what is to be counted.
    pub(crate) fn remark(&mut self, remark: Remark) {
        self.effects.push_back(Output::Remark(remark));
    }

    pub(crate) fn publish(&mut self, publication: Publication) {
        self.durable.push_back(Output::Publish(publication));
    }
}

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) now: Timestamp,
    pub(crate) identity: Identity,
    pub(crate) settings: Settings,
    pub(crate) ids: IdSource,
    /// Where keys of encrypted input come from; without it nothing is encrypted.
    pub(crate) entropy: Option<Entropy>,
    pub(crate) directory: Directory,
    pub(crate) router: Router,
    pub(crate) timers: Timers,
    pub(crate) out: Outbox,
    pub(crate) signals: VecDeque<Signal>,
    pub(crate) invocations: HashMap<LambdaToken, Invocation>,
    /// Whose recording is whose, while they run.
    pub(crate) recordings: HashMap<RecordingId, ContactId>,
    /// Whose leg is whose.
    pub(crate) legs: HashMap<LegId, ContactId>,
    /// To which other contact's flow a leg listens meanwhile.
    pub(crate) lent: HashMap<LegId, ContactId>,
    /// The host of each guest of a conference.
    pub(crate) hosts: HashMap<ContactId, ContactId>,
    /// With what agents' pages are open.
    pub(crate) devices: HashMap<UserId, Device>,
    tokens: u64,
}

impl Context {
    pub(crate) fn new(identity: Identity, seed: u128, settings: Settings) -> Self {
        Self {
            now: Timestamp::default(),
            identity,
            settings,
            ids: IdSource::new(seed),
            entropy: None,
            directory: Directory::default(),
            router: Router::new(),
            timers: Timers::default(),
            out: Outbox::default(),
            signals: VecDeque::new(),
            invocations: HashMap::new(),
            recordings: HashMap::new(),
            legs: HashMap::new(),
            lent: HashMap::new(),
            hosts: HashMap::new(),
            devices: HashMap::new(),
            tokens: 0,
        }
    }

    /// The time after a duration.
    pub(crate) fn after(&self, duration: Duration) -> Timestamp {
        let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Timestamp(self.now.0.saturating_add(millis))
    }

    /// Starts a timer that runs out after a duration.
    pub(crate) fn start(&mut self, timer: Timer, duration: Duration) {
        let at = self.after(duration);
        self.timers.set(timer, at);
    }

    /// A number that was not given out before.
    pub(crate) fn token(&mut self) -> u64 {
        self.tokens += 1;
        self.tokens
    }

    pub(crate) fn signal(&mut self, signal: Signal) {
        self.signals.push_back(signal);
    }

    /// Writes a fact about a contact and takes it in.
    pub(crate) fn note(&mut self, facts: &mut ContactFacts, entry: ContactEntry) {
        facts.apply(self.now, &entry);
        self.out.changed_contacts.insert(facts.id);
        self.out.durable(Output::Journal(Entry {
            at: self.now,
            subject: Subject::Contact {
                contact: facts.id,
                entry,
            },
        }));
    }

    /// Writes a fact about an agent.
    pub(crate) fn note_agent(&mut self, agent: UserId, entry: AgentEntry) {
        self.out.changed_agents.insert(agent);
        self.out.durable(Output::Journal(Entry {
            at: self.now,
            subject: Subject::Agent { agent, entry },
        }));
    }
}
