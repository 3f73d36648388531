//! Flows that were exported elsewhere. They are not part of the repository: the tests run where
//! they lie beside the checkout. What is wrong with them is listed in `fixtures/exports.txt`.

use crate::support::{Play, TestHost};
use flow::interchange::{Catalog, Envelope, FlowFile, How, Named, export, mentions};
use flow::{Anything, Flow, FlowKind, Problem, Published, ResourceKind, Rule, validate};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// The files that begin so. The folder `shared/flows` is looked for beside the checkout and
/// above it; without one there are none, unless `CARILLON_SAMPLE_FLOWS` demands it.
fn exports(prefix: &str) -> Vec<(String, String)> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut folders = above.map(|it| it.join("shared/flows"));
    let Some(folder) = folders.find(|it| it.is_dir()) else {
        let demanded = std::env::var_os("CARILLON_SAMPLE_FLOWS").is_some();
        assert!(!demanded, "there is no folder shared/flows");
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).unwrap();
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

fn kind(name: &str, file: &FlowFile) -> FlowKind {
    file.kind.unwrap_or(match name {
        name if name.contains("whisper") => FlowKind::CustomerWhisper,
        name if name.contains("endflowmodule") => FlowKind::Module,
        name if name.contains("holds") => FlowKind::CustomerHold,
        _ => FlowKind::ContactFlow,
    })
}

fn line(name: &str, problem: &Problem) -> String {
    format!("{name} | {} | {}", problem.path, problem.message)
}

/// Runs a flow under keys, answers and time: it must not spin.
fn run(name: &str, kind: FlowKind, flow: Flow) {
    let flow = Arc::new(Published {
        arn: "arn".into(),
        name: name.into(),
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

#[test]
fn exports_of_either_format_publish_and_run_but_for_what_is_listed() {
    let listed: BTreeSet<String> = include_str!("../fixtures/exports.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(str::to_owned)
        .collect();
    let (mut found, mut count) = (BTreeSet::new(), 0);
    for (name, text) in exports("") {
        count += 1;
        let file = FlowFile::read(&text).unwrap_or_else(|it| panic!("{name}: {it:#?}"));
        assert_eq!(file.legacy, name.starts_with("modules--"), "{name}");
        assert!(file.notes.is_empty(), "{name}: {:#?}", file.notes);
        let flow = Flow::parse(&file.content).unwrap_or_else(|it| panic!("{name}: {it:#?}"));
        let kind = kind(&name, &file);
        let problems = validate(&flow, kind, &Anything);
        found.extend(problems.iter().map(|it| line(&name, it)));
        run(&name, kind, flow);
    }
    if count > 0 {
        assert_eq!(count, 35);
        assert_eq!(found, listed);
    }
}

#[test]
fn exports_in_the_older_format_keep_every_module_and_its_position() {
    for (name, text) in exports("modules--") {
        let problems = Flow::parse(&text).unwrap_err();
        assert_eq!(problems[0].rule, Rule::LegacyFormat, "{name}");
        let file = FlowFile::read(&text).unwrap();
        let before: Value = serde_json::from_str(&text).unwrap();
        let modules = before["modules"].as_array().unwrap();
        let actions = file.document()["Actions"].as_array().unwrap();
        assert_eq!(actions.len(), modules.len(), "{name}");
        for module in modules {
            let id = module["id"].as_str().unwrap();
            let position = &file.document()["Metadata"]["ActionMetadata"][id]["position"];
            assert_eq!(position, &module["metadata"]["position"], "{name} {id}");
        }
    }
}

/// Two long texts, of which a failure shows where they part.
fn same(name: &str, left: &str, right: &str) {
    let pairs = left.char_indices().zip(right.chars());
    let parted = pairs.into_iter().find(|((_, a), b)| a != b);
    let at = parted.map_or(left.len().min(right.len()), |((at, _), _)| at);
    let (left_rest, right_rest) = (&left[at..], &right[at..]);
    assert!(
        left == right,
        "{name} at {at}: {left_rest:.80} or {right_rest:.80}"
    );
}

/// An instance in which everything with a name is found by it, and nothing else.
struct ByName;

impl Catalog for ByName {
    fn by_id(&self, _: ResourceKind, id: &str) -> Option<Named> {
        let name = id.strip_prefix("arn:here-").or(id.strip_prefix("here-"))?;
        Some(Named {
            id: format!("here-{name}"),
            arn: format!("arn:here-{name}"),
            name: name.into(),
        })
    }

    fn by_name(&self, kind: ResourceKind, name: &str) -> Option<Named> {
        (name != "None" && !name.starts_with("arn:"))
            .then(|| self.by_id(kind, &format!("here-{name}")))?
    }
}

#[test]
fn exports_in_the_current_format_stay_as_they_are_byte_for_byte() {
    for (name, text) in exports("actions--") {
        let file = FlowFile::read(&text).unwrap();
        assert_eq!(file.content, text, "{name}");
    }
}

#[test]
fn exports_find_their_resources_by_name_and_are_the_same_after_another_round() {
    for (name, text) in exports("") {
        let file = FlowFile::read(&text).unwrap();
        let told = BTreeMap::new();
        let resolution = file.resolve(&ByName, &told, false);
        let named = mentions(file.document());
        assert_eq!(
            resolution.resolved.len() + resolution.unresolved.len(),
            named.len(),
            "{name}"
        );
        for it in &resolution.resolved {
            assert_eq!(it.found.how, How::Name, "{name} {it:?}");
            assert_ne!(it.found.to, it.mention.id, "{name}");
        }
        for it in &resolution.unresolved {
            // Functions and bots are named by ARN only; the rest has no name in the file.
            assert_eq!(it.mention.name, None, "{name} {it:?}");
        }
        let envelope = Envelope {
            name: file.name.as_deref().unwrap_or("Imported"),
            description: file.description.as_deref(),
            kind: kind(&name, &file),
            published: true,
            contract: None,
        };
        let exported = export(&resolution.content, &envelope, &ByName);
        let again = FlowFile::read(&exported).unwrap();
        let second = again.resolve(&ByName, &told, false);
        same(&name, &second.content, &exported);
        let third = export(&second.content, &envelope, &ByName);
        same(&name, &third, &exported);
        let position = |document: &Value| {
            let all = document["Metadata"]["ActionMetadata"].as_object();
            let all = all.into_iter().flatten();
            all.map(|(id, it)| (id.clone(), it["position"].clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            position(again.document()),
            position(file.document()),
            "{name}"
        );
    }
}
