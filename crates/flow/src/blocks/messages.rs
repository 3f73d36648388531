//! `MessageParticipantIteratively`: prompts one after another, again and again, with an optional
//! interruption.
//! Spec: flow-language.md §7, connect-c-flows.md §7.24.

use super::prompt::Prompt;
use super::{Block, Signal, Step, Waiting, later};
use crate::cx::Cx;
use crate::effect::{RequestId, Timer};
use crate::params::Params;
use crate::problem::Rule;
use crate::registry::{Conditions, Ends, FlowTypes, Need, Row, Runs, VOICE};
use crate::transitions::ErrorType;
use crate::validate::Check;
use ids::Timestamp;
use resources::FlowKind as K;
use std::time::Duration;

pub(super) const ROW: Row = Row {
    name: "MessageParticipantIteratively",
    blocks: &["Loop prompts"],
    log: "LoopPrompts",
    flows: FlowTypes::of(&[K::CustomerQueue, K::CustomerHold, K::AgentHold]),
    channels: VOICE,
    conditions: Conditions::Exactly(&["MessagesInterrupted"]),
    errors: &[(ErrorType::NoMatchingError, Need::Optional)],
    ends: Ends::Maybe,
    runs: Runs::Itself,
    parse,
};

/// A round shorter than this is followed by a breath, so that prompts without sound (an empty
/// text, say) do not spin.
const SHORTEST_ROUND: Duration = Duration::from_secs(1);

#[derive(Debug)]
struct Messages {
    prompts: Vec<Prompt>,
    interrupt: Option<u32>,
    /// The prompt that is playing at the interruption is left to end.
    keeps_playing: bool,
}

/// How far the prompts are.
#[derive(Debug)]
pub(crate) struct Round {
    pub playing: Option<RequestId>,
    at: usize,
    since: Timestamp,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("Messages") {
        params.missing("Messages", "give at least one prompt");
    }
    let prompts = params
        .objects("Messages", Prompt::required)
        .unwrap_or_default();
    if prompts.is_empty() && params.has("Messages") {
        params.report(Rule::ParameterValue, "Messages", "give at least one prompt");
    }
    let interrupt = params.number("InterruptFrequencySeconds", 1..=u32::MAX);
    let keeps_playing = params
        .flag("ContinueMessagingDuringInterrupt")
        .unwrap_or_default();
    Box::new(Messages {
        prompts,
        interrupt,
        keeps_playing,
    })
}

impl Messages {
    fn play(&self, cx: &mut Cx<'_>, mut round: Round) -> Step {
        if round.at >= self.prompts.len() {
            round.at = 0;
            if cx.now.since(round.since) < SHORTEST_ROUND {
                round.playing = None;
                cx.core
                    .set_timer(Timer::LoopPause, round.since + SHORTEST_ROUND);
                return Step::Park(Waiting::Messages(round));
            }
            round.since = cx.now;
        }
        let Some(prompt) = self.prompts.get(round.at) else {
            return Step::fail("there is no prompt");
        };
        match prompt.source(cx) {
            Ok(source) => {
                round.playing = Some(cx.play(source));
                round.at += 1;
                Step::Park(Waiting::Messages(round))
            }
            Err(why) => Step::Error(ErrorType::NoMatchingError, why),
        }
    }
}

impl Block for Messages {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        if let Some(seconds) = self.interrupt {
            cx.core
                .set_timer(Timer::LoopInterrupt, later(cx.now, seconds));
        }
        let round = Round {
            playing: None,
            at: 0,
            since: cx.now,
        };
        self.play(cx, round)
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        let Waiting::Messages(mut round) = waiting else {
            return Step::Park(waiting);
        };
        match signal {
            Signal::PromptFinished(id) if round.playing == Some(id) => self.play(cx, round),
            Signal::PromptFailed(id) if round.playing == Some(id) => {
                Step::fail("a prompt cannot be played")
            }
            Signal::Timer(Timer::LoopPause) => {
                round.since = cx.now;
                self.play(cx, round)
            }
            Signal::Timer(Timer::LoopInterrupt) => {
                if let Some(id) = round.playing.filter(|_| !self.keeps_playing) {
                    cx.stop(id);
                }
                Step::Result("MessagesInterrupted".into())
            }
            _ => Step::Park(Waiting::Messages(round)),
        }
    }

    fn conditions(&self, row: &Row) -> Conditions {
        match self.interrupt {
            Some(_) => row.conditions,
            None => Conditions::None,
        }
    }

    fn check(&self, check: &mut Check<'_>) {
        for prompt in &self.prompts {
            prompt.check(check);
        }
    }
}
