//! Making connections, with pauses when that fails.

use crate::{Config, OpenError, error};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use store::StoreError;
use tokio::time::Instant;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row, Statement};

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Statements kept prepared for each connection; listings with unusual filters beyond that are
/// prepared for one use.
const STATEMENTS: usize = 256;

/// Values of a statement.
pub(crate) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Makes connections. After a failure, further tries within a growing pause fail at once.
pub(crate) struct Connector {
    config: tokio_postgres::Config,
    pause: Mutex<Option<Pause>>,
}

#[derive(Clone, Copy)]
struct Pause {
    until: Instant,
    length: Duration,
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector")
    }
}

impl Connector {
    pub(crate) fn new(config: &Config) -> Result<Self, OpenError> {
        let mut postgres: tokio_postgres::Config =
            config.url.reveal().parse().map_err(OpenError::Url)?;
        // The schema is in the name, so that an operator sees which store a connection serves.
        postgres.application_name(match &config.schema {
            Some(schema) => format!("carillon {schema}"),
            None => "carillon".to_owned(),
        });
        if postgres.get_connect_timeout().is_none() {
            postgres.connect_timeout(Duration::from_secs(5));
        }
        postgres.keepalives_idle(Duration::from_secs(30));
        if let Some(schema) = &config.schema {
            let named = !schema.is_empty()
                && schema.len() <= 63
                && schema
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !named {
                return Err(OpenError::SchemaName(schema.clone()));
            }
            let mut options = postgres.get_options().unwrap_or_default().to_owned();
            options.push_str(&format!(" -c search_path={schema}"));
            postgres.options(options.trim());
        }
        Ok(Self {
            config: postgres,
            pause: Mutex::new(None),
        })
    }

    /// A new connection.
    pub(crate) async fn open(&self) -> Result<Connection, StoreError> {
        let pause = *self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        if pause.is_some_and(|pause| Instant::now() < pause.until) {
            return Err(StoreError::Unavailable {
                reason: "no connection to PostgreSQL".into(),
            });
        }
        let outcome = self.config.connect(NoTls).await;
        let mut state = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok((client, driver)) => {
                *state = None;
                drop(state);
                tokio::spawn(async move {
                    if let Err(error) = driver.await {
                        tracing::warn!(%error, "a connection to PostgreSQL was lost");
                    }
                });
                Ok(Connection {
                    client,
                    statements: HashMap::new(),
                })
            }
            Err(error) => {
                let length = pause.map_or(FIRST_PAUSE, |p| (p.length * 2).min(LONGEST_PAUSE));
                *state = Some(Pause {
                    until: Instant::now() + length,
                    length,
                });
                drop(state);
                let error = error::sort(&error);
                tracing::warn!(%error, "cannot connect to PostgreSQL");
                Err(error)
            }
        }
    }
}

/// A connection and its prepared statements.
pub(crate) struct Connection {
    pub(crate) client: Client,
    statements: HashMap<String, Statement>,
}

impl Connection {
    /// Whether it was lost.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// A statement, prepared at its first use.
    pub(crate) async fn statement(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if self.statements.len() >= STATEMENTS && !self.statements.contains_key(sql) {
            return self
                .client
                .prepare(sql)
                .await
                .map_err(|error| error::sort(&error));
        }
        match self.statements.entry(sql.to_owned()) {
            Entry::Occupied(known) => Ok(known.get().clone()),
            Entry::Vacant(new) => {
                let statement = self
                    .client
                    .prepare(sql)
                    .await
                    .map_err(|error| error::sort(&error))?;
                Ok(new.insert(statement).clone())
            }
        }
    }

    /// All rows of a query.
    pub(crate) async fn all<T>(
        &mut self,
        sql: &str,
        values: Values<'_>,
        read: impl Fn(&Row) -> Result<T, tokio_postgres::Error>,
    ) -> Result<Vec<T>, StoreError> {
        let statement = self.statement(sql).await?;
        let rows = self
            .client
            .query(&statement, values)
            .await
            .map_err(|error| error::sort(&error))?;
        rows.iter()
            .map(read)
            .collect::<Result<_, _>>()
            .map_err(error::column)
    }

    /// All rows of a query that is planned for its values and not kept: where the best way depends
    /// on how common a value is.
    pub(crate) async fn all_once<T>(
        &mut self,
        sql: &str,
        values: Values<'_>,
        read: impl Fn(&Row) -> Result<T, tokio_postgres::Error>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.client.query(sql, values).await;
        let rows = rows.map_err(|error| error::sort(&error))?;
        rows.iter()
            .map(read)
            .collect::<Result<_, _>>()
            .map_err(error::column)
    }

    /// The first row of a query, if there is one.
    pub(crate) async fn first<T>(
        &mut self,
        sql: &str,
        values: Values<'_>,
        read: impl Fn(&Row) -> Result<T, tokio_postgres::Error>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(sql, values, read).await?.into_iter().next())
    }

    /// Statements without values.
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.client
            .batch_execute(sql)
            .await
            .map_err(|error| error::sort(&error))
    }
}
