//! `carillon decisions`: who was allowed or refused what, and by which statement.

use crate::cli::Decisions;
use crate::keys;
use anyhow::Result;
use services::decisions::{DecisionFilter, Logged, Outcome};
use std::sync::Arc;

/// Runs it.
pub async fn run(options: Decisions) -> Result<()> {
    let (_, store, _) = keys::open(&options.kept).await?;
    let filter = DecisionFilter {
        principal: options.principal,
        action: options.action,
        outcomes: if options.denied {
            vec![Outcome::Denied, Outcome::NotAllowed]
        } else {
            Vec::new()
        },
    };
    // It only reads: the number that sets writers apart does not matter.
    let log = services::decisions::Decisions::new(Arc::clone(&store), 0);
    for logged in log.list(&filter, None, options.limit).await?.items {
        if options.json {
            println!("{}", serde_json::to_string(&logged)?);
        } else {
            println!("{}", line(&logged));
        }
    }
    store.close().await;
    Ok(())
}

fn line(logged: &Logged) -> String {
    let outcome = match logged.outcome {
        Outcome::Allowed => "allowed",
        Outcome::Denied => "DENIED",
        Outcome::NotAllowed => "NOT ALLOWED",
    };
    let by: Vec<String> = logged
        .by
        .iter()
        .map(|by| {
            let sid = by.sid.as_deref().unwrap_or("no Sid");
            format!(
                "{} {:?} statement {} ({sid})",
                by.layer, by.policy, by.statement
            )
        })
        .collect();
    let by = match (by.is_empty(), logged.outcome) {
        (false, _) => format!("by {}", by.join(", ")),
        (true, Outcome::Allowed) => "by the root key".to_owned(),
        (true, _) => "by no statement".to_owned(),
    };
    let on = match &logged.resource {
        Some(resource) => resource.clone(),
        None => logged.resources.join(" "),
    };
    format!(
        "{}  {outcome}  {}  {}  on {on}  {by}  request {}",
        logged.at.to_iso_seconds(),
        logged.principal,
        logged.action,
        logged.request_id
    )
}
