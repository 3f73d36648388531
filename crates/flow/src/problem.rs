//! What is wrong with a flow, said so that an author can mend it.

use serde::Serialize;
use std::fmt;

/// The longest message that the API's `problems` list carries, in characters.
/// Source: flow-language.md §1.2.
pub const MESSAGE_LIMIT: usize = 256;

/// One thing wrong with a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// What is wrong, in at most [`MESSAGE_LIMIT`] characters: the API's `problems[].message`.
    pub message: String,
    /// The `Identifier` of the action it is about.
    pub action: Option<String>,
    /// Where it is, such as `Actions[3].Parameters.LoopCount`; empty for the whole document.
    pub path: String,
    /// Which rule is broken.
    pub rule: Rule,
    /// What would mend it.
    pub hint: String,
}

/// The rules that a flow can break. Source of each: flow-language.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// It is not JSON, or nested too deeply.
    Syntax,
    /// A field of the envelope is missing or has the wrong shape (§1).
    Envelope,
    /// It is in the older export format, which is converted before it is parsed (§11).
    LegacyFormat,
    /// More than 250 actions (§1).
    TooManyActions,
    /// An `Identifier` is malformed, reserved or used twice (§1).
    Identifier,
    /// The action type does not exist (§5 to §8).
    UnknownType,
    /// The action type exists, but what its parameters are is not published (§5.5).
    UnspecifiedType,
    /// A parameter that the action does not have (§1).
    UnknownParameter,
    /// A parameter that must be there is not (§5 to §8).
    MissingParameter,
    /// A parameter has a value that it must not have (§5 to §8).
    ParameterValue,
    /// An empty text (§1.1).
    EmptyValue,
    /// A `$.` path with an unknown root, or one where none may be (§4).
    Reference,
    /// A transition leads to an action that is not there, or is missing (§2).
    Target,
    /// A condition that the action cannot have (§3).
    Condition,
    /// A branch that the action must have is missing (§2).
    MissingBranch,
    /// A branch that the action cannot have (§2).
    UnknownBranch,
    /// The action may not stand in a flow of this type (§5).
    FlowType,
    /// It names a resource that the instance does not have (§1.2).
    Resource,
    /// A module or its caller does not keep to the module's contract (§5.4).
    Contract,
}

impl Rule {
    /// Whether a flow that breaks the rule cannot even be run. The others are rules of publishing
    /// only: an older export may break them and still do its work.
    pub const fn keeps_from_running(self) -> bool {
        matches!(
            self,
            Rule::Syntax
                | Rule::Envelope
                | Rule::LegacyFormat
                | Rule::UnknownType
                | Rule::MissingParameter
                | Rule::ParameterValue
                | Rule::Target
                | Rule::Condition
        )
    }
}

impl Problem {
    /// A problem with the document as a whole.
    pub fn document(rule: Rule, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: clip(message.into()),
            action: None,
            path: String::new(),
            rule,
            hint: hint.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(action) = &self.action {
            write!(f, "{action:?}: ")?;
        }
        f.write_str(&self.message)?;
        if !self.path.is_empty() {
            write!(f, " (at {})", self.path)?;
        }
        if !self.hint.is_empty() {
            write!(f, "; {}", self.hint)?;
        }
        Ok(())
    }
}

/// Cuts a message to what the API's field holds.
pub(crate) fn clip(mut message: String) -> String {
    if let Some((end, _)) = message.char_indices().nth(MESSAGE_LIMIT) {
        message.truncate(end);
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_is_cut_at_a_character() {
        let problem = Problem::document(Rule::Syntax, "é".repeat(400), "");
        assert_eq!(problem.message.chars().count(), MESSAGE_LIMIT);
    }
}
