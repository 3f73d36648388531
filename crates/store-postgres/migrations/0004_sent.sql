-- Messages that were sent, see store::SentRow. Newest first by each of what is asked for.

CREATE TABLE sent (
    id          text COLLATE "C" PRIMARY KEY,
    channel     text COLLATE "C" NOT NULL,
    destination text COLLATE "C" NOT NULL,
    originator  text COLLATE "C" NOT NULL,
    rules       text COLLATE "C",
    status      text COLLATE "C" NOT NULL,
    at          bigint NOT NULL,
    live        boolean NOT NULL,
    body        text NOT NULL
);
CREATE INDEX sent_at ON sent (at, id);
CREATE INDEX sent_destination ON sent (destination, at, id);
CREATE INDEX sent_originator ON sent (originator, at, id);
CREATE INDEX sent_rules ON sent (rules, at, id) WHERE rules IS NOT NULL;
CREATE INDEX sent_status ON sent (status, at, id);
CREATE INDEX sent_live ON sent (at, id) WHERE live;
