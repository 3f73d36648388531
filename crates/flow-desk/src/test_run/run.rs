//! A test under way.
//!
//! Which observations are waited for: at first those that no other leads to, later those to which
//! one led that was met. All of them that an event meets are met by it. The test is over when an
//! action ends it, when nothing is waited for any more, when the contact is gone or nothing more
//! can happen, or when its time is over; what then is still waited for has failed, unless an
//! action ended the test (inferred, so that of two ways either may be taken).

use super::action::{Comparison, TestAction, What};
use super::bots::TestBots;
use super::document::{Observation, TestDocument};
use super::event::{Event, id_of};
use super::instance::Instance;
use super::outcome::{Completion, TestOutcome, TestRecord, TestStatus};
use super::overrides::Overrides;
use super::world::TestWorld;
use crate::desk::{Desk, Opening};
use crate::host::Happening;
use crate::scenario::Step;
use flow::{Channel, Memory, Path, PromptSource, Published, Resolved, Template};
use ids::Timestamp;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// Who calls, and what bounds the test.
#[derive(Debug, Clone)]
pub struct TestCall {
    /// A call or a chat.
    pub channel: Channel,
    /// The customer's number.
    pub customer: Option<String>,
    /// The number that was reached.
    pub system: Option<String>,
    /// Attributes that the contact has from the start.
    pub attributes: BTreeMap<String, String>,
    /// The time at which it calls: hours of operation are open or not at it.
    pub now: Timestamp,
    /// From which the contact's identifier and all that is random is drawn.
    pub seed: u64,
    /// The longest that the test takes, in virtual time.
    pub limit: Duration,
}

/// A test under way.
pub struct TestRun<'a> {
    document: &'a TestDocument,
    instance: &'a Instance,
    desk: Desk<'a>,
    overrides: Rc<RefCell<Overrides>>,
    limit: Duration,
    /// Of each observation: whether it is waited for, how often it was met, what was not so.
    states: Vec<State>,
    /// What the customer heard since it last did something.
    heard: Vec<String>,
    records: Vec<TestRecord>,
    ended: bool,
    /// How often something was said that the test does not say.
    said: usize,
}

/// How often that may be.
const MOST_SAID: usize = 100;

#[derive(Debug, Default)]
struct State {
    waited: bool,
    met: u32,
    failures: Vec<String>,
}

impl<'a> TestRun<'a> {
    /// Plays a test. `stopped` is asked now and then whether to go on.
    pub fn run(
        document: &'a TestDocument,
        flow: Arc<Published>,
        instance: &'a Instance,
        bots: &'a dyn TestBots,
        call: TestCall,
        stopped: impl Fn() -> bool,
    ) -> TestOutcome {
        let overrides = Rc::new(RefCell::new(Overrides::default()));
        // What a test overrides when it begins holds before the flow does.
        let initiated = |it: &&Observation| it.event == Event::Initiated;
        for observation in document.observations.iter().filter(initiated) {
            for action in &observation.actions {
                if let What::Override(it) = &action.what {
                    overrides.borrow_mut().add(it.clone());
                }
            }
        }
        let world = TestWorld {
            instance,
            bots,
            overrides: Rc::clone(&overrides),
        };
        let limit = call.limit;
        let opening = Opening {
            channel: call.channel,
            customer: call.customer,
            system: call.system,
            attributes: call.attributes,
            memory: Memory::default(),
            instance_arn: instance.arn(),
            region: instance.region.to_string(),
            now: call.now,
            seed: call.seed,
            agent: None,
            watched: true,
        };
        let mut it = Self {
            document,
            instance,
            desk: Desk::open(flow, Box::new(world), opening),
            overrides,
            limit,
            states: document
                .observations
                .iter()
                .map(|_| State::default())
                .collect(),
            heard: Vec::new(),
            records: Vec::new(),
            ended: false,
            said: 0,
        };
        it.begin();
        let completion = it.play(stopped);
        it.finish(completion)
    }

