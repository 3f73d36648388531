//! The register of action types: one row each, read by parser, validator, documentation and
//! designer.

use crate::blocks::{self, Block};
use crate::params::Params;
use crate::schema;
use crate::transitions::{ErrorType, Operator};
use resources::{Channel, FlowKind};

/// What is known about an action type.
///
/// Source: flow-language.md §5 to §8, connect-c-flows.md §6.1. Where an action's parameters decide
/// (the modes of `GetParticipantInput`), the row says what may be and the action itself what must.
#[derive(Debug)]
pub struct Row {
    /// The action's `Type`.
    pub name: &'static str,
    /// The designer's blocks that are made of it.
    pub blocks: &'static [&'static str],
    /// Its `ContactFlowModuleType` in the flow log: a vocabulary of its own. Two are published
    /// (`SetQueue`, `Return`); the others follow the older export format's names (inferred).
    pub log: &'static str,
    /// The flow types in which it may stand.
    pub flows: FlowTypes,
    /// What it does on each channel.
    pub channels: Channels,
    /// What its conditions can compare.
    pub conditions: Conditions,
    /// Its error branches.
    pub errors: &'static [(ErrorType, Need)],
    /// Whether the flow goes on after it.
    pub ends: Ends,
    /// Who does what it asks for.
    pub runs: Runs,
    pub(crate) parse: fn(&mut Params<'_>) -> Box<dyn Block>,
}

impl Row {
    /// What it does, in words; empty for a type whose parameters are not published.
    pub fn what(&self) -> &'static str {
        schema::of(self.name).map_or("", |it| it.what)
    }

    /// Its parameters; `None` for a type whose parameters are not published.
    pub fn parameters(&self) -> Option<&'static schema::Fields> {
        schema::of(self.name).map(|it| &it.parameters)
    }
}

/// A set of flow types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlowTypes(u16);

impl FlowTypes {
    /// Every type, modules included.
    pub const ALL: Self = Self(0x7ff);

    /// A set of types.
    pub const fn of(kinds: &[FlowKind]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < kinds.len() {
            bits |= 1 << kinds[at] as u16;
            at += 1;
        }
        Self(bits)
    }

    /// This set and more.
    pub const fn and(self, kinds: &[FlowKind]) -> Self {
        Self(self.0 | Self::of(kinds).0)
    }

    /// Whether a type is in the set.
    pub const fn contains(self, kind: FlowKind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }
}

// The spec's shorthands. A module stands for the inbound flow that calls it, and a campaign's
// flow follows the rules of an inbound flow (both inferred).
use FlowKind as K;
/// Inbound flows, with the modules called from them and campaigns.
pub(crate) const IN: FlowTypes = FlowTypes::of(&[K::ContactFlow, K::Module, K::Campaign]);
/// Inbound and both transfer flows.
pub(crate) const IN_TA_TQ: FlowTypes = IN.and(&[K::AgentTransfer, K::QueueTransfer]);
/// Inbound, customer queue and both transfer flows.
pub(crate) const IN_CQ_TA_TQ: FlowTypes = IN_TA_TQ.and(&[K::CustomerQueue]);
/// The same and outbound whispers.
pub(crate) const IN_CQ_OW_TA_TQ: FlowTypes = IN_CQ_TA_TQ.and(&[K::OutboundWhisper]);
/// Everything.
pub(crate) const ALL: FlowTypes = FlowTypes::ALL;

/// What an action does on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnChannel {
    /// It works.
    Works,
    /// Nothing, and the flow goes on as after success.
    NoEffect,
    /// It takes its error branch.
    Error,
}

/// What an action does on the channels. Source: connect-c-flows.md §6.1; email, which the guide's
/// matrix predates, follows tasks unless flow-language.md says otherwise (inferred).
#[derive(Debug, Clone, Copy)]
pub struct Channels {
    /// Calls.
    pub voice: OnChannel,
    /// Chats.
    pub chat: OnChannel,
    /// Tasks.
    pub task: OnChannel,
    /// Email.
    pub email: OnChannel,
}

impl Channels {
    /// What it does on one channel.
    pub const fn on(&self, channel: Channel) -> OnChannel {
        match channel {
            Channel::Voice => self.voice,
            Channel::Chat => self.chat,
            Channel::Task => self.task,
            Channel::Email => self.email,
        }
    }

    pub(crate) const fn new(voice: OnChannel, chat: OnChannel, task: OnChannel) -> Self {
        let email = task;
        Self {
            voice,
            chat,
            task,
            email,
        }
    }
}

use OnChannel::{Error, NoEffect, Works};
/// Works on every channel.
pub(crate) const EVERY: Channels = Channels::new(Works, Works, Works);
/// Calls only; an error elsewhere.
pub(crate) const VOICE: Channels = Channels::new(Works, Error, Error);
/// Chats only.
pub(crate) const CHAT: Channels = Channels::new(Error, Works, Error);
/// Calls and chats.
pub(crate) const VOICE_CHAT: Channels = Channels::new(Works, Works, Error);
/// Calls; without effect elsewhere.
pub(crate) const VOICE_ELSE_NOTHING: Channels = Channels::new(Works, NoEffect, NoEffect);

/// Who does what an action asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runs {
    /// The engine with its contact.
    Itself,
    /// Another capability of the product, by [`Effect::Ask`](crate::Effect::Ask) or
    /// [`Effect::AskBot`](crate::Effect::AskBot). Where that is not there, the action takes its
    /// error branch.
    Asks(&'static str),
    /// Nobody: its parameters are not published. It takes its error branch.
    No,
}

/// What an action's conditions can compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conditions {
    /// It has no result and no conditions.
    None,
    /// Exactly these results, each with an `Equals` condition.
    Exactly(&'static [&'static str]),
    /// Any conditions with these operators.
    Any(&'static [Operator]),
}

/// Whether an error branch must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Mandatory,
    /// It may.
    Optional,
    /// The parameters decide.
    Depends,
}

/// Whether the flow goes on after an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// It does.
    No,
    /// It does unless the action has no `NextAction`: looping prompts.
    Maybe,
    /// Not after success; a `NextAction` is written but not taken.
    OnSuccess,
    /// Never: it has no transitions.
    Always,
}

/// All action types, runnable ones first.
pub fn registry() -> impl Iterator<Item = &'static Row> {
    blocks::ROWS.iter().copied().chain(blocks::known::ROWS)
}

/// The row of an action type. The reference's spelling `UnTagContact` is understood.
pub(crate) fn row(name: &str) -> Option<&'static Row> {
    let name = if name == "UnTagContact" {
        "UntagContact"
    } else {
        name
    };
    registry().find(|row| row.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_type_is_listed_twice() {
        let names: BTreeSet<_> = registry().map(|row| row.name).collect();
        assert_eq!(names.len(), registry().count());
    }

    #[test]
    fn every_type_of_the_reference_is_listed() {
        let names: BTreeSet<_> = registry().map(|row| row.name).collect();
        for name in include_str!("../tests/fixtures/action-types.txt").split_whitespace() {
            assert!(names.contains(name), "{name}");
        }
    }

    #[test]
    fn sets_of_flow_types_hold_what_they_name() {
        assert!(IN.contains(FlowKind::ContactFlow) && IN.contains(FlowKind::Module));
        assert!(!IN.contains(FlowKind::CustomerQueue));
        assert!(IN_CQ_TA_TQ.contains(FlowKind::CustomerQueue));
        assert!(ALL.contains(FlowKind::Module) && ALL.contains(FlowKind::AgentHold));
    }
}
