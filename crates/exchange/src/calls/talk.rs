//! The conversation: joining, hold, mute, keys, and the agent's end of it.

use super::call::{Call, Stage, Talk};
use super::conference::Word;
use crate::agent::{ContactState, Desks};
use crate::command::CommandError;
use crate::contact::{DisconnectIssue, DisconnectReason, EventType, InitiationMethod, StepStatus};
use crate::context::{Context, Continuation, Signal};
use crate::flows::{Role, Slot};
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::output::{HangUpReason, MediaCommand};
use crate::timers::Timer;
use flow::{EventHook, HeldParticipant, Refusal};

impl Call {
    /// Joins agent and customer, and starts the recording that the flow asked for.
    pub(super) fn join(&mut self, ctx: &mut Context, desks: &Desks) {
        let Stage::Whisper(agent) = self.stage else {
            return;
        };
        ctx.timers.stop(Timer::Whisper(self.facts.id));
        self.stop_session(Slot::Agent, ctx, desks);
        let bridge = match self.customer.lent {
            // The host lets the agent in.
            Some(lent) => lent.bridge,
            None => ctx.ids.id(),
        };
        if !self.is_lent() {
            for leg in [self.customer.leg, agent.leg] {
                ctx.out.media(MediaCommand::Join { bridge, leg });
            }
        }
        self.end_step(StepStatus::Joined, ctx);
        self.note(ctx, ContactEntry::ConnectedToAgent);
        self.publish(ctx, EventType::ConnectedToAgent, &[]);
        self.stop_automated_recording(ctx);
        let recording = self.start_recording(bridge, agent, ctx);
        self.stage = Stage::Talking(Talk {
            agent,
            bridge,
            held: false,
            muted: false,
            recording,
            shared: self.is_lent(),
            apart: false,
        });
        self.at_agent(agent.agent, ContactState::Connected, ctx);
        if self.is_lent() {
            // The leg is the host's agent's alone from now on.
            let id = self.facts.id;
            ctx.lent.retain(|_, borrower| *borrower != id);
            self.tell_host_here(agent.leg, Some(agent.agent), ctx);
        }
    }

    fn talk(&mut self) -> Result<&mut Talk, CommandError> {
        match &mut self.stage {
            Stage::Talking(talk) => Ok(talk),
            _ => Err(CommandError::InvalidState {
                state: "CONNECTING",
            }),
        }
    }

    /// Puts the customer on hold: out of the bridge, and into the hold flow. The agent is still
    /// recorded, the customer is not (connect-c-flows.md §7.35).
    pub(crate) fn hold(&mut self, ctx: &mut Context, desks: &Desks) -> Result<(), CommandError> {
        let talk = self.talk()?;
        if talk.held {
            return Err(CommandError::InvalidState {
                state: ContactState::ConnectedOnHold.name(),
            });
        }
        talk.held = true;
        let (bridge, agent) = (talk.bridge, talk.agent.agent);
        let leg = self.customer.leg;
        ctx.out.media(MediaCommand::Leave { bridge, leg });
        self.note(ctx, ContactEntry::Held);
        self.start_role(Role::Hold, ctx, desks);
        self.at_agent(agent, ContactState::ConnectedOnHold, ctx);
        Ok(())
    }

    /// Takes the customer off hold.
    pub(crate) fn resume(&mut self, ctx: &mut Context, desks: &Desks) -> Result<(), CommandError> {
        let talk = self.talk()?;
        if !talk.held {
            return Err(CommandError::InvalidState {
                state: ContactState::Connected.name(),
            });
        }
        talk.held = false;
        let (bridge, agent) = (talk.bridge, talk.agent.agent);
        self.stop_session(Slot::Customer, ctx, desks);
        let leg = self.customer.leg;
        ctx.out.media(MediaCommand::Join { bridge, leg });
        self.note(ctx, ContactEntry::Resumed);
        self.at_agent(agent, ContactState::Connected, ctx);
        Ok(())
    }

