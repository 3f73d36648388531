//! A small world around an exchange: a clock, an instance with agents and queues, and drivers that
//! answer effects after a while of virtual time.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

pub mod flows;

use exchange::{
    Change, Command, CommandError, CommandToken, ContactFacts, DialFailure, Dialable, EndCause,
    Exchange, Identity, IncomingCall, Input, LegCommand, LegEvent, LegKind, MediaCommand,
    MediaEvent, Output, RecordingOutcome, Reply, Settings, Topic,
};
use ids::{
    AgentStatusId, ContactId, FlowId, HoursId, IdSource, LegId, PhoneNumber, Pii, QueueId,
    RoutingProfileId, Timestamp, UserId,
};
use resources::{
    AgentOrder, AgentStatus, AgentStatusState, AgentStatusType, Channel, Flow, FlowKind, FlowState,
    FlowStatus, Hours, Kind, MediaConcurrency, OutboundCaller, PhoneConfig, PhoneNumberResource,
    PhoneNumberStatus, PhoneNumberType, PhoneType, Plain, Queue, QueueEntry, QueueStatus, Resource,
    RoutingProfile, Tags, User,
};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

/// The number that callers dial.
pub const NUMBER: &str = "+18005550100";

/// How the drivers behave.
pub struct Drivers {
    /// Milliseconds that each prompt takes; `None`: prompts never end.
    pub prompt: Option<i64>,
    /// Milliseconds until an agent's audio flows; `None`: never.
    pub agent_media: Option<i64>,
    /// Milliseconds until a recording is in its place; `None`: never.
    pub recording: Option<i64>,
    /// What functions answer.
    pub lambda: Value,
    /// How telephones behave that are called.
    pub dialled: Dialled,
}

/// How a telephone behaves that is called.
#[derive(Debug, Clone, Copy)]
pub enum Dialled {
    /// It rings at once, and is answered after these milliseconds.
    Answers(i64),
    /// It fails after these milliseconds.
    Fails(DialFailure, i64),
    /// It rings and rings.
    Rings,
}

pub struct World {
    pub exchange: Exchange,
    pub now: Timestamp,
    pub ids: IdSource,
    pub drivers: Drivers,
    pub outputs: Vec<(Timestamp, Output)>,
    pub replies: Vec<(CommandToken, Result<Reply, CommandError>)>,
    pub agent_legs: HashMap<UserId, LegId>,
    /// Calls that were placed: leg, number, caller id.
    pub dials: Vec<(LegId, String, Option<String>)>,
    /// Legs whose calls were told as failed.
    pub unanswered: Vec<LegId>,
    pub queue: QueueId,
    pub other_queue: QueueId,
    pub profile: RoutingProfileId,
    pub hours: HoursId,
    pub available: AgentStatusId,
    pub offline: AgentStatusId,
    pub lunch: AgentStatusId,
    pub main_flow: FlowId,
    stored: Vec<Resource>,
    due: BTreeMap<(Timestamp, u64), Input>,
    recordings: HashMap<ids::RecordingId, Timestamp>,
    sequence: u64,
    tokens: u64,
}

pub struct Caller {
    pub leg: LegId,
    pub contact: ContactId,
}

