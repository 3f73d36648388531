//! Commands of agents' pages and APIs: who may do what in which state.

use crate::agent::ContactState;
use crate::command::{Command, CommandError, Reply};
use crate::exchange::Exchange;
use crate::journal::OfferEnd;
use crate::live::prelude::*;
use crate::snapshot::Line;
use ids::{AgentStatusId, ContactId, UserId};

pub(crate) type Answer = Result<Reply, CommandError>;

impl Exchange {
    pub(crate) fn command(&mut self, command: Command) -> Answer {
        match command {
            Command::SignIn { agent } => {
                let (desk, ctx) = self.desk(agent)?;
                desk.sign_in(ctx);
                Ok(Reply::Done)
            }
            Command::UseDevice { agent, device } => {
                self.ctx.devices.insert(agent, device);
                Ok(Reply::Done)
            }
            Command::PageClosed { agent } => {
                let (desk, ctx) = self.desk(agent)?;
                desk.page_closed(ctx);
                Ok(Reply::Done)
            }
            Command::SignOut { agent } => {
                let (desk, ctx) = self.desk(agent)?;
                desk.sign_out(ctx);
                Ok(Reply::Done)
            }
            Command::SetStatus { agent, status } | Command::PutUserStatus { agent, status } => {
                self.set_status(agent, status)
            }
            Command::Accept { agent, contact } => {
                self.expect(agent, contact, &[ContactState::Incoming])?;
                self.on_any(contact, |it, ctx, desks| {
                    it.accept(ctx, desks);
                    Ok(())
                })
            }
            Command::Reject { agent, contact } => {
                self.expect(agent, contact, &[ContactState::Incoming])?;
                self.on_any(contact, |it, ctx, _| {
                    it.offer_over(OfferEnd::Rejected, ctx);
                    Ok(())
                })
            }
            Command::HangUp { agent, contact } => {
                self.expect(
                    agent,
                    contact,
                    &[
                        ContactState::Connecting,
                        ContactState::Connected,
                        ContactState::ConnectedOnHold,
                        ContactState::Paused,
                    ],
                )?;
                self.on_any(contact, |it, ctx, desks| {
                    it.hang_up(ctx, desks);
                    Ok(())
                })
            }
            Command::Clear { agent, contact } => {
                let (desk, ctx) = self.desk(agent)?;
                desk.clear(ctx, contact)?;
                Ok(Reply::Done)
            }
            Command::Hold { agent, contact } => self.hold(agent, contact, true),
            Command::Resume { agent, contact } => self.hold(agent, contact, false),
            Command::Mute {
                agent,
                contact,
                muted,
            } => {
                self.expect(agent, contact, TALKING)?;
                self.on_call(contact, |call, ctx, _| call.mute(muted, ctx))?;
                let (desk, ctx) = self.desk(agent)?;
                desk.muted(ctx, contact, muted);
                Ok(Reply::Done)
            }
            Command::SendDigits {
                agent,
                contact,
                digits,
            } => {
                self.expect(agent, contact, TALKING)?;
                let host = self.host_of(contact);
                self.on_call(host, |call, ctx, _| call.send_digits(digits, ctx))
            }
            Command::Snapshot { agent } => {
                self.desk(agent)?;
                let (calls, tasks, hosts) = (&self.calls, &self.tasks, &self.ctx.hosts);
                let multi = self.ctx.directory.multi_party();
                let desk = self
                    .desks
                    .get_mut(&agent)
                    .ok_or(CommandError::UserNotFound(agent))?;
                let lines = desk.lines(|id| Line::of(id, calls, tasks, hosts, multi));
                let snapshot = desk.snapshot(lines);
                Ok(Reply::Snapshot(Box::new(snapshot)))
            }
            Command::AssociateContact { contact, agent } => self.associate(contact, agent),
            Command::Transfer { .. }
            | Command::HoldParty { .. }
            | Command::Swap { .. }
            | Command::MuteParty { .. }
            | Command::DropParty { .. } => self.conference_command(command),
            Command::Monitor(wanted) => self.monitor(wanted),
            Command::SetMonitorMode {
                agent,
                contact,
                mode,
            } => self.set_monitor_mode(agent, contact, mode),
            Command::Dial { agent, number } => self.dial(agent, number),
            Command::StartOutboundVoice(wanted) => self.start_outbound(*wanted),
            Command::QueueOutbound(wanted) => self.queue_outbound(*wanted),
            Command::Recording {
                contact,
                initial,
                action,
            } => self.on_call(contact, |call, ctx, _| {
                if call.facts.initial.unwrap_or(contact) != initial {
                    return Err(CommandError::ContactNotFound(contact));
                }
                call.control_recording(action, ctx)
            }),
            Command::StopContact { contact } => {
                self.on_any(contact, |it, ctx, desks| it.stop(ctx, desks))
            }
            Command::StartTask(wanted) => self.start_task(*wanted),
            Command::Pause {
                agent,
                contact,
                flow,
            } => self.pause(agent, contact, flow),
            Command::Unpause {
                agent,
                contact,
                flow,
            } => self.unpause(agent, contact, flow),
            Command::TransferTask {
                agent,
                contact,
                flow,
                to,
            } => self.transfer_task(agent, contact, flow, to),
            Command::Reschedule { contact, due } => {
                self.on_task(contact, |task, ctx, _| task.reschedule(due, ctx))
            }
            Command::UpdateRouting {
                contact,
                priority,
                age_adjustment,
                criteria,
            } => self.update_routing(contact, priority, age_adjustment, criteria),
            Command::Amend {
                contact,
                amendment,
                closed,
            } => self.amend(contact, amendment, closed),
            Command::DescribeContact { contact } => self
                .contact(contact)
                .map(|facts| Reply::Contact(Box::new(facts.clone())))
                .ok_or(CommandError::ContactNotFound(contact)),
            Command::ListContacts => Ok(Reply::Contacts(
                self.contacts().into_iter().cloned().collect(),
            )),
            Command::CurrentUserData { agents } => Ok(Reply::Agents(
                self.desks
                    .iter()
                    .filter(|(id, _)| agents.is_empty() || agents.contains(id))
                    .map(|(_, desk)| desk.facts().clone())
                    .collect(),
            )),
        }
    }

