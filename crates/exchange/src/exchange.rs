//! The exchange itself: its edge, and the conducting. It owns calls and desks, brings each input
//! to its room, carries signals between rooms until all is quiet, and lets the router pair.

use crate::agent::{ContactState, Desk, Desks};
use crate::calls::{Call, Stage};
use crate::command::{CommandError, Reply};
use crate::contact::{ContactFacts, DisconnectIssue, DisconnectReason};
use crate::context::{Context, Continuation, Signal};
use crate::directory::Touched;
use crate::flows::Slot;
use crate::input::{Change, CommandToken, EndCause, IncomingCall, Input, LegEvent, MediaEvent};
use crate::journal::OfferEnd;
use crate::output::{HangUpReason, LegCommand, Output};
use crate::settings::{Identity, Settings};
use crate::timers::Timer;
use ids::{ContactId, LegId, Timestamp, UserId};
use routing::{Match, ProfileRules};
use std::collections::HashMap;

/// The exchange of one instance.
#[derive(Debug)]
pub struct Exchange {
    pub(crate) ctx: Context,
    pub(crate) calls: HashMap<ContactId, Call>,
    pub(crate) desks: Desks,
    /// Set by a drain.
    draining: bool,
}

impl Exchange {
    /// An exchange that knows nothing yet. `seed` makes all identifiers that it draws; a driver
    /// takes it from the operating system.
    pub fn new(identity: Identity, seed: u128, settings: Settings) -> Self {
        Self {
            ctx: Context::new(identity, seed, settings),
            calls: HashMap::new(),
            desks: Desks::new(),
            draining: false,
        }
    }

    /// Whose exchange it is.
    pub fn identity(&self) -> &Identity {
        &self.ctx.identity
    }

    /// The numbers it goes by.
    pub fn settings(&self) -> &Settings {
        &self.ctx.settings
    }

    /// Takes in what happened at `now`; poll afterwards. Time never goes back: an earlier `now`
    /// counts as the latest one seen.
    pub fn handle(&mut self, now: Timestamp, input: Input) {
        self.ctx.now = self.ctx.now.max(now);
        match input {
            Input::Directory(change) => self.configure(change),
            Input::Recovered { contacts, agents } => self.recover(contacts, agents),
            Input::IncomingCall(call) => self.incoming(call),
            Input::Leg(event) => self.leg(event),
            Input::Media(event) => self.media(event),
            Input::LambdaResult { token, result } => {
                if let Some(it) = self.ctx.invocations.remove(&token) {
                    let input = flow::Input::LambdaResult(it.request, result);
                    self.call(it.contact, |call, ctx, desks| {
                        call.invoked(it.session, input, ctx, desks);
                    });
                }
            }
            Input::Command { token, command } => {
                let result = self.command(command);
                self.settle();
                self.answer(token, result);
                return;
            }
            Input::Timer => {}
            Input::Drain { deadline } => {
                self.draining = true;
                self.ctx.timers.set(Timer::Drain, deadline);
            }
        }
        self.settle();
    }

    /// The next thing to be done; `None` when this batch is over.
    pub fn poll(&mut self) -> Option<Output> {
        self.ctx.out.poll()
    }

