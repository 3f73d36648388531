//! Finds a short list of steps that breaks the same rule.

use crate::{Broken, Step, run};

/// Worlds that are played at most to shrink one failure.
const TRIES: usize = 600;

/// A shorter list of steps that breaks the same rule as `broken` does, and how it does. Takes out
/// halves, quarters and so on down to single steps, for as long as something can be taken out.
pub fn shrink(seed: u64, steps: &[Step], broken: Broken) -> (Vec<Step>, Broken) {
    let mut best = (steps.to_vec(), broken);
    let mut chunk = steps.len().div_ceil(2).max(1);
    let mut tries = 0;
    loop {
        let before = best.0.len();
        let mut at = 0;
        while at < best.0.len() && tries < TRIES {
            tries += 1;
            let mut fewer = best.0.clone();
            fewer.drain(at..(at + chunk).min(fewer.len()));
            match run(seed, &fewer) {
                Err(found) if found.rule == best.1.rule => best = (fewer, found),
                _ => at += chunk,
            }
        }
        if tries >= TRIES || (chunk == 1 && best.0.len() == before) {
            return best;
        }
        chunk = (chunk / 2).max(1);
    }
}
