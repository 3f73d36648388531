//! The trait that every backend implements.

use crate::{
    Batch, Committed, ContactQuery, ContactRow, Entry, JournalRow, OutboxPage, OutboxQuery, Page,
    Position, ResourceQuery, ResourceRow, SentQuery, SentRow, StoreError, Tally, TallyQuery,
};
use async_trait::async_trait;
use tokio::sync::watch;

/// A store.
///
/// Every method may fail with [`StoreError::Unavailable`] and [`StoreError::Corrupt`]; further
/// errors are named where they can occur.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Applies all writes of a batch or none, and returns when they are durable. Batches that are
    /// committed at the same time share the cost of becoming durable. Dropping the future does not
    /// take a batch back.
    ///
    /// # Errors
    /// [`StoreError::Conflict`], [`StoreError::NotFound`] and [`StoreError::Invalid`].
    async fn commit(&self, batch: Batch) -> Result<Committed, StoreError>;

    /// A resource by its identifier.
    async fn resource(
        &self,
        scope: &str,
        kind: &str,
        id: &str,
    ) -> Result<Option<ResourceRow>, StoreError>;

    /// A resource by its unique name.
    async fn resource_by_name(
        &self,
        scope: &str,
        kind: &str,
        name: &str,
    ) -> Result<Option<ResourceRow>, StoreError>;

    /// A resource by its ARN.
    async fn resource_by_arn(&self, arn: &str) -> Result<Option<ResourceRow>, StoreError>;

    /// A page of the resources of one kind.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a limit of 0.
    async fn resources(&self, query: &ResourceQuery) -> Result<Page<ResourceRow>, StoreError>;

    /// How many resources meet the query's conditions; its page and limit do not count.
    async fn count_resources(&self, query: &ResourceQuery) -> Result<u64, StoreError>;

    /// All resources of a scope, of all kinds, by kind and identifier: what an engine starts from.
    async fn resources_of_scope(&self, scope: &str) -> Result<Vec<ResourceRow>, StoreError>;

    /// A contact.
    async fn contact(&self, instance: &str, id: &str) -> Result<Option<ContactRow>, StoreError>;

    /// A page of contacts.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a limit of 0 or a page key of another listing.
    async fn contacts(&self, query: &ContactQuery) -> Result<Page<ContactRow>, StoreError>;

    /// How many contacts meet the query's conditions; its page and limit do not count.
    async fn count_contacts(&self, query: &ContactQuery) -> Result<u64, StoreError>;

    /// All live contacts of an instance, oldest first: what is recovered after a crash.
    async fn live_contacts(&self, instance: &str) -> Result<Vec<ContactRow>, StoreError>;

    /// A message that was sent.
    async fn sent(&self, id: &str) -> Result<Option<SentRow>, StoreError>;

    /// A page of messages that were sent.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a limit of 0 or a page key of another listing.
    async fn sent_page(&self, query: &SentQuery) -> Result<Page<SentRow>, StoreError>;

    /// The journal of all instances after a place, in order.
    async fn journal(&self, after: Position, limit: usize) -> Result<Vec<JournalRow>, StoreError>;

    /// One stream of the journal after a place, in order.
    async fn journal_of(
        &self,
        instance: &str,
        stream: &str,
        after: Position,
        limit: usize,
    ) -> Result<Vec<JournalRow>, StoreError>;

    /// Messages after a place, in order.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a limit of 0.
    async fn outbox(&self, query: &OutboxQuery) -> Result<OutboxPage, StoreError>;

    /// How far a sink is; [`Position::START`] when it never moved.
    async fn cursor(&self, sink: &str) -> Result<Position, StoreError>;

    /// How far every sink is that ever moved, by name.
    async fn cursors(&self) -> Result<Vec<(String, Position)>, StoreError>;

    /// An entry, expired or not.
    async fn entry(&self, space: &str, key: &str) -> Result<Option<Entry>, StoreError>;

    /// Entries whose key starts with `prefix` and follows `after`, by key, expired or not.
    async fn entries(
        &self,
        space: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError>;

    /// Tallies by beginning and key.
    async fn tallies(&self, query: &TallyQuery) -> Result<Vec<Tally>, StoreError>;

    /// The outbox's last place that this process knows of; changes with each commit that appends
    /// to it. Another process's commits are not seen here, so whoever waits must also look at
    /// times.
    fn outbox_end(&self) -> watch::Receiver<Position>;

    /// Finishes what was queued and closes the store; later calls are
    /// [`StoreError::Unavailable`].
    async fn close(&self);
}
