-- What was counted from the journal, by series, length of its time and beginning: see store::Tally.

CREATE TABLE tallies (
    instance TEXT NOT NULL,
    series   TEXT NOT NULL,
    span     INTEGER NOT NULL,
    start    INTEGER NOT NULL,
    key      TEXT NOT NULL,
    data     BLOB NOT NULL,
    PRIMARY KEY (instance, series, span, start, key)
) STRICT, WITHOUT ROWID;
