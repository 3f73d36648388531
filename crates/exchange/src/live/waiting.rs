//! Waiting for an agent: the working queue, the place in it, offers. The same for every channel.
//! Source: connect-b-routing-channels.md §4 and §5.

use super::{Changes, Criteria, Live, Standing};
use crate::agent::{ContactState, HeldContact};
use crate::contact::{AgentPart, EventType, QueueFacts};
use crate::context::{Context, Signal};
use crate::journal::{ContactEntry, OfferEnd};
use crate::timers::Timer;
use flow::Refusal;
use ids::{QueueId, Timestamp, UserId};
use resources::Channel;
use routing::{QueueKey, Waiting};

/// A queue that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueueTarget {
    pub(crate) key: QueueKey,
    pub(crate) name: String,
}

impl QueueTarget {
    /// The queue that facts name.
    pub(crate) fn of(queue: &QueueFacts) -> Self {
        Self {
            key: match queue.owner {
                Some(owner) => QueueKey::Agent(owner),
                None => QueueKey::Standard(queue.id),
            },
            name: queue.name.clone(),
        }
    }

    /// As facts of a contact that is not in it.
    pub(crate) fn facts(&self) -> QueueFacts {
        let (id, owner) = match self.key {
            QueueKey::Standard(id) => (id, None),
            QueueKey::Agent(owner) => (QueueId(owner.0), Some(owner)),
        };
        QueueFacts {
            id,
            owner,
            name: self.name.clone(),
            enqueued: None,
            dequeued: None,
        }
    }
}

/// See the [module](self).
pub(crate) trait Waits: Live {
    /// The working queue.
    fn target(&self) -> Option<QueueTarget> {
        self.facts().queue.as_ref().map(QueueTarget::of)
    }

    /// Sets the working queue of a contact that is in none.
    fn choose_queue(&mut self, ctx: &mut Context, target: QueueTarget) {
        let QueueFacts {
            id, owner, name, ..
        } = target.facts();
        let entry = ContactEntry::QueueChosen {
            queue: id,
            owner,
            name,
        };
        self.note(ctx, entry);
    }

    /// Asks for another queue; done when the flow waits. Source: connect-c-flows.md §7.48.
    fn requeue(&mut self, target: QueueTarget) -> Result<(), Refusal> {
        if self.standing() != Standing::Queued(None) {
            return Err(Refusal::new("the contact is on its way to an agent"));
        }
        self.may_move()?;
        if self.settings().chain_is_full() {
            return Err(Refusal::new("a chain has at most 12 contacts"));
        }
        *self.wanted_queue() = Some(target);
        Ok(())
    }

    /// Enters the working queue.
    fn enqueue(&mut self, ctx: &mut Context) {
        let Some(target) = self.target() else {
            return;
        };
        self.queued(None);
        self.note(ctx, ContactEntry::Enqueued);
        self.wait_in(target.key, ctx);
        self.publish(ctx, EventType::Queued, &[]);
    }

    /// Is back in the queue that it had left for an agent, with the age it had.
    fn wait_in(&mut self, queue: QueueKey, ctx: &mut Context) {
        let enqueued = self
            .facts()
            .queue
            .as_ref()
            .and_then(|it| it.enqueued)
            .unwrap_or(ctx.now);
        let waiting = Waiting {
            queue,
            channel: self.facts().channel,
            priority: self.settings().priority,
            enqueued,
            ranked: self.ranked(self.queue_since().unwrap_or(enqueued)),
        };
        ctx.router.enqueue(ctx.now, self.facts().id, waiting);
        self.activate_criteria(ctx);
    }

    /// Tells the router a changed priority or age, if the contact waits.
    fn rerank(&self, ctx: &mut Context) {
        let id = self.facts().id;
        if let Some(waiting) = ctx.router.waiting(id) {
            let ranked = self.ranked(self.queue_since().unwrap_or(waiting.enqueued));
            let priority = self.settings().priority;
            ctx.router.rerank(ctx.now, id, priority, ranked);
        }
    }

    /// The time by which it is ranked when it entered its queue at `enqueued`.
    fn ranked(&self, enqueued: Timestamp) -> Timestamp {
        let adjustment = self.settings().age_adjustment.saturating_mul(1000);
        Timestamp(enqueued.0.saturating_sub(adjustment))
    }

