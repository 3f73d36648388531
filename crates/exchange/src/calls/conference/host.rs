//! The host's side: adding, hold, swap, and leaving.

use super::guest::Inside;
use super::{Guest, GuestEnd, Lent, Outside, Word};
use crate::agent::{ContactState, Desks};
use crate::calls::call::{Call, CustomerLeg, Stage};
use crate::calls::third_party::{ringback, stop_play};
use crate::command::{CommandError, Participant};
use crate::contact::DisconnectReason;
use crate::context::{Context, Signal};
use crate::flows::{Role, Slot};
use crate::journal::ContactEntry;
use crate::live::prelude::*;
use crate::output::{HangUpReason, LegCommand, MediaCommand};
use crate::snapshot::PartyKind;
use crate::timers::Timer;
use flow::HeldParticipant;
use ids::{BridgeId, ContactId, LegId, Pii, UserId};

/// Who is added, and by which name.
#[derive(Debug)]
pub(crate) struct Invitation {
    pub(crate) kind: PartyKind,
    pub(crate) name: String,
    pub(crate) to: Invited,
}

/// Where a new guest is to be found.
#[derive(Debug)]
pub(crate) enum Invited {
    Outside(Outside),
    Inside(Inside),
}

/// What the leaving agent leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// Nobody who could go on.
    Nobody,
    /// Another agent.
    ToAgent(ContactId),
    /// A transfer on its way to an agent: a cold one.
    ToTransfer(ContactId),
    /// Third parties only.
    ToOutside,
}

/// What a host hands over.
#[derive(Debug)]
pub(crate) struct Handed {
    pub(crate) customer: CustomerLeg,
    /// The customer's leg, whether it is still there or not.
    pub(crate) leg: LegId,
    pub(crate) customer_left: Option<DisconnectReason>,
    pub(crate) guests: Vec<Guest>,
}

impl Call {
    /// The bridge of the conversation.
    pub(crate) fn bridge(&self) -> Option<BridgeId> {
        match &self.stage {
            Stage::Talking(talk) => Some(talk.bridge),
            Stage::Remaining { bridge } => Some(*bridge),
            _ => None,
        }
    }

    /// How many people are there besides guests.
    pub(crate) fn own_parties(&self) -> usize {
        usize::from(self.customer.present) + usize::from(self.agent_leg().is_some())
    }

