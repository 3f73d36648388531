//! Contacts that need something of an agent: who may take them, and in which order.

use ids::{ContactId, IdSource, QueueId, RoutingProfileId, Timestamp, UserId};
use resources::Channel;
use routing::{
    Availability, DEFAULT_PRIORITY, Level, Need, ProfileQueue, ProfileRules, QueueKey, Router,
    Skills, SlotRule, Waiting,
};

/// One queue, and one profile that serves it.
struct World {
    router: Router,
    ids: IdSource,
    queue: QueueId,
    profile: RoutingProfileId,
}

const NOW: Timestamp = Timestamp::from_seconds(100);

impl World {
    fn new() -> Self {
        let mut ids = IdSource::new(1);
        let mut router = Router::new();
        let (queue, profile) = (ids.id(), ids.id());
        let rules = ProfileRules {
            queues: vec![ProfileQueue {
                queue,
                channel: Channel::Voice,
                priority: 1,
                delay: 0,
            }],
            slots: vec![SlotRule {
                channel: Channel::Voice,
                maximum: 1,
                others_allowed: false,
            }],
        };
        router.set_profile(NOW, profile, rules);
        Self {
            router,
            ids,
            queue,
            profile,
        }
    }

    fn agent_with(&mut self, since: i64, skills: Skills) -> UserId {
        let agent = self.ids.id();
        self.router.agent_available(
            agent,
            Availability {
                profile: self.profile,
                since: Timestamp::from_seconds(since),
                load: Vec::new(),
                skills: skills.into(),
            },
        );
        agent
    }

    fn agent(&mut self, since: i64) -> UserId {
        self.agent_with(since, Skills::default())
    }

    /// An agent who speaks Welsh.
    fn speaker(&mut self, since: i64, level: u16) -> UserId {
        let mut skills = Skills::default();
        skills.put("Language", "Welsh", level);
        self.agent_with(since, skills)
    }

    fn call(&mut self) -> ContactId {
        let contact = self.ids.id();
        let waiting = Waiting {
            queue: QueueKey::Standard(self.queue),
            channel: Channel::Voice,
            priority: DEFAULT_PRIORITY,
            enqueued: NOW,
            ranked: NOW,
        };
        self.router.enqueue(NOW, contact, waiting);
        contact
    }

    fn needy(&mut self, level: u16) -> ContactId {
        let contact = self.call();
        self.router.require(NOW, contact, Some(skill(level)));
        contact
    }

    fn matches(&mut self) -> Vec<(ContactId, UserId)> {
        let found = std::iter::from_fn(|| self.router.poll(NOW));
        found.map(|it| (it.contact, it.agent)).collect()
    }
}

fn skill(level: u16) -> Need {
    Need::Skill {
        attribute: "Language".into(),
        value: "Welsh".into(),
        level,
        most: Level::MAX,
    }
}

#[test]
fn a_contact_with_a_need_waits_for_an_agent_who_meets_it() {
    let mut world = World::new();
    let needy = world.needy(300);
    let plain = world.agent(1);
    let beginner = world.speaker(2, 200);
    assert_eq!(world.matches(), vec![]);
    let later = world.call();
    assert_eq!(world.matches(), vec![(later, plain)]);
    let speaker = world.speaker(3, 300);
    assert_eq!(world.matches(), vec![(needy, speaker)]);
    assert!(!world.router.offerable(beginner).is_empty());
}

#[test]
fn of_those_who_meet_a_need_the_one_idle_for_longest_takes_it() {
    let mut world = World::new();
    world.agent(1);
    let second = world.speaker(9, 500);
    let first = world.speaker(5, 300);
    let one = world.needy(300);
    let two = world.needy(300);
    assert_eq!(world.matches(), vec![(one, first), (two, second)]);
}

#[test]
fn a_need_that_ends_lets_every_agent_take_the_contact_in_its_old_place() {
    let mut world = World::new();
    let needy = world.needy(300);
    let later = world.needy(300);
    let agent = world.agent(1);
    assert_eq!(world.matches(), vec![]);
    world.router.require(NOW, later, None);
    world.router.require(NOW, needy, None);
    assert_eq!(world.matches(), vec![(needy, agent)]);
}

#[test]
fn a_need_is_kept_while_a_contact_is_on_offer_and_forgotten_when_it_leaves() {
    let mut world = World::new();
    let needy = world.needy(300);
    let speaker = world.speaker(1, 300);
    assert_eq!(world.matches(), vec![(needy, speaker)]);
    world.router.release(NOW, needy);
    world.agent(1);
    assert_eq!(world.matches(), vec![]);
    assert!(world.router.dequeue(needy).is_some());
    assert_eq!(world.matches(), vec![]);
}

#[test]
fn a_contact_for_named_agents_waits_for_one_of_them() {
    let mut w = World::new();
    let (longest, first, second) = (w.agent(1), w.agent(5), w.agent(3));
    let contact = w.call();
    let need = Need::OneOf(vec![first, second]);
    w.router.require(NOW, contact, Some(need));
    assert_eq!(
        w.matches(),
        [(contact, second)],
        "the longer idle of the named"
    );
    w.router.agent_unavailable(first);
    w.router.release(NOW, contact);
    assert_eq!(w.matches(), [], "nobody else is asked");
    w.router.require(NOW, contact, None);
    assert_eq!(w.matches(), [(contact, longest)], "any agent afterwards");
}

#[test]
fn a_named_agent_takes_the_own_contact_before_an_older_one_only_by_its_rank() {
    let mut w = World::new();
    let old = w.call();
    let named = w.call();
    let agent = w.agent(1);
    w.router.require(NOW, named, Some(Need::OneOf(vec![agent])));
    assert_eq!(w.matches(), [(old, agent)], "criteria say who, not when");
}

#[test]
fn what_is_given_by_hand_is_offered_to_nobody_else() {
    let mut w = World::new();
    let contact = w.call();
    assert!(w.router.reserve(contact));
    assert!(!w.router.reserve(contact), "it is on offer already");
    let agent = w.agent(1);
    assert_eq!(w.matches(), []);
    w.router.release(NOW, contact);
    assert_eq!(w.matches(), [(contact, agent)]);
}
