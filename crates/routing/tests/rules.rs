//! Each rule of routing with the numbers of the specification.

use ids::{ContactId, IdSource, QueueId, RoutingProfileId, Timestamp, UserId};
use resources::Channel;
use routing::{
    Availability, DEFAULT_PRIORITY, Match, ProfileQueue, ProfileRules, QueueKey, Router, SlotRule,
    Waiting,
};

struct World {
    router: Router,
    ids: IdSource,
    now: i64,
}

impl World {
    fn new() -> Self {
        Self {
            router: Router::new(),
            ids: IdSource::new(1),
            now: 0,
        }
    }

    fn at(&mut self, seconds: i64) -> &mut Self {
        self.now = seconds;
        self
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.now)
    }

    fn queue(&mut self) -> QueueId {
        self.ids.id()
    }

    /// A profile of voice queues as (queue, priority, delay).
    fn profile(&mut self, queues: &[(QueueId, u32, u32)]) -> RoutingProfileId {
        let id = self.ids.id();
        self.set_profile(id, queues);
        id
    }

    fn set_profile(&mut self, id: RoutingProfileId, queues: &[(QueueId, u32, u32)]) {
        let rules = ProfileRules {
            queues: queues
                .iter()
                .map(|&(queue, priority, delay)| ProfileQueue {
                    queue,
                    channel: Channel::Voice,
                    priority,
                    delay,
                })
                .collect(),
            slots: vec![SlotRule {
                channel: Channel::Voice,
                maximum: 1,
                others_allowed: false,
            }],
        };
        let now = self.now();
        self.router.set_profile(now, id, rules);
    }

    /// An agent idle since the second given.
    fn agent(&mut self, profile: RoutingProfileId, since: i64) -> UserId {
        let agent = self.ids.id();
        self.free(agent, profile, since);
        agent
    }

    fn free(&mut self, agent: UserId, profile: RoutingProfileId, since: i64) {
        self.router.agent_available(
            agent,
            Availability {
                profile,
                since: Timestamp::from_seconds(since),
                load: Vec::new(),
                skills: Default::default(),
            },
        );
    }

    fn call(&mut self, queue: QueueId) -> ContactId {
        self.call_with(QueueKey::Standard(queue), DEFAULT_PRIORITY, self.now)
    }

    fn call_with(&mut self, queue: QueueKey, priority: u32, ranked: i64) -> ContactId {
        let contact = self.ids.id();
        let now = self.now();
        let waiting = Waiting {
            queue,
            channel: Channel::Voice,
            priority,
            enqueued: now,
            ranked: Timestamp::from_seconds(ranked),
        };
        self.router.enqueue(now, contact, waiting);
        contact
    }

    fn poll(&mut self) -> Option<(ContactId, UserId)> {
        let now = self.now();
        self.router
            .poll(now)
            .map(|Match { contact, agent }| (contact, agent))
    }

    /// Serves everything that waits with one agent of the profile, in order.
    fn order(&mut self, profile: RoutingProfileId) -> Vec<ContactId> {
        let agent = self.ids.id();
        let mut order = Vec::new();
        loop {
            self.free(agent, profile, 0);
            match self.poll() {
                Some((contact, _)) => {
                    self.router.dequeue(contact);
                    order.push(contact);
                }
                None => break,
            }
        }
        self.router.agent_unavailable(agent);
        order
    }
}

#[test]
fn the_agent_idle_for_longest_takes_the_contact() {
    let mut w = World::new();
    let queue = w.queue();
    let profile = w.profile(&[(queue, 1, 0)]);
    let (_late, early) = (w.agent(profile, 20), w.agent(profile, 10));
    let contact = w.at(30).call(queue);
    assert_eq!(w.poll(), Some((contact, early)));
    assert_eq!(w.poll(), None);
}

#[test]
fn within_a_queue_the_oldest_is_first() {
    let mut w = World::new();
    let queue = w.queue();
    let profile = w.profile(&[(queue, 1, 0)]);
    let first = w.at(1).call(queue);
    let second = w.at(2).call(queue);
    assert_eq!(w.at(3).order(profile), [first, second]);
}

