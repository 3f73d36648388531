//! A random world: callers, agents, commands, calls that are placed, callbacks, lost audio, deleted
//! things and crashes. After each
//! step the invariants of docs/ARCHITECTURE.md are checked; a failing seed is printed and runs
//! again with `SEED=n cargo test -p exchange --test simulation`; `SEEDS=n` runs more of them.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod common;

use common::flows::{action, call_back, flow, hook, last, say, to_number, to_queue, words};
use common::{Caller, Dialled, World};
use exchange::journal::{ContactEntry, Subject};
use exchange::{
    Command, ContactFacts, ContactState, Destination, DialFailure, EndCause, Input, LegCommand,
    LegEvent, LegKind, MediaEvent, OutboundCall, Output, Participant, Topic,
};
use ids::{ContactId, LegId, UserId};
use resources::{FlowKind, Instance, InstanceStatus, Kind, Plain, Resource};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

const SEEDS: u64 = 12;
const STEPS: u32 = 200;

#[test]
fn random_worlds_lose_nothing() {
    let number = |name| std::env::var(name).ok()?.parse::<u64>().ok();
    let seeds = match number("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("SEEDS").unwrap_or(SEEDS),
    };
    let all = seeds.end - seeds.start > 1;
    let mut happened = BTreeSet::new();
    for seed in seeds {
        let run = catch_unwind(AssertUnwindSafe(|| {
            let mut simulation = Simulation::new(seed);
            simulation.run();
            simulation.happened
        }));
        match run {
            Ok(names) => happened.extend(names),
            Err(panic) => {
                eprintln!("failing seed: {seed}");
                resume_unwind(panic);
            }
        }
    }
    // A simulation in which nothing happens would pass, too.
    for name in [
        "enqueued",
        "offered",
        "agentAssigned",
        "agentFailed",
        "connectedToAgent",
        "held",
        "resumed",
        "agentDisconnected",
        "workEnded",
        "recordingFinished",
        "linked",
        "customerCalled",
        "customerUnreached",
        "rescheduled",
        "thirdPartyJoined",
        "thirdPartyLeft",
        "completed",
    ] {
        assert!(!all || happened.contains(name), "{name} never happened");
    }
}

#[test]
fn the_same_seed_gives_the_same_outputs() {
    let trace = |seed| {
        let mut simulation = Simulation::new(seed);
        simulation.run();
        format!("{:?}", simulation.world.outputs)
    };
    assert_eq!(trace(7), trace(7));
}

/// Quick connects to all agents and to a queue.
fn quick_connects(world: &mut World, agents: &[UserId]) {
    let to_agent = flow(
        "go",
        vec![
            last("go", "TransferContactToAgent"),
            last("end", "DisconnectParticipant"),
        ],
    );
    let to_agent = world.put_flow("To agent", FlowKind::AgentTransfer, &to_agent);
    let queued = flow("set-queue", to_queue(world.other_queue));
    let queued = world.put_flow("To queue", FlowKind::QueueTransfer, &queued);
    let mut all = vec![(
        "queue".to_owned(),
        json!({"QuickConnectType": "QUEUE", "QueueConfig": {
            "QueueId": world.other_queue, "ContactFlowId": queued,
        }}),
    )];
    all.extend(agents.iter().enumerate().map(|(number, agent)| {
        let user = json!({"UserId": agent, "ContactFlowId": to_agent});
        let config = json!({"QuickConnectType": "USER", "UserConfig": user});
        (format!("agent{number}"), config)
    }));
    let queue = world.configuration().into_iter().find_map(|it| match it {
        Resource::Queue(it) if it.id == world.queue => Some(it),
        _ => None,
    });
    let mut queue = queue.unwrap();
    for (id, config) in all {
        let mut it = Plain::new(Kind::QuickConnect, &*id, &*id);
        it.body.insert("QuickConnectConfig".into(), config);
        world.put(Resource::Plain(it));
        queue.quick_connects.push(id);
    }
    world.put(queue);
}

fn multi_party(created: ids::Timestamp) -> Instance {
    Instance {
        id: common::identity().instance,
        alias: "demo".into(),
        identity_management_type: "CONNECT_MANAGED".into(),
        created,
        status: InstanceStatus::Active,
        attributes: [("MULTI_PARTY_CONFERENCE".into(), "true".into())].into(),
        tags: Default::default(),
    }
}

struct Simulation {
    world: World,
    agents: Vec<UserId>,
    callers: Vec<Caller>,
    /// All legs that the exchange was told of or asked for, and that nobody ended.
    legs: BTreeSet<LegId>,
    contacts: BTreeMap<ContactId, ContactFacts>,
    seen: usize,
    /// The names of all facts that were written.
    happened: BTreeSet<&'static str>,
}

