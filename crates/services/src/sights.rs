//! What a caller sees: lists and searches of a request leave out what its security profiles do.
//!
//! These methods of [`Ctx`] stand before those of [`Services`](crate::Services) with the same
//! names, so an operation that lists through its context cannot forget it.
//! Source: connect-b-routing-channels.md §3.2 (tag-based access control).

use crate::{Configured, Ctx, Listing, ServiceError, Stored};
use aws_wire::Sight;
use ids::InstanceId;
use resources::{Kind, Resource, facet};
use std::collections::BTreeMap;
use store::{Filter, Page, Term};

/// Whether a resource is within a sight: its tags, and the groups that it lies below.
pub fn within(sight: &Sight, tags: &BTreeMap<String, String>, groups: &[String]) -> bool {
    let tagged = |(key, value): &(String, String)| tags.get(key) == Some(value);
    sight.tags.iter().all(tagged) && sight.group.as_ref().is_none_or(|it| groups.contains(it))
}

fn filter(sight: &Sight) -> Filter {
    let tags = sight
        .tags
        .iter()
        .map(|(key, value)| Filter::Term(Term::Tag(key.clone(), value.clone())));
    let group = sight
        .group
        .iter()
        .map(|it| Filter::facet(facet::HIERARCHY_PATH, it.clone()));
    Filter::All(tags.chain(group).collect())
}

impl Ctx {
    fn seen(&self, kind: Kind, listing: Listing) -> Listing {
        let sights: Vec<Filter> = self
            .caller
            .sights
            .iter()
            .filter(|it| it.resource_type == kind.api_type())
            .map(filter)
            .collect();
        match sights.is_empty() {
            true => listing,
            false => listing.with(Filter::Any(sights)),
        }
    }

    /// A page of the resources of a kind that the caller sees.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list<T: Configured>(
        &self,
        instance: InstanceId,
        listing: Listing,
    ) -> Result<Page<Stored<T>>, ServiceError> {
        let listing = self.seen(T::KIND, listing);
        self.services.list::<T>(instance, listing).await
    }

    /// How many resources of a kind the caller sees.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count<T: Configured>(
        &self,
        instance: InstanceId,
        listing: Listing,
    ) -> Result<u64, ServiceError> {
        let listing = self.seen(T::KIND, listing);
        self.services.count::<T>(instance, listing).await
    }

    /// A page of the resources of any kind that the caller sees.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_any(
        &self,
        instance: InstanceId,
        kind: Kind,
        listing: Listing,
    ) -> Result<Page<Stored<Resource>>, ServiceError> {
        let listing = self.seen(kind, listing);
        self.services.list_any(instance, kind, listing).await
    }

    /// How many resources of any kind the caller sees.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count_any(
        &self,
        instance: InstanceId,
        kind: Kind,
        listing: Listing,
    ) -> Result<u64, ServiceError> {
        let listing = self.seen(kind, listing);
        self.services.count_any(instance, kind, listing).await
    }
}
