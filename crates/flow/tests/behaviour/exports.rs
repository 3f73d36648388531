//! Flows that were exported elsewhere. They are not part of the repository: the test runs where
//! they lie beside the checkout.

use crate::support::{Play, TestHost};
use flow::{Flow, FlowKind, Published, Rule};
use std::path::Path;
use std::sync::Arc;

fn exports(prefix: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/flows");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let text = std::fs::read_to_string(entry.path()).ok()?;
            (name.starts_with(prefix) && name.ends_with(".json")).then_some((name, text))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn exports_in_the_current_format_parse_validate_and_run() {
    let exports = exports("actions--");
    assert!(
        exports.is_empty() || exports.len() == 15,
        "{}",
        exports.len()
    );
    for (name, text) in exports {
        let flow = Flow::parse(&text).unwrap_or_else(|problems| panic!("{name}: {problems:#?}"));
        let kind = match name.as_str() {
            name if name.contains("whisper") => FlowKind::CustomerWhisper,
            name if name.contains("endflowmodule") => FlowKind::Module,
            name if name.contains("holds") => FlowKind::CustomerHold,
            _ => FlowKind::ContactFlow,
        };
        let problems = flow::validate(&flow, kind, &flow::Anything);
        assert!(problems.is_empty(), "{name}: {problems:#?}");
        let flow = Arc::new(Published {
            arn: "arn".into(),
            name: name.as_str().into(),
            kind,
            flow: Arc::new(flow),
        });
        let mut host = TestHost::default();
        let mut play = Play::start(&mut host, flow);
        for _ in 0..50 {
            play.step("done");
            play.step("key 1");
            play.step("answer {}");
            play.step("wait 3600");
        }
        let trace = play.end();
        assert!(!trace.contains("EndlessLoop"), "{name}: {trace}");
    }
}

#[test]
fn exports_in_the_older_format_are_recognised() {
    for (name, text) in exports("modules--") {
        let problems = Flow::parse(&text).unwrap_err();
        assert_eq!(problems[0].rule, Rule::LegacyFormat, "{name}");
    }
}
