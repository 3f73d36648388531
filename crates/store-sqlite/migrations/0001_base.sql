-- Points in time are milliseconds since 1970; -1 stands for one that was not reached, so that it
-- sorts and is indexed like the others. Texts compare byte by byte.

CREATE TABLE resources (
    row         INTEGER PRIMARY KEY,
    scope       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    id          TEXT NOT NULL,
    name        TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    arn         TEXT NOT NULL,
    body        TEXT NOT NULL,
    tags        TEXT NOT NULL,
    facets      TEXT NOT NULL,
    created     INTEGER NOT NULL,
    modified    INTEGER NOT NULL,
    revision    INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX resources_id ON resources (scope, kind, id);
CREATE UNIQUE INDEX resources_name ON resources (scope, kind, name) WHERE name <> '';
CREATE INDEX resources_folded ON resources (scope, kind, name_folded, id);
CREATE INDEX resources_arn ON resources (arn) WHERE arn <> '';

-- Tags and facets by term, see store::terms.
CREATE TABLE resource_terms (
    scope TEXT NOT NULL,
    kind  TEXT NOT NULL,
    term  TEXT NOT NULL,
    row   INTEGER NOT NULL,
    PRIMARY KEY (scope, kind, term, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE contacts (
    row                INTEGER PRIMARY KEY,
    instance           TEXT NOT NULL,
    id                 TEXT NOT NULL,
    initial_id         TEXT NOT NULL,
    previous_id        TEXT,
    channel            TEXT NOT NULL,
    initiation_method  TEXT NOT NULL,
    queue_id           TEXT,
    agent_id           TEXT,
    initiated          INTEGER NOT NULL,
    enqueued           INTEGER NOT NULL,
    connected_to_agent INTEGER NOT NULL,
    disconnected       INTEGER NOT NULL,
    scheduled          INTEGER NOT NULL,
    disconnect_reason  TEXT,
    customer_address   TEXT,
    live               INTEGER NOT NULL,
    text               TEXT NOT NULL,
    attributes         TEXT NOT NULL,
    record             TEXT NOT NULL,
    state              TEXT,
    modified           INTEGER NOT NULL,
    revision           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX contacts_id ON contacts (instance, id);
CREATE INDEX contacts_initiated ON contacts (instance, initiated, id);
CREATE INDEX contacts_disconnected ON contacts (instance, disconnected, id);
CREATE INDEX contacts_connected ON contacts (instance, connected_to_agent, id);
CREATE INDEX contacts_agent ON contacts (instance, agent_id, initiated);
CREATE INDEX contacts_queue ON contacts (instance, queue_id, initiated);
CREATE INDEX contacts_chain ON contacts (instance, initial_id);
CREATE INDEX contacts_live ON contacts (instance, initiated, id) WHERE live = 1;

CREATE TABLE contact_terms (
    instance TEXT NOT NULL,
    term     TEXT NOT NULL,
    row      INTEGER NOT NULL,
    PRIMARY KEY (instance, term, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    position INTEGER PRIMARY KEY,
    instance TEXT NOT NULL,
    stream   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    body     TEXT NOT NULL
) STRICT;
CREATE INDEX journal_stream ON journal (instance, stream, position);

CREATE TABLE outbox (
    position INTEGER PRIMARY KEY,
    topic    TEXT NOT NULL,
    instance TEXT NOT NULL,
    key      TEXT NOT NULL,
    stream   TEXT,
    at       INTEGER NOT NULL,
    body     TEXT NOT NULL
) STRICT;

-- The last position of each log that was given out before its rows were trimmed.
CREATE TABLE positions (
    log  TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO positions (log, last) VALUES ('journal', 0), ('outbox', 0);

CREATE TABLE cursors (
    sink     TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE entries (
    space    TEXT NOT NULL,
    key      TEXT NOT NULL,
    value    BLOB NOT NULL,
    expires  INTEGER,
    revision INTEGER NOT NULL,
    PRIMARY KEY (space, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_expires ON entries (expires) WHERE expires IS NOT NULL;
