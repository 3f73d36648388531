//! A flow (or what stands in for one) that runs to one side of a contact.

use super::builtin::{self, Step};
use super::host::ContactHost;
use crate::agent::Desks;
use crate::calls::{CallerWish, ThirdPartyCall};
use crate::context::{Context, Invocation};
use crate::dialling::NotDialled;
use crate::input::LambdaToken;
use crate::journal::{RunEnd, RunFacts, RunOutcome};
use crate::live::{Live, call_of};
use crate::output::{MediaCommand, Output, PlaySource, Publication, Topic, Voice};
use flow::{
    Effect, EventHook, FlowKind, FlowLogEntry, Hearing, Outcome, PromptSource, Published,
    RequestId, Run, ThirdPartyEvent,
};
use ids::{ContactId, FlowId, LegId, PlayId, Timestamp};
use std::collections::VecDeque;
use std::sync::Arc;

/// Why a flow runs. Source: connect-c-flows.md §8.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The number's flow.
    Inbound,
    /// After the agent left, with the customer still there.
    Disconnect,
    /// While waiting in a queue.
    Queue,
    /// To the agent before joining.
    AgentWhisper,
    /// To the customer before joining.
    CustomerWhisper,
    /// To a customer whom we call, before joining; it calls the customer, too.
    OutboundWhisper,
    /// To the customer on hold.
    Hold,
    /// To an agent on hold.
    AgentHold,
    /// To the agent who transfers, or to the customer once that agent has left.
    Transfer,
    /// When a task is paused or resumed.
    Event,
}

impl Role {
    /// To which side it runs.
    pub(crate) const fn slot(self) -> Slot {
        match self {
            Role::AgentWhisper | Role::AgentHold | Role::Event => Slot::Agent,
            _ => Slot::Customer,
        }
    }

    /// Where a flow for it is set, and which kind of flow is the default.
    pub(crate) const fn hook(self) -> Option<(EventHook, FlowKind)> {
        match self {
            // The queue names the flow, not a hook.
            Role::Inbound
            | Role::Disconnect
            | Role::OutboundWhisper
            | Role::Transfer
            | Role::Event => None,
            Role::Queue => Some((EventHook::CustomerQueue, FlowKind::CustomerQueue)),
            Role::AgentWhisper => Some((EventHook::AgentWhisper, FlowKind::AgentWhisper)),
            Role::CustomerWhisper => Some((EventHook::CustomerWhisper, FlowKind::CustomerWhisper)),
            Role::Hold => Some((EventHook::CustomerHold, FlowKind::CustomerHold)),
            Role::AgentHold => Some((EventHook::AgentHold, FlowKind::AgentHold)),
        }
    }
}

/// Whose side a session runs to: each side of a contact has at most one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// The customer.
    Customer,
    /// The agent.
    Agent,
}

#[derive(Debug)]
enum Script {
    /// A flow; boxed because it is large.
    Flow(Box<Run>),
    /// Built-in steps that are still to come.
    Builtin(VecDeque<Step>),
}

impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Step({} sources)", self.sources.len())
    }
}

/// What plays.
#[derive(Debug)]
struct Playing {
    request: RequestId,
    play: PlayId,
    /// The same for a second leg, whose end nobody waits for.
    also: Option<(LegId, PlayId)>,
    sources: Vec<PlaySource>,
    looped: bool,
}

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Session {
    id: u64,
    role: Role,
    leg: Option<LegId>,
    script: Script,
    playing: Option<Playing>,
    /// A second leg that hears the same.
    also: Option<LegId>,
    tokens: Vec<LambdaToken>,
    /// Set when the built-in steps are over.
    over: bool,
}

