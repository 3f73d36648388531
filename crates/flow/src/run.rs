//! One execution of a flow.

use crate::blocks::{Signal, Step, Waiting, later};
use crate::cx::{Core, Cx, Frame};
use crate::document::{Action, Published};
use crate::effect::{CallerId, Effect, Failure, Input, Outcome, RequestId, ThirdPartyEvent, Timer};
use crate::host::Host;
use crate::log::FlowLogEntry;
use crate::references::{Resolved, Root};
use crate::registry::{Ends, Need, OnChannel};
use crate::request::BotOutcome;
use crate::transitions::{ErrorType, Target};
use ids::Timestamp;
use resources::FlowKind;
use serde_json::json;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// How many actions a run may make within one second; at the next one it is cut as an endless
/// loop. The largest flow (250 actions) gets round 40 times in it.
pub const INSTANT_STEPS: u32 = 10_000;

/// The longest whisper, in seconds. Source: connect-c-flows.md §7.39.
const WHISPER_SECONDS: u32 = 120;

/// How many keys are kept ahead of a question; later ones are dropped.
const KEYS_AHEAD: usize = 100;

/// One execution of a flow for a contact or, in whisper and hold flows, for a participant.
///
/// The calling contract: after [`Run::start`] and after each [`Run::handle`], drain
/// [`Run::poll`], then look at [`Run::outcome`]; while there is none, call `handle` with what
/// happens outside, and with [`Input::Wake`] at [`Run::wake_at`]. Time never goes back.
pub struct Run {
    core: Core,
    waiting: Option<Waiting>,
    outcome: Option<Outcome>,
    /// Actions made since `counted_since`.
    steps: u32,
    counted_since: Timestamp,
}

impl std::fmt::Debug for Run {
    /// Where the run is. Keys and texts in it may be personal data, so they are left out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run")
            .field("flow", &self.flow().arn)
            .field("action", &self.action())
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

impl Run {
    /// Starts a flow and runs it up to its first wait. `flow.kind` decides which rules apply.
    pub fn start(flow: Arc<Published>, now: Timestamp, host: &mut dyn Host) -> Self {
        let kind = flow.kind;
        let mut run = Self {
            core: Core {
                frame: Frame::new(flow, None, now),
                callers: Vec::new(),
                outbox: VecDeque::new(),
                timers: Vec::new(),
                keys: None,
                lambda_time: Duration::ZERO,
                external: None,
                next_request: 0,
            },
            waiting: None,
            outcome: None,
            steps: 0,
            counted_since: now,
        };
        if is_whisper(kind) {
            let end = later(now, WHISPER_SECONDS);
            run.core.set_timer(Timer::Whisper, end);
        }
        run.drive(now, host, None);
        run
    }

    /// Takes an input and runs on to the next wait. Timers that are due go first.
    pub fn handle(&mut self, now: Timestamp, input: Input, host: &mut dyn Host) {
        while let Some(timer) = self.due(now) {
            if timer == Timer::Whisper {
                self.stop_prompts();
                self.finish(Outcome::Failed(Failure::WhisperTooLong), host);
                return;
            }
            self.signal(now, Signal::Timer(timer), host);
        }
        match input {
            Input::Wake => {}
            Input::Dtmf(key) => self.key(now, key, host),
            Input::PromptFinished(id) => self.signal(now, Signal::PromptFinished(id), host),
            Input::PromptFailed(id) => self.signal(now, Signal::PromptFailed(id), host),
            Input::LambdaResult(id, result) => self.signal(now, Signal::Lambda(id, result), host),
            Input::Event(event) => self.signal(now, Signal::Event(event), host),
            Input::Answer(id, result) => self.signal(now, Signal::Answer(id, result), host),
            Input::Bot(id, result) => self.signal(now, Signal::Bot(id, result), host),
            Input::Text(text) => self.signal(now, Signal::Text(text), host),
            Input::Heard(id, hearing) => self.signal(now, Signal::Heard(id, hearing), host),
            Input::ThirdParty(id, event) => self.signal(now, Signal::ThirdParty(id, event), host),
        }
    }

    /// The next thing asked of the world; `None` when there is no more.
    pub fn poll(&mut self) -> Option<Effect> {
        self.core.outbox.pop_front()
    }

