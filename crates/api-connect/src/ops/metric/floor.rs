//! The centre as it is now, for real-time metrics: agents with the queues that their routing
//! profiles serve, and what waits. Source: connect-d-data-metrics.md §3.1.

use crate::prelude::*;
use exchange::{ContactState, HeldContact};
use ids::{AgentStatusId, QueueId, RoutingProfileId, Timestamp};
use metrics::{Ask, Dimension, Interval, Live, Query, Seat, Seats, find};
use resources::{Channel, RoutingProfile};
use std::collections::{BTreeMap, BTreeSet};

/// All channels.
pub(super) const CHANNELS: [Channel; 4] =
    [Channel::Voice, Channel::Chat, Channel::Task, Channel::Email];

/// Routing profiles by identifier.
pub(super) type Profiles = BTreeMap<RoutingProfileId, RoutingProfile>;

/// A part of the centre: an empty set is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    pub(super) queues: BTreeSet<QueueId>,
    pub(super) profiles: BTreeSet<RoutingProfileId>,
    pub(super) channels: BTreeSet<Channel>,
    pub(super) status: Option<AgentStatusId>,
}

/// The instance's routing profiles.
pub(super) async fn profiles(ctx: &Ctx, instance: InstanceId) -> Result<Profiles> {
    let mut profiles = Profiles::new();
    let mut after = None;
    loop {
        let page = ctx
            .list::<RoutingProfile>(instance, Listing::page(500, after))
            .await?;
        profiles.extend(page.rows.into_iter().map(|it| (it.value.id, it.value)));
        after = page.next;
        if after.is_none() {
            return Ok(profiles);
        }
    }
}

/// The centre now.
pub(super) struct Floor<'a> {
    pub(super) live: &'a Live<'a>,
    pub(super) profiles: &'a Profiles,
    pub(super) now: Timestamp,
}

impl Part {
    fn on(&self, channel: Channel) -> bool {
        self.channels.is_empty() || self.channels.contains(&channel)
    }

    fn of_queue(&self, queue: QueueId) -> bool {
        self.queues.is_empty() || self.queues.contains(&queue)
    }

    /// Whether agents of a profile belong to it.
    fn served_by(&self, profile: &RoutingProfile) -> bool {
        let named = self.profiles.is_empty() || self.profiles.contains(&profile.id);
        if self.queues.is_empty() {
            return named && profile.concurrency.iter().any(|it| self.on(it.channel));
        }
        let mut serves = profile.queues.iter();
        named && serves.any(|it| self.of_queue(it.queue) && self.on(it.channel))
    }

    /// Whether a contact at an agent belongs to it.
    fn holds(&self, contact: &HeldContact) -> bool {
        let queue = contact.queue.as_ref().filter(|it| it.owner.is_none());
        let here = self.queues.is_empty() || queue.is_some_and(|it| self.of_queue(it.id));
        here && self.on(contact.channel)
    }
}

