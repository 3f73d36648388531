//! Tasks of the repository: `cargo xtask <task>`.
//!
//! One file per task in `tasks/`, one row in [`TASKS`].

mod tasks;

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// One task.
pub struct Task {
    /// What is typed after `cargo xtask`.
    pub name: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// Runs it with the arguments that follow its name.
    pub run: fn(&[String]) -> Result<()>,
}

/// All tasks, in the order that help shows them.
const TASKS: &[Task] = &[
    tasks::import_models::TASK,
    tasks::simulate::TASK,
    tasks::tidy::TASK,
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<()> {
    let Some((name, rest)) = args.split_first() else {
        println!("{}", help());
        return Ok(());
    };
    match TASKS.iter().find(|task| task.name == name) {
        Some(task) => (task.run)(rest),
        None if ["help", "--help", "-h"].contains(&name.as_str()) => {
            println!("{}", help());
            Ok(())
        }
        None => bail!("no task {name}\n{}", help()),
    }
}

fn help() -> String {
    let rows = TASKS
        .iter()
        .map(|task| format!("\n  {:<16} {}", task.name, task.help));
    format!("cargo xtask <task>{}", rows.collect::<String>())
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