    /// When to call [`Run::handle`] with [`Input::Wake`], and which timer it is for.
    pub fn wake_at(&self) -> Option<(Timestamp, Timer)> {
        let next = self.core.timers.iter().min_by_key(|(_, at)| *at)?;
        Some((next.1, next.0))
    }

    /// How the run ended; `None` while it waits.
    pub const fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// Ends the run from outside, as when an agent takes the contact: prompts are stopped, and
    /// what a module had set aside is brought back. There is no outcome afterwards, and inputs
    /// are dropped. Drain [`Run::poll`] once more.
    pub fn cancel(&mut self, host: &mut dyn Host) {
        self.stop_prompts();
        self.drop_talk(host);
        self.leave_modules(host);
        self.core.timers.clear();
        self.waiting = None;
    }

    /// The customer goes from a conversation with a bot that is not over.
    fn drop_talk(&mut self, host: &mut dyn Host) {
        if let Some(Waiting::Bot(talk)) = &self.waiting
            && let Some(talk) = talk.told(self.action(), BotOutcome::Dropped)
        {
            host.talked(&self.outermost(), &self.core.frame.flow, talk);
        }
    }

    /// The flow that runs now: another one after a transfer or inside a module.
    pub const fn flow(&self) -> &Arc<Published> {
        &self.core.frame.flow
    }

    /// The `Identifier` of the action it is at.
    pub fn action(&self) -> &str {
        let frame = &self.core.frame;
        frame
            .flow
            .flow
            .action(frame.at)
            .map_or("", Action::identifier)
    }

    /// A flow attribute (`$.FlowAttributes.<name>`) of the flow that runs now, or that ran last.
    pub fn flow_attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.core.frame.attributes.iter();
        let found = attributes.find(|(key, _)| &**key == name);
        found.map(|(_, value)| &**value)
    }

    fn due(&mut self, now: Timestamp) -> Option<Timer> {
        let (at, timer) = self.wake_at().filter(|_| self.outcome.is_none())?;
        if at > now {
            return None;
        }
        self.core.clear_timer(timer);
        Some(timer)
    }

    fn key(&mut self, now: Timestamp, key: char, host: &mut dyn Host) {
        if !matches!(key, '0'..='9' | '*' | '#') || self.outcome.is_some() {
            return;
        }
        if !matches!(self.waiting, Some(Waiting::Digits(_) | Waiting::Bot(_))) {
            match &mut self.core.keys {
                Some(keys) if keys.len() < KEYS_AHEAD => keys.push(key),
                _ => return,
            }
        }
        self.signal(now, Signal::Digit(key), host);
    }

    fn signal(&mut self, now: Timestamp, signal: Signal, host: &mut dyn Host) {
        let Some(waiting) = self.waiting.take().filter(|_| self.outcome.is_none()) else {
            return;
        };
        let waiting = match (waiting, &signal) {
            (Waiting::Reach(id), Signal::ThirdParty(of, event)) if *of == id => {
                return match event {
                    ThirdPartyEvent::Connected => self.drive(now, host, None),
                    _ => self.finish(Outcome::Disconnect, host),
                };
            }
            (waiting, _) => waiting,
        };
        let published = Arc::clone(&self.core.frame.flow);
        let Some(action) = published.flow.action(self.core.frame.at) else {
            return;
        };
        let mut cx = Cx {
            now,
            host,
            core: &mut self.core,
            action,
        };
        let step = action.block.resume(&mut cx, waiting, signal);
        match step {
            Step::Park(waiting) => self.waiting = Some(waiting),
            step => self.drive(now, host, Some(step)),
        }
    }

