//! Conversations as they are kept: entries that expire when they were idle for too long.

use super::BotError;
use crate::bots::Place;
use ::bots::Session;
use ids::Timestamp;
use std::time::Duration;
use store::{Batch, DeleteEntry, Entry, Expect, PutEntry, Store, StoreError};

const SPACE: &str = "lex-session";

/// A conversation with the revision that its next turn expects.
pub(super) struct Kept {
    pub(super) session: Session,
    pub(super) expect: Expect,
    /// Whether it was there.
    pub(super) known: bool,
}

fn key(place: &Place, session: &str) -> String {
    format!("{}/{}/{}/{session}", place.bot, place.alias, place.locale)
}

/// A conversation, or a new one.
pub(super) async fn load(
    store: &dyn Store,
    place: &Place,
    id: &str,
    now: Timestamp,
) -> Result<Kept, BotError> {
    let entry = store.entry(SPACE, &key(place, id)).await;
    let entry = entry.map_err(BotError::internal)?;
    Ok(match entry.filter(|it| it.is_live(now)) {
        Some(entry) => Kept {
            session: serde_json::from_slice(&entry.value).map_err(BotError::internal)?,
            expect: Expect::Revision(entry.revision),
            known: true,
        },
        None => Kept {
            session: Session::new(id, now),
            expect: Expect::New,
            known: false,
        },
    })
}

/// Keeps a conversation after a turn.
pub(super) async fn keep(
    store: &dyn Store,
    place: &Place,
    session: &Session,
    expect: Expect,
    idle: Duration,
) -> Result<(), BotError> {
    let value = serde_json::to_vec(session).map_err(BotError::internal)?;
    let mut entry = Entry::new(SPACE, key(place, &session.id), value);
    let now = session.last;
    entry.expires = Some(now + idle);
    let batch = Batch::new().with(PutEntry { entry, expect, now });
    committed(store, batch, &session.id).await
}

/// Forgets a conversation.
pub(super) async fn forget(store: &dyn Store, place: &Place, id: &str) -> Result<(), BotError> {
    let delete = DeleteEntry {
        space: SPACE.into(),
        key: key(place, id),
        expect: Expect::Any,
    };
    committed(store, Batch::new().with(delete), id).await
}

async fn committed(store: &dyn Store, batch: Batch, id: &str) -> Result<(), BotError> {
    match store.commit(batch).await {
        Ok(_) => Ok(()),
        Err(StoreError::Conflict(_) | StoreError::NotFound { .. }) => {
            Err(BotError::Conflict(id.to_owned()))
        }
        Err(error) => Err(BotError::internal(error)),
    }
}