    fn begin(&mut self) {
        let contact = Path::parse("$.ContactId").and_then(|it| self.text(&it));
        self.record(None, TestStatus::Passed, json!({"Type": "INITIATION"}));
        let started = json!({"Type": "EXECUTION_START", "ContactId": contact});
        self.record(None, TestStatus::Passed, started);
        let led: BTreeSet<&String> = self
            .document
            .observations
            .iter()
            .flat_map(|it| &it.next)
            .collect();
        let mut begun = Vec::new();
        for (at, it) in self.document.observations.iter().enumerate() {
            let first = !led.contains(&it.identifier);
            if it.event == Event::Initiated {
                begun.push(at);
            } else if first && let Some(state) = self.states.get_mut(at) {
                state.waited = true;
            }
        }
        for at in begun {
            self.meet(at);
        }
    }

    fn play(&mut self, stopped: impl Fn() -> bool) -> Completion {
        loop {
            for happening in self.desk.happenings() {
                self.happen(&happening);
                if self.ended {
                    return Completion::Success;
                }
            }
            if stopped() {
                return Completion::Stopped;
            }
            if !self.waits() {
                return Completion::Success;
            }
            if self.talks() {
                continue;
            }
            if !self.desk.advance_within(self.limit) && !self.has_news() {
                return match self.desk.is_over() {
                    true => Completion::Failure,
                    false => Completion::Timeout,
                };
            }
        }
    }

    /// Says something to a bot whose answer is mocked, where the test has nothing to say: what is
    /// mocked comes without an utterance. Whether it did.
    fn talks(&mut self) -> bool {
        let mocked = self.overrides.borrow().has("ConnectParticipantWithLexBot");
        let talks = mocked && self.said < MOST_SAID && self.desk.awaits_words();
        if talks {
            self.said += 1;
            self.say("(whatever the mock answers)");
        }
        talks
    }

    fn say(&mut self, text: &str) {
        let text = text.to_owned();
        self.desk.step(&match self.desk.channel() {
            Channel::Voice => Step::Say(text),
            _ => Step::Write(text),
        });
        self.heard.clear();
    }

    /// Whether something happened that was not looked at.
    fn has_news(&self) -> bool {
        self.desk.has_happenings()
    }

    /// Whether something is waited for that must happen before the test is over.
    fn waits(&self) -> bool {
        let waited = self.document.observations.iter().zip(&self.states);
        waited
            .filter(|(it, state)| state.waited && state.met < it.usage.needed())
            .any(|(it, _)| it.event != Event::Completed && it.usage.must())
    }

    fn happen(&mut self, happening: &Happening) {
        if let Happening::Message(PromptSource::Text(text) | PromptSource::Ssml(text)) = happening {
            self.heard.push(text.clone());
        }
        let happening = self.complete(happening);
        let fill = |text: &str| Template::parse(text).fill(|path| self.desk.value(path));
        let observations = self
            .document
            .observations
            .iter()
            .zip(&self.states)
            .enumerate();
        let met: Vec<usize> = observations
            .filter(|(_, (it, state))| state.waited && it.event.is(&happening, &self.heard, &fill))
            .map(|(at, _)| at)
            .collect();
        for at in met {
            self.meet(at);
        }
    }

    /// Fills in the resource that an action takes from the contact.
    fn complete(&self, happening: &Happening) -> Happening {
        let mut happening = happening.clone();
        let Happening::Started {
            kind, parameters, ..
        } = &mut happening
        else {
            return happening;
        };
        let queue = || Path::parse("$.Queue.ARN").and_then(|it| self.text(&it));
        let (member, value) = match *kind {
            "TransferContactToQueue" => ("QueueId", queue()),
            "CheckHoursOfOperation" => {
                let hours = queue().and_then(|it| self.instance.hours_of(id_of(&it)));
                ("HoursOfOperationId", hours)
            }
            _ => return happening,
        };
        if parameters.is_null() {
            *parameters = json!({});
        }
        if let (Some(value), Some(map)) = (value, parameters.as_object_mut()) {
            map.entry(member).or_insert(Value::String(value));
        }
        happening
    }

