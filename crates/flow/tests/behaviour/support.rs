//! The one way in which these tests run flows: [`run`] takes a flow in a short notation and a
//! script, and gives back what happened as text.
//!
//! A flow is one line per action: `id Type {parameters} | next | conditions | errors`, where the
//! conditions are `Equals 1 = target; …` and the errors `NoMatchingError = target; …`. The first
//! action starts; `||` leaves the conditions out. A script is one word or two per line: `done` (the prompt ended), `failed`,
//! `key 1#*`, `wait 5` (seconds), `answer {…}`, `refuse throttled`, `event CustomerReturned`,
//! `found {…}` and `refused NoneFound` (a capability's answer), `bot Intent text` and `closes Intent
//! text` (a bot's), `text …` (of a chat), `heard …`, `call connected`.

use flow::{
    Answer, BotAnswer, BotInput, BotTalk, Change, Channel, ContactData, Effect, ErrorType, Flow,
    FlowKind, Hearing, Host, Input, LambdaFailure, Memory, MetricQuery, Metrics, PromptSource,
    Published, Refusal, RequestId, Resolved, Root, Run, ThirdPartyEvent, WaitEvent,
};
use ids::{ContactId, IdSource, Timestamp};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A contact in memory that writes down what is done to it.
pub struct TestHost {
    pub channel: Channel,
    pub memory: Memory,
    pub attributes: BTreeMap<String, String>,
    pub flows: BTreeMap<String, Arc<Published>>,
    pub refuse: Option<Refusal>,
    pub open: Result<bool, Refusal>,
    pub metrics: Result<Metrics, Refusal>,
    pub ids: IdSource,
    pub trace: Vec<String>,
    /// Conversations with bots that are over.
    pub talks: Vec<BotTalk>,
    pub reached: bool,
}

impl Default for TestHost {
    fn default() -> Self {
        Self {
            channel: Channel::Voice,
            memory: Memory::default(),
            attributes: BTreeMap::new(),
            flows: BTreeMap::new(),
            refuse: None,
            open: Ok(true),
            metrics: Ok(Metrics::default()),
            ids: IdSource::new(1),
            trace: Vec::new(),
            talks: Vec::new(),
            reached: true,
        }
    }
}

impl Host for TestHost {
    fn contact_id(&self) -> ContactId {
        IdSource::new(7).id()
    }

    fn channel(&self) -> Channel {
        self.channel
    }

    fn memory(&self) -> &Memory {
        &self.memory
    }

    fn memory_mut(&mut self) -> &mut Memory {
        &mut self.memory
    }

    fn reference(&self, path: &flow::Path) -> Option<Resolved<'_>> {
        match (path.root(), &*path.tail()) {
            (Root::Attributes, _) => self
                .attributes
                .get(path.segment(0)?)
                .map(|text| Resolved::text(text)),
            (Root::Queue, "Name") => Some(Resolved::text("Sales")),
            (Root::Channel, "") => Some(Resolved::text(self.channel.name())),
            _ => None,
        }
    }

    fn contact_data(&self) -> ContactData {
        ContactData {
            attributes: self.attributes.clone(),
            channel: self.channel.name().into(),
            ..ContactData::default()
        }
    }

    fn apply(&mut self, _: Timestamp, change: Change) -> Result<(), Refusal> {
        if let Some(refusal) = &self.refuse {
            return Err(refusal.clone());
        }
        if let Change::Attributes { values, .. } = &change {
            self.attributes.extend(values.iter().cloned());
        }
        self.trace.push(format!("{change:?}"));
        Ok(())
    }

    fn hours_open(&self, _: Option<&str>, _: Timestamp) -> Result<bool, Refusal> {
        self.open.clone()
    }

    fn metrics(&self, _: &MetricQuery, _: Timestamp) -> Result<Metrics, Refusal> {
        self.metrics.clone()
    }

    fn flow(&self, id: &str) -> Option<Arc<Published>> {
        self.flows.get(id).cloned()
    }

    fn reached(&self) -> bool {
        self.reached
    }

    fn draw(&mut self, bound: u32) -> u32 {
        self.ids.below(bound)
    }

    fn talked(&mut self, _: &Published, _: &Published, talk: BotTalk) {
        self.talks.push(talk);
    }
}

/// The JSON of a flow in the short notation.
pub fn document(notation: &str) -> Value {
    let lines = notation
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let actions: Vec<Value> = lines.map(action).collect();
    json!({
        "Version": "2019-10-30",
        "StartAction": actions[0]["Identifier"],
        "Metadata": {},
        "Actions": actions,
    })
}

