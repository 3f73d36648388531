//! Configured resources of any kind and of any service: users, queues, flows, numbers.

use crate::{Filter, Order, PageKey, Revision};
use ids::{Pii, Timestamp};
use std::collections::BTreeMap;

/// One configured resource. What it means is in its body, which only its service reads; a new kind
/// needs no change here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceRow {
    /// What it belongs to: an instance's or an account's identifier.
    pub scope: String,
    /// Its kind, such as `queue`; the service's own word.
    pub kind: String,
    /// Its identifier, unique within scope and kind.
    pub id: String,
    /// Its name, unique within scope and kind by exact comparison; empty when the kind's names
    /// need not be unique. Case-insensitive names are folded by the writer.
    pub name: String,
    /// Its ARN, empty when it has none.
    pub arn: String,
    /// The resource itself: JSON.
    pub body: Pii<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Further values to search by, name and value, several per name allowed; such as a user's
    /// routing profile or a number's target.
    pub facets: Vec<(String, String)>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// Counts its versions from 1. Set by the store; ignored when written.
    pub revision: Revision,
}

/// One condition on tags or facets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// Has this tag, with any value.
    TagKey(String),
    /// Has this tag with this value.
    Tag(String, String),
    /// Has this facet with this value.
    Facet(String, String),
}

/// What a listing of resources is sorted by; ties by identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ResourceSort {
    /// The identifier.
    #[default]
    Id,
    /// The name without regard to case.
    Name,
}

/// Which resources to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceQuery {
    /// The scope.
    pub scope: String,
    /// The kind.
    pub kind: String,
    /// Its condition.
    pub filter: Filter,
    /// What to sort by.
    pub sort: ResourceSort,
    /// Which way.
    pub order: Order,
    /// Go on after this row.
    pub after: Option<PageKey>,
    /// The most rows to return, at least 1.
    pub limit: usize,
}

impl ResourceQuery {
    /// All of a kind, by identifier, 100 a page.
    pub fn new(scope: impl Into<String>, kind: impl Into<String>) -> Self {
        Self {
            scope: scope.into(),
            kind: kind.into(),
            filter: Filter::default(),
            sort: ResourceSort::Id,
            order: Order::Ascending,
            after: None,
            limit: 100,
        }
    }

    /// The key of a row in this listing.
    pub fn key(&self, row: &ResourceRow) -> PageKey {
        let sort = match self.sort {
            ResourceSort::Id => String::new(),
            ResourceSort::Name => row.name.to_lowercase(),
        };
        PageKey {
            sort,
            id: row.id.clone(),
        }
    }
}
