//! `MessageParticipant`: plays a prompt or sends a message, and goes on when it is over.
//! Spec: flow-language.md §7, connect-c-flows.md §7.25.

use super::prompt::Prompt;
use super::{Block, Signal, Step, Waiting};
use crate::cx::Cx;
use crate::params::Params;
use crate::registry::{Channels, Conditions, Ends, IN_CQ_OW_TA_TQ, Need, OnChannel, Row, Runs};
use crate::transitions::ErrorType;
use crate::validate::Check;
use resources::FlowKind as K;

pub(super) const ROW: Row = Row {
    name: "MessageParticipant",
    blocks: &["Play prompt", "Send message"],
    log: "PlayPrompt",
    flows: IN_CQ_OW_TA_TQ.and(&[K::CustomerWhisper, K::AgentWhisper]),
    channels: Channels::new(OnChannel::Works, OnChannel::Works, OnChannel::NoEffect),
    conditions: Conditions::None,
    errors: &[(ErrorType::NoMatchingError, Need::Optional)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Message {
    prompt: Prompt,
    /// With keys kept ahead: not played, or cut short, once there are any. The parameter is not
    /// documented; its meaning is inferred from its name.
    skip_for_keys: bool,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let prompt = Prompt::required(params);
    let skip_for_keys = params.flag("SkipWhenDTMFBufferEnabled").unwrap_or_default();
    Box::new(Message {
        prompt,
        skip_for_keys,
    })
}

impl Block for Message {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let typed = cx.core.keys.as_ref().is_some_and(|keys| !keys.is_empty());
        if self.skip_for_keys && typed {
            return Step::Next;
        }
        // Audio in a queue flow fails: looping prompts are for that (§7.25).
        if self.prompt.is_audio() && cx.kind() == K::CustomerQueue {
            return Step::fail("a queue flow plays no audio outside looping prompts");
        }
        match self.prompt.source(cx) {
            Ok(source) => Step::Park(Waiting::Prompt(cx.play(source))),
            Err(why) => Step::Error(ErrorType::NoMatchingError, why),
        }
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        let Waiting::Prompt(playing) = &waiting else {
            return Step::Park(waiting);
        };
        match signal {
            Signal::PromptFinished(id) if id == *playing => Step::Next,
            Signal::PromptFailed(id) if id == *playing => Step::fail("the prompt cannot be played"),
            Signal::Digit(_) if self.skip_for_keys => {
                cx.stop(*playing);
                Step::Next
            }
            _ => Step::Park(waiting),
        }
    }

    fn check(&self, check: &mut Check<'_>) {
        self.prompt.check(check);
    }
}