fn action(line: &str) -> Value {
    let line = line.replace(" || ", " |  | ");
    let mut parts = line.split(" | ").map(str::trim);
    let mut head = parts.next().unwrap().splitn(3, ' ');
    let (id, kind) = (head.next().unwrap(), head.next().unwrap());
    let parameters: Value = serde_json::from_str(head.next().unwrap_or("{}")).unwrap();
    let mut transitions = Map::new();
    if let Some(next) = parts.next().filter(|next| !next.is_empty()) {
        transitions.insert("NextAction".into(), next.into());
    }
    let pairs = |text: &str| -> Vec<(String, String)> {
        let pairs = text.split(';').filter_map(|pair| pair.split_once('='));
        pairs
            .map(|(left, right)| (left.trim().into(), right.trim().into()))
            .collect()
    };
    if let Some(conditions) = parts.next() {
        let list = pairs(conditions).into_iter().map(|(test, target)| {
            let (operator, operand) = test.split_once(' ').unwrap();
            let condition = json!({"Operator": operator, "Operands": [operand]});
            json!({"NextAction": target, "Condition": condition})
        });
        transitions.insert("Conditions".into(), list.collect());
    }
    if let Some(errors) = parts.next() {
        let list = pairs(errors).into_iter();
        let list = list.map(|(error, target)| json!({"NextAction": target, "ErrorType": error}));
        transitions.insert("Errors".into(), list.collect());
    }
    json!({
        "Identifier": id, "Type": kind, "Parameters": parameters, "Transitions": transitions,
    })
}

/// A flow that may run.
pub fn published(kind: FlowKind, notation: &str) -> Arc<Published> {
    let flow = Flow::parse(&document(notation).to_string()).expect("a flow that parses");
    Arc::new(Published {
        arn: "arn:flow".into(),
        name: "Test".into(),
        kind,
        flow: Arc::new(flow),
    })
}

/// Runs an inbound flow for a call.
pub fn run(notation: &str, script: &str) -> String {
    run_with(
        &mut TestHost::default(),
        FlowKind::ContactFlow,
        notation,
        script,
    )
}

/// Runs a flow of any type for any contact.
pub fn run_with(host: &mut TestHost, kind: FlowKind, notation: &str, script: &str) -> String {
    let mut play = Play::start(host, published(kind, notation));
    for line in script
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        play.step(line);
    }
    play.end()
}

/// A run under way.
pub struct Play<'a> {
    pub host: &'a mut TestHost,
    pub run: Run,
    pub now: Timestamp,
    start: Timestamp,
    last: Option<RequestId>,
    listening: Option<RequestId>,
}

impl<'a> Play<'a> {
    pub fn start(host: &'a mut TestHost, flow: Arc<Published>) -> Self {
        let now = Timestamp::from_seconds(1_800_000_000);
        let run = Run::start(flow, now, host);
        let mut play = Self {
            host,
            run,
            now,
            start: now,
            last: None,
            listening: None,
        };
        play.drain();
        play
    }

    fn input(&mut self, input: Input) {
        self.run.handle(self.now, input, self.host);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(effect) = self.run.poll() {
            let line = match effect {
                Effect::Play { id, source } => {
                    self.last = Some(id);
                    format!("play {}", shown(&source))
                }
                Effect::StopPrompt(_) => "stop".into(),
                Effect::InvokeLambda {
                    id,
                    function,
                    asynchronous,
                    timeout,
                    payload,
                } => {
                    self.last = Some(id);
                    let parameters = &payload["Details"]["Parameters"];
                    let mode = if asynchronous { " async" } else { "" };
                    format!("invoke{mode} {function} {parameters} in {timeout:?}")
                }
                Effect::Ask { id, request, .. } => {
                    self.last = Some(id);
                    format!("ask {request:?}")
                }
                Effect::AskBot { id, turn, .. } => {
                    self.last = Some(id);
                    match turn.input {
                        BotInput::Keyed(keys) => format!("bot keys {keys:?}"),
                        BotInput::Wrote(text) | BotInput::Said(text) => {
                            format!("bot text {text:?}")
                        }
                    }
                }
                Effect::Listen { id, limits, .. } => {
                    self.listening = Some(id);
                    format!("listen {:?}", limits.start_silence)
                }
                Effect::StopListening(_) => "stop listening".into(),
                Effect::DialThirdParty {
                    id,
                    number,
                    limit,
                    resume,
                    ..
                } => {
                    self.last = Some(id);
                    let back = if resume { " and back" } else { "" };
                    format!("dial {number} for {limit:?}{back}")
                }
                Effect::DialCustomer { id, caller_id, .. } => {
                    self.last = Some(id);
                    format!("dial the customer as {:?}", caller_id.number)
                }
                Effect::Log(entry) => format!("log {}", serde_json::to_value(&*entry).unwrap()),
            };
            self.host.trace.push(line);
        }
    }

