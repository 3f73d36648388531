//! What no backend accepts.

use crate::{Expect, StoreError, Write};

/// Checks one write.
pub(crate) fn write(write: &Write) -> Result<(), StoreError> {
    match write {
        Write::PutResource(put) => {
            let row = &put.row;
            id("scope", &row.scope)?;
            id("kind", &row.kind)?;
            id("id", &row.id)?;
            text("name", &row.name)?;
            text("arn", &row.arn)?;
            text("body", row.body.reveal())?;
            for (key, value) in row
                .tags
                .iter()
                .chain(row.facets.iter().map(|(k, v)| (k, v)))
            {
                term("tag", key)?;
                term("tag", value)?;
            }
            Ok(())
        }
        Write::DeleteResource(delete) => {
            deletable(delete.expect)?;
            id("scope", &delete.scope)?;
            id("kind", &delete.kind)?;
            id("id", &delete.id)
        }
        Write::Journal(entry) => {
            id("instance", &entry.instance)?;
            id("stream", &entry.stream)?;
            id("kind", &entry.kind)?;
            text("body", entry.body.reveal())
        }
        Write::PutContact(put) => contact(&put.row),
        Write::Outbox(message) => {
            id("topic", &message.topic)?;
            text("instance", &message.instance)?;
            text("key", &message.key)?;
            text("stream", message.stream.as_deref().unwrap_or_default())?;
            text("body", message.body.reveal())
        }
        Write::AdvanceCursor(advance) => id("sink", &advance.sink),
        Write::PutEntry(put) => {
            id("space", &put.entry.space)?;
            id("key", &put.entry.key)
        }
        Write::DeleteEntry(delete) => {
            deletable(delete.expect)?;
            id("space", &delete.space)?;
            id("key", &delete.key)
        }
        Write::PutSent(put) => {
            let row = &put.row;
            id("id", &row.id)?;
            text("channel", &row.channel)?;
            text("destination", row.destination.reveal())?;
            text("originator", &row.originator)?;
            text("set", row.set.as_deref().unwrap_or_default())?;
            text("status", &row.status)?;
            text("body", row.body.reveal())
        }
        Write::PutTally(put) => {
            id("instance", &put.instance)?;
            id("series", &put.series)?;
            text("key", &put.tally.key)
        }
        Write::ForgetContacts(forget) => id("instance", &forget.instance),
        Write::Trim(_) => Ok(()),
    }
}

fn contact(row: &crate::ContactRow) -> Result<(), StoreError> {
    id("instance", &row.instance)?;
    id("id", &row.id)?;
    id("initial_id", &row.initial_id)?;
    text("channel", &row.channel)?;
    text("initiation_method", &row.initiation_method)?;
    for optional in [
        &row.previous_id,
        &row.queue_id,
        &row.agent_id,
        &row.disconnect_reason,
    ] {
        text("contact", optional.as_deref().unwrap_or_default())?;
    }
    if let Some(address) = &row.customer_address {
        text("customer_address", address.reveal())?;
    }
    text("text", row.text.reveal())?;
    text("record", row.record.reveal())?;
    if let Some(state) = &row.state {
        text("state", state.reveal())?;
    }
    for (key, value) in &row.attributes {
        term("attributes", key)?;
        term("attributes", value.reveal())?;
    }
    Ok(())
}

/// A text that addresses something.
fn id(field: &'static str, value: &str) -> Result<(), StoreError> {
    if value.is_empty() {
        return Err(StoreError::Invalid {
            field,
            reason: "is empty",
        });
    }
    text(field, value)
}

fn text(field: &'static str, value: &str) -> Result<(), StoreError> {
    // Searching eight bytes at a time: bodies pass here on every commit.
    if value.as_bytes().contains(&0) {
        return Err(StoreError::Invalid {
            field,
            reason: "holds a NUL character",
        });
    }
    Ok(())
}

/// A text that becomes part of an index term.
fn term(field: &'static str, value: &str) -> Result<(), StoreError> {
    if value.contains(crate::terms::SEPARATOR) {
        return Err(StoreError::Invalid {
            field,
            reason: "holds the control character U+001F",
        });
    }
    text(field, value)
}

fn deletable(expect: Expect) -> Result<(), StoreError> {
    if expect == Expect::New {
        return Err(StoreError::Invalid {
            field: "expect",
            reason: "what is deleted cannot be new",
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{Batch, DeleteEntry, Entry, Expect, PutEntry, StoreError};
    use ids::Timestamp;

    #[test]
    fn an_empty_key_and_a_nul_are_refused() {
        for key in ["", "a\0b"] {
            let batch = Batch::new().with(PutEntry {
                entry: Entry::new("session", key, *b"x"),
                expect: Expect::Any,
                now: Timestamp(0),
            });
            assert!(matches!(
                batch.validate(),
                Err(StoreError::Invalid { field: "key", .. })
            ));
        }
    }

    #[test]
    fn a_delete_cannot_expect_nothing() {
        let batch = Batch::new().with(DeleteEntry {
            space: "session".into(),
            key: "a".into(),
            expect: Expect::New,
        });
        assert!(batch.validate().is_err());
    }
}
