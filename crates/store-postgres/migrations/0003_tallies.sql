-- What was counted from the journal, by series, length of its time and beginning: see store::Tally.

CREATE TABLE tallies (
    instance text COLLATE "C" NOT NULL,
    series   text COLLATE "C" NOT NULL,
    span     bigint NOT NULL,
    start    bigint NOT NULL,
    key      text COLLATE "C" NOT NULL,
    data     bytea NOT NULL,
    PRIMARY KEY (instance, series, span, start, key)
);
