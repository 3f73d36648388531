//! Supervisors: who may listen to whom, and the change between listening and taking part.
//! Source: connect-e-cases-quality.md §10, connect-a-foundation.md §2.4.

use crate::agent::ContactState;
use crate::calls::conference::Guest;
use crate::calls::{Call, Stage};
use crate::command::{CommandError, Monitoring, Reply};
use crate::commands::{Answer, TALKING};
use crate::conference::MULTI_PARTIES;
use crate::contact::MonitorMode;
use crate::exchange::Exchange;
use crate::flows::Slot;
use crate::live::prelude::*;
use crate::snapshot::PartyKind;
use ids::{ContactId, UserId};

/// Who may listen to one agent's call. Source: connect-a-foundation.md §2.4.
const LISTENERS: usize = 5;

/// The same with enhanced monitoring, of whom one may barge at a time.
const ENHANCED_LISTENERS: usize = 2;

impl Exchange {
    /// Opens a supervisor's contact by which another one is listened to.
    pub(crate) fn monitor(&mut self, wanted: Monitoring) -> Answer {
        let Monitoring {
            supervisor,
            contact,
            may_barge,
        } = wanted;
        if self.tasks.contains_key(&contact) {
            return Err(CommandError::NotMonitorable("it is a task"));
        }
        let call = self.calls.get(&contact);
        let call = call.ok_or(CommandError::ContactNotFound(contact))?;
        let enhanced = self.ctx.directory.enhanced_monitoring();
        monitorable(call, supervisor, may_barge, enhanced)?;
        let (desk, _) = self.desk(supervisor)?;
        desk.may_monitor()?;
        let opened = self.call(contact, |call, ctx, _| {
            call.watched_by(supervisor, may_barge, ctx)
        });
        let opened = opened.flatten();
        let (opened, held) = opened.ok_or(CommandError::UserNotFound(supervisor))?;
        let id = opened.facts.id;
        self.calls.insert(id, opened);
        let (desk, ctx) = self.desk(supervisor)?;
        desk.add(ctx, held);
        Ok(Reply::Started(id))
    }

    /// Changes between listening and taking part.
    pub(crate) fn set_monitor_mode(
        &mut self,
        agent: UserId,
        contact: ContactId,
        mode: MonitorMode,
    ) -> Answer {
        self.expect(agent, contact, TALKING)?;
        let call = self.calls.get(&contact);
        let call = call.ok_or(CommandError::ContactNotFound(contact))?;
        let monitor = call.facts.monitor.as_ref();
        let monitor = monitor.ok_or(CommandError::MayNotBarge)?;
        match (mode, &call.stage) {
            (MonitorMode::Barge, Stage::Watching(_)) if monitor.may_barge => {
                let host = self.host_of(monitor.contact);
                let name = call.facts.agent.as_ref().map(|it| it.username.clone());
                self.barge(agent, contact, host, name.unwrap_or_default())?;
            }
            (MonitorMode::Barge, Stage::Watching(_)) => return Err(CommandError::MayNotBarge),
            (MonitorMode::SilentMonitor, Stage::Talking(_)) => {
                // One who has the customer alone cannot fall silent.
                let host = self.ctx.hosts.get(&contact).copied();
                let host = host.ok_or(CommandError::InvalidState {
                    state: ContactState::Connected.name(),
                })?;
                self.fall_silent(contact, host);
            }
            _ => return Ok(Reply::Done),
        }
        let (desk, ctx) = self.desk(agent)?;
        desk.muted(ctx, contact, false);
        desk.contact_moved(ctx, contact, ContactState::Connected);
        Ok(Reply::Done)
    }

    fn barge(
        &mut self,
        agent: UserId,
        contact: ContactId,
        host: ContactId,
        name: String,
    ) -> Result<(), CommandError> {
        let of = self.calls.get(&host);
        let of = of.ok_or(CommandError::ContactNotFound(host))?;
        if of.guests.iter().any(Guest::is_supervisor) {
            return Err(CommandError::TooManyMonitors(1));
        }
        of.guests.may_add(of.own_parties(), MULTI_PARTIES)?;
        let leg = self.call(contact, |call, ctx, _| call.barge(host, ctx));
        let Some(Some(leg)) = leg else {
            return Ok(());
        };
        self.call(host, |call, _, _| {
            let guest = Guest::new(contact, PartyKind::Supervisor, name);
            call.guests.add(guest);
        });
        self.guest_here(host, contact, leg, Some(agent));
        Ok(())
    }

    fn fall_silent(&mut self, contact: ContactId, host: ContactId) {
        self.call(contact, |call, ctx, desks| {
            call.stop_session(Slot::Agent, ctx, desks);
            call.listen(ctx);
        });
        self.call(host, |call, ctx, _| {
            call.guests.remove(contact);
            call.show_parties(ctx);
        });
    }
}

/// Why a call cannot be listened to. Source: connect-e-cases-quality.md §10.3.
fn monitorable(
    call: &Call,
    supervisor: UserId,
    may_barge: bool,
    enhanced: bool,
) -> Result<(), CommandError> {
    let refuse = |why| Err(CommandError::NotMonitorable(why));
    if may_barge && !enhanced {
        return refuse("enable multi-party calls and enhanced monitoring");
    }
    let Some(agent) = call.agent() else {
        return refuse("it has no agent");
    };
    if !matches!(call.stage, Stage::Talking(_)) {
        return refuse("it is not connected to its agent");
    }
    if agent == supervisor {
        return refuse("it is the supervisor's own");
    }
    if call.facts.monitor.is_some() {
        return refuse("it is a supervisor's");
    }
    let recording = &call.data.recording;
    let recorded = recording.agent && recording.customer;
    if !enhanced && !recorded {
        return refuse("enable call recording of agent and customer in the flow");
    }
    let limit = match enhanced {
        true => ENHANCED_LISTENERS,
        false => LISTENERS,
    };
    match call.watchers.len() < limit {
        true => Ok(()),
        false => Err(CommandError::TooManyMonitors(limit)),
    }
}
