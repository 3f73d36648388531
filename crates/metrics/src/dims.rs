//! By what is counted: the dimensions, and a set of their values as one text.

use std::fmt;

/// Stands between the values of a set of dimensions.
const SEPARATOR: char = '\u{1f}';

macro_rules! dimensions {
    ($($(#[$doc:meta])* $name:ident $key:literal,)*) => {
        /// One dimension.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Dimension {
            $($(#[$doc])* $name,)*
        }

        impl Dimension {
            /// All of them, in the order of the key.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The filter and grouping key of GetMetricDataV2.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }
        }
    };
}

dimensions! {
    /// The queue by its identifier. An agent's own queue has none (GetMetricDataV2 does not
    /// support agent queues).
    Queue "QUEUE",
    /// The channel.
    Channel "CHANNEL",
    /// The agent's routing profile at that time.
    RoutingProfile "ROUTING_PROFILE",
    /// How the contact came to be.
    InitiationMethod "INITIATION_METHOD",
    /// Why it ended; empty for what is counted before its end.
    DisconnectReason "DISCONNECT_REASON",
    /// The contact's `connect:Subtype`.
    Subtype "contact/segmentAttributes/connect:Subtype",
    /// The agent.
    Agent "AGENT",
    /// The agent's group at the top of the hierarchy, at that time.
    LevelOne "AGENT_HIERARCHY_LEVEL_ONE",
    /// The group below it.
    LevelTwo "AGENT_HIERARCHY_LEVEL_TWO",
    /// The group below it.
    LevelThree "AGENT_HIERARCHY_LEVEL_THREE",
    /// The group below it.
    LevelFour "AGENT_HIERARCHY_LEVEL_FOUR",
    /// The group below it.
    LevelFive "AGENT_HIERARCHY_LEVEL_FIVE",
    /// The flow that ran.
    Flow "FLOWS_RESOURCE_ID",
    /// The module of it.
    FlowModule "FLOWS_MODULE_RESOURCE_ID",
    /// The type of the flow.
    FlowType "FLOW_TYPE",
    /// How it ended; empty for its beginning.
    FlowOutcome "FLOWS_OUTCOME_TYPE",
    /// The flow that went on in its place.
    NextFlow "FLOWS_NEXT_RESOURCE_ID",
    /// The queue that the contact went to.
    NextQueue "FLOWS_NEXT_RESOURCE_QUEUE_ID",
    /// What a step of routing criteria asked of agents, as [`exchange::Expression::text`] writes it.
    RoutingStep "ROUTING_STEP_EXPRESSION",
    /// When the flow that ran was published, or the module.
    Published "RESOURCE_PUBLISHED_TIMESTAMP",
    /// The bot that was talked with.
    Bot "BOT_ID",
    /// Its alias.
    BotAlias "BOT_ALIAS",
    /// Its version; nothing tells it yet.
    BotVersion "BOT_VERSION",
    /// The language of the conversation.
    BotLocale "BOT_LOCALE",
    /// An intent of the conversation.
    BotIntent "BOT_INTENT_NAME",
    /// The action in which a flow gave the word to the bot.
    FlowAction "FLOW_ACTION_ID",
    /// When what holds the action was published.
    InvokerPublished "INVOKING_RESOURCE_PUBLISHED_TIMESTAMP",
    /// Whether that is a flow or a module.
    InvokerType "INVOKING_RESOURCE_TYPE",
    /// The flow of the module that holds the action.
    ParentFlow "PARENT_FLOWS_RESOURCE_ID",
    /// How the conversation ended.
    BotOutcome "BOT_CONVERSATION_OUTCOME_TYPE",
    /// How the intent ended.
    IntentOutcome "BOT_INTENT_OUTCOME_TYPE",
}

/// How many dimensions there are.
pub(crate) const COUNT: usize = Dimension::ALL.len();

/// The hierarchy's levels from the top down.
pub(crate) const LEVELS: [Dimension; 5] = [
    Dimension::LevelOne,
    Dimension::LevelTwo,
    Dimension::LevelThree,
    Dimension::LevelFour,
    Dimension::LevelFive,
];

impl Dimension {
    /// The dimension of that key.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.key() == key)
    }

    /// Whether it is of an agent rather than of a contact.
    pub const fn of_agent(self) -> bool {
        matches!(
            self,
            Self::Agent
                | Self::LevelOne
                | Self::LevelTwo
                | Self::LevelThree
                | Self::LevelFour
                | Self::LevelFive
        )
    }
}

impl Dimension {
    /// Whether it is of runs of flows rather than of contacts.
    pub const fn of_flow(self) -> bool {
        matches!(
            self,
            Self::Flow
                | Self::FlowModule
                | Self::FlowType
                | Self::FlowOutcome
                | Self::NextFlow
                | Self::NextQueue
        )
    }

    /// Whether it is of conversations with bots.
    pub const fn of_bot(self) -> bool {
        matches!(
            self,
            Self::Bot
                | Self::BotAlias
                | Self::BotVersion
                | Self::BotLocale
                | Self::BotIntent
                | Self::FlowAction
                | Self::InvokerPublished
                | Self::InvokerType
                | Self::ParentFlow
                | Self::BotOutcome
                | Self::IntentOutcome
        )
    }
}

/// A value for each dimension; empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Dims([String; COUNT]);

impl Dims {
    /// The value of a dimension.
    pub fn get(&self, dimension: Dimension) -> &str {
        &self.0[dimension as usize]
    }

    /// Sets a dimension.
    pub fn set(&mut self, dimension: Dimension, value: impl fmt::Display) {
        let text = value.to_string();
        // The separator cannot be part of a value: a segment attribute is a customer's text.
        self.0[dimension as usize] = text.replace(SEPARATOR, " ");
    }

    /// The same with a dimension set.
    #[must_use]
    pub fn with(mut self, dimension: Dimension, value: impl fmt::Display) -> Self {
        self.set(dimension, value);
        self
    }

    /// Sets the hierarchy's levels.
    pub(crate) fn set_levels(&mut self, groups: &[String]) {
        for (level, group) in LEVELS.into_iter().zip(groups) {
            self.set(level, group);
        }
    }

    /// Takes away what is of an agent.
    pub(crate) fn without_agent(mut self) -> Self {
        for dimension in Dimension::ALL.iter().filter(|it| it.of_agent()) {
            self.0[*dimension as usize].clear();
        }
        self
    }

    /// The text under which a tally of these dimensions is kept.
    pub fn key(&self) -> String {
        let mut text = self.0.join("\u{1f}");
        text.truncate(text.trim_end_matches(SEPARATOR).len());
        text
    }
}

/// The values in such a text, without copying it.
pub(crate) fn split(key: &str) -> [&str; COUNT] {
    let mut values = [""; COUNT];
    for (slot, value) in values.iter_mut().zip(key.split(SEPARATOR)) {
        *slot = value;
    }
    values
}

/// Whether a value is one of those wanted; none wanted is no condition.
pub fn matches_any(wanted: &[String], value: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|it| it == value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_gives_its_values_back() {
        let dims = Dims::default()
            .with(Dimension::Channel, "VOICE")
            .with(Dimension::Agent, "a1");
        let key = dims.key();
        let values = split(&key);
        for dimension in Dimension::ALL {
            assert_eq!(values[*dimension as usize], dims.get(*dimension));
        }
        assert_eq!(Dims::default().key(), "");
    }

    #[test]
    fn a_value_cannot_break_the_key() {
        let dims = Dims::default().with(Dimension::Subtype, "a\u{1f}b");
        assert_eq!(split(&dims.key())[Dimension::Subtype as usize], "a b");
    }
}
