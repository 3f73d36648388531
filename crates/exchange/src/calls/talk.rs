//! The conversation: joining, hold, mute, keys, and the agent's end of it.

use super::call::{Call, Stage, Talk};
use crate::agent::{ContactState, Desks};
use crate::command::CommandError;
use crate::contact::{DisconnectIssue, DisconnectReason, EventType, InitiationMethod};
use crate::context::{Context, Continuation, Signal};
use crate::flows::{Role, Slot};
use crate::journal::ContactEntry;
use crate::output::{HangUpReason, MediaCommand};
use crate::timers::Timer;
use flow::EventHook;

impl Call {
    /// Joins agent and customer, and starts the recording that the flow asked for.
    pub(super) fn join(&mut self, ctx: &mut Context) {
        let Stage::Whisper(agent) = self.stage else {
            return;
        };
        ctx.timers.stop(Timer::Whisper(self.facts.id));
        let bridge = ctx.ids.id();
        for leg in [self.customer.leg, agent.leg] {
            ctx.out.media(MediaCommand::Join { bridge, leg });
        }
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
        });
        self.at_agent(agent.agent, ContactState::Connected, ctx);
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
        let leg = self.customer.leg;
        ctx.out.media(MediaCommand::SendDtmf { leg, digits });
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
        if !matches!(self.stage, Stage::Talking(_)) {
            self.agent_failed(issue.is_some(), ctx, desks);
            return;
        }
        let flow = self
            .data
            .hooks
            .get(&EventHook::CustomerRemaining)
            .copied()
            .filter(|id| self.customer.present && ctx.directory.flow(*id).is_some());
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
        let reason = DisconnectReason::AgentDisconnect;
        self.end(reason, issue, HangUpReason::Normal, ctx, desks);
    }

    /// The agent's audio stopped, or the agent's leg is gone. During a conversation it may come
    /// back (a page reload); before, the contact goes to the next agent.
    pub(crate) fn agent_lost(&mut self, ctx: &mut Context, desks: &Desks) {
        match self.stage {
            Stage::Talking(_) => {
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
        let Stage::Talking(talk) = &self.stage else {
            return;
        };
        ctx.timers.stop(Timer::AgentBack(self.facts.id));
        let (bridge, leg, muted) = (talk.bridge, talk.agent.leg, talk.muted);
        ctx.out.media(MediaCommand::Join { bridge, leg });
        if muted {
            ctx.out.media(MediaCommand::Mute { leg, muted });
        }
    }
}
