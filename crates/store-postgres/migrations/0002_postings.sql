-- Terms have numbers, so that the lists of those that have them are short to read, and counts, so
-- that what is asked for alone is counted without reading them: see store::plan. The empty term
-- counts all resources of a kind; it has no list. Triggers keep both in step with the resources'
-- own lists of terms; every writer holds the schema's lock, so that counts are not fought over.

ALTER TABLE resources ADD COLUMN row bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX resources_row ON resources (row);

CREATE TABLE terms (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope text COLLATE "C" NOT NULL,
    kind  text COLLATE "C" NOT NULL,
    term  text COLLATE "C" NOT NULL,
    used  bigint NOT NULL,
    CONSTRAINT terms_term UNIQUE (scope, kind, term)
    -- Room for a new count beside the old one.
) WITH (fillfactor = 80);

CREATE TABLE postings (
    term bigint NOT NULL,
    row  bigint NOT NULL,
    PRIMARY KEY (term, row)
);

INSERT INTO terms (scope, kind, term, used)
    SELECT scope, kind, term, count(*) FROM resources, unnest(terms) AS term
    GROUP BY scope, kind, term;
INSERT INTO terms (scope, kind, term, used)
    SELECT scope, kind, '', count(*) FROM resources GROUP BY scope, kind;
INSERT INTO postings (term, row)
    SELECT terms.id, resources.row
    FROM resources CROSS JOIN unnest(resources.terms) AS had
    JOIN terms ON terms.scope = resources.scope AND terms.kind = resources.kind AND terms.term = had
    ORDER BY 1, 2;
DROP INDEX resources_terms;

CREATE FUNCTION terms_less(of_scope text, of_kind text, gone text[], of_row bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    numbers bigint[];
BEGIN
    WITH changed AS (
        UPDATE terms SET used = used - 1
        WHERE scope = of_scope AND kind = of_kind AND term = ANY (gone)
        RETURNING id
    )
    SELECT array_agg(id) INTO numbers FROM changed;
    DELETE FROM postings WHERE term = ANY (numbers) AND row = of_row;
    DELETE FROM terms WHERE id = ANY (numbers) AND used = 0;
END $$;

CREATE FUNCTION terms_more(of_scope text, of_kind text, new text[], of_row bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    WITH changed AS (
        INSERT INTO terms (scope, kind, term, used)
        SELECT of_scope, of_kind, one, 1 FROM unnest(new) AS one
        ON CONFLICT ON CONSTRAINT terms_term DO UPDATE SET used = terms.used + 1
        RETURNING id, term
    )
    INSERT INTO postings (term, row) SELECT id, of_row FROM changed WHERE term <> '';
END $$;

CREATE FUNCTION resources_indexed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM terms_more(NEW.scope, NEW.kind, array_append(NEW.terms, ''), NEW.row);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM terms_less(OLD.scope, OLD.kind, array_append(OLD.terms, ''), OLD.row);
    ELSE
        PERFORM terms_less(OLD.scope, OLD.kind, ARRAY(SELECT unnest(OLD.terms) EXCEPT SELECT unnest(NEW.terms)), OLD.row);
        PERFORM terms_more(NEW.scope, NEW.kind, ARRAY(SELECT unnest(NEW.terms) EXCEPT SELECT unnest(OLD.terms)), NEW.row);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER resources_made AFTER INSERT OR DELETE ON resources
    FOR EACH ROW EXECUTE FUNCTION resources_indexed();
CREATE TRIGGER resources_changed AFTER UPDATE OF terms ON resources
    FOR EACH ROW WHEN (OLD.terms IS DISTINCT FROM NEW.terms) EXECUTE FUNCTION resources_indexed();
