-- Points in time are milliseconds since 1970; -1 stands for one that was not reached, so that it
-- sorts and is indexed like the others. Texts compare byte by byte, as in the other backends.

CREATE TABLE resources (
    scope       text COLLATE "C" NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    name        text COLLATE "C" NOT NULL,
    name_folded text COLLATE "C" NOT NULL,
    arn         text COLLATE "C" NOT NULL,
    body        text NOT NULL,
    tags        text NOT NULL,
    facets      text NOT NULL,
    -- Tags and facets by term, see store::terms.
    terms       text[] NOT NULL,
    created     bigint NOT NULL,
    modified    bigint NOT NULL,
    revision    bigint NOT NULL,
    CONSTRAINT resources_id PRIMARY KEY (scope, kind, id)
);
CREATE UNIQUE INDEX resources_name ON resources (scope, kind, name) WHERE name <> '';
CREATE INDEX resources_folded ON resources (scope, kind, name_folded, id);
CREATE INDEX resources_arn ON resources (arn) WHERE arn <> '';
CREATE INDEX resources_terms ON resources USING gin (terms);

CREATE TABLE contacts (
    instance           text COLLATE "C" NOT NULL,
    id                 text COLLATE "C" NOT NULL,
    initial_id         text COLLATE "C" NOT NULL,
    previous_id        text,
    channel            text COLLATE "C" NOT NULL,
    initiation_method  text COLLATE "C" NOT NULL,
    queue_id           text COLLATE "C",
    agent_id           text COLLATE "C",
    initiated          bigint NOT NULL,
    enqueued           bigint NOT NULL,
    connected_to_agent bigint NOT NULL,
    disconnected       bigint NOT NULL,
    scheduled          bigint NOT NULL,
    disconnect_reason  text,
    customer_address   text,
    live               boolean NOT NULL,
    text               text NOT NULL,
    attributes         text NOT NULL,
    terms              text[] NOT NULL,
    record             text NOT NULL,
    state              text,
    modified           bigint NOT NULL,
    revision           bigint NOT NULL,
    CONSTRAINT contacts_id PRIMARY KEY (instance, id)
);
CREATE INDEX contacts_initiated ON contacts (instance, initiated, id);
CREATE INDEX contacts_disconnected ON contacts (instance, disconnected, id);
CREATE INDEX contacts_connected ON contacts (instance, connected_to_agent, id);
CREATE INDEX contacts_agent ON contacts (instance, agent_id, initiated);
CREATE INDEX contacts_queue ON contacts (instance, queue_id, initiated);
CREATE INDEX contacts_chain ON contacts (instance, initial_id);
CREATE INDEX contacts_live ON contacts (instance, initiated, id) WHERE live;
CREATE INDEX contacts_terms ON contacts USING gin (terms);

CREATE TABLE journal (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instance text COLLATE "C" NOT NULL,
    stream   text COLLATE "C" NOT NULL,
    kind     text NOT NULL,
    at       bigint NOT NULL,
    body     text NOT NULL
);
CREATE INDEX journal_stream ON journal (instance, stream, position);

CREATE TABLE outbox (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic    text NOT NULL,
    instance text NOT NULL,
    key      text NOT NULL,
    stream   text,
    at       bigint NOT NULL,
    body     text NOT NULL
);

CREATE TABLE cursors (
    sink     text COLLATE "C" PRIMARY KEY,
    position bigint NOT NULL
);

CREATE TABLE entries (
    space    text COLLATE "C" NOT NULL,
    key      text COLLATE "C" NOT NULL,
    value    bytea NOT NULL,
    expires  bigint,
    revision bigint NOT NULL,
    PRIMARY KEY (space, key)
);
CREATE INDEX entries_expires ON entries (expires) WHERE expires IS NOT NULL;
