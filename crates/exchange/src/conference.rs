//! Conferences: agents' commands, and what the calls of one conference tell each other. What a
//! conference is says `calls::conference`.

use crate::agent::ContactState;
use crate::calls::conference::{Inside, Invitation, Invited, Leaving, Outside, Word};
use crate::calls::{Call, Stage};
use crate::command::{Command, CommandError, Destination, Participant, Reply};
use crate::commands::{Answer, TALKING};
use crate::contact::{DisconnectIssue, DisconnectReason};
use crate::exchange::Exchange;
use crate::live::QueueTarget;
use crate::output::HangUpReason;
use crate::quick_connects::{QuickConnect, Target};
use crate::snapshot::PartyKind;
use flow::HeldParticipant;
use ids::{ContactId, FlowId, LegId, PhoneNumber, UserId};
use resources::FlowKind;
use routing::QueueKey;

/// People in a call, the customer and the agent among them. Source:
/// connect-g-agent-workspace.md §4.3.
const PARTIES: usize = 3;

/// The same where the instance allows multi-party calls.
pub(crate) const MULTI_PARTIES: usize = 6;

impl Exchange {
    /// The call that has the customer of a conference.
    pub(crate) fn host_of(&self, contact: ContactId) -> ContactId {
        self.ctx.hosts.get(&contact).copied().unwrap_or(contact)
    }

    /// The same, for an agent who wants to control it: any of its agents in a multi-party call,
    /// else the one of the host alone.
    fn controlled(&self, agent: UserId, contact: ContactId) -> Result<ContactId, CommandError> {
        self.expect(agent, contact, TALKING)?;
        let host = self.host_of(contact);
        match host == contact || self.ctx.directory.multi_party() {
            true => Ok(host),
            false => Err(CommandError::NotInControl),
        }
    }

    /// All that agents do with the parties of a call.
    pub(crate) fn conference_command(&mut self, command: Command) -> Answer {
        match command {
            Command::Transfer { agent, contact, to } => self.transfer(agent, contact, to),
            Command::HoldParty {
                agent,
                contact,
                party,
                held,
            } => {
                let host = self.controlled(agent, contact)?;
                self.on_call(host, |call, ctx, desks| {
                    call.hold_party(party, held, ctx, desks)
                })
            }
            Command::Swap { agent, contact } => {
                let host = self.controlled(agent, contact)?;
                self.on_call(host, |call, ctx, desks| call.swap(ctx, desks))
            }
            Command::MuteParty {
                agent,
                contact,
                party,
                muted,
            } => {
                let host = self.controlled(agent, contact)?;
                if !self.ctx.directory.multi_party() {
                    return Err(CommandError::NotInControl);
                }
                self.on_call(host, |call, ctx, _| call.mute_party(party, muted, ctx))
            }
            Command::DropParty {
                agent,
                contact,
                party,
            } => {
                let host = self.controlled(agent, contact)?;
                let by = self.calls.get(&contact);
                // A manager who disconnects is told from an agent (connect-d-data-metrics.md §9.4).
                let reason = match by.is_some_and(|it| it.facts.monitor.is_some()) {
                    true => DisconnectReason::Barged,
                    false => DisconnectReason::AgentDisconnect,
                };
                if party == Participant::Guest(host) && host != contact {
                    // The host's own agent is let go by another one.
                    self.host_leaves(host, None, reason);
                    return Ok(Reply::Done);
                }
                self.on_call(host, |call, ctx, desks| {
                    call.drop_party(party, reason, ctx, desks)
                })
            }
            _ => Ok(Reply::Done),
        }
    }

    /// Holds, or takes off hold, everybody else: the customer where nobody was added.
    pub(crate) fn hold(&mut self, agent: UserId, contact: ContactId, held: bool) -> Answer {
        let host = self.controlled(agent, contact)?;
        let conference = self
            .calls
            .get(&host)
            .is_some_and(|it| !it.guests.is_empty());
        let before = match (conference, held) {
            (true, _) => TALKING,
            (false, true) => &[ContactState::Connected][..],
            (false, false) => &[ContactState::ConnectedOnHold][..],
        };
        self.expect(agent, contact, before)?;
        self.on_call(host, |call, ctx, desks| {
            call.hold_party(Participant::All, held, ctx, desks)
        })
    }

