//! The statement of each write.

use ids::{Pii, Timestamp};
use store::{
    ContactRow, Expect, NO_TIME, PutContact, PutEntry, PutResource, PutSent, StoreError, Trim,
    Write, terms,
};
use tokio_postgres::types::ToSql;

/// How the answer reads.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// One row with the revision; no row when the write did not hold.
    Revision,
    /// One row with the position.
    Position,
    /// A count of rows; none when it must delete but did not hold.
    Deleted {
        /// Whether at least one must go.
        must: bool,
    },
    /// Nothing of interest.
    Done,
}

type Value<'a> = Box<dyn ToSql + Sync + Send + 'a>;

/// A statement and its values.
pub(super) struct Command<'a> {
    pub(super) sql: &'static str,
    pub(super) values: Vec<Value<'a>>,
    pub(super) shape: Shape,
}

macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$(Box::new($value) as Value<'_>),*] };
}

const FORGET_CONTACTS: &str = "WITH old AS (
        SELECT id FROM contacts WHERE instance = $1 AND initiated < $2 AND NOT live
        ORDER BY initiated, id LIMIT $3
    ), said AS (
        DELETE FROM journal WHERE instance = $1 AND stream IN (
            SELECT 'contact/' || id FROM old UNION ALL SELECT 'flow-log/' || id FROM old
        )
    )
    DELETE FROM contacts WHERE instance = $1 AND id IN (SELECT id FROM old)";

const NEW_RESOURCE: &str = "INSERT INTO resources
    (scope, kind, id, name, name_folded, arn, body, tags, facets, terms, created, modified, revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)
    ON CONFLICT ON CONSTRAINT resources_id DO NOTHING RETURNING revision";
const ANY_RESOURCE: &str = "INSERT INTO resources AS old
    (scope, kind, id, name, name_folded, arn, body, tags, facets, terms, created, modified, revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)
    ON CONFLICT ON CONSTRAINT resources_id DO UPDATE SET name = excluded.name,
    name_folded = excluded.name_folded, arn = excluded.arn, body = excluded.body,
    tags = excluded.tags, facets = excluded.facets, terms = excluded.terms,
    created = excluded.created, modified = excluded.modified, revision = old.revision + 1
    RETURNING revision";
const SAME_RESOURCE: &str = "UPDATE resources SET name = $4, name_folded = $5, arn = $6, body = $7,
    tags = $8, facets = $9, terms = $10, created = $11, modified = $12, revision = revision + 1
    WHERE scope = $1 AND kind = $2 AND id = $3 AND revision = $13 RETURNING revision";

const NEW_CONTACT: &str = "INSERT INTO contacts
    (instance, id, initial_id, previous_id, channel, initiation_method, queue_id, agent_id,
    initiated, enqueued, connected_to_agent, disconnected, scheduled, disconnect_reason,
    customer_address, live, text, attributes, terms, record, state, modified, expires, revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $20, $21, $22, $23, 1)
    ON CONFLICT ON CONSTRAINT contacts_id DO NOTHING RETURNING revision";
const ANY_CONTACT: &str = "INSERT INTO contacts AS old
    (instance, id, initial_id, previous_id, channel, initiation_method, queue_id, agent_id,
    initiated, enqueued, connected_to_agent, disconnected, scheduled, disconnect_reason,
    customer_address, live, text, attributes, terms, record, state, modified, expires, revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
    $20, $21, $22, $23, 1)
    ON CONFLICT ON CONSTRAINT contacts_id DO UPDATE SET initial_id = excluded.initial_id,
    previous_id = excluded.previous_id, channel = excluded.channel,
    initiation_method = excluded.initiation_method, queue_id = excluded.queue_id,
    agent_id = excluded.agent_id, initiated = excluded.initiated, enqueued = excluded.enqueued,
    connected_to_agent = excluded.connected_to_agent, disconnected = excluded.disconnected,
    scheduled = excluded.scheduled, disconnect_reason = excluded.disconnect_reason,
    customer_address = excluded.customer_address, live = excluded.live, text = excluded.text,
    attributes = excluded.attributes, terms = excluded.terms, record = excluded.record,
    state = excluded.state, modified = excluded.modified, expires = excluded.expires,
    revision = old.revision + 1 RETURNING revision";
