//! A flow under way on a desk.
//!
//! Here is how it begins and what the customer does; how the time passes is in `time`, what the
//! flow asks for in `effects`, the way from queue to agent in `queueing`, what must have come of
//! it in `check`, and the random customer in `wander`.

mod agenda;
mod check;
mod effects;
mod queueing;
mod time;
mod wander;

use crate::host::{Contact, DeskHost, Happening};
use crate::report::{End, Line, Report};
use crate::scenario::{Scenario, Step};
use crate::world::{Scripted, World};
use agenda::Agenda;
use flow::{
    Channel, Hearing, Input, ListenLimits, Memory, Outcome, Published, RequestId, Resolved, Run,
    WaitEvent,
};
use ids::{IdSource, Timestamp};
use queueing::Phase;
use resources::FlowKind;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How long a customer takes from key to key.
const KEY: Duration = Duration::from_millis(250);

/// What stands around a flow on a desk.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// Other flows and modules, by a part of the identifiers that flows name them by, or by their
    /// type, such as `CUSTOMER_QUEUE`.
    pub flows: BTreeMap<String, Arc<Published>>,
    /// From which random numbers are drawn.
    pub seed: u64,
}

/// Who calls or writes, and where.
pub(crate) struct Opening {
    pub(crate) channel: Channel,
    pub(crate) customer: Option<String>,
    pub(crate) system: Option<String>,
    pub(crate) attributes: BTreeMap<String, String>,
    /// What earlier flows of the contact left.
    pub(crate) memory: Memory,
    pub(crate) instance_arn: String,
    pub(crate) region: String,
    pub(crate) now: Timestamp,
    pub(crate) seed: u64,
    /// After how long an agent takes the contact from a queue.
    pub(crate) agent: Option<Duration>,
    /// Whether what happens is noted for [`Desk::happenings`].
    pub(crate) watched: bool,
}

/// A flow under way.
pub struct Desk<'s> {
    scenario: Option<&'s Scenario>,
    host: DeskHost<'s>,
    run: Run,
    phase: Phase,
    /// Whether what follows the run's end has been begun.
    followed: bool,
    /// How it ended.
    over: Option<End>,
    agent: Option<Duration>,
    start: Timestamp,
    now: Timestamp,
    agenda: Agenda,
    /// Who listens to the customer's speech.
    listening: Option<(RequestId, ListenLimits)>,
    transcript: Vec<Line>,
    /// What the customer has listened to of the transcript.
    heard: usize,
    events: usize,
    failures: Vec<String>,
    invoked: Vec<(String, Value)>,
}

impl<'s> Desk<'s> {
    /// Starts a flow with a scenario's contact.
    pub fn start(flow: Arc<Published>, scenario: &'s Scenario, setting: Setting) -> Self {
        let world = Scripted::new(scenario, setting.flows, None);
        let opening = Opening::of(scenario, setting.seed);
        let mut desk = Self::open(flow, Box::new(world), opening);
        desk.scenario = Some(scenario);
        desk
    }

    pub(crate) fn open(flow: Arc<Published>, world: Box<dyn World + 's>, opening: Opening) -> Self {
        let now = opening.now;
        let mut ids = IdSource::new(u128::from(opening.seed));
        let text = |value: Option<String>, other: &str| value.unwrap_or_else(|| other.to_owned());
        let contact = Contact {
            id: ids.id(),
            channel: opening.channel,
            customer: text(opening.customer, "+12065550100"),
            system: text(opening.system, "+18005550100"),
            instance_arn: opening.instance_arn,
            region: opening.region,
            attributes: opening.attributes,
            tags: BTreeMap::new(),
            name: None,
            description: None,
            language: None,
            customer_id: None,
            voice: None,
            queue: None,
            priority: None,
            recording: None,
            hooks: BTreeMap::new(),
            callback_number: None,
            queued: matches!(flow.kind, FlowKind::CustomerQueue),
            reached: !matches!(flow.kind, FlowKind::OutboundWhisper),
        };
        let mut host = DeskHost {
            contact,
            world,
            memory: opening.memory,
            ids,
            changes: Vec::new(),
            coverage: crate::Coverage::default(),
            happenings: opening.watched.then(Vec::new),
            begun: None,
        };
        host.coverage.know(&flow);
        let run = Run::start(flow, now, &mut host);
        let mut desk = Self {
            scenario: None,
            host,
            run,
            phase: Phase::Flow,
            followed: false,
            over: None,
            agent: opening.agent,
            start: now,
            now,
            agenda: Agenda::default(),
            listening: None,
            transcript: Vec::new(),
            heard: 0,
            events: 0,
            failures: Vec::new(),
            invoked: Vec::new(),
        };
        desk.drain();
        desk
    }

