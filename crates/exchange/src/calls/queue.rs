//! From the queue to an agent: offer, acceptance, the agent's audio, the whisper to the agent.
//!
//! The customer stays in the queue, and with the queue flow, until the agent's whisper is over
//! (connect-c-flows.md §7.39); an agent who fails to come costs nothing but time.

use super::call::{AgentLeg, Assignment, Call, Stage};
use crate::agent::{ContactState, Desks, HeldContact};
use crate::contact::{AgentPart, EventType};
use crate::context::{Context, Signal};
use crate::flows::{Role, Slot};
use crate::journal::{ContactEntry, OfferEnd};
use crate::output::{HangUpReason, LegCommand};
use crate::timers::Timer;
use ids::UserId;
use resources::{Channel, PhoneType};
use routing::Waiting;

impl Call {
    /// Enters the working queue and starts the queue flow.
    pub(super) fn enter_queue(&mut self, ctx: &mut Context, desks: &Desks) {
        self.enqueue(ctx);
        self.start_role(Role::Queue, ctx, desks);
    }

    /// Enters the working queue.
    pub(super) fn enqueue(&mut self, ctx: &mut Context) {
        let Some(target) = self.target() else {
            return;
        };
        self.stage = Stage::Queued(Assignment::Nobody);
        self.note(ctx, ContactEntry::Enqueued);
        self.publish(ctx, EventType::Queued, &[]);
        self.wait_in(target.key, ctx);
    }

    /// Is back in the queue that it had left for an agent, with the age it had.
    fn wait_in(&mut self, queue: routing::QueueKey, ctx: &mut Context) {
        let enqueued = self
            .facts
            .queue
            .as_ref()
            .and_then(|it| it.enqueued)
            .unwrap_or(ctx.now);
        let waiting = Waiting {
            queue,
            channel: self.facts.channel,
            priority: self.data.priority,
            enqueued,
            ranked: self.ranked(self.queue_since.unwrap_or(enqueued)),
        };
        ctx.router.enqueue(ctx.now, self.facts.id, waiting);
    }

    /// The router gave it to an agent. Returns what comes onto the agent's desk; `None` when it
    /// is not to be had any more.
    pub(crate) fn offer(&mut self, agent: UserId, ctx: &mut Context) -> Option<HeldContact> {
        if !matches!(self.stage, Stage::Queued(Assignment::Nobody)) {
            return None;
        }
        self.stage = Stage::Queued(Assignment::Offered { agent });
        let until = ctx.after(self.facts.channel.offer_time());
        ctx.timers.set(Timer::Offer(self.facts.id), until);
        self.note(ctx, ContactEntry::Offered { agent, until });
        Some(HeldContact {
            contact: self.facts.id,
            initial: self.facts.initial,
            channel: self.facts.channel,
            initiation_method: self.facts.initiation_method,
            customer: self.facts.customer.as_ref().map(|it| it.address.clone()),
            state: ContactState::Incoming,
            state_since: ctx.now,
            arrived: ctx.now,
            connected: None,
            queue: self.facts.queue.clone(),
            offer_until: Some(until),
            acw_until: None,
            muted: false,
        })
    }

    /// Whether the agent accepts without a click: softphone and voice only.
    /// Source: connect-b-routing-channels.md §5.
    pub(crate) fn accepts_by_itself(&self, agent: UserId, ctx: &Context) -> bool {
        self.facts.channel == Channel::Voice
            && ctx.directory.user(agent).is_some_and(|user| {
                user.phone.auto_accept && user.phone.phone_type == PhoneType::SoftPhone
            })
    }

    /// The agent accepted: the agent's leg is asked for.
    pub(crate) fn accept(&mut self, ctx: &mut Context) {
        let Stage::Queued(Assignment::Offered { agent }) = self.stage else {
            return;
        };
        let Some(part) = agent_part(agent, ctx) else {
            // The user was deleted while it rang.
            self.offer_over(OfferEnd::Withdrawn, ctx);
            return;
        };
        ctx.timers.stop(Timer::Offer(self.facts.id));
        let end = OfferEnd::Accepted;
        self.note(ctx, ContactEntry::OfferEnded { agent, end });
        self.note(ctx, ContactEntry::AgentAssigned(Box::new(part)));
        let leg = ctx.ids.id();
        self.stage = Stage::Queued(Assignment::AwaitingMedia(AgentLeg { agent, leg }));
        ctx.legs.insert(leg, self.facts.id);
        ctx.out.leg(LegCommand::ConnectAgent {
            leg,
            agent,
            contact: self.facts.id,
            customer: self.customer.leg,
        });
        let limit = ctx.settings.agent_media_limit;
        ctx.start(Timer::AgentMedia(self.facts.id), limit);
        self.at_agent(agent, ContactState::Connecting, ctx);
    }

