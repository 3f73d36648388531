//! The beginning of a task: now, later, or at an agent at once.

use super::task::{Stage, Task};
use crate::agent::{ContactState, Desks, HeldContact};
use crate::command::{Begin, CommandError, NewTask};
use crate::contact::{
    ContactFacts, DisconnectReason, EventType, InitiationMethod, Phase, TaskFacts,
};
use crate::context::Context;
use crate::flows::Role;
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::live::{ContactSettings, QueueTarget, agent_part};
use crate::timers::Timer;
use ids::{ContactId, Timestamp, UserId};
use resources::Channel;
use std::time::Duration;

/// Seconds of a minute.
const MINUTE: u64 = 60;

/// How often the time of a beginning may be changed. Source: connect-a-foundation.md §2.1.
const RESCHEDULES: u32 = 20;

impl Task {
    /// Opens a task. It begins by [`Task::begin`], now or when it is due.
    pub(crate) fn open(
        wanted: NewTask,
        queue: Option<QueueTarget>,
        chain: u32,
        ctx: &mut Context,
    ) -> Self {
        let id = ctx.ids.id();
        let minutes = wanted.expiry_minutes;
        let life = Duration::from_secs(u64::from(minutes) * MINUTE);
        let settings = ContactSettings {
            chain,
            ..ContactSettings::default()
        };
        let flow = match wanted.begin {
            Begin::Flow(flow) => Some(flow),
            Begin::AtAgent(_) | Begin::Completed(_) => None,
        };
        let facts = ContactFacts {
            initial: wanted.initial,
            previous: wanted.previous,
            related: wanted.related,
            attributes: wanted.attributes,
            segment_attributes: wanted.segment_attributes,
            tags: crate::live::system_tags(None, ctx),
            details: wanted.details,
            phase: match wanted.scheduled {
                Some(_) => Phase::Scheduled,
                None => Phase::Flow,
            },
            queue: queue.map(|it| it.facts()),
            flow,
            task: Some(Box::new(TaskFacts {
                flow,
                scheduled: wanted.scheduled,
                expires: ctx.after(life),
                expiry_minutes: minutes,
                reschedules: 0,
                template: wanted.template,
                paused: None,
                pauses: 0,
                pause_ms: 0,
                last_paused: None,
                last_resumed: None,
                queue_since: None,
                kept: settings.kept(),
            })),
            ..ContactFacts::begun(id, Channel::Task, InitiationMethod::Api, ctx.now)
        };
        Self::opened(facts, settings, ctx)
    }

    /// Writes a task down that begins, and sets its timers.
    pub(super) fn opened(
        facts: ContactFacts,
        settings: ContactSettings,
        ctx: &mut Context,
    ) -> Self {
        let stage = match facts.phase {
            Phase::Scheduled => Stage::Scheduled,
            _ => Stage::Flow,
        };
        let mut task = Self::new(facts.clone(), settings, stage);
        task.note(ctx, ContactEntry::Initiated(Box::new(facts)));
        task.publish(ctx, EventType::Initiated, &[]);
        task.watch(ctx);
        task
    }

    /// Sets the timers of its beginning and its end; none for one that is over.
    pub(crate) fn watch(&self, ctx: &mut Context) {
        let id = self.facts.id;
        let Some(task) = self.facts.task.as_ref().filter(|_| !self.is_over()) else {
            return;
        };
        ctx.timers.set(Timer::Expiry(id), task.expires);
        if let (Stage::Scheduled, Some(at)) = (self.stage, task.scheduled) {
            ctx.timers.set(Timer::Schedule(id), at);
        }
    }

    /// Its flow begins.
    pub(crate) fn begin(&mut self, ctx: &mut Context, desks: &Desks) {
        if !matches!(self.stage, Stage::Scheduled | Stage::Flow) {
            return;
        }
        self.stage = Stage::Flow;
        self.note(ctx, ContactEntry::ConnectedToSystem);
        self.publish(ctx, EventType::ConnectedToSystem, &[]);
        self.run_flow(ctx, desks);
    }

    /// Runs the flow that it began with; without one it is over.
    pub(super) fn run_flow(&mut self, ctx: &mut Context, desks: &Desks) {
        let flow = self.facts.task.as_ref().and_then(|it| it.flow);
        match flow.and_then(|id| Some((id, ctx.directory.flow(id)?))) {
            Some(flow) => self.start_flow(Some(flow), Role::Inbound, ctx, desks),
            // Deleted meanwhile.
            None => self.finish(DisconnectReason::Other, ctx, desks),
        }
    }

    /// Begins at an agent, as the agent's own work. Returns what comes onto the agent's desk.
    pub(crate) fn begin_at(&mut self, agent: UserId, ctx: &mut Context) -> Option<HeldContact> {
        let part = agent_part(agent, ctx)?;
        self.note(ctx, ContactEntry::ConnectedToSystem);
        self.note(ctx, ContactEntry::AgentAssigned(Box::new(part)));
        self.stage = Stage::Working(agent);
        self.note(ctx, ContactEntry::ConnectedToAgent);
        self.publish(ctx, EventType::ConnectedToAgent, &[]);
        let mut held = self.held(ContactState::Connected, None, ctx);
        held.connected = Some(ctx.now);
        Some(held)
    }

    /// Begins and is over: work that was done elsewhere.
    pub(crate) fn begin_completed(&mut self, by: Option<UserId>, ctx: &mut Context, desks: &Desks) {
        self.note(ctx, ContactEntry::ConnectedToSystem);
        if let Some(part) = by.and_then(|agent| agent_part(agent, ctx)) {
            self.note(ctx, ContactEntry::AgentAssigned(Box::new(part)));
        }
        self.finish(DisconnectReason::Other, ctx, desks);
    }

    /// Begins at another time. Source: UpdateContactSchedule.
    pub(crate) fn reschedule(
        &mut self,
        due: Timestamp,
        ctx: &mut Context,
    ) -> Result<(), CommandError> {
        let task = self.facts.task.as_ref();
        let reschedules = task.map_or(0, |it| it.reschedules);
        if self.stage != Stage::Scheduled {
            return Err(CommandError::NotScheduled);
        }
        if reschedules >= RESCHEDULES {
            return Err(CommandError::TooManyReschedules(RESCHEDULES));
        }
        self.note(ctx, ContactEntry::Rescheduled { due });
        self.publish(ctx, EventType::DataUpdated, &["ScheduledTimestamp"]);
        ctx.timers.set(Timer::Schedule(self.facts.id), due);
        Ok(())
    }

    /// Its identifier.
    pub(crate) fn id(&self) -> ContactId {
        self.facts.id
    }
}
