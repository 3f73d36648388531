//! Who may be offered what, by reading the rules naively: every contact is compared with every
//! agent, from nothing but the facts and the configuration. The router, which scans nothing, must
//! come to the same. Source: connect-a-foundation.md §3.6-3.8, connect-b-routing-channels.md §4.

use crate::Broken;
use crate::centre::Centre;
use crate::flows::{AGE, PRIORITY};
use exchange::{
    AgentFacts, ContactFacts, ContactState, Expression, Fold, HeldContact, InitiationMethod, Phase,
    Skill, StepStatus,
};
use ids::{ContactId, Timestamp, UserId};
use resources::{Channel, QueueEntry, User};
use std::collections::BTreeSet;

/// Everything that counts at one moment.
pub(crate) struct Moment<'a> {
    pub(crate) centre: &'a Centre,
    pub(crate) fold: &'a Fold,
    /// Contacts in a queue, of whom nobody is asked.
    waiting: Vec<&'a ContactFacts>,
    pub(crate) now: Timestamp,
}

/// A contact's place among those that an agent may take; the least is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// 0 is the agent's own queue.
    queue: u32,
    priority: u32,
    ranked: i64,
}

const BEST: &str = "nobody is overtaken";
const LONGEST: &str = "the agent idle for longest is first";
const MAY: &str = "offers keep to the rules";

impl<'a> Moment<'a> {
    /// Of the contacts that are not complete, without those that are given to nobody any more, as
    /// the process is about to end.
    pub(crate) fn new(
        centre: &'a Centre,
        fold: &'a Fold,
        live: &BTreeSet<ContactId>,
        left: &BTreeSet<ContactId>,
        now: Timestamp,
    ) -> Self {
        let live = live.iter().filter_map(|it| fold.contacts.get(it));
        let waiting = live.filter(|it| waits(it) && !left.contains(&it.id));
        Self {
            centre,
            fold,
            waiting: waiting.collect(),
            now,
        }
    }

    /// An offer is made at this moment, before it is written.
    pub(crate) fn offered(&self, contact: ContactId, agent: UserId) -> Result<(), Broken> {
        let says = |rule, what: String| Broken::new(rule, format!("{contact} to {agent}: {what}"));
        let facts = self.fold.contacts.get(&contact);
        let place = facts.and_then(|it| self.place(it, agent));
        let place = place.ok_or_else(|| says(MAY, format!("may not be offered: {facts:?}")))?;
        if let Some((other, better)) = self.best(agent).filter(|(_, it)| *it < place) {
            return Err(says(
                BEST,
                format!("{other} at {better:?} was before {place:?}"),
            ));
        }
        let since = |id| self.fold.agents.get(&id).map(|it| it.idle_since);
        let longer = self
            .takers(contact)
            .find(|other| since(*other) < since(agent));
        match longer {
            Some(other) => Err(says(
                LONGEST,
                format!("{other} waits since {:?}", since(other)),
            )),
            None => Ok(()),
        }
    }

    /// Nothing happens any more at this moment: whoever could be offered something has been.
    pub(crate) fn quiet(&self) -> Result<(), Broken> {
        for agent in self.fold.agents.keys() {
            if let Some((contact, _)) = self.best(*agent) {
                let what = format!("{agent} could have {contact}");
                return Err(Broken::new("no pair is left behind", what));
            }
        }
        Ok(())
    }

    /// What ranks first for an agent of all that the agent may take.
    fn best(&self, agent: UserId) -> Option<(ContactId, Place)> {
        let facts = self.fold.agents.get(&agent)?;
        let waiting = self.waiting.iter().filter(|_| facts.routable());
        let places = waiting.filter_map(|it| Some((it.id, self.place(it, agent)?)));
        places.min_by_key(|it| it.1)
    }

    /// Who may take a contact.
    fn takers(&self, contact: ContactId) -> impl Iterator<Item = UserId> {
        let facts = self.fold.contacts.get(&contact);
        let agents = self.fold.agents.keys().copied();
        agents.filter(move |it| facts.is_some_and(|facts| self.place(facts, *it).is_some()))
    }

    /// The place of a contact for an agent; `None` when the agent may not take it now.
    fn place(&self, facts: &ContactFacts, id: UserId) -> Option<Place> {
        let agent = self.fold.agents.get(&id)?;
        let user = self.centre.user(id)?;
        if !waits(facts) || !self.is_free(agent, facts.channel) {
            return None;
        }
        let place = |queue| Place {
            queue,
            priority: number(facts, PRIORITY).map_or(5, |it| u32::try_from(it).unwrap_or(1)),
            ranked: self.since(facts).map_or(0, |it| it.0)
                - number(facts, AGE).unwrap_or(0) * 1_000,
        };
        let queue = facts.queue.as_ref()?;
        if let Some(owner) = queue.owner {
            return (owner == id).then(|| place(0));
        }
        let served = self.served(id);
        let lane = |it: &ContactFacts| {
            let queue = it.queue.as_ref()?.id;
            let fits = |entry: &&QueueEntry| entry.queue == queue && entry.channel == it.channel;
            served.iter().find(fits)
        };
        let entry = lane(facts)?;
        let ready = self.is_ready(facts, entry) && meets(facts, user);
        // Who still waits for a delay in a queue of higher priority keeps lower queues back.
        let blocked = self.waiting.iter().any(|other| {
            let before = lane(other).filter(|it| it.priority < entry.priority);
            let pending = |it: &QueueEntry| !is_own(other) && !self.is_ready(other, it);
            before.is_some_and(|it| pending(it) && self.is_free(agent, other.channel))
        });
        (ready && !blocked).then(|| place(entry.priority))
    }

