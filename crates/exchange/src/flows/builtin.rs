//! What is played where no flow was set and the instance has no default flow of that kind.
//! Source: connect-c-flows.md §4, with built-in sounds in place of uploaded prompts.

use super::session::Role;
use crate::output::{Builtin, PlaySource, Voice};

/// One step: what is played, and whether for ever.
pub(super) struct Step {
    pub(super) sources: Vec<PlaySource>,
    pub(super) looped: bool,
}

/// The steps that stand in for a flow; `queue` is the name of the contact's queue.
pub(super) fn steps(role: Role, queue: Option<&str>, voice: &Voice) -> Vec<Step> {
    let say = |text: &str| Step {
        sources: vec![PlaySource::Text {
            text: text.into(),
            voice: voice.clone(),
        }],
        looped: false,
    };
    let sound = |sound, looped| Step {
        sources: vec![PlaySource::Builtin(sound)],
        looped,
    };
    match role {
        Role::Queue => vec![
            say(
                "Thank you for calling. Your call is very important to us and will be answered \
                 in the order it was received.",
            ),
            sound(Builtin::HoldMusic, true),
        ],
        Role::Hold => vec![sound(Builtin::HoldMusic, true)],
        Role::AgentHold => vec![say("You are on hold."), sound(Builtin::HoldMusic, true)],
        Role::AgentWhisper => queue
            .filter(|name| !name.is_empty())
            .map(say)
            .into_iter()
            .collect(),
        Role::OutboundWhisper => vec![say("This call is not being recorded.")],
        Role::CustomerWhisper => vec![sound(Builtin::Beep, false)],
        Role::Inbound | Role::Disconnect | Role::Transfer | Role::Event => Vec::new(),
    }
}
