//! `carillon export` and `carillon import`: a whole instance as one document, through the running
//! product.

use crate::cli::{Export, Import, Product};
use crate::client::{Client, encoded};
use crate::serve::ready::Addresses;
use anyhow::{Context, Result, bail};
use http::Method;
use serde_json::{Value, json};
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

/// What `import --exit-code` answers when something differs.
const DIFFERS: u8 = 2;

impl Product {
    /// The ready file's addresses, if one is given.
    pub fn addresses(&self) -> Result<Option<Addresses>> {
        self.ready_file.as_deref().map(Addresses::read).transpose()
    }

    /// A client of it.
    pub fn client(&self) -> Result<Client> {
        let addresses = self.addresses()?;
        let endpoint = self.endpoint.clone().or_else(|| addresses?.http);
        let endpoint = endpoint.context("give --endpoint or --ready-file")?;
        Client::new(&endpoint, &self.region, &self.access_key, &self.secret_key)
    }
}

/// Writes the document.
pub async fn export(options: Export) -> Result<()> {
    let client = options.product.client()?;
    let path = path(&options.instance);
    let answer = client.carillon(Method::GET, &path, &Value::Null).await?;
    let text = answer["Document"]
        .as_str()
        .context("the answer holds no document")?;
    match &options.output {
        None => print!("{text}"),
        Some(file) => std::fs::write(file, text)
            .with_context(|| format!("{} cannot be written", file.display()))?,
    }
    Ok(())
}

/// Brings the instance to what the document says, or tells what that would change.
pub async fn import(options: Import) -> Result<ExitCode> {
    let client = options.product.client()?;
    let text = read(&options.file)?;
    if options.create && !exists(&client, &options.instance).await? {
        if options.dry_run {
            bail!(
                "there is no instance {} yet; without --dry-run it is made",
                options.instance
            );
        }
        create(&client, &options.instance).await?;
    }
    let body = json!({"Document": text, "DryRun": options.dry_run, "Prune": options.prune});
    let path = path(&options.instance);
    let answer = client.carillon(Method::POST, &path, &body).await?;
    let changes = answer["Changes"].as_array().cloned().unwrap_or_default();
    if options.json {
        println!("{}", serde_json::to_string_pretty(&answer)?);
    } else {
        tell(&answer, &changes, options.dry_run);
    }
    let differs = options.exit_code && !changes.is_empty();
    Ok(if differs {
        DIFFERS.into()
    } else {
        ExitCode::SUCCESS
    })
}

fn path(instance: &str) -> String {
    format!("/instances/{}/document", encoded(instance))
}

fn read(file: &Path) -> Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

async fn exists(client: &Client, instance: &str) -> Result<bool> {
    let all = client.list("/instance", "InstanceSummaryList").await?;
    Ok(all.iter().any(|it| {
        ["Id", "Arn", "InstanceAlias"]
            .iter()
            .any(|member| it[*member] == instance)
    }))
}

async fn create(client: &Client, alias: &str) -> Result<()> {
    let body = json!({
        "IdentityManagementType": "CONNECT_MANAGED", "InstanceAlias": alias,
        "InboundCallsEnabled": true, "OutboundCallsEnabled": true,
    });
    client.connect(Method::PUT, "/instance", &body).await?;
    Ok(())
}

/// The changes as a diff: `+` made, `~` changed with its fields, `-` deleted.
fn tell(answer: &Value, changes: &[Value], dry_run: bool) {
    for change in changes {
        let sign = match change["Action"].as_str() {
            Some("CREATE") => '+',
            Some("DELETE") => '-',
            _ => '~',
        };
        let text = |member: &str| change[member].as_str().unwrap_or_default().to_owned();
        let name = Some(text("Name")).filter(|name| !name.is_empty());
        println!(
            "{sign} {} {}",
            text("Kind"),
            name.unwrap_or_else(|| text("Id"))
        );
        for it in change["Differences"].as_array().into_iter().flatten() {
            let value = |member: &str| it[member].as_str().unwrap_or("(nothing)").to_owned();
            println!(
                "    {}: {} -> {}",
                it["Path"].as_str().unwrap_or_default(),
                value("From"),
                value("To")
            );
        }
    }
    let (count, unchanged) = (changes.len(), answer["Unchanged"].as_u64().unwrap_or(0));
    let verb = if dry_run { "would change" } else { "changed" };
    println!("{count} {verb}, {unchanged} unchanged");
}
