//! `Wait`: until an event or a time limit. Chats and tasks only.
//! Spec: flow-language.md §6 and §13, connect-c-flows.md §7.49.

use super::{Block, Signal, Step, Waiting, later, number};
use crate::cx::Cx;
use crate::effect::{Timer, WaitEvent};
use crate::params::{NumberParam, Params};
use crate::problem::Rule;
use crate::registry::{ALL, Channels, Conditions, Ends, Need, OnChannel, Row};
use crate::transitions::ErrorType;
use resources::Channel;

pub(super) const ROW: Row = Row {
    name: "Wait",
    blocks: &["Wait"],
    log: "Wait",
    // The reference says every flow type, the guide inbound and queue flows: the wider set.
    flows: ALL,
    channels: Channels::new(OnChannel::Error, OnChannel::Works, OnChannel::Works),
    conditions: Conditions::Exactly(&["WaitCompleted"]),
    errors: &[
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::ParticipantNotFound, Need::Depends),
    ],
    ends: Ends::No,
    runnable: true,
    parse,
};

/// Seven days.
const LIMIT: u32 = 604_800;

#[derive(Debug)]
struct Wait {
    limit: NumberParam,
    events: Vec<WaitEvent>,
    /// The mode in which the flow goes on while it waits. What it does then is not published
    /// (flow-language.md §13), so that it is accepted but takes its error branch.
    continues: bool,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let continues = params.flag("ContinueExecution").unwrap_or_default();
    let least = params.number_or_path("MinimumWaitTimeSeconds", 0..=LIMIT);
    let limit = params.number_or_path("TimeLimitSeconds", 0..=LIMIT);
    if !params.has("TimeLimitSeconds") && !continues {
        params.missing("TimeLimitSeconds", "at most 604800");
    }
    let mut events = Vec::new();
    for name in params.list("Events").unwrap_or_default() {
        match name.as_str() {
            "CustomerReturned" => events.push(WaitEvent::CustomerReturned),
            "BotParticipantDisconnected" => events.push(WaitEvent::BotParticipantDisconnected),
            _ => {
                let hint = "expected CustomerReturned or BotParticipantDisconnected";
                params.report(Rule::ParameterValue, "Events", hint);
            }
        }
    }
    let limit = limit.or(least).unwrap_or(NumberParam::Fixed(0));
    Box::new(Wait {
        limit,
        events,
        continues,
    })
}

impl Block for Wait {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        if self.continues {
            return Step::fail("waiting while the flow goes on is not available");
        }
        let Some(seconds) = number(cx, &self.limit, 0..=LIMIT) else {
            return Step::fail("the time limit is no number of seconds up to seven days");
        };
        if self.events.contains(&WaitEvent::BotParticipantDisconnected)
            && cx.host.channel() == Channel::Chat
        {
            let why = "no bot takes part in this contact";
            return Step::Error(ErrorType::ParticipantNotFound, why.into());
        }
        cx.core.lambda_time = std::time::Duration::ZERO;
        cx.core.set_timer(Timer::Wait, later(cx.now, seconds));
        Step::Park(Waiting::Event)
    }

    fn resume(&self, _: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match signal {
            Signal::Timer(Timer::Wait) => Step::Result("WaitCompleted".into()),
            Signal::Event(event) if self.events.contains(&event) => {
                Step::Result(event.name().into())
            }
            _ => Step::Park(waiting),
        }
    }

    fn conditions(&self, _: &Row) -> Conditions {
        let returned = self.events.contains(&WaitEvent::CustomerReturned);
        let bot = self.events.contains(&WaitEvent::BotParticipantDisconnected);
        Conditions::Exactly(match (self.continues, returned, bot) {
            (true, _, _) => &["WaitCompleted", "Continue"],
            (_, true, true) => &[
                "WaitCompleted",
                "CustomerReturned",
                "BotParticipantDisconnected",
            ],
            (_, true, false) => &["WaitCompleted", "CustomerReturned"],
            (_, false, true) => &["WaitCompleted", "BotParticipantDisconnected"],
            (_, false, false) => &["WaitCompleted"],
        })
    }

    fn errors(&self, row: &Row) -> Vec<(ErrorType, Need)> {
        let bot = self.events.contains(&WaitEvent::BotParticipantDisconnected);
        row.errors
            .iter()
            .filter(|(_, need)| *need != Need::Depends || bot)
            .map(|(error, _)| (*error, Need::Mandatory))
            .collect()
    }
}
