//! The router: what it is told, and the pairs that follow.

use crate::agents::{Agent, Agents, Availability};
use crate::lane::{LaneIndex, LaneKey, Lanes};
use crate::need::{Need, Needs};
use crate::profile::{Profile, ProfileRules, ServedLane};
use crate::waiting::{QueueKey, Rank, Waiting};
use ids::{ContactId, RoutingProfileId, Timestamp, UserId};
use resources::Channel;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A contact and the agent who is to be offered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The contact: it keeps its place, but is given to nobody else until
    /// [released](Router::release).
    pub contact: ContactId,
    /// The agent: not available any more until declared so again.
    pub agent: UserId,
}

#[derive(Debug)]
struct Queued {
    waiting: Waiting,
    rank: Rank,
    /// Given to an agent: in no lane.
    reserved: bool,
}

/// Who is in a queue, by channel: when they entered, in which order, and who they are.
type Standing = BTreeMap<Channel, BTreeSet<(Timestamp, u64, ContactId)>>;

/// Pairs waiting contacts with available agents.
///
/// Time is given to each call that needs it and never goes back. After changes, call
/// [`Router::poll`] until it is empty, and again at [`Router::next_wake`].
#[derive(Debug, Default)]
pub struct Router {
    contacts: HashMap<ContactId, Queued>,
    queues: HashMap<QueueKey, Standing>,
    profiles: HashMap<RoutingProfileId, Profile>,
    agents: Agents,
    lanes: Lanes,
    needs: Needs,
    arrivals: u64,
    /// Agents who may have something to take, by idleness.
    waiting_agents: BTreeSet<(Timestamp, UserId)>,
    /// Contacts that somebody may take.
    fresh: BTreeSet<Rank>,
}

impl Router {
    /// A router that knows nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// A contact enters a queue. One that waits already is moved there.
    pub fn enqueue(&mut self, now: Timestamp, contact: ContactId, waiting: Waiting) {
        self.dequeue(contact);
        self.arrivals += 1;
        let rank = Rank {
            priority: waiting.priority,
            ranked: waiting.ranked,
            arrival: self.arrivals,
            contact,
            need: None,
        };
        let standing = self.queues.entry(waiting.queue).or_default();
        let of_channel = standing.entry(waiting.channel).or_default();
        of_channel.insert((waiting.enqueued, rank.arrival, contact));
        if matches!(waiting.queue, QueueKey::Agent(_)) {
            // Only the agent serves it, at once and before all others: no profile names it.
            self.lanes.open(agent_lane(waiting.queue, waiting.channel));
        }
        self.contacts.insert(
            contact,
            Queued {
                waiting,
                rank,
                reserved: false,
            },
        );
        self.place(now, rank, &waiting);
    }

    /// A contact leaves its queue. Nothing happens when it waits nowhere.
    pub fn dequeue(&mut self, contact: ContactId) -> Option<Waiting> {
        let queued = self.contacts.remove(&contact)?;
        if !queued.reserved {
            self.take_out(queued.rank, &queued.waiting);
        }
        if let Some(need) = queued.rank.need {
            self.needs.drop_one(need);
        }
        let Waiting { queue, channel, .. } = queued.waiting;
        if let Some(standing) = self.queues.get_mut(&queue) {
            if let Some(set) = standing.get_mut(&channel) {
                set.remove(&(queued.waiting.enqueued, queued.rank.arrival, contact));
            }
            standing.retain(|_, set| !set.is_empty());
            if standing.is_empty() {
                self.queues.remove(&queue);
                if matches!(queue, QueueKey::Agent(_)) {
                    self.lanes.close_queue(queue);
                }
            }
        }
        Some(queued.waiting)
    }

    /// Gives a waiting contact to somebody by hand: it keeps its place, and nobody else is offered
    /// it until it is [released](Self::release). False when it waits nowhere or is on offer.
    pub fn reserve(&mut self, contact: ContactId) -> bool {
        let Some(queued) = self.contacts.get_mut(&contact).filter(|it| !it.reserved) else {
            return false;
        };
        queued.reserved = true;
        let (rank, waiting) = (queued.rank, queued.waiting);
        self.take_out(rank, &waiting);
        true
    }

    /// A matched contact was not taken: it waits on, in its old place.
    pub fn release(&mut self, now: Timestamp, contact: ContactId) {
        let Some(queued) = self.contacts.get_mut(&contact) else {
            return;
        };
        if !queued.reserved {
            return;
        }
        queued.reserved = false;
        let (rank, waiting) = (queued.rank, queued.waiting);
        self.place(now, rank, &waiting);
    }