    /// Plays a scenario to its end.
    pub fn play(flow: Arc<Published>, scenario: &'s Scenario, setting: Setting) -> Report {
        let mut desk = Self::start(flow, scenario, setting);
        for step in &scenario.steps {
            if desk.is_over() && !matches!(step, Step::Hear(_)) {
                let end = desk.end();
                desk.failures.push(format!("{step:?}: it was over ({end})"));
                break;
            }
            desk.step(step);
        }
        desk.settle();
        desk.check();
        desk.report()
    }

    /// Whether nothing more can happen.
    pub const fn is_over(&self) -> bool {
        self.over.is_some()
    }

    /// What happened since it was last asked.
    pub fn news(&mut self) -> Vec<Line> {
        let news = self.transcript.iter().skip(self.heard).cloned().collect();
        self.heard = self.transcript.len();
        news
    }

    /// What happened since it was last asked, for those who watch.
    pub(crate) fn happenings(&mut self) -> Vec<Happening> {
        self.host
            .happenings
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// Whether something happened that nobody asked for yet.
    pub(crate) fn has_happenings(&self) -> bool {
        self.host
            .happenings
            .as_ref()
            .is_some_and(|it| !it.is_empty())
    }

    /// Whether a bot waits for what the customer says or writes.
    pub(crate) fn awaits_words(&self) -> bool {
        let voice = self.host.contact.channel == Channel::Voice;
        let bot = self.at().0 == "ConnectParticipantWithLexBot";
        bot && !self.agenda.plays() && !(voice && self.listening.is_none())
    }

    /// The contact's channel.
    pub(crate) const fn channel(&self) -> Channel {
        self.host.contact.channel
    }

    /// Does what the customer does.
    pub fn step(&mut self, step: &Step) {
        match step {
            Step::Hear(text) => self.hear(text),
            Step::Press(keys) => {
                for key in keys.chars() {
                    self.note(format!("the customer presses {key}"));
                    self.input(Input::Dtmf(key));
                    self.pass(KEY);
                }
            }
            Step::Say(text) => self.say(text),
            Step::Write(text) => {
                self.note(format!("the customer writes {text:?}"));
                self.input(Input::Text(text.clone()));
            }
            Step::Wait(seconds) => {
                self.pass(Duration::try_from_secs_f64(*seconds).unwrap_or_default());
            }
            Step::ComeBack(_) => {
                self.note("the customer comes back");
                self.input(Input::Event(WaitEvent::CustomerReturned));
            }
            Step::HangUp(_) => {
                self.note("the customer hangs up");
                self.run.cancel(&mut self.host);
                self.finish(End::HungUp);
                self.drain();
            }
        }
    }

    /// Listens until a prompt with a text in it begins.
    fn hear(&mut self, text: &str) {
        let wanted = text.to_lowercase();
        loop {
            let news = self.transcript.iter().skip(self.heard);
            let found = news
                .enumerate()
                .find(|(_, line)| is_prompt(line) && line.text.to_lowercase().contains(&wanted));
            if let Some((at, _)) = found {
                self.heard += at + 1;
                return;
            }
            if !self.advance() {
                self.failures.push(format!("{text:?} was never heard"));
                return;
            }
        }
    }

    /// Says something to whoever listens, and waits for that as one waits for a question.
    fn say(&mut self, text: &str) {
        while self.listening.is_none() && self.advance() {}
        self.note(format!("the customer says {text:?}"));
        let Some((id, _)) = self.listening else {
            self.note("nobody listens");
            return;
        };
        self.agenda.forget(id);
        self.input(Input::Heard(id, Hearing::SpeechStarted));
        self.pass(speaking(text));
        // It may have lost its patience meanwhile.
        if self.listening.is_some_and(|(now, _)| now == id) {
            self.listening = None;
            self.input(Input::Heard(id, Hearing::Said(text.to_owned())));
        }
    }

    fn input(&mut self, input: Input) {
        self.run.handle(self.now, input, &mut self.host);
        self.drain();
    }

    fn note(&mut self, text: impl Into<String>) {
        let line = Line::new(self.now.since(self.start), text);
        self.transcript.push(line);
    }

    /// The type of the action that the flow is at, and its identifier.
    pub(crate) fn at(&self) -> (&'static str, &str) {
        let identifier = self.run.action();
        let mut actions = self.run.flow().flow.actions().iter();
        let found = actions.find(|it| it.identifier() == identifier);
        (found.map_or("", |it| it.row().name), identifier)
    }

    /// The value of a reference; `None` when it has none.
    pub(crate) fn value(&self, path: &flow::Path) -> Option<Resolved<'_>> {
        match path.root() {
            flow::Root::FlowAttributes => {
                let value = self.run.flow_attribute(path.segment(0)?);
                value.map(Resolved::text)
            }
            _ => self.host.value(path),
        }
    }