impl Simulation {
    fn new(seed: u64) -> Self {
        let mut world = World::with(u128::from(seed), Default::default());
        let survey = world.put_flow("Survey", FlowKind::ContactFlow, &words("Happy?"));
        let moving = flow(
            "say",
            vec![
                say("say", "Please wait.", "move"),
                action(
                    "move",
                    "DequeueContactAndTransferToQueue",
                    json!({"QueueId": world.other_queue}),
                    "end",
                    &["NoMatchingError", "QueueAtCapacity"],
                ),
                last("end", "EndFlowExecution"),
            ],
        );
        let moving = world.put_flow("Moving", FlowKind::CustomerQueue, &moving);
        if !seed.is_multiple_of(4) {
            let next = if seed.is_multiple_of(2) {
                "queue-hook"
            } else {
                "record"
            };
            let mut actions = vec![
                hook("hook", "CustomerRemaining", survey, next),
                hook("queue-hook", "CustomerQueue", moving, "record"),
                action(
                    "record",
                    "UpdateContactRecordingBehavior",
                    json!({"RecordingBehavior": {
                        "RecordedParticipants": ["Agent", "Customer"],
                        "IVRRecordingBehavior": "Enabled",
                    }}),
                    "set-queue",
                    &[],
                ),
            ];
            actions.extend(to_queue(world.queue));
            match seed % 3 {
                // First a third party, then the queue.
                1 => {
                    let out = to_number("+12065550199", 20, true, json!({}));
                    let out = out.as_array().unwrap().iter();
                    actions.extend(out.filter(|it| it["Identifier"] != "end").cloned());
                    for it in &mut actions {
                        if it["Transitions"]["NextAction"] == "set-queue" {
                            it["Transitions"]["NextAction"] = json!("transfer-out");
                        } else if it["Identifier"] == "back" {
                            it["Transitions"]["NextAction"] = json!("set-queue");
                        }
                    }
                }
                // A callback in the place of the queue.
                2 => {
                    let ask = call_back(world.queue, 10, 2, 20);
                    actions.extend(ask.into_iter().filter(|it| it["Identifier"] != "end"));
                    for it in &mut actions {
                        if it["Transitions"]["NextAction"] == "set-queue" {
                            it["Transitions"]["NextAction"] = json!("call-back");
                        }
                    }
                }
                _ => {}
            }
            world.main(&flow("hook", actions));
        }
        let mut agents = Vec::new();
        for number in 0..4 {
            let mut user = world.user_resource(&format!("agent{number}"));
            user.phone.auto_accept = number == 3;
            user.phone.after_contact_work_limit = [0, 5, 30, 10][number];
            agents.push(user.id);
            world.put(user);
        }
        quick_connects(&mut world, &agents);
        if seed.is_multiple_of(3) {
            world.put(multi_party(world.now));
        }
        Self {
            world,
            agents,
            callers: Vec::new(),
            legs: BTreeSet::new(),
            contacts: BTreeMap::new(),
            seen: 0,
            happened: BTreeSet::new(),
        }
    }

    fn below(&mut self, bound: u32) -> u32 {
        self.world.ids.below(bound)
    }

    fn run(&mut self) {
        for _ in 0..STEPS {
            self.step();
            self.check();
            let pause = self.below(4000);
            self.world.run(Duration::from_millis(u64::from(pause)));
            self.check();
        }
        self.finish();
    }