impl Session {
    /// Starts a flow, or what stands in for one, and runs it to its first wait.
    pub(crate) fn start(
        flow: Option<Arc<Published>>,
        role: Role,
        leg: Option<LegId>,
        call: &mut dyn Live,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Self {
        let id = ctx.token();
        let now = ctx.now;
        let script = match flow {
            Some(flow) => {
                let mut host = ContactHost::new(call, ctx, desks, role);
                Script::Flow(Box::new(Run::start(flow, now, &mut host)))
            }
            None => {
                let queue = call.facts().queue.as_ref().map(|it| it.name.as_str());
                let voice = call.settings().voice();
                Script::Builtin(builtin::steps(role, queue, &voice).into())
            }
        };
        let mut session = Self {
            id,
            role,
            leg,
            script,
            playing: None,
            also: None,
            tokens: Vec::new(),
            over: false,
        };
        match &session.script {
            Script::Flow(_) => session.drain(call, ctx, desks),
            Script::Builtin(_) => session.next_step(ctx),
        }
        session
    }

    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn role(&self) -> Role {
        self.role
    }

    /// What the journal keeps of its end; nothing for built-in steps.
    pub(crate) fn run_end(&self, outcome: RunOutcome) -> Option<RunEnd> {
        let Script::Flow(run) = &self.script else {
            return None;
        };
        let flow = run.outermost();
        Some(RunEnd {
            flow: flow_id(&flow)?,
            run: RunFacts {
                kind: flow.kind,
                module: None,
                published: None,
            },
            since: run.since(),
            outcome,
            next: None,
        })
    }

    /// When it wants to be woken.
    pub(crate) fn wake_at(&self) -> Option<Timestamp> {
        match &self.script {
            Script::Flow(run) => run.wake_at().map(|(at, _)| at),
            Script::Builtin(_) => None,
        }
    }

    /// How it ended.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        match &self.script {
            Script::Flow(run) => run.outcome().cloned(),
            Script::Builtin(_) => self.over.then_some(Outcome::Ended),
        }
    }

    /// Takes an input.
    pub(crate) fn handle(
        &mut self,
        input: flow::Input,
        call: &mut dyn Live,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        if let Script::Flow(run) = &mut self.script {
            let now = ctx.now;
            let mut host = ContactHost::new(call, ctx, desks, self.role);
            run.handle(now, input, &mut host);
            self.drain(call, ctx, desks);
        }
    }

    /// A play ended, heard or not.
    pub(crate) fn played(
        &mut self,
        play: PlayId,
        heard: bool,
        call: &mut dyn Live,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        let Some(Playing { request, .. }) = self.playing.take_if(|it| it.play == play) else {
            return;
        };
        match &self.script {
            Script::Flow(_) => {
                let input = if heard {
                    flow::Input::PromptFinished(request)
                } else {
                    flow::Input::PromptFailed(request)
                };
                self.handle(input, call, ctx, desks);
            }
            Script::Builtin(_) => self.next_step(ctx),
        }
    }

    /// Ends it from outside: silence, and no outcome.
    pub(crate) fn cancel(&mut self, call: &mut dyn Live, ctx: &mut Context, desks: &Desks) {
        if let Script::Flow(run) = &mut self.script {
            let mut host = ContactHost::new(call, ctx, desks, self.role);
            run.cancel(&mut host);
            self.drain(call, ctx, desks);
        }
        if let Some(call) = call.as_call_mut() {
            call.drop_third_party_of(self.id, ctx);
        }
        self.stop_play(ctx);
        self.forget(ctx);
    }

    /// Forgets invocations that nobody waits for any more.
    pub(crate) fn forget(&mut self, ctx: &mut Context) {
        for token in self.tokens.drain(..) {
            ctx.invocations.remove(&token);
        }
    }

    /// The contact goes on under another identifier.
    pub(crate) fn moved_to(&self, contact: ContactId, ctx: &mut Context) {
        for token in &self.tokens {
            if let Some(it) = ctx.invocations.get_mut(token) {
                it.contact = contact;
            }
        }
    }

    /// Speaks to another leg from now on, or to two; what plays begins again there.
    pub(crate) fn speak_to(&mut self, leg: LegId, also: Option<LegId>, ctx: &mut Context) {
        if (self.leg, self.also) == (Some(leg), also) {
            return;
        }
        let playing = self.stop_play(ctx);
        self.leg = Some(leg);
        self.also = also;
        if let Some(it) = playing {
            self.play(it.request, it.sources, it.looped, ctx);
        }
    }

    fn stop_play(&mut self, ctx: &mut Context) -> Option<Playing> {
        let playing = self.playing.take()?;
        let plays = [self.leg.map(|leg| (leg, playing.play)), playing.also];
        for (leg, play) in plays.into_iter().flatten() {
            ctx.out.media(MediaCommand::StopPlay { leg, play });
        }
        Some(playing)
    }

    fn next_step(&mut self, ctx: &mut Context) {
        let Script::Builtin(steps) = &mut self.script else {
            return;
        };
        match steps.pop_front() {
            Some(step) if self.leg.is_some() => {
                self.play(RequestId(0), step.sources, step.looped, ctx);
            }
            // To a contact that hears nothing there is nothing to play.
            _ => self.over = true,
        }
    }

    fn play(
        &mut self,
        request: RequestId,
        sources: Vec<PlaySource>,
        looped: bool,
        ctx: &mut Context,
    ) {
        let Some(leg) = self.leg else {
            return;
        };
        let play: PlayId = ctx.ids.id();
        let also = self.also.map(|leg| (leg, ctx.ids.id()));
        for (leg, play) in [Some((leg, play)), also].into_iter().flatten() {
            ctx.out.media(MediaCommand::Play {
                leg,
                play,
                sources: sources.clone(),
                looped,
            });
        }
        self.playing = Some(Playing {
            request,
            play,
            also,
            sources,
            looped,
        });
    }

    /// A name for what the flow asks for, under which the answer finds back.
    fn token(&mut self, request: RequestId, call: &dyn Live, ctx: &mut Context) -> LambdaToken {
        let token = LambdaToken(ctx.token());
        let invocation = Invocation {
            contact: call.facts().id,
            session: self.id,
            request,
        };
        ctx.invocations.insert(token, invocation);
        self.tokens.push(token);
        token
    }

    /// Tells the flow of a call that is not placed.
    fn not_dialled(
        &mut self,
        request: RequestId,
        called: Result<(), NotDialled>,
        call: &mut dyn Live,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        if let (Err(_), Script::Flow(run)) = (called, &mut self.script) {
            let now = ctx.now;
            let failed = flow::Input::ThirdParty(request, ThirdPartyEvent::Failed);
            let mut host = ContactHost::new(call, ctx, desks, self.role);
            run.handle(now, failed, &mut host);
        }
    }

    /// Passes on what the flow asks for. What cannot be played is answered at once.
    fn drain(&mut self, call: &mut dyn Live, ctx: &mut Context, desks: &Desks) {
        loop {
            let Script::Flow(run) = &mut self.script else {
                return;
            };
            let Some(effect) = run.poll() else {
                return;
            };
            match effect {
                Effect::Play { id, source } => match self
                    .leg
                    .and_then(|_| source_of(source, &call.settings().voice(), ctx))
                {
                    Some(source) => self.play(id, vec![source], false, ctx),
                    None => {
                        let now = ctx.now;
                        let mut host = ContactHost::new(call, ctx, desks, self.role);
                        run.handle(now, flow::Input::PromptFailed(id), &mut host);
                    }
                },
                Effect::StopPrompt(id) => {
                    if self.playing.as_ref().is_some_and(|it| it.request == id) {
                        self.stop_play(ctx);
                    }
                }
                Effect::InvokeLambda {
                    id,
                    function,
                    asynchronous,
                    timeout,
                    payload,
                } => {
                    let token = self.token(id, call, ctx);
                    ctx.out.effect(Output::InvokeLambda {
                        token,
                        contact: call.facts().id,
                        function,
                        asynchronous,
                        payload,
                        timeout,
                    });
                }
                Effect::Ask { id, request, limit } => {
                    let token = self.token(id, call, ctx);
                    ctx.out.effect(Output::Ask {
                        token,
                        contact: call.facts().id,
                        request: Box::new(request),
                        limit,
                    });
                }
                Effect::AskBot { id, turn, limit } => {
                    let token = self.token(id, call, ctx);
                    ctx.out.effect(Output::AskBot {
                        token,
                        contact: call.facts().id,
                        turn,
                        limit,
                    });
                }
                Effect::Listen {
                    id,
                    language,
                    limits,
                } => {
                    let Some(leg) = self.leg else {
                        let now = ctx.now;
                        let nobody = flow::Input::Heard(id, Hearing::Unavailable);
                        let mut host = ContactHost::new(call, ctx, desks, self.role);
                        run.handle(now, nobody, &mut host);
                        continue;
                    };
                    let token = self.token(id, call, ctx);
                    ctx.out.effect(Output::Listen {
                        token,
                        leg,
                        language,
                        limits,
                    });
                }
                Effect::StopListening(id) => {
                    let asked = |it: &&LambdaToken| {
                        let invocation = ctx.invocations.get(it);
                        invocation.is_some_and(|it| it.request == id)
                    };
                    let token = self.tokens.iter().find(asked).copied();
                    if let (Some(token), Some(leg)) = (token, self.leg) {
                        ctx.invocations.remove(&token);
                        ctx.out.effect(Output::StopListening { token, leg });
                    }
                }
                Effect::DialThirdParty {
                    id,
                    number,
                    limit,
                    caller_id,
                    dtmf,
                    resume,
                } => {
                    let wanted = ThirdPartyCall {
                        session: self.id,
                        request: id,
                        number,
                        limit,
                        caller: caller_id,
                        dtmf,
                        resume,
                    };
                    let called = call_of(call)
                        .map_err(|_| NotDialled::NotPermitted)
                        .and_then(|call| call.call_third_party(wanted, ctx));
                    self.not_dialled(id, called, call, ctx, desks);
                }
                Effect::DialCustomer {
                    id,
                    caller_id,
                    limit,
                } => {
                    let wish = CallerWish {
                        number: caller_id.number,
                        limit,
                    };
                    let called = call_of(call)
                        .map_err(|_| NotDialled::NotPermitted)
                        .and_then(|call| call.call_customer(Some(id), wish, ctx));
                    self.not_dialled(id, called, call, ctx, desks);
                }
                Effect::Log(entry) => log(&entry, ctx),
            }
        }
    }
}