    /// A flow puts one of them on hold, or lets all hear each other. While the customer of a call
    /// of ours is whispered to, both are apart already. Source: connect-c-flows.md §7.20.
    pub(crate) fn hold_in_flow(
        &mut self,
        held: HeldParticipant,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Result<(), Refusal> {
        if self.is_lent() {
            return self.hold_parties_of_host(held, ctx);
        }
        match (&self.stage, held) {
            (Stage::Whisper(_), HeldParticipant::Nobody) => self.join(ctx, desks),
            // The customer is with this flow; the agent hears that of agents on hold.
            (Stage::Whisper(_), HeldParticipant::Agent) => {
                self.start_role(Role::AgentHold, ctx, desks);
            }
            (Stage::Whisper(_), HeldParticipant::Customer) => {
                self.stop_session(Slot::Agent, ctx, desks);
            }
            (Stage::Talking(talk), held) => {
                let (bridge, agent, customer) = (talk.bridge, talk.agent.leg, self.customer.leg);
                for (leg, apart) in [
                    (agent, held == HeldParticipant::Agent),
                    (customer, held == HeldParticipant::Customer),
                ] {
                    ctx.out.media(match apart {
                        true => MediaCommand::Leave { bridge, leg },
                        false => MediaCommand::Join { bridge, leg },
                    });
                }
            }
            _ => return Err(Refusal::new("there is no agent to hold")),
        }
        Ok(())
    }

    /// Silences the agent, or lets the agent's voice through.
    pub(crate) fn mute(&mut self, muted: bool, ctx: &mut Context) -> Result<(), CommandError> {
        let talk = self.talk()?;
        talk.muted = muted;
        let leg = talk.agent.leg;
        ctx.out.media(MediaCommand::Mute { leg, muted });
        Ok(())
    }

    /// Sends keys to the customer's side.
    pub(crate) fn send_digits(
        &mut self,
        digits: String,
        ctx: &mut Context,
    ) -> Result<(), CommandError> {
        let valid = (1..=50).contains(&digits.len())
            && digits
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'*' | b'#' | b'A'..=b'D' | b','));
        if !valid {
            return Err(CommandError::InvalidDigits);
        }
        self.talk()?;
        for leg in self.outer_legs() {
            let digits = digits.clone();
            ctx.out.media(MediaCommand::SendDtmf { leg, digits });
        }
        Ok(())
    }

    /// The agent ends the agent's part. Where a disconnect flow was set the customer goes on with
    /// it in a contact of its own (connect-c-flows.md §7.31), else the call is over.
    pub(crate) fn agent_left(
        &mut self,
        issue: Option<DisconnectIssue>,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        match &self.stage {
            Stage::Talking(_) if !self.guests.is_empty() => {
                let host = self.facts.id;
                return ctx.signal(Signal::Conference(Word::HostLeaves { host, issue }));
            }
            Stage::Talking(_) => {}
            // The agent gives up a call that rings at the customer.
            Stage::Dialling(reaching) if reaching.rings() => {
                let reason = DisconnectReason::AgentDisconnect;
                return self.end(reason, issue, HangUpReason::Normal, ctx, desks);
            }
            _ if self.is_by_agent() || matches!(self.stage, Stage::Watching(_)) => {
                return self.given_up(issue.is_some(), ctx, desks);
            }
            // Before that it is as if it had not been accepted (connect-d-data-metrics.md §7).
            Stage::Dialling(_) => {
                return self.agent_gone(Some(ContactState::Missed), ctx, desks);
            }
            _ => return self.agent_failed(issue.is_some(), ctx, desks),
        }
        let flow = self
            .data
            .hooks
            .get(&EventHook::CustomerRemaining)
            .copied()
            .filter(|id| {
                self.customer.present && !self.is_lent() && ctx.directory.flow(*id).is_some()
            });
        if let Some(flow) = flow {
            ctx.signal(Signal::Continue {
                contact: self.facts.id,
                as_method: InitiationMethod::Disconnect,
                with: Continuation::Flow(flow),
            });
            // The leg goes on with the next contact.
            self.stop_session(Slot::Customer, ctx, desks);
            self.customer.present = false;
        }
        let reason = self
            .customer_left
            .unwrap_or(DisconnectReason::AgentDisconnect);
        self.end(reason, issue, HangUpReason::Normal, ctx, desks);
    }

    /// The agent's audio stopped, or the agent's leg is gone. During a conversation it may come
    /// back (a page reload); before, the contact goes to the next agent.
    pub(crate) fn agent_lost(&mut self, ctx: &mut Context, desks: &Desks) {
        match self.stage {
            Stage::Talking(_) | Stage::Watching(_) => {
                let grace = ctx.settings.agent_media_grace;
                ctx.start(Timer::AgentBack(self.facts.id), grace);
            }
            // The page may try again within the limit for its audio.
            Stage::Queued(crate::calls::Assignment::AwaitingMedia(_)) => {}
            _ => self.agent_failed(true, ctx, desks),
        }
    }

    /// The agent's audio flows again. The driver may have made the leg anew, so that its place in
    /// the bridge is told again.
    pub(crate) fn agent_back(&mut self, ctx: &mut Context) {
        if let Stage::Watching(watch) = self.stage {
            return self.watch_again(watch, ctx);
        }
        let Stage::Talking(talk) = &self.stage else {
            return;
        };
        ctx.timers.stop(Timer::AgentBack(self.facts.id));
        let (bridge, leg, muted) = (talk.bridge, talk.agent.leg, talk.muted);
        if !talk.apart {
            ctx.out.media(MediaCommand::Join { bridge, leg });
        }
        if muted {
            ctx.out.media(MediaCommand::Mute { leg, muted });
        }
    }
}
