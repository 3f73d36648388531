//! Which metric a request calls: one of an instance, or one of messaging.

use crate::names::Name;
use crate::spend;
use aws_wire::Value;
use messaging::Channel;

/// A metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Called {
    /// Of an instance.
    Instance(Name),
    /// What was spent on a kind of messages.
    Spend(Channel),
}

impl Called {
    /// The metric that namespace, name and dimensions call; `None` where there is none.
    pub(crate) fn parse(metric: &Value) -> Option<Self> {
        let name = Name::parse(metric).map(Self::Instance);
        name.or_else(|| spend::parse(metric).map(Self::Spend))
    }

    /// The unit of its values. There is none for US dollars.
    pub(crate) fn unit(&self) -> &'static str {
        match self {
            Self::Instance(name) => name.metric.unit(),
            Self::Spend(_) => "None",
        }
    }
}