pub fn identity() -> Identity {
    Identity {
        account: "123456789012".parse().unwrap(),
        region: "us-east-1".parse().unwrap(),
        instance: "11111111-2222-4333-8444-555555555555".parse().unwrap(),
    }
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl World {
    pub fn new() -> Self {
        Self::with(1, Settings::default())
    }

    pub fn with(seed: u128, mut settings: Settings) -> Self {
        settings.dialable = Dialable::parse(&["+".to_owned(), "!+999".to_owned()]).unwrap();
        let mut ids = IdSource::new(seed ^ 0xabcd);
        let mut world = Self {
            exchange: Exchange::new(identity(), seed, settings),
            now: at("2026-11-23T10:00:00.000Z"),
            drivers: Drivers {
                prompt: Some(2000),
                agent_media: Some(300),
                recording: Some(500),
                lambda: serde_json::json!({"tier": "gold"}),
                dialled: Dialled::Answers(4000),
            },
            outputs: Vec::new(),
            replies: Vec::new(),
            agent_legs: HashMap::new(),
            dials: Vec::new(),
            unanswered: Vec::new(),
            queue: ids.id(),
            other_queue: ids.id(),
            profile: ids.id(),
            hours: ids.id(),
            available: ids.id(),
            offline: ids.id(),
            lunch: ids.id(),
            main_flow: ids.id(),
            stored: Vec::new(),
            due: BTreeMap::new(),
            recordings: HashMap::new(),
            sequence: 0,
            tokens: 0,
            ids,
        };
        for resource in world.configuration() {
            world.put(resource);
        }
        world
    }

    /// On an exchange that was made in another way.
    pub fn on(exchange: Exchange) -> Self {
        let mut world = Self::new();
        world.exchange = exchange;
        for resource in std::mem::take(&mut world.stored) {
            world.put(resource);
        }
        world
    }

    /// The instance's resources, without users.
    pub fn configuration(&self) -> Vec<Resource> {
        let status = |id, name: &str, status_type| AgentStatus {
            id,
            name: name.into(),
            description: None,
            status_type,
            state: AgentStatusState::Enabled,
            display_order: None,
            tags: Tags::new(),
        };
        let queue = |id, name: &str| Queue {
            id,
            name: name.into(),
            description: None,
            hours: self.hours,
            max_contacts: None,
            outbound_caller: OutboundCaller {
                name: Some("Carillon".into()),
                number: Some(IdSource::new(77).id()),
                flow: None,
            },
            quick_connects: Vec::new(),
            email_addresses: Vec::new(),
            outbound_email: None,
            status: QueueStatus::Enabled,
            tags: Tags::new(),
        };
        let number = PhoneNumberResource {
            id: IdSource::new(77).id(),
            number: NUMBER.parse().unwrap(),
            country: "US".into(),
            number_type: PhoneNumberType::TollFree,
            description: None,
            instance: identity().instance,
            flow: Some(self.main_flow),
            status: PhoneNumberStatus::Claimed,
            claimed: self.now,
            source: None,
            tags: Tags::new(),
        };
        vec![
            Hours {
                id: self.hours,
                name: "Always".into(),
                description: None,
                time_zone: "UTC".into(),
                config: Vec::new(),
                overrides: Vec::new(),
                parents: Vec::new(),
                tags: Tags::new(),
            }
            .into(),
            queue(self.queue, "Sales").into(),
            queue(self.other_queue, "Support").into(),
            RoutingProfile {
                id: self.profile,
                name: "Basic".into(),
                description: "Voice".into(),
                default_outbound_queue: self.queue,
                queues: [self.queue, self.other_queue]
                    .map(|queue| QueueEntry {
                        queue,
                        channel: Channel::Voice,
                        priority: 1,
                        delay: 0,
                    })
                    .into(),
                manual_queues: Vec::new(),
                concurrency: vec![MediaConcurrency {
                    channel: Channel::Voice,
                    concurrency: 1,
                    route_any_channel: false,
                }],
                agent_order: AgentOrder::default(),
                tags: Tags::new(),
            }
            .into(),
            status(self.available, "Available", AgentStatusType::Routable).into(),
            status(self.offline, "Offline", AgentStatusType::Offline).into(),
            status(self.lunch, "Lunch", AgentStatusType::Custom).into(),
            flow_resource(
                self.main_flow,
                "Main",
                FlowKind::ContactFlow,
                &flows::main(self.queue),
            ),
            number.into(),
            attribute("Language"),
            attribute("Technology"),
        ]
    }

    pub fn put(&mut self, resource: impl Into<Resource>) {
        let resource = resource.into();
        self.stored.push(resource.clone());
        let change = Change::Put(Box::new(resource));
        self.tell(Input::Directory(change));
    }

    /// The agents' routing profile: how many contacts of which channels at once, and whether those
    /// allow others meanwhile. All channels of both queues.
    pub fn serves(&mut self, channels: &[(Channel, u32, bool)]) {
        let queues = [self.queue, self.other_queue];
        let entries = channels.iter().flat_map(|(channel, ..)| {
            queues.map(|queue| QueueEntry {
                queue,
                channel: *channel,
                priority: 1,
                delay: 0,
            })
        });
        let concurrency = channels.iter().map(|it| MediaConcurrency {
            channel: it.0,
            concurrency: it.1,
            route_any_channel: it.2,
        });
        let profile = RoutingProfile {
            id: self.profile,
            name: "Basic".into(),
            description: "Several channels".into(),
            default_outbound_queue: self.queue,
            queues: entries.collect(),
            manual_queues: Vec::new(),
            concurrency: concurrency.collect(),
            agent_order: AgentOrder::default(),
            tags: Tags::new(),
        };
        self.put(profile);
    }

    /// The process is killed and started again: legs, plays and timers are gone, and the new
    /// exchange knows what was written.
    pub fn crash(&mut self, seed: u128) {
        let settings = self.exchange.settings().clone();
        self.exchange = Exchange::new(identity(), seed, settings);
        self.due.clear();
        self.agent_legs.clear();
        for resource in std::mem::take(&mut self.stored) {
            self.put(resource);
        }
        let mut contacts = BTreeMap::new();
        let mut agents = BTreeMap::new();
        for (_, output) in &self.outputs {
            match output {
                Output::Contact(it) => drop(contacts.insert(it.id, (**it).clone())),
                Output::Agent(it) => drop(agents.insert(it.id, (**it).clone())),
                _ => {}
            }
        }
        self.tell(Input::Recovered {
            contacts: contacts.into_values().filter(|it| !it.complete()).collect(),
            agents: agents.into_values().collect(),
        });
    }

    pub fn put_flow(&mut self, name: &str, kind: FlowKind, content: &Value) -> FlowId {
        let id = self.ids.id();
        self.put(flow_resource(id, name, kind, content));
        id
    }

    /// Replaces the flow of the number.
    pub fn main(&mut self, content: &Value) {
        let flow = flow_resource(self.main_flow, "Main", FlowKind::ContactFlow, content);
        self.put(flow);
    }

    /// A user who is no agent yet; after-contact work ends after 30 s by itself.
    pub fn user(&mut self, username: &str) -> UserId {
        let user = self.user_resource(username);
        let id = user.id;
        self.put(user);
        id
    }

    pub fn user_resource(&mut self, username: &str) -> User {
        User {
            id: self.ids.id(),
            username: username.into(),
            first_name: Pii::new("Ada".into()),
            last_name: Pii::new("Agent".into()),
            email: None,
            password_hash: None,
            routing_profile: self.profile,
            security_profiles: Vec::new(),
            hierarchy_group: None,
            secondary_email: None,
            mobile: None,
            hierarchy_path: Vec::new(),
            proficiencies: Vec::new(),
            channels: serde_json::Map::new(),
            phone: PhoneConfig {
                phone_type: PhoneType::SoftPhone,
                auto_accept: false,
                after_contact_work_limit: 30,
                desk_phone: None,
                persistent_connection: false,
            },
            modified: self.now,
            tags: Tags::new(),
        }
    }

    /// An agent who is signed in and `Available`.
    pub fn agent(&mut self, username: &str) -> UserId {
        let agent = self.user(username);
        self.available(agent);
        agent
    }

    pub fn available(&mut self, agent: UserId) {
        let status = self.available;
        self.ok(Command::SignIn { agent });
        self.ok(Command::SetStatus { agent, status });
    }

    /// A call rings; the leg is answered when the exchange asks for it.
    pub fn call(&mut self) -> Caller {
        self.call_from("+4930123456", LegKind::Sip)
    }

    pub fn call_from(&mut self, caller: &str, kind: LegKind) -> Caller {
        let leg = self.ids.id();
        let contact = self.ids.id();
        self.tell(Input::IncomingCall(IncomingCall {
            leg,
            contact: Some(contact),
            called: NUMBER.parse::<PhoneNumber>().unwrap(),
            caller: Pii::new(caller.into()),
            display_name: None,
            headers: BTreeMap::from([("From".into(), "<sip:bob@example.com>".into())]),
            kind,
        }));
        Caller { leg, contact }
    }

    pub fn hang_up(&mut self, leg: LegId) {
        self.tell(Input::Leg(LegEvent::Ended {
            leg,
            cause: EndCause::HungUp,
        }));
    }

    /// Gives a command and returns the answer.
    pub fn ask(&mut self, command: Command) -> Result<Reply, CommandError> {
        self.tokens += 1;
        let token = CommandToken(self.tokens);
        self.tell(Input::Command { token, command });
        let at = self.replies.iter().position(|it| it.0 == token);
        let at = at.expect("each command is answered in its own batch");
        self.replies.remove(at).1
    }

    pub fn ok(&mut self, command: Command) -> Reply {
        let text = format!("{command:?}");
        self.ask(command)
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// Hands in an input now, and lets the drivers take what comes out.
    pub fn tell(&mut self, input: Input) {
        if let Input::Leg(LegEvent::Failed { leg, .. }) = &input {
            self.unanswered.push(*leg);
        }
        self.exchange.handle(self.now, input);
        let mut durable = true;
        while let Some(output) = self.exchange.poll() {
            assert!(
                durable || !output.is_durable(),
                "durable outputs come first"
            );
            durable = output.is_durable();
            self.driver(&output);
            self.outputs.push((self.now, output));
        }
    }

    /// Lets time pass.
    pub fn run(&mut self, duration: Duration) {
        let end = Timestamp(self.now.0 + duration.as_millis() as i64);
        let mut steps = 0;
        loop {
            steps += 1;
            assert!(steps < 1_000_000, "time stands still at {:?}", self.now);
            let due = self.due.keys().next().map(|key| key.0);
            let timer = self.exchange.next_timer();
            let Some(next) = [due, timer].into_iter().flatten().min() else {
                break;
            };
            if next > end {
                break;
            }
            self.now = self.now.max(next);
            if due == Some(next) {
                if let Some((_, input)) = self.due.pop_first() {
                    self.tell(input);
                }
            } else {
                self.tell(Input::Timer);
            }
        }
        self.now = end;
    }

    pub fn seconds(&mut self, seconds: u64) {
        self.run(Duration::from_secs(seconds));
    }

    fn later(&mut self, millis: i64, input: Input) {
        self.sequence += 1;
        let at = Timestamp(self.now.0 + millis);
        self.due.insert((at, self.sequence), input);
    }

    /// What the drivers do with an output.
    fn driver(&mut self, output: &Output) {
        match output {
            Output::Reply { token, result } => self.replies.push((*token, result.clone())),
            Output::Leg(LegCommand::Answer { leg }) => {
                self.later(20, Input::Leg(LegEvent::Answered { leg: *leg }));
            }
            Output::Leg(LegCommand::ConnectAgent { leg, agent, .. }) => {
                self.agent_legs.insert(*agent, *leg);
                if let Some(delay) = self.drivers.agent_media {
                    self.later(delay, Input::Media(MediaEvent::MediaUp { leg: *leg }));
                }
            }
            Output::Leg(LegCommand::Dial {
                leg,
                number,
                caller,
                ..
            }) => {
                let leg = *leg;
                let shown = caller.number.as_ref().map(|it| it.reveal().clone());
                self.dials.push((leg, number.to_string(), shown));
                let ringing = LegEvent::Ringing {
                    leg,
                    early_media: false,
                };
                match self.drivers.dialled {
                    Dialled::Answers(delay) => {
                        self.later(100, Input::Leg(ringing));
                        self.later(delay, Input::Leg(LegEvent::Answered { leg }));
                    }
                    Dialled::Fails(cause, delay) => {
                        self.later(delay, Input::Leg(LegEvent::Failed { leg, cause }));
                    }
                    Dialled::Rings => self.later(100, Input::Leg(ringing)),
                }
            }
            Output::Media(MediaCommand::Play {
                leg,
                play,
                looped: false,
                ..
            }) => {
                if let Some(delay) = self.drivers.prompt {
                    let (leg, play) = (*leg, *play);
                    let event = MediaEvent::PlayFinished { leg, play };
                    self.later(delay, Input::Media(event));
                }
            }
            Output::Media(MediaCommand::StartRecording { recording, .. }) => {
                self.recordings.insert(*recording, self.now);
            }
            Output::Media(MediaCommand::StopRecording { recording }) => {
                let started_at = self.recordings.get(recording).copied();
                if let (Some(delay), Some(started_at)) = (self.drivers.recording, started_at) {
                    let event = MediaEvent::RecordingFinished {
                        recording: *recording,
                        started_at,
                        duration: self.now.since(started_at),
                        outcome: RecordingOutcome::Stored,
                    };
                    self.later(delay, Input::Media(event));
                }
            }
            Output::InvokeLambda { token, .. } => {
                let result = Ok(serde_json::to_vec(&self.drivers.lambda).unwrap());
                let token = *token;
                self.later(50, Input::LambdaResult { token, result });
            }
            _ => {}
        }
    }

    /// Published bodies of a topic.
    pub fn published(&self, topic: Topic) -> Vec<&Value> {
        self.outputs
            .iter()
            .filter_map(|(_, output)| match output {
                Output::Publish(it) if it.topic == topic => Some(&it.body),
                _ => None,
            })
            .collect()
    }

    /// The record of a contact; there must be exactly one.
    pub fn record(&self, contact: ContactId) -> Value {
        let id = contact.to_string();
        let found: Vec<&Value> = self
            .published(Topic::ContactRecords)
            .into_iter()
            .filter(|it| it["ContactId"] == *id)
            .collect();
        assert_eq!(found.len(), 1, "one record of {contact}");
        found[0].clone()
    }

    /// The types of a contact's events, in order.
    pub fn events(&self, contact: ContactId) -> Vec<String> {
        let id = contact.to_string();
        self.published(Topic::ContactEvents)
            .into_iter()
            .filter(|it| it["detail"]["contactId"] == *id)
            .map(|it| it["detail"]["eventType"].as_str().unwrap().to_owned())
            .collect()
    }

    pub fn event(&self, contact: ContactId, event: &str) -> Value {
        let id = contact.to_string();
        self.published(Topic::ContactEvents)
            .into_iter()
            .find(|it| it["detail"]["contactId"] == *id && it["detail"]["eventType"] == event)
            .unwrap_or_else(|| panic!("no {event}"))
            .clone()
    }

    /// What is known of a contact, live or not: the last row written.
    pub fn facts(&self, contact: ContactId) -> ContactFacts {
        self.outputs
            .iter()
            .rev()
            .find_map(|(_, output)| match output {
                Output::Contact(it) if it.id == contact => Some((**it).clone()),
                _ => None,
            })
            .expect("a row was written")
    }

    /// The state of a contact at an agent, in the words of the pages.
    pub fn state(&self, agent: UserId, contact: ContactId) -> Option<&'static str> {
        let facts = self.exchange.agent(agent)?;
        facts.contact(contact).map(|it| it.state.name())
    }

    pub fn status(&self, agent: UserId) -> String {
        self.exchange.agent(agent).unwrap().status.name.clone()
    }

    /// Media commands so far.
    pub fn media(&self) -> Vec<&MediaCommand> {
        self.outputs
            .iter()
            .filter_map(|(_, output)| match output {
                Output::Media(it) => Some(it),
                _ => None,
            })
            .collect()
    }

    pub fn legs(&self) -> Vec<&LegCommand> {
        self.outputs
            .iter()
            .filter_map(|(_, output)| match output {
                Output::Leg(it) => Some(it),
                _ => None,
            })
            .collect()
    }

    /// Brings a call to the conversation: flow, offer, acceptance, whispers.
    pub fn talk(&mut self) -> (Caller, UserId) {
        let agent = self.agent("ada");
        let caller = self.call();
        self.seconds(10);
        let contact = caller.contact;
        assert_eq!(self.state(agent, contact), Some("INCOMING"));
        self.ok(Command::Accept { agent, contact });
        self.seconds(10);
        assert_eq!(self.state(agent, contact), Some("CONNECTED"));
        (caller, agent)
    }
}

/// A predefined attribute.
fn attribute(name: &str) -> Resource {
    Resource::Plain(Plain::new(Kind::PredefinedAttribute, name, name))
}

pub fn flow_resource(id: FlowId, name: &str, kind: FlowKind, content: &Value) -> Resource {
    Flow {
        id,
        name: name.into(),
        description: None,
        kind,
        state: FlowState::Active,
        status: FlowStatus::Published,
        published: Some(content.to_string()),
        published_at: None,
        saved: None,
        versions: Vec::new(),
        last_version: 0,
        modified: Timestamp(0),
        tags: Tags::new(),
    }
    .into()
}
