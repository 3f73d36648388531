//! The trait: each read borrows a connection, each commit goes to the writing task.

use crate::PostgresStore;
use crate::read::{contacts, entries, logs, resources, sent, tallies};
use async_trait::async_trait;
use store::{
    Batch, Committed, ContactQuery, ContactRow, Entry, JournalRow, OutboxPage, OutboxQuery, Page,
    Position, ResourceQuery, ResourceRow, SentQuery, SentRow, Store, StoreError, Tally, TallyQuery,
};
use tokio::sync::watch;

#[async_trait]
impl Store for PostgresStore {
    async fn commit(&self, batch: Batch) -> Result<Committed, StoreError> {
        self.writer.commit(batch).await
    }

    async fn resource(
        &self,
        scope: &str,
        kind: &str,
        id: &str,
    ) -> Result<Option<ResourceRow>, StoreError> {
        let condition = "scope = $1 AND kind = $2 AND id = $3";
        self.pool
            .read(async |c| resources::one(c, condition, &[&scope, &kind, &id]).await)
            .await
    }

    async fn resource_by_name(
        &self,
        scope: &str,
        kind: &str,
        name: &str,
    ) -> Result<Option<ResourceRow>, StoreError> {
        let condition = "scope = $1 AND kind = $2 AND name = $3 AND name <> ''";
        self.pool
            .read(async |c| resources::one(c, condition, &[&scope, &kind, &name]).await)
            .await
    }

    async fn resource_by_arn(&self, arn: &str) -> Result<Option<ResourceRow>, StoreError> {
        self.pool
            .read(async |c| resources::one(c, "arn = $1 AND arn <> ''", &[&arn]).await)
            .await
    }

    async fn resources(&self, query: &ResourceQuery) -> Result<Page<ResourceRow>, StoreError> {
        self.pool
            .read(async |c| resources::page(c, query).await)
            .await
    }

    async fn count_resources(&self, query: &ResourceQuery) -> Result<u64, StoreError> {
        self.pool
            .read(async |c| resources::count(c, query).await)
            .await
    }

    async fn resources_of_scope(&self, scope: &str) -> Result<Vec<ResourceRow>, StoreError> {
        self.pool
            .read(async |c| resources::of_scope(c, scope).await)
            .await
    }

    async fn contact(&self, instance: &str, id: &str) -> Result<Option<ContactRow>, StoreError> {
        self.pool
            .read(async |c| contacts::one(c, instance, id).await)
            .await
    }

    async fn contacts(&self, query: &ContactQuery) -> Result<Page<ContactRow>, StoreError> {
        self.pool
            .read(async |c| contacts::page(c, query).await)
            .await
    }

    async fn count_contacts(&self, query: &ContactQuery) -> Result<u64, StoreError> {
        self.pool
            .read(async |c| contacts::count(c, query).await)
            .await
    }

    async fn live_contacts(&self, instance: &str) -> Result<Vec<ContactRow>, StoreError> {
        self.pool
            .read(async |c| contacts::live(c, instance).await)
            .await
    }

    async fn sent(&self, id: &str) -> Result<Option<SentRow>, StoreError> {
        self.pool.read(async |c| sent::one(c, id).await).await
    }

    async fn sent_page(&self, query: &SentQuery) -> Result<Page<SentRow>, StoreError> {
        self.pool.read(async |c| sent::page(c, query).await).await
    }

    async fn journal(&self, after: Position, limit: usize) -> Result<Vec<JournalRow>, StoreError> {
        self.pool
            .read(async |c| logs::journal(c, after, limit).await)
            .await
    }

    async fn journal_of(
        &self,
        instance: &str,
        stream: &str,
        after: Position,
        limit: usize,
    ) -> Result<Vec<JournalRow>, StoreError> {
        self.pool
            .read(async |c| logs::journal_of(c, instance, stream, after, limit).await)
            .await
    }

    async fn outbox(&self, query: &OutboxQuery) -> Result<OutboxPage, StoreError> {
        self.pool.read(async |c| logs::outbox(c, query).await).await
    }

    async fn cursor(&self, sink: &str) -> Result<Position, StoreError> {
        self.pool.read(async |c| logs::cursor(c, sink).await).await
    }

    async fn cursors(&self) -> Result<Vec<(String, Position)>, StoreError> {
        self.pool.read(async |c| logs::cursors(c).await).await
    }

    async fn entry(&self, space: &str, key: &str) -> Result<Option<Entry>, StoreError> {
        self.pool
            .read(async |c| entries::one(c, space, key).await)
            .await
    }

    async fn entries(
        &self,
        space: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        self.pool
            .read(async |c| entries::list(c, space, prefix, after, limit).await)
            .await
    }

    async fn tallies(&self, query: &TallyQuery) -> Result<Vec<Tally>, StoreError> {
        self.pool
            .read(async |c| tallies::list(c, query).await)
            .await
    }

    fn outbox_end(&self) -> watch::Receiver<Position> {
        self.outbox_end.clone()
    }

    async fn close(&self) {
        self.writer.close();
        self.pool.close();
        // Nothing is ever sent: this waits until the writing task has dropped its end.
        while self.ended.lock().await.recv().await.is_some() {}
    }
}
