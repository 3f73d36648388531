//! `carillon keys`: the access keys of programs.

use crate::cli::{Kept, KeyAction, Keys};
use crate::config::{Config, read_policies};
use crate::serve;
use anyhow::Result;
use ids::Pii;
use secrets::random_token;
use services::programs::new_key_id;
use services::{AccessKeys, NewAccessKey, SystemClock};
use std::sync::Arc;
use store::Store;

/// The store and what is kept in it about programs.
pub async fn open(kept: &Kept) -> Result<(Config, Arc<dyn Store>, AccessKeys)> {
    let config = Config::for_store(kept)?;
    let store = serve::open_store(&config).await?;
    let keyring = serve::open_keyring(&config)?;
    let keys = AccessKeys::new(Arc::clone(&store), Arc::new(SystemClock), &keyring, None);
    Ok((config, store, keys))
}

/// Runs it.
pub async fn run(options: Keys) -> Result<()> {
    let (_, store, keys) = open(&options.kept).await?;
    match options.action {
        KeyAction::Create { user, policy } => {
            let (id, secret) = (new_key_id()?, random_token::<30>()?);
            let policies = read_policies(&policy)?;
            let new = NewAccessKey {
                id,
                secret: Pii::new(secret),
                user,
                policies,
            };
            keys.put(new.clone()).await?;
            println!("access key id:     {}", new.id);
            println!("secret access key: {}", new.secret.reveal());
        }
        KeyAction::List { user } => {
            for key in keys.list(user.as_deref()).await? {
                let made = key.created.to_iso_seconds();
                println!("{}  {:?}  {made}  {}", key.id, key.status, key.user);
            }
        }
        KeyAction::Delete { id } => {
            keys.delete(&id).await?;
            println!("deleted {id}");
        }
    }
    store.close().await;
    Ok(())
}
