//! The exchange itself: its edge, and the conducting. It owns calls and desks, brings each input
//! to its room, carries signals between rooms until all is quiet, and lets the router pair.

use crate::agent::{ContactState, Desk, Desks};
use crate::calls::Call;
use crate::command::{CommandError, Reply};
use crate::contact::ContactFacts;
use crate::context::{Context, Continuation, Signal};
use crate::input::{CommandToken, Input};
use crate::journal::OfferEnd;
use crate::output::Output;
use crate::settings::{Identity, Settings};
use crate::timers::Timer;
use ids::{ContactId, Timestamp, UserId};
use routing::Match;
use std::collections::HashMap;

/// The exchange of one instance.
#[derive(Debug)]
pub struct Exchange {
    pub(crate) ctx: Context,
    pub(crate) calls: HashMap<ContactId, Call>,
    pub(crate) desks: Desks,
    /// Set by a drain.
    pub(crate) draining: bool,
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

    pub(crate) fn signals(&mut self) {
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