/// connect-a-foundation.md §3.7, example 1.
#[test]
fn a_lower_queue_is_served_only_when_the_higher_is_empty() {
    let mut w = World::new();
    let (sales, support) = (w.queue(), w.queue());
    let profile = w.profile(&[(sales, 1, 0), (support, 2, 0)]);
    let waiting = w.at(0).call(support);
    let sale = w.at(100).call(sales);
    assert_eq!(w.order(profile), [sale, waiting]);
}

/// Example 2: Sales P1/D0, Support P1/D30.
#[test]
fn a_delayed_queue_of_equal_priority_competes_once_it_has_waited() {
    let mut w = World::new();
    let (sales, support) = (w.queue(), w.queue());
    let profile = w.profile(&[(sales, 1, 0), (support, 1, 30)]);
    let old = w.at(0).call(support);
    let sale = w.at(10).call(sales);
    assert_eq!(w.at(29).order(profile), [sale], "support is withheld");
    let sale = w.at(29).call(sales);
    assert_eq!(w.at(30).order(profile), [old, sale], "the oldest wins");
}

/// Example 3: T1 P1/D0, T2 P1/D0, T3 P2/D20, T4 P3/D80.
#[test]
fn priority_dominates_delay() {
    let mut w = World::new();
    let (t1, t2, t3, t4) = (w.queue(), w.queue(), w.queue(), w.queue());
    let profile = w.profile(&[(t1, 1, 0), (t2, 1, 0), (t3, 2, 20), (t4, 3, 80)]);
    let fourth = w.at(0).call(t4);
    let third = w.at(59).call(t3);
    assert_eq!(w.at(79).order(profile), [third], "T4 waits for its 80 s");
    let third = w.at(81).call(t3);
    assert_eq!(w.at(100).order(profile), [], "a young T3 blocks T4");
    let second = w.at(101).call(t2);
    assert_eq!(w.at(101).order(profile), [second, third, fourth]);
}

/// The overflow example: profile A without delay, profile B with 15 s.
#[test]
fn a_second_profile_joins_after_its_delay() {
    let mut w = World::new();
    let queue = w.queue();
    let a = w.profile(&[(queue, 1, 0)]);
    let b = w.profile(&[(queue, 1, 15)]);
    let agent_b = w.agent(b, 0);
    let contact = w.at(100).call(queue);
    assert_eq!(w.at(114).poll(), None);
    assert_eq!(w.router.next_wake(), Some(Timestamp::from_seconds(115)));
    assert_eq!(w.at(115).poll(), Some((contact, agent_b)));

    let contact = w.at(120).call(queue);
    let agent_a = w.agent(a, 119);
    w.free(agent_b, b, 0);
    assert_eq!(
        w.poll(),
        Some((contact, agent_a)),
        "B is idle for longer, but may not yet"
    );
}

#[test]
fn after_the_delay_the_longest_idle_of_both_profiles_is_first() {
    let mut w = World::new();
    let queue = w.queue();
    let a = w.profile(&[(queue, 1, 5)]);
    let b = w.profile(&[(queue, 1, 15)]);
    let contact = w.at(0).call(queue);
    w.at(20);
    let (_a, b) = (w.agent(a, 12), w.agent(b, 11));
    assert_eq!(w.poll(), Some((contact, b)));
}

#[test]
fn a_routing_priority_goes_before_age_but_not_before_the_queues() {
    let mut w = World::new();
    let (high, low) = (w.queue(), w.queue());
    let profile = w.profile(&[(high, 1, 0), (low, 2, 0)]);
    let urgent_low = w.at(0).call_with(QueueKey::Standard(low), 1, 0);
    let plain = w.at(1).call(high);
    let urgent = w.at(2).call_with(QueueKey::Standard(high), 1, 2);
    assert_eq!(w.order(profile), [urgent, plain, urgent_low]);
}

#[test]
fn an_adjusted_age_moves_a_contact_forward() {
    let mut w = World::new();
    let queue = w.queue();
    let profile = w.profile(&[(queue, 1, 0)]);
    let first = w.at(10).call(queue);
    let older = w
        .at(20)
        .call_with(QueueKey::Standard(queue), DEFAULT_PRIORITY, 5);
    assert_eq!(w.order(profile), [older, first]);
}