    /// Makes action after action until one waits or the run is over.
    fn drive(&mut self, now: Timestamp, host: &mut dyn Host, mut made: Option<Step>) {
        let mut published = Arc::clone(&self.core.frame.flow);
        loop {
            let flow = &*published.flow;
            let Some(action) = flow.action(self.core.frame.at) else {
                return self.fail("", host);
            };
            let step = match made.take() {
                Some(step) => step,
                None if self.is_endless(now) => {
                    if host.memory().logging {
                        let step = Step::fail("endless loop of instant actions, cut here");
                        self.log(now, host, action, &step);
                    }
                    let action = action.identifier().to_owned();
                    let outcome = Outcome::Failed(Failure::EndlessLoop { action });
                    return self.finish(outcome, host);
                }
                None => self.enter(now, host, action),
            };
            if host.memory().logging {
                self.log(now, host, action, &step);
            }
            let target = match step {
                Step::Park(waiting) => {
                    self.waiting = Some(waiting);
                    return;
                }
                Step::Next => action.transitions().next,
                Step::Lead(target) => target,
                Step::Result(text) => {
                    let result = Resolved::text(&text);
                    action.transitions().on_result(Some(&result))
                }
                Step::Error(error, _) => {
                    if error == ErrorType::NoMatchingError {
                        host.erred(&self.outermost());
                    }
                    branch_for(action, error)
                }
                Step::Finish(outcome) => {
                    host.left(&published, action, None);
                    return self.finish(outcome, host);
                }
                Step::Jump(to) => {
                    host.left(&published, action, None);
                    self.leave_modules(host);
                    host.went_over(&self.core.frame.flow, self.core.frame.since, &to);
                    self.core.frame = Frame::new(Arc::clone(&to), None, now);
                    self.clear_timers();
                    published = to;
                    continue;
                }
                Step::Call(to, input) => {
                    host.left(&published, action, None);
                    host.called(&self.outermost(), &to);
                    let mut inner = Frame::new(Arc::clone(&to), input, now);
                    inner.set_aside = host.memory_mut().set_aside();
                    let caller = std::mem::replace(&mut self.core.frame, inner);
                    self.core.callers.push(caller);
                    published = to;
                    continue;
                }
                Step::Return { result, data } => {
                    host.left(&published, action, None);
                    if !self.return_from_module(host, true) {
                        return self.finish(Outcome::Ended, host);
                    }
                    published = Arc::clone(&self.core.frame.flow);
                    made = Some(self.returned(host, result, data));
                    continue;
                }
            };
            host.left(&published, action, target.and_then(|it| flow.action(it)));
            self.clear_timers();
            match target {
                Some(target) => self.core.frame.at = target,
                // What fails inside a module is the failure of the action that called it.
                None if self.return_from_module(host, true) => {
                    published = Arc::clone(&self.core.frame.flow);
                    made = Some(Step::fail("the module failed"));
                }
                None => return self.fail(action.identifier(), host),
            }
        }
    }

    fn enter(&mut self, now: Timestamp, host: &mut dyn Host, action: &Action) -> Step {
        match action.block.on(action.row(), host.channel()) {
            // Who calls out hears the prompts of the whisper only after the answer
            // (flow-language.md §5.3 `CompleteOutboundCall`).
            OnChannel::Works
                if action.row().name == "MessageParticipant"
                    && self.kind() == FlowKind::OutboundWhisper
                    && !host.reached() =>
            {
                self.core.next_request = self.core.next_request.wrapping_add(1);
                let id = RequestId(self.core.next_request);
                let caller_id = CallerId::default();
                self.core.outbox.push_back(Effect::DialCustomer {
                    id,
                    caller_id,
                    limit: None,
                });
                Step::Park(Waiting::Reach(id))
            }
            OnChannel::Works => {
                let mut cx = Cx {
                    now,
                    host,
                    core: &mut self.core,
                    action,
                };
                action.block.enter(&mut cx)
            }
            OnChannel::NoEffect => Step::Next,
            OnChannel::Error => Step::Error(
                ErrorType::NoMatchingError,
                "the action does not work on this channel".into(),
            ),
        }
    }

    /// The type of the flow that runs; inside a module, that of its caller.
    fn kind(&self) -> FlowKind {
        self.outermost().kind
    }

    /// The flow that runs; inside a module, its caller.
    pub fn outermost(&self) -> Arc<Published> {
        let frame = self.core.callers.first().unwrap_or(&self.core.frame);
        Arc::clone(&frame.flow)
    }

    /// Since when that flow runs.
    pub fn since(&self) -> Timestamp {
        let frame = self.core.callers.first().unwrap_or(&self.core.frame);
        frame.since
    }

    fn is_endless(&mut self, now: Timestamp) -> bool {
        if now.since(self.counted_since) >= Duration::from_secs(1) {
            (self.steps, self.counted_since) = (0, now);
        }
        self.steps += 1;
        self.steps > INSTANT_STEPS
    }