const SAME_CONTACT: &str = "UPDATE contacts SET initial_id = $3, previous_id = $4, channel = $5,
    initiation_method = $6, queue_id = $7, agent_id = $8, initiated = $9, enqueued = $10,
    connected_to_agent = $11, disconnected = $12, scheduled = $13, disconnect_reason = $14,
    customer_address = $15, live = $16, text = $17, attributes = $18, terms = $19, record = $20,
    state = $21, modified = $22, expires = $23, revision = revision + 1
    WHERE instance = $1 AND id = $2 AND revision = $24 RETURNING revision";

// An entry that has expired at $5 counts as absent.
const NEW_ENTRY: &str = "INSERT INTO entries AS old (space, key, value, expires, revision)
    VALUES ($1, $2, $3, $4, 1)
    ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, expires = excluded.expires,
    revision = 1 WHERE old.expires <= $5 RETURNING revision";
const ANY_ENTRY: &str = "INSERT INTO entries AS old (space, key, value, expires, revision)
    VALUES ($1, $2, $3, $4, 1)
    ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, expires = excluded.expires,
    revision = CASE WHEN old.expires <= $5 THEN 1 ELSE old.revision + 1 END RETURNING revision";
const SAME_ENTRY: &str = "UPDATE entries SET value = $3, expires = $4, revision = revision + 1
    WHERE space = $1 AND key = $2 AND (expires IS NULL OR expires > $5) AND revision = $6
    RETURNING revision";

impl<'a> Command<'a> {
    /// The statement of a write.
    pub(super) fn of(write: &'a Write) -> Result<Self, StoreError> {
        Ok(match write {
            Write::PutResource(put) => Self::put_resource(put)?,
            Write::PutContact(put) => Self::put_contact(put)?,
            Write::PutEntry(put) => Self::put_entry(put),
            Write::DeleteResource(delete) => {
                let key = values![&delete.scope, &delete.kind, &delete.id];
                Self::delete(
                    key,
                    delete.expect,
                    "DELETE FROM resources WHERE scope = $1 AND kind = $2 AND id = $3",
                    "DELETE FROM resources WHERE scope = $1 AND kind = $2 AND id = $3
                     AND revision = $4",
                )
            }
            Write::DeleteEntry(delete) => Self::delete(
                values![&delete.space, &delete.key],
                delete.expect,
                "DELETE FROM entries WHERE space = $1 AND key = $2",
                "DELETE FROM entries WHERE space = $1 AND key = $2 AND revision = $3",
            ),
            Write::Journal(entry) => Self {
                sql: "INSERT INTO journal (instance, stream, kind, at, body)
                      VALUES ($1, $2, $3, $4, $5) RETURNING position",
                values: values![
                    &entry.instance,
                    &entry.stream,
                    &entry.kind,
                    entry.at.0,
                    entry.body.reveal()
                ],
                shape: Shape::Position,
            },
            Write::Outbox(message) => Self {
                sql: "INSERT INTO outbox (topic, instance, key, stream, at, body)
                      VALUES ($1, $2, $3, $4, $5, $6) RETURNING position",
                values: values![
                    &message.topic,
                    &message.instance,
                    &message.key,
                    &message.stream,
                    message.at.0,
                    message.body.reveal()
                ],
                shape: Shape::Position,
            },
            Write::AdvanceCursor(advance) => Self {
                sql: "INSERT INTO cursors AS old (sink, position) VALUES ($1, $2)
                      ON CONFLICT (sink) DO UPDATE
                      SET position = greatest(old.position, excluded.position)",
                values: values![&advance.sink, advance.position.0],
                shape: Shape::Done,
            },
            Write::PutSent(put) => Self::put_sent(put),
            Write::PutTally(put) => Self {
                sql: "INSERT INTO tallies (instance, series, span, start, key, data)
                      VALUES ($1, $2, $3, $4, $5, $6)
                      ON CONFLICT (instance, series, span, start, key)
                      DO UPDATE SET data = excluded.data",
                values: values![
                    &put.instance,
                    &put.series,
                    put.span,
                    put.tally.start.0,
                    &put.tally.key,
                    &put.tally.data
                ],
                shape: Shape::Done,
            },
            Write::ForgetContacts(forget) => Self {
                sql: FORGET_CONTACTS,
                values: values![&forget.instance, forget.before.0, i64::from(forget.most)],
                shape: Shape::Deleted { must: false },
            },
            Write::Trim(trim) => Self::trim(*trim),
        })
    }

    fn put_resource(put: &'a PutResource) -> Result<Self, StoreError> {
        let row = put.row.as_ref();
        let mut values = values![
            &row.scope,
            &row.kind,
            &row.id,
            &row.name,
            row.name.to_lowercase(),
            &row.arn,
            row.body.reveal(),
            json(&row.tags)?,
            json(&row.facets)?,
            terms::of_resource(row),
            row.created.0,
            row.modified.0,
        ];
        let sql = expected(
            put.expect,
            &mut values,
            [NEW_RESOURCE, ANY_RESOURCE, SAME_RESOURCE],
        );
        Ok(Self {
            sql,
            values,
            shape: Shape::Revision,
        })
    }