    /// Adds somebody to a conversation.
    fn transfer(&mut self, agent: UserId, contact: ContactId, to: Destination) -> Answer {
        if self.tasks.contains_key(&contact) {
            return self.transfer_task_to(agent, contact, to);
        }
        let host = self.controlled(agent, contact)?;
        self.may_begin()?;
        let limit = match self.ctx.directory.multi_party() {
            true => MULTI_PARTIES,
            false => PARTIES,
        };
        let call = self
            .calls
            .get(&host)
            .ok_or(CommandError::ContactNotFound(host))?;
        call.guests.may_add(call.own_parties(), limit)?;
        let queue = call.facts.queue.as_ref().filter(|it| it.owner.is_none());
        let queue = queue.map(|it| it.id);
        let invitation = self.invitation(agent, queue, to)?;
        let leg = self
            .calls
            .get(&contact)
            .and_then(|call| Some(call.agent_leg()?.leg))
            .ok_or(CommandError::NotAssigned)?;
        let opened = self.call(host, |call, ctx, desks| {
            call.invite(invitation, leg, ctx, desks)
        });
        let opened = opened.ok_or(CommandError::ContactNotFound(host))??;
        let guest = opened.facts.id;
        self.calls.insert(guest, opened);
        Ok(Reply::Started(guest))
    }

    /// Whom an agent means, and whether they may be had.
    fn invitation(
        &self,
        agent: UserId,
        queue: Option<ids::QueueId>,
        to: Destination,
    ) -> Result<Invitation, CommandError> {
        let QuickConnect { name, target } = match to {
            Destination::Number(number) => QuickConnect {
                name: number.to_string(),
                target: Target::Number(number),
            },
            Destination::QuickConnect(id) => self
                .ctx
                .quick_connect(agent, &id)
                .cloned()
                .ok_or(CommandError::QuickConnectNotFound(id))?,
        };
        let (kind, to) = match target {
            Target::Number(number) => {
                let to = Invited::Outside(self.outside(agent, queue, number)?);
                (PartyKind::Number, to)
            }
            Target::Agent { agent, flow } => {
                let to = self.inside(flow, FlowKind::AgentTransfer)?;
                let agent = Some(agent);
                (PartyKind::Agent, Invited::Inside(Inside { agent, ..to }))
            }
            Target::Queue { queue, flow } => {
                let to = self.inside(flow, FlowKind::QueueTransfer)?;
                let queue = self
                    .ctx
                    .directory
                    .queue(queue)
                    .ok_or(CommandError::QueueNotFound(queue))?;
                let queue = Some(QueueTarget {
                    key: QueueKey::Standard(queue.id),
                    name: queue.name.clone(),
                });
                (PartyKind::Queue, Invited::Inside(Inside { queue, ..to }))
            }
            Target::Flow { flow } => {
                let to = self.inside(flow, FlowKind::QueueTransfer)?;
                (PartyKind::Queue, Invited::Inside(to))
            }
        };
        Ok(Invitation { kind, name, to })
    }

    fn inside(&self, flow: FlowId, kind: FlowKind) -> Result<Inside, CommandError> {
        let flow = self
            .ctx
            .transfer_flow(flow, kind)
            .ok_or(CommandError::FlowNotFound(flow))?;
        Ok(Inside {
            flow,
            queue: None,
            agent: None,
        })
    }

    /// A number, from the contact's queue or else from the agent's outbound queue
    /// (connect-c-flows.md §10).
    fn outside(
        &self,
        agent: UserId,
        queue: Option<ids::QueueId>,
        number: PhoneNumber,
    ) -> Result<Outside, CommandError> {
        self.ctx.may_dial(&number)?;
        let directory = &self.ctx.directory;
        let profile = directory
            .user(agent)
            .and_then(|user| directory.profile(user.routing_profile));
        let caller = queue
            .into_iter()
            .chain(profile.map(|it| it.default_outbound_queue))
            .find_map(|queue| self.ctx.caller_of_queue(queue).ok())
            .ok_or(CommandError::NoCallerId)?;
        Ok(Outside { number, caller })
    }

    /// Carries a word from one call of a conference to another.
    pub(crate) fn conference(&mut self, word: Word) {
        match word {
            Word::Here {
                host,
                guest,
                leg,
                agent,
            } => self.guest_here(host, guest, leg, agent),
            Word::Gone { host, guest, end } => {
                self.call(host, |call, ctx, desks| {
                    call.guest_gone(guest, end, ctx, desks);
                });
            }
            Word::Held { guest, held } => {
                self.call(guest, |call, ctx, desks| {
                    call.held_as_guest(held, ctx, desks);
                });
            }
            Word::End { guest, reason } => self.end_for(guest, reason, None),
            Word::HostLeaves { host, issue } => {
                self.host_leaves(host, issue, DisconnectReason::AgentDisconnect);
            }
            Word::HoldParties { host, guest, held } => self.hold_for_flow(host, guest, held),
            Word::Unwatched { watched, by } => {
                self.call(watched, |call, _, _| call.unwatched(by));
            }
            Word::ClearWork { agent } => {
                if let Some(desk) = self.desks.get_mut(&agent) {
                    desk.clear_work(&mut self.ctx);
                }
            }
        }
    }

