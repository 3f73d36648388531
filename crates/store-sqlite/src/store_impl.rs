//! The trait: each read goes to a reading thread, each commit to the writing one.

use crate::SqliteStore;
use crate::read::{contacts, entries, logs, resources, sent, tallies};
use async_trait::async_trait;
use store::{
    Batch, Committed, ContactQuery, ContactRow, Entry, JournalRow, OutboxPage, OutboxQuery, Page,
    Position, ResourceQuery, ResourceRow, SentQuery, SentRow, Store, StoreError, Tally, TallyQuery,
};
use tokio::sync::watch;

impl SqliteStore {
    async fn one_resource<const N: usize>(
        &self,
        condition: &'static str,
        values: [&str; N],
    ) -> Result<Option<ResourceRow>, StoreError> {
        let values = values.map(str::to_owned);
        self.readers
            .read(move |connection| resources::one(connection, condition, &values))
            .await
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn commit(&self, batch: Batch) -> Result<Committed, StoreError> {
        self.writer.commit(batch).await
    }

    async fn resource(
        &self,
        scope: &str,
        kind: &str,
        id: &str,
    ) -> Result<Option<ResourceRow>, StoreError> {
        self.one_resource("scope = ? AND kind = ? AND id = ?", [scope, kind, id])
            .await
    }

    async fn resource_by_name(
        &self,
        scope: &str,
        kind: &str,
        name: &str,
    ) -> Result<Option<ResourceRow>, StoreError> {
        self.one_resource(
            "scope = ? AND kind = ? AND name = ? AND name <> ''",
            [scope, kind, name],
        )
        .await
    }

    async fn resource_by_arn(&self, arn: &str) -> Result<Option<ResourceRow>, StoreError> {
        self.one_resource("arn = ? AND arn <> ''", [arn]).await
    }

    async fn resources(&self, query: &ResourceQuery) -> Result<Page<ResourceRow>, StoreError> {
        let query = query.clone();
        self.readers
            .read(move |connection| resources::page(connection, &query))
            .await
    }

    async fn count_resources(&self, query: &ResourceQuery) -> Result<u64, StoreError> {
        let query = query.clone();
        self.readers
            .read(move |connection| resources::count(connection, &query))
            .await
    }

    async fn resources_of_scope(&self, scope: &str) -> Result<Vec<ResourceRow>, StoreError> {
        let scope = scope.to_owned();
        self.readers
            .read(move |connection| resources::of_scope(connection, &scope))
            .await
    }

    async fn contact(&self, instance: &str, id: &str) -> Result<Option<ContactRow>, StoreError> {
        let (instance, id) = (instance.to_owned(), id.to_owned());
        self.readers
            .read(move |connection| contacts::one(connection, &instance, &id))
            .await
    }

    async fn contacts(&self, query: &ContactQuery) -> Result<Page<ContactRow>, StoreError> {
        let query = query.clone();
        self.readers
            .read(move |connection| contacts::page(connection, &query))
            .await
    }

    async fn count_contacts(&self, query: &ContactQuery) -> Result<u64, StoreError> {
        let query = query.clone();
        self.readers
            .read(move |connection| contacts::count(connection, &query))
            .await
    }

    async fn live_contacts(&self, instance: &str) -> Result<Vec<ContactRow>, StoreError> {
        let instance = instance.to_owned();
        self.readers
            .read(move |connection| contacts::live(connection, &instance))
            .await
    }

    async fn sent(&self, id: &str) -> Result<Option<SentRow>, StoreError> {
        let id = id.to_owned();
        self.readers
            .read(move |connection| sent::one(connection, &id))
            .await
    }

    async fn sent_page(&self, query: &SentQuery) -> Result<Page<SentRow>, StoreError> {
        let query = query.clone();
        self.readers
            .read(move |connection| sent::page(connection, &query))
            .await
    }

    async fn journal(&self, after: Position, limit: usize) -> Result<Vec<JournalRow>, StoreError> {
        self.readers
            .read(move |connection| logs::journal(connection, after, limit))
            .await
    }

    async fn journal_of(
        &self,
        instance: &str,
        stream: &str,
        after: Position,
        limit: usize,
    ) -> Result<Vec<JournalRow>, StoreError> {
        let (instance, stream) = (instance.to_owned(), stream.to_owned());
        self.readers
            .read(move |connection| logs::journal_of(connection, &instance, &stream, after, limit))
            .await
    }

    async fn outbox(&self, query: &OutboxQuery) -> Result<OutboxPage, StoreError> {
        let query = query.clone();
        self.readers
            .read(move |connection| logs::outbox(connection, &query))
            .await
    }

    async fn cursor(&self, sink: &str) -> Result<Position, StoreError> {
        let sink = sink.to_owned();
        self.readers
            .read(move |connection| logs::cursor(connection, &sink))
            .await
    }

    async fn cursors(&self) -> Result<Vec<(String, Position)>, StoreError> {
        self.readers.read(logs::cursors).await
    }

    async fn entry(&self, space: &str, key: &str) -> Result<Option<Entry>, StoreError> {
        let (space, key) = (space.to_owned(), key.to_owned());
        self.readers
            .read(move |connection| entries::one(connection, &space, &key))
            .await
    }

    async fn entries(
        &self,
        space: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        let (space, prefix) = (space.to_owned(), prefix.to_owned());
        let after = after.map(str::to_owned);
        self.readers
            .read(move |connection| {
                entries::list(connection, &space, &prefix, after.as_deref(), limit)
            })
            .await
    }

    async fn tallies(&self, query: &TallyQuery) -> Result<Vec<Tally>, StoreError> {
        let query = query.clone();
        self.readers
            .read(move |connection| tallies::list(connection, &query))
            .await
    }

    fn outbox_end(&self) -> watch::Receiver<Position> {
        self.outbox_end.clone()
    }

    async fn close(&self) {
        self.writer.close();
        self.readers.close();
        // Nothing is ever sent: this waits until the last thread has dropped its end.
        while self.ended.lock().await.recv().await.is_some() {}
    }
}
