//! `fuzz-targets --seconds N [--seed S]`: runs every target for N seconds on mutated seeds.
//!
//! A panic ends the run with the input that caused it, in hexadecimal, and the seed to repeat it.

use fuzz_targets::{TARGETS, Target, mutate::mutate};
use ids::IdSource;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

fn main() -> ExitCode {
    let seconds = argument("--seconds").unwrap_or(5);
    let seed = argument("--seed").unwrap_or_else(|| {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(1, |since| since.as_nanos() as u64)
    });
    println!("seed {seed}");
    let mut survived = true;
    for target in TARGETS {
        survived &= run(target, Duration::from_secs(seconds), seed);
    }
    if survived {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn argument(name: &str) -> Option<u64> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1)?.parse().ok()
}

fn run(target: &Target, time: Duration, seed: u64) -> bool {
    let mut random = IdSource::new(u128::from(seed));
    let (start, mut runs) = (Instant::now(), 0_u64);
    while start.elapsed() < time {
        let seeds = target.seeds;
        let mut input = seeds[random.below(seeds.len() as u32) as usize].to_vec();
        // A chain of mutations wanders further from what is well formed.
        for _ in 0..8 {
            mutate(&mut input, &mut random);
            if catch_unwind(AssertUnwindSafe(|| (target.run)(&input))).is_err() {
                let hex: String = input.iter().map(|byte| format!("{byte:02x}")).collect();
                println!("{}: panicked on {hex}", target.name);
                return false;
            }
            runs += 1;
        }
    }
    println!("{}: {runs} inputs", target.name);
    true
}
