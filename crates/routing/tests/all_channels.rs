//! Calls, chats, tasks and e-mail in one router, played at random against a reading of the rules
//! that scans everything. The exchange's own simulation (`simulation`) has calls and tasks; the
//! router does not know how they differ from chats, and this is where that is proven.
//! Sources: connect-a-foundation.md §3.6-3.8, connect-b-routing-channels.md §4.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

use ids::{ContactId, IdSource, QueueId, RoutingProfileId, Timestamp, UserId};
use resources::Channel::{self, Chat, Email, Task, Voice};
use routing::{Availability, ProfileQueue, ProfileRules, QueueKey, Router, SlotRule, Waiting};
use std::collections::BTreeMap;

const CHANNELS: [Channel; 4] = [Voice, Chat, Task, Email];
const SEEDS: u128 = 60;
const STEPS: usize = 250;

struct Contact {
    waiting: Waiting,
    /// Who is asked.
    asked: Option<UserId>,
}

struct Agent {
    profile: usize,
    since: i64,
    signed_in: bool,
    /// Did not answer: gets nothing until the contact is cleared.
    missed: bool,
    desk: Vec<(Channel, ContactId)>,
}

struct World {
    router: Router,
    ids: IdSource,
    now: i64,
    queues: Vec<QueueId>,
    profiles: Vec<(RoutingProfileId, ProfileRules)>,
    agents: BTreeMap<UserId, Agent>,
    contacts: BTreeMap<ContactId, Contact>,
    /// Contacts of each channel that were taken.
    taken: BTreeMap<Channel, u32>,
}

/// A contact's place for an agent; the least is first. An agent's own queue is before all others.
type Place = (u32, u32, Timestamp);

impl World {
    fn new(seed: u128) -> Self {
        let mut ids = IdSource::new(seed);
        let queues: Vec<QueueId> = (0..3).map(|_| ids.id()).collect();
        let profiles: Vec<_> = (0..3)
            .map(|_| (ids.id(), rules(&mut ids, &queues)))
            .collect();
        let mut world = Self {
            router: Router::new(),
            now: 0,
            queues,
            profiles,
            agents: BTreeMap::new(),
            contacts: BTreeMap::new(),
            taken: BTreeMap::new(),
            ids,
        };
        for (id, rules) in &world.profiles {
            world.router.set_profile(Timestamp(0), *id, rules.clone());
        }
        for at in 0..5 {
            let agent = Agent {
                profile: at % 3,
                since: 0,
                signed_in: true,
                missed: false,
                desk: Vec::new(),
            };
            let id = world.ids.id();
            world.agents.insert(id, agent);
            world.declare(id);
        }
        world
    }

    fn now(&self) -> Timestamp {
        Timestamp(self.now)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.ids.below(u32::try_from(limit).unwrap()) as usize
    }

