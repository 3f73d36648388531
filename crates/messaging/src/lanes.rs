//! Queues by originator, and their throughput in parts per second.
//!
//! Each originator of a channel has a lane with a time before which nothing more may leave. Within
//! a lane configuration sets and message types take turns, so that one tenant's bulk does not hold
//! up another's codes. Lanes whose time has come are served in the order of those times.

use crate::{Channel, Message, Name};
use ids::Timestamp;
use messaging_resources::MessageType;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use uuid::Uuid;

/// Who waits in a lane: a tenant's messages of one type.
type Flow = (Option<Name>, MessageType);
type LaneName = (Name, Channel);

/// A lane may make up for so much idle time, in microseconds: the driver's ticks are not exact.
const CREDIT: i64 = 100_000;

#[derive(Debug, Default)]
struct Lane {
    /// Microseconds per part.
    cost: i64,
    /// Microseconds since 1970 before which nothing leaves.
    next: i64,
    flows: BTreeMap<Flow, VecDeque<Uuid>>,
    turns: VecDeque<Flow>,
    waiting: usize,
}

/// All lanes.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    lanes: HashMap<LaneName, Lane>,
    /// Lanes with something to send, by the time before which they may not.
    due: BTreeSet<(i64, LaneName)>,
    /// Lanes whose first message found no carrier with room, in the order in which they did.
    blocked: VecDeque<LaneName>,
}

impl Lanes {
    /// Adds a message at the end of its flow. `per_second` is the lane's throughput in parts.
    pub(crate) fn push(&mut self, message: &Message, per_second: u32) {
        self.insert(message, per_second, false);
    }

    /// Puts a message back to where it came from.
    pub(crate) fn put_back(&mut self, message: &Message, per_second: u32) {
        self.insert(message, per_second, true);
    }

    fn insert(&mut self, message: &Message, per_second: u32, first: bool) {
        let name = name(message);
        let flow = (message.set.clone(), message.message_type);
        let lane = self.lanes.entry(name.clone()).or_default();
        lane.cost = 1_000_000 / i64::from(per_second.max(1));
        let was_empty = lane.waiting == 0;
        lane.waiting += 1;
        let queue = lane.flows.entry(flow.clone()).or_default();
        if first {
            // It keeps its turn: otherwise who finds no room each time is never served.
            if lane.turns.back() == Some(&flow) {
                lane.turns.pop_back();
            }
            lane.turns.push_front(flow);
        } else if queue.is_empty() {
            lane.turns.push_back(flow);
        }
        if first {
            queue.push_front(message.id);
        } else {
            queue.push_back(message.id);
        }
        if was_empty && !self.blocked.contains(&name) {
            self.due.insert((lane.next, name));
        }
    }

    /// The lane that is due first, taken out; give it back with [`Lanes::served`] or
    /// [`Lanes::block`].
    pub(crate) fn next_due(&mut self, now: Timestamp) -> Option<LaneName> {
        let (at, _) = self.due.first()?;
        if *at > micros(now) {
            return None;
        }
        self.due.pop_first().map(|(_, name)| name)
    }

    /// The next message of a lane.
    pub(crate) fn pop(&mut self, name: &LaneName) -> Option<Uuid> {
        let lane = self.lanes.get_mut(name)?;
        let flow = lane.turns.pop_front()?;
        let queue = lane.flows.get_mut(&flow)?;
        let id = queue.pop_front();
        if queue.is_empty() {
            lane.flows.remove(&flow);
        } else {
            lane.turns.push_back(flow);
        }
        lane.waiting = lane.waiting.saturating_sub(1);
        id
    }

    /// So many parts of a lane left now; it comes again when its throughput allows.
    pub(crate) fn served(&mut self, now: Timestamp, name: LaneName, parts: u8) {
        let Some(lane) = self.lanes.get_mut(&name) else {
            return;
        };
        let start = lane.next.max(micros(now) - CREDIT);
        lane.next = start + lane.cost * i64::from(parts);
        if lane.waiting > 0 {
            self.due.insert((lane.next, name));
        }
    }

    /// A lane waits until a carrier has room.
    pub(crate) fn block(&mut self, name: LaneName) {
        self.blocked.push_back(name);
    }

    /// Carriers may have room again: blocked lanes are due, the longest blocked first.
    pub(crate) fn unblock(&mut self) {
        for name in std::mem::take(&mut self.blocked) {
            if let Some(lane) = self.lanes.get(&name) {
                self.due.insert((lane.next, name));
            }
        }
    }

    /// Messages in all lanes.
    pub(crate) fn waiting(&self) -> usize {
        self.lanes.values().map(|lane| lane.waiting).sum()
    }

    /// When the first lane is due.
    pub(crate) fn next_timeout(&self) -> Option<Timestamp> {
        let (at, _) = self.due.first()?;
        // Rounded up: at that time it is due.
        Some(Timestamp(
            at.div_euclid(1_000) + i64::from(at.rem_euclid(1_000) > 0),
        ))
    }
}

fn name(message: &Message) -> LaneName {
    (message.sender.address.clone(), message.channel)
}

fn micros(now: Timestamp) -> i64 {
    now.0.saturating_mul(1_000)
}
