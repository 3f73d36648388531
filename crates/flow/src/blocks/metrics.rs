//! `CheckMetricData` and `GetMetricData`: the figures of a queue.
//! Spec: flow-language.md §6, connect-c-flows.md §7.8, §7.10 and §7.19.

use super::{Block, Step};
use crate::change::QueueChoice;
use crate::cx::Cx;
use crate::host::{AgentCounts, MetricQuery, Metrics};
use crate::params::Params;
use crate::problem::Rule;
use crate::references::{Root, Template};
use crate::registry::{ALL, Conditions, EVERY, Ends, IN_CQ_TA_TQ, Need, Row, Runs};
use crate::transitions::{Condition, ErrorType, Operator};
use resources::Channel;
use serde_json::{Value, json};

pub(super) const CHECK: Row = Row {
    name: "CheckMetricData",
    blocks: &["Check staffing", "Check queue status"],
    log: "CheckMetricData",
    flows: IN_CQ_TA_TQ,
    channels: EVERY,
    conditions: Conditions::Any(NUMBERS),
    errors: &[
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::NoMatchingCondition, Need::Mandatory),
    ],
    ends: Ends::No,
    runs: Runs::Itself,
    parse: parse_check,
};

pub(super) const GET: Row = Row {
    name: "GetMetricData",
    blocks: &["Get queue metrics"],
    log: "GetMetricData",
    flows: ALL,
    conditions: Conditions::None,
    errors: &[(ErrorType::NoMatchingError, Need::Mandatory)],
    parse: parse_get,
    ..CHECK
};

const NUMBERS: &[Operator] = &[
    Operator::Equals,
    Operator::NumberGreaterThan,
    Operator::NumberGreaterOrEqualTo,
    Operator::NumberLessThan,
    Operator::NumberLessOrEqualTo,
];

const TYPES: &[&str] = &[
    "NumberOfAgentsAvailable",
    "NumberOfAgentsStaffed",
    "NumberOfAgentsOnline",
    "OldestContactInQueueAgeSeconds",
    "NumberOfContactsInQueue",
];

#[derive(Debug)]
struct Whose {
    queue: Option<Template>,
    agent: Option<Template>,
}

impl Whose {
    fn read(params: &mut Params<'_>) -> Self {
        let (queue, agent) = (params.template("QueueId"), params.template("AgentId"));
        if queue.is_some() && agent.is_some() {
            let hint = "give only one of QueueId and AgentId";
            params.report(Rule::ParameterValue, "AgentId", hint);
        }
        Self { queue, agent }
    }

    fn ask(&self, cx: &Cx<'_>, channel: Option<Channel>) -> Result<Metrics, Step> {
        let fill = |template: &Template| cx.fill(template);
        let queue = match (&self.queue, &self.agent) {
            (Some(queue), _) => Some(QueueChoice::Queue(fill(queue))),
            (None, Some(agent)) => Some(QueueChoice::Agent(fill(agent))),
            (None, None) => None,
        };
        let query = MetricQuery { queue, channel };
        let metrics = cx.host.metrics(&query, cx.now);
        metrics.map_err(|refusal| Step::Error(refusal.error, refusal.reason))
    }
}

#[derive(Debug)]
struct CheckMetric {
    metric: &'static str,
    whose: Whose,
}

#[derive(Debug)]
struct GetMetrics {
    whose: Whose,
    channel: Option<Template>,
}

fn parse_check(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("MetricType") {
        params.missing("MetricType", "say which figure");
    }
    let metric = params.choice("MetricType", TYPES).unwrap_or(TYPES[0]);
    let whose = Whose::read(params);
    Box::new(CheckMetric { metric, whose })
}

fn parse_get(params: &mut Params<'_>) -> Box<dyn Block> {
    let channel = params.template("QueueChannel");
    let whose = Whose::read(params);
    Box::new(GetMetrics { whose, channel })
}

impl Block for CheckMetric {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let metrics = match self.whose.ask(cx, None) {
            Ok(metrics) => metrics,
            Err(step) => return step,
        };
        let agents = metrics.agents.unwrap_or_default();
        let number = match self.metric {
            "NumberOfAgentsAvailable" => agents.available.into(),
            "NumberOfAgentsStaffed" => agents.staffed.into(),
            "NumberOfAgentsOnline" => agents.online.into(),
            "OldestContactInQueueAgeSeconds" => metrics.oldest_contact_age,
            _ => metrics.size.into(),
        };
        Step::Result(number.to_string().into())
    }

    fn refuses(&self, condition: &Condition) -> Option<&'static str> {
        let agents = self.metric.starts_with("NumberOfAgents");
        let above_none =
            condition.operator == Operator::NumberGreaterThan && condition.number == Some(0.0);
        (agents && !above_none).then_some("a number of agents can only be greater than 0")
    }
}

impl Block for GetMetrics {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let channel = match self.channel.as_ref().map(|template| cx.fill(template)) {
            None => None,
            Some(name) => match channel(name.trim()) {
                Some(channel) => Some(channel),
                None => return Step::fail("there is no such channel"),
            },
        };
        match self.whose.ask(cx, channel) {
            Ok(metrics) => {
                let value = document(&metrics);
                cx.host.memory_mut().set(Root::Metrics, value);
                Step::Next
            }
            Err(step) => step,
        }
    }
}

fn channel(name: &str) -> Option<Channel> {
    [Channel::Voice, Channel::Chat, Channel::Task, Channel::Email]
        .into_iter()
        .find(|channel| channel.name().eq_ignore_ascii_case(name))
}

/// What `$.Metrics` refers to. Source: connect-d-data-metrics.md §1.4.
fn document(metrics: &Metrics) -> Value {
    let agents = |agents: AgentCounts| {
        json!({
            "Online": {"Count": agents.online},
            "Available": {"Count": agents.available},
            "Staffed": {"Count": agents.staffed},
            "AfterContactWork": {"Count": agents.after_contact_work},
            "Busy": {"Count": agents.busy},
            "Missed": {"Count": agents.missed},
            "NonProductive": {"Count": agents.non_productive},
        })
    };
    json!({
        "Queue": {
            "Name": metrics.queue_name,
            "ARN": metrics.queue_arn,
            "Size": metrics.size,
            "OldestContactAge": metrics.oldest_contact_age,
        },
        "Agents": metrics.agents.map(agents),
    })
}
