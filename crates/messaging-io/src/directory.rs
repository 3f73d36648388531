//! Reads what the engine needs of the configuration.

use messaging::Directory;
use messaging_resources::{
    Account, ConfigurationSet, Kept, Keyword, OPTED_OUT, PhoneNumber, Pool, ProtectConfiguration,
    ProtectOverride, SCOPE, SenderId, VerifiedDestinationNumber,
};
use store::{ResourceRow, Store, StoreError};

/// Reads all of it.
pub(crate) async fn read(store: &dyn Store) -> Result<Directory, StoreError> {
    let mut directory = Directory::default();
    for row in store.resources_of_scope(SCOPE).await? {
        if !put(&mut directory, &row) {
            tracing::error!(
                kind = row.kind,
                id = row.id,
                "a configured thing cannot be read"
            );
        }
    }
    Ok(directory)
}

/// Puts a thing to its place; false if it cannot be read. Other kinds are nothing to the engine.
fn put(to: &mut Directory, row: &ResourceRow) -> bool {
    let body = row.body.reveal();
    macro_rules! kinds {
        ($($kind:ty => $put:expr),* $(,)?) => {
            match row.kind.as_str() {
                $(<$kind as Kept>::KIND => match serde_json::from_str::<$kind>(body) {
                    Ok(it) => $put(to, it),
                    Err(_) => return false,
                },)*
                _ => {}
            }
        };
    }
    kinds! {
        PhoneNumber => |to: &mut Directory, it| to.put_number(it),
        SenderId => |to: &mut Directory, it| to.put_sender_id(it),
        Keyword => |to: &mut Directory, it| to.put_keyword(it),
        ProtectOverride => |to: &mut Directory, it| to.put_override(it),
        VerifiedDestinationNumber => |to: &mut Directory, it| to.put_verified(it),
        Pool => |to: &mut Directory, it: Pool| { to.pools.insert(it.id(), it); },
        ConfigurationSet => |to: &mut Directory, it: ConfigurationSet| {
            to.sets.insert(it.id(), it);
        },
        ProtectConfiguration => |to: &mut Directory, it: ProtectConfiguration| {
            to.protects.insert(it.id(), it);
        },
        Account => |to: &mut Directory, it| to.account = it,
    }
    true
}

/// Numbers that are read at a time.
const PAGE: usize = 1_000;

/// Reads all numbers that opted out: list and number.
pub(crate) async fn opted_out(
    store: &dyn Store,
    mut each: impl FnMut(&str, &str),
) -> Result<(), StoreError> {
    let mut after: Option<String> = None;
    loop {
        let page = store.entries(OPTED_OUT, "", after.as_deref(), PAGE).await?;
        for entry in &page {
            if let Some((list, number)) = entry.key.rsplit_once('/') {
                each(list, number);
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(last.key.clone()),
            _ => return Ok(()),
        }
    }
}