/// The identifier in a flow's or a module's ARN, which may name a version.
pub(super) fn flow_id(flow: &Published) -> Option<FlowId> {
    let last = flow.arn.rsplit('/').next()?;
    last.split(':').next()?.parse().ok()
}

fn log(entry: &FlowLogEntry, ctx: &mut Context) {
    if !ctx.directory.flow_logs() {
        return;
    }
    if let Ok(body) = serde_json::to_value(entry) {
        ctx.out.publish(Publication {
            topic: Topic::FlowLogs,
            key: entry.contact_id.to_string(),
            body,
        });
    }
}

/// What is heard; `None` when the prompt is not in the library.
fn source_of(source: PromptSource, voice: &Voice, ctx: &Context) -> Option<PlaySource> {
    Some(match source {
        // Text that opens with markup is markup (connect-c-flows.md §7.25).
        PromptSource::Text(text) if text.trim_start().starts_with("<speak") => PlaySource::Ssml {
            ssml: text,
            voice: voice.clone(),
        },
        PromptSource::Text(text) => PlaySource::Text {
            text,
            voice: voice.clone(),
        },
        PromptSource::Ssml(ssml) => PlaySource::Ssml {
            ssml,
            voice: voice.clone(),
        },
        PromptSource::Prompt(prompt) => PlaySource::Prompt {
            blob: ctx.directory.prompt_by_text(&prompt)?.blob.clone(),
        },
        PromptSource::Media { uri } => PlaySource::Media { uri },
    })
}
