//! What a flow asks for, and who answers.

use super::agenda::Coming;
use super::time::MOST_EVENTS;
use super::{Desk, speaking};
use crate::host::Happening;
use crate::scenario::Call;
use crate::world::{Later, capability};
use flow::{
    Action, BotInput, BotTurn, Channel, Effect, Input, PromptSource, RequestId, ThirdPartyEvent,
};
use serde_json::Value;
use std::time::Duration;

/// How long it rings before somebody answers.
const RINGS: Duration = Duration::from_secs(3);
/// How long it rings where the flow does not say.
const RING_LIMIT: Duration = Duration::from_secs(60);

impl Desk<'_> {
    /// Takes what the run asks for until it waits, and what comes at once with it.
    pub(super) fn drain(&mut self) {
        let mut events = 0;
        loop {
            self.changed();
            let effect = self.run.poll();
            self.begun();
            match effect {
                Some(effect) => self.effect(effect),
                None if self.ended() => {}
                None if events >= MOST_EVENTS || self.is_over() => break,
                None => match self.agenda.take(self.now) {
                    Some(Coming::Answer(input)) => {
                        self.run.handle(self.now, input, &mut self.host);
                    }
                    Some(Coming::PromptEnds(id)) => {
                        let input = Input::PromptFinished(id);
                        self.run.handle(self.now, input, &mut self.host);
                    }
                    Some(other) => {
                        self.agenda.put(self.now, other);
                        break;
                    }
                    None => break,
                },
            }
            events += 1;
        }
        let flow = self.run.flow().name.to_string();
        self.host.coverage.visit(&flow, self.run.action());
    }

    fn changed(&mut self) {
        for change in std::mem::take(&mut self.host.changes) {
            self.note(format!("the contact {change}"));
        }
    }

    /// Tells of the action that the run is at.
    fn begun(&mut self) {
        if self.run.outcome().is_none() {
            let flow = std::sync::Arc::clone(self.run.flow());
            self.host.begin(&flow, self.run.action());
        }
    }

    /// Goes on after a run that has ended; whether one has.
    fn ended(&mut self) -> bool {
        match self.run.outcome().cloned() {
            Some(outcome) if !self.is_over() && !self.followed => {
                self.followed = true;
                self.follow(&outcome);
                true
            }
            _ => false,
        }
    }

    fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::Play { id, source } => self.prompt(id, &source),
            Effect::StopPrompt(id) => self.agenda.forget(id),
            Effect::InvokeLambda {
                id,
                function,
                payload,
                ..
            } => {
                let parameters = payload.pointer("/Details/Parameters").cloned();
                let parameters = parameters.unwrap_or(Value::Null);
                let later = self.host.world.function(&function);
                self.note(format!("invokes {function} {parameters}: {}", later.words));
                self.invoked.push((function, parameters));
                self.later(later, |result| Input::LambdaResult(id, result));
            }
            Effect::Ask { id, request, .. } => {
                let later = self.asked(|world, at| world.ask(&request, at));
                self.note(format!("{}: {}", capability::words(&request), later.words));
                self.later(later, |result| Input::Answer(id, result));
            }
            Effect::AskBot { id, turn, .. } => self.bot(id, &turn),
            Effect::Listen { id, limits, .. } => {
                self.listening = Some((id, limits));
                let at = self.now + limits.start_silence;
                self.agenda.put(at, Coming::Silence(id));
            }
            Effect::StopListening(id) => {
                self.agenda.forget(id);
                self.listening = self.listening.filter(|(of, _)| *of != id);
            }
            Effect::DialThirdParty {
                id,
                number,
                limit,
                resume,
                ..
            } => {
                let call = self.host.world.dial(Some(&number));
                self.note(format!("calls {number}: {}", told(call)));
                self.dial(id, call, limit, resume);
            }
            Effect::DialCustomer { id, limit, .. } => {
                let call = self.host.world.dial(None);
                self.note(format!("calls the customer: {}", told(call)));
                self.dial(id, call, limit.unwrap_or(RING_LIMIT), false);
            }
            Effect::Log(_) => {}
        }
    }

    /// Asks the world with the action that the flow is at.
    fn asked<T>(
        &mut self,
        ask: impl FnOnce(&mut dyn crate::world::World, Option<&Action>) -> T,
    ) -> T {
        let flow = std::sync::Arc::clone(&self.run.flow().flow);
        let identifier = self.run.action();
        let at = flow
            .actions()
            .iter()
            .find(|it| it.identifier() == identifier);
        ask(&mut *self.host.world, at)
    }

    fn later<T>(&mut self, later: Later<T>, input: impl FnOnce(T) -> Input) {
        if let Some(what) = later.what {
            let at = self.now + later.after;
            self.agenda.put(at, Coming::Answer(input(what)));
        }
    }

    fn bot(&mut self, id: RequestId, turn: &BotTurn) {
        let later = self.asked(|world, at| world.bot(turn, at));
        let (how, text) = match &turn.input {
            BotInput::Wrote(text) | BotInput::Said(text) => ("the text", text),
            BotInput::Keyed(keys) => ("the keys", keys),
        };
        let line = format!("asks the bot with {how} {text:?}: {}", later.words);
        self.note(line);
        self.later(later, |result| Input::Bot(id, result.map(Box::new)));
    }

    fn prompt(&mut self, id: RequestId, source: &PromptSource) {
        let (words, text) = match source {
            PromptSource::Text(text) | PromptSource::Ssml(text) => {
                (format!("{text:?}"), Some(text))
            }
            PromptSource::Prompt(id) => (format!("the prompt {id}"), None),
            PromptSource::Media { uri } => (format!("the file {uri}"), None),
        };
        if let PromptSource::Prompt(prompt) = source
            && !self.host.world.knows_prompt(prompt)
        {
            self.note(format!("there is no prompt {prompt}"));
            let failed = Coming::Answer(Input::PromptFailed(id));
            return self.agenda.put(self.now, failed);
        }
        self.note(format!("plays {words}"));
        if let Some(happenings) = &mut self.host.happenings {
            happenings.push(Happening::Message(source.clone()));
        }
        let length = match text {
            // A text is sent as a message, and finished at once.
            _ if self.host.contact.channel != Channel::Voice => Duration::ZERO,
            Some(text) => speaking(text),
            None => Duration::from_secs(2),
        };
        self.agenda.put(self.now + length, Coming::PromptEnds(id));
    }

    fn dial(&mut self, id: RequestId, call: Call, limit: Duration, resume: bool) {
        let customer = !self.host.contact.reached;
        let event = |event| Coming::Answer(Input::ThirdParty(id, event));
        let answered = self.now + RINGS;
        match call {
            Call::Busy | Call::Fails => {
                let at = self.now + Duration::from_secs(1);
                self.agenda.put(at, event(ThirdPartyEvent::Failed));
            }
            Call::NoAnswer => {
                let at = self.now + limit;
                self.agenda.put(at, event(ThirdPartyEvent::TimedOut));
            }
            Call::Answers | Call::HangsUpAfter(_) if customer => {
                self.agenda.put(answered, Coming::Reached(id));
            }
            Call::Answers | Call::HangsUpAfter(_) => {
                self.agenda.put(answered, event(ThirdPartyEvent::Connected));
            }
        }
        if let (Call::HangsUpAfter(seconds), true) = (call, resume) {
            let lasts = Duration::try_from_secs_f64(seconds).unwrap_or_default();
            self.agenda
                .put(answered + lasts, event(ThirdPartyEvent::Left));
        }
    }
}

fn told(call: Call) -> String {
    match call {
        Call::HangsUpAfter(seconds) => format!("answered, and hangs up after {seconds} s"),
        Call::Answers => "answered".to_owned(),
        Call::Busy => "busy".to_owned(),
        Call::Fails => "it fails".to_owned(),
        Call::NoAnswer => "nobody answers".to_owned(),
    }
}
