//! `carillon flow import` and `carillon flow export`: single flows, through the running product.

use super::read;
use crate::cli::{FlowExport, FlowImport};
use crate::client::encoded;
use anyhow::{Context, Result};
use http::Method;
use serde_json::{Map, Value, json};
use std::process::ExitCode;

/// Makes or replaces a flow, or tells what would become of it. Fails where it cannot be published.
pub(super) async fn import(options: FlowImport) -> Result<ExitCode> {
    let client = options.product.client()?;
    let mut body = Map::new();
    body.insert("Content".into(), json!(read(&options.file)?));
    let status = if options.save { "SAVED" } else { "PUBLISHED" };
    body.insert("Status".into(), json!(status));
    body.insert("DryRun".into(), json!(options.dry_run));
    body.insert("Strict".into(), json!(options.strict));
    let said = [
        ("Name", &options.name),
        ("Flow", &options.over),
        ("Type", &options.kind),
    ];
    for (member, value) in said {
        if let Some(value) = value {
            body.insert(member.into(), json!(value));
        }
    }
    if let Some(file) = &options.map {
        let map: Map<String, Value> = serde_json::from_str(&read(file)?)
            .with_context(|| format!("{} is no JSON object", file.display()))?;
        body.insert("Map".into(), Value::Object(map));
    }
    let path = format!("/instances/{}/flow-file", encoded(&options.instance));
    let answer = client
        .carillon(Method::POST, &path, &Value::Object(body))
        .await?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&answer)?);
    } else {
        tell(&answer);
    }
    let open = !options.save && !publishable(&answer);
    Ok(if open {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Writes a flow's file.
pub(super) async fn export(options: FlowExport) -> Result<()> {
    let client = options.product.client()?;
    let path = format!(
        "/instances/{}/flow-file?flow={}&saved={}&plain={}",
        encoded(&options.instance),
        encoded(&options.flow),
        options.saved,
        options.plain
    );
    let answer = client.carillon(Method::GET, &path, &Value::Null).await?;
    let content = answer["Content"]
        .as_str()
        .context("the answer holds no content")?;
    match &options.output {
        None => print!("{content}"),
        Some(file) => std::fs::write(file, content)
            .with_context(|| format!("{} cannot be written", file.display()))?,
    }
    Ok(())
}

fn rows<'a>(answer: &'a Value, member: &str) -> &'a [Value] {
    answer[member].as_array().map_or(&[], Vec::as_slice)
}

/// Whether nothing keeps the flow from being published.
fn publishable(answer: &Value) -> bool {
    let missing = |it: &Value| it["LeftOut"] != true;
    rows(answer, "Problems").is_empty() && !rows(answer, "Unresolved").iter().any(missing)
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_default()
}

/// What became of the file, in lines: `=` a resource that is the same here, `~` one that was found,
/// `!` one that was not, and what else is to be said.
fn tell(answer: &Value) {
    for it in rows(answer, "Resolved") {
        let (from, to) = (text(it, "From"), text(it, "To"));
        let place = format!("{} {}", text(it, "Action"), text(it, "Parameter"));
        match from == to {
            true => println!("= {place}: {} {}", text(it, "Kind"), text(it, "Name")),
            false => println!(
                "~ {place}: {} {} ({from} -> {to})",
                text(it, "Kind"),
                text(it, "Name")
            ),
        }
    }
    for it in rows(answer, "Unresolved") {
        let name = match text(it, "Name") {
            "" => String::new(),
            name => format!(" named {name:?}"),
        };
        let left = if it["LeftOut"] == true {
            "; the parameter is left out"
        } else {
            ""
        };
        println!(
            "! {} {}: no {} {:?}{name}{left}",
            text(it, "Action"),
            text(it, "Parameter"),
            text(it, "Kind"),
            text(it, "Value")
        );
    }
    for (member, word) in [
        ("Problems", ""),
        ("Notes", "note: "),
        ("Advice", "advice: "),
    ] {
        for it in rows(answer, member) {
            let at = match text(it, "At") {
                "" => "the flow",
                at => at,
            };
            println!("  {at}: {word}{}", text(it, "Message"));
        }
    }
    let remap = rows(answer, "Remap");
    if !remap.is_empty() {
        println!("To say which resources these are, give --map with a file such as:");
        let lines: Map<String, Value> = remap
            .iter()
            .map(|it| {
                let key = match text(it, "Value") {
                    "" => text(it, "Name"),
                    value => value,
                };
                (key.to_owned(), json!(text(it, "Name")))
            })
            .collect();
        println!(
            "{}",
            serde_json::to_string_pretty(&lines).unwrap_or_default()
        );
    }
    let did = match (answer["Applied"] == true, answer["Created"] == true) {
        (true, true) => "made",
        (true, false) => "replaced",
        (false, true) => "would make",
        (false, false) => "would replace",
    };
    println!(
        "{did} {} {:?} ({})",
        text(answer, "Type"),
        text(answer, "Name"),
        text(answer, "Status")
    );
}
