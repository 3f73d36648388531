//! The migrations.

use crate::OpenError;
use crate::connect::Connection;

/// The migrations in order; the first has version 1. Never change one that was released.
const MIGRATIONS: &[(&str, &str)] = &[
    ("base", include_str!("../migrations/0001_base.sql")),
    ("postings", include_str!("../migrations/0002_postings.sql")),
    ("tallies", include_str!("../migrations/0003_tallies.sql")),
    ("sent", include_str!("../migrations/0004_sent.sql")),
    ("expiry", include_str!("../migrations/0005_expiry.sql")),
];

/// Keeps other processes of this program from migrating at the same time.
const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtext('carillon migrations'), 1)";

/// Brings the schema up to date, in one transaction.
pub(crate) async fn run(
    connection: &mut Connection,
    schema: Option<&str>,
) -> Result<(), OpenError> {
    let failed = |version| move |source| OpenError::Migration { version, source };
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let transaction = connection.client.transaction().await.map_err(failed(0))?;
    transaction.batch_execute(LOCK).await.map_err(failed(0))?;
    if let Some(schema) = schema {
        // The name was checked to be letters, digits and underscores.
        let sql = format!(
            "SET LOCAL client_min_messages = warning; CREATE SCHEMA IF NOT EXISTS {schema}"
        );
        transaction.batch_execute(&sql).await.map_err(failed(0))?;
    }
    transaction
        .batch_execute(
            "SET LOCAL client_min_messages = warning;
             CREATE TABLE IF NOT EXISTS schema_migrations (version bigint PRIMARY KEY, name text NOT NULL)",
        )
        .await
        .map_err(failed(0))?;
    let found: i64 = transaction
        .query_one(
            "SELECT coalesce(max(version), 0) FROM schema_migrations",
            &[],
        )
        .await
        .and_then(|row| row.try_get(0))
        .map_err(failed(0))?;
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    for (version, (name, sql)) in (1_i64..).zip(MIGRATIONS) {
        if version <= found {
            continue;
        }
        transaction
            .batch_execute(sql)
            .await
            .map_err(failed(version))?;
        transaction
            .execute(
                "INSERT INTO schema_migrations (version, name) VALUES ($1, $2)",
                &[&version, name],
            )
            .await
            .map_err(failed(version))?;
    }
    transaction.commit().await.map_err(failed(known))
}
