//! The carillon binary: configuration, wiring, supervision and the command line.
//!
//! `carillon serve` is the product (`serve`); `carillon demo` fills a running one with a small
//! contact centre through the public API (`demo`); `carillon export` and `carillon import` carry a
//! whole instance as a document (`document`); `carillon flow` looks after flow files (`flow`); `carillon keys`, `roles` and `decisions` keep the
//! identities of programs and show what policies decided. No rule of the domain lives here.

mod cli;
mod client;
mod config;
mod decisions;
mod demo;
mod document;
mod flow;
mod journal;
mod keys;
mod quotas;
mod roles;
mod serve;
mod sms_config;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    // One TLS implementation for everything in the process. It fails only if one is installed
    // already, and nothing ran before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = cli::Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("carillon: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: cli::Cli) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match cli.command {
        cli::Command::Serve(options) => {
            serve::log_to_stderr(options.log.as_deref(), options.log_json);
            runtime.block_on(serve::run(*options))?;
        }
        cli::Command::Demo(options) => runtime.block_on(demo::run(options))?,
        cli::Command::Export(options) => runtime.block_on(document::export(options))?,
        cli::Command::Import(options) => {
            return runtime.block_on(document::import(options));
        }
        cli::Command::Flow(options) => return runtime.block_on(flow::run(options)),
        cli::Command::Quotas(options) => runtime.block_on(quotas::run(options))?,
        cli::Command::Journal(options) => runtime.block_on(journal::run(options))?,
        cli::Command::Keys(options) => runtime.block_on(keys::run(options))?,
        cli::Command::Roles(options) => runtime.block_on(roles::run(options))?,
        cli::Command::Decisions(options) => runtime.block_on(decisions::run(options))?,
    }
    Ok(ExitCode::SUCCESS)
}
