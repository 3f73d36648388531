//! An agent's desk: status, next status, the contacts on it, and what the agent may be offered.
//! Source: connect-g-agent-workspace.md §3, connect-b-routing-channels.md §5.

use super::events::{AgentEventType, agent_event, agent_snapshot};
use super::facts::{AgentFacts, AgentPlace, ContactState, HeldContact, NextStatus, StatusFacts};
use crate::command::CommandError;
use crate::contact::InitiationMethod;
use crate::context::{Context, Signal};
use crate::journal::AgentEntry;
use crate::output::Output;
use crate::snapshot::{self, Line};
use crate::timers::Timer;
use ids::{ContactId, Timestamp, UserId};
use resources::{AgentOrder, AgentStatus, AgentStatusType, Channel, PhoneConfig};
use routing::Availability;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// All desks.
pub(crate) type Desks = BTreeMap<UserId, Desk>;

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Desk {
    facts: AgentFacts,
    snapshots: u64,
    /// The last published snapshot.
    published: Option<Value>,
    /// A login or logout to be published with the next snapshot.
    special: Option<AgentEventType>,
    /// What of the user's configuration is published when it changes and is in no snapshot.
    configured: Option<Configured>,
}

/// See connect-d-data-metrics.md §7: a change of these is a `STATE_CHANGE`.
#[derive(Debug, Clone, PartialEq)]
struct Configured {
    phone: PhoneConfig,
    channels: serde_json::Map<String, Value>,
}

impl Configured {
    fn of(ctx: &Context, agent: UserId) -> Option<Self> {
        let user = ctx.directory.user(agent)?;
        Some(Self {
            phone: user.phone.clone(),
            channels: user.channels.clone(),
        })
    }
}

impl Desk {
    /// The desk of an agent who was never seen: offline and signed out. `None` while the instance
    /// has no offline status.
    pub(crate) fn new(ctx: &mut Context, agent: UserId) -> Option<Self> {
        let status = status_facts(ctx.directory.offline()?, ctx.now);
        let facts = AgentFacts {
            id: agent,
            signed_in: false,
            signed_out: None,
            status,
            next_status: None,
            contacts: Vec::new(),
            idle_since: ctx.now,
            updated: ctx.now,
            place: None,
        };
        ctx.note_agent(agent, AgentEntry::Known(Box::new(facts.clone())));
        let mut desk = Self::from_facts(facts);
        desk.place(ctx);
        Some(desk)
    }

    fn from_facts(facts: AgentFacts) -> Self {
        Self {
            facts,
            snapshots: 0,
            published: None,
            special: None,
            configured: None,
        }
    }

    /// A desk as it was left by a process that is gone: contacts on it are gone with their calls,
    /// but for those that stay.
    pub(crate) fn recovered(
        ctx: &mut Context,
        facts: AgentFacts,
        stays: impl Fn(ContactId) -> bool,
    ) -> Self {
        let mut contacts = Vec::new();
        for held in &facts.contacts {
            if !stays(held.contact) {
                contacts.push(held.contact);
            } else if let Some(until) = held.acw_until {
                ctx.timers.set(Timer::Work(facts.id, held.contact), until);
            }
        }
        let mut desk = Self::from_facts(facts);
        desk.published = agent_snapshot(&ctx.identity, &ctx.directory, &desk.facts);
        for contact in contacts {
            desk.note(ctx, AgentEntry::ContactRemoved { contact });
        }
        desk.settle(ctx);
        ctx.out.changed_agents.insert(desk.facts.id);
        desk.place(ctx);
        desk.declare(ctx);
        desk.beat(ctx);
        desk
    }

    pub(crate) fn facts(&self) -> &AgentFacts {
        &self.facts
    }

    fn note(&mut self, ctx: &mut Context, entry: AgentEntry) {
        self.facts.apply(ctx.now, &entry);
        ctx.note_agent(self.facts.id, entry);
        self.declare(ctx);
    }

    /// Notes the agent's routing profile and place in the hierarchy where they are others than known.
    pub(crate) fn place(&mut self, ctx: &mut Context) {
        let Some(user) = ctx.directory.user(self.facts.id) else {
            return;
        };
        let place = AgentPlace {
            routing_profile: user.routing_profile,
            hierarchy: user.hierarchy_path.clone(),
        };
        if self.facts.place.as_ref() != Some(&place) {
            self.note(ctx, AgentEntry::Placed(Box::new(place)));
        }
    }