    fn end_for(
        &mut self,
        contact: ContactId,
        reason: DisconnectReason,
        issue: Option<DisconnectIssue>,
    ) {
        self.call(contact, |call, ctx, desks| {
            call.end(reason, issue, HangUpReason::Normal, ctx, desks);
        });
    }

    /// A guest can talk: the host lets it in, and every recording hears it from now on.
    pub(crate) fn guest_here(
        &mut self,
        host: ContactId,
        guest: ContactId,
        leg: LegId,
        agent: Option<UserId>,
    ) {
        self.call(host, |call, ctx, desks| {
            call.guest_here(guest, leg, agent, ctx, desks);
        });
        let number = |call: &Call| match &call.stage {
            Stage::Outside { .. } => Some(call.facts.customer.as_ref()?.address.clone()),
            _ => None,
        };
        let number = self.calls.get(&guest).and_then(number);
        let legs = self.call(host, |call, ctx, _| {
            if let Some(number) = number {
                call.outside_here(number, ctx);
            }
            let others = call.guests.iter().map(|it| it.contact);
            (call.all_legs(), others.collect::<Vec<_>>())
        });
        let (legs, others) = legs.unwrap_or_default();
        for other in others {
            let heard = if other == guest {
                legs.clone()
            } else {
                vec![leg]
            };
            self.call(other, |call, ctx, _| {
                for leg in heard {
                    call.record_also(leg, ctx);
                }
            });
        }
    }

    /// The host's agent leaves: a warm transfer is complete, a cold one goes on without the agent.
    /// `reason` is why the contact ends, unless the customer had left before.
    fn host_leaves(
        &mut self,
        host: ContactId,
        issue: Option<DisconnectIssue>,
        reason: DisconnectReason,
    ) {
        let Some(leaving) = self.calls.get(&host).map(Call::leaving) else {
            return;
        };
        match leaving {
            Leaving::Nobody => self.host_ends(host, issue, reason),
            Leaving::ToOutside => {
                self.call(host, |call, ctx, desks| call.remain(ctx, desks));
            }
            Leaving::ToAgent(to) => {
                self.hand_over(host, to, true);
                self.host_ends(host, issue, reason);
                self.end_if_alone(to);
            }
            Leaving::ToTransfer(to) => {
                self.hand_over(host, to, false);
                self.host_ends(host, issue, reason);
            }
        }
    }

    fn host_ends(
        &mut self,
        host: ContactId,
        issue: Option<DisconnectIssue>,
        reason: DisconnectReason,
    ) {
        let left = self.calls.get(&host).and_then(Call::why_customer_left);
        let reason = left.unwrap_or(reason);
        self.end_for(host, reason, issue);
    }

    fn hand_over(&mut self, host: ContactId, to: ContactId, stays: bool) {
        let handed = self.call(host, |call, ctx, desks| {
            call.hand_over(to, stays, ctx, desks)
        });
        let Some(handed) = handed else {
            return;
        };
        // Other guests' agents had the leaving agent in the customer's place.
        let leg = handed.leg;
        for guest in handed.guests.iter().map(|it| it.contact) {
            self.call(guest, |call, _, _| call.stand_in(leg));
        }
        self.call(to, |call, ctx, _| call.take_over(handed, ctx));
    }

    /// A conversation in which nobody but its agent is left is over.
    fn end_if_alone(&mut self, contact: ContactId) {
        let alone = |call: &Call| {
            let alone = !call.customer.present && call.guests.is_empty();
            alone.then(|| call.why_customer_left()).flatten()
        };
        if let Some(reason) = self.calls.get(&contact).and_then(alone) {
            self.end_for(contact, reason, None);
        }
    }

    fn hold_for_flow(&mut self, host: ContactId, guest: ContactId, held: HeldParticipant) {
        let legs = self.call(host, |call, ctx, desks| {
            call.hold_for_flow(held, ctx, desks)
        });
        if let Some(Some((leg, also))) = legs {
            self.call(guest, |call, ctx, _| call.speak_to(leg, also, ctx));
        }
    }

    /// A key of one party reaches all others of a conference.
    pub(crate) fn relay_key(&mut self, leg: LegId, digit: char) {
        let owner = self.ctx.legs.get(&leg).copied();
        let Some(host) = owner.map(|it| self.host_of(it)) else {
            return;
        };
        self.call(host, |call, ctx, _| {
            if !call.guests.is_empty() {
                call.relay_key(leg, digit, ctx);
            }
        });
    }
}
