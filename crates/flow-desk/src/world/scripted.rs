//! The world of a scenario.

use super::chance::Chance;
use super::{FunctionResult, Later, QueueFacts, World, answer, capability};
use crate::scenario::{Call, Doors, QueueFigures, Scenario};
use flow::{
    Action, AgentCounts, Answer, BotAnswer, BotTurn, Change, Channel, ErrorType, LambdaFailure,
    Metrics, Published, QueueChoice, Refusal, Request,
};
use ids::Timestamp;
use resources::FlowKind;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The world of a scenario, and what chance decides where that says nothing.
pub(crate) struct Scripted<'s> {
    scenario: &'s Scenario,
    flows: BTreeMap<String, Arc<Published>>,
    chance: Option<Chance>,
    /// How often each name has answered.
    answered: BTreeMap<(&'static str, String), usize>,
    /// Whether all hours are open, once it was drawn.
    open: OnceCell<bool>,
}

impl<'s> Scripted<'s> {
    pub(crate) fn new(
        scenario: &'s Scenario,
        flows: BTreeMap<String, Arc<Published>>,
        chance: Option<Chance>,
    ) -> Self {
        Self {
            scenario,
            flows,
            chance,
            answered: BTreeMap::new(),
            open: OnceCell::new(),
        }
    }

    fn is_missing(&self, id: &str) -> bool {
        self.scenario.missing.iter().any(|it| id.contains(&**it))
    }

    fn figures(&self, queue: &QueueFacts) -> Option<&QueueFigures> {
        let them = match queue.agent {
            true => &self.scenario.agents,
            false => &self.scenario.queues,
        };
        part(them, &queue.id).map(|(_, it)| it)
    }

    /// The next answer under a name of a group.
    fn next<T>(
        answered: &mut BTreeMap<(&'static str, String), usize>,
        group: &'static str,
        name: &str,
        answers: &'s [T],
    ) -> Option<&'s T> {
        let count = answered.entry((group, name.to_owned())).or_default();
        let answer = answers.get(*count).or(answers.last());
        *count += 1;
        answer
    }
}

/// What stands under a name that is a part of an identifier.
fn part<'a, T>(of: &'a BTreeMap<String, T>, id: &str) -> Option<(&'a String, &'a T)> {
    of.iter().find(|(name, _)| id.contains(name.as_str()))
}

const UNKNOWN: &str = "the scenario has no answer for it";

