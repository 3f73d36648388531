-- Messages that were sent, see store::SentRow. Newest first by each of what is asked for.

CREATE TABLE sent (
    row         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL,
    channel     TEXT NOT NULL,
    destination TEXT NOT NULL,
    originator  TEXT NOT NULL,
    rules       TEXT,
    status      TEXT NOT NULL,
    at          INTEGER NOT NULL,
    live        INTEGER NOT NULL,
    body        TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sent_id ON sent (id);
CREATE INDEX sent_at ON sent (at, id);
CREATE INDEX sent_destination ON sent (destination, at, id);
CREATE INDEX sent_originator ON sent (originator, at, id);
CREATE INDEX sent_rules ON sent (rules, at, id) WHERE rules IS NOT NULL;
CREATE INDEX sent_status ON sent (status, at, id);
CREATE INDEX sent_live ON sent (at, id) WHERE live = 1;
