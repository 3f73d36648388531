//! Somebody at a terminal is the customer.

use super::Wanted;
use super::files::Files;
use ::flow::Published;
use anyhow::{Context, Result, bail};
use flow_desk::{Desk, Report, Scenario, Setting, Step};
use std::io::{BufRead, IsTerminal};
use std::sync::Arc;

const HELP: &str =
    "Type keys, Enter to go on, `say TEXT`, `write TEXT`, `wait SECONDS`, `back` or `hang up`.";

/// Plays what is typed.
pub(super) fn run(flow: Arc<Published>, files: &Files, wanted: &Wanted) -> Result<Report> {
    let scenario = Scenario {
        name: "interactive".into(),
        channel: wanted.channel.clone(),
        ..Scenario::default()
    };
    if std::io::stdin().is_terminal() {
        println!("{HELP}");
    }
    let flows = files.flows();
    let mut desk = Desk::start(flow, &scenario, Setting { flows, seed: 1 });
    let mut lines = std::io::stdin().lock().lines();
    loop {
        for line in desk.news() {
            println!("{line}");
        }
        if desk.is_over() {
            break;
        }
        let Some(line) = lines.next() else { break };
        let line = line.context("standard input cannot be read")?;
        match step(line.trim())? {
            Some(step) => desk.step(&step),
            None if desk.advance() => {}
            None => println!("it waits for you"),
        }
    }
    let report = desk.report();
    println!("{}", report.end);
    Ok(report)
}

/// What a line means; nothing typed is going on.
fn step(line: &str) -> Result<Option<Step>> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    Ok(Some(match (word, rest) {
        ("", _) => return Ok(None),
        ("back", "") => Step::ComeBack(true),
        ("hang", "up") => Step::HangUp(true),
        ("say", text) => Step::Say(text.to_owned()),
        ("write", text) => Step::Write(text.to_owned()),
        ("wait", seconds) => match seconds.trim().parse() {
            Ok(seconds) => Step::Wait(seconds),
            Err(_) => bail!("{seconds:?} is no number of seconds"),
        },
        _ if line.chars().all(|c| matches!(c, '0'..='9' | '*' | '#')) => {
            Step::Press(line.to_owned())
        }
        _ => bail!("{line:?} is nothing to do. {HELP}"),
    }))
}
