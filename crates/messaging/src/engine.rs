//! The pipeline's state, and what goes in and out of it.

use crate::answers::LastSent;
use crate::calls::{CallQuotas, Calls};
use crate::carriers::{CarrierRules, Carriers};
use crate::counts::Counted;
use crate::kept::{Deadlines, Messages};
use crate::lanes::Lanes;
use crate::message::{Part, Phase};
use crate::names::Names;
use crate::parts::{Begun, KeptPart, Line, PartsOf};
use crate::{
    CarrierHealth, Channel, Directory, Message, MessageFacts, Name, Networks, OriginatorKind,
    RateCard, Recipient, Spend, Status,
};
use ids::{Pii, Timestamp};
use sms_codec::Reassembly;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::time::Duration;
use uuid::Uuid;

/// What the operator configured of the pipeline itself.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What messages cost.
    pub rates: RateCard,
    /// The carriers.
    pub carriers: Vec<CarrierRules>,
    /// Whose numbers are.
    pub networks: Networks,
    /// Parts per second in the place of sms.md 3.7, by kind of originator.
    pub throughput: BTreeMap<OriginatorKind, u32>,
    /// The least time between messages to one recipient; none without a bound.
    pub per_recipient: Option<Duration>,
    /// How many spoken messages there may be.
    pub calls: CallQuotas,
    /// The sender of who has none.
    pub shared_sender: String,
    /// Messages that may wait or be awaited at once.
    pub capacity: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rates: RateCard::default(),
            carriers: Vec::new(),
            networks: Networks::default(),
            throughput: BTreeMap::new(),
            per_recipient: Some(Duration::from_secs(1)),
            calls: CallQuotas::default(),
            shared_sender: "NOTICE".into(),
            capacity: 2_000_000,
        }
    }
}

/// What is to be done, in this order. Everything up to a commit becomes durable before anything of
/// it that shows outside happens: hand-overs, answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Keep this state of a message.
    Keep(Box<Message>),
    /// A message has its outcome: forget its state, keep the facts.
    Finish(Box<MessageFacts>),
    /// Tell an event destination.
    Event(Notice),
    /// Pass on a message that came in.
    Inbound(Notice),
    /// A number opted out of a list, or in again.
    OptOut {
        /// The list.
        list: String,
        /// The number.
        number: Pii<String>,
        /// Whether it opted out.
        opted_out: bool,
    },
    /// Hand a message over; answer with [`Engine::report`](crate::Engine::report).
    HandOver(Box<HandOver>),
    /// An application that is bound to us wants to know.
    Tell {
        /// Its system id.
        application: String,
        /// The message.
        message: Box<Message>,
        /// Its outcome.
        status: Status,
    },
    /// Keep which message went last from a number of ours to somebody: an answer is to that one.
    Last {
        /// The number.
        from: String,
        /// The recipient.
        to: Pii<String>,
        /// The message.
        id: Uuid,
    },
    /// Keep for [`CALLS_COUNT`](crate::CALLS_COUNT) that a spoken message was taken.
    Called {
        /// When.
        at: Timestamp,
        /// The message.
        id: Uuid,
        /// To whom.
        to: Pii<String>,
    },
    /// Keep a part of a message that came in.
    KeepPart(Box<KeptPart>),
    /// Forget the parts of a message: it is whole, or was given up.
    ForgetParts(Box<PartsOf>),
    /// An application submitted parts of a message that never became whole.
    TellLost {
        /// Its system id.
        application: String,
        /// The identifier that it was told.
        id: Uuid,
        /// The sender that it named.
        source: String,
        /// To whom.
        destination: Pii<String>,
        /// Its outcome.
        status: Status,
    },
    /// A message came in at a number: applications that are bound to us may want it.
    Came(Box<Came>),
}

/// One record for one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The ARN that the configuration names.
    pub stream: String,
    /// What it is about: records of one key stay in order.
    pub key: String,
    /// When it happened.
    pub at: Timestamp,
    /// The record: JSON.
    pub body: Pii<String>,
}

/// A message on its way to a carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// The carrier.
    pub carrier: String,
    /// The message as it is kept.
    pub message: Message,
    /// The parts to hand over, from 0; others have been before.
    pub parts: Vec<usize>,
    /// When it is no longer wanted.
    pub until: Timestamp,
    /// How long a spoken message may be.
    pub longest: Duration,
}

/// A message that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// Who sent it.
    pub source: Pii<String>,
    /// To which number of ours.
    pub destination: String,
    /// Its text.
    pub text: Pii<String>,
}