impl Floor<'_> {
    fn agents<'b>(&'b self, part: &'b Part) -> impl Iterator<Item = (&'b Seat, &'b RoutingProfile)> {
        self.live.agents.values().filter_map(move |seat| {
            let profile = self.profiles.get(&seat.profile()?)?;
            let status = part.status.is_none_or(|it| it == seat.facts.status.id);
            (status && part.served_by(profile)).then_some((*seat, profile))
        })
    }

    /// Agents, counted.
    pub(super) fn seats(&self, part: &Part) -> Seats {
        let mut seats = Seats::default();
        self.agents(part).for_each(|it| seats.add(it.0));
        seats
    }

    /// The statuses in which agents are online.
    pub(super) fn statuses(&self, part: &Part) -> BTreeSet<AgentStatusId> {
        let online = self.agents(part).filter(|it| it.0.online());
        online.map(|it| it.0.facts.status.id).collect()
    }

    /// Queues and channels that belong to a part; with routing profiles, what these serve.
    fn waiting<'b>(
        &'b self,
        part: &'b Part,
    ) -> impl Iterator<Item = (&'b (QueueId, Channel), &'b metrics::Waiting)> {
        self.live.queues.iter().filter(move |((queue, channel), _)| {
            let served = part.profiles.is_empty()
                || part.profiles.iter().any(|it| {
                    let serves = self.profiles.get(it).map(|it| it.queues.as_slice());
                    let mut serves = serves.unwrap_or_default().iter();
                    serves.any(|it| it.queue == *queue && it.channel == *channel)
                });
            served && part.of_queue(*queue) && part.on(*channel)
        })
    }

    /// Contacts in queue.
    pub(super) fn queued(&self, part: &Part) -> usize {
        self.waiting(part).map(|it| it.1.waiting.len()).sum()
    }

    /// The milliseconds that the oldest of them waits; 0 where none does.
    pub(super) fn oldest(&self, part: &Part) -> u64 {
        let first = self.waiting(part).filter_map(|it| it.1.waiting.first());
        let age = first.map(|it| self.now.since(it.0).as_millis()).max();
        age.and_then(|it| u64::try_from(it).ok()).unwrap_or(0)
    }

    /// Callbacks whose time has not come.
    pub(super) fn scheduled(&self, part: &Part) -> u32 {
        self.waiting(part).map(|it| it.1.scheduled).sum()
    }

    fn held<'b>(&'b self, part: &'b Part) -> impl Iterator<Item = (&'b Seat, &'b HeldContact)> {
        let seats = self.live.agents.values().filter(move |seat| {
            let profile = seat.profile();
            part.profiles.is_empty() || profile.is_some_and(|it| part.profiles.contains(&it))
        });
        seats.flat_map(move |seat| {
            let contacts = seat.facts.contacts.iter().filter(|it| part.holds(it));
            contacts.map(move |it| (*seat, it))
        })
    }

    /// Contacts in after-contact work.
    pub(super) fn working(&self, part: &Part) -> usize {
        let held = self.held(part);
        held.filter(|it| it.1.state == ContactState::Ended).count()
    }

    /// Slots in use.
    pub(super) fn active(&self, part: &Part) -> usize {
        self.held(part).filter(|it| metrics::Seat::busy(it.1)).count()
    }

    /// Slots to be had.
    pub(super) fn available(&self, part: &Part) -> u32 {
        let of_agent = |(seat, profile): (&Seat, &RoutingProfile)| {
            let channels = CHANNELS.into_iter().filter(|channel| {
                let mut serves = profile.queues.iter();
                let queues = part.queues.is_empty()
                    || serves.any(|it| it.channel == *channel && part.of_queue(it.queue));
                queues && part.on(*channel)
            });
            let slots = channels.map(|it| seat.slots(it, profile).available);
            slots.sum::<u32>()
        };
        self.agents(part).map(of_agent).sum()
    }
}

/// The average handle time of a queue in the last hour, in seconds.
pub(super) async fn handle_time(
    ctx: &Ctx,
    instance: InstanceId,
    queues: &BTreeSet<QueueId>,
) -> Result<Option<f64>> {
    let now = ctx.now();
    let mut query = Query::new(Timestamp(now.0 - 3_600_000), now, Interval::TOTAL);
    let queues = queues.iter().map(ToString::to_string).collect();
    query.filters.push((Dimension::Queue, queues));
    let metric = find("AVG_HANDLE_TIME").ok_or_else(|| {
        ServiceError::Internal("AVG_HANDLE_TIME is not in the register".into())
    })?;
    query.asks.push(Ask {
        metric,
        threshold: None,
        filters: Vec::new(),
    });
    let groups = ctx.metrics.answer(instance, &query, now).await?;
    Ok(groups.first().and_then(|it| it.metrics.first().copied().flatten()))
}

/// How long somebody at a place in the queue waits, in seconds (inferred; see docs/metrics.md).
pub(super) fn estimate(place: usize, handle_time: Option<f64>, staffed: u32) -> Option<f64> {
    let agents = (staffed > 0).then(|| f64::from(staffed))?;
    Some((place as f64 * handle_time? / agents).round())
}