    /// The router, or an API, gave it to an agent. Returns what comes onto the agent's desk;
    /// `None` when it is not to be had any more.
    fn offer(&mut self, agent: UserId, ctx: &mut Context) -> Option<HeldContact> {
        if self.standing() != Standing::Queued(None) {
            return None;
        }
        self.queued(Some(agent));
        let until = ctx.after(self.facts().channel.offer_time());
        ctx.timers.set(Timer::Offer(self.facts().id), until);
        self.note(ctx, ContactEntry::Offered { agent, until });
        Some(self.held(ContactState::Incoming, Some(until), ctx))
    }

    /// This contact as it comes onto an agent's desk.
    fn held(
        &self,
        state: ContactState,
        offer_until: Option<Timestamp>,
        ctx: &Context,
    ) -> HeldContact {
        let facts = self.facts();
        HeldContact {
            contact: facts.id,
            initial: facts.initial,
            channel: facts.channel,
            initiation_method: facts.initiation_method,
            customer: facts.customer.as_ref().map(|it| it.address.clone()),
            state,
            state_since: ctx.now,
            arrived: ctx.now,
            connected: None,
            queue: facts.queue.clone(),
            offer_until,
            acw_until: None,
            muted: false,
        }
    }

    /// The agent who is asked takes it: the offer is over. `None` when nobody is asked, or the user
    /// was deleted meanwhile.
    fn take(&mut self, ctx: &mut Context) -> Option<UserId> {
        let Standing::Queued(Some(agent)) = self.standing() else {
            return None;
        };
        let Some(part) = agent_part(agent, ctx) else {
            self.offer_over(OfferEnd::Withdrawn, ctx);
            return None;
        };
        ctx.timers.stop(Timer::Offer(self.facts().id));
        let end = OfferEnd::Accepted;
        self.note(ctx, ContactEntry::OfferEnded { agent, end });
        self.note(ctx, ContactEntry::AgentAssigned(Box::new(part)));
        Some(agent)
    }

    /// An offer ended without acceptance: the contact waits on in its old place.
    fn offer_over(&mut self, end: OfferEnd, ctx: &mut Context) {
        let Standing::Queued(Some(agent)) = self.standing() else {
            return;
        };
        ctx.timers.stop(Timer::Offer(self.facts().id));
        self.queued(None);
        self.note(ctx, ContactEntry::OfferEnded { agent, end });
        match end {
            OfferEnd::Missed => self.at_agent(agent, ContactState::Missed, ctx),
            // A rejected call counts as missed (connect-d-data-metrics.md §7).
            OfferEnd::Rejected if self.facts().channel == Channel::Voice => {
                self.at_agent(agent, ContactState::Missed, ctx);
            }
            OfferEnd::Rejected => self.at_agent(agent, ContactState::Rejected, ctx),
            OfferEnd::Withdrawn | OfferEnd::Accepted => self.off_agent(agent, ctx),
        }
        ctx.router.release(ctx.now, self.facts().id);
    }

    /// Tells the agent's desk its state there.
    fn at_agent(&self, agent: UserId, state: ContactState, ctx: &mut Context) {
        ctx.signal(Signal::AtAgent {
            agent,
            contact: self.facts().id,
            state,
        });
    }

    /// Takes it off the agent's desk.
    fn off_agent(&self, agent: UserId, ctx: &mut Context) {
        ctx.signal(Signal::OffAgent {
            agent,
            contact: self.facts().id,
        });
    }
}

impl<T: Live + ?Sized> Waits for T {}

/// What is known of the part of an agent who takes a contact now.
pub(crate) fn agent_part(agent: UserId, ctx: &Context) -> Option<AgentPart> {
    let user = ctx.directory.user(agent)?;
    let profile = ctx.directory.profile(user.routing_profile);
    Some(AgentPart {
        id: agent,
        username: user.username.clone(),
        routing_profile: user.routing_profile,
        routing_profile_name: profile.map(|it| it.name.clone()).unwrap_or_default(),
        hierarchy: user.hierarchy_path.clone(),
        hierarchy_names: user
            .hierarchy_path
            .iter()
            .map(|it| ctx.directory.group(it).unwrap_or_default().to_owned())
            .collect(),
        accepted: Some(ctx.now),
        connected: None,
        disconnected: None,
        interaction_ms: 0,
        holds: 0,
        hold_ms: 0,
        longest_hold_ms: 0,
        held_since: None,
        pause_ms: 0,
        acw_started: None,
        acw_ended: None,
        device: ctx.devices.get(&agent).cloned(),
    })
}
