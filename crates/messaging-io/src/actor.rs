//! The task that owns the engine.

use crate::committer::{After, Work};
use crate::deliveries::{self, Applications, Lost};
use crate::rows;
use crate::texts::{self, Passed};
use crate::told::{Once, Recent};
use ids::{IdSource, Pii, Timestamp};
use messaging::{
    Accepted, CarrierHealth, Channel, Count, Counted, Directory, Engine, Gathered, Inbound, Line,
    MessageFacts, Outcome, Output, Refusal, Spend, Status, Submission,
};
use services::messages::counts::Counter;
use services::messages::{history, spending};
use services::{Clock, SendError};
use smpp_io::Delivery;
use smpp_proto::Status as Smpp;
use sms_codec::Concatenation;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Store, Write};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// What the engine's task is told.
#[derive(Debug)]
pub(crate) enum Input {
    /// Somebody sends a message.
    Send(
        Box<Submission>,
        oneshot::Sender<Result<Accepted, SendError>>,
    ),
    /// An application submitted one by SMPP, or a part of one.
    Submitted(Box<Submitted>),
    /// An application submitted one of several at once; told by which identifier it knows them.
    SubmittedOneOf(Box<OneOf>, oneshot::Sender<Result<Uuid, Smpp>>),
    /// An application takes a message back.
    Cancel(Uuid, String, oneshot::Sender<bool>),
    /// An application puts another text in the place of a message's.
    Replace(Uuid, String, Pii<String>, oneshot::Sender<bool>),
    /// What a hand-over came to.
    Report(Uuid, Vec<(usize, Outcome)>),
    /// What a call did.
    Progress(Uuid, Status, u32),
    /// A carrier's receipt, and what to acknowledge.
    Receipt {
        carrier: String,
        message_id: String,
        status: Option<Status>,
        ack: Ack,
    },
    /// A carrier delivered a message; with what it is known by, where it may be told twice.
    Inbound(Inbound, Option<Once>, Ack),
    /// A carrier's link came up or went down.
    Connected(String, bool),
    /// The configuration that holds from now on.
    Directory(Box<Directory>, oneshot::Sender<()>),
    /// A number opted out or in by the API.
    OptedOut(String, String, bool, oneshot::Sender<()>),
    /// A list is gone.
    ListDeleted(String, oneshot::Sender<()>),
    /// What became of a text for the contact centre; told when that is durable.
    Passed(Passed, oneshot::Sender<()>),
    /// Who asks for a message that has no outcome yet.
    Look(Uuid, oneshot::Sender<Option<MessageFacts>>),
    /// Everything before this is to be durable.
    Flush(oneshot::Sender<()>),
}

/// What an application submitted.
#[derive(Debug)]
pub(crate) struct Submitted {
    pub(crate) submission: Submission,
    /// Its place among the parts of its message.
    pub(crate) place: Option<Concatenation>,
    pub(crate) application: String,
    pub(crate) delivery: Delivery,
}

/// One of several messages, or a part of one, that an application submitted at once.
#[derive(Debug)]
pub(crate) struct OneOf {
    pub(crate) submission: Submission,
    pub(crate) place: Option<Concatenation>,
    pub(crate) application: String,
    /// The identifier that it knows them by, once there is one: that of the first.
    pub(crate) told_as: Option<Uuid>,
}

/// Who waits until what came in is durable.
#[derive(Debug)]
pub(crate) enum Ack {
    /// Nobody.
    None,
    /// A carrier by SMPP.
    Smpp(Delivery),
    /// A carrier's request: whether it is.
    Request(oneshot::Sender<bool>),
}

pub(crate) type Inbox = mpsc::Sender<Input>;

/// The engine with what it is driven by.
pub(crate) struct Actor {
    pub(crate) engine: Engine,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: IdSource,
    pub(crate) applications: Arc<Applications>,
    pub(crate) spend: Arc<Mutex<Spend>>,
    pub(crate) spent: (Spend, (i16, i8)),
    pub(crate) counter: Counter,
    pub(crate) health: Arc<Mutex<Health>>,
    /// How much waits, 0 to 100.
    pub(crate) load: Arc<AtomicU8>,
    /// When [`Health`] was told last.
    pub(crate) told: Timestamp,
    /// Writes that go with the next piece of work.
    pub(crate) also: Vec<Write>,
    /// What carriers brought lately.
    pub(crate) recent: Recent,
    /// For how long it is known what an answer is to.
    pub(crate) history: Duration,
}

/// How the carriers do, as others may look at it at any time.
#[derive(Debug, Default)]
pub(crate) struct Health {
    pub(crate) carriers: Vec<CarrierHealth>,
    pub(crate) waiting: usize,
    pub(crate) open: usize,
}