#[test]
fn reranking_moves_a_waiting_contact() {
    let mut w = World::new();
    let queue = w.queue();
    let profile = w.profile(&[(queue, 1, 0)]);
    let first = w.at(10).call(queue);
    let second = w.at(20).call(queue);
    let now = w.now();
    w.router.rerank(now, second, 1, Timestamp::from_seconds(20));
    assert_eq!(w.order(profile), [second, first]);
}

#[test]
fn an_agents_own_queue_comes_first() {
    let mut w = World::new();
    let queue = w.queue();
    let profile = w.profile(&[(queue, 1, 0)]);
    let agent = w.ids.id();
    let standard = w.at(1).call_with(QueueKey::Standard(queue), 1, 1);
    let own = w
        .at(2)
        .call_with(QueueKey::Agent(agent), DEFAULT_PRIORITY, 2);
    w.free(agent, profile, 0);
    assert_eq!(w.poll(), Some((own, agent)));
    w.router.dequeue(own);
    w.free(agent, profile, 0);
    assert_eq!(w.poll(), Some((standard, agent)));
}

#[test]
fn an_own_queue_waits_for_its_agent_alone() {
    let mut w = World::new();
    let queue = w.queue();
    let profile = w.profile(&[(queue, 1, 0)]);
    let _other = w.agent(profile, 0);
    let agent = w.ids.id();
    let own = w.call_with(QueueKey::Agent(agent), DEFAULT_PRIORITY, 0);
    assert_eq!(w.poll(), None);
    w.free(agent, profile, 10);
    assert_eq!(w.poll(), Some((own, agent)));
}

#[test]
fn a_contact_on_offer_is_given_to_nobody_else_until_released() {
    let mut w = World::new();
    let queue = w.queue();
    let profile = w.profile(&[(queue, 1, 0)]);
    let first = w.agent(profile, 0);
    let contact = w.at(1).call(queue);
    assert_eq!(w.poll(), Some((contact, first)));
    let second = w.agent(profile, 2);
    assert_eq!(w.poll(), None);
    assert_eq!(
        w.router.size(QueueKey::Standard(queue)),
        1,
        "still in queue"
    );
    let now = w.now();
    w.router.release(now, contact);
    assert_eq!(w.poll(), Some((contact, second)));
}

#[test]
fn a_released_contact_keeps_its_place() {
    let mut w = World::new();
    let queue = w.queue();
    let profile = w.profile(&[(queue, 1, 0)]);
    w.agent(profile, 0);
    let first = w.at(1).call(queue);
    assert!(w.poll().is_some());
    let second = w.at(2).call(queue);
    let now = w.now();
    w.router.release(now, first);
    assert_eq!(w.order(profile), [first, second]);
}

#[test]
fn a_contact_that_left_is_not_offered() {
    let mut w = World::new();
    let queue = w.queue();
    let profile = w.profile(&[(queue, 1, 30)]);
    let contact = w.call(queue);
    w.agent(profile, 0);
    w.router.dequeue(contact);
    assert_eq!(w.at(60).poll(), None);
    assert_eq!(w.router.next_wake(), None);
    assert!(w.router.is_empty());
}

#[test]
fn a_queue_added_to_a_profile_brings_its_waiting_contacts() {
    let mut w = World::new();
    let (queue, other) = (w.queue(), w.queue());
    let profile = w.profile(&[(other, 1, 0)]);
    let agent = w.agent(profile, 0);
    let contact = w.call(queue);
    assert_eq!(w.poll(), None);
    w.set_profile(profile, &[(queue, 1, 0)]);
    assert_eq!(w.poll(), Some((contact, agent)));
}

#[test]
fn a_queue_taken_from_a_profile_is_served_no_more() {
    let mut w = World::new();
    let (queue, other) = (w.queue(), w.queue());
    let profile = w.profile(&[(queue, 1, 0)]);
    w.agent(profile, 0);
    w.set_profile(profile, &[(other, 1, 0)]);
    w.call(queue);
    assert_eq!(w.poll(), None);
    w.router.remove_profile(profile);
    w.call(other);
    assert_eq!(w.poll(), None);
}