    /// An offer ended without acceptance: the contact waits on in its old place.
    pub(crate) fn offer_over(&mut self, end: OfferEnd, ctx: &mut Context) {
        let Stage::Queued(Assignment::Offered { agent }) = self.stage else {
            return;
        };
        ctx.timers.stop(Timer::Offer(self.facts.id));
        self.stage = Stage::Queued(Assignment::Nobody);
        self.note(ctx, ContactEntry::OfferEnded { agent, end });
        match end {
            OfferEnd::Missed => self.at_agent(agent, ContactState::Missed, ctx),
            // A rejected call counts as missed (connect-d-data-metrics.md §7).
            OfferEnd::Rejected if self.facts.channel == Channel::Voice => {
                self.at_agent(agent, ContactState::Missed, ctx);
            }
            OfferEnd::Rejected => self.at_agent(agent, ContactState::Rejected, ctx),
            OfferEnd::Withdrawn | OfferEnd::Accepted => self.off_agent(agent, ctx),
        }
        ctx.router.release(ctx.now, self.facts.id);
    }

    /// The agent's audio flows: the whisper to the agent begins.
    pub(crate) fn agent_media_up(&mut self, ctx: &mut Context, desks: &Desks) {
        let Stage::Queued(Assignment::AwaitingMedia(agent)) = self.stage else {
            return;
        };
        ctx.timers.stop(Timer::AgentMedia(self.facts.id));
        self.stage = Stage::Queued(Assignment::AgentWhisper(agent));
        let limit = ctx.settings.whisper_limit;
        ctx.start(Timer::Whisper(self.facts.id), limit);
        self.start_role(Role::AgentWhisper, ctx, desks);
    }

    /// The whisper to the agent is over: the customer leaves the queue.
    pub(super) fn agent_whispered(&mut self, ctx: &mut Context, desks: &Desks) {
        let Stage::Queued(Assignment::AgentWhisper(agent)) = self.stage else {
            return;
        };
        self.stop_session(Slot::Customer, ctx, desks);
        ctx.router.dequeue(self.facts.id);
        self.note(ctx, ContactEntry::Dequeued);
        self.stage = Stage::Whisper(agent);
        let limit = ctx.settings.whisper_limit;
        ctx.start(Timer::Whisper(self.facts.id), limit);
        self.start_role(Role::CustomerWhisper, ctx, desks);
    }

    /// The agent who accepted does not come: the contact waits on in its old place. `error`: the
    /// agent sees a failed contact that is to be cleared; else it just goes from the desk.
    pub(crate) fn agent_failed(&mut self, error: bool, ctx: &mut Context, desks: &Desks) {
        let (agent, left_queue) = match &self.stage {
            Stage::Queued(Assignment::AwaitingMedia(agent) | Assignment::AgentWhisper(agent)) => {
                (*agent, false)
            }
            Stage::Whisper(agent) => (*agent, true),
            _ => return,
        };
        for timer in [
            Timer::AgentMedia(self.facts.id),
            Timer::Whisper(self.facts.id),
        ] {
            ctx.timers.stop(timer);
        }
        self.stop_session(Slot::Agent, ctx, desks);
        self.drop_agent_leg(agent, HangUpReason::Failed, ctx);
        self.stage = Stage::Queued(Assignment::Nobody);
        let entry = ContactEntry::AgentFailed { agent: agent.agent };
        self.note(ctx, entry);
        if error {
            self.at_agent(agent.agent, ContactState::Error, ctx);
        } else {
            self.off_agent(agent.agent, ctx);
        }
        if !left_queue {
            ctx.router.release(ctx.now, self.facts.id);
            return;
        }
        self.stop_session(Slot::Customer, ctx, desks);
        self.note(ctx, ContactEntry::Enqueued);
        if let Some(target) = self.target() {
            self.wait_in(target.key, ctx);
        }
        self.start_role(Role::Queue, ctx, desks);
    }

    pub(super) fn drop_agent_leg(
        &mut self,
        agent: AgentLeg,
        reason: HangUpReason,
        ctx: &mut Context,
    ) {
        if ctx.legs.remove(&agent.leg).is_some() {
            let leg = agent.leg;
            ctx.out.leg(LegCommand::HangUp { leg, reason });
        }
    }

    pub(super) fn at_agent(&self, agent: UserId, state: ContactState, ctx: &mut Context) {
        ctx.signal(Signal::AtAgent {
            agent,
            contact: self.facts.id,
            state,
        });
    }

    pub(super) fn off_agent(&self, agent: UserId, ctx: &mut Context) {
        ctx.signal(Signal::OffAgent {
            agent,
            contact: self.facts.id,
        });
    }
}

fn agent_part(agent: UserId, ctx: &Context) -> Option<AgentPart> {
    let user = ctx.directory.user(agent)?;
    let profile = ctx.directory.profile(user.routing_profile);
    Some(AgentPart {
        id: agent,
        username: user.username.clone(),
        routing_profile: user.routing_profile,
        routing_profile_name: profile.map(|it| it.name.clone()).unwrap_or_default(),
        connected: None,
        disconnected: None,
        interaction_ms: 0,
        holds: 0,
        hold_ms: 0,
        longest_hold_ms: 0,
        held_since: None,
        acw_started: None,
        acw_ended: None,
    })
}
