//! The exchange itself: its edge, and the conducting. It owns calls and desks, brings each input
//! to its room, carries signals between rooms until all is quiet, and lets the router pair.

use crate::agent::{ContactState, Desk, Desks};
use crate::calls::Call;
use crate::command::{CommandError, Reply};
use crate::contact::ContactFacts;
use crate::context::{Context, Signal};
use crate::input::{CommandToken, Input, LambdaToken};
use crate::journal::OfferEnd;
use crate::live::prelude::*;
use crate::output::{Output, Remark};
use crate::settings::{Identity, Settings};
use crate::snapshot::Line;
use crate::tasks::Task;
use crate::timers::Timer;
use ids::{ContactId, Timestamp, UserId};
use input_encryption::Entropy;
use routing::Match;
use std::collections::HashMap;

/// The exchange of one instance.
#[derive(Debug)]
pub struct Exchange {
    pub(crate) ctx: Context,
    pub(crate) calls: HashMap<ContactId, Call>,
    pub(crate) tasks: HashMap<ContactId, Task>,
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
            tasks: HashMap::new(),
            desks: Desks::new(),
            draining: false,
        }
    }

    /// Gives it what it needs to encrypt customers' input: 32 bytes from the operating system, used
    /// for nothing else. Identifiers are drawn from another source, as theirs can be predicted by
    /// who has seen some; an exchange without this refuses to encrypt.
    #[must_use]
    pub fn with_entropy(mut self, seed: [u8; 32]) -> Self {
        self.ctx.entropy = Some(Entropy::new(seed));
        self
    }

    /// Whose exchange it is.
    pub fn identity(&self) -> &Identity {
        &self.ctx.identity
    }

    /// The numbers it goes by.
    pub fn settings(&self) -> &Settings {
        &self.ctx.settings
    }

    /// Gives a flow the answer to what it asked for; `last` when no other follows.
    fn answered(
        &mut self,
        token: LambdaToken,
        last: bool,
        input: impl FnOnce(flow::RequestId) -> flow::Input,
    ) {
        let invocations = &mut self.ctx.invocations;
        let found = match last {
            true => invocations.remove(&token),
            false => invocations.get(&token).cloned(),
        };
        if let Some(it) = found {
            let input = input(it.request);
            self.any(it.contact, |contact, ctx, desks| {
                contact.invoked(it.session, input, ctx, desks);
            });
        }
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
                self.answered(token, true, |id| flow::Input::LambdaResult(id, result));
            }
            Input::Answered { token, result } => {
                self.answered(token, true, |id| flow::Input::Answer(id, result));
            }
            Input::BotAnswered { token, result } => {
                self.answered(token, true, |id| flow::Input::Bot(id, result));
            }
            Input::Heard { token, hearing } => {
                let last = hearing != flow::Hearing::SpeechStarted;
                self.answered(token, last, |id| flow::Input::Heard(id, hearing));
            }
            Input::Command { token, command } => {
                let result = self.command(command);
                match result {
                    Err(CommandError::TooManyCalls(_)) => {
                        self.ctx.out.remark(Remark::CallOverQuota)
                    }
                    Err(CommandError::TooManyTasks(_)) => {
                        self.ctx.out.remark(Remark::TaskOverQuota)
                    }
                    _ => {}
                }
                self.settle();
                self.answer(token, result);
                return;
            }
            Input::Timer => {}
            Input::Drain { deadline } => {
                self.draining = true;
                self.leave_callbacks();
                self.leave_tasks();
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
        self.calls.len() + self.tasks.len()
    }

    /// Whether a drain was asked for and no contact is left but tasks and callbacks that wait,
    /// which the next process takes up.
    pub fn drained(&self) -> bool {
        self.draining && self.calls.values().all(Call::is_waiting_callback)
    }

    /// Whether a contact is live.
    pub fn is_live(&self, contact: ContactId) -> bool {
        self.contact(contact).is_some()
    }

    /// What is known of a live contact.
    pub fn contact(&self, contact: ContactId) -> Option<&ContactFacts> {
        known(&self.calls, &self.tasks, contact)
    }

    /// Live contacts, oldest first.
    pub fn contacts(&self) -> Vec<&ContactFacts> {
        let calls = self.calls.values().map(|call| &call.facts);
        let tasks = self.tasks.values().map(|task| &task.facts);
        let mut all: Vec<&ContactFacts> = calls.chain(tasks).collect();
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

    /// The same for a contact of any channel.
    pub(crate) fn any<T>(
        &mut self,
        contact: ContactId,
        act: impl FnOnce(&mut dyn Live, &mut Context, &Desks) -> T,
    ) -> Option<T> {
        let it: &mut dyn Live = match self.calls.get_mut(&contact) {
            Some(call) => call,
            None => self.tasks.get_mut(&contact)?,
        };
        Some(act(it, &mut self.ctx, &self.desks))
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
                    self.any(contact, |it, ctx, _| it.work_ended(ctx));
                }
                Signal::AgentGone { contact } => {
                    self.any(contact, |it, ctx, _| {
                        it.offer_over(OfferEnd::Withdrawn, ctx);
                    });
                }
                Signal::Continue {
                    contact,
                    as_method,
                    with,
                } => self.go_on(contact, as_method, with),
                Signal::Conference(word) => self.conference(word),
                Signal::Opened(call) => {
                    self.calls.insert(call.facts.id, *call);
                }
                Signal::Completed { contact } => {
                    let call = self.calls.remove(&contact).map(|it| it.facts);
                    let task = || self.tasks.remove(&contact).map(|it| it.facts);
                    if let Some(facts) = call.or_else(task) {
                        self.ctx.out.changed_contacts.remove(&contact);
                        self.ctx.out.durable(Output::Contact(Box::new(facts)));
                    }
                }
            }
        }
    }

    /// Offers a contact to an agent, as the router says.
    pub(crate) fn offer(&mut self, contact: ContactId, agent: UserId) {
        if !self.desks.contains_key(&agent) {
            self.ctx.router.release(self.ctx.now, contact);
            return;
        }
        let held = self.any(contact, |it, ctx, _| it.offer(agent, ctx));
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
                call.connect_agent(ctx);
            }
        });
    }

    /// Says what changed: rows of contacts, events, rows and snapshots of agents.
    fn flush(&mut self) {
        while let Some(contact) = self.ctx.out.changed_contacts.pop_first() {
            if let Some(facts) = self.contact(contact) {
                let facts = Box::new(facts.clone());
                self.ctx.out.durable(Output::Contact(facts));
            }
        }
        while let Some(agent) = self.ctx.out.changed_agents.pop_first() {
            let multi = self.ctx.directory.multi_party();
            if let Some(desk) = self.desks.get_mut(&agent) {
                let (calls, tasks, hosts) = (&self.calls, &self.tasks, &self.ctx.hosts);
                let lines = desk.lines(|id| Line::of(id, calls, tasks, hosts, multi));
                desk.flush(&mut self.ctx, lines);
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

/// What is known of a live contact, for those who hold a part of the exchange.
pub(crate) fn known<'a>(
    calls: &'a HashMap<ContactId, Call>,
    tasks: &'a HashMap<ContactId, Task>,
    id: ContactId,
) -> Option<&'a ContactFacts> {
    let call = calls.get(&id).map(|call| &call.facts);
    call.or_else(|| tasks.get(&id).map(|task| &task.facts))
}