    /// When [`Input::Timer`] is wanted; `None` while nothing waits for a time.
    pub fn next_timer(&self) -> Option<Timestamp> {
        [self.ctx.timers.next(), self.ctx.router.next_wake()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Live contacts, those in after-contact work among them.
    pub fn live_contacts(&self) -> usize {
        self.calls.len()
    }

    /// Whether a drain was asked for and no contact is left.
    pub fn drained(&self) -> bool {
        self.draining && self.calls.is_empty()
    }

    /// Whether a contact is live.
    pub fn is_live(&self, contact: ContactId) -> bool {
        self.calls.contains_key(&contact)
    }

    /// What is known of a live contact.
    pub fn contact(&self, contact: ContactId) -> Option<&ContactFacts> {
        self.calls.get(&contact).map(|call| &call.facts)
    }

    /// Live contacts, oldest first.
    pub fn contacts(&self) -> Vec<&ContactFacts> {
        let mut all: Vec<&ContactFacts> = self.calls.values().map(|call| &call.facts).collect();
        all.sort_by_key(|it| (it.initiated, it.id));
        all
    }

    /// What is known of an agent who was seen once.
    pub fn agent(&self, agent: UserId) -> Option<&crate::agent::AgentFacts> {
        self.desks.get(&agent).map(Desk::facts)
    }

    /// Runs what a call does with the rest of the exchange at hand; nothing for an unknown one.
    pub(crate) fn call<T>(
        &mut self,
        contact: ContactId,
        act: impl FnOnce(&mut Call, &mut Context, &Desks) -> T,
    ) -> Option<T> {
        let call = self.calls.get_mut(&contact)?;
        Some(act(call, &mut self.ctx, &self.desks))
    }

    /// The desk of a user, made when first needed.
    pub(crate) fn desk(
        &mut self,
        agent: UserId,
    ) -> Result<(&mut Desk, &mut Context), CommandError> {
        if !self.desks.contains_key(&agent) {
            self.ctx
                .directory
                .user(agent)
                .ok_or(CommandError::UserNotFound(agent))?;
            let desk = Desk::new(&mut self.ctx, agent).ok_or(CommandError::UserNotFound(agent))?;
            self.desks.insert(agent, desk);
        }
        match self.desks.get_mut(&agent) {
            Some(desk) => Ok((desk, &mut self.ctx)),
            None => Err(CommandError::UserNotFound(agent)),
        }
    }

    fn configure(&mut self, change: Change) {
        let touched = self.ctx.directory.change(&self.ctx.identity, change);
        match touched {
            Touched::Nothing => {}
            Touched::User(user) => {
                let gone = self.ctx.directory.user(user).is_none();
                if let Some(desk) = self.desks.get_mut(&user) {
                    if gone {
                        desk.sign_out(&mut self.ctx);
                    }
                    desk.declare(&mut self.ctx);
                    self.ctx.out.changed_agents.insert(user);
                }
            }
            Touched::Profile(profile) => {
                let now = self.ctx.now;
                match self.ctx.directory.profile(profile).map(ProfileRules::from) {
                    Some(rules) => self.ctx.router.set_profile(now, profile, rules),
                    None => self.ctx.router.remove_profile(profile),
                }
                for (user, desk) in &self.desks {
                    let of_profile = self
                        .ctx
                        .directory
                        .user(*user)
                        .is_some_and(|it| it.routing_profile == profile);
                    if of_profile {
                        desk.declare(&mut self.ctx);
                        self.ctx.out.changed_agents.insert(*user);
                    }
                }
            }
        }
    }

    /// A call rings: refused, or answered by a new contact.
    fn incoming(&mut self, call: IncomingCall) {
        let leg = call.leg;
        match self.admit(&call) {
            Ok((number, flow)) => {
                let opened = Call::incoming(call, &number, flow, &mut self.ctx);
                self.calls.insert(opened.facts.id, opened);
            }
            Err(status) => self.ctx.out.leg(LegCommand::Reject { leg, status }),
        }
    }

    /// The called number and its flow, or the SIP status to refuse with (RFC 3261 section 21).
    fn admit(
        &self,
        call: &IncomingCall,
    ) -> Result<
        (
            resources::PhoneNumberResource,
            (ids::FlowId, std::sync::Arc<flow::Published>),
        ),
        u16,
    > {
        let known = self.ctx.legs.contains_key(&call.leg)
            || call.contact.is_some_and(|it| self.calls.contains_key(&it));
        if known {
            return Err(482);
        }
        if self.draining || self.calls.len() >= self.ctx.settings.concurrent_calls as usize {
            return Err(503);
        }
        let directory = &self.ctx.directory;
        let number = directory.number(&call.called).ok_or(404_u16)?;
        if !directory.inbound_calls() {
            return Err(403);
        }
        // A number without a flow that could answer is there, but nobody is.
        let flow = number
            .flow
            .and_then(|id| Some((id, directory.flow(id)?)))
            .ok_or(480_u16)?;
        Ok((number.clone(), flow))
    }

    fn leg(&mut self, event: LegEvent) {
        match event {
            LegEvent::Answered { leg } => {
                self.of_leg(leg, |call, customer, ctx, desks| {
                    if customer {
                        call.answered(ctx, desks);
                    }
                });
            }
            LegEvent::Ended { leg, cause } => {
                self.of_leg(leg, |call, customer, ctx, desks| {
                    if customer {
                        call.customer_gone(cause, ctx, desks);
                    } else {
                        call.agent_lost(ctx, desks);
                    }
                });
            }
        }
    }

    fn media(&mut self, event: MediaEvent) {
        match event {
            MediaEvent::Dtmf { leg, digit } => {
                self.of_leg(leg, |call, _, ctx, desks| {
                    let slot = call.slot_of(leg);
                    call.digit(digit, slot, ctx, desks);
                });
            }
            MediaEvent::PlayFinished { leg, play } => {
                self.of_leg(leg, |call, _, ctx, desks| {
                    call.played(leg, play, true, ctx, desks);
                });
            }
            MediaEvent::PlayFailed { leg, play, .. } => {
                self.of_leg(leg, |call, _, ctx, desks| {
                    call.played(leg, play, false, ctx, desks);
                });
            }
            MediaEvent::MediaUp { leg } => {
                self.of_leg(leg, |call, customer, ctx, desks| {
                    if customer {
                        ctx.timers.stop(Timer::CustomerBack(call.facts.id));
                    } else {
                        call.agent_media_up(ctx, desks);
                        call.agent_back(ctx);
                    }
                });
            }
            MediaEvent::MediaLost { leg } => {
                self.of_leg(leg, |call, customer, ctx, desks| {
                    if customer {
                        call.customer_lost(ctx);
                    } else {
                        call.agent_lost(ctx, desks);
                    }
                });
            }
            MediaEvent::RecordingFinished {
                recording,
                started_at,
                duration,
                outcome,
            } => {
                if let Some(&contact) = self.ctx.recordings.get(&recording) {
                    self.call(contact, |call, ctx, _| {
                        call.recorded(recording, started_at, duration, &outcome, ctx);
                    });
                }
            }
        }
    }

    /// The call that a leg belongs to, and whether it is the customer's.
    fn of_leg(&mut self, leg: LegId, act: impl FnOnce(&mut Call, bool, &mut Context, &Desks)) {
        if let Some(&contact) = self.ctx.legs.get(&leg) {
            self.call(contact, |call, ctx, desks| {
                let customer = call.customer.leg == leg;
                act(call, customer, ctx, desks);
            });
        }
    }

    fn timer(&mut self, timer: Timer) {
        match timer {
            Timer::CustomerFlow(contact) => self.wake(contact, Slot::Customer),
            Timer::AgentFlow(contact) => self.wake(contact, Slot::Agent),
            Timer::Answer(contact) | Timer::CustomerBack(contact) => {
                self.close(
                    contact,
                    DisconnectReason::TelecomProblem,
                    HangUpReason::Failed,
                );
            }
            Timer::Offer(contact) => {
                self.call(contact, |call, ctx, _| {
                    call.offer_over(OfferEnd::Missed, ctx)
                });
            }
            Timer::AgentMedia(contact) => {
                self.call(contact, |call, ctx, desks| {
                    call.agent_failed(true, ctx, desks)
                });
            }
            Timer::Whisper(contact) => {
                self.call(contact, |call, ctx, desks| match call.stage {
                    // The customer's whisper: the contact ends (connect-c-flows.md §7.39).
                    Stage::Whisper(_) => call.end(
                        DisconnectReason::ContactFlowDisconnect,
                        None,
                        HangUpReason::Failed,
                        ctx,
                        desks,
                    ),
                    _ => call.agent_failed(true, ctx, desks),
                });
            }
            Timer::AgentBack(contact) => {
                let issue = Some(DisconnectIssue::AgentConnectivityIssue);
                self.call(contact, |call, ctx, desks| {
                    call.agent_left(issue, ctx, desks)
                });
            }
            Timer::Recording(contact) => {
                self.call(contact, |call, ctx, _| call.give_up_recordings(ctx));
            }
            Timer::Work(agent, contact) => {
                if let Some(desk) = self.desks.get_mut(&agent) {
                    desk.remove(&mut self.ctx, contact);
                }
            }
            Timer::HeartBeat(agent) => {
                if let Some(desk) = self.desks.get_mut(&agent) {
                    desk.heart_beat(&mut self.ctx);
                }
            }
            Timer::PageGone(agent) => {
                if let Some(desk) = self.desks.get_mut(&agent) {
                    desk.sign_out(&mut self.ctx);
                }
            }
            Timer::Drain => self.close_all(),
        }
    }

    fn wake(&mut self, contact: ContactId, slot: Slot) {
        self.call(contact, |call, ctx, desks| {
            call.advance(slot, flow::Input::Wake, ctx, desks);
        });
    }

    fn close(&mut self, contact: ContactId, reason: DisconnectReason, hang_up: HangUpReason) {
        self.call(contact, |call, ctx, desks| {
            call.end(reason, None, hang_up, ctx, desks);
        });
    }

    /// The drain's deadline: what is left is closed, after-contact work and recordings too.
    fn close_all(&mut self) {
        let mut left: Vec<ContactId> = self.calls.keys().copied().collect();
        left.sort_unstable();
        for contact in left {
            self.close(contact, DisconnectReason::Other, HangUpReason::ShuttingDown);
            self.signals();
            let working = self
                .calls
                .get(&contact)
                .and_then(|call| call.facts.agent.as_ref())
                .map(|agent| agent.id);
            if let Some(desk) = working.and_then(|agent| self.desks.get_mut(&agent)) {
                desk.remove(&mut self.ctx, contact);
            }
            self.signals();
            self.call(contact, |call, ctx, _| call.give_up_recordings(ctx));
            self.signals();
        }
    }

    /// Carries on until all is quiet: expired timers, signals, pairs; then says what changed.
    fn settle(&mut self) {
        self.signals();
        loop {
            if let Some(timer) = self.ctx.timers.expired(self.ctx.now) {
                self.timer(timer);
            } else if let Some(Match { contact, agent }) = self.ctx.router.poll(self.ctx.now) {
                self.offer(contact, agent);
            } else {
                break;
            }
            self.signals();
        }
        self.flush();
    }

    fn signals(&mut self) {
        while let Some(signal) = self.ctx.signals.pop_front() {
            match signal {
                Signal::AtAgent {
                    agent,
                    contact,
                    state,
                } => {
                    if let Some(desk) = self.desks.get_mut(&agent) {
                        desk.contact_moved(&mut self.ctx, contact, state);
                    }
                }
                Signal::OffAgent { agent, contact } => {
                    if let Some(desk) = self.desks.get_mut(&agent) {
                        desk.remove(&mut self.ctx, contact);
                    }
                }
                Signal::WorkEnded { contact } => {
                    self.call(contact, |call, ctx, _| call.work_ended(ctx));
                }
                Signal::AgentGone { contact } => {
                    self.call(contact, |call, ctx, _| {
                        call.offer_over(OfferEnd::Withdrawn, ctx);
                    });
                }
                Signal::Continue {
                    contact,
                    as_method,
                    with,
                } => self.go_on(contact, as_method, with),
                Signal::Completed { contact } => {
                    if let Some(call) = self.calls.remove(&contact) {
                        self.ctx.out.changed_contacts.remove(&contact);
                        self.ctx.out.durable(Output::Contact(Box::new(call.facts)));
                    }
                }
            }
        }
    }

    fn go_on(
        &mut self,
        contact: ContactId,
        method: crate::contact::InitiationMethod,
        with: Continuation,
    ) {
        let next = self.call(contact, |call, ctx, desks| {
            call.continue_as(method, with, ctx, desks)
        });
        if let Some(Some(next)) = next {
            self.calls.insert(next.facts.id, next);
        }
    }

    /// Offers a contact to an agent, as the router says.
    fn offer(&mut self, contact: ContactId, agent: UserId) {
        if !self.desks.contains_key(&agent) {
            self.ctx.router.release(self.ctx.now, contact);
            return;
        }
        let held = self.call(contact, |call, ctx, _| call.offer(agent, ctx));
        let Some(Some(held)) = held else {
            // The contact is not to be had: it must not stay in the router, and the agent waits on.
            self.ctx.router.dequeue(contact);
            if let Some(desk) = self.desks.get(&agent) {
                desk.declare(&mut self.ctx);
            }
            return;
        };
        if let Some(desk) = self.desks.get_mut(&agent) {
            desk.add(&mut self.ctx, held);
        }
        self.call(contact, |call, ctx, _| {
            if call.accepts_by_itself(agent, ctx) {
                call.accept(ctx);
            }
        });
    }

    /// Says what changed: rows of contacts, events, rows and snapshots of agents.
    fn flush(&mut self) {
        while let Some(contact) = self.ctx.out.changed_contacts.pop_first() {
            if let Some(call) = self.calls.get(&contact) {
                let facts = Box::new(call.facts.clone());
                self.ctx.out.durable(Output::Contact(facts));
            }
        }
        while let Some(agent) = self.ctx.out.changed_agents.pop_first() {
            let calls = &self.calls;
            if let Some(desk) = self.desks.get_mut(&agent) {
                desk.flush(&mut self.ctx, |id| calls.get(&id).map(|call| &call.facts));
            }
        }
    }

    fn answer(&mut self, token: CommandToken, result: Result<Reply, CommandError>) {
        self.ctx.out.answer(Output::Reply { token, result });
    }

    /// The state of a contact at an agent, or why it has none there.
    pub(crate) fn held_state(
        &self,
        agent: UserId,
        contact: ContactId,
    ) -> Result<ContactState, CommandError> {
        let desk = self
            .desks
            .get(&agent)
            .ok_or(CommandError::UserNotFound(agent))?;
        desk.facts()
            .contact(contact)
            .map(|it| it.state)
            .ok_or(CommandError::NotAssigned)
    }
}

impl From<EndCause> for DisconnectReason {
    fn from(cause: EndCause) -> Self {
        match cause {
            EndCause::HungUp => DisconnectReason::CustomerDisconnect,
            EndCause::Failed => DisconnectReason::TelecomProblem,
        }
    }
}