#[test]
fn agents_kept_from_a_lower_queue_take_it_when_the_higher_is_empty() {
    let mut w = World::new();
    let (high, low) = (w.queue(), w.queue());
    let profile = w.profile(&[(high, 1, 20), (low, 2, 0)]);
    let agents = [w.agent(profile, 1), w.agent(profile, 2)];
    let young = w.at(10).call(high);
    let lower = [w.at(11).call(low), w.at(12).call(low)];
    assert_eq!(w.poll(), None);
    w.router.dequeue(young);
    assert_eq!(w.poll(), Some((lower[0], agents[0])));
    assert_eq!(w.poll(), Some((lower[1], agents[1])));
}

#[test]
fn a_full_agent_is_offered_nothing() {
    let mut w = World::new();
    let queue = w.queue();
    let profile = w.profile(&[(queue, 1, 0)]);
    let agent = w.ids.id();
    w.router.agent_available(
        agent,
        Availability {
            profile,
            since: Timestamp(0),
            load: vec![(Channel::Voice, 1)],
            skills: Default::default(),
        },
    );
    w.call(queue);
    assert_eq!(w.poll(), None);
}

/// No pair that the rules allow is left over, whatever the order of changes.
#[test]
fn random_changes_leave_no_pair_behind() {
    for seed in 0..200 {
        let mut w = World::new();
        w.ids = IdSource::new(seed);
        let queues: Vec<QueueId> = (0..3).map(|_| w.queue()).collect();
        let profiles: Vec<RoutingProfileId> = (0..3)
            .map(|at| w.profile(&[(queues[at], 1, 0), (queues[(at + 1) % 3], 1, 10)]))
            .collect();
        let mut waiting: Vec<(ContactId, usize, i64)> = Vec::new();
        let mut idle: Vec<(UserId, usize)> = Vec::new();
        for step in 0..60 {
            w.at(step);
            match w.ids.below(4) {
                0 | 1 => {
                    let at = w.ids.below(3) as usize;
                    let contact = w.call(queues[at]);
                    waiting.push((contact, at, step));
                }
                2 => {
                    let at = w.ids.below(3) as usize;
                    let agent = w.agent(profiles[at], step);
                    idle.push((agent, at));
                }
                _ => {
                    if !waiting.is_empty() {
                        let at = w.ids.below(waiting.len() as u32) as usize;
                        let (contact, ..) = waiting.swap_remove(at);
                        w.router.dequeue(contact);
                    }
                }
            }
            while let Some((contact, agent)) = w.poll() {
                let at = waiting.iter().position(|it| it.0 == contact);
                waiting.swap_remove(at.unwrap_or_else(|| panic!("seed {seed}: {contact}")));
                let at = idle.iter().position(|it| it.0 == agent);
                idle.swap_remove(at.unwrap_or_else(|| panic!("seed {seed}: {agent}")));
                w.router.dequeue(contact);
            }
            for (agent, profile) in &idle {
                let left = waiting.iter().find(|(_, queue, since)| {
                    queue == profile || (*queue == (profile + 1) % 3 && step - since >= 10)
                });
                assert_eq!(left, None, "seed {seed}, step {step}, {agent}");
            }
        }
    }
}

#[test]
fn who_becomes_free_in_the_moment_of_a_delays_end_overtakes_nobody() {
    let mut w = World::new();
    let queue = w.queue();
    let profile = w.profile(&[(queue, 1, 30)]);
    let early = w.agent(profile, 0);
    let contact = w.call(queue);
    assert_eq!(w.poll(), None);
    w.at(30).agent(profile, 30);
    assert_eq!(
        w.poll(),
        Some((contact, early)),
        "idle since 0, not since 30"
    );
}

#[test]
fn of_two_contacts_at_once_each_goes_to_who_is_idle_for_longest_among_its_own() {
    let mut w = World::new();
    let (high, low) = (w.queue(), w.queue());
    let both = w.profile(&[(high, 1, 0), (low, 2, 0)]);
    let only_high = w.profile(&[(high, 1, 0)]);
    let waiting = w.agent(only_high, 1);
    let versatile = w.agent(both, 5);
    let older = w.at(10).call(low);
    let younger = w.call(high);
    let first = w.poll();
    let second = w.poll();
    assert_eq!(first, Some((younger, waiting)), "it has waited for longer");
    assert_eq!(second, Some((older, versatile)));
}
