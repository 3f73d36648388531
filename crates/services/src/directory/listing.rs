//! Listing and counting configured resources of any kind.

use super::{Stored, read, read_any};
use crate::configured::scope;
use crate::{ServiceError, Services};
use ids::InstanceId;
use resources::{Configured, Kind, Resource};
use store::{Filter, Page, PageKey, ResourceQuery, ResourceSort};

/// Which resources to list.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Their condition.
    pub filter: Filter,
    /// Where to go on.
    pub after: Option<PageKey>,
    /// The most to return; at least 1.
    pub limit: usize,
}

impl Listing {
    /// Up to `limit` of them, from `after` on.
    pub fn page(limit: usize, after: Option<PageKey>) -> Self {
        Self {
            limit: limit.max(1),
            after,
            ..Self::default()
        }
    }

    /// Those that also have this facet.
    #[must_use]
    pub fn with_facet(self, name: &str, value: impl Into<String>) -> Self {
        self.with(Filter::facet(name, value))
    }

    /// Those that also meet this condition.
    #[must_use]
    pub fn with(mut self, filter: Filter) -> Self {
        self.filter = std::mem::take(&mut self.filter).and(filter);
        self
    }
}

impl Services {
    /// A page of the resources of any kind, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_any(
        &self,
        instance: InstanceId,
        kind: Kind,
        listing: Listing,
    ) -> Result<Page<Stored<Resource>>, ServiceError> {
        let query = self.query_any(instance, kind, listing);
        let page = self.store.resources(&query).await?;
        Ok(Page {
            rows: page
                .rows
                .into_iter()
                .map(read_any)
                .collect::<Result<_, _>>()?,
            next: page.next,
        })
    }

    /// How many resources of any kind meet a listing's conditions.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count_any(
        &self,
        instance: InstanceId,
        kind: Kind,
        listing: Listing,
    ) -> Result<u64, ServiceError> {
        let query = self.query_any(instance, kind, listing);
        Ok(self.store.count_resources(&query).await?)
    }

    /// How many resources of one kind meet a listing's conditions.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count<T: Configured>(
        &self,
        instance: InstanceId,
        listing: Listing,
    ) -> Result<u64, ServiceError> {
        let query = self.query::<T>(instance, listing);
        Ok(self.store.count_resources(&query).await?)
    }

    fn query<T: Configured>(&self, instance: InstanceId, listing: Listing) -> ResourceQuery {
        self.query_any(instance, T::KIND, listing)
    }

    fn query_any(&self, instance: InstanceId, kind: Kind, listing: Listing) -> ResourceQuery {
        let mut query = ResourceQuery::new(scope(kind, &self.account, instance), kind.name());
        query.filter = listing.filter;
        query.after = listing.after;
        query.limit = listing.limit.max(1);
        query.sort = ResourceSort::Name;
        query
    }

    /// A page of the resources of one kind, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list<T: Configured>(
        &self,
        instance: InstanceId,
        listing: Listing,
    ) -> Result<Page<Stored<T>>, ServiceError> {
        let query = self.query::<T>(instance, listing);
        let page = self.store.resources(&query).await?;
        Ok(Page {
            rows: page.rows.into_iter().map(read).collect::<Result<_, _>>()?,
            next: page.next,
        })
    }

    /// All instances of the account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn instances(&self) -> Result<Vec<InstanceId>, ServiceError> {
        // They lie under the account: of which instance they are asked does not matter.
        let any = InstanceId(uuid::Uuid::nil());
        let all = self.list_all::<resources::Instance>(any, Listing::default());
        Ok(all.await?.into_iter().map(|it| it.value.id).collect())
    }

    /// All resources of one kind, however many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_all<T: Configured>(
        &self,
        instance: InstanceId,
        mut listing: Listing,
    ) -> Result<Vec<Stored<T>>, ServiceError> {
        listing.limit = 500;
        let mut all = Vec::new();
        loop {
            let page = self.list(instance, listing.clone()).await?;
            all.extend(page.rows);
            match page.next {
                Some(next) => listing.after = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// Everything that an instance's exchange starts from: the instance itself, its numbers and
    /// all that lies under it, in the order of [`Kind::ALL`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn resources_of(&self, instance: InstanceId) -> Result<Vec<Resource>, ServiceError> {
        let mut all = Vec::new();
        if let Some(found) = self
            .find::<resources::Instance>(instance, &instance.to_string())
            .await?
        {
            all.push(found.value.into());
        }
        let numbers = Listing::page(1, None)
            .with_facet(crate::configured::facet::INSTANCE, instance.to_string());
        for number in self
            .list_all::<resources::PhoneNumberResource>(instance, numbers)
            .await?
        {
            all.push(number.value.into());
        }
        for row in self.store.resources_of_scope(&instance.to_string()).await? {
            all.push(read_any(row)?.value);
        }
        all.sort_by_key(Resource::kind);
        Ok(all)
    }
}