    /// Changes a waiting contact's priority or the time by which it is ranked.
    pub fn rerank(&mut self, now: Timestamp, contact: ContactId, priority: u32, ranked: Timestamp) {
        let Some(queued) = self.contacts.get_mut(&contact) else {
            return;
        };
        let old = queued.rank;
        queued.waiting.priority = priority;
        queued.waiting.ranked = ranked;
        queued.rank.priority = priority;
        queued.rank.ranked = ranked;
        let (rank, waiting, reserved) = (queued.rank, queued.waiting, queued.reserved);
        if !reserved {
            self.take_out(old, &waiting);
            self.place(now, rank, &waiting);
        }
    }

    /// Sets what a waiting contact needs of an agent; `None` lets every agent of its queue take it.
    /// In an agent's own queue nothing is asked (connect-c-flows.md §7.36).
    pub fn require(&mut self, now: Timestamp, contact: ContactId, need: Option<Need>) {
        let Some(queued) = self.contacts.get_mut(&contact) else {
            return;
        };
        let need = need.filter(|_| matches!(queued.waiting.queue, QueueKey::Standard(_)));
        let old = queued.rank;
        queued.rank.need = need.map(|it| self.needs.hold(it));
        let (rank, waiting, reserved) = (queued.rank, queued.waiting, queued.reserved);
        if !reserved {
            self.take_out(old, &waiting);
            self.place(now, rank, &waiting);
        }
        if let Some(old) = old.need {
            self.needs.drop_one(old);
        }
    }

    /// Makes or changes a profile. Its agents stay available under the new rules.
    pub fn set_profile(&mut self, now: Timestamp, id: RoutingProfileId, rules: ProfileRules) {
        let old = self.profiles.remove(&id);
        let mut lanes = Vec::with_capacity(rules.queues.len());
        for entry in &rules.queues {
            let key = LaneKey {
                queue: QueueKey::Standard(entry.queue),
                channel: entry.channel,
                delay: entry.delay,
            };
            let (lane, new) = self.lanes.open(key);
            self.lanes.serve(lane, id);
            if new {
                self.fill(now, lane, key);
            }
            lanes.push(ServedLane {
                priority: entry.priority,
                channel: entry.channel,
                lane,
            });
        }
        lanes.sort_by_key(|it| it.priority);
        let kept: Vec<LaneIndex> = lanes.iter().map(|it| it.lane).collect();
        for served in old.iter().flat_map(|it| &it.lanes) {
            if !kept.contains(&served.lane) {
                self.lanes.leave(served.lane, id);
            }
        }
        self.profiles.insert(id, Profile { rules, lanes });
        self.redeclare(id);
    }

    /// Forgets a profile: its agents are offered nothing from standard queues.
    pub fn remove_profile(&mut self, id: RoutingProfileId) {
        if let Some(profile) = self.profiles.remove(&id) {
            for served in profile.lanes {
                self.lanes.leave(served.lane, id);
            }
            self.redeclare(id);
        }
    }

    /// An agent may be offered contacts, or the agent's load or idleness changed.
    pub fn agent_available(&mut self, agent: UserId, availability: Availability) {
        self.agent_unavailable(agent);
        let rules = self.profiles.get(&availability.profile).map(|it| &it.rules);
        let channels: Vec<Channel> = rules
            .map(|rules| {
                rules
                    .slots
                    .iter()
                    .map(|slot| slot.channel)
                    .filter(|channel| rules.offers(*channel, &availability.load))
                    .collect()
            })
            .unwrap_or_default();
        if !channels.is_empty() {
            self.waiting_agents.insert((availability.since, agent));
        }
        self.agents.insert(
            agent,
            Agent {
                availability,
                channels,
            },
        );
    }

    /// An agent may not be offered anything.
    pub fn agent_unavailable(&mut self, agent: UserId) {
        if let Some(old) = self.agents.remove(agent) {
            self.waiting_agents.remove(&(old.availability.since, agent));
        }
    }

