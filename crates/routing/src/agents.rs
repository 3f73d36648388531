//! Agents who wait for contacts.

use crate::need::{Need, Skills};
use ids::{RoutingProfileId, Timestamp, UserId};
use resources::Channel;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What makes an agent available.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    /// The agent's routing profile.
    pub profile: RoutingProfileId,
    /// Since when the agent is idle: who is idle for longest is first.
    pub since: Timestamp,
    /// Contacts on the agent's desk per channel, whatever their state.
    pub load: Vec<(Channel, u32)>,
    /// What the agent can do.
    pub skills: Arc<Skills>,
}

#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) availability: Availability,
    /// The channels that may be offered now.
    pub(crate) channels: Vec<Channel>,
}

/// Agents who may be offered something.
#[derive(Debug, Default)]
pub(crate) struct Agents {
    known: HashMap<UserId, Agent>,
    idle: HashMap<(RoutingProfileId, Channel), BTreeSet<(Timestamp, UserId)>>,
    members: HashMap<RoutingProfileId, BTreeSet<UserId>>,
}

impl Agents {
    pub(crate) fn get(&self, agent: UserId) -> Option<&Agent> {
        self.known.get(&agent)
    }

    pub(crate) fn insert(&mut self, id: UserId, agent: Agent) {
        self.remove(id);
        let Availability { profile, since, .. } = agent.availability;
        for channel in &agent.channels {
            self.idle
                .entry((profile, *channel))
                .or_default()
                .insert((since, id));
        }
        self.members.entry(profile).or_default().insert(id);
        self.known.insert(id, agent);
    }

    pub(crate) fn remove(&mut self, id: UserId) -> Option<Agent> {
        let agent = self.known.remove(&id)?;
        let Availability { profile, since, .. } = agent.availability;
        for channel in &agent.channels {
            if let Some(set) = self.idle.get_mut(&(profile, *channel)) {
                set.remove(&(since, id));
            }
        }
        if let Some(members) = self.members.get_mut(&profile) {
            members.remove(&id);
        }
        Some(agent)
    }

    /// The agents of a profile.
    pub(crate) fn members(&self, profile: RoutingProfileId) -> Vec<UserId> {
        self.members
            .get(&profile)
            .map(|it| it.iter().copied().collect())
            .unwrap_or_default()
    }

    /// Who of a profile may be offered a channel, idle for longest first.
    pub(crate) fn idle(
        &self,
        profile: RoutingProfileId,
        channel: Channel,
    ) -> impl Iterator<Item = (Timestamp, UserId)> {
        self.idle
            .get(&(profile, channel))
            .into_iter()
            .flatten()
            .copied()
    }

    /// Who of a profile is idle for longest, for a channel, among those whose skills `meet` what
    /// is needed. Without a need the first one is it; with one that names its agents those are
    /// looked at; else all idle agents before the first that meets it.
    pub(crate) fn first(
        &self,
        profile: RoutingProfileId,
        channel: Channel,
        need: Option<&Need>,
    ) -> Option<(Timestamp, UserId)> {
        if let Some(named) = need.and_then(Need::named) {
            return named
                .iter()
                .filter_map(|id| self.free(*id, profile, channel))
                .min();
        }
        self.idle(profile, channel)
            .find(|(_, id)| need.is_none_or(|need| self.meets(*id, need)))
    }

    /// Since when an agent of a profile may be offered a channel.
    fn free(
        &self,
        id: UserId,
        profile: RoutingProfileId,
        channel: Channel,
    ) -> Option<(Timestamp, UserId)> {
        let agent = self.known.get(&id)?;
        let Availability {
            profile: own,
            since,
            ..
        } = agent.availability;
        (own == profile && agent.channels.contains(&channel)).then_some((since, id))
    }

    /// Whether an agent meets a need.
    pub(crate) fn meets(&self, agent: UserId, need: &Need) -> bool {
        let known = self.known.get(&agent);
        known.is_some_and(|it| need.is_met(agent, &it.availability.skills))
    }
}
