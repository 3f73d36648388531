//! Lanes: the contacts of one queue and channel, as agents with one delay see them.
//!
//! Profiles that serve a queue with different delays see different contacts in it, so that each
//! delay has a lane of its own. A contact is pending in a lane until the delay has passed, then
//! ready; the first of the ready ones is found without looking at any other. Contacts with a need
//! stand apart by that need, so that an agent's first one is found by looking at the head of each
//! need that the agent meets.

use crate::need::NeedId;
use crate::waiting::{QueueKey, Rank, Waiting};
use ids::{RoutingProfileId, Timestamp};
use resources::Channel;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a lane is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct LaneKey {
    pub(crate) queue: QueueKey,
    pub(crate) channel: Channel,
    /// Seconds.
    pub(crate) delay: u32,
}

impl LaneKey {
    /// When a contact that entered the queue at `enqueued` becomes ready here.
    pub(crate) fn due(&self, enqueued: Timestamp) -> Timestamp {
        Timestamp(
            enqueued
                .0
                .saturating_add(i64::from(self.delay).saturating_mul(1000)),
        )
    }
}

/// A lane's number; stays the same while the lane exists.
pub(crate) type LaneIndex = usize;

#[derive(Debug)]
pub(crate) struct Lane {
    pub(crate) key: LaneKey,
    /// Contacts that any agent may take.
    pub(crate) ready: BTreeSet<Rank>,
    /// Contacts that need something of an agent.
    needy: BTreeMap<NeedId, BTreeSet<Rank>>,
    /// How many contacts wait for the delay to pass.
    pub(crate) pending: usize,
    pub(crate) profiles: BTreeSet<RoutingProfileId>,
}

impl Lane {
    fn insert(&mut self, rank: Rank) {
        match rank.need {
            None => self.ready.insert(rank),
            Some(need) => self.needy.entry(need).or_default().insert(rank),
        };
    }

    fn remove(&mut self, rank: &Rank) -> bool {
        let Some(need) = rank.need else {
            return self.ready.remove(rank);
        };
        let Some(set) = self.needy.get_mut(&need) else {
            return false;
        };
        let was = set.remove(rank);
        if set.is_empty() {
            self.needy.remove(&need);
        }
        was
    }

    /// Whether a contact is ready here.
    pub(crate) fn holds(&self, rank: &Rank) -> bool {
        match rank.need {
            None => self.ready.contains(rank),
            Some(need) => self.needy.get(&need).is_some_and(|it| it.contains(rank)),
        }
    }

    /// Whether any contact is ready here, whatever it needs.
    pub(crate) fn any_ready(&self) -> bool {
        !self.ready.is_empty() || !self.needy.is_empty()
    }

    /// The first contact of those whose need, if any, is met.
    pub(crate) fn first(&self, met: impl Fn(NeedId) -> bool) -> Option<Rank> {
        let needy = self.needy.iter().filter(|(need, _)| met(**need));
        let heads = needy.filter_map(|(_, set)| set.first());
        self.ready.first().into_iter().chain(heads).min().copied()
    }

    fn less_pending(&mut self, index: LaneIndex, cleared: &mut Vec<LaneIndex>) {
        self.pending = self.pending.saturating_sub(1);
        if self.pending == 0 {
            cleared.push(index);
        }
    }
}

/// All lanes, and when the pending contacts of each become ready.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    slots: Vec<Option<Lane>>,
    free: Vec<LaneIndex>,
    by_key: HashMap<LaneKey, LaneIndex>,
    by_queue: HashMap<(QueueKey, Channel), Vec<LaneIndex>>,
    pending: BTreeSet<(Timestamp, LaneIndex, Rank)>,
    /// Lanes whose last pending contact has gone since this was last looked at.
    cleared: Vec<LaneIndex>,
}

impl Lanes {
    pub(crate) fn lane(&self, index: LaneIndex) -> Option<&Lane> {
        self.slots.get(index).and_then(Option::as_ref)
    }

    /// The lanes of a queue and channel.
    pub(crate) fn of(&self, queue: QueueKey, channel: Channel) -> &[LaneIndex] {
        self.by_queue
            .get(&(queue, channel))
            .map_or(&[], Vec::as_slice)
    }

    pub(crate) fn find(&self, key: LaneKey) -> Option<LaneIndex> {
        self.by_key.get(&key).copied()
    }

