//! `carillon roles`: the roles that programs take on.

use crate::cli::{RoleAction, Roles};
use crate::config::read_policies;
use crate::keys;
use anyhow::{Context, Result};
use services::programs::NewRole;

/// Runs it.
pub async fn run(options: Roles) -> Result<()> {
    let (config, store, keys) = keys::open(&options.kept).await?;
    let account = config.account()?;
    let arn = |name: &str| format!("arn:aws:iam::{}:role/{name}", account.as_str());
    match options.action {
        RoleAction::Create {
            name,
            trust,
            policy,
            max_session,
            tag,
            description,
        } => {
            let trust = std::fs::read_to_string(&trust)
                .with_context(|| format!("the policy {} cannot be read", trust.display()))?;
            let new = NewRole {
                description,
                trust,
                max_session,
                policies: read_policies(&policy)?.into_iter().collect(),
                tags: tag.into_iter().collect(),
            };
            keys.create_role(&name, new).await?;
            println!("{}", arn(&name));
        }
        RoleAction::List => {
            for (name, role) in keys.roles().await? {
                let made = role.created.to_iso_seconds();
                println!("{}  {made}  {}", arn(&name), role.description);
            }
        }
        RoleAction::Delete { name } => {
            keys.delete_role(&name).await?;
            println!("deleted {name}");
        }
    }
    store.close().await;
    Ok(())
}
