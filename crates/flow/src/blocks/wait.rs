//! `Wait`: until an event or a time limit. Chats and tasks only, but for its continue mode.
//! Spec: flow-language.md §6 and §13, connect-c-flows.md §7.49.
//!
//! In continue mode the flow goes on along `Continue` while the time runs, to play something
//! meanwhile, also on a call. How it comes back is not published. Inferred from the parameter's
//! name, `MinimumWaitTimeSeconds`, and from blocks along `Continue` being made whole: the flow leads
//! back to the action, which takes `WaitCompleted` as soon as the time is over, else `Continue`
//! again. Where going round took no time, it waits for the rest: a loop of instant blocks would not
//! end. The time starts anew when the action is reached again.

use super::{Block, Signal, Step, Waiting, later, number};
use crate::cx::{Cx, Meanwhile};
use crate::effect::{Timer, WaitEvent};
use crate::params::{NumberParam, Params};
use crate::problem::Rule;
use crate::registry::{ALL, Channels, Conditions, Ends, Need, OnChannel, Row, Runs};
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
    runs: Runs::Itself,
    parse,
};

/// Seven days.
const LIMIT: u32 = 604_800;

#[derive(Debug)]
struct Wait {
    limit: NumberParam,
    events: Vec<WaitEvent>,
    /// The mode in which the flow goes on while it waits.
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
        let Some(seconds) = number(cx, &self.limit, 0..=LIMIT) else {
            return Step::fail("the time limit is no number of seconds up to seven days");
        };
        if self.continues {
            return turn(cx, seconds);
        }
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
            Signal::Text(_) if self.events.contains(&WaitEvent::CustomerReturned) => {
                Step::Result(WaitEvent::CustomerReturned.name().into())
            }
            _ => Step::Park(waiting),
        }
    }

    fn on(&self, row: &Row, channel: Channel) -> OnChannel {
        match channel {
            Channel::Voice if self.continues => OnChannel::Works,
            _ => row.channels.on(channel),
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

/// Which way a wait in continue mode goes. Each action has a time of its own.
fn turn(cx: &mut Cx<'_>, seconds: u32) -> Step {
    let (action, now) = (cx.core.frame.at, cx.now);
    let waits = &mut cx.core.frame.waits;
    let at = waits.iter().position(|it| it.action == action);
    let Some(known) = at.and_then(|at| waits.get_mut(at)) else {
        let due = later(now, seconds);
        waits.push(Meanwhile {
            action,
            due,
            left: now,
        });
        return Step::Result("Continue".into());
    };
    let (due, idle) = (known.due, known.left == now);
    if now < due && !idle {
        known.left = now;
        return Step::Result("Continue".into());
    }
    waits.retain(|it| it.action != action);
    if now >= due {
        return Step::Result("WaitCompleted".into());
    }
    cx.core.set_timer(Timer::Wait, due);
    Step::Park(Waiting::Event)
}
