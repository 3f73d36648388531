//! What is played to the legs of a call, and what the ends of its flows lead to.

use super::call::Call;
use crate::agent::Desks;
use crate::contact::DisconnectReason;
use crate::context::Context;
use crate::flows::{Role, Slot};
use crate::live::prelude::*;
use crate::output::HangUpReason;
use flow::{Failure, Outcome};
use ids::{LegId, PlayId};

impl Call {
    /// A play on one of the legs ended.
    pub(crate) fn played(
        &mut self,
        leg: LegId,
        play: PlayId,
        heard: bool,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        let slot = self.slot_of(leg);
        if let Some(mut session) = self.slot(slot).take() {
            session.played(play, heard, self.live(), ctx, desks);
            self.keep(slot, session, ctx, desks);
        }
    }

    /// Which leg's flow hears what happens on a leg.
    pub(crate) fn slot_of(&self, leg: LegId) -> Slot {
        if leg == self.customer.leg {
            Slot::Customer
        } else {
            Slot::Agent
        }
    }

    /// What the end of a flow leads to.
    pub(super) fn followed(
        &mut self,
        role: Role,
        outcome: Outcome,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        match (role, outcome) {
            // Customer and third party talk, and either ends it.
            (_, Outcome::TransferredToNumber) => {}
            (Role::OutboundWhisper, Outcome::Failed(Failure::WhisperTooLong)) => self.end(
                DisconnectReason::ContactFlowDisconnect,
                None,
                HangUpReason::Failed,
                ctx,
                desks,
            ),
            (Role::OutboundWhisper, outcome) => {
                let over = outcome == Outcome::Disconnect;
                self.whispered_outbound(over, ctx, desks);
            }
            (
                Role::Inbound | Role::Disconnect | Role::Transfer,
                Outcome::Queued | Outcome::TransferredToAgent,
            ) => {
                self.enter_queue(ctx, desks);
            }
            // In these flows an end is a disconnect (connect-c-flows.md §7.17).
            (Role::Inbound | Role::Disconnect | Role::Transfer, _)
            | (Role::Queue, Outcome::Disconnect) => self.end(
                DisconnectReason::ContactFlowDisconnect,
                None,
                HangUpReason::Normal,
                ctx,
                desks,
            ),
            // The customer waits on in silence, or stays on hold in silence.
            (Role::Queue | Role::Hold | Role::AgentHold | Role::Event, _) => {}
            // A whisper that is too long drops the agent, or the contact (connect-c-flows.md
            // §7.39). One that fails otherwise must not keep customer and agent apart.
            (Role::AgentWhisper, Outcome::Failed(Failure::WhisperTooLong)) => {
                self.agent_failed(true, ctx, desks);
            }
            (Role::AgentWhisper, _) => self.agent_whispered(ctx, desks),
            (Role::CustomerWhisper, Outcome::Failed(Failure::WhisperTooLong)) => self.end(
                DisconnectReason::ContactFlowDisconnect,
                None,
                HangUpReason::Failed,
                ctx,
                desks,
            ),
            (Role::CustomerWhisper, _) => self.join(ctx, desks),
        }
    }
}