    fn put_contact(put: &'a PutContact) -> Result<Self, StoreError> {
        let mut values = contact(&put.row)?;
        let sql = expected(
            put.expect,
            &mut values,
            [NEW_CONTACT, ANY_CONTACT, SAME_CONTACT],
        );
        Ok(Self {
            sql,
            values,
            shape: Shape::Revision,
        })
    }

    fn put_entry(put: &'a PutEntry) -> Self {
        let entry = &put.entry;
        let mut values = values![
            &entry.space,
            &entry.key,
            &entry.value,
            entry.expires.map(|at| at.0),
            put.now.0,
        ];
        let sql = expected(put.expect, &mut values, [NEW_ENTRY, ANY_ENTRY, SAME_ENTRY]);
        Self {
            sql,
            values,
            shape: Shape::Revision,
        }
    }

    fn put_sent(put: &'a PutSent) -> Self {
        let row = put.row.as_ref();
        Self {
            sql: "INSERT INTO sent
                  (id, channel, destination, originator, rules, status, at, live, body)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                  ON CONFLICT (id) DO UPDATE SET originator = excluded.originator,
                  status = excluded.status, live = excluded.live, body = excluded.body",
            values: values![
                &row.id,
                &row.channel,
                row.destination.reveal(),
                &row.originator,
                &row.set,
                &row.status,
                row.at.0,
                row.live,
                row.body.reveal()
            ],
            shape: Shape::Done,
        }
    }

    fn delete(
        mut values: Vec<Value<'a>>,
        expect: Expect,
        any: &'static str,
        same: &'static str,
    ) -> Self {
        let must = matches!(expect, Expect::Revision(_));
        Self {
            sql: expected(expect, &mut values, [any, any, same]),
            values,
            shape: Shape::Deleted { must },
        }
    }

    fn trim(trim: Trim) -> Self {
        let (sql, values) = match trim {
            Trim::Outbox(through) => (
                "DELETE FROM outbox WHERE position <= $1",
                values![through.0],
            ),
            Trim::Journal(through) => (
                "DELETE FROM journal WHERE position <= $1",
                values![through.0],
            ),
            Trim::Entries(now) => ("DELETE FROM entries WHERE expires <= $1", values![now.0]),
            Trim::Sent(before) => (
                "DELETE FROM sent WHERE at < $1 AND NOT live",
                values![before.0],
            ),
            Trim::Tallies { span, before } => (
                "DELETE FROM tallies WHERE span = $1 AND start < $2",
                values![span, before.0],
            ),
            Trim::TalliesFrom { span, from } => (
                "DELETE FROM tallies WHERE span = $1 AND start >= $2",
                values![span, from.0],
            ),
        };
        Self {
            sql,
            values,
            shape: Shape::Deleted { must: false },
        }
    }
}

/// Picks the statement; the one that expects a revision takes it as its last value.
fn expected(
    expect: Expect,
    values: &mut Vec<Value<'_>>,
    [new, any, same]: [&'static str; 3],
) -> &'static str {
    match expect {
        Expect::New => new,
        Expect::Any => any,
        Expect::Revision(revision) => {
            values.push(Box::new(revision));
            same
        }
    }
}

fn contact(row: &ContactRow) -> Result<Vec<Value<'_>>, StoreError> {
    Ok(values![
        &row.instance,
        &row.id,
        &row.initial_id,
        &row.previous_id,
        &row.channel,
        &row.initiation_method,
        &row.queue_id,
        &row.agent_id,
        row.initiated.0,
        time(row.enqueued),
        time(row.connected_to_agent),
        time(row.disconnected),
        time(row.scheduled),
        &row.disconnect_reason,
        row.customer_address.as_ref().map(Pii::reveal),
        row.live,
        row.text.reveal().to_lowercase(),
        json(&row.attributes)?,
        terms::of_contact(row),
        row.record.reveal(),
        row.state.as_ref().map(Pii::reveal),
        row.modified.0,
        time(row.expires),
    ])
}

fn time(at: Option<Timestamp>) -> i64 {
    at.map_or(NO_TIME, |at| at.0)
}

/// JSON of a map or a list that we made ourselves.
fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Invalid {
        field: "json",
        reason: "cannot be written",
    })
}
