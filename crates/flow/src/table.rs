//! The table of actions for the documentation, made from the register.

use crate::registry::{Conditions, Ends, FlowTypes, Need, OnChannel, Row, Runs, registry};
use resources::FlowKind as K;
use std::fmt::Write as _;

pub(crate) const KINDS: &[(K, &str)] = &[
    (K::ContactFlow, "IN"),
    (K::CustomerQueue, "CQ"),
    (K::CustomerHold, "CH"),
    (K::CustomerWhisper, "CW"),
    (K::OutboundWhisper, "OW"),
    (K::AgentHold, "AH"),
    (K::AgentWhisper, "AW"),
    (K::AgentTransfer, "TA"),
    (K::QueueTransfer, "TQ"),
    (K::Campaign, "CA"),
    (K::Module, "MO"),
];

const HEAD: &str = "\
# Flow actions

Made from the register in `crates/flow` by `cargo run -p flow --example blocks > docs/blocks.md`; a
test compares them. Flow types: IN inbound, CQ customer queue, CH customer hold, CW customer
whisper, OW outbound whisper, AH agent hold, AW agent whisper, TA transfer to agent, TQ transfer to
queue, CA campaign, MO module. Channels (voice, chat, task, email): Y works, E takes the error
branch, - has no effect. A branch in brackets may be left out or depends on the parameters. An action
that asks another capability of the product takes its error branch where that is not there; one that
does not run has parameters that are not published, and takes its error branch too.

| Action | Blocks | Runs | Flow types | V | C | T | E | Results | Error branches | Ends the flow |
|---|---|---|---|---|---|---|---|---|---|---|
";

/// The table of all actions in Markdown.
pub fn table() -> String {
    let mut rows: Vec<&Row> = registry().collect();
    rows.sort_by_key(|row| row.name);
    let mut out = HEAD.to_owned();
    for row in rows {
        let [voice, chat, task, email] = [
            row.channels.voice,
            row.channels.chat,
            row.channels.task,
            row.channels.email,
        ]
        .map(mark);
        let runs = match row.runs {
            Runs::Itself => "yes".into(),
            Runs::Asks(whom) => format!("asks {whom}"),
            Runs::No => "no".into(),
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {runs} | {} | {voice} | {chat} | {task} | {email} | {} | {} | {} |",
            row.name,
            row.blocks.join(", "),
            flows(row.flows),
            results(row.conditions),
            errors(row),
            ends(row.ends),
        );
    }
    out
}

const fn mark(on: OnChannel) -> &'static str {
    match on {
        OnChannel::Works => "Y",
        OnChannel::NoEffect => "-",
        OnChannel::Error => "E",
    }
}

fn flows(types: FlowTypes) -> String {
    if types == FlowTypes::ALL {
        return "all".to_owned();
    }
    let names = KINDS.iter().filter(|(kind, _)| types.contains(*kind));
    names.map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
}

fn results(conditions: Conditions) -> String {
    match conditions {
        Conditions::None => String::new(),
        Conditions::Exactly(results) => results.join(", "),
        Conditions::Any(operators) => {
            let names: Vec<_> = operators.iter().map(|operator| operator.name()).collect();
            format!("any by {}", names.join(", "))
        }
    }
}

fn errors(row: &Row) -> String {
    let name = |(error, need): &(crate::ErrorType, Need)| match need {
        Need::Mandatory => error.name().to_owned(),
        Need::Optional | Need::Depends => format!("[{}]", error.name()),
    };
    row.errors.iter().map(name).collect::<Vec<_>>().join(", ")
}

const fn ends(ends: Ends) -> &'static str {
    match ends {
        Ends::No => "no",
        Ends::Maybe => "if it has no NextAction",
        Ends::OnSuccess => "on success",
        Ends::Always => "yes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_table_is_that_of_the_register() {
        assert_eq!(table(), include_str!("../../../docs/blocks.md"));
    }
}