/// How often that is told at most.
const TELL: Duration = Duration::from_secs(1);

/// Inputs that are dealt with before what they led to is committed.
const SHARE: usize = 256;

impl Actor {
    /// Runs until everybody who could tell it something is gone.
    pub(crate) async fn run(mut self, mut inbox: mpsc::Receiver<Input>, out: mpsc::Sender<Work>) {
        let mut inputs = Vec::with_capacity(SHARE);
        // What recovery led to.
        let mut work = self.drain(Vec::new());
        loop {
            if out.send(work).await.is_err() {
                return;
            }
            let now = self.clock.now();
            let wait = self.engine.next_timeout(now).map(|at| at.since(now));
            // What others see of the carriers is renewed also when nothing happens.
            let wait = wait.unwrap_or(TELL).min(TELL);
            let mut after = Vec::new();
            tokio::select! {
                got = inbox.recv_many(&mut inputs, SHARE) => {
                    if got == 0 {
                        return;
                    }
                    let now = self.clock.now();
                    for input in inputs.drain(..) {
                        if let Some(input) = self.untold(input, &mut after).await {
                            self.recall(&input).await;
                            self.input(now, input, &mut after);
                        }
                    }
                    // A busy inbox must not hold up what is due.
                    if self.engine.next_timeout(now).is_some_and(|at| at <= now) {
                        self.engine.tick(now);
                    }
                }
                () = tokio::time::sleep(wait.max(Duration::from_millis(1))) => {
                    self.engine.tick(self.clock.now());
                }
            }
            self.note_load(&inbox);
            work = self.drain(after);
        }
    }

    /// An input, unless it is a message that was taken before: that is acknowledged again.
    async fn untold(&self, input: Input, after: &mut Vec<After>) -> Option<Input> {
        let Input::Inbound(inbound, Some(once), ack) = input else {
            return Some(input);
        };
        match self.recent.knows(&*self.store, &once).await {
            Ok(false) => Some(Input::Inbound(inbound, Some(once), ack)),
            Ok(true) => {
                tracing::debug!("a carrier brought a message for the second time");
                // After what it led to is durable, if that is still under way.
                after.push(After::Came(ack));
                None
            }
            // Not acknowledged, it is brought again.
            Err(error) => {
                tracing::error!(%error, "whether a message came before cannot be read");
                None
            }
        }
    }

    /// Reads which message one that comes in answers, where the engine does not remember it: after
    /// a start, or after a long time.
    async fn recall(&mut self, input: &Input) {
        let Input::Inbound(inbound, ..) = input else {
            return;
        };
        let (from, to) = (&inbound.destination, inbound.source.reveal());
        if !self.engine.wants_last(from, to) {
            return;
        }
        match rows::read_last(&*self.store, from, to).await {
            Ok(Some(id)) => self.engine.tell_last(from, to, id),
            Ok(None) => {}
            // The message is passed on all the same, without saying what it answers.
            Err(error) => tracing::error!(%error, "the message before cannot be read"),
        }
    }

    fn input(&mut self, now: Timestamp, input: Input, after: &mut Vec<After>) {
        match input {
            Input::Send(submission, answer) => {
                let id = self.ids.uuid();
                let result = self.engine.submit(now, id, *submission, None);
                after.push(After::Answer(answer, result));
            }
            Input::Submitted(submitted) => self.submitted(now, *submitted, after),
            Input::SubmittedOneOf(one, answer) => {
                let taken = self.one_of(now, *one);
                after.push(After::Taken(answer, taken));
            }
            Input::Cancel(id, application, answer) => {
                let done = self.engine.cancel(now, id, &application);
                after.push(After::Done(answer, done));
            }
            Input::Replace(id, application, text, answer) => {
                let done = self.engine.replace(id, &application, text.reveal());
                after.push(After::Done(answer, done));
            }
            Input::Report(id, outcomes) => self.engine.report(now, id, outcomes),
            Input::Progress(id, status, seconds) => self.engine.progress(now, id, status, seconds),
            Input::Receipt {
                carrier,
                message_id,
                status,
                ack,
            } => {
                if !self.engine.receipt(now, &carrier, &message_id, status) {
                    tracing::debug!(carrier, message_id, "a receipt of a message not known yet");
                }
                after.push(After::Came(ack));
            }
            Input::Inbound(inbound, once, ack) => {
                let told = once.map(|once| self.recent.note(once, now));
                self.also.extend(told);
                let ids = [self.ids.uuid(), self.ids.uuid()];
                // A number that is not ours would come again and again if it were refused.
                if !self.engine.receive(now, ids, inbound) {
                    tracing::warn!("a message came in at a number that is not ours");
                }
                after.push(After::Came(ack));
            }
            Input::Connected(carrier, connected) => {
                self.engine.connected(now, &carrier, connected);
            }
            Input::Directory(directory, done) => {
                self.engine.set_directory(*directory);
                let _ = done.send(());
            }
            Input::OptedOut(list, number, opted_out, done) => {
                self.engine.set_opted_out(&list, &number, opted_out);
                let _ = done.send(());
            }
            Input::ListDeleted(list, done) => {
                self.engine.forget_list(&list);
                let _ = done.send(());
            }
            Input::Look(id, answer) => {
                let facts = self.engine.message(id).map(|message| {
                    let status = message.status;
                    message.facts(status, false, status.description(), now)
                });
                let _ = answer.send(facts);
            }
            Input::Passed(passed, durable) => {
                self.passed(now, &passed);
                after.push(After::Flushed(durable));
            }
            Input::Flush(flushed) => after.push(After::Flushed(flushed)),
        }
    }