    /// Goes back to the caller of a module, which goes on or ends with it; false when there is
    /// none.
    fn return_from_module(&mut self, host: &mut dyn Host, returned: bool) -> bool {
        let Some(caller) = self.core.callers.pop() else {
            return false;
        };
        let inner = std::mem::replace(&mut self.core.frame, caller);
        host.came_back(&self.outermost(), &inner.flow, inner.since, returned);
        host.memory_mut().restore(inner.set_aside);
        true
    }

    /// The caller's step after its module returned.
    fn returned(
        &self,
        host: &mut dyn Host,
        result: Option<String>,
        data: Option<serde_json::Value>,
    ) -> Step {
        let modules = json!({"Result": result, "ResultData": data});
        host.memory_mut().set(Root::Modules, modules);
        match result {
            Some(result) => Step::Result(result.into()),
            None => {
                let frame = &self.core.frame;
                let action = frame.flow.flow.action(frame.at);
                Step::Lead(action.and_then(|action| action.transitions().on_result(None)))
            }
        }
    }

    fn leave_modules(&mut self, host: &mut dyn Host) {
        while self.return_from_module(host, false) {}
    }

    fn clear_timers(&mut self) {
        self.core
            .timers
            .retain(|(timer, _)| *timer == Timer::Whisper);
    }

    fn stop_prompts(&mut self) {
        let playing = match &self.waiting {
            Some(Waiting::Prompt(id)) => Some(*id),
            Some(Waiting::Messages(round)) => round.playing,
            Some(Waiting::Digits(digits)) => digits.playing,
            Some(Waiting::Bot(talk)) => {
                let listening = talk.listening.map(Effect::StopListening);
                self.core.outbox.extend(listening);
                talk.playing
            }
            _ => None,
        };
        if let Some(id) = playing {
            self.core.outbox.push_back(Effect::StopPrompt(id));
        }
    }

    fn fail(&mut self, action: &str, host: &mut dyn Host) {
        let action = action.to_owned();
        self.finish(Outcome::Failed(Failure::NoBranch { action }), host);
    }

    fn finish(&mut self, outcome: Outcome, host: &mut dyn Host) {
        if let Outcome::Failed(Failure::NoBranch { .. } | Failure::EndlessLoop { .. }) = outcome {
            host.gave_up(&self.outermost());
        }
        self.drop_talk(host);
        self.leave_modules(host);
        self.core.timers.clear();
        self.waiting = None;
        self.outcome = Some(outcome);
    }

    fn log(&mut self, now: Timestamp, host: &mut dyn Host, action: &Action, step: &Step) {
        let frame = &self.core.frame;
        let (flow, at) = (Arc::clone(&frame.flow), frame.at);
        let results = match step {
            Step::Result(text) => Some(text.to_string()),
            Step::Error(error, why) => Some(format!("{error}: {why}")),
            Step::Return { result, .. } => result.clone(),
            _ => None,
        };
        let external_results = self.core.external.take();
        let contact_id = host.contact_id();
        let cx = Cx {
            now,
            host,
            core: &mut self.core,
            action,
        };
        let parameters = flow.flow.parameters(at).map(|map| cx.fill_map(map, false));
        let entry = FlowLogEntry {
            contact_id,
            contact_flow_id: Arc::clone(&flow.arn),
            contact_flow_name: Arc::clone(&flow.name),
            contact_flow_module_type: action.row().log,
            identifier: action.identifier().to_owned(),
            timestamp: now,
            parameters: parameters.unwrap_or_default(),
            results,
            external_results,
        };
        self.core.outbox.push_back(Effect::Log(Box::new(entry)));
    }
}

/// Where a failed action leads. One that need not have an error branch and has none goes on as
/// after success, as older flows do (connect-c-flows.md §7.25).
fn branch_for(action: &Action, error: ErrorType) -> Option<Target> {
    let transitions = action.transitions();
    let found = transitions.on_error(error);
    if found.is_some() {
        return found;
    }
    let errors = action.block.errors(action.row());
    let mandatory = |(of, need): &(ErrorType, Need)| {
        *of == ErrorType::NoMatchingError && *need == Need::Mandatory
    };
    // A terminal action's NextAction is where its failure leads (flow-language.md §5.3).
    if errors.iter().any(mandatory) && action.row().ends != Ends::OnSuccess {
        return None;
    }
    transitions.next
}

const fn is_whisper(kind: FlowKind) -> bool {
    matches!(
        kind,
        FlowKind::CustomerWhisper | FlowKind::AgentWhisper | FlowKind::OutboundWhisper
    )
}