    /// Tells the router what the agent may be offered.
    pub(crate) fn declare(&self, ctx: &mut Context) {
        let id = self.facts.id;
        // A missed or failed contact keeps the agent from everything until it is cleared
        // (connect-g-agent-workspace.md §5, §18.3).
        let blocked = self
            .facts
            .contacts
            .iter()
            .any(|it| it.state.clearable() && it.state != ContactState::Ended);
        let profile = ctx.directory.user(id).map(|user| user.routing_profile);
        match profile {
            Some(profile) if self.facts.routable() && !blocked => {
                let availability = Availability {
                    profile,
                    since: self.facts.idle_since,
                    load: self.load(),
                    skills: ctx.directory.skills(id),
                };
                ctx.router.agent_available(id, availability);
            }
            _ => ctx.router.agent_unavailable(id),
        }
    }

    fn load(&self) -> Vec<(Channel, u32)> {
        let mut load: Vec<(Channel, u32)> = Vec::new();
        // A paused task frees its slot (connect-a-foundation.md §3.5).
        let active = |it: &&HeldContact| it.state != ContactState::Paused;
        for contact in self.facts.contacts.iter().filter(active) {
            match load.iter_mut().find(|it| it.0 == contact.channel) {
                Some(it) => it.1 += 1,
                None => load.push((contact.channel, 1)),
            }
        }
        load
    }

