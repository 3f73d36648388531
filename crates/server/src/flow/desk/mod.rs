//! `carillon flow run`: a flow on a desk.

mod files;
mod interactive;
mod show;

use ::flow::Published;
use anyhow::{Context, Result};
use files::Files;
use flow_desk::{Coverage, Desk, Report, Scenario, Setting};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What is to be run.
pub(super) struct Wanted {
    pub(super) file: PathBuf,
    pub(super) scripts: Vec<PathBuf>,
    /// The seed, and how many customers.
    pub(super) random: Option<(u64, u32)>,
    pub(super) channel: Option<String>,
    pub(super) kind: Option<String>,
    /// A folder with other flows and modules.
    pub(super) flows: Option<PathBuf>,
    pub(super) junit: Option<PathBuf>,
    pub(super) coverage: Option<PathBuf>,
    pub(super) quiet: bool,
}

/// Runs it.
pub(super) fn run(wanted: Wanted) -> Result<ExitCode> {
    let kind = wanted.kind.as_deref().map(super::flow_kind).transpose()?;
    let mut files = Files::default();
    let flow = files.main(&wanted.file, kind)?;
    if let Some(folder) = &wanted.flows {
        files.folder(folder)?;
    }
    let reports = match (wanted.random, wanted.scripts.as_slice()) {
        (Some((seed, rounds)), _) => random(&flow, &files, &wanted, seed, rounds),
        (None, []) => {
            let report = interactive::run(flow, &files, &wanted)?;
            return finish(&wanted, vec![report], false);
        }
        (None, scripts) => {
            let play = |file: &PathBuf| scripted(&flow, &files, &wanted, file);
            scripts.iter().map(play).collect::<Result<Vec<_>>>()?
        }
    };
    finish(&wanted, reports, true)
}

/// Writes and shows what came of it.
fn finish(wanted: &Wanted, reports: Vec<Report>, shown: bool) -> Result<ExitCode> {
    if let Some(file) = &wanted.junit {
        let xml = flow_desk::junit(&wanted.file.display().to_string(), &reports);
        write(file, &xml)?;
    }
    let mut coverage = Coverage::default();
    let mut sound = true;
    for report in reports {
        sound &= report.failures.is_empty();
        if shown {
            show::report(&report, wanted.quiet);
        }
        coverage.add(report.coverage);
    }
    if let Some(file) = &wanted.coverage {
        let json = serde_json::to_string_pretty(&coverage.flows())? + "\n";
        write(file, &json)?;
    }
    show::coverage(&coverage);
    Ok(match sound {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn write(file: &Path, text: &str) -> Result<()> {
    std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
}

fn scripted(flow: &Arc<Published>, files: &Files, wanted: &Wanted, file: &Path) -> Result<Report> {
    let text = super::read(file)?;
    let mut scenario = Scenario::read(&text).with_context(|| file.display().to_string())?;
    if scenario.name.is_empty() {
        scenario.name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into();
    }
    scenario.channel = scenario.channel.or_else(|| wanted.channel.clone());
    let folder = file.parent().unwrap_or(Path::new("."));
    let flows = files.with(folder, &scenario.flows)?;
    let setting = Setting { flows, seed: 1 };
    Ok(Desk::play(Arc::clone(flow), &scenario, setting))
}

fn random(
    flow: &Arc<Published>,
    files: &Files,
    wanted: &Wanted,
    seed: u64,
    rounds: u32,
) -> Vec<Report> {
    let rounds = 0..u64::from(rounds);
    rounds
        .map(|round| {
            let seed = seed.wrapping_add(round);
            let scenario = Scenario {
                name: format!("random customer {seed}"),
                channel: wanted.channel.clone(),
                ..Scenario::default()
            };
            let flows = files.flows();
            Desk::wander(Arc::clone(flow), &scenario, Setting { flows, seed })
        })
        .collect()
}
