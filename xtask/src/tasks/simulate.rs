//! `cargo xtask simulate --seed N --contacts M`: plays simulated worlds, each with its own seed from
//! N on, until M contacts have begun, on all cores; or, with `--minutes`, for so long. See
//! docs/simulation.md.

use crate::Task;
use anyhow::{Context, Result, bail};
use simulation::{Broken, STEPS, Step, Tally, run, shrink, wrong_steps};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The task.
pub const TASK: Task = Task {
    name: "simulate",
    help: "play worlds: --seed N --contacts M [--steps K] [--wrong PERCENT] [--minutes T]",
    run: simulate,
};

struct Wanted {
    seed: u64,
    contacts: u64,
    steps: usize,
    /// Of a hundred steps so many more are what does not fit.
    wrong: u32,
    /// In place of a number of contacts.
    minutes: Option<u64>,
}

fn simulate(arguments: &[String]) -> Result<()> {
    let wanted = read(arguments)?;
    let began = Instant::now();
    // What panics is reported as a broken rule; its trace would be printed for each try to shrink.
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = play(&wanted);
    let _ = std::panic::take_hook();
    let (tally, worlds) = match outcome {
        Ok(played) => played,
        Err((seed, broken, steps)) => {
            println!("shrunk to {} steps:", steps.len());
            for step in steps {
                println!("  {step}");
            }
            bail!("seed {seed}: {broken}");
        }
    };
    println!(
        "{} contacts in {worlds} worlds, {} crashes, {} offers compared, {} inputs that did not fit: \
         no rule is broken ({:.1?})",
        tally.contacts,
        tally.crashes,
        tally.offers,
        tally.wrong,
        began.elapsed()
    );
    for (name, count) in &tally.facts {
        println!("{count:>12} {name}");
    }
    Ok(())
}

type Failure = (u64, Broken, Vec<Step>);

/// All worlds, or the first failure that was found, shrunk.
fn play(wanted: &Wanted) -> Result<(Tally, u64), Failure> {
    let next = AtomicU64::new(wanted.seed);
    let state: Mutex<(Tally, u64, Option<Failure>)> = Mutex::default();
    let began = Instant::now();
    let length = wanted.minutes.map(|it| Duration::from_secs(60 * it));
    let enough = || {
        let state = state.lock().unwrap_or_else(|it| it.into_inner());
        let over = match length {
            Some(length) => began.elapsed() >= length,
            None => state.0.contacts >= wanted.contacts,
        };
        state.2.is_some() || over
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, Into::into) {
            scope.spawn(|| {
                while !enough() {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let steps = wrong_steps(seed, wanted.steps, wanted.wrong);
                    let played = run(seed, &steps);
                    let played = played.map_err(|broken| {
                        let (steps, broken) = shrink(seed, &steps, broken);
                        (seed, broken, steps)
                    });
                    let mut state = state.lock().unwrap_or_else(|it| it.into_inner());
                    match played {
                        Ok(tally) => {
                            state.0.add(tally);
                            state.1 += 1;
                        }
                        Err(failure) => drop(state.2.get_or_insert(failure)),
                    }
                }
            });
        }
    });
    let (tally, worlds, failure) = state.into_inner().unwrap_or_else(|it| it.into_inner());
    match failure {
        Some(failure) => Err(failure),
        None => Ok((tally, worlds)),
    }
}

fn read(arguments: &[String]) -> Result<Wanted> {
    let mut wanted = Wanted {
        seed: 0,
        contacts: 10_000,
        steps: STEPS,
        wrong: 0,
        minutes: None,
    };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        let value = rest
            .next()
            .with_context(|| format!("{name} needs a number"))?;
        let number: u64 = value.parse().with_context(|| format!("{name} {value}"))?;
        match name.as_str() {
            "--seed" => wanted.seed = number,
            "--contacts" => wanted.contacts = number,
            "--steps" => wanted.steps = usize::try_from(number)?,
            "--wrong" => wanted.wrong = u32::try_from(number)?,
            "--minutes" => wanted.minutes = Some(number),
            other => bail!("no argument {other}"),
        }
    }
    Ok(wanted)
}