    /// Whether an agent may be offered a contact of a channel: the channel has a free slot, and each
    /// channel held allows others. A missed or failed contact keeps everything away; a paused task
    /// counts nowhere.
    fn is_free(&self, agent: &AgentFacts, channel: Channel) -> bool {
        let Some(profile) = self.centre.profile_of(agent.id) else {
            return false;
        };
        let rule = |channel| profile.concurrency.iter().find(|it| it.channel == channel);
        let over = |it: &HeldContact| it.state.clearable() && it.state != ContactState::Ended;
        let held = || {
            let contacts = agent.contacts.iter();
            contacts.filter(|it| it.state != ContactState::Paused)
        };
        let same = held().filter(|it| it.channel == channel).count();
        agent.routable()
            && !agent.contacts.iter().any(over)
            && rule(channel).is_some_and(|it| same < it.concurrency as usize)
            && held().all(|it| {
                it.channel == channel || rule(it.channel).is_some_and(|it| it.route_any_channel)
            })
    }

    fn served(&self, agent: UserId) -> &[QueueEntry] {
        let profile = self.centre.profile_of(agent);
        profile.map_or(&[], |it| it.queues.as_slice())
    }

    fn is_ready(&self, facts: &ContactFacts, entry: &QueueEntry) -> bool {
        let enqueued = facts.queue.as_ref().and_then(|it| it.enqueued);
        let delay = i64::from(entry.delay) * 1_000;
        enqueued.is_some_and(|it| it.0 + delay <= self.now.0) && !is_own(facts)
    }

    /// By when it is ranked: a contact of a chain by the first that was queued, a callback by the
    /// call that asked for it.
    fn since(&self, facts: &ContactFacts) -> Option<Timestamp> {
        if let Some(callback) = &facts.callback {
            return Some(callback.since);
        }
        if let Some(since) = facts.task.as_ref().and_then(|it| it.queue_since) {
            return Some(since);
        }
        let entered = facts.queue.as_ref().and_then(|it| it.enqueued);
        let before = facts.previous.and_then(|it| self.fold.contacts.get(&it));
        match (facts.initiation_method, before) {
            (InitiationMethod::QueueTransfer | InitiationMethod::Transfer, Some(before)) => {
                self.since(before).or(entered)
            }
            _ => entered,
        }
    }
}

/// Whether a contact is in a queue, and nobody is asked. A task that was paused there has left it.
fn waits(facts: &ContactFacts) -> bool {
    let queued = facts.queue.as_ref().is_some_and(|it| it.dequeued.is_none());
    let paused = facts.task.as_ref().is_some_and(|it| it.paused.is_some());
    facts.phase == Phase::Queued && queued && !paused
}

fn is_own(facts: &ContactFacts) -> bool {
    facts.queue.as_ref().is_some_and(|it| it.owner.is_some())
}

fn number(facts: &ContactFacts, attribute: &str) -> Option<i64> {
    facts.attributes.get(attribute)?.parse().ok()
}

/// Whether an agent meets what the contact asks for now; an own queue asks for nothing.
fn meets(facts: &ContactFacts, user: &User) -> bool {
    let criteria = facts.routing_criteria.last();
    let active = criteria.and_then(|it| it.steps.iter().find(|it| it.status == StepStatus::Active));
    active.is_none_or(|it| meets_expression(&it.expression, user))
}

fn meets_expression(expression: &Expression, user: &User) -> bool {
    match expression {
        Expression::Attribute(skill) => has(skill, user),
        Expression::Not(skill) => !has(skill, user),
        Expression::And(all) => all.iter().all(|it| meets_expression(it, user)),
        Expression::Or(any) => any.iter().any(|it| meets_expression(it, user)),
        Expression::Agents(agents) => agents.contains(&user.id),
    }
}

fn has(skill: &Skill, user: &User) -> bool {
    user.proficiencies.iter().any(|it| {
        it.attribute == skill.name
            && it.value == skill.value
            && it.level >= f64::from(skill.level)
            && skill.most.is_none_or(|most| it.level <= f64::from(most))
    })
}

/// Whether a contact on a desk is only there to be cleared.
pub(crate) fn is_over(state: ContactState) -> bool {
    state.clearable()
}
