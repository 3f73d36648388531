//! What an action sees while it runs.

use crate::change::Change;
use crate::document::{Action, Published};
use crate::effect::{Effect, PromptSource, RequestId, Timer};
use crate::host::{Host, Refusal};
use crate::references::{Owner, Path, Resolved, Root, Template};
use crate::transitions::Target;
use ids::Timestamp;
use resources::FlowKind;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// The state of a run that is not the state of an action's wait.
#[derive(Debug)]
pub(crate) struct Core {
    /// The flow that runs now.
    pub frame: Frame,
    /// The flows that called modules, outermost first.
    pub callers: Vec<Frame>,
    /// What is asked of the world.
    pub outbox: VecDeque<Effect>,
    /// Running timers: rarely more than two.
    pub timers: Vec<(Timer, Timestamp)>,
    /// Keys typed ahead; `None` while they are not kept.
    pub keys: Option<String>,
    /// How long functions took since the participant last heard or did something.
    pub lambda_time: Duration,
    /// What an outside service answered, for the flow log's next line.
    pub external: Option<Value>,
    pub next_request: u32,
}

/// A flow and how far it is.
#[derive(Debug)]
pub(crate) struct Frame {
    pub flow: Arc<Published>,
    pub at: Target,
    /// How often each `Loop` action went round.
    pub loops: Vec<(Target, u32)>,
    /// The `Wait` actions that let the flow go on meanwhile.
    pub waits: Vec<Meanwhile>,
    pub attributes: Vec<(Box<str>, Box<str>)>,
    /// When it began.
    pub since: Timestamp,
    /// A module's input.
    pub input: Option<Value>,
    /// The caller's part of the contact's memory, out of sight meanwhile.
    pub set_aside: Vec<(Root, Arc<Value>)>,
}

/// A `Wait` whose flow goes on while its time runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meanwhile {
    /// The action.
    pub action: Target,
    /// When its time is over.
    pub due: Timestamp,
    /// When the flow went on last.
    pub left: Timestamp,
}

impl Frame {
    pub(crate) fn new(flow: Arc<Published>, input: Option<Value>, since: Timestamp) -> Self {
        Self {
            since,
            at: flow.flow.start(),
            flow,
            loops: Vec::new(),
            waits: Vec::new(),
            attributes: Vec::new(),
            input,
            set_aside: Vec::new(),
        }
    }
}

impl Core {
    pub(crate) fn set_timer(&mut self, timer: Timer, at: Timestamp) {
        self.clear_timer(timer);
        self.timers.push((timer, at));
    }

    pub(crate) fn clear_timer(&mut self, timer: Timer) {
        self.timers.retain(|(running, _)| *running != timer);
    }
}

/// What an action sees: the time, the contact, the run, itself.
pub(crate) struct Cx<'a> {
    pub now: Timestamp,
    pub host: &'a mut dyn Host,
    pub core: &'a mut Core,
    pub action: &'a Action,
}

impl Cx<'_> {
    /// The type of the flow that runs; inside a module, that of its caller.
    pub(crate) fn kind(&self) -> FlowKind {
        let core = &self.core;
        core.callers.first().unwrap_or(&core.frame).flow.kind
    }

    /// The value of a reference.
    pub(crate) fn resolve(&self, path: &Path) -> Option<Resolved<'_>> {
        match path.root().owner() {
            Owner::Host => self.host.reference(path),
            Owner::Run => {
                let name = path.segment(0)?;
                let attributes = &self.core.frame.attributes;
                let (_, value) = attributes.iter().find(|(key, _)| &**key == name)?;
                (path.root() == Root::FlowAttributes).then(|| Resolved::text(value))
            }
            Owner::Memory => {
                let input = path.root() == Root::Modules && path.segment(0) == Some("Input");
                let value = match input {
                    true => path.follow(self.core.frame.input.as_ref()?, 1),
                    false => path.follow(self.host.memory().get(path.root())?, 0),
                };
                value.and_then(Resolved::json)
            }
        }
    }

    /// A text with its references filled in.
    pub(crate) fn fill(&self, template: &Template) -> String {
        template.fill(|path| self.resolve(path))
    }

    /// A value with the references in all its texts filled in. A text that is one reference
    /// becomes the value itself when `whole` is set, and so keeps its JSON type.
    pub(crate) fn fill_value(&self, value: &Value, whole: bool) -> Value {
        match value {
            Value::String(text) if text.contains('$') => {
                let template = Template::parse(text);
                match template.as_path().filter(|_| whole) {
                    Some(path) => match self.resolve(path) {
                        Some(value) => value.into_value(),
                        None => Value::String(String::new()),
                    },
                    None => Value::String(self.fill(&template)),
                }
            }
            Value::Array(list) => list
                .iter()
                .map(|item| self.fill_value(item, whole))
                .collect(),
            Value::Object(map) => Value::Object(self.fill_map(map, whole)),
            other => other.clone(),
        }
    }

    pub(crate) fn fill_map(&self, map: &Map<String, Value>, whole: bool) -> Map<String, Value> {
        map.iter()
            .map(|(key, value)| (key.clone(), self.fill_value(value, whole)))
            .collect()
    }

    /// Asks for a prompt.
    pub(crate) fn play(&mut self, source: PromptSource) -> RequestId {
        let id = self.request();
        self.core.lambda_time = Duration::ZERO;
        self.core.outbox.push_back(Effect::Play { id, source });
        id
    }

    /// Stops a prompt.
    pub(crate) fn stop(&mut self, id: RequestId) {
        self.core.outbox.push_back(Effect::StopPrompt(id));
    }

    pub(crate) fn request(&mut self) -> RequestId {
        self.core.next_request = self.core.next_request.wrapping_add(1);
        RequestId(self.core.next_request)
    }

    /// Changes the contact.
    pub(crate) fn apply(&mut self, change: Change) -> Result<(), Refusal> {
        self.host.apply(self.now, change)
    }
}
