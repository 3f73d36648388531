//! A supervisor's call: listening to another call without being heard, and taking part in it.
//!
//! It has no customer's leg of its own. Listening, the supervisor's leg is in the bridge of the
//! other call and silenced; it counts to nobody's parties and to no recording. Taking part, the
//! supervisor is a guest of the call that has the customer, as an agent is whom another one added.
//! It ends with the agent to whom the supervisor listens, unless that agent leaves the customer to
//! the supervisor. Source: connect-e-cases-quality.md §10, connect-g-agent-workspace.md §4.4.

use super::call::{AgentLeg, Call, CustomerLeg, Stage, Talk};
use super::conference::Word;
use crate::agent::{ContactState, HeldContact};
use crate::contact::{
    ContactFacts, DisconnectIssue, DisconnectReason, EventType, InitiationMethod, MonitorFacts,
    MonitorMode, Phase,
};
use crate::context::{Context, Signal};
use crate::journal::ContactEntry;
use crate::live::agent_part;
use crate::live::prelude::*;
use crate::output::{LegCommand, MediaCommand};
use crate::timers::Timer;
use ids::{BridgeId, ContactId, LegId, UserId};
use resources::Channel;

/// A supervisor who listens, or whose audio does not flow yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch {
    pub(crate) agent: AgentLeg,
    pub(crate) bridge: BridgeId,
}

/// Who listens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Watcher {
    /// The supervisor's own contact.
    pub(crate) contact: ContactId,
    pub(crate) supervisor: UserId,
}

impl Call {
    /// Opens the contact of a supervisor who wants to listen to this call, and asks for the
    /// supervisor's leg. `None` where the user is gone, or there is nothing to listen to.
    pub(crate) fn watched_by(
        &mut self,
        supervisor: UserId,
        may_barge: bool,
        ctx: &mut Context,
    ) -> Option<(Self, HeldContact)> {
        let (bridge, beside) = (self.bridge()?, self.agent_leg()?.leg);
        let part = agent_part(supervisor, ctx)?;
        let (id, leg) = (ctx.ids.id(), ctx.ids.id());
        let old = &self.facts;
        let facts = ContactFacts {
            phase: Phase::Connecting,
            initial: Some(old.initial.unwrap_or(old.id)),
            related: Some(old.id),
            customer: old.customer.clone(),
            customer_name: old.customer_name.clone(),
            system: old.system.clone(),
            attributes: old.attributes.clone(),
            segment_attributes: old.segment_attributes.clone(),
            tags: old.tags.clone(),
            monitor: Some(Box::new(MonitorFacts::new(old.id, may_barge))),
            ..ContactFacts::begun(id, Channel::Voice, InitiationMethod::Monitor, ctx.now)
        };
        let agent = AgentLeg {
            agent: supervisor,
            leg,
        };
        let stage = Stage::Watching(Watch { agent, bridge });
        let mut opened = Self::new(facts.clone(), CustomerLeg::to_come(ctx), stage);
        opened.note(ctx, ContactEntry::Initiated(Box::new(facts)));
        opened.publish(ctx, EventType::Initiated, &[]);
        opened.note(ctx, ContactEntry::AgentAssigned(Box::new(part)));
        ctx.legs.insert(leg, id);
        ctx.out.leg(LegCommand::ConnectAgent {
            leg,
            agent: supervisor,
            contact: id,
            customer: beside,
        });
        let limit = ctx.settings.agent_media_limit;
        ctx.start(Timer::AgentMedia(id), limit);
        self.watchers.push(Watcher {
            contact: id,
            supervisor,
        });
        let held = opened.held(ContactState::Connecting, None, ctx);
        Some((opened, held))
    }

    /// The supervisor's audio flows: silenced first, then in.
    pub(super) fn watch(&mut self, watch: Watch, ctx: &mut Context) {
        let first = self.facts.phase == Phase::Connecting;
        ctx.timers.stop(Timer::AgentMedia(self.facts.id));
        listen_only(watch, ctx);
        if first {
            let mode = MonitorMode::SilentMonitor;
            self.note(ctx, ContactEntry::Watching { mode });
            self.publish(ctx, EventType::ConnectedToAgent, &[]);
            self.at_agent(watch.agent.agent, ContactState::Connected, ctx);
        }
    }

    /// The supervisor's audio flows again.
    pub(super) fn watch_again(&mut self, watch: Watch, ctx: &mut Context) {
        ctx.timers.stop(Timer::AgentBack(self.facts.id));
        listen_only(watch, ctx);
    }

    /// The supervisor takes part from now on; gives the leg, which is heard.
    pub(crate) fn barge(&mut self, host: ContactId, ctx: &mut Context) -> Option<LegId> {
        let Stage::Watching(Watch { agent, bridge }) = self.stage else {
            return None;
        };
        let leg = agent.leg;
        ctx.out.media(MediaCommand::Mute { leg, muted: false });
        self.stage = Stage::Talking(Talk {
            agent,
            bridge,
            held: false,
            muted: false,
            recording: None,
            shared: true,
            apart: false,
        });
        ctx.hosts.insert(self.facts.id, host);
        let mode = MonitorMode::Barge;
        self.note(ctx, ContactEntry::Watching { mode });
        Some(leg)
    }

    /// The supervisor only listens again.
    pub(crate) fn listen(&mut self, ctx: &mut Context) {
        let Stage::Talking(Talk { agent, bridge, .. }) = self.stage else {
            return;
        };
        let watch = Watch { agent, bridge };
        listen_only(watch, ctx);
        self.stage = Stage::Watching(watch);
        ctx.hosts.remove(&self.facts.id);
        let mode = MonitorMode::SilentMonitor;
        self.note(ctx, ContactEntry::Watching { mode });
    }

    /// Whether it is a supervisor's who has not taken the customer over.
    pub(super) fn is_watching(&self, ctx: &Context) -> bool {
        self.facts.monitor.is_some()
            && (matches!(self.stage, Stage::Watching(_)) || ctx.hosts.contains_key(&self.facts.id))
    }

    /// The supervisor is gone, without after-contact work. One whose audio never came, or was
    /// lost, sees a failed contact.
    pub(super) fn end_watch(
        &mut self,
        agent: AgentLeg,
        issue: Option<DisconnectIssue>,
        ctx: &mut Context,
    ) {
        self.note(ctx, ContactEntry::WatchEnded);
        match issue {
            Some(_) => self.at_agent(agent.agent, ContactState::Error, ctx),
            None => self.off_agent(agent.agent, ctx),
        }
    }

    /// This call is over, or its agent is gone: nobody listens any more. A supervisor's call tells
    /// the one that it listened to.
    pub(super) fn end_watches(&mut self, reason: DisconnectReason, ctx: &mut Context) {
        for it in std::mem::take(&mut self.watchers) {
            let guest = it.contact;
            ctx.signal(Signal::Conference(Word::End { guest, reason }));
        }
        if let Some(watched) = self.facts.monitor.as_ref().map(|it| it.contact) {
            let by = self.facts.id;
            ctx.signal(Signal::Conference(Word::Unwatched { watched, by }));
        }
    }

    /// A supervisor does not listen to this call any more.
    pub(crate) fn unwatched(&mut self, by: ContactId) {
        self.watchers.retain(|it| it.contact != by);
    }
}

/// In the bridge, but not heard there.
fn listen_only(watch: Watch, ctx: &mut Context) {
    let (bridge, leg) = (watch.bridge, watch.agent.leg);
    ctx.out.media(MediaCommand::Mute { leg, muted: true });
    ctx.out.media(MediaCommand::Join { bridge, leg });
}
