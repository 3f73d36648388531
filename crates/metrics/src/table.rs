//! docs/metrics.md's tables, made from the register.

use crate::{CURRENT, Dimension, Formula, METRICS, Metric, V1};
use std::fmt::Write;

const HEAD: &str = "# Definitions of metrics

Made from the register in `crates/metrics` by `cargo run -p metrics --example definitions >
docs/metric-definitions.md`; a test compares. How they are counted and kept is in
[metrics.md](metrics.md).

## Historical: GetMetricDataV2

Groupings and filters: Q queue, C channel, R routing profile, A agent and hierarchy levels, W
flow, module, type of flow (and where it ended, how, and what came next), P
`RESOURCE_PUBLISHED_TIMESTAMP`, B bot, alias, version and language, and the action, flow or module that
gave it the word, N `BOT_INTENT_NAME`, M initiation method, S
`contact/segmentAttributes/connect:Subtype`, F feature (as a filter), I `Q_CONNECT_ENABLED`, E
`ROUTING_STEP_EXPRESSION`. Metrics that are made from contact records count when the contact
disconnects, the others when it happens. A metric without a source answers no value.

| Metric | Name | Unit | From | By | Metric filters | Definition |
|---|---|---|---|---|---|---|
";

/// The tables.
pub fn table() -> String {
    let mut out = HEAD.to_owned();
    for metric in METRICS.iter() {
        historical(&mut out, metric);
    }
    out.push_str(
        "\n## Historical: GetMetricData\n\n| Metric | Statistic | Unit | As |\n|---|---|---|---|\n",
    );
    for metric in V1 {
        let of = match metric.of {
            "" => "given up in May 2019: no value".to_owned(),
            of => format!("`{of}`{}", only(metric.methods, metric.reasons)),
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {of} |",
            metric.name, metric.statistic, metric.unit
        );
    }
    out.push_str(
        "\n## Real-time: GetCurrentMetricData\n\n| Metric | Name | Unit | Definition |\n|---|---|---|---|\n",
    );
    for metric in CURRENT {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} |",
            metric.name, metric.title, metric.unit, metric.definition
        );
    }
    out
}

fn only(methods: &[&str], reasons: &[&str]) -> String {
    let all: Vec<_> = methods
        .iter()
        .chain(reasons)
        .map(|it| format!("`{it}`"))
        .collect();
    match all.is_empty() {
        true => String::new(),
        false => format!(", only {}", all.join(", ")),
    }
}

fn historical(out: &mut String, metric: &Metric) {
    let filters: Vec<_> = metric.metric_filters.iter().map(|it| it.key()).collect();
    let without = match metric.formula {
        Formula::Absent(why) => format!(" No value: {why}."),
        _ if metric.needs_threshold() => " Needs a threshold.".to_owned(),
        _ => String::new(),
    };
    let _ = writeln!(
        out,
        "| `{}` | {} | {} | {} | {} | {} | {}{without} |",
        metric.name,
        metric.title,
        metric.unit.word(),
        metric.origin.category(),
        letters(metric),
        filters.join(", "),
        metric.definition
    );
}

fn letters(metric: &Metric) -> String {
    let keys = metric.by.filters();
    let letter = |key: &str| match key {
        "FEATURE" => 'F',
        "Q_CONNECT_ENABLED" => 'I',
        "ROUTING_STEP_EXPRESSION" => 'E',
        "INITIATION_METHOD" => 'M',
        _ => match Dimension::find(key) {
            Some(it) if it.of_flow() => 'W',
            Some(Dimension::Published) => 'P',
            Some(Dimension::BotIntent) => 'N',
            Some(it) if it.of_bot() => 'B',
            Some(Dimension::Queue) => 'Q',
            Some(Dimension::Channel) => 'C',
            Some(Dimension::RoutingProfile) => 'R',
            Some(Dimension::Subtype) => 'S',
            _ => 'A',
        },
    };
    let mut letters: Vec<_> = keys.into_iter().map(letter).collect();
    letters.sort_by_key(|it| "QCRAWPBNMSFIE".find(*it));
    letters.dedup();
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_table_is_that_of_the_register() {
        assert_eq!(table(), include_str!("../../../docs/metric-definitions.md"));
    }
}