    fn step(&mut self) {
        self.world.drivers.agent_media = (self.below(10) > 0).then_some(300);
        self.world.drivers.recording = (self.below(10) > 0).then_some(500);
        self.world.drivers.dialled = [
            Dialled::Answers(3000),
            Dialled::Answers(8000),
            Dialled::Rings,
            Dialled::Fails(DialFailure::NoAnswer, 900),
            Dialled::Fails(DialFailure::Busy, 900),
        ][self.below(5) as usize];
        let number = self.below(4) as usize;
        let agent = self.agents[number];
        match self.below(100) {
            0..=24 => {
                let kind = [LegKind::Sip, LegKind::WebRtc][self.below(2) as usize];
                let caller = self.world.call_from("+4930123456", kind);
                self.callers.push(caller);
            }
            25..=36 => {
                if let Some(caller) = self.any_caller() {
                    let cause = [EndCause::HungUp, EndCause::Failed][self.below(2) as usize];
                    self.legs.remove(&caller);
                    self.world
                        .tell(Input::Leg(LegEvent::Ended { leg: caller, cause }));
                }
            }
            37..=44 => self.world.available(agent),
            45 => drop(self.world.ask(Command::SignOut { agent })),
            46..=48 => {
                let status = self.world.lunch;
                let _ = self.world.ask(Command::SetStatus { agent, status });
            }
            49..=52 => {
                if let Some(&leg) = self.world.agent_legs.get(&agent) {
                    let event = [MediaEvent::MediaLost { leg }, MediaEvent::MediaUp { leg }]
                        [self.below(2) as usize]
                        .clone();
                    self.world.tell(Input::Media(event));
                }
            }
            53 => {
                let seed = u128::from(self.below(u32::MAX));
                self.world.crash(seed);
                self.legs.clear();
            }
            54..=56 => {
                let live: Vec<ContactId> = self
                    .world
                    .exchange
                    .contacts()
                    .iter()
                    .map(|it| it.id)
                    .collect();
                if !live.is_empty() {
                    let contact = live[self.below(live.len() as u32) as usize];
                    let _ = self.world.ask(Command::StopContact { contact });
                }
            }
            57..=60 => {
                let call = OutboundCall {
                    destination: "+12065550142".parse().unwrap(),
                    flow: self.world.main_flow,
                    queue: Some(self.world.queue),
                    source: None,
                    attributes: Default::default(),
                    name: None,
                    description: None,
                    references: Default::default(),
                    related: None,
                    ring_limit: None,
                    campaign: None,
                };
                self.world.ok(Command::StartOutboundVoice(Box::new(call)));
            }
            61..=66 => {
                if !self.world.dials.is_empty() {
                    let at = self.below(self.world.dials.len() as u32) as usize;
                    let leg = self.world.dials[at].0;
                    self.legs.remove(&leg);
                    self.world.hang_up(leg);
                }
            }
            67..=69 => {
                let number = "+12065550166".parse().unwrap();
                let _ = self.world.ask(Command::Dial { agent, number });
            }
            _ => self.agent_acts(agent),
        }
    }

    /// What an agent does with somebody else on the line.
    fn in_conference(&mut self, agent: UserId, contact: ContactId) -> Command {
        let live: Vec<ContactId> = self
            .world
            .exchange
            .contacts()
            .iter()
            .map(|it| it.id)
            .collect();
        let at = self.below(live.len().max(1) as u32) as usize;
        let other = live.get(at).copied().unwrap_or(contact);
        let party = match self.below(4) {
            0 => Participant::Customer,
            1 => Participant::All,
            _ => Participant::Guest(other),
        };
        let held = self.below(2) == 0;
        match self.below(10) {
            0 => Command::Swap { agent, contact },
            1 => Command::DropParty {
                agent,
                contact,
                party,
            },
            2 => Command::MuteParty {
                agent,
                contact,
                party,
                muted: held,
            },
            3..=4 => Command::HoldParty {
                agent,
                contact,
                party,
                held,
            },
            _ => {
                let to = match self.below(4) {
                    0 => Destination::Number("+12065550155".parse().unwrap()),
                    1 => Destination::QuickConnect("queue".into()),
                    _ => Destination::QuickConnect(format!("agent{}", self.below(4))),
                };
                Command::Transfer { agent, contact, to }
            }
        }
    }

    fn any_caller(&mut self) -> Option<LegId> {
        if self.callers.is_empty() {
            return None;
        }
        let at = self.below(self.callers.len() as u32) as usize;
        Some(self.callers[at].leg)
    }

    /// An agent does something with the first contact on the desk; often something fitting.
    fn agent_acts(&mut self, agent: UserId) {
        let held = self
            .world
            .exchange
            .agent(agent)
            .and_then(|it| it.contacts.first())
            .map(|it| (it.contact, it.state));
        let Some((contact, state)) = held else {
            return;
        };
        let fitting = match (state, self.below(3)) {
            (ContactState::Incoming, 0..=1) => Command::Accept { agent, contact },
            (ContactState::Incoming, _) => Command::Reject { agent, contact },
            (ContactState::Connected, 0) => Command::Hold { agent, contact },
            (ContactState::ConnectedOnHold, 0..=1) => Command::Resume { agent, contact },
            (ContactState::Connecting | ContactState::Connected, _) => {
                Command::HangUp { agent, contact }
            }
            (ContactState::ConnectedOnHold, _) => Command::HangUp { agent, contact },
            _ => Command::Clear { agent, contact },
        };
        let command = match self.below(12) {
            0 => Command::Clear { agent, contact },
            1 => Command::Resume { agent, contact },
            2..=5 => self.in_conference(agent, contact),
            _ => fitting,
        };
        let _ = self.world.ask(command);
    }