    fn set_status(&mut self, agent: UserId, status: AgentStatusId) -> Answer {
        let status = self
            .ctx
            .directory
            .status(status)
            .cloned()
            .ok_or(CommandError::StatusNotFound(status))?;
        let (desk, ctx) = self.desk(agent)?;
        desk.set_status(ctx, &status)?;
        Ok(Reply::Done)
    }

    /// Offers a queued contact to an agent who is signed in. Source: AssociateContactWithUser; an
    /// agent with a contact missed or failed on the desk, or none at all, may be offered it, too.
    fn associate(&mut self, contact: ContactId, agent: UserId) -> Answer {
        let (desk, _) = self.desk(agent)?;
        if !desk.facts().signed_in {
            return Err(CommandError::NotSignedIn);
        }
        let facts = self.contact(contact);
        let state = facts.ok_or(CommandError::ContactNotFound(contact))?.phase;
        if !self.ctx.router.reserve(contact) {
            return Err(CommandError::InvalidState {
                state: state.name(),
            });
        }
        // What the agent missed before is in the new offer's place.
        let (desk, ctx) = self.desk(agent)?;
        desk.remove(ctx, contact);
        self.signals();
        self.ctx.router.agent_unavailable(agent);
        self.offer(contact, agent);
        Ok(Reply::Done)
    }

    /// Whether a contact is in one of these states at an agent.
    pub(crate) fn expect(
        &self,
        agent: UserId,
        contact: ContactId,
        states: &[ContactState],
    ) -> Result<(), CommandError> {
        let state = self.held_state(agent, contact)?;
        if states.contains(&state) {
            return Ok(());
        }
        Err(CommandError::InvalidState {
            state: state.name(),
        })
    }

    fn on_any(
        &mut self,
        contact: ContactId,
        act: impl FnOnce(
            &mut dyn Live,
            &mut crate::context::Context,
            &crate::agent::Desks,
        ) -> Result<(), CommandError>,
    ) -> Answer {
        match self.any(contact, act) {
            Some(result) => result.map(|()| Reply::Done),
            None => Err(CommandError::ContactNotFound(contact)),
        }
    }

    pub(crate) fn on_call(
        &mut self,
        contact: ContactId,
        act: impl FnOnce(
            &mut crate::calls::Call,
            &mut crate::context::Context,
            &crate::agent::Desks,
        ) -> Result<(), CommandError>,
    ) -> Answer {
        match self.call(contact, act) {
            Some(result) => result.map(|()| Reply::Done),
            None => Err(CommandError::ContactNotFound(contact)),
        }
    }
}

pub(crate) const TALKING: &[ContactState] =
    &[ContactState::Connected, ContactState::ConnectedOnHold];
