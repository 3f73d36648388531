//! The register against the guide's matrix of channels, flow types and branches. Where they
//! differ, `fixtures/matrix-deviations.txt` says so and why.

use flow::{Channel, FlowKind, OnChannel, Row, registry};
use std::collections::{BTreeMap, BTreeSet};

const KINDS: &[(&str, FlowKind)] = &[
    ("IN", FlowKind::ContactFlow),
    ("CQ", FlowKind::CustomerQueue),
    ("CH", FlowKind::CustomerHold),
    ("CW", FlowKind::CustomerWhisper),
    ("OW", FlowKind::OutboundWhisper),
    ("AH", FlowKind::AgentHold),
    ("AW", FlowKind::AgentWhisper),
    ("TA", FlowKind::AgentTransfer),
    ("TQ", FlowKind::QueueTransfer),
];

struct Listed {
    block: &'static str,
    actions: Vec<&'static Row>,
    channels: &'static str,
    flows: BTreeSet<&'static str>,
    errors: BTreeSet<&'static str>,
}

fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('|').map(str::trim).collect())
}

fn matrix() -> Vec<Listed> {
    lines(include_str!("../fixtures/matrix.txt"))
        .map(|cells| {
            let [block, actions, channels, flows, errors] = cells[..] else {
                panic!("{cells:?}")
            };
            let row = |name: &str| {
                let mut rows = registry();
                rows.find(|row| row.name == name)
                    .unwrap_or_else(|| panic!("{name}"))
            };
            Listed {
                block,
                actions: actions.split(' ').map(row).collect(),
                channels,
                flows: match flows {
                    "ALL" => KINDS.iter().map(|(word, _)| *word).collect(),
                    flows => flows.split(' ').collect(),
                },
                errors: errors.split_whitespace().collect(),
            }
        })
        .collect()
}

/// The flow types of a row without campaigns and modules, which the guide's matrix does not have:
/// a module only counts where nothing else does.
fn flows(row: &Row) -> BTreeSet<&'static str> {
    let mut flows: BTreeSet<_> = KINDS
        .iter()
        .filter(|(_, kind)| row.flows.contains(*kind))
        .map(|(word, _)| *word)
        .collect();
    if flows.is_empty() && row.flows.contains(FlowKind::Module) {
        flows.insert("MO");
    }
    flows
}

fn channels(row: &Row) -> String {
    [Channel::Voice, Channel::Chat, Channel::Task]
        .into_iter()
        .map(|channel| match row.channels.on(channel) {
            OnChannel::Works => 'Y',
            OnChannel::NoEffect => '-',
            OnChannel::Error => 'E',
        })
        .collect()
}

fn errors(row: &Row) -> BTreeSet<&'static str> {
    row.errors.iter().map(|(error, _)| error.name()).collect()
}

type Set = BTreeSet<&'static str>;

/// What several blocks lack that the guide gives them, and what an action has that the guide gives
/// none of its blocks.
fn compare(
    what: &str,
    matrix: &[Listed],
    said: impl Fn(&Listed) -> &Set,
    is: impl Fn(&Row) -> Set,
    found: &mut BTreeSet<String>,
) {
    let mut of_action: BTreeMap<&str, Set> = BTreeMap::new();
    for listed in matrix {
        let has: Set = listed.actions.iter().flat_map(|row| is(row)).collect();
        for missing in said(listed).difference(&has) {
            found.insert(format!("{}: no {what} {missing}", listed.block));
        }
        for row in &listed.actions {
            of_action.entry(row.name).or_default().extend(said(listed));
        }
    }
    for row in registry() {
        if let Some(said) = of_action.get(row.name) {
            for more in is(row).difference(said) {
                found.insert(format!("{}: also {what} {more}", row.name));
            }
        }
    }
}

#[test]
fn the_register_is_the_guides_matrix_but_for_what_is_listed() {
    let matrix = matrix();
    let mut found = BTreeSet::new();
    for listed in &matrix {
        for row in &listed.actions {
            assert!(
                row.blocks.contains(&listed.block),
                "{} {}",
                row.name,
                listed.block
            );
            let is = channels(row);
            if is != listed.channels {
                found.insert(format!(
                    "{}: {} is {is} on channels",
                    listed.block, row.name
                ));
            }
        }
    }
    compare("flow type", &matrix, |it| &it.flows, flows, &mut found);
    compare("branch", &matrix, |it| &it.errors, errors, &mut found);
    let inside: BTreeSet<_> = matrix
        .iter()
        .flat_map(|it| &it.actions)
        .map(|row| row.name)
        .collect();
    for row in registry().filter(|row| !inside.contains(row.name)) {
        found.insert(format!("{}: not in the matrix", row.name));
    }
    let mut listed = BTreeSet::new();
    for cells in lines(include_str!("../fixtures/matrix-deviations.txt")) {
        let [deviation, reason] = cells[..] else {
            panic!("{cells:?}")
        };
        assert!(!reason.is_empty(), "{deviation}");
        listed.insert(deviation.to_owned());
    }
    let new: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "new {new:#?}, gone {gone:#?}"
    );
}
