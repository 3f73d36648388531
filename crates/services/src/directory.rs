//! The one generic way to create, read, change, delete and list configured resources of any kind.
//!
//! A write commits first and is then told to the running exchange. Both happen under a lock of
//! that resource (one of many shared locks), so that an exchange sees changes of one resource in
//! the order of their commits, and a change that is computed from what was read is not lost.

mod listing;

use crate::configured::scope;
use crate::error::word;
use crate::{ServiceError, Services};
use exchange::Change;
use ids::{Arn, InstanceId, Pii};
use resources::{Configured, Indexed, Kind, Resource};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use store::{Batch, DeleteResource, Expect, Filter, ResourceQuery, ResourceRow};
use tokio::sync::{Mutex, MutexGuard};

pub use listing::Listing;

/// A resource as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored<T> {
    /// The resource.
    pub value: T,
    /// Its version, from 1.
    pub revision: store::Revision,
    /// When it was made.
    pub created: ids::Timestamp,
    /// When it was last changed.
    pub modified: ids::Timestamp,
}

impl<T: Into<Resource>> Stored<T> {
    /// The same without its type.
    pub fn into_any(self) -> Stored<Resource> {
        Stored {
            value: self.value.into(),
            revision: self.revision,
            created: self.created,
            modified: self.modified,
        }
    }
}

/// Locks of resources: few enough to be cheap, many enough that two resources seldom share one.
#[derive(Debug)]
pub(crate) struct Locks {
    hasher: RandomState,
    locks: Vec<Mutex<()>>,
}

impl Locks {
    pub(crate) fn new() -> Self {
        Self {
            hasher: RandomState::new(),
            locks: (0..1024).map(|_| Mutex::new(())).collect(),
        }
    }

    /// Waits for the lock of a key.
    pub(crate) async fn lock(&self, key: impl std::hash::Hash) -> MutexGuard<'_, ()> {
        let slot = self.hasher.hash_one(key) % self.locks.len().max(1) as u64;
        // The slot is below the length by construction; the first one is as good as any.
        let lock = self.locks.get(slot as usize).unwrap_or(&self.locks[0]);
        lock.lock().await
    }
}

impl Services {
    /// The ARN of a resource.
    pub fn arn(&self, instance: InstanceId, resource: &Resource) -> Arn {
        resource.arn(&self.account, &self.region, instance)
    }

    /// Keeps a new resource.
    ///
    /// # Errors
    /// [`ServiceError::Duplicate`] when its name is taken, [`ServiceError::LimitExceeded`].
    pub async fn create(
        &self,
        instance: InstanceId,
        resource: impl Into<Resource>,
    ) -> Result<(), ServiceError> {
        self.create_with(instance, resource, Batch::new()).await
    }

    /// Keeps a new resource together with other writes, all or none.
    ///
    /// # Errors
    /// As [`Services::create`], and what the other writes expect.
    pub async fn create_with(
        &self,
        instance: InstanceId,
        resource: impl Into<Resource>,
        also: Batch,
    ) -> Result<(), ServiceError> {
        self.create_all(instance, vec![resource.into()], also).await
    }

    /// Keeps several new resources together with other writes, all or none, and tells the
    /// exchange of them in this order.
    ///
    /// # Errors
    /// As [`Services::create`], and what the other writes expect.
    pub async fn create_all(
        &self,
        instance: InstanceId,
        resources: Vec<Resource>,
        also: Batch,
    ) -> Result<(), ServiceError> {
        let mut batch = Batch::new();
        let mut kinds = BTreeMap::<Kind, u64>::new();
        for resource in &resources {
            *kinds.entry(resource.kind()).or_default() += 1;
        }
        for (kind, more) in kinds {
            self.check_quota(instance, kind, more).await?;
        }
        for resource in &resources {
            batch = batch.put_resource(self.row(instance, resource, None)?, Expect::New);
        }
        batch.append(also);
        // New identifiers are known to nobody yet, so there is nothing to lock against, except
        // where the identifier is the caller's (a function's ARN): those share their lock.
        let first = resources.first().map(|it| (it.kind(), it.id()));
        let _guard = self.locks.lock(first).await;
        self.store.commit(batch).await?;
        for resource in resources {
            self.tell(instance, resource);
        }
        Ok(())
    }

