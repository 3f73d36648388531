//! `cargo xtask import-models [--check] [--wheel FILE]`: writes `models/<service>.json` from the
//! botocore package that `models/BOTOCORE_VERSION` pins.
//!
//! The package comes from PyPI through pip, or is given with `--wheel`. With `--check` nothing is
//! written, and the task fails when a fact file would change.

use crate::{Task, root};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The row of this task.
pub const TASK: Task = Task {
    name: "import-models",
    help: "write models/*.json from the pinned botocore package (--check: only compare)",
    run,
};

/// Directories of botocore's `data`, and names of the fact files.
const SERVICES: &[&str] = &[
    "appintegrations",
    "chime-sdk-identity",
    "chime-sdk-media-pipelines",
    "chime-sdk-meetings",
    "chime-sdk-messaging",
    "chime-sdk-voice",
    "cloudwatch",
    "connect",
    "connect-contact-lens",
    "connectcampaigns",
    "connectcampaignsv2",
    "connectcases",
    "connectparticipant",
    "customer-profiles",
    "lexv2-models",
    "lexv2-runtime",
    "pinpoint-sms-voice",
    "pinpoint-sms-voice-v2",
    "qconnect",
    "voice-id",
    "wisdom",
];

fn run(args: &[String]) -> Result<()> {
    let mut check = false;
    let mut wheel = None;
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--check" => check = true,
            "--wheel" => wheel = Some(PathBuf::from(args.next().context("--wheel needs a file")?)),
            other => bail!("unknown argument {other}"),
        }
    }
    let models = root().join("models");
    let version = fs::read_to_string(models.join("BOTOCORE_VERSION"))
        .context("models/BOTOCORE_VERSION")?
        .trim()
        .to_owned();
    let scratch = root().join("target").join("import-models").join(&version);
    fs::create_dir_all(&scratch)?;
    let wheel = match wheel {
        Some(wheel) => wheel,
        None => download(&version, &scratch)?,
    };
    let unpacked = scratch.join("unpacked");
    python(&["-m", "zipfile", "-e", &text(&wheel)?, &text(&unpacked)?])?;
    let mut changed = Vec::new();
    for service in SERVICES {
        let description = description(&unpacked, service)?;
        let facts = aws_model::botocore::import(service, &description)
            .with_context(|| format!("importing {service}"))?
            .write()?;
        let target = models.join(format!("{service}.json"));
        if fs::read_to_string(&target).ok().as_deref() != Some(facts.as_str()) {
            changed.push(*service);
            if !check {
                fs::write(&target, facts)?;
            }
        }
    }
    let orphans = orphans(&models)?;
    ensure!(
        orphans.is_empty(),
        "fact files that no service writes: {}",
        orphans.join(", ")
    );
    if changed.is_empty() {
        println!(
            "{} services of botocore {version}: no change",
            SERVICES.len()
        );
    } else if check {
        bail!(
            "these fact files differ from botocore {version}: {}",
            changed.join(", ")
        );
    } else {
        println!(
            "{} of {} services changed: {}",
            changed.len(),
            SERVICES.len(),
            changed.join(", ")
        );
    }
    Ok(())
}

/// Downloads the wheel unless it lies there already.
fn download(version: &str, scratch: &Path) -> Result<PathBuf> {
    let find = || -> Result<Option<PathBuf>> {
        for entry in fs::read_dir(scratch)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "whl") {
                return Ok(Some(path));
            }
        }
        Ok(None)
    };
    if let Some(wheel) = find()? {
        return Ok(wheel);
    }
    let package = format!("botocore=={version}");
    python(&[
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--dest",
        &text(scratch)?,
        &package,
    ])?;
    find()?.context("pip left no wheel")
}

/// The text of the newest `service-2.json` of a service, unpacked if need be.
fn description(unpacked: &Path, service: &str) -> Result<String> {
    let directory = unpacked.join("botocore").join("data").join(service);
    let versions = fs::read_dir(&directory)
        .with_context(|| format!("{}", directory.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    // Directories are dates, so the greatest name is the newest.
    let newest = versions.into_iter().filter(|path| path.is_dir()).max();
    let newest = newest.with_context(|| format!("{service} has no version"))?;
    let plain = newest.join("service-2.json");
    if plain.exists() {
        return Ok(fs::read_to_string(plain)?);
    }
    let packed = newest.join("service-2.json.gz");
    let output = Command::new("gzip")
        .arg("-dc")
        .arg(&packed)
        .output()
        .context("gzip")?;
    ensure!(
        output.status.success(),
        "gzip -dc {} failed",
        packed.display()
    );
    Ok(String::from_utf8(output.stdout)?)
}

fn orphans(models: &Path) -> Result<Vec<String>> {
    let mut orphans = Vec::new();
    for entry in fs::read_dir(models)? {
        let path = entry?.path();
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or("");
        if path.extension().is_some_and(|e| e == "json") && !SERVICES.contains(&stem) {
            orphans.push(stem.to_owned());
        }
    }
    orphans.sort();
    Ok(orphans)
}

fn python(args: &[&str]) -> Result<()> {
    let status = Command::new("python3")
        .args(args)
        .status()
        .context("python3")?;
    ensure!(status.success(), "python3 {} failed", args.join(" "));
    Ok(())
}

fn text(path: &Path) -> Result<String> {
    Ok(path
        .to_str()
        .context("a path that is not UTF-8")?
        .to_owned())
}
