//! A flow (or what stands in for one) that runs to one leg of a call.

use super::builtin::{self, Step};
use super::host::CallHost;
use crate::agent::Desks;
use crate::calls::Call;
use crate::context::{Context, Invocation};
use crate::input::LambdaToken;
use crate::output::{MediaCommand, Output, PlaySource, Publication, Topic, Voice};
use flow::{
    Effect, EventHook, FlowKind, FlowLogEntry, Outcome, PromptSource, Published, RequestId, Run,
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
    /// To the customer on hold.
    Hold,
}

impl Role {
    /// Where a flow for it is set, and which kind of flow is the default.
    pub(crate) const fn hook(self) -> Option<(EventHook, FlowKind)> {
        match self {
            Role::Inbound | Role::Disconnect => None,
            Role::Queue => Some((EventHook::CustomerQueue, FlowKind::CustomerQueue)),
            Role::AgentWhisper => Some((EventHook::AgentWhisper, FlowKind::AgentWhisper)),
            Role::CustomerWhisper => Some((EventHook::CustomerWhisper, FlowKind::CustomerWhisper)),
            Role::Hold => Some((EventHook::CustomerHold, FlowKind::CustomerHold)),
        }
    }
}

/// Whom a session plays to: each leg of a call has at most one.
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

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Session {
    id: u64,
    role: Role,
    leg: LegId,
    script: Script,
    playing: Option<(RequestId, PlayId)>,
    tokens: Vec<LambdaToken>,
    /// Set when the built-in steps are over.
    over: bool,
}

impl Session {
    /// Starts a flow, or what stands in for one, and runs it to its first wait.
    pub(crate) fn start(
        flow: Option<Arc<Published>>,
        role: Role,
        leg: LegId,
        call: &mut Call,
        ctx: &mut Context,
        desks: &Desks,
    ) -> Self {
        let id = ctx.token();
        let now = ctx.now;
        let script = match flow {
            Some(flow) => {
                let mut host = CallHost::new(call, ctx, desks, role);
                Script::Flow(Box::new(Run::start(flow, now, &mut host)))
            }
            None => {
                let queue = call.facts.queue.as_ref().map(|it| it.name.as_str());
                let voice = call.voice();
                Script::Builtin(builtin::steps(role, queue, &voice).into())
            }
        };
        let mut session = Self {
            id,
            role,
            leg,
            script,
            playing: None,
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

    /// Which flow runs now; none for built-in steps.
    pub(crate) fn flow(&self) -> Option<FlowId> {
        match &self.script {
            Script::Flow(run) => run.flow().arn.rsplit('/').next()?.parse().ok(),
            Script::Builtin(_) => None,
        }
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
        call: &mut Call,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        if let Script::Flow(run) = &mut self.script {
            let now = ctx.now;
            let mut host = CallHost::new(call, ctx, desks, self.role);
            run.handle(now, input, &mut host);
            self.drain(call, ctx, desks);
        }
    }

    /// A play ended, heard or not.
    pub(crate) fn played(
        &mut self,
        play: PlayId,
        heard: bool,
        call: &mut Call,
        ctx: &mut Context,
        desks: &Desks,
    ) {
        let Some((request, _)) = self.playing.take_if(|it| it.1 == play) else {
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
    pub(crate) fn cancel(&mut self, call: &mut Call, ctx: &mut Context, desks: &Desks) {
        if let Script::Flow(run) = &mut self.script {
            let mut host = CallHost::new(call, ctx, desks, self.role);
            run.cancel(&mut host);
            self.drain(call, ctx, desks);
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

    fn stop_play(&mut self, ctx: &mut Context) {
        if let Some((_, play)) = self.playing.take() {
            ctx.out.media(MediaCommand::StopPlay {
                leg: self.leg,
                play,
            });
        }
    }

    fn next_step(&mut self, ctx: &mut Context) {
        let Script::Builtin(steps) = &mut self.script else {
            return;
        };
        match steps.pop_front() {
            Some(step) => self.play(RequestId(0), step.sources, step.looped, ctx),
            None => self.over = true,
        }
    }

    fn play(
        &mut self,
        request: RequestId,
        sources: Vec<PlaySource>,
        looped: bool,
        ctx: &mut Context,
    ) {
        let play: PlayId = ctx.ids.id();
        self.playing = Some((request, play));
        ctx.out.media(MediaCommand::Play {
            leg: self.leg,
            play,
            sources,
            looped,
        });
    }

    /// Passes on what the flow asks for. What cannot be played is answered at once.
    fn drain(&mut self, call: &mut Call, ctx: &mut Context, desks: &Desks) {
        loop {
            let Script::Flow(run) = &mut self.script else {
                return;
            };
            let Some(effect) = run.poll() else {
                return;
            };
            match effect {
                Effect::Play { id, source } => match source_of(source, &call.voice(), ctx) {
                    Some(source) => self.play(id, vec![source], false, ctx),
                    None => {
                        let now = ctx.now;
                        let mut host = CallHost::new(call, ctx, desks, self.role);
                        run.handle(now, flow::Input::PromptFailed(id), &mut host);
                    }
                },
                Effect::StopPrompt(id) => {
                    if self.playing.is_some_and(|it| it.0 == id) {
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
                    let token = LambdaToken(ctx.token());
                    let invocation = Invocation {
                        contact: call.facts.id,
                        session: self.id,
                        request: id,
                    };
                    ctx.invocations.insert(token, invocation);
                    self.tokens.push(token);
                    ctx.out.effect(Output::InvokeLambda {
                        token,
                        contact: call.facts.id,
                        function,
                        asynchronous,
                        payload,
                        timeout,
                    });
                }
                Effect::Log(entry) => log(&entry, ctx),
            }
        }
    }
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