    /// What the contact centre said goes back, and the text is forgotten with it.
    fn passed(&mut self, now: Timestamp, passed: &Passed) {
        for (from, to, text) in passed.replies() {
            let Ok(to) = to.reveal().parse() else {
                continue;
            };
            let mut reply = Submission::new(Channel::Text, to, text.into_revealed());
            reply.origination_identity = Some(from);
            let id = self.ids.uuid();
            if let Err(refusal) = self.engine.submit(now, id, reply, None) {
                tracing::warn!(%refusal, "an answer of the contact centre was refused");
            }
        }
        self.also.push(passed.forget());
        self.also.extend(passed.record(now));
    }

    fn submitted(&mut self, now: Timestamp, submitted: Submitted, after: &mut Vec<After>) {
        let Submitted {
            mut submission,
            place,
            application,
            delivery,
        } = submitted;
        let mut id = self.ids.uuid();
        if let Some(place) = place {
            match self.gather(now, (id, None), &application, place, &submission) {
                // All parts are answered by the identifier of the message that they become.
                Gathered::Waiting(id) => {
                    let id = Some(id.to_string());
                    return after.push(After::Acknowledge(delivery, Smpp::OK, id));
                }
                Gathered::Whole { id: of, text, .. } => {
                    id = of;
                    submission.body = Pii::new(text);
                }
            }
        }
        let result = self.engine.submit(now, id, submission, Some(&application));
        let (status, id) = match result {
            Ok(accepted) => (Smpp::OK, Some(accepted.message_id)),
            Err(refusal) => (status_of(&refusal), None),
        };
        after.push(After::Acknowledge(delivery, status, id));
    }

    /// Takes one of several messages; by which identifier the application knows it.
    fn one_of(&mut self, now: Timestamp, one: OneOf) -> Result<Uuid, Smpp> {
        let OneOf {
            mut submission,
            place,
            application,
            mut told_as,
        } = one;
        let mut id = self.ids.uuid();
        if let Some(place) = place {
            match self.gather(now, (id, told_as), &application, place, &submission) {
                Gathered::Waiting(known) => return Ok(known),
                Gathered::Whole {
                    id: of,
                    told_as: known,
                    text,
                } => {
                    (id, told_as) = (of, known);
                    submission.body = Pii::new(text);
                }
            }
        }
        let engine = &mut self.engine;
        let taken = engine.submit_one_of(now, id, submission, &application, told_as);
        taken.map_err(|refusal| status_of(&refusal))
    }

    fn gather(
        &mut self,
        now: Timestamp,
        ids: (Uuid, Option<Uuid>),
        application: &str,
        place: Concatenation,
        part: &Submission,
    ) -> Gathered {
        let line = Line {
            application: Some(application.to_owned()),
            source: Pii::new(part.origination_identity.clone().unwrap_or_default()),
            destination: Pii::new(part.destination.to_string()),
        };
        let text = part.body.reveal().clone();
        self.engine.gather(now, ids, line, place, text)
    }

    /// Notes how much waits: of the room for messages, and of what the engine is to be told.
    fn note_load(&self, inbox: &mpsc::Receiver<Input>) {
        let told = inbox.len().saturating_mul(100) / inbox.max_capacity().max(1);
        let told = u8::try_from(told).unwrap_or(100);
        self.load
            .store(told.max(self.engine.load()), Ordering::Relaxed);
    }

