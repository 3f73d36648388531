//! What validation asks of an instance.

use crate::contract::Contract;
use resources::FlowKind;

/// The resources of an instance, asked for while a flow is validated.
pub trait Directory {
    /// Whether a resource exists, by id or ARN (for an agent, user id, user name or ARN; for a
    /// number also E.164). What an instance does not keep, such as a watch list, exists.
    fn exists(&self, kind: ResourceKind, id: &str) -> bool;

    /// The type of a published flow or module, by id or ARN; `None` when it is not known.
    fn flow_kind(&self, id: &str) -> Option<FlowKind>;

    /// The contract of a module, by id or ARN with a version; `None` when it is not known, so that
    /// nothing is checked against it.
    fn contract(&self, module: &str) -> Option<Contract> {
        let _ = module;
        None
    }
}

macro_rules! kinds {
    ($($name:ident $word:literal $text:literal;)*) => {
        /// The kinds of resources that flows name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ResourceKind { $(#[doc = $text] $name,)* }

        impl ResourceKind {
            /// All of them.
            pub const ALL: &'static [ResourceKind] = &[$(ResourceKind::$name,)*];

            /// What messages to people call it.
            pub const fn word(self) -> &'static str {
                match self { $(ResourceKind::$name => $word,)* }
            }
        }
    };
}

kinds! {
    Queue "queue" "A queue.";
    Agent "agent" "A user, whose own queue is meant.";
    Flow "flow" "A flow of any type.";
    Module "flow module" "A flow module.";
    Prompt "prompt" "A prompt of the library.";
    Hours "hours of operation" "Hours of operation.";
    Function "function" "A function.";
    View "view" "A view.";
    Number "phone number" "A phone number that is claimed on the instance.";
    DataTable "data table" "A data table.";
    Bot "bot" "An alias of a bot.";
    TaskTemplate "task template" "A task template.";
    CaseTemplate "case template" "A template of cases.";
    Assistant "assistant" "An assistant.";
    Watchlist "watch list" "A watch list of Voice ID.";
}

/// A directory in which everything exists: for a flow that is looked at without its instance.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anything;

impl Directory for Anything {
    fn exists(&self, _: ResourceKind, _: &str) -> bool {
        true
    }

    fn flow_kind(&self, _: &str) -> Option<FlowKind> {
        None
    }
}

/// The views that the service itself provides, by their identifiers and names: they are in every
/// instance, as `detail` or `arn:aws:connect:<region>:aws:view/detail:<version>`.
/// Source: flow-language.md §7 (`ShowView`); the list is the public service's.
pub const MANAGED_VIEWS: &[(&str, &str)] = &[
    ("detail", "Detail"),
    ("list", "List"),
    ("form", "Form"),
    ("confirmation", "Confirmation"),
    ("cards", "Cards"),
];
