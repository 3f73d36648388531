//! `carillon quotas`: how much of what there may be, through the running product.

use crate::cli::{Quotas, QuotasAction};
use crate::client::encoded;
use anyhow::{Context, Result};
use http::Method;
use serde_json::{Value, json};

/// Lists quotas, or sets one.
pub async fn run(options: Quotas) -> Result<()> {
    let client = options.product.client()?;
    match options.action {
        QuotasAction::List { instance, json } => {
            let path = match &instance {
                Some(it) => format!("/quotas?instanceId={}", encoded(it)),
                None => "/quotas".to_owned(),
            };
            let answer = client.carillon(Method::GET, &path, &Value::Null).await?;
            let quotas = answer["Quotas"]
                .as_array()
                .context("the answer holds no quotas")?;
            match json {
                true => println!("{}", serde_json::to_string_pretty(quotas)?),
                false => table(quotas),
            }
        }
        QuotasAction::Set {
            instance,
            name,
            value,
        } => {
            let path = format!(
                "/instances/{}/quotas/{}",
                encoded(&instance),
                encoded(&name)
            );
            if value == "default" {
                client.carillon(Method::DELETE, &path, &Value::Null).await?;
            } else {
                let value: u64 = value
                    .parse()
                    .context("the value is a whole number or `default`")?;
                let body = json!({ "Value": value });
                client.carillon(Method::PUT, &path, &body).await?;
            }
        }
    }
    Ok(())
}

fn table(quotas: &[Value]) {
    let number = |it: &Value| it.as_i64().map_or("-".to_owned(), |it| it.to_string());
    println!(
        "{:<28} {:>12} {:>12} {:>12} {:>8}  counted",
        "name", "value", "used", "default", "aws"
    );
    for it in quotas {
        println!(
            "{:<28} {:>12} {:>12} {:>12} {:>8}  {}",
            it["Name"].as_str().unwrap_or_default(),
            number(&it["Value"]),
            number(&it["Used"]),
            number(&it["Default"]),
            number(&it["AwsValue"]),
            it["Counted"].as_str().unwrap_or_default(),
        );
    }
}