    /// Any of them, if there are any.
    fn any<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        match of.is_empty() {
            true => None,
            false => Some(of[self.below(of.len())]),
        }
    }

    fn agent(&mut self) -> UserId {
        let all: Vec<UserId> = self.agents.keys().copied().collect();
        self.any(&all).unwrap()
    }

    fn waiting(&self) -> Vec<ContactId> {
        let waiting = self.contacts.iter().filter(|it| it.1.asked.is_none());
        waiting.map(|it| *it.0).collect()
    }

    fn is_routable(&self, agent: &Agent) -> bool {
        let asked = |id: &UserId| self.contacts.values().any(|it| it.asked == Some(*id));
        let id = self
            .agents
            .iter()
            .find(|it| std::ptr::eq(it.1, agent))
            .unwrap()
            .0;
        agent.signed_in && !agent.missed && !asked(id)
    }

    /// Tells the router of an agent as it would learn from the exchange.
    fn declare(&mut self, id: UserId) {
        let agent = &self.agents[&id];
        if !self.is_routable(agent) {
            return self.router.agent_unavailable(id);
        }
        let held = |channel| agent.desk.iter().filter(|it| it.0 == channel).count() as u32;
        let availability = Availability {
            profile: self.profiles[agent.profile].0,
            since: Timestamp(agent.since),
            load: CHANNELS.map(|it| (it, held(it))).to_vec(),
            skills: Default::default(),
        };
        self.router.agent_available(id, availability);
    }

    fn step(&mut self) {
        self.now += [0, 0, 1, 3_000, 11_000][self.below(5)];
        match self.below(12) {
            0..=4 => self.arrive(),
            5 => {
                if let Some(gone) = self.any(&self.waiting()) {
                    self.router.dequeue(gone);
                    self.contacts.remove(&gone);
                }
            }
            6 => {
                if let Some(id) = self.any(&self.waiting()) {
                    let priority = 1 + self.below(5) as u32;
                    let ranked = Timestamp(self.now - 1_000 * self.below(30) as i64);
                    self.router.rerank(self.now(), id, priority, ranked);
                    let waiting = &mut self.contacts.get_mut(&id).unwrap().waiting;
                    (waiting.priority, waiting.ranked) = (priority, ranked);
                }
            }
            7 => {
                let id = self.agent();
                let now = self.now;
                let agent = self.agents.get_mut(&id).unwrap();
                agent.signed_in = !agent.signed_in || !agent.desk.is_empty();
                agent.missed = false;
                agent.since = now;
                self.declare(id);
            }
            8 => {
                let at = self.below(3);
                self.profiles[at].1 = rules(&mut self.ids, &self.queues);
                let (id, rules) = self.profiles[at].clone();
                self.router.set_profile(self.now(), id, rules);
            }
            _ => {
                let id = self.agent();
                let desk: Vec<_> = self.agents[&id].desk.iter().map(|it| it.1).collect();
                if let Some(done) = self.any(&desk) {
                    let now = self.now;
                    let agent = self.agents.get_mut(&id).unwrap();
                    agent.desk.retain(|it| it.1 != done);
                    agent.since = now;
                    self.declare(id);
                }
            }
        }
    }

    fn arrive(&mut self) {
        let queue = match self.below(6) {
            0 => QueueKey::Agent(self.agent()),
            at => QueueKey::Standard(self.queues[at % 3]),
        };
        let waiting = Waiting {
            queue,
            channel: CHANNELS[self.below(4)],
            priority: [5, 5, 5, 2][self.below(4)],
            enqueued: self.now(),
            ranked: self.now(),
        };
        let id = self.ids.id();
        self.router.enqueue(self.now(), id, waiting);
        let asked = None;
        self.contacts.insert(id, Contact { waiting, asked });
    }

    /// Lets the router pair whom it will, and answers most offers.
    fn settle(&mut self) {
        while let Some(found) = self.router.poll(self.now()) {
            self.check_offer(found.contact, found.agent);
            self.contacts.get_mut(&found.contact).unwrap().asked = Some(found.agent);
            if self.below(5) > 0 {
                self.answer(found.contact, found.agent);
            }
        }
        for id in self.agents.keys() {
            let left = self.best(*id);
            assert!(left.is_none(), "{id} could have {left:?}");
        }
        for (id, agent) in &self.agents {
            let rules = &self.profiles[agent.profile].1;
            let allowed = |channel| {
                let slot = rules.slots.iter().find(|it| it.channel == channel);
                slot.map_or(0, |it| it.maximum)
            };
            let offerable = self.router.offerable(*id);
            assert!(
                offerable.iter().all(|it| allowed(*it) > 0),
                "{id}: {offerable:?}"
            );
        }
    }

    fn answer(&mut self, contact: ContactId, id: UserId) {
        let takes = self.below(4) > 0;
        let agent = self.agents.get_mut(&id).unwrap();
        if takes {
            let channel = self.contacts.remove(&contact).unwrap().waiting.channel;
            self.router.dequeue(contact);
            agent.desk.push((channel, contact));
            *self.taken.entry(channel).or_default() += 1;
        } else {
            agent.missed = true;
            self.contacts.get_mut(&contact).unwrap().asked = None;
            self.router.release(self.now(), contact);
        }
        self.declare(id);
    }

    /// Offers that were left open are answered.
    fn answer_late(&mut self) {
        let open: Vec<_> = self
            .contacts
            .iter()
            .filter_map(|(id, it)| Some((*id, it.asked?)))
            .collect();
        if let Some((contact, agent)) = self.any(&open) {
            self.answer(contact, agent);
        }
    }

    fn check_offer(&self, contact: ContactId, id: UserId) {
        let place = self.place(contact, id);
        let place = place.unwrap_or_else(|| panic!("{contact} may not be offered to {id}"));
        let (other, best) = self.best(id).unwrap();
        assert!(
            best >= place,
            "{other} at {best:?} was before {contact} at {place:?}"
        );
        for (other, agent) in &self.agents {
            if self.place(contact, *other).is_some() {
                let longest = self.agents[&id].since;
                assert!(
                    agent.since >= longest,
                    "{other} is idle since {}",
                    agent.since
                );
            }
        }
    }

    fn best(&self, id: UserId) -> Option<(ContactId, Place)> {
        let places = self
            .contacts
            .keys()
            .filter_map(|it| Some((*it, self.place(*it, id)?)));
        places.min_by_key(|it| it.1)
    }

    fn is_free(&self, agent: &Agent, channel: Channel) -> bool {
        let slots = &self.profiles[agent.profile].1.slots;
        let slot = |channel| slots.iter().find(|it| it.channel == channel);
        let same = agent.desk.iter().filter(|it| it.0 == channel).count();
        self.is_routable(agent)
            && slot(channel).is_some_and(|it| same < it.maximum as usize)
            && agent
                .desk
                .iter()
                .all(|it| it.0 == channel || slot(it.0).is_some_and(|it| it.others_allowed))
    }

    /// The place of a contact for an agent, who may take it now.
    fn place(&self, contact: ContactId, id: UserId) -> Option<Place> {
        let agent = &self.agents[&id];
        let contact = &self.contacts[&contact];
        let waiting = &contact.waiting;
        if contact.asked.is_some() || !self.is_free(agent, waiting.channel) {
            return None;
        }
        let entry = match waiting.queue {
            QueueKey::Agent(owner) => {
                return (owner == id).then_some((0, waiting.priority, waiting.ranked));
            }
            QueueKey::Standard(queue) => self.entry(agent, queue, waiting.channel)?,
        };
        let ready = |it: &Waiting, of: &ProfileQueue| {
            it.enqueued.0 + i64::from(of.delay) * 1_000 <= self.now
        };
        // What still waits for its delay in a queue of higher priority keeps lower queues back.
        let kept_back = self
            .contacts
            .values()
            .filter(|it| it.asked.is_none())
            .any(|other| {
                let QueueKey::Standard(queue) = other.waiting.queue else {
                    return false;
                };
                let before = self.entry(agent, queue, other.waiting.channel);
                before.is_some_and(|it| {
                    it.priority < entry.priority
                        && !ready(&other.waiting, &it)
                        && self.is_free(agent, other.waiting.channel)
                })
            });
        let place = (entry.priority, waiting.priority, waiting.ranked);
        (ready(waiting, &entry) && !kept_back).then_some(place)
    }

    fn entry(&self, agent: &Agent, queue: QueueId, channel: Channel) -> Option<ProfileQueue> {
        let served = &self.profiles[agent.profile].1.queues;
        let found = served
            .iter()
            .find(|it| it.queue == queue && it.channel == channel);
        found.copied()
    }
}

