//! Reading and writing many resources as one: whole instances for documents, and what is made of
//! several resources.

use crate::directory::Stored;
use crate::{ServiceError, Services};
use ids::{InstanceId, Timestamp};
use resources::{Instance, PhoneNumberResource, Resource};
use std::hash::Hash;
use store::{Batch, Expect, Revision};
use tokio::sync::MutexGuard;

/// A resource of any kind as it is kept.
pub type Kept = Stored<Resource>;

/// What a resource was when its change was planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Was {
    /// Its version.
    pub revision: Revision,
    /// When it was made.
    pub created: Timestamp,
}

impl<T> Stored<T> {
    /// What it is now, for a change that is planned.
    pub fn was(&self) -> Was {
        Was {
            revision: self.revision,
            created: self.created,
        }
    }
}

/// The right to change something that is more than one resource, until it is dropped.
pub type Turn<'a> = MutexGuard<'a, ()>;

impl Services {
    /// The instance, its numbers and all that lies under it, each with its revision.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn kept(&self, instance: InstanceId) -> Result<Vec<Kept>, ServiceError> {
        let mut all = Vec::new();
        if let Some(it) = self
            .find::<Instance>(instance, &instance.to_string())
            .await?
        {
            all.push(it.into_any());
        }
        let numbers = crate::Listing::page(1, None)
            .with_facet(resources::facet::INSTANCE, instance.to_string());
        let numbers = self.list_all::<PhoneNumberResource>(instance, numbers);
        all.extend(numbers.await?.into_iter().map(Stored::into_any));
        let rows = self.store.resources_of_scope(&instance.to_string()).await?;
        for row in rows {
            all.push(crate::directory::read_any(row)?);
        }
        all.sort_by_key(|it| it.value.kind());
        Ok(all)
    }

    /// Waits for its turn to change something that is more than one resource, such as a table with
    /// its records: hold the answer from the first reading until the writing is done. A request
    /// holds one at a time.
    pub async fn turn(&self, of: impl Hash) -> Turn<'_> {
        self.turns.lock(of).await
    }

    /// Writes and deletes many resources at once, all or none, each if it is still of the
    /// revision that is given; `None` expects a new one. Nothing is asked about what refers to
    /// what is deleted: the caller has.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] when something changed meanwhile, [`ServiceError::Duplicate`].
    pub async fn change_all(
        &self,
        instance: InstanceId,
        puts: Vec<(Resource, Option<Was>)>,
        deletes: Vec<(Resource, Option<Was>)>,
    ) -> Result<(), ServiceError> {
        let expect =
            |was: &Option<Was>| was.map_or(Expect::New, |it| Expect::Revision(it.revision));
        let mut batch = Batch::new();
        // Deletions first, so that a name that moves to another resource is free.
        for (resource, was) in &deletes {
            batch = batch.with(self.deletion(instance, resource, expect(was)));
        }
        for (resource, was) in &puts {
            let row = self.row(instance, resource, was.map(|it| it.created))?;
            batch = batch.put_resource(row, expect(was));
        }
        self.store.commit(batch).await?;
        for (resource, _) in puts {
            self.tell(instance, resource);
        }
        for (resource, _) in deletes {
            self.gone(instance, resource.kind(), resource.id());
        }
        Ok(())
    }
}
