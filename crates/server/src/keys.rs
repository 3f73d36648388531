//! `carillon keys`: the access keys of programs.

use crate::cli::{KeyAction, Keys};
use crate::config::{Config, read_policies};
use crate::serve;
use anyhow::Result;
use ids::Pii;
use secrets::random_array;
use services::{AccessKeys, NewAccessKey, SystemClock};
use std::sync::Arc;

const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Runs it.
pub async fn run(options: Keys) -> Result<()> {
    let config = Config::for_keys(&options)?;
    let store = serve::open_store(&config).await?;
    let keyring = serve::open_keyring(&config)?;
    let keys = AccessKeys::new(Arc::clone(&store), Arc::new(SystemClock), &keyring, None);
    match options.action {
        KeyAction::Create { user, policy } => {
            let (id, secret) = (new_id()?, secrets::random_token::<30>()?);
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
        KeyAction::Delete { id } => {
            keys.delete(&id).await?;
            println!("deleted {id}");
        }
    }
    store.close().await;
    Ok(())
}

/// `AKIA` and 16 letters, as clients expect of a long-lived key.
fn new_id() -> Result<String> {
    let mut id = String::from("AKIA");
    for byte in random_array::<16>()? {
        id.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Ok(id)
}