/// A profile at random. Source of the largest concurrency: connect-b-routing-channels.md §4.2.
fn rules(ids: &mut IdSource, queues: &[QueueId]) -> ProfileRules {
    let mut slots = Vec::new();
    let mut served = Vec::new();
    for channel in CHANNELS {
        if ids.below(5) == 0 {
            continue;
        }
        let maximum = if channel == Voice {
            1
        } else {
            1 + ids.below(3)
        };
        let others_allowed = ids.below(2) == 0;
        slots.push(SlotRule {
            channel,
            maximum,
            others_allowed,
        });
        for queue in queues {
            if ids.below(3) > 0 {
                served.push(ProfileQueue {
                    queue: *queue,
                    channel,
                    priority: 1 + ids.below(3),
                    delay: [0, 0, 10, 30][ids.below(4) as usize],
                });
            }
        }
    }
    ProfileRules {
        queues: served,
        slots,
    }
}

#[test]
fn contacts_of_all_channels_go_by_the_rules_whatever_happens() {
    let mut taken: BTreeMap<Channel, u32> = BTreeMap::new();
    for seed in 0..SEEDS {
        let mut world = World::new(seed);
        for step in 0..STEPS {
            let played = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                world.step();
                world.answer_late();
                world.settle();
                // What only time changes: a delay that passes.
                if let Some(wake) = world.router.next_wake() {
                    world.now = world.now.max(wake.0);
                    world.settle();
                }
            }));
            if let Err(broken) = played {
                println!("seed {seed}, step {step}");
                std::panic::resume_unwind(broken);
            }
        }
        for (channel, count) in world.taken {
            *taken.entry(channel).or_default() += count;
        }
    }
    for channel in CHANNELS {
        let count = taken.get(&channel).copied().unwrap_or_default();
        assert!(
            count > 300,
            "{channel:?}: too few to prove anything: {count}"
        );
    }
}
