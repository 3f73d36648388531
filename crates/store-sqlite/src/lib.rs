//! The store on SQLite: one writer, WAL and group commit.
