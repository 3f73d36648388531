-- Terms have numbers, so that the lists of those that have them are short to read, and counts, so
-- that what is asked for alone is counted without reading them: see store::plan. The empty term
-- counts all resources of a kind; it has no list.

CREATE TABLE terms (
    id    INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    kind  TEXT NOT NULL,
    term  TEXT NOT NULL,
    used  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX terms_term ON terms (scope, kind, term);

CREATE TABLE postings (
    term INTEGER NOT NULL,
    row  INTEGER NOT NULL,
    PRIMARY KEY (term, row)
) STRICT, WITHOUT ROWID;

INSERT INTO terms (scope, kind, term, used)
    SELECT scope, kind, term, count(*) FROM resource_terms GROUP BY scope, kind, term;
INSERT INTO terms (scope, kind, term, used)
    SELECT scope, kind, '', count(*) FROM resources GROUP BY scope, kind;
INSERT INTO postings (term, row)
    SELECT terms.id, resource_terms.row FROM resource_terms JOIN terms USING (scope, kind, term)
    ORDER BY 1, 2;
DROP TABLE resource_terms;