    /// The lane with this key, made if need be; whether it is new.
    pub(crate) fn open(&mut self, key: LaneKey) -> (LaneIndex, bool) {
        if let Some(&index) = self.by_key.get(&key) {
            return (index, false);
        }
        let lane = Lane {
            key,
            ready: BTreeSet::new(),
            needy: BTreeMap::new(),
            pending: 0,
            profiles: BTreeSet::new(),
        };
        let index = match self.free.pop() {
            Some(index) => index,
            None => {
                self.slots.push(None);
                self.slots.len() - 1
            }
        };
        if let Some(slot) = self.slots.get_mut(index) {
            *slot = Some(lane);
        }
        self.by_key.insert(key, index);
        self.by_queue
            .entry((key.queue, key.channel))
            .or_default()
            .push(index);
        (index, true)
    }

    pub(crate) fn serve(&mut self, index: LaneIndex, profile: RoutingProfileId) {
        if let Some(Some(lane)) = self.slots.get_mut(index) {
            lane.profiles.insert(profile);
        }
    }

    /// A profile no longer serves a lane; a lane that nobody serves is closed.
    pub(crate) fn leave(&mut self, index: LaneIndex, profile: RoutingProfileId) {
        let Some(Some(lane)) = self.slots.get_mut(index) else {
            return;
        };
        lane.profiles.remove(&profile);
        if lane.profiles.is_empty() {
            self.close(index);
        }
    }

    /// Closes a lane and forgets the contacts in it (they stay in their queue).
    pub(crate) fn close(&mut self, index: LaneIndex) {
        let Some(lane) = self.slots.get_mut(index).and_then(Option::take) else {
            return;
        };
        self.by_key.remove(&lane.key);
        let place = (lane.key.queue, lane.key.channel);
        if let Some(indices) = self.by_queue.get_mut(&place) {
            indices.retain(|it| *it != index);
            if indices.is_empty() {
                self.by_queue.remove(&place);
            }
        }
        self.pending.retain(|(_, lane, _)| *lane != index);
        self.free.push(index);
    }

    /// Closes all lanes of a queue.
    pub(crate) fn close_queue(&mut self, queue: QueueKey) {
        for channel in [Channel::Voice, Channel::Chat, Channel::Task, Channel::Email] {
            for index in self.of(queue, channel).to_vec() {
                self.close(index);
            }
        }
    }

    /// Puts a contact into all lanes of its queue; whether it is ready in any of them.
    pub(crate) fn place(&mut self, rank: Rank, waiting: &Waiting, now: Timestamp) -> bool {
        let place = (waiting.queue, waiting.channel);
        let mut ready = false;
        for index in self.by_queue.get(&place).into_iter().flatten() {
            let Some(Some(lane)) = self.slots.get_mut(*index) else {
                continue;
            };
            let due = lane.key.due(waiting.enqueued);
            if due <= now {
                lane.insert(rank);
                ready = true;
            } else if self.pending.insert((due, *index, rank)) {
                lane.pending += 1;
            }
        }
        ready
    }

    /// Takes a contact out of all lanes of its queue.
    pub(crate) fn take_out(&mut self, rank: Rank, waiting: &Waiting) {
        let place = (waiting.queue, waiting.channel);
        for index in self.by_queue.get(&place).into_iter().flatten() {
            if let Some(Some(lane)) = self.slots.get_mut(*index)
                && !lane.remove(&rank)
            {
                let due = lane.key.due(waiting.enqueued);
                if self.pending.remove(&(due, *index, rank)) {
                    lane.less_pending(*index, &mut self.cleared);
                }
            }
        }
    }

    /// Puts a contact into one lane; whether it is ready there.
    pub(crate) fn insert(
        &mut self,
        index: LaneIndex,
        rank: Rank,
        enqueued: Timestamp,
        now: Timestamp,
    ) -> bool {
        let Some(Some(lane)) = self.slots.get_mut(index) else {
            return false;
        };
        let due = lane.key.due(enqueued);
        if due <= now {
            lane.insert(rank);
            return true;
        }
        if self.pending.insert((due, index, rank)) {
            lane.pending += 1;
        }
        false
    }

    /// Makes the next contact ready whose delay has passed.
    pub(crate) fn promote(&mut self, now: Timestamp) -> Option<Rank> {
        let &(due, index, rank) = self.pending.first()?;
        if due > now {
            return None;
        }
        self.pending.pop_first();
        if let Some(Some(lane)) = self.slots.get_mut(index) {
            lane.insert(rank);
            lane.less_pending(index, &mut self.cleared);
        }
        Some(rank)
    }

    /// A lane in which nobody is pending any more although somebody was.
    pub(crate) fn take_cleared(&mut self) -> Option<LaneIndex> {
        self.cleared.pop()
    }

    /// When the next delay passes.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.pending.first().map(|(due, ..)| *due)
    }
}