    /// How it stands.
    fn end(&self) -> End {
        match (&self.over, self.phase) {
            (Some(end), _) => end.clone(),
            (None, Phase::Queue) => End::Queued,
            (None, _) => End::Waiting(self.run.action().to_owned()),
        }
    }

    /// What came of it.
    pub fn report(self) -> Report {
        Report {
            name: self.scenario.map(|it| it.name.clone()).unwrap_or_default(),
            end: self.end(),
            transcript: self.transcript,
            attributes: self.host.contact.attributes,
            queue: self.host.contact.queue.map(|it| it.id),
            failures: self.failures,
            coverage: self.host.coverage,
        }
    }
}

impl Opening {
    fn of(scenario: &Scenario, seed: u64) -> Self {
        let agent = scenario.agent_answers;
        Self {
            channel: channel(scenario.channel.as_deref()),
            customer: scenario.customer.clone(),
            system: scenario.system.clone(),
            attributes: scenario.attributes.clone(),
            memory: Memory::default(),
            instance_arn: String::new(),
            region: "us-east-1".to_owned(),
            now: Timestamp::from_seconds(1_800_000_000),
            seed,
            agent: agent.and_then(|it| Duration::try_from_secs_f64(it).ok()),
            watched: false,
        }
    }
}

fn is_prompt(line: &Line) -> bool {
    line.text.starts_with("plays ")
}

/// About as long as a voice needs for a text.
fn speaking(text: &str) -> Duration {
    Duration::from_millis(400 + 65 * text.chars().count() as u64)
}

fn ended(outcome: &Outcome) -> End {
    match outcome {
        Outcome::Ended => End::Ended,
        Outcome::Disconnect => End::Disconnected,
        Outcome::Queued => End::Queued,
        Outcome::TransferredToAgent => End::TransferredToAgent,
        Outcome::TransferredToNumber => End::TransferredToNumber,
        Outcome::Failed(failure) => End::Failed(failure.to_string()),
    }
}

fn channel(name: Option<&str>) -> Channel {
    match name {
        Some("chat") => Channel::Chat,
        Some("task") => Channel::Task,
        Some("email") => Channel::Email,
        _ => Channel::Voice,
    }
}