impl World for Scripted<'_> {
    fn queue(&self, choice: &QueueChoice) -> Result<QueueFacts, Refusal> {
        let (id, agent) = match choice {
            QueueChoice::Queue(id) => (id, false),
            QueueChoice::Agent(id) => (id, true),
        };
        if self.is_missing(id) || self.chance.as_ref().is_some_and(|it| it.one_in(12)) {
            return Err(Refusal::new("there is no such queue or agent"));
        }
        let mut queue = QueueFacts {
            id: id.clone(),
            name: id.clone(),
            arn: id.clone(),
            agent,
        };
        if let Some(name) = self.figures(&queue).and_then(|it| it.name.clone()) {
            queue.name = name;
        }
        Ok(queue)
    }

    fn enter(&self, queue: &QueueFacts, _moved: bool) -> Result<QueueFacts, Refusal> {
        let figures = self.figures(queue);
        if figures.is_some_and(|it| it.disabled) {
            return Err(Refusal::new("the queue is disabled"));
        }
        let full = |chance: &Chance| figures.is_none() && chance.one_in(6);
        if figures.is_some_and(|it| it.at_capacity) || self.chance.as_ref().is_some_and(full) {
            let error = ErrorType::QueueAtCapacity;
            return Err(Refusal::with(error, "the queue is full"));
        }
        Ok(queue.clone())
    }

    fn open(
        &self,
        hours: Option<&str>,
        queue: Option<&QueueFacts>,
        _now: Timestamp,
    ) -> Result<bool, Refusal> {
        if hours.is_some_and(|it| self.is_missing(it)) {
            return Err(Refusal::new("there are no such hours of operation"));
        }
        let of_queue = queue.filter(|_| hours.is_none()).map(|it| &*it.id);
        let named = hours
            .or(of_queue)
            .and_then(|it| part(&self.scenario.hours, it));
        if let Some((_, doors)) = named {
            return Ok(*doors == Doors::Open);
        }
        if let Some(chance) = self.chance.as_ref().filter(|it| it.one_in(12)) {
            let _ = chance;
            return Err(Refusal::new("it happens"));
        }
        let drawn = || self.chance.as_ref().is_none_or(|it| it.below(4) > 0);
        Ok(self
            .scenario
            .open
            .unwrap_or_else(|| *self.open.get_or_init(drawn)))
    }

    fn metrics(&self, queue: &QueueFacts, _channel: Option<Channel>) -> Metrics {
        let drawn = || self.chance.as_ref().map(Chance::figures);
        let known = self.figures(queue).cloned().or_else(drawn);
        let (queue_name, queue_arn) = (queue.name.clone(), queue.arn.clone());
        let Some(known) = known else {
            return Metrics {
                queue_name,
                queue_arn,
                ..Metrics::default()
            };
        };
        let staffed = known.staffed.unwrap_or(known.available);
        Metrics {
            queue_name,
            queue_arn,
            size: known.contacts,
            oldest_contact_age: known.oldest_age,
            agents: Some(AgentCounts {
                online: known.online.unwrap_or(staffed),
                available: known.available,
                staffed,
                ..AgentCounts::default()
            }),
        }
    }

    fn flow(&self, id: &str) -> Option<Arc<Published>> {
        if self.is_missing(id) {
            return None;
        }
        part(&self.flows, id).map(|(_, flow)| Arc::clone(flow))
    }

    fn knows_flow(&self, id: &str) -> bool {
        !self.is_missing(id)
    }

    fn flow_of(&self, kind: FlowKind) -> Option<Arc<Published>> {
        let name = serde_json::to_value(kind).ok()?;
        self.flows.get(name.as_str()?).map(Arc::clone)
    }

    fn knows_prompt(&self, id: &str) -> bool {
        !self.is_missing(id)
    }

    fn knows_key(&self, id: &str) -> bool {
        !self.is_missing(id)
    }

    fn refuses(&self, change: &Change) -> Option<Refusal> {
        let chance = self.chance.as_ref()?;
        match change {
            Change::CallbackNumber(_) => match chance.below(6) {
                0 => Some(ErrorType::InvalidCallbackNumber),
                1 => Some(ErrorType::CallbackNumberNotDialable),
                _ => None,
            },
            _ => chance.one_in(12).then_some(ErrorType::NoMatchingError),
        }
        .map(|error| Refusal::with(error, "it happens"))
    }

    fn function(&mut self, function: &str) -> Later<FunctionResult> {
        let Some((name, answers)) = part(&self.scenario.lambda, function) else {
            return match &self.chance {
                Some(chance) => chance.function(),
                None => Later::now(UNKNOWN, Err(LambdaFailure::Unreachable)),
            };
        };
        match Self::next(&mut self.answered, "lambda", name, answers) {
            Some(answer) => answer::of_function(answer),
            None => Later::now("nothing", Err(LambdaFailure::Unreachable)),
        }
    }

    fn ask(&mut self, request: &Request, at: Option<&Action>) -> Later<Result<Answer, Refusal>> {
        let scenario = self.scenario;
        let name = capability::name(request);
        let answered = &mut self.answered;
        let found = match request {
            Request::View(it) => {
                let view = part(&scenario.views, &it.view);
                let next = view.and_then(|(name, them)| Self::next(answered, "views", name, them));
                next.map(answer::of_view)
            }
            other => {
                let (group, named) = match other {
                    Request::CreateTask(_) => (
                        "tasks",
                        Some((&scenario.name, &scenario.tasks)).filter(|(_, it)| !it.is_empty()),
                    ),
                    Request::Case(_) => ("cases", scenario.cases.get_key_value(name)),
                    Request::Profile(_) => ("profiles", scenario.profiles.get_key_value(name)),
                    Request::DataTable(it) => {
                        ("data_tables", part(&scenario.data_tables, &it.table))
                    }
                    _ => ("capabilities", scenario.capabilities.get_key_value(name)),
                };
                let next = named.and_then(|(name, them)| Self::next(answered, group, name, them));
                next.map(|it| answer::of_request(it, request))
            }
        };
        match (found, &self.chance) {
            (Some(found), _) => found,
            (None, Some(chance)) => chance.request(request, at),
            (None, None) if capability::is_done_silently(request) => {
                Later::now("done", Ok(Answer::default()))
            }
            (None, None) => Later::now(UNKNOWN, Err(Refusal::new(UNKNOWN))),
        }
    }

    fn bot(&mut self, turn: &BotTurn, at: Option<&Action>) -> Later<Result<BotAnswer, Refusal>> {
        let bot = match &turn.bot {
            flow::BotChoice::Alias(arn) => arn,
            flow::BotChoice::Classic { name, .. } => name,
        };
        let named = part(&self.scenario.bots, bot);
        let next =
            named.and_then(|(name, them)| Self::next(&mut self.answered, "bots", name, them));
        match (next, &self.chance) {
            (Some(reply), _) => answer::of_bot(reply),
            (None, Some(chance)) => chance.bot(at),
            (None, None) => Later::now(UNKNOWN, Err(Refusal::new(UNKNOWN))),
        }
    }

    fn dial(&mut self, number: Option<&str>) -> Call {
        let number = number.unwrap_or("customer");
        let named = part(&self.scenario.third_party, number);
        let next =
            named.and_then(|(name, them)| Self::next(&mut self.answered, "calls", name, them));
        match (next, &self.chance) {
            (Some(call), _) => *call,
            (None, Some(chance)) => chance.call(),
            // Whoever is called out of a flow under test is there, unless the scenario says else.
            (None, None) if number == "customer" => Call::Answers,
            (None, None) => Call::Fails,
        }
    }
}