    /// An observation is met: what it does is done, and what it leads to is waited for.
    fn meet(&mut self, at: usize) {
        let document = self.document;
        let (Some(it), Some(state)) = (document.observations.get(at), self.states.get_mut(at))
        else {
            return;
        };
        state.met += 1;
        state.waited = it.usage.waits(state.met) && it.event != Event::Initiated;
        let led = state.met == it.usage.needed();
        let (done, failures) = self.act(it);
        let status = match failures.is_empty() {
            true => TestStatus::Passed,
            false => TestStatus::Failed,
        };
        self.record(
            Some(&it.identifier),
            status,
            json!({
                "Type": "OBSERVATION", "Identifier": it.identifier, "Status": status.name(),
                "Event": it.written, "Actions": done,
            }),
        );
        if let Some(state) = self.states.get_mut(at) {
            state.failures.extend(failures);
        }
        if led {
            let others = document.observations.iter().zip(&mut self.states);
            for (other, state) in others.filter(|(other, _)| it.next.contains(&other.identifier)) {
                state.waited |= other.event != Event::Initiated && other.usage.waits(state.met);
            }
        }
    }

    /// Does the actions of an observation: those that no other leads to, each with what follows.
    fn act(&mut self, it: &Observation) -> (Vec<Value>, Vec<String>) {
        let led: BTreeSet<&String> = it
            .actions
            .iter()
            .filter_map(|it| it.next.as_ref())
            .collect();
        let find = |name: &String| it.actions.iter().find(|it| it.identifier == *name);
        let (mut done, mut failures) = (Vec::new(), Vec::new());
        let firsts = it.actions.iter().filter(|it| !led.contains(&it.identifier));
        for first in firsts {
            let mut next = Some(first);
            while let Some(action) = next.filter(|_| !self.ended && done.len() <= it.actions.len())
            {
                let (mut told, failure) = self.perform(action, it.event == Event::Initiated);
                let status = match failure.is_none() {
                    true => TestStatus::Passed,
                    false => TestStatus::Failed,
                };
                if let Some(map) = told.as_object_mut() {
                    map.insert("Identifier".into(), json!(action.identifier));
                    map.insert("Type".into(), json!(action.kind));
                    map.insert("Status".into(), json!(status.name()));
                }
                done.push(told);
                failures.extend(failure);
                next = action.next.as_ref().and_then(find);
            }
        }
        (done, failures)
    }

    /// Does one action: what is told of it, and what was not so.
    fn perform(&mut self, action: &TestAction, early: bool) -> (Value, Option<String>) {
        match &action.what {
            What::Press(keys) => {
                self.until_asked();
                self.heard.clear();
                self.desk.step(&Step::Press(keys.clone()));
                (json!({"Value": keys}), None)
            }
            What::Say(text) => {
                self.say(text);
                (json!({"Text": text}), None)
            }
            What::Disconnect => {
                self.desk.step(&Step::HangUp(true));
                (json!({}), None)
            }
            // Those of the beginning were made before the flow began.
            What::Override(_) if early => (json!({}), None),
            What::Override(it) => {
                self.overrides.borrow_mut().add(it.clone());
                (json!({}), None)
            }
            What::Assert {
                namespace,
                path,
                comparison,
                operand,
            } => self.assert(namespace, path.as_ref(), *comparison, operand),
            What::End => {
                self.ended = true;
                (json!({}), None)
            }
            What::Log(values) => {
                let filled =
                    |text: &String| Template::parse(text).fill(|path| self.desk.value(path));
                let logged: BTreeMap<&String, String> = values
                    .iter()
                    .map(|(name, text)| (name, filled(text)))
                    .collect();
                (json!({"Logged": logged}), None)
            }
            What::Nothing => (json!({}), None),
        }
    }

    fn assert(
        &self,
        namespace: &str,
        path: Option<&Path>,
        comparison: Comparison,
        operand: &str,
    ) -> (Value, Option<String>) {
        let found = path.and_then(|it| self.text(it));
        let told = json!({"Namespace": namespace, "Operand": operand, "Actual": found});
        let holds = comparison.holds(found.as_deref(), operand);
        let failure = (!holds).then(|| {
            let by = match comparison {
                Comparison::Exists => "Exists",
                Comparison::By(operator) => operator.name(),
            };
            let found = found.as_deref().unwrap_or("nothing");
            format!("{namespace} is {found:?}, expected {by} {operand:?}")
        });
        match failure {
            None => (told, None),
            Some(why) => {
                let mut told = told;
                if let Some(map) = told.as_object_mut() {
                    map.insert("Message".into(), json!(why));
                }
                (told, Some(why))
            }
        }
    }