/// What a hand-over of a part came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The carrier has it under this identifier.
    Accepted(Option<String>),
    /// It never left, or the carrier refused it for now: it may be tried again.
    NotNow,
    /// The carrier refuses this originator: another may do.
    SenderRefused,
    /// The carrier refuses it for good.
    Refused(Status),
    /// It left and nothing came back: nobody knows.
    InDoubt,
    /// A call was made, and is over: how it ended, and its seconds from the answer.
    Called(Status, u32),
}

/// The messaging engine. See the crate's documentation for the calling contract.
#[derive(Debug)]
pub struct Engine {
    pub(crate) settings: Settings,
    pub(crate) directory: Directory,
    pub(crate) opted_out: HashMap<String, HashSet<u64>>,
    pub(crate) carriers: Carriers,
    pub(crate) lanes: Lanes,
    pub(crate) messages: Messages,
    pub(crate) names: Names,
    /// When messages are given up.
    pub(crate) deadlines: Deadlines,
    /// Messages that wait before they are queued again.
    pub(crate) delayed: BTreeSet<(Timestamp, Uuid)>,
    /// Messages and parts by the carriers' identifiers.
    pub(crate) receipts: HashMap<(Name, Box<str>), (Uuid, u8)>,
    /// Receipts that came before their acceptance was known, and when.
    pub(crate) early: HashMap<(Name, Box<str>), (Status, Timestamp)>,
    /// When recipients may get the next message.
    pub(crate) recipients: HashMap<Recipient, Timestamp>,
    /// The last message from a number of ours to somebody, for answers.
    pub(crate) last_sent: LastSent,
    pub(crate) calls: Calls,
    pub(crate) reassembly: Reassembly<Line>,
    /// The messages that parts become.
    pub(crate) gathering: HashMap<PartsOf, Begun>,
    pub(crate) spend: Spend,
    pub(crate) month: (i16, i8),
    pub(crate) counted: Vec<Counted>,
    pub(crate) output: VecDeque<Output>,
}

/// How long parts of a message that comes in wait for the others.
const PARTS_PATIENCE: Duration = Duration::from_secs(3600);
const UNFINISHED: usize = 10_000;

impl Engine {
    /// An engine with nothing in it.
    pub fn new(settings: Settings) -> Self {
        Self {
            carriers: Carriers::new(settings.carriers.clone()),
            settings,
            directory: Directory::default(),
            opted_out: HashMap::new(),
            lanes: Lanes::default(),
            messages: Messages::default(),
            names: Names::default(),
            deadlines: Deadlines::default(),
            delayed: BTreeSet::new(),
            receipts: HashMap::new(),
            early: HashMap::new(),
            recipients: HashMap::new(),
            last_sent: LastSent::default(),
            calls: Calls::default(),
            reassembly: Reassembly::new(PARTS_PATIENCE, UNFINISHED),
            gathering: HashMap::new(),
            spend: Spend::default(),
            month: (0, 0),
            counted: Vec::new(),
            output: VecDeque::new(),
        }
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.output.pop_front()
    }

    /// What happened since the last call that counts.
    pub fn take_counted(&mut self) -> Vec<Counted> {
        std::mem::take(&mut self.counted)
    }

    /// How the carriers do.
    pub fn carriers(&self, now: Timestamp) -> Vec<CarrierHealth> {
        self.carriers.health(now)
    }

    /// Messages that wait for a carrier or for their originator's throughput.
    pub fn waiting(&self) -> usize {
        self.lanes.waiting() + self.delayed.len()
    }

    /// Messages that wait or are awaited.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// How much of the room for messages is taken: 0 to 100.
    pub fn load(&self) -> u8 {
        let share = self.messages.len().saturating_mul(100) / self.settings.capacity.max(1);
        u8::try_from(share.min(100)).unwrap_or(100)
    }

    /// Whether nothing waits and nothing is awaited.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// A message that has no outcome yet.
    pub fn message(&self, id: Uuid) -> Option<&Message> {
        self.messages.get(id)
    }

    /// What was spent in the month of the last submission or tick, and that month.
    pub const fn spend(&self) -> (Spend, (i16, i8)) {
        (self.spend, self.month)
    }

    /// The configuration that holds from now on.
    pub fn set_directory(&mut self, directory: Directory) {
        self.directory = directory;
    }

    /// The configuration that holds.
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// A number opted out of a list, or in again.
    pub fn set_opted_out(&mut self, list: &str, number: &str, opted_out: bool) {
        let Some(number) = digits(number) else {
            return;
        };
        let numbers = self.opted_out.entry(list.to_owned()).or_default();
        if opted_out {
            numbers.insert(number);
        } else {
            numbers.remove(&number);
        }
    }