    /// The next pair, if there is one. The agent is unavailable and the contact reserved
    /// afterwards.
    pub fn poll(&mut self, now: Timestamp) -> Option<Match> {
        while let Some(rank) = self.lanes.promote(now) {
            self.fresh.insert(rank);
        }
        while let Some(lane) = self.lanes.take_cleared() {
            self.unblock(lane);
        }
        while let Some(&(since, agent)) = self.waiting_agents.first() {
            // Of what became free just now, one who is idle for longer may take it; what was
            // there before nobody else could have.
            let found = self
                .best(agent)
                .and_then(|rank| match self.fresh.contains(&rank) {
                    true => self.serve(rank),
                    false => self.give(rank, agent),
                });
            if found.is_some() {
                return found;
            }
            self.waiting_agents.remove(&(since, agent));
        }
        while let Some(&rank) = self.fresh.first() {
            // Who is idle for longest takes what ranks first for that agent, which may be
            // another contact; this one then stays fresh.
            if let Some(found) = self.serve(rank) {
                return Some(found);
            }
            self.fresh.remove(&rank);
        }
        None
    }

    /// When a delay passes next, and [`Router::poll`] may have something although nothing changed.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.lanes.next_due()
    }

    /// Contacts in a queue, those on offer among them.
    pub fn size(&self, queue: QueueKey) -> usize {
        self.standing(queue).map(BTreeSet::len).sum()
    }

    /// When the contact entered that is in a queue for longest.
    pub fn oldest(&self, queue: QueueKey) -> Option<Timestamp> {
        let first = self.standing(queue).filter_map(|it| it.first());
        first.map(|(at, ..)| *at).min()
    }

    /// Contacts of one channel in a queue, and when the oldest of them entered.
    pub fn size_of_channel(&self, queue: QueueKey, channel: Channel) -> (usize, Option<Timestamp>) {
        let standing = self.queues.get(&queue).and_then(|it| it.get(&channel));
        standing.map_or((0, None), |it| (it.len(), it.first().map(|(at, ..)| *at)))
    }

    fn standing(
        &self,
        queue: QueueKey,
    ) -> impl Iterator<Item = &BTreeSet<(Timestamp, u64, ContactId)>> {
        self.queues
            .get(&queue)
            .into_iter()
            .flat_map(BTreeMap::values)
    }

    /// Where a contact waits.
    pub fn waiting(&self, contact: ContactId) -> Option<&Waiting> {
        self.contacts.get(&contact).map(|it| &it.waiting)
    }

    /// All contacts that wait.
    pub fn len(&self) -> usize {
        self.contacts.len()
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.contacts.is_empty()
    }

    /// The channels that an agent may be offered now.
    pub fn offerable(&self, agent: UserId) -> &[Channel] {
        self.agents
            .get(agent)
            .map_or(&[], |it| it.channels.as_slice())
    }

    fn place(&mut self, now: Timestamp, rank: Rank, waiting: &Waiting) {
        if self.lanes.place(rank, waiting, now) {
            self.fresh.insert(rank);
        }
    }

    fn take_out(&mut self, rank: Rank, waiting: &Waiting) {
        self.fresh.remove(&rank);
        self.lanes.take_out(rank, waiting);
    }

    /// Fills a new lane with what waits in its queue.
    fn fill(&mut self, now: Timestamp, lane: LaneIndex, key: LaneKey) {
        let standing = self.queues.get(&key.queue);
        let of_channel = standing.and_then(|it| it.get(&key.channel));
        for (_, _, contact) in of_channel.into_iter().flatten() {
            if let Some(queued) = self.contacts.get(contact)
                && !queued.reserved
                && self
                    .lanes
                    .insert(lane, queued.rank, queued.waiting.enqueued, now)
            {
                self.fresh.insert(queued.rank);
            }
        }
    }

    /// Declares a profile's agents again after a change of its rules.
    fn redeclare(&mut self, profile: RoutingProfileId) {
        for agent in self.agents.members(profile) {
            if let Some(old) = self.agents.remove(agent) {
                self.waiting_agents.remove(&(old.availability.since, agent));
                self.agent_available(agent, old.availability);
            }
        }
    }

    /// Gives a contact to an agent.
    fn give(&mut self, rank: Rank, agent: UserId) -> Option<Match> {
        let queued = self.contacts.get_mut(&rank.contact)?;
        queued.reserved = true;
        let waiting = queued.waiting;
        self.take_out(rank, &waiting);
        self.agent_unavailable(agent);
        Some(Match {
            contact: rank.contact,
            agent,
        })
    }

    fn best(&self, id: UserId) -> Option<Rank> {
        let agent = self.agents.get(id)?;
        let own = agent
            .channels
            .iter()
            .filter_map(|channel| {
                let key = agent_lane(QueueKey::Agent(id), *channel);
                self.head(self.lanes.find(key)?)
            })
            .min();
        if own.is_some() {
            return own;
        }
        let profile = self.profiles.get(&agent.availability.profile)?;
        let mut best: Option<(u32, Rank)> = None;
        // A contact that waits for its delay in a queue of higher priority keeps the lower
        // queues from the agent (connect-a-foundation.md §3.7: priority dominates delay).
        let mut pending_at: Option<u32> = None;
        for served in &profile.lanes {
            let lower = |than: u32| served.priority > than;
            if best.is_some_and(|(priority, _)| lower(priority)) || pending_at.is_some_and(lower) {
                break;
            }
            if !agent.channels.contains(&served.channel) {
                continue;
            }
            let Some(lane) = self.lanes.lane(served.lane) else {
                continue;
            };
            let met = |need| {
                let need = self.needs.get(need);
                need.is_some_and(|it| it.is_met(id, &agent.availability.skills))
            };
            if let Some(rank) = lane.first(met)
                && best.is_none_or(|(_, first)| rank < first)
            {
                best = Some((served.priority, rank));
            }
            if lane.pending > 0 {
                pending_at.get_or_insert(served.priority);
            }
        }
        best.map(|(_, rank)| rank)
    }

    fn head(&self, lane: LaneIndex) -> Option<Rank> {
        self.lanes.lane(lane)?.ready.first().copied()
    }

    /// Pairs a contact with who is idle for longest of those who may take it now. For that agent
    /// another contact may rank first; then that one is looked at, and so on. It ends: each time
    /// the agent is idle for longer than the one before, or takes the contact.
    fn serve(&mut self, rank: Rank) -> Option<Match> {
        let mut rank = rank;
        loop {
            let (agent, best) = self.first_taker(rank)?;
            if best == rank {
                return self.give(rank, agent);
            }
            rank = best;
        }
    }

    /// Who is idle for longest of those who may take a contact, and what ranks first for that
    /// agent.
    fn first_taker(&self, rank: Rank) -> Option<(UserId, Rank)> {
        let queued = self.contacts.get(&rank.contact)?;
        let Waiting { queue, channel, .. } = queued.waiting;
        if let QueueKey::Agent(owner) = queue {
            let agent = self.agents.get(owner)?;
            return agent
                .channels
                .contains(&channel)
                .then(|| Some((owner, self.best(owner)?)))?;
        }
        let profiles: Vec<RoutingProfileId> = self
            .lanes
            .of(queue, channel)
            .iter()
            .filter_map(|index| self.lanes.lane(*index))
            .filter(|lane| lane.holds(&rank))
            .flat_map(|lane| lane.profiles.iter().copied())
            .collect();
        let need = rank.need.and_then(|id| self.needs.get(id));
        let (_, first) = profiles
            .iter()
            .filter_map(|profile| self.agents.first(*profile, channel, need))
            .min()?;
        if let Some(best) = self.best(first) {
            return Some((first, best));
        }
        // Seldom: that agent is kept from it by a delay in a higher queue. Another may not be.
        let mut idle: Vec<(Timestamp, UserId)> = profiles
            .iter()
            .flat_map(|profile| self.agents.idle(*profile, channel))
            .filter(|(_, id)| need.is_none_or(|need| self.agents.meets(*id, need)))
            .collect();
        idle.sort_unstable();
        idle.into_iter()
            .find_map(|(_, agent)| Some((agent, self.best(agent)?)))
    }

    /// Nobody is pending in a lane any more: where that kept lower queues with ready contacts
    /// from agents, they look again.
    fn unblock(&mut self, index: LaneIndex) {
        let Some(lane) = self.lanes.lane(index) else {
            return;
        };
        for id in &lane.profiles {
            let Some(profile) = self.profiles.get(id) else {
                continue;
            };
            let Some(own) = profile.lanes.iter().find(|it| it.lane == index) else {
                continue;
            };
            let ready_below = profile
                .lanes
                .iter()
                .filter(|it| it.priority > own.priority)
                .filter_map(|it| self.lanes.lane(it.lane))
                .any(|lane| lane.any_ready());
            if ready_below {
                for agent in self.agents.members(*id) {
                    if let Some(it) = self.agents.get(agent) {
                        self.waiting_agents.insert((it.availability.since, agent));
                    }
                }
            }
        }
    }
}

fn agent_lane(queue: QueueKey, channel: Channel) -> LaneKey {
    LaneKey {
        queue,
        channel,
        delay: 0,
    }
}
