//! `carillon flow`: look after flow files, and carry them into and out of a running product.
//!
//! Files of the older export format are turned into the current one first, and what could not be
//! turned is told. Without a server resources are taken to be there: only an instance knows its
//! own. Rooms: `desk` runs flows, `transfer` imports and exports them.

mod desk;
mod transfer;

use crate::cli::{Flow, FlowAction};
use ::flow::interchange::{FlowFile, mentions};
use ::flow::{Anything, Contract, FlowKind, Problem, legacy, validate, validate_module};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

/// Does what is asked.
pub async fn run(options: Flow) -> Result<ExitCode> {
    match options.action {
        FlowAction::Validate { files, kind, json } => check(&files, kind.as_deref(), json),
        FlowAction::Convert { file, output } => {
            convert(&file, output.as_deref())?;
            Ok(ExitCode::SUCCESS)
        }
        FlowAction::Run {
            file,
            scripts,
            random,
            rounds,
            channel,
            kind,
            flows,
            junit,
            coverage,
            quiet,
        } => desk::run(desk::Wanted {
            file,
            scripts,
            random: random.map(|seed| (seed, rounds)),
            channel,
            kind,
            flows,
            junit,
            coverage,
            quiet,
        }),
        FlowAction::Blocks => {
            print!("{}", ::flow::table());
            Ok(ExitCode::SUCCESS)
        }
        FlowAction::Schema => {
            print!("{}", ::flow::schema::json_schema_text());
            Ok(ExitCode::SUCCESS)
        }
        FlowAction::Import(options) => transfer::import(options).await,
        FlowAction::Export(options) => {
            transfer::export(options).await?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn read(path: &Path) -> Result<String> {
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin()
            .read_to_string(&mut text)
            .context("standard input cannot be read")?;
        return Ok(text);
    }
    std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The problems of a flow file, and the rest that is to be told.
struct Looked {
    problems: Vec<Problem>,
    notes: Vec<legacy::Note>,
    advice: Vec<::flow::Advice>,
    legacy: bool,
}

fn look(text: &str, wanted: Option<FlowKind>) -> Looked {
    let file = match FlowFile::read(text) {
        Ok(file) => file,
        Err(problems) => {
            return Looked {
                problems,
                notes: Vec::new(),
                advice: Vec::new(),
                legacy: false,
            };
        }
    };
    let kind = wanted.or(file.kind).unwrap_or(FlowKind::ContactFlow);
    let (problems, advice) = match ::flow::Flow::parse(&file.content) {
        Ok(flow) => {
            let contract = file.contract.as_deref().map(Contract::read);
            let problems = match (kind, contract) {
                (FlowKind::Module, Some(Ok(contract))) => {
                    validate_module(&flow, &contract, &Anything)
                }
                _ => validate(&flow, kind, &Anything),
            };
            (problems, ::flow::advise(&flow, kind, text.len()))
        }
        Err(problems) => (problems, Vec::new()),
    };
    Looked {
        problems,
        notes: file.notes,
        advice,
        legacy: file.legacy,
    }
}

fn check(files: &[std::path::PathBuf], kind: Option<&str>, as_json: bool) -> Result<ExitCode> {
    let wanted = kind.map(flow_kind).transpose()?;
    let mut sound = true;
    let mut answers = Vec::new();
    for file in files {
        let text = read(file)?;
        let Looked {
            problems,
            notes,
            advice,
            legacy,
        } = look(&text, wanted);
        sound &= problems.is_empty();
        if as_json {
            let notes = notes
                .iter()
                .map(|it| json!({"action": it.action, "message": it.message}));
            answers.push(json!({
                "file": file.display().to_string(), "legacy": legacy, "problems": problems,
                "notes": notes.collect::<Vec<_>>(), "advice": advice,
            }));
            continue;
        }
        let name = file.display();
        match problems.len() {
            0 => println!("{name}: valid"),
            1 => println!("{name}: 1 problem"),
            count => println!("{name}: {count} problems"),
        }
        for it in &problems {
            let action = it.action.as_deref().unwrap_or("the flow");
            println!("  {action}: {}", it.message);
            let place = if it.path.is_empty() { "" } else { " at " };
            println!("    {:?}{place}{}; {}", it.rule, it.path, it.hint);
        }
        for it in &notes {
            println!("  {}: note: {}", it.action, it.message);
        }
        for it in &advice {
            let action = it.action.as_deref().unwrap_or("the flow");
            println!("  {action}: advice: {}", it.message);
        }
    }
    if as_json {
        println!("{}", serde_json::to_string_pretty(&answers)?);
    }
    Ok(match sound {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn convert(file: &Path, output: Option<&Path>) -> Result<()> {
    let text = read(file)?;
    let read = FlowFile::read(&text).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}: {}", file.display(), lines.join("; "))
    })?;
    if !read.legacy {
        bail!("{} is in the current format already", file.display());
    }
    let written = serde_json::to_string_pretty(read.document())? + "\n";
    match output {
        None => print!("{written}"),
        Some(file) => std::fs::write(file, written)
            .with_context(|| format!("{} cannot be written", file.display()))?,
    }
    for it in &read.notes {
        eprintln!("{}: {}", it.action, it.message);
    }
    for it in mentions(read.document()) {
        let name = it.name.unwrap_or_default();
        eprintln!("names the {} {} ({name})", it.kind.word(), it.id);
    }
    Ok(())
}

/// A flow type by its name in the API.
fn flow_kind(name: &str) -> Result<FlowKind> {
    serde_json::from_value(json!(name)).with_context(|| {
        format!("{name:?} is no flow type; they are called as in the API, such as CONTACT_FLOW")
    })
}