    /// A resource by its identifier.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find<T: Configured>(
        &self,
        instance: InstanceId,
        id: &str,
    ) -> Result<Option<Stored<T>>, ServiceError> {
        let scope = scope(T::KIND, &self.account, instance);
        let row = self.store.resource(&scope, T::KIND.name(), id).await?;
        row.map(read).transpose()
    }

    /// A resource that must be there.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn get<T: Configured>(
        &self,
        instance: InstanceId,
        id: impl std::fmt::Display,
    ) -> Result<Stored<T>, ServiceError> {
        let id = id.to_string();
        self.find(instance, &id)
            .await?
            .ok_or_else(|| not_found(T::KIND, id))
    }

    /// A resource by its unique name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_by_name<T: Configured>(
        &self,
        instance: InstanceId,
        name: &str,
    ) -> Result<Option<Stored<T>>, ServiceError> {
        let scope = scope(T::KIND, &self.account, instance);
        let row = self
            .store
            .resource_by_name(&scope, T::KIND.name(), name)
            .await?;
        row.map(read).transpose()
    }

    /// Any resource by its ARN, with its instance.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_by_arn(
        &self,
        arn: &str,
    ) -> Result<Option<(InstanceId, Stored<Resource>)>, ServiceError> {
        let Some(row) = self.store.resource_by_arn(arn).await? else {
            return Ok(None);
        };
        // A bot is no resource of any instance.
        if Kind::from_name(&row.kind).is_some_and(Kind::of_bots) {
            return Ok(None);
        }
        let scope = row.scope.parse();
        let stored = read_any(row)?;
        let instance = match &stored.value {
            Resource::Instance(it) => it.id,
            Resource::PhoneNumber(it) => it.instance,
            _ => scope.map_err(ServiceError::internal)?,
        };
        Ok(Some((instance, stored)))
    }

    /// Changes a resource by what `change` does to it, and answers it as it is now.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Duplicate`], and what `change` refuses.
    pub async fn update<T: Configured>(
        &self,
        instance: InstanceId,
        id: impl std::fmt::Display,
        change: impl FnOnce(&mut T) -> Result<(), ServiceError> + Send,
    ) -> Result<T, ServiceError> {
        let id = id.to_string();
        let _guard = self.locks.lock(Some((T::KIND, id.clone()))).await;
        let mut stored: Stored<T> = self
            .find(instance, &id)
            .await?
            .ok_or_else(|| not_found(T::KIND, id))?;
        change(&mut stored.value)?;
        let resource: Resource = stored.value.clone().into();
        let row = self.row(instance, &resource, Some(stored.created))?;
        let batch = Batch::new().put_resource(row, Expect::Revision(stored.revision));
        self.store.commit(batch).await?;
        self.tell(instance, resource);
        Ok(stored.value)
    }

    /// Changes a resource of any kind, and answers it as it is now.
    ///
    /// # Errors
    /// As [`Services::update`].
    pub async fn update_any(
        &self,
        instance: InstanceId,
        kind: Kind,
        id: &str,
        change: impl FnOnce(&mut Resource) -> Result<(), ServiceError> + Send,
    ) -> Result<Resource, ServiceError> {
        let _guard = self.locks.lock(Some((kind, id.to_owned()))).await;
        let at = scope(kind, &self.account, instance);
        let row = self.store.resource(&at, kind.name(), id).await?;
        let mut stored = read_any(row.ok_or_else(|| not_found(kind, id.to_owned()))?)?;
        change(&mut stored.value)?;
        let row = self.row(instance, &stored.value, Some(stored.created))?;
        let batch = Batch::new().put_resource(row, Expect::Revision(stored.revision));
        self.store.commit(batch).await?;
        self.tell(instance, stored.value.clone());
        Ok(stored.value)
    }

    /// A resource of any kind by its identifier.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_any(
        &self,
        instance: InstanceId,
        kind: Kind,
        id: &str,
    ) -> Result<Option<Stored<Resource>>, ServiceError> {
        let scope = scope(kind, &self.account, instance);
        let row = self.store.resource(&scope, kind.name(), id).await?;
        row.map(read_any).transpose()
    }

    /// Deletes a resource that nothing refers to.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::InUse`].
    pub async fn delete(
        &self,
        instance: InstanceId,
        kind: Kind,
        id: impl std::fmt::Display,
    ) -> Result<(), ServiceError> {
        self.delete_with(instance, kind, id, Batch::new()).await
    }

    /// Deletes a resource that nothing refers to together with other writes, all or none.
    ///
    /// # Errors
    /// As [`Services::delete`], and what the other writes expect.
    pub async fn delete_with(
        &self,
        instance: InstanceId,
        kind: Kind,
        id: impl std::fmt::Display,
        also: Batch,
    ) -> Result<(), ServiceError> {
        let id = id.to_string();
        let _guard = self.locks.lock(Some((kind, id.clone()))).await;
        let at = scope(kind, &self.account, instance);
        let row = self.store.resource(&at, kind.name(), &id).await?;
        let row = row.ok_or_else(|| not_found(kind, id.clone()))?;
        self.check_unused(instance, kind, &id).await?;
        let delete = DeleteResource {
            scope: at,
            kind: kind.name().to_owned(),
            id: id.clone(),
            expect: Expect::Revision(row.revision),
        };
        let mut batch = Batch::new().with(delete);
        batch.append(also);
        self.store.commit(batch).await?;
        self.gone(instance, kind, id);
        Ok(())
    }

    /// Makes sure that nothing in the instance refers to a resource.
    ///
    /// # Errors
    /// [`ServiceError::InUse`].
    pub async fn check_unused(
        &self,
        instance: InstanceId,
        kind: Kind,
        id: &str,
    ) -> Result<(), ServiceError> {
        for by in kind.referrers() {
            let mut query = ResourceQuery::new(scope(by, &self.account, instance), by.name());
            query.filter = Filter::facet(kind.name(), id);
            if self.store.count_resources(&query).await? > 0 {
                return Err(ServiceError::InUse {
                    what: kind,
                    id: id.to_owned(),
                    by: by.word(),
                });
            }
        }
        Ok(())
    }

    /// Deletes these resources of an instance, all or none, without asking what refers to them:
    /// for the end of an instance. The instance itself is told of last.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete_all(
        &self,
        instance: InstanceId,
        resources: &[Resource],
    ) -> Result<(), ServiceError> {
        let deletions = resources
            .iter()
            .map(|it| self.deletion(instance, it, Expect::Any));
        let mut batch: Batch = deletions.collect();
        for number in resources {
            if let Resource::PhoneNumber(number) = number {
                batch.append(self.rest(number, self.clock.now()));
            }
        }
        self.store.commit(batch).await?;
        // From what refers to what is referred to: the instance is the first kind.
        for it in resources.iter().rev() {
            self.gone(instance, it.kind(), it.id());
        }
        Ok(())
    }

    /// Tells an instance's exchange that a resource is no longer the instance's.
    pub fn gone(&self, instance: InstanceId, kind: Kind, id: String) {
        if kind.running() {
            self.exchanges
                .changed(instance, Change::Delete { kind, id });
        }
    }

    /// Tells an instance's exchange of a new or changed resource.
    pub(crate) fn tell(&self, instance: InstanceId, resource: Resource) {
        if resource.kind().running() {
            self.exchanges.changed(instance, Change::from(resource));
        }
    }

    pub(crate) fn deletion(
        &self,
        instance: InstanceId,
        resource: &Resource,
        expect: Expect,
    ) -> DeleteResource {
        DeleteResource {
            scope: scope(resource.kind(), &self.account, instance),
            kind: resource.kind().name().to_owned(),
            id: resource.id(),
            expect,
        }
    }

    pub(crate) fn row(
        &self,
        instance: InstanceId,
        resource: &Resource,
        created: Option<ids::Timestamp>,
    ) -> Result<ResourceRow, ServiceError> {
        let now = self.clock.now();
        Ok(ResourceRow {
            scope: scope(resource.kind(), &self.account, instance),
            kind: resource.kind().name().to_owned(),
            id: resource.id(),
            name: resource.name().into_owned(),
            arn: self.arn(instance, resource).to_string(),
            body: Pii::new(resource.write().map_err(ServiceError::internal)?),
            tags: resource.tags().clone(),
            facets: resource.all_facets(),
            created: created.unwrap_or(now),
            modified: now,
            revision: 0,
        })
    }
}

/// That there is no such resource.
pub fn not_found(kind: Kind, id: impl Into<String>) -> ServiceError {
    ServiceError::NotFound {
        what: word(kind),
        id: id.into(),
    }
}

fn read<T: Configured>(row: ResourceRow) -> Result<Stored<T>, ServiceError> {
    let stored = read_any(row)?;
    let value = T::from_resource(stored.value)
        .ok_or_else(|| ServiceError::Internal("a stored resource is of another kind".into()))?;
    Ok(Stored {
        value,
        revision: stored.revision,
        created: stored.created,
        modified: stored.modified,
    })
}

pub(crate) fn read_any(row: ResourceRow) -> Result<Stored<Resource>, ServiceError> {
    let kind = Kind::from_name(&row.kind)
        .ok_or_else(|| ServiceError::Internal(format!("unknown stored kind {}", row.kind)))?;
    // serde's message may quote a value, so only the place is told.
    let value = kind.read(row.body.reveal()).map_err(|error| {
        ServiceError::Internal(format!(
            "{} {} cannot be read at line {} column {}",
            row.kind,
            row.id,
            error.line(),
            error.column()
        ))
    })?;
    Ok(Stored {
        value,
        revision: row.revision,
        created: row.created,
        modified: row.modified,
    })
}