    /// A list is gone with all its numbers.
    pub fn forget_list(&mut self, list: &str) {
        self.opted_out.remove(list);
    }

    /// Whether a number is on a list.
    pub fn is_opted_out(&self, list: &str, number: &str) -> bool {
        let numbers = self.opted_out.get(list);
        let number = digits(number);
        number.is_some_and(|number| numbers.is_some_and(|it| it.contains(&number)))
    }

    /// After a start: what had been spent in which month.
    pub fn restore_spend(&mut self, spend: Spend, month: (i16, i8)) {
        (self.spend, self.month) = (spend, month);
    }

    /// After a start: a message as it was kept last. What waited goes on; what a carrier has is
    /// awaited; what was being handed over has parts in doubt, which is told. A call that was under
    /// way has broken off: its audio ended with the process.
    pub fn restore(&mut self, now: Timestamp, mut message: Message) {
        let id = message.id;
        self.names.share(&mut message);
        let in_doubt = message.phase == Phase::HandingOver;
        if in_doubt && message.channel == Channel::Voice {
            self.messages.insert(Box::new(message));
            return self.end(
                now,
                id,
                Status::Failed,
                "The call was cut off by a restart",
                0,
            );
        }
        if in_doubt {
            for part in message.places.iter_mut().filter(|it| **it == Part::Waiting) {
                *part = Part::Done(Status::Unknown);
            }
            message.phase = Phase::Awaiting;
        }
        self.index_parts(&message);
        self.deadlines.insert(message.deadline(), id);
        if message.phase == Phase::Queued {
            self.lanes.push(&message, self.per_second(&message));
        }
        self.messages.insert(Box::new(message));
        if in_doubt {
            self.settle(now, id, "The hand-over to the carrier was interrupted");
        }
    }

    pub(crate) fn index_parts(&mut self, message: &Message) {
        let Some(carrier) = &message.carrier else {
            return;
        };
        for (part, number) in message.places.iter().zip(0..) {
            if let Part::Accepted(carriers_id) = part {
                let key = (carrier.clone(), carriers_id.clone());
                self.receipts.insert(key, (message.id, number));
            }
        }
    }

    /// A carrier's link came up or went down.
    pub fn connected(&mut self, now: Timestamp, carrier: &str, connected: bool) {
        self.carriers.connected(carrier, connected);
        self.lanes.unblock();
        self.dispatch(now);
    }

    /// When [`Engine::tick`] is due.
    pub fn next_timeout(&self, now: Timestamp) -> Option<Timestamp> {
        let times = [
            self.deadlines.first(),
            self.delayed.first().map(|(at, _)| *at),
            self.lanes.next_timeout(),
            self.carriers.next_timeout(now),
        ];
        times.into_iter().flatten().min()
    }

    /// Does what is due by now.
    pub fn tick(&mut self, now: Timestamp) {
        self.begin_month(now);
        for id in self.deadlines.pop_due(now) {
            self.overdue(now, id);
        }
        while let Some((at, id)) = self.delayed.first().copied()
            && at <= now
        {
            self.delayed.pop_first();
            self.requeue(id);
        }
        self.give_up_parts(now);
        self.lanes.unblock();
        self.dispatch(now);
    }

    fn requeue(&mut self, id: Uuid) {
        let Some(message) = self.messages.get(id) else {
            return;
        };
        let per_second = self.per_second(message);
        self.lanes.push(message, per_second);
    }

    /// The throughput of an originator (sms.md 3.7).
    pub(crate) fn per_second(&self, message: &Message) -> u32 {
        use OriginatorKind::{LongCode, SenderId, Shared, ShortCode, Simulator, TenDlc, TollFree};
        if let Some(configured) = self.settings.throughput.get(&message.sender.kind) {
            return *configured;
        }
        let media = message.channel == Channel::Media;
        match (message.sender.kind, &*message.sender.country) {
            _ if message.channel == Channel::Voice => 1,
            (ShortCode, _) if media => 40,
            (ShortCode | Simulator, _) => 100,
            (TollFree, _) => 3,
            (TenDlc, _) | (LongCode, "US" | "CA") => 1,
            (LongCode | SenderId, _) => 10,
            (Shared, _) => 20,
        }
    }
}

/// A number's digits. E.164 has at most 15, which fit.
fn digits(number: &str) -> Option<u64> {
    number.strip_prefix('+').unwrap_or(number).parse().ok()
}
