//! Random customers on flows that were exported elsewhere. They are not part of the repository:
//! the test runs where they lie beside or above
//! the checkout.

use flow::{Flow, FlowKind, Published, legacy};
use flow_desk::{Coverage, Desk, End, Scenario, Setting};
use std::path::Path;
use std::sync::Arc;

fn exports() -> Vec<Arc<Published>> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut folders = above.map(|it| it.join("shared/flows"));
    let Some(folder) = folders.find(|it| it.is_dir()) else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut files: Vec<_> = entries.flatten().map(|it| it.path()).collect();
    files.retain(|file| file.extension().is_some_and(|it| it == "json"));
    files.sort();
    files.iter().map(|file| published(file)).collect()
}

fn published(file: &Path) -> Arc<Published> {
    let text = std::fs::read_to_string(file).expect("a file");
    let name = file
        .file_stem()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let (content, kind) = if legacy::is_legacy(&value) {
        let turned = legacy::convert(&text).expect("an older flow");
        (turned.content.to_string(), turned.kind)
    } else {
        let kind = match name.as_str() {
            name if name.contains("whisper") => Some(FlowKind::CustomerWhisper),
            name if name.contains("endflowmodule") => Some(FlowKind::Module),
            name if name.contains("holds") => Some(FlowKind::CustomerHold),
            _ => None,
        };
        (text, kind)
    };
    Arc::new(Published {
        arn: name.as_str().into(),
        name: name.into(),
        kind: kind.unwrap_or(FlowKind::ContactFlow),
        flow: Arc::new(Flow::parse(&content).expect("a flow")),
    })
}

#[test]
fn random_customers_bring_every_export_to_an_end_or_a_wait_and_reach_most_of_it() {
    let flows = exports();
    assert!(flows.is_empty() || flows.len() == 35, "{}", flows.len());
    let mut sum = [0; 4];
    for flow in flows {
        let mut coverage = Coverage::default();
        for seed in 0..100 {
            let scenario = Scenario::default();
            let setting = Setting {
                seed,
                ..Setting::default()
            };
            let report = Desk::wander(Arc::clone(&flow), &scenario, setting);
            if let End::Failed(why) = &report.end {
                assert!(!why.contains("endless loop"), "{}: {why}", flow.name);
            }
            coverage.add(report.coverage);
        }
        for it in coverage.flows() {
            println!(
                "{}: {} of {} actions, {} of {} branches; never {:?} {:?}",
                it.flow,
                it.visited,
                it.actions,
                it.taken,
                it.branches,
                it.missed_actions,
                it.missed_branches
            );
            let of_flow = [it.visited, it.actions, it.taken, it.branches];
            sum.iter_mut().zip(of_flow).for_each(|(sum, it)| *sum += it);
        }
    }
    let [visited, actions, taken, branches] = sum;
    println!("all: {visited} of {actions} actions, {taken} of {branches} branches");
    assert!(visited * 100 >= actions * 94, "{visited} of {actions}");
    assert!(taken * 100 >= branches * 90, "{taken} of {branches}");
}