    /// Everything that the engine wants, as one piece of work.
    fn drain(&mut self, mut after: Vec<After>) -> Work {
        let now = self.clock.now();
        let mut work = Work::default();
        for write in self.also.drain(..) {
            work.batch.push(write);
        }
        // Of several states of one message only the last is kept.
        let mut states: HashMap<Uuid, Box<messaging::Message>> = HashMap::new();
        while let Some(output) = self.engine.poll() {
            match output {
                Output::Keep(message) => {
                    states.insert(message.id, message);
                }
                Output::Finish(facts) => {
                    if let Ok(id) = facts.message_id.parse() {
                        states.remove(&id);
                    }
                    work.batch.push(history::ended(&facts));
                }
                Output::Event(it) => work.batch.push(rows::notice(rows::EVENTS_TOPIC, it)),
                Output::Inbound(it) => {
                    if texts::is_for_centre(&it.stream) {
                        work.batch.push(texts::keep(&mut self.ids, now, &it));
                        after.push(After::Text);
                    }
                    work.batch.push(rows::notice(rows::INBOUND_TOPIC, it));
                }
                Output::OptOut {
                    list,
                    number,
                    opted_out,
                } => work
                    .batch
                    .push(rows::opted_out(&list, &number, opted_out, now)),
                Output::Called { at, id, to } => work.batch.push(rows::called(at, id, &to)),
                Output::Last { from, to, id } => {
                    let row = rows::last(&from, to.reveal(), id, now, self.history);
                    work.batch.push(row);
                }
                Output::HandOver(hand_over) => after.push(After::HandOver(hand_over)),
                Output::Tell {
                    application,
                    message,
                    status,
                } => {
                    let row =
                        deliveries::receipt(&mut self.ids, now, &application, &message, status);
                    deliver(&mut work, &mut after, [row]);
                }
                Output::KeepPart(part) => work.batch.push(rows::keep_part(&part, now)),
                Output::ForgetParts(of) => {
                    rows::forget_parts(&of).for_each(|row| work.batch.push(row));
                }
                Output::TellLost {
                    application,
                    id,
                    source,
                    destination,
                    status,
                } => {
                    let lost = Lost {
                        id,
                        source,
                        destination,
                        status,
                    };
                    let row = deliveries::lost(&mut self.ids, now, &application, lost);
                    deliver(&mut work, &mut after, [row]);
                }
                Output::Came(came) => {
                    let of = self.applications.of_number(&came.destination);
                    let rows = of.map(|it| deliveries::came(&mut self.ids, now, it, &came));
                    deliver(&mut work, &mut after, rows.collect::<Vec<_>>());
                }
            }
        }
        for message in states.into_values() {
            work.batch.push(history::open(&message));
        }
        let counted = self.engine.take_counted();
        let accepted = |it: &Counted| matches!(it.what, Count::Accepted(..)).then_some(it.channel);
        let accepted: Vec<Channel> = counted.iter().filter_map(accepted).collect();
        for write in self.counter.count(now, counted) {
            work.batch.push(write);
        }
        self.note_spend(now, &accepted, &mut work);
        self.tell_health(now);
        work.after = after;
        work
    }

    fn tell_health(&mut self, now: Timestamp) {
        if now.since(self.told) < TELL {
            return;
        }
        self.told = now;
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        *health = Health {
            carriers: self.engine.carriers(now),
            waiting: self.engine.waiting(),
            open: self.engine.len(),
        };
    }

    /// Keeps what was spent, and for monitoring what it was at this time: of channels that something
    /// was sent by, or of which it changed.
    fn note_spend(&mut self, now: Timestamp, accepted: &[Channel], work: &mut Work) {
        let spent = self.engine.spend();
        for channel in Channel::ALL {
            let amount = spent.0.of(channel);
            if accepted.contains(&channel) || amount != self.spent.0.of(channel) {
                let writes = spending::spent(now, channel, amount);
                writes.for_each(|write| work.batch.push(write));
            }
        }
        if spent == self.spent {
            return;
        }
        self.spent = spent;
        work.batch.push(rows::spend(&spent.0, spent.1, now));
        *self.spend.lock().unwrap_or_else(PoisonError::into_inner) = spent.0;
    }
}

fn deliver(work: &mut Work, after: &mut Vec<After>, rows: impl IntoIterator<Item = Write>) {
    for row in rows {
        work.batch.push(row);
        after.push(After::Deliver);
    }
}

/// How a refusal is told by SMPP.
fn status_of(refusal: &Refusal) -> Smpp {
    match refusal {
        Refusal::Throttled => Smpp::THROTTLED,
        Refusal::Quota { .. } => Smpp::QUEUE_FULL,
        Refusal::NotFound { .. } => Smpp::INVALID_SOURCE,
        Refusal::Validation { reason, .. } if reason.contains("IDENTITY") => Smpp::INVALID_SOURCE,
        Refusal::Validation { reason, .. } if reason.contains("COUNTRY") => {
            Smpp::INVALID_DESTINATION
        }
        Refusal::Validation { .. } => Smpp::SUBMIT_FAILED,
        Refusal::Conflict { .. } => Smpp::REJECTED,
    }
}
