//! The centre as it is now, for real-time metrics: agents with the queues that their routing
//! profiles serve, and what waits. Source: connect-d-data-metrics.md §3.1.
//!
//! What an agent counts as is looked at once, in [`Floor::new`]; each row of an answer then only adds
//! up, so that many queues with many agents are answered at once.

use crate::{Live, Seat, Seats, Waiting};
use exchange::{ContactState, HeldContact};
use ids::{AgentStatusId, QueueId, RoutingProfileId, Timestamp};
use resources::{Channel, RoutingProfile};
use std::collections::{BTreeMap, BTreeSet};

/// All channels.
pub const CHANNELS: [Channel; 4] = [Channel::Voice, Channel::Chat, Channel::Task, Channel::Email];

/// Routing profiles by identifier.
pub type Profiles = BTreeMap<RoutingProfileId, RoutingProfile>;

/// A part of the centre: an empty set is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Only these queues.
    pub queues: BTreeSet<QueueId>,
    /// Only agents of these routing profiles, and the queues that they serve.
    pub profiles: BTreeSet<RoutingProfileId>,
    /// Only these channels.
    pub channels: BTreeSet<Channel>,
    /// Only agents in this status.
    pub status: Option<AgentStatusId>,
}

/// What a part of the centre comes to. Source: GetCurrentMetricData, `CurrentMetrics`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Agents, counted.
    pub seats: Seats,
    /// `AGENTS_AFTER_CONTACT_WORK`: contacts in after-contact work.
    pub working: u32,
    /// `SLOTS_ACTIVE`.
    pub active: u32,
    /// `SLOTS_AVAILABLE`.
    pub available: u32,
    /// `CONTACTS_IN_QUEUE`.
    pub queued: usize,
    /// `OLDEST_CONTACT_AGE` in milliseconds; 0 where none waits.
    pub oldest_ms: u64,
    /// `CONTACTS_SCHEDULED`: callbacks whose time has not come.
    pub scheduled: u32,
}

/// An agent as one counts.
#[derive(Debug)]
struct Desk {
    status: AgentStatusId,
    counts: Seats,
    /// Slots to be had, by the places of [`CHANNELS`].
    available: [u32; CHANNELS.len()],
}

/// See the [module](self).
#[derive(Debug)]
pub struct Floor<'a> {
    live: &'a Live<'a>,
    profiles: &'a Profiles,
    now: Timestamp,
    /// Agents of the routing profiles that are known.
    desks: BTreeMap<RoutingProfileId, Vec<Desk>>,
    /// Contacts at agents, with the agent's routing profile.
    held: Vec<(Option<RoutingProfileId>, &'a HeldContact)>,
}

impl Part {
    fn on(&self, channel: Channel) -> bool {
        self.channels.is_empty() || self.channels.contains(&channel)
    }

    fn of_queue(&self, queue: QueueId) -> bool {
        self.queues.is_empty() || self.queues.contains(&queue)
    }

    fn of_profile(&self, profile: RoutingProfileId) -> bool {
        self.profiles.is_empty() || self.profiles.contains(&profile)
    }

    /// Whether agents of a profile belong to it.
    fn served_by(&self, profile: &RoutingProfile) -> bool {
        let named = self.of_profile(profile.id);
        if self.queues.is_empty() {
            return named && profile.concurrency.iter().any(|it| self.on(it.channel));
        }
        let mut serves = profile.queues.iter();
        named && serves.any(|it| self.of_queue(it.queue) && self.on(it.channel))
    }

    /// The channels on which agents of a profile serve it.
    fn served_on(&self, profile: &RoutingProfile) -> [bool; CHANNELS.len()] {
        CHANNELS.map(|channel| {
            let mut serves = profile.queues.iter();
            let queues = self.queues.is_empty()
                || serves.any(|it| it.channel == channel && self.of_queue(it.queue));
            queues && self.on(channel)
        })
    }

