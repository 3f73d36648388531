//! `UpdateContactEventHooks`: sets the flow for a later moment.
//! Spec: flow-language.md §5.3, connect-c-flows.md §7.30 to §7.33 and §7.39.

use super::{Block, Step, text};
use crate::change::{Change, EventHook};
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::problem::Rule;
use crate::references::Path;
use crate::registry::{ALL, Conditions, EVERY, Ends, Need, Row, Runs};
use crate::transitions::ErrorType;
use crate::validate::Check;
use resources::{Channel, FlowKind};
use serde_json::Value;

pub(super) const ROW: Row = Row {
    name: "UpdateContactEventHooks",
    blocks: &[
        "Set customer queue flow",
        "Set disconnect flow",
        "Set hold flow",
        "Set whisper flow",
        "Set event flow",
    ],
    log: "SetEventHook",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[(ErrorType::NoMatchingError, Need::Mandatory)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Hook {
    hook: EventHook,
    flow: Param,
}

fn hook(name: &str) -> Option<EventHook> {
    Some(match name {
        "AgentHold" => EventHook::AgentHold,
        "AgentWhisper" => EventHook::AgentWhisper,
        "CustomerHold" => EventHook::CustomerHold,
        "CustomerQueue" => EventHook::CustomerQueue,
        "CustomerRemaining" => EventHook::CustomerRemaining,
        "CustomerWhisper" => EventHook::CustomerWhisper,
        "DefaultAgentUI" => EventHook::DefaultAgentUi,
        "DisconnectAgentUI" => EventHook::DisconnectAgentUi,
        "PauseContact" => EventHook::PauseContact,
        "ResumeContact" => EventHook::ResumeContact,
        _ => return None,
    })
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let hint = "give exactly one hook, such as {\"CustomerQueue\": \"<flow>\"}";
    let value = params.value("EventHooks");
    let mut entries = value.iter().filter_map(Value::as_object).flatten();
    let first = match (entries.next(), entries.next()) {
        (Some((name, Value::String(flow))), None) => hook(name).map(|hook| (hook, flow.clone())),
        _ => None,
    };
    let (hook, flow) = first.unwrap_or_else(|| {
        params.report(Rule::ParameterValue, "EventHooks", hint);
        (EventHook::CustomerQueue, String::new())
    });
    let flow = match Path::parse(&flow) {
        Some(path) => Param::Path(path),
        None => Param::Text(flow.into()),
    };
    Box::new(Hook { hook, flow })
}

/// The flow types that may be set for a hook.
const fn kinds(hook: EventHook) -> &'static [FlowKind] {
    match hook {
        EventHook::AgentHold => &[FlowKind::AgentHold],
        EventHook::AgentWhisper => &[FlowKind::AgentWhisper],
        EventHook::CustomerHold => &[FlowKind::CustomerHold],
        EventHook::CustomerQueue => &[FlowKind::CustomerQueue],
        EventHook::CustomerWhisper => &[FlowKind::CustomerWhisper],
        EventHook::CustomerRemaining
        | EventHook::DefaultAgentUi
        | EventHook::DisconnectAgentUi
        | EventHook::PauseContact
        | EventHook::ResumeContact => &[FlowKind::ContactFlow],
    }
}

impl Block for Hook {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let hook = self.hook;
        let hold = matches!(hook, EventHook::AgentHold | EventHook::CustomerHold);
        if hold && cx.host.channel() != Channel::Voice {
            return Step::fail("only calls can be held");
        }
        match text(cx, &self.flow) {
            Some(flow) => cx.apply(Change::Hook { hook, flow }).into(),
            None => Step::fail("the reference to a flow has no value"),
        }
    }

    fn check(&self, check: &mut Check<'_>) {
        check.flow("EventHooks", &self.flow, kinds(self.hook));
    }
}
