//! `cargo xtask tidy`: rules of the house that no linter knows.
//!
//! Dependencies point down the floors of docs/ARCHITECTURE.md; engines have no runtime, socket or
//! SQL below them; every Rust file opens by saying what it is for; no file becomes a dumping
//! ground; nothing committed carries a path of somebody's machine.

use crate::{Task, root};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The task.
pub const TASK: Task = Task {
    name: "tidy",
    help: "check floors, docs and file sizes",
    run,
};

/// Each crate's floor. A crate may depend on lower floors, and on its own where that is listed in
/// [`SIBLINGS`].
const FLOORS: &[(u8, &[&str])] = &[
    (0, &["ids"]),
    (
        1,
        &[
            "aws-model",
            "aws-wire",
            "connect-model",
            "lex-model",
            "cloudwatch-model",
            "sms-model",
            "messaging-resources",
            "carillon-model",
            "unbuilt-models",
            "audio",
            "rtp-proto",
            "sms-codec",
            "smpp-proto",
            "mm7-proto",
            "sdp",
            "iam",
            "resources",
            "instance-document",
            "input-encryption",
        ],
    ),
    (
        2,
        &[
            "flow",
            "flow-desk",
            "bots",
            "routing",
            "media",
            "messaging",
            "exchange",
            "simulation",
            "metrics",
            "reports",
        ],
    ),
    (
        3,
        &["store", "store-sqlite", "store-postgres", "blob", "secrets"],
    ),
    (
        4,
        &[
            "services",
            "api-connect",
            "api-carillon",
            "api-app",
            "api-identity",
            "api-lex",
            "api-cloudwatch",
            "api-sms",
        ],
    ),
    (
        5,
        &[
            "http-io",
            "sip-io",
            "media-io",
            "speech-io",
            "sinks-io",
            "exchange-io",
            "bots-io",
            "smpp-io",
            "messaging-io",
            "web-assets",
        ],
    ),
    (6, &["server", "xtask", "fuzz-targets"]),
];

/// Dependencies within a floor: who may use whom.
const SIBLINGS: &[(&str, &str)] = &[
    ("aws-wire", "aws-model"),
    ("connect-model", "aws-model"),
    ("cloudwatch-model", "aws-model"),
    ("cloudwatch-model", "aws-wire"),
    ("lex-model", "aws-model"),
    ("lex-model", "aws-wire"),
    ("sms-model", "aws-model"),
    ("sms-model", "aws-wire"),
    ("connect-model", "aws-wire"),
    ("carillon-model", "aws-model"),
    ("carillon-model", "aws-wire"),
    ("unbuilt-models", "aws-model"),
    ("unbuilt-models", "aws-wire"),
    ("instance-document", "resources"),
    ("exchange", "flow"),
    ("flow-desk", "flow"),
    ("exchange", "routing"),
    ("simulation", "exchange"),
    ("simulation", "flow"),
    ("simulation", "metrics"),
    ("metrics", "exchange"),
    ("reports", "metrics"),
    ("store-sqlite", "store"),
    ("store-postgres", "store"),
    ("api-connect", "services"),
    ("api-carillon", "services"),
    ("api-app", "services"),
    ("api-identity", "services"),
    ("api-cloudwatch", "services"),
    ("api-lex", "services"),
    ("api-sms", "services"),
    ("messaging-io", "smpp-io"),
    ("exchange-io", "media-io"),
    ("exchange-io", "sip-io"),
    ("exchange-io", "speech-io"),
    ("http-io", "web-assets"),
];

/// What floors 0 to 2 must never have below them: anything that reaches the outside.
const OUTSIDE: &[&str] = &[
    "tokio",
    "mio",
    "socket2",
    "hyper",
    "reqwest",
    "rusqlite",
    "tokio-postgres",
    "async-nats",
];

/// Lines above which a file is asked which rooms it holds.
const LONG: usize = 700;

/// Texts that name a place on somebody's machine.
const PLACES: &[&str] = &["/ro\u{6f}t/", "/h\u{6f}me/", "/Us\u{65}rs/"];

fn run(_: &[String]) -> Result<()> {
    let mut problems = Vec::new();
    floors(&mut problems)?;
    files(&mut problems)?;
    if problems.is_empty() {
        println!("tidy");
        return Ok(());
    }
    bail!(
        "{} things are untidy:\n  {}",
        problems.len(),
        problems.join("\n  ")
    );
}

fn output(program: &str, args: &[&str]) -> Result<String> {
    let output = Command::new(program)
        .args(args)
        .current_dir(root())
        .output()
        .with_context(|| format!("{program} cannot be run"))?;
    if !output.status.success() {
        bail!(
            "{program} {}: {}",
            args.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Every crate stands on a floor, and depends on lower ones only.
fn floors(problems: &mut Vec<String>) -> Result<()> {
    let metadata = output("cargo", &["metadata", "--no-deps", "--format-version", "1"])?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let floors: BTreeMap<&str, u8> = FLOORS
        .iter()
        .flat_map(|(floor, crates)| crates.iter().map(move |name| (*name, *floor)))
        .collect();
    for package in metadata["packages"].as_array().context("no packages")? {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(floor) = floors.get(name) else {
            problems.push(format!(
                "{name} stands on no floor (xtask/src/tasks/tidy.rs)"
            ));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let other = dependency["name"].as_str().unwrap_or_default();
            // Tests and build scripts may look wherever they need to.
            if !dependency["kind"].is_null() {
                continue;
            }
            if *floor <= 2 && OUTSIDE.contains(&other) {
                problems.push(format!("{name} is an engine or a codec and uses {other}"));
            }
            let Some(below) = floors.get(other) else {
                continue;
            };
            let sibling = SIBLINGS.contains(&(name, other));
            if below > floor || (below == floor && !sibling && *floor < 6) {
                problems.push(format!(
                    "{name} (floor {floor}) uses {other} (floor {below})"
                ));
            }
        }
    }
    Ok(())
}

/// The rules about single files.
fn files(problems: &mut Vec<String>) -> Result<()> {
    for file in output(
        "git",
        &["ls-files", "--cached", "--others", "--exclude-standard"],
    )?
    .lines()
    {
        // A binary file is no text to be tidy.
        let Ok(text) = fs::read_to_string(root().join(file)) else {
            continue;
        };
        if let Some(place) = PLACES.iter().find(|place| text.contains(**place)) {
            problems.push(format!(
                "{file} names a place on somebody's machine ({place}…)"
            ));
        }
        if Path::new(file)
            .extension()
            .is_some_and(|ending| ending == "rs")
        {
            rust(file, &text, problems);
        }
    }
    Ok(())
}

fn rust(file: &str, text: &str, problems: &mut Vec<String>) {
    if !text.starts_with("//!") && !text.starts_with("#!") {
        problems.push(format!("{file} does not open with what it is for (//!)"));
    }
    let lines = text.lines().count();
    let is_test = file.contains("/tests/") || file.ends_with("tests.rs");
    if lines > LONG && !is_test {
        problems.push(format!(
            "{file} has {lines} lines: which rooms does it hold?"
        ));
    }
}
