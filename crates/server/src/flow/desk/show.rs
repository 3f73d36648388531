//! Reports as text.

use flow_desk::{Coverage, Report};

/// What happened, and what was expected in vain.
pub(super) fn report(report: &Report, quiet: bool) {
    if quiet && report.failures.is_empty() {
        return;
    }
    let verdict = match report.failures.len() {
        0 => "as expected",
        _ => "FAILED",
    };
    println!("{}: {verdict}, {}", report.name, report.end);
    for line in &report.transcript {
        println!("  {line}");
    }
    for failure in &report.failures {
        println!("  failure: {failure}");
    }
}

/// What was reached, and what was not.
pub(super) fn coverage(coverage: &Coverage) {
    for it in coverage.flows() {
        println!(
            "{}: {} of {} actions, {} of {} branches",
            it.flow, it.visited, it.actions, it.taken, it.branches
        );
        for action in &it.missed_actions {
            println!("  never at {action}");
        }
        for (from, to, what) in &it.missed_branches {
            println!("  never from {from} to {to} ({what})");
        }
    }
}
