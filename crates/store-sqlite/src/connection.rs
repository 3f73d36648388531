//! Opening the file: its lock, the pragmas of a connection, the migrations.

use crate::{Config, Durability, OpenError};
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks our files: "Carl".
const APPLICATION_ID: i32 = 0x4361_726c;

/// The migrations in order; the first has version 1. Never change one that was released.
const MIGRATIONS: &[(&str, &str)] = &[
    ("base", include_str!("../migrations/0001_base.sql")),
    ("postings", include_str!("../migrations/0002_postings.sql")),
    ("tallies", include_str!("../migrations/0003_tallies.sql")),
    ("sent", include_str!("../migrations/0004_sent.sql")),
    ("expiry", include_str!("../migrations/0005_expiry.sql")),
];

/// Statements kept prepared for each connection.
const STATEMENTS: usize = 128;

/// Held as long as the store is open, so that a second process gets a clear answer instead of
/// two writers.
#[derive(Debug)]
pub(crate) struct FileLock(#[allow(dead_code)] File);

impl FileLock {
    /// Locks the file beside the database.
    pub(crate) fn acquire(database: &Path) -> Result<Self, OpenError> {
        let mut path = database.as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        let io = |source| OpenError::Io {
            path: path.clone(),
            source,
        };
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(io)?;
        }
        let file = private().create(true).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(OpenError::Locked {
                path: database.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(io(source)),
        }
    }
}

/// Only the owner may read what is kept; SQLite gives its side files the same mode.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Opens the one connection that writes, and brings the schema up to date.
pub(crate) fn open_writer(config: &Config) -> Result<Connection, OpenError> {
    let path = &config.path;
    match private().create_new(true).open(path) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(source) => {
            return Err(OpenError::Io {
                path: path.clone(),
                source,
            });
        }
    }
    let sort = |error| OpenError::sort(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(sort)?;
    check_owner(&connection, path)?;
    // A read-only file opens without complaint; say so now and not at the first commit.
    if connection.is_readonly("main").map_err(sort)? {
        return Err(OpenError::ReadOnly { path: path.clone() });
    }
    prepare(&connection, -8_000).map_err(sort)?;
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .map_err(sort)?;
    let synchronous = match config.durability {
        Durability::Full => "FULL",
        Durability::None => "OFF",
    };
    connection
        .pragma_update(None, "synchronous", synchronous)
        .map_err(sort)?;
    // 16 MB of log between checkpoints: larger ones cost fewer syncs of the main file.
    connection
        .pragma_update(None, "wal_autocheckpoint", 4_000)
        .map_err(sort)?;
    connection
        .pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)
        .map_err(sort)?;
    migrate(&mut connection, path)?;
    Ok(connection)
}

/// Opens a connection that reads.
pub(crate) fn open_reader(config: &Config) -> Result<Connection, OpenError> {
    let sort = |error| OpenError::sort(&config.path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&config.path, flags).map_err(sort)?;
    prepare(&connection, -4_000).map_err(sort)?;
    connection
        .pragma_update(None, "query_only", true)
        .map_err(sort)?;
    Ok(connection)
}

fn prepare(connection: &Connection, cache: i64) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "cache_size", cache)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

fn check_owner(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let sort = |error| OpenError::sort(path, error);
    let found: i32 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(sort)?;
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(sort)?;
    if found == APPLICATION_ID || (found == 0 && tables == 0) {
        Ok(())
    } else {
        Err(OpenError::Foreign {
            path: path.to_owned(),
            found,
        })
    }
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let sort = |error| OpenError::sort(path, error);
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let found = version(connection).map_err(sort)?;
    if found > known {
        return Err(OpenError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    for (number, (name, sql)) in (1_i64..).zip(MIGRATIONS) {
        if number <= found {
            continue;
        }
        let transaction = connection.transaction().map_err(sort)?;
        transaction
            .execute_batch(
                "CREATE TABLE IF NOT EXISTS schema_migrations (
                     version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
            )
            .map_err(sort)?;
        transaction.execute_batch(sql).map_err(sort)?;
        transaction
            .execute(
                "INSERT INTO schema_migrations (version, name) VALUES (?, ?)",
                (number, name),
            )
            .map_err(sort)?;
        transaction
            .pragma_update(None, "application_id", APPLICATION_ID)
            .map_err(sort)?;
        transaction.commit().map_err(sort)?;
    }
    Ok(())
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    let there: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations')",
        [],
        |row| row.get(0),
    )?;
    if !there {
        return Ok(0);
    }
    connection.query_row(
        "SELECT coalesce(max(version), 0) FROM schema_migrations",
        [],
        |row| row.get(0),
    )
}