    /// A page of the agent opened.
    pub(crate) fn sign_in(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::PageGone(self.facts.id));
        if self
            .facts
            .next_status
            .as_ref()
            .is_some_and(|it| it.sign_out)
        {
            self.note(ctx, AgentEntry::NextStatusSet(None));
        }
        if !self.facts.signed_in {
            self.note(ctx, AgentEntry::SignedIn);
            self.special = Some(AgentEventType::Login);
        }
        ctx.out.changed_agents.insert(self.facts.id);
    }

    /// The last page closed.
    pub(crate) fn page_closed(&mut self, ctx: &mut Context) {
        if let Some(limit) = ctx.settings.sign_out_without_page
            && self.facts.signed_in
        {
            ctx.start(Timer::PageGone(self.facts.id), limit);
        }
    }

    /// The agent signed out: `Offline` at once, or after the conversation that is under way.
    /// Offers go back to the queue; after-contact work ends.
    pub(crate) fn sign_out(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::PageGone(self.facts.id));
        if !self.facts.signed_in {
            return;
        }
        for contact in &self.facts.contacts {
            if contact.state == ContactState::Incoming {
                ctx.signal(Signal::AgentGone {
                    contact: contact.contact,
                });
            }
        }
        let offline = ctx.directory.offline();
        // An instance always has an offline status; should it be gone, the present one stays.
        let (id, name) = match offline {
            Some(it) => (it.id, it.name.clone()),
            None => (self.facts.status.id, self.facts.status.name.clone()),
        };
        let next = NextStatus {
            id,
            name,
            status_type: AgentStatusType::Offline,
            enqueued: ctx.now,
            sign_out: true,
        };
        self.note(ctx, AgentEntry::NextStatusSet(Some(next)));
        self.clear_all(ctx);
        self.settle(ctx);
    }

    /// Changes the status, now or as next status.
    pub(crate) fn set_status(
        &mut self,
        ctx: &mut Context,
        status: &AgentStatus,
    ) -> Result<(), CommandError> {
        if !self.facts.signed_in {
            return Err(CommandError::NotSignedIn);
        }
        let routable = status.status_type == AgentStatusType::Routable;
        if self.facts.contacts.is_empty() || routable {
            if self.facts.next_status.is_some() {
                self.note(ctx, AgentEntry::NextStatusSet(None));
            }
            if self.facts.status.id != status.id {
                self.note(ctx, AgentEntry::StatusSet(status_facts(status, ctx.now)));
            }
            return Ok(());
        }
        let next = NextStatus {
            id: status.id,
            name: status.name.clone(),
            status_type: status.status_type,
            enqueued: ctx.now,
            sign_out: false,
        };
        self.note(ctx, AgentEntry::NextStatusSet(Some(next)));
        self.clear_all(ctx);
        self.settle(ctx);
        Ok(())
    }

    /// Whether the agent may place a call now: signed in, in whatever status, and without a voice
    /// contact. Source: connect-d-data-metrics.md §11.1.
    pub(crate) fn may_dial(&self) -> Result<(), CommandError> {
        if !self.facts.signed_in {
            return Err(CommandError::NotSignedIn);
        }
        let voice = |it: &HeldContact| it.channel == Channel::Voice;
        match self.facts.contacts.iter().any(voice) {
            true => Err(CommandError::AgentBusy),
            false => Ok(()),
        }
    }

    /// Whether the agent may listen to another contact: at most one at a time, and beside no other
    /// call, as there is one line of audio.
    pub(crate) fn may_monitor(&self) -> Result<(), CommandError> {
        let monitors = |it: &HeldContact| it.initiation_method == InitiationMethod::Monitor;
        if self.facts.contacts.iter().any(monitors) {
            return Err(CommandError::TooManyMonitors(1));
        }
        self.may_dial()
    }

    /// A contact comes to the agent.
    pub(crate) fn add(&mut self, ctx: &mut Context, contact: HeldContact) {
        self.note(ctx, AgentEntry::ContactAdded(Box::new(contact)));
    }

    /// A contact at the agent changed its state.
    pub(crate) fn contact_moved(
        &mut self,
        ctx: &mut Context,
        contact: ContactId,
        state: ContactState,
    ) {
        if self.facts.contact(contact).is_none() {
            return;
        }
        self.note(ctx, AgentEntry::ContactMoved { contact, state });
        // Nobody is there to press "clear" after a sign-out.
        let left = self
            .facts
            .next_status
            .as_ref()
            .is_some_and(|it| it.sign_out);
        if left && state.clearable() {
            self.remove(ctx, contact);
            return;
        }
        if state != ContactState::Ended {
            return;
        }
        let held = self.facts.contact(contact);
        let (channel, method) = held.map_or((Channel::Voice, InitiationMethod::Inbound), |it| {
            (it.channel, it.initiation_method)
        });
        let callback = method == InitiationMethod::Callback;
        let user = ctx.directory.user(self.facts.id);
        let limit = user.map_or(0, |it| it.after_contact_work_limit(channel, callback));
        if limit > 0 {
            let until = ctx.after(Duration::from_secs(u64::from(limit)));
            ctx.timers.set(Timer::Work(self.facts.id, contact), until);
            self.note(ctx, AgentEntry::WorkLimited { contact, until });
        }
    }

    /// The agent was silenced in a contact, or no longer.
    pub(crate) fn muted(&mut self, ctx: &mut Context, contact: ContactId, muted: bool) {
        self.note(ctx, AgentEntry::Muted { contact, muted });
    }

    /// The agent clears a contact: the end of after-contact work, or a missed or failed one.
    pub(crate) fn clear(
        &mut self,
        ctx: &mut Context,
        contact: ContactId,
    ) -> Result<(), CommandError> {
        let held = self
            .facts
            .contact(contact)
            .ok_or(CommandError::NotAssigned)?;
        if !held.state.clearable() {
            return Err(CommandError::InvalidState {
                state: held.state.name(),
            });
        }
        self.remove(ctx, contact);
        Ok(())
    }

    /// Ends after-contact work, as a contact is handed to the agent directly.
    pub(crate) fn clear_work(&mut self, ctx: &mut Context) {
        let ended = |it: &&HeldContact| it.state == ContactState::Ended;
        let done: Vec<ContactId> = self
            .facts
            .contacts
            .iter()
            .filter(ended)
            .map(|it| it.contact)
            .collect();
        for contact in done {
            self.remove(ctx, contact);
        }
    }

    /// Takes a contact off the desk, whatever its state.
    pub(crate) fn remove(&mut self, ctx: &mut Context, contact: ContactId) {
        let Some(held) = self.facts.contact(contact) else {
            return;
        };
        let worked = held.state == ContactState::Ended;
        let outbound = held.initiation_method == InitiationMethod::Outbound;
        let since = self.facts.idle_since;
        ctx.timers.stop(Timer::Work(self.facts.id, contact));
        self.note(ctx, AgentEntry::ContactRemoved { contact });
        if outbound && self.keeps_order(ctx) {
            self.note(ctx, AgentEntry::OrderKept { since });
        }
        if worked {
            ctx.signal(Signal::WorkEnded { contact });
        }
        self.settle(ctx);
    }

    /// Whether the agent's own calls leave the place among those who wait as it is: "outbound calls
    /// should not affect routing order" (connect-b-routing-channels.md §4.1).
    fn keeps_order(&self, ctx: &Context) -> bool {
        let user = ctx.directory.user(self.facts.id);
        let profile = user.and_then(|it| ctx.directory.profile(it.routing_profile));
        profile.is_some_and(|it| it.agent_order == AgentOrder::TimeSinceLastInbound)
    }

    /// Clears all that can be cleared, as when a next status is chosen.
    /// Source: connect-g-agent-workspace.md §3.1 (ACW-only and mixed case).
    fn clear_all(&mut self, ctx: &mut Context) {
        let done: Vec<ContactId> = self
            .facts
            .contacts
            .iter()
            .filter(|it| it.state.clearable())
            .map(|it| it.contact)
            .collect();
        for contact in done {
            self.remove(ctx, contact);
        }
    }

    /// Goes over to the next status once nothing is on the desk.
    fn settle(&mut self, ctx: &mut Context) {
        if !self.facts.contacts.is_empty() {
            return;
        }
        let Some(next) = self.facts.next_status.clone() else {
            return;
        };
        self.note(ctx, AgentEntry::NextStatusSet(None));
        if self.facts.status.id != next.id {
            let status = StatusFacts {
                id: next.id,
                name: next.name,
                status_type: next.status_type,
                since: ctx.now,
            };
            self.note(ctx, AgentEntry::StatusSet(status));
        }
        if next.sign_out {
            self.note(ctx, AgentEntry::SignedOut);
            self.special = Some(AgentEventType::Logout);
        }
    }

    /// The heart beat is due.
    pub(crate) fn heart_beat(&mut self, ctx: &mut Context) {
        let over = !self.facts.signed_in
            && self
                .facts
                .signed_out
                .is_none_or(|at| ctx.now.since(at) >= ctx.settings.heart_beat_after_logout);
        if over {
            return;
        }
        if let Some(current) = agent_snapshot(&ctx.identity, &ctx.directory, &self.facts) {
            self.publish(ctx, AgentEventType::HeartBeat, current);
        }
    }

    /// What is known of the contacts on the desk, in their order.
    pub(crate) fn lines<'a>(
        &self,
        line: impl Fn(ContactId) -> Option<Line<'a>>,
    ) -> Vec<Option<Line<'a>>> {
        let contacts = self.facts.contacts.iter();
        contacts.map(|it| line(it.contact)).collect()
    }

    /// Publishes what has changed: event, row and the pages' snapshot.
    pub(crate) fn flush(&mut self, ctx: &mut Context, lines: Vec<Option<Line<'_>>>) {
        let special = self.special.take();
        let current = agent_snapshot(&ctx.identity, &ctx.directory, &self.facts);
        let configured = Configured::of(ctx, self.facts.id);
        let before = std::mem::replace(&mut self.configured, configured);
        let changed = current != self.published || (before.is_some() && before != self.configured);
        // An agent who never signed in has no events.
        let known = self.facts.signed_in || self.facts.signed_out.is_some();
        if let Some(current) = current
            && (special.is_some() || (changed && known))
        {
            self.publish(ctx, special.unwrap_or(AgentEventType::StateChange), current);
        }
        ctx.out.durable(Output::Agent(Box::new(self.facts.clone())));
        let snapshot = self.snapshot(lines);
        ctx.out.answer(Output::AgentSnapshot {
            agent: self.facts.id,
            snapshot,
        });
    }

    /// The pages' snapshot.
    pub(crate) fn snapshot(&mut self, lines: Vec<Option<Line<'_>>>) -> snapshot::AgentSnapshot {
        self.snapshots += 1;
        snapshot::build(self.snapshots, &self.facts, lines)
    }

    fn publish(&mut self, ctx: &mut Context, event: AgentEventType, current: Value) {
        let previous = self.published.replace(current.clone());
        let id = ctx.ids.uuid();
        let publication = agent_event(
            &ctx.identity,
            self.facts.id,
            event,
            previous,
            current,
            id,
            ctx.now,
        );
        ctx.out.publish(publication);
        self.beat(ctx);
    }

    fn beat(&self, ctx: &mut Context) {
        let interval = ctx.settings.heart_beat;
        ctx.start(Timer::HeartBeat(self.facts.id), interval);
    }
}

fn status_facts(status: &AgentStatus, since: Timestamp) -> StatusFacts {
    StatusFacts {
        id: status.id,
        name: status.name.clone(),
        status_type: status.status_type,
        since,
    }
}