    /// Lets the flow go on until it asks for keys, as somebody waits for the menu.
    fn until_asked(&mut self) {
        let asks = ["GetParticipantInput", "ConnectParticipantWithLexBot"];
        while !asks.contains(&self.desk.at().0)
            && self.desk.plays()
            && self.desk.advance_within(self.limit)
        {}
    }

    fn text(&self, path: &Path) -> Option<String> {
        let value: Resolved<'_> = self.desk.value(path)?;
        Some(value.into_text().into_owned())
    }

    fn record(&mut self, observation: Option<&str>, status: TestStatus, body: Value) {
        self.records.push(TestRecord {
            observation: observation.map(str::to_owned),
            at: self.desk.elapsed(),
            status,
            body,
        });
    }

    fn finish(mut self, completion: Completion) -> TestOutcome {
        for at in 0..self.document.observations.len() {
            let over = self.document.observations.get(at);
            let waited = self.states.get(at).is_some_and(|it| it.waited);
            if waited && over.is_some_and(|it| it.event == Event::Completed) {
                self.meet(at);
            }
        }
        let unmet = self.unmet(completion);
        let mut reasons: Vec<&str> = Vec::new();
        if !unmet.is_empty() {
            reasons.push("OBSERVE_EVENT");
        }
        let asserted: Vec<String> = self
            .states
            .iter()
            .flat_map(|it| it.failures.clone())
            .collect();
        if !asserted.is_empty() {
            reasons.push("ASSERT");
        }
        let (status, completion) = match completion {
            Completion::Stopped => (TestStatus::Stopped, completion),
            Completion::Success if reasons.is_empty() => (TestStatus::Passed, completion),
            Completion::Success => (TestStatus::Failed, Completion::Failure),
            // The contact was gone, but nothing that must happen was missed.
            _ if reasons.is_empty() => (TestStatus::Passed, Completion::Success),
            other => (TestStatus::Failed, other),
        };
        let mut messages: Vec<String> = unmet
            .iter()
            .map(|it| format!("{it} was waited for in vain"))
            .collect();
        messages.extend(asserted);
        self.record(
            None,
            status,
            json!({"Type": "COMPLETION", "Status": status.name(), "CompletionReason": {
                "Type": completion.name(), "Message": messages.join("; "), "FailureReasons": reasons,
            }}),
        );
        let failed = self.states.iter().filter(|it| !it.failures.is_empty());
        let failed = failed.count() + unmet.len();
        let sound = |state: &&State| state.met > 0 && state.failures.is_empty();
        let passed = self.states.iter().filter(sound).count();
        TestOutcome {
            status,
            completion,
            took: self.desk.elapsed(),
            total: self.states.len(),
            passed: passed.min(self.states.len() - failed),
            failed,
            records: self.records,
            transcript: self.desk.report().transcript,
        }
    }

    /// Observations that were waited for in vain, each of which gets a record.
    fn unmet(&mut self, completion: Completion) -> Vec<String> {
        if self.ended || completion == Completion::Stopped {
            return Vec::new();
        }
        let all = self.document.observations.iter().zip(&self.states);
        let unmet: Vec<&Observation> = all
            .filter(|(it, state)| state.waited && it.usage.must() && state.met < it.usage.needed())
            .filter(|(_, state)| state.failures.is_empty())
            .map(|(it, _)| it)
            .collect();
        for it in &unmet {
            self.record(
                Some(&it.identifier),
                TestStatus::Failed,
                json!({
                    "Type": "OBSERVATION", "Identifier": it.identifier, "Status": "FAILED",
                    "Event": it.written, "Actions": [], "FailureReason": "OBSERVE_EVENT",
                }),
            );
        }
        unmet.iter().map(|it| it.identifier.clone()).collect()
    }
}