    pub fn step(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let last = self.last.unwrap_or(RequestId(0));
        match word {
            "done" => self.input(Input::PromptFinished(last)),
            "failed" => self.input(Input::PromptFailed(last)),
            "key" => rest.chars().for_each(|key| self.input(Input::Dtmf(key))),
            "wait" => self.wait(Duration::from_secs_f64(rest.parse().unwrap())),
            "answer" => self.input(Input::LambdaResult(last, Ok(rest.as_bytes().to_vec()))),
            "refuse" => {
                let failure = match rest {
                    "throttled" => LambdaFailure::Throttled,
                    "service" => LambdaFailure::Service,
                    _ => LambdaFailure::Function,
                };
                self.input(Input::LambdaResult(last, Err(failure)));
            }
            "event" => self.input(Input::Event(match rest {
                "CustomerReturned" => WaitEvent::CustomerReturned,
                _ => WaitEvent::BotParticipantDisconnected,
            })),
            "found" => {
                let data = serde_json::from_str(rest).unwrap();
                self.input(Input::Answer(last, Ok(Answer::of(data))));
            }
            "refused" => {
                let error = ErrorType::from_name(rest).unwrap();
                let refusal = Refusal::with(error, "refused");
                self.input(Input::Answer(last, Err(refusal)));
            }
            "cancel" => self.run.cancel(self.host),
            "bot" | "closes" | "fulfils" | "gives-up" => {
                let (intent, message) = rest.split_once(' ').unwrap_or((rest, ""));
                let said = Some(message.to_owned()).filter(|it| !it.is_empty());
                let answer = BotAnswer {
                    messages: said.into_iter().collect(),
                    closed: word != "bot",
                    intent: intent.into(),
                    data: match word {
                        "fulfils" => json!({"IntentName": intent, "DialogState": "Fulfilled"}),
                        "gives-up" => json!({"IntentName": intent, "DialogState": "Failed"}),
                        _ => json!({"IntentName": intent}),
                    },
                };
                self.input(Input::Bot(last, Ok(Box::new(answer))));
            }
            "text" => self.input(Input::Text(rest.into())),
            "heard" => {
                let hearing = match rest {
                    "speech" => Hearing::SpeechStarted,
                    "nothing" => Hearing::Nothing,
                    "nobody" => Hearing::Unavailable,
                    text => Hearing::Said(text.into()),
                };
                let id = self.listening.unwrap_or(RequestId(0));
                self.input(Input::Heard(id, hearing));
            }
            "call" => {
                let event = match rest {
                    "connected" => ThirdPartyEvent::Connected,
                    "left" => ThirdPartyEvent::Left,
                    "late" => ThirdPartyEvent::TimedOut,
                    _ => ThirdPartyEvent::Failed,
                };
                self.host.reached |= event == ThirdPartyEvent::Connected;
                self.input(Input::ThirdParty(last, event));
            }
            other => panic!("no such step: {other}"),
        }
    }

    /// Lets time pass, waking the run whenever it asked for it.
    pub fn wait(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some((at, timer)) = self.run.wake_at().filter(|(at, _)| *at <= until) {
            self.now = at.max(self.now);
            let passed = self.now.since(self.start);
            self.host.trace.push(format!("{timer:?} at {passed:?}"));
            self.input(Input::Wake);
        }
        self.now = until;
    }

    pub fn end(self) -> String {
        let end = match self.run.outcome() {
            Some(outcome) => format!("=> {outcome:?}"),
            None => format!("waiting at {}", self.run.action()),
        };
        self.host.trace.push(end);
        std::mem::take(&mut self.host.trace).join("\n")
    }
}

fn shown(source: &PromptSource) -> String {
    match source {
        PromptSource::Text(text) => format!("{text:?}"),
        PromptSource::Ssml(text) => format!("ssml {text:?}"),
        PromptSource::Prompt(id) => format!("prompt {id}"),
        PromptSource::Media { uri } => format!("file {uri}"),
    }
}

/// Compares traces, told apart by lines without their indentation.
#[track_caller]
pub fn assert_trace(got: &str, want: &str) {
    let lines: Vec<&str> = want
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(got.lines().collect::<Vec<_>>(), lines);
}