    /// Whether a contact at an agent belongs to it.
    fn holds(&self, contact: &HeldContact) -> bool {
        let queue = contact.queue.as_ref().filter(|it| it.owner.is_none());
        let here = self.queues.is_empty() || queue.is_some_and(|it| self.of_queue(it.id));
        here && self.on(contact.channel)
    }
}

impl<'a> Floor<'a> {
    /// The centre at a time that is not before the last change.
    pub fn new(live: &'a Live<'a>, profiles: &'a Profiles, now: Timestamp) -> Self {
        let mut desks: BTreeMap<_, Vec<Desk>> = BTreeMap::new();
        let mut held = Vec::new();
        for seat in live.agents.values().copied() {
            let contacts = seat.facts.contacts.iter();
            held.extend(contacts.map(|it| (seat.profile(), it)));
            if let Some(profile) = seat.profile().and_then(|it| profiles.get(&it)) {
                let mut counts = Seats::default();
                counts.add(seat);
                desks.entry(profile.id).or_default().push(Desk {
                    status: seat.facts.status.id,
                    counts,
                    available: CHANNELS.map(|it| seat.slots(it, profile).available),
                });
            }
        }
        Self {
            live,
            profiles,
            now,
            desks,
            held,
        }
    }

    /// Agents of a part, and the channels on which they serve it.
    fn agents<'b>(
        &'b self,
        part: &'b Part,
    ) -> impl Iterator<Item = (&'b Desk, [bool; CHANNELS.len()])> {
        let serving = self.desks.iter().filter_map(|(profile, desks)| {
            let profile = self.profiles.get(profile)?;
            let serves = part.served_by(profile);
            serves.then(|| (desks, part.served_on(profile)))
        });
        serving.flat_map(|(desks, on)| {
            let of = desks
                .iter()
                .filter(|it| part.status.is_none_or(|status| status == it.status));
            of.map(move |it| (it, on))
        })
    }

    /// The statuses in which agents are online.
    pub fn statuses(&self, part: &Part) -> BTreeSet<AgentStatusId> {
        let online = self.agents(part).filter(|it| it.0.counts.online > 0);
        online.map(|it| it.0.status).collect()
    }

    /// Queues and channels that belong to a part; with routing profiles, what these serve.
    fn waiting<'b>(&'b self, part: &'b Part) -> impl Iterator<Item = &'b Waiting> {
        let here = self
            .live
            .queues
            .iter()
            .filter(move |((queue, channel), _)| {
                let served = part.profiles.is_empty()
                    || part.profiles.iter().any(|it| {
                        let serves = self.profiles.get(it).map(|it| it.queues.as_slice());
                        let mut serves = serves.unwrap_or_default().iter();
                        serves.any(|it| it.queue == *queue && it.channel == *channel)
                    });
                part.of_queue(*queue) && part.on(*channel) && served
            });
        here.map(|it| it.1)
    }

    /// What a part comes to.
    pub fn figures(&self, part: &Part) -> Figures {
        let mut figures = Figures::default();
        for (desk, on) in self.agents(part) {
            figures.seats.join(desk.counts);
            let slots = desk.available.iter().zip(on).filter(|it| it.1);
            figures.available += slots.map(|it| it.0).sum::<u32>();
        }
        for (profile, contact) in &self.held {
            let of_profile =
                part.profiles.is_empty() || profile.is_some_and(|it| part.of_profile(it));
            if of_profile && part.holds(contact) {
                figures.working += u32::from(contact.state == ContactState::Ended);
                figures.active += u32::from(Seat::busy(contact));
            }
        }
        for it in self.waiting(part) {
            figures.queued += it.waiting.len();
            figures.scheduled += it.scheduled;
            let first = it
                .waiting
                .first()
                .map(|it| self.now.since(it.0).as_millis());
            let age = first.and_then(|it| u64::try_from(it).ok()).unwrap_or(0);
            figures.oldest_ms = figures.oldest_ms.max(age);
        }
        figures
    }
}
