//! Agents on several channels: the scenario of connect-b-routing-channels.md §4.2 and what §4.5 says
//! of channels in a profile, by the router alone.

use ids::{ContactId, IdSource, QueueId, RoutingProfileId, Timestamp, UserId};
use resources::Channel::{self, Chat, Task, Voice};
use routing::{
    Availability, DEFAULT_PRIORITY, ProfileQueue, ProfileRules, QueueKey, Router, SlotRule, Waiting,
};

/// One agent with a desk, and a queue that all channels wait in.
struct World {
    router: Router,
    ids: IdSource,
    queue: QueueId,
    profile: RoutingProfileId,
    agent: UserId,
    desk: Vec<(Channel, ContactId)>,
    now: i64,
}

fn slot(channel: Channel, maximum: u32, others_allowed: bool) -> SlotRule {
    SlotRule {
        channel,
        maximum,
        others_allowed,
    }
}

impl World {
    fn new(priorities: [(Channel, u32); 3], slots: Vec<SlotRule>) -> Self {
        let mut ids = IdSource::new(3);
        let mut world = Self {
            router: Router::new(),
            queue: ids.id(),
            profile: ids.id(),
            agent: ids.id(),
            desk: Vec::new(),
            now: 0,
            ids,
        };
        let queue = world.queue;
        let rules = ProfileRules {
            queues: priorities
                .map(|(channel, priority)| ProfileQueue {
                    queue,
                    channel,
                    priority,
                    delay: 0,
                })
                .to_vec(),
            slots,
        };
        world.router.set_profile(Timestamp(0), world.profile, rules);
        world.declare();
        world
    }

    /// Voice: no others. Chat: two, no others. Task: one, others allowed.
    fn of_the_scenario() -> Self {
        let slots = vec![
            slot(Voice, 1, false),
            slot(Chat, 2, false),
            slot(Task, 1, true),
        ];
        Self::new([(Voice, 1), (Chat, 1), (Task, 1)], slots)
    }

    fn declare(&mut self) {
        let mut load: Vec<(Channel, u32)> = Vec::new();
        for channel in [Voice, Chat, Task] {
            let held = self.desk.iter().filter(|it| it.0 == channel).count();
            load.push((channel, held as u32));
        }
        let availability = Availability {
            profile: self.profile,
            since: Timestamp(0),
            load,
            skills: Default::default(),
        };
        self.router.agent_available(self.agent, availability);
    }

    fn queued(&mut self, channel: Channel) -> ContactId {
        self.now += 1;
        let (contact, now) = (self.ids.id(), Timestamp(self.now));
        let waiting = Waiting {
            queue: QueueKey::Standard(self.queue),
            channel,
            priority: DEFAULT_PRIORITY,
            enqueued: now,
            ranked: now,
        };
        self.router.enqueue(now, contact, waiting);
        contact
    }

    /// What the agent is offered now, and takes.
    fn taken(&mut self) -> Option<ContactId> {
        let found = self.router.poll(Timestamp(self.now))?;
        let channel = self.router.dequeue(found.contact)?.channel;
        self.desk.push((channel, found.contact));
        self.declare();
        Some(found.contact)
    }

    /// After-contact work included.
    fn done(&mut self, contact: ContactId) {
        self.desk.retain(|it| it.1 != contact);
        self.declare();
    }
}

#[test]
fn the_seven_steps_of_the_scenario() {
    let mut w = World::of_the_scenario();
    let chat = w.queued(Chat);
    assert_eq!(w.taken(), Some(chat));
    let task = w.queued(Task);
    assert_eq!(w.taken(), None, "1: on a chat, the task is not offered");
    let second = w.queued(Chat);
    assert_eq!(w.taken(), Some(second), "2: a second chat is");
    w.done(chat);
    assert_eq!(w.taken(), None, "one chat is left");
    w.done(second);
    assert_eq!(w.taken(), Some(task), "3: both chats over, the task is");
    let third = w.queued(Chat);
    assert_eq!(w.taken(), Some(third), "4: on a task, a chat is offered");
    let call = w.queued(Voice);
    assert_eq!(w.taken(), None, "5: the chat forbids voice");
    w.done(third);
    assert_eq!(
        w.taken(),
        Some(call),
        "6: on the task alone, voice is offered"
    );
    w.queued(Task);
    assert_eq!(w.taken(), None, "7: voice forbids another task");
    w.done(task);
    assert_eq!(
        w.taken(),
        None,
        "voice forbids it without the first task, too"
    );
}

#[test]
fn of_equal_priority_the_oldest_is_first_whatever_its_channel() {
    let mut w = World::of_the_scenario();
    let (task, call) = (w.queued(Task), w.queued(Voice));
    assert_eq!(w.taken(), Some(task));
    assert_eq!(w.taken(), Some(call), "a task allows others");
}

#[test]
fn a_queue_may_have_another_priority_for_each_channel() {
    let slots = vec![
        slot(Voice, 1, true),
        slot(Chat, 1, true),
        slot(Task, 1, true),
    ];
    let mut w = World::new([(Voice, 2), (Chat, 3), (Task, 1)], slots);
    let (chat, call, task) = (w.queued(Chat), w.queued(Voice), w.queued(Task));
    assert_eq!(
        [w.taken(), w.taken(), w.taken()],
        [Some(task), Some(call), Some(chat)]
    );
}

#[test]
fn a_channel_that_the_profile_has_not_is_not_routed_although_a_queue_names_it() {
    let mut w = World::new(
        [(Voice, 1), (Chat, 1), (Task, 1)],
        vec![slot(Voice, 1, false)],
    );
    w.queued(Chat);
    let call = w.queued(Voice);
    assert_eq!(w.taken(), Some(call));
    assert_eq!(w.taken(), None);
}

#[test]
fn slots_that_hold_missed_contacts_are_full() {
    // connect-g-agent-workspace.md §18.3, as far as it is routing's: a missed contact stays on the
    // desk and counts. That it also keeps other channels away is the desk's rule.
    let mut w = World::of_the_scenario();
    let (one, two, three) = (w.queued(Chat), w.queued(Chat), w.queued(Chat));
    assert_eq!(
        [w.taken(), w.taken(), w.taken()],
        [Some(one), Some(two), None]
    );
    w.done(one);
    assert_eq!(w.taken(), Some(three));
}