    /// Adds somebody: all others are put on hold, and `agent`'s leg hears how it goes.
    pub(crate) fn invite(
        &mut self,
        invitation: Invitation,
        leg: LegId,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Result<Self, CommandError> {
        if self.data.chain_is_full() {
            return Err(CommandError::ChainTooLong);
        }
        let bridge = self.bridge().ok_or(CommandError::InvalidState {
            state: ContactState::Connecting.name(),
        })?;
        self.hold_party(Participant::All, true, ctx, desks)?;
        let Invitation { kind, name, to } = invitation;
        let opened = match to {
            Invited::Outside(wanted) => {
                let play = ringback(leg, ctx);
                self.guests.ringback = Some((leg, play));
                self.outside(wanted, leg, ctx)
            }
            Invited::Inside(wanted) => {
                let host = self.facts.id;
                self.inside(wanted, leg, Lent { host, bridge }, ctx, desks)
            }
        };
        self.guests.add(Guest::new(opened.facts.id, kind, name));
        self.data.chain = opened.data.chain;
        self.show_parties(ctx);
        Ok(opened)
    }

    /// A guest can talk: in it comes, to those who are not on hold.
    pub(crate) fn guest_here(
        &mut self,
        guest: ContactId,
        leg: LegId,
        agent: Option<UserId>,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        let Some(bridge) = self.bridge() else {
            return;
        };
        let Some(arrived) = self.guests.arrived(guest, leg, agent) else {
            return;
        };
        let outside = arrived.is_outside();
        self.stop_ringback(ctx);
        self.take_back(ctx, desks);
        ctx.out.media(MediaCommand::Join { bridge, leg });
        self.record_also(leg, ctx);
        if outside {
            ctx.timers.stop(Timer::Dial(guest));
        }
        self.show_parties(ctx);
    }

    /// A third party that was called is there; its number goes into the record.
    pub(crate) fn outside_here(&mut self, number: Pii<String>, ctx: &mut Context) {
        self.note(ctx, ContactEntry::ThirdPartyJoined { number });
    }

    /// A guest is gone. Where nobody is left to talk to, the call is over.
    pub(crate) fn guest_gone(
        &mut self,
        guest: ContactId,
        end: GuestEnd,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        let Some(gone) = self.guests.remove(guest) else {
            return;
        };
        if !gone.is_here() {
            self.stop_ringback(ctx);
        }
        self.take_back(ctx, desks);
        if let (Some(bridge), Some(leg)) = (self.bridge(), gone.leg) {
            ctx.out.media(MediaCommand::Leave { bridge, leg });
        }
        if gone.is_outside() && gone.is_here() {
            self.note(ctx, ContactEntry::ThirdPartyLeft);
        }
        let was_here = gone.is_here();
        self.guests.last_end = Some((gone.name, end));
        let nobody = self.guests.is_empty();
        let reason = match &self.stage {
            Stage::Talking(_) if nobody && !self.customer.present => self.customer_left,
            Stage::Remaining { .. } if nobody && was_here => {
                Some(DisconnectReason::ThirdPartyDisconnect)
            }
            Stage::Remaining { .. } if nobody => Some(DisconnectReason::TelecomProblem),
            _ => None,
        };
        match reason {
            Some(reason) => self.end(reason, None, HangUpReason::Normal, ctx, desks),
            None => self.show_parties(ctx),
        }
    }

    /// The customer hangs up while others are there: they go on.
    pub(in crate::calls) fn customer_left_conference(
        &mut self,
        reason: DisconnectReason,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        self.stop_session(Slot::Customer, ctx, desks);
        self.customer_left = Some(reason);
        let leg = self.customer.leg;
        let Stage::Talking(talk) = &mut self.stage else {
            return;
        };
        let (bridge, agent) = (talk.bridge, talk.agent.agent);
        let held = std::mem::take(&mut talk.held);
        ctx.out.media(MediaCommand::Leave { bridge, leg });
        if held {
            self.note(ctx, ContactEntry::Resumed);
        }
        self.at_agent(agent, ContactState::Connected, ctx);
        self.show_parties(ctx);
    }

    /// Puts parties on hold, or takes them off it.
    pub(crate) fn hold_party(
        &mut self,
        party: Participant,
        held: bool,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Result<(), CommandError> {
        let alone = self.guests.is_empty();
        let customer = matches!(party, Participant::Customer | Participant::All);
        let is_held = matches!(&self.stage, Stage::Talking(talk) if talk.held);
        if customer && (alone || (self.customer.present && is_held != held)) {
            match (held, is_held) {
                // Somebody is added while the customer is on hold already.
                (true, true) if party == Participant::All => {}
                (true, _) => self.hold(ctx, desks)?,
                (false, _) => self.resume(ctx, desks)?,
            }
        }
        let guests: Vec<ContactId> = match party {
            Participant::Customer => Vec::new(),
            Participant::Guest(guest) => {
                let found = self.guests.get(guest).filter(|it| it.is_here());
                vec![found.ok_or(CommandError::PartyNotFound)?.contact]
            }
            Participant::All => self.guests.iter().map(|it| it.contact).collect(),
        };
        for guest in guests {
            self.hold_guest(guest, held, ctx);
        }
        self.show_parties(ctx);
        Ok(())
    }

    fn hold_guest(&mut self, guest: ContactId, held: bool, ctx: &mut Context) {
        let (Some(bridge), Some(leg)) = (self.bridge(), self.guests.hold(guest, held)) else {
            return;
        };
        ctx.out.media(match held {
            true => MediaCommand::Leave { bridge, leg },
            false => MediaCommand::Join { bridge, leg },
        });
        ctx.signal(Signal::Conference(Word::Held { guest, held }));
    }

    /// Whom the agent talks to goes on hold, and who was on hold comes back; with exactly three
    /// parties. Source: connect-g-agent-workspace.md §4.3.
    pub(crate) fn swap(&mut self, ctx: &mut Context, desks: &Desks) -> Result<(), CommandError> {
        let mut guests = self.guests.iter();
        let (Some(guest), None) = (guests.next(), guests.next()) else {
            return Err(CommandError::NothingToSwap);
        };
        let (contact, guest_held) = (guest.contact, guest.held);
        let here = guest.is_here() && self.customer.present;
        let customer_held = matches!(&self.stage, Stage::Talking(talk) if talk.held);
        if !here || guest_held == customer_held {
            return Err(CommandError::NothingToSwap);
        }
        let guest = Participant::Guest(contact);
        self.hold_party(guest, !guest_held, ctx, desks)?;
        self.hold_party(Participant::Customer, !customer_held, ctx, desks)
    }

    /// Silences a party, or lets it be heard.
    pub(crate) fn mute_party(
        &mut self,
        party: Participant,
        muted: bool,
        ctx: &mut Context,
    ) -> Result<(), CommandError> {
        let leg = match party {
            Participant::Guest(guest) => self.guests.mute(guest, muted),
            Participant::Customer if self.customer.present => {
                self.guests.customer_muted = muted;
                Some(self.customer.leg)
            }
            Participant::Customer | Participant::All => None,
        };
        let leg = leg.ok_or(CommandError::PartyNotFound)?;
        ctx.out.media(MediaCommand::Mute { leg, muted });
        self.show_parties(ctx);
        Ok(())
    }

    /// Lets a party go.
    pub(crate) fn drop_party(
        &mut self,
        party: Participant,
        reason: DisconnectReason,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Result<(), CommandError> {
        match party {
            Participant::Guest(guest) => {
                self.guests.get(guest).ok_or(CommandError::PartyNotFound)?;
                ctx.signal(Signal::Conference(Word::End { guest, reason }));
            }
            Participant::Customer if self.customer.present && !self.guests.is_empty() => {
                let leg = self.customer.leg;
                ctx.out.leg(LegCommand::HangUp {
                    leg,
                    reason: HangUpReason::Normal,
                });
                self.customer_gone_for(reason, ctx, desks);
            }
            Participant::Customer | Participant::All => return Err(CommandError::PartyNotFound),
        }
        Ok(())
    }

    /// What becomes of the call when its agent leaves.
    pub(crate) fn leaving(&self) -> Leaving {
        // Another agent rather than a supervisor who barged.
        let mut agents = self.guests.iter().filter(|it| it.agent.is_some());
        let supervisor = agents.clone().next();
        if let Some(guest) = agents.find(|it| !it.is_supervisor()).or(supervisor) {
            return Leaving::ToAgent(guest.contact);
        }
        if !self.customer.present {
            return Leaving::Nobody;
        }
        let outside_here = self.guests.iter().any(|it| it.is_here());
        match self.guests.called() {
            Some(guest) if !guest.is_outside() && !outside_here => {
                Leaving::ToTransfer(guest.contact)
            }
            Some(_) => Leaving::ToOutside,
            None if outside_here => Leaving::ToOutside,
            None => Leaving::Nobody,
        }
    }

    /// Gives the customer and the other guests to a guest that goes on as the host. `stays` tells
    /// whether all stay in the bridge.
    pub(crate) fn hand_over(
        &mut self,
        to: ContactId,
        stays: bool,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Handed {
        self.stop_ringback(ctx);
        self.take_back(ctx, desks);
        if stays {
            let guests: Vec<ContactId> = self.guests.iter().map(|it| it.contact).collect();
            for guest in guests {
                self.hold_guest(guest, false, ctx);
            }
        }
        self.guests.remove(to);
        self.unwatched(to);
        self.end_called(ctx);
        self.stop_session(Slot::Customer, ctx, desks);
        let (customer, leg) = (self.customer.clone(), self.customer.leg);
        if let Stage::Talking(talk) = &mut self.stage {
            let bridge = talk.bridge;
            if customer.present {
                ctx.out.media(match stays {
                    true => MediaCommand::Join { bridge, leg },
                    false => MediaCommand::Leave { bridge, leg },
                });
            }
            talk.shared = true;
        }
        if self.facts.next != Some(to) {
            self.note(ctx, ContactEntry::Linked { next: to });
        }
        self.customer.present = false;
        Handed {
            customer,
            leg,
            customer_left: self.customer_left,
            guests: self.guests.take(),
        }
    }

    /// The agent leaves customer and third parties to each other.
    pub(crate) fn remain(&mut self, ctx: &mut Context, desks: &Desks) {
        self.take_back(ctx, desks);
        let Stage::Talking(talk) = &self.stage else {
            return;
        };
        let (talk, customer) = (*talk, self.customer.leg);
        let bridge = talk.bridge;
        if talk.held {
            self.stop_session(Slot::Customer, ctx, desks);
            let leg = customer;
            ctx.out.media(MediaCommand::Join { bridge, leg });
        }
        let inside = |it: &&Guest| !it.is_here() && !it.is_outside();
        if let Some(guest) = self.guests.iter().find(inside).map(|it| it.contact) {
            self.end_guest(guest, ctx);
        }
        let guests: Vec<ContactId> = self.guests.iter().map(|it| it.contact).collect();
        for guest in guests {
            self.hold_guest(guest, false, ctx);
        }
        if self.guests.called().is_some() {
            self.stop_ringback(ctx);
            let play = ringback(customer, ctx);
            self.guests.ringback = Some((customer, play));
        }
        if let Some(recording) = talk.recording {
            ctx.out.media(MediaCommand::StopRecording { recording });
        }
        ctx.timers.stop(Timer::AgentBack(self.facts.id));
        self.stop_session(Slot::Agent, ctx, desks);
        self.drop_agent_leg(talk.agent, HangUpReason::Normal, ctx);
        self.note(ctx, ContactEntry::AgentDisconnected);
        self.at_agent(talk.agent.agent, ContactState::Ended, ctx);
        self.end_watches(DisconnectReason::AgentDisconnect, ctx);
        self.stage = Stage::Remaining { bridge };
        self.show_parties(ctx);
    }

    /// Ends a guest who is only being called.
    fn end_called(&mut self, ctx: &mut Context) {
        if let Some(guest) = self.guests.called().map(|it| it.contact) {
            self.end_guest(guest, ctx);
        }
    }

    fn end_guest(&mut self, guest: ContactId, ctx: &mut Context) {
        self.guests.remove(guest);
        let reason = DisconnectReason::AgentDisconnect;
        ctx.signal(Signal::Conference(Word::End { guest, reason }));
    }

    /// A transfer flow speaks to the customer instead of the agent, or to both; gives the legs.
    /// Source: connect-c-flows.md §7.20.
    pub(crate) fn hold_for_flow(
        &mut self,
        held: HeldParticipant,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Option<(LegId, Option<LegId>)> {
        if !self.customer.present {
            return None;
        }
        let customer = self.customer.leg;
        self.take_back(ctx, desks);
        let Stage::Talking(talk) = &self.stage else {
            return None;
        };
        let (bridge, agent, is_held) = (talk.bridge, talk.agent, talk.held);
        match held {
            HeldParticipant::Customer => {
                if !is_held {
                    self.hold(ctx, desks).ok()?;
                }
                Some((agent.leg, None))
            }
            HeldParticipant::Nobody => {
                if is_held {
                    self.resume(ctx, desks).ok()?;
                }
                Some((customer, Some(agent.leg)))
            }
            HeldParticipant::Agent => {
                if is_held {
                    self.resume(ctx, desks).ok()?;
                }
                for leg in [customer, agent.leg] {
                    ctx.out.media(MediaCommand::Leave { bridge, leg });
                }
                if let Stage::Talking(talk) = &mut self.stage {
                    talk.apart = true;
                }
                self.start_role(Role::AgentHold, ctx, desks);
                Some((customer, None))
            }
        }
    }

    /// Agent and customer are in the bridge again, as far as they are not on hold, whatever a flow
    /// had done with them.
    fn take_back(&mut self, ctx: &mut Context, desks: &Desks) {
        let Stage::Talking(talk) = &mut self.stage else {
            return;
        };
        if !std::mem::take(&mut talk.apart) {
            return;
        }
        let (bridge, agent, held) = (talk.bridge, talk.agent.leg, talk.held);
        self.stop_session(Slot::Agent, ctx, desks);
        let leg = agent;
        ctx.out.media(MediaCommand::Join { bridge, leg });
        if self.customer.present && !held {
            let leg = self.customer.leg;
            ctx.out.media(MediaCommand::Join { bridge, leg });
        }
    }

    /// The customer's leg is gone, for this reason.
    pub(in crate::calls) fn customer_gone_for(
        &mut self,
        reason: DisconnectReason,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        self.customer.present = false;
        ctx.legs.remove(&self.customer.leg);
        match &self.stage {
            // A supervisor is nobody to go on with.
            Stage::Talking(_) if !self.guests.iter().all(Guest::is_supervisor) => {
                self.customer_left_conference(reason, ctx, desks);
            }
            _ => self.end(reason, None, HangUpReason::Normal, ctx, desks),
        }
    }

    /// A key of one party reaches all others. Source: connect-g-agent-workspace.md §4.2.
    pub(crate) fn relay_key(&self, from: LegId, digit: char, ctx: &mut Context) {
        for leg in self.outer_legs().filter(|leg| *leg != from) {
            let digits = digit.to_string();
            ctx.out.media(MediaCommand::SendDtmf { leg, digits });
        }
    }

    /// The legs outside the centre that are there.
    pub(in crate::calls) fn outer_legs(&self) -> impl Iterator<Item = LegId> {
        let customer = self.customer.present.then_some(self.customer.leg);
        let outside = self.guests.iter().filter(|it| it.is_outside());
        let legs: Vec<LegId> = customer
            .into_iter()
            .chain(outside.filter_map(|it| it.leg))
            .collect();
        legs.into_iter()
    }

    /// Everyone's legs but the guests' own agents', for a recording that begins.
    pub(crate) fn all_legs(&self) -> Vec<LegId> {
        let customer = self.customer.present.then_some(self.customer.leg);
        let agent = self.agent_leg().map(|it| it.leg);
        let guests = self.guests.iter().filter_map(|it| it.leg);
        customer.into_iter().chain(agent).chain(guests).collect()
    }

    /// The pages of all agents here show who is there.
    pub(crate) fn show_parties(&self, ctx: &mut Context) {
        let guests = self.guests.iter().filter_map(|it| it.agent);
        let watchers = self.watchers.iter().map(|it| it.supervisor);
        let agents = self.agent().into_iter().chain(guests).chain(watchers);
        ctx.out.changed_agents.extend(agents);
    }

    fn stop_ringback(&mut self, ctx: &mut Context) {
        if let Some((leg, play)) = self.guests.ringback.take() {
            stop_play(leg, Some(play), ctx);
        }
    }
}
