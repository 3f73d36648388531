//! The carillon binary: configuration, wiring, supervision and the command line.
//!
//! `carillon serve` is the product (`serve`); `carillon demo` fills a running one with a small
//! contact centre through the public API (`demo`); `carillon keys` keeps the access keys of
//! programs (`keys`). No rule of the domain lives here.

mod cli;
mod config;
mod demo;
mod keys;
mod serve;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    // One TLS implementation for everything in the process. It fails only if one is installed
    // already, and nothing ran before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = cli::Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("carillon: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: cli::Cli) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match cli.command {
        cli::Command::Serve(options) => {
            serve::log_to_stderr(options.log.as_deref(), options.log_json);
            runtime.block_on(serve::run(*options))
        }
        cli::Command::Demo(options) => runtime.block_on(demo::run(options)),
        cli::Command::Keys(options) => runtime.block_on(keys::run(options)),
    }
}
