//! Conditions on configured resources, as a tree: what every Search operation's criteria become.

use crate::Term;

/// A condition on one resource.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Filter {
    /// Every one holds; with none in it, always.
    All(Vec<Filter>),
    /// At least one holds; with none in it, never.
    Any(Vec<Filter>),
    /// Has this tag or exactly this facet.
    Term(Term),
    /// Its name, without regard to case.
    Name(Text),
    /// One of its facets of this name. The writer has folded the case of the facet's values.
    Facet(String, Text),
}

/// How a text is compared, without regard to case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Text {
    /// It is this.
    Is(String),
    /// It starts with this.
    Starts(String),
    /// It holds this.
    Contains(String),
    /// It lies between these, both included, by the order of its bytes: for dates in ISO form and
    /// numbers of equal length.
    Between(String, String),
}

impl Default for Filter {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Filter {
    /// Has exactly this facet.
    pub fn facet(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::Term(Term::Facet(name.into(), value.into()))
    }

    /// Has one of these values of a facet; no values are no condition.
    pub fn facet_in<V: Into<String>>(name: &str, values: impl IntoIterator<Item = V>) -> Self {
        let any: Vec<_> = values.into_iter().map(|it| Self::facet(name, it)).collect();
        if any.is_empty() {
            Self::default()
        } else {
            Self::Any(any)
        }
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All(mut these), Self::All(those)) => {
                these.extend(those);
                Self::All(these)
            }
            (Self::All(mut these), other) => {
                these.push(other);
                Self::All(these)
            }
            (this, Self::All(mut those)) => {
                those.insert(0, this);
                Self::All(those)
            }
            (this, other) => Self::All(vec![this, other]),
        }
    }

    /// Whether it holds for everything, as far as its form tells.
    pub fn is_always(&self) -> bool {
        matches!(self, Self::All(them) if them.iter().all(Self::is_always))
    }

    /// How many conditions it is made of, for a bound on what a request may ask.
    pub fn size(&self) -> usize {
        match self {
            Self::All(them) | Self::Any(them) => 1 + them.iter().map(Self::size).sum::<usize>(),
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_asked_is_no_condition() {
        assert!(Filter::default().is_always());
        assert!(Filter::facet_in::<String>("type", []).is_always());
        assert!(!Filter::Any(Vec::new()).is_always());
        let both = Filter::facet("a", "1").and(Filter::default());
        assert_eq!(both, Filter::All(vec![Filter::facet("a", "1")]));
        assert_eq!(both.size(), 2);
    }
}
