//! `CreateTask`: makes a task for somebody to do, now or later.
//! Spec: flow-language.md §5.5, connect-c-flows.md §7.13.

use super::ask::{LIMIT, PLAIN, answered, ask, keep};
use super::{Block, Signal, Step, Waiting, text};
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::problem::Rule;
use crate::references::{Root, Template};
use crate::registry::{ALL, Conditions, EVERY, Ends, Row, Runs};
use crate::request::{NewTask, Request};
use crate::validate::Check;
use ids::Timestamp;
use resources::FlowKind;
use serde_json::Value;
use std::time::Duration;

pub(super) const ROW: Row = Row {
    name: "CreateTask",
    blocks: &["Create task"],
    log: "CreateTask",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: PLAIN,
    ends: Ends::No,
    runs: Runs::Asks("tasks"),
    parse,
};

/// Six days: the longest delay.
const DELAY: u32 = 518_400;

#[derive(Debug)]
struct Task {
    flow: Option<Param>,
    name: Option<Template>,
    description: Option<Template>,
    attributes: Vec<(String, Template)>,
    references: Vec<(String, Template, Template)>,
    when: When,
    template: Option<String>,
}

#[derive(Debug)]
enum When {
    Now,
    After(u32),
    /// Seconds since 1970.
    At(Param),
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let template = params.text("TaskTemplateId");
    let flow = params.param("ContactFlowId");
    let name = params.template("Name");
    if template.is_none() && flow.is_none() {
        params.missing("ContactFlowId", "say which flow the task runs");
    }
    if template.is_none() && name.is_none() {
        params.missing("Name", "a task without a template needs a name");
    }
    let after = params.number("DelaySeconds", 1..=DELAY);
    let at = params.param("ScheduledTime");
    let when = match (after, at) {
        (Some(_), Some(_)) => {
            let hint = "give one of DelaySeconds and ScheduledTime";
            params.report(Rule::ParameterValue, "ScheduledTime", hint);
            When::Now
        }
        (Some(seconds), None) => When::After(seconds),
        (None, Some(at)) => When::At(at),
        (None, None) => When::Now,
    };
    Box::new(Task {
        flow,
        name,
        description: params.template("Description"),
        attributes: params.templates("Attributes").unwrap_or_default(),
        references: references(params),
        when,
        template,
    })
}

fn references(params: &mut Params<'_>) -> Vec<(String, Template, Template)> {
    let Some(value) = params.value("References") else {
        return Vec::new();
    };
    let read = |(name, value): (&String, &Value)| {
        let part = |key| value.get(key).and_then(Value::as_str).map(Template::parse);
        Some((name.clone(), part("Type")?, part("Value")?))
    };
    let list = value
        .as_object()
        .and_then(|map| map.iter().map(read).collect::<Option<Vec<_>>>());
    list.unwrap_or_else(|| {
        let hint = "expected {\"<name>\": {\"Type\": …, \"Value\": …}}";
        params.report(Rule::ParameterValue, "References", hint);
        Vec::new()
    })
}

impl Task {
    fn due(&self, cx: &Cx<'_>) -> Result<Option<Timestamp>, &'static str> {
        match &self.when {
            When::Now => Ok(None),
            When::After(seconds) => Ok(Some(cx.now + Duration::from_secs((*seconds).into()))),
            When::At(param) => {
                let seconds = text(cx, param).and_then(|it| it.trim().parse::<i64>().ok());
                let at = seconds.map(Timestamp::from_seconds);
                let at = at.ok_or("the scheduled time is no number of seconds since 1970")?;
                // A time already past always fails (connect-c-flows.md §7.13).
                let future = at > cx.now;
                future
                    .then_some(Some(at))
                    .ok_or("the scheduled time is past")
            }
        }
    }
}

impl Block for Task {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let at = match self.due(cx) {
            Ok(at) => at,
            Err(why) => return Step::fail(why),
        };
        let flow = match &self.flow {
            None => None,
            Some(param) => match text(cx, param) {
                Some(flow) => Some(flow),
                None => return Step::fail("the reference to a flow has no value"),
            },
        };
        let fill = |it: &Template| cx.fill(it);
        let task = NewTask {
            flow,
            name: self.name.as_ref().map(fill),
            description: self.description.as_ref().map(fill),
            attributes: self
                .attributes
                .iter()
                .map(|(key, value)| (key.clone(), fill(value)))
                .collect(),
            references: self
                .references
                .iter()
                .map(|(name, kind, value)| (name.clone(), fill(kind), fill(value)))
                .collect(),
            at,
            template: self.template.clone(),
        };
        ask(cx, Request::CreateTask(Box::new(task)), LIMIT)
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match answered(waiting, signal) {
            Ok(answer) => keep(cx, Root::Task, answer),
            Err(step) => step,
        }
    }

    fn check(&self, check: &mut Check<'_>) {
        if let Some(flow) = &self.flow {
            check.flow("ContactFlowId", flow, &[FlowKind::ContactFlow]);
        }
    }
}