    /// Takes in new outputs and checks what must always hold.
    fn check(&mut self) {
        for (_, output) in &self.world.outputs[self.seen..] {
            match output {
                Output::Journal(entry) => {
                    self.happened.insert(entry.name());
                    if let Subject::Contact { contact, entry: it } = &entry.subject {
                        if let ContactEntry::Initiated(facts) = it {
                            let new = self.contacts.insert(*contact, (**facts).clone());
                            assert!(new.is_none(), "{contact} begins once");
                        }
                        let facts = self.contacts.get_mut(contact).expect("it has begun");
                        assert!(!facts.complete(), "{contact} is complete: {it:?}");
                        facts.apply(entry.at, it);
                    }
                }
                Output::Contact(row) => {
                    assert_eq!(
                        self.contacts.get(&row.id),
                        Some(&**row),
                        "the journal's fold"
                    );
                }
                Output::Leg(
                    LegCommand::Answer { leg }
                    | LegCommand::ConnectAgent { leg, .. }
                    | LegCommand::Dial { leg, .. },
                ) => {
                    self.legs.insert(*leg);
                }
                Output::Leg(LegCommand::HangUp { leg, .. }) => {
                    self.legs.remove(leg);
                }
                _ => {}
            }
        }
        self.seen = self.world.outputs.len();
        for leg in std::mem::take(&mut self.world.unanswered) {
            self.legs.remove(&leg);
        }

        let exchange = &self.world.exchange;
        let mut places: BTreeMap<ContactId, u32> = BTreeMap::new();
        for agent in &self.agents {
            let Some(facts) = exchange.agent(*agent) else {
                continue;
            };
            assert!(facts.contacts.len() <= 1, "voice has one slot");
            for held in &facts.contacts {
                if held.state.clearable() {
                    continue;
                }
                *places.entry(held.contact).or_default() += 1;
                let contact = exchange.contact(held.contact);
                let contact = contact.unwrap_or_else(|| panic!("{:?} is gone", held.contact));
                assert!(contact.disconnected.is_none(), "{held:?} is over");
            }
        }
        for (contact, count) in places {
            assert_eq!(count, 1, "{contact} is with one agent at most");
        }
        for facts in self.contacts.values() {
            assert_eq!(
                exchange.is_live(facts.id),
                !facts.complete(),
                "{} is live or complete",
                facts.id
            );
        }
        if let Some(timer) = exchange.next_timer() {
            assert!(timer >= self.world.now, "no timer is overdue");
        }
    }

    /// Everybody goes home: all contacts are complete, each with one record and one reason.
    fn finish(&mut self) {
        let callers = self.callers.iter().map(|it| it.leg);
        let called = self.world.dials.iter().map(|it| it.0);
        let legs: Vec<LegId> = callers.chain(called).collect();
        for leg in legs {
            self.world.hang_up(leg);
            self.legs.remove(&leg);
        }
        for agent in self.agents.clone() {
            let held = self.world.exchange.agent(agent);
            let held = held.and_then(|it| it.contacts.first()).map(|it| it.contact);
            if let Some(contact) = held {
                // Agents may talk on to each other.
                let _ = self.world.ask(Command::HangUp { agent, contact });
            }
            let _ = self.world.ask(Command::SignOut { agent });
        }
        for leg in self.world.dials.clone() {
            self.world.hang_up(leg.0);
            self.legs.remove(&leg.0);
        }
        // Callbacks would wait for days.
        let live: Vec<ContactId> = self
            .world
            .exchange
            .contacts()
            .iter()
            .map(|it| it.id)
            .collect();
        for contact in live {
            let _ = self.world.ask(Command::StopContact { contact });
        }
        self.world.seconds(300);
        self.check();
        assert_eq!(self.world.exchange.live_contacts(), 0);
        let mut ends: BTreeMap<String, u32> = BTreeMap::new();
        for event in self.world.published(Topic::ContactEvents) {
            if event["detail"]["eventType"] == "DISCONNECTED" {
                let id = event["detail"]["contactId"].as_str().unwrap();
                *ends.entry(id.to_owned()).or_default() += 1;
            }
        }
        let mut records: BTreeMap<String, u32> = BTreeMap::new();
        for record in self.world.published(Topic::ContactRecords) {
            let id = record["ContactId"].as_str().unwrap().to_owned();
            *records.entry(id).or_default() += 1;
            assert!(record["DisconnectReason"].is_string());
            assert!(record["DisconnectTimestamp"].is_string());
        }
        for facts in self.contacts.values() {
            assert!(facts.complete());
            assert_eq!(records.get(&facts.id.to_string()), Some(&1), "{}", facts.id);
            let ends = ends.get(&facts.id.to_string());
            assert_eq!(ends, Some(&1), "{} ends once", facts.id);
        }
        assert_eq!(records.len(), self.contacts.len());
        assert_eq!(self.legs, BTreeSet::new(), "no leg is left open");
    }
}
