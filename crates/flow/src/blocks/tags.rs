//! `TagContact` and `UntagContact`: the contact's user tags.
//! Spec: flow-language.md §5.1, connect-c-flows.md §7.11.

use super::{Block, Step};
use crate::change::Change;
use crate::cx::Cx;
use crate::params::Params;
use crate::problem::Rule;
use crate::references::Template;
use crate::registry::{ALL, Conditions, EVERY, Ends, Need, Row, Runs};
use crate::transitions::ErrorType;

pub(super) const TAG: Row = Row {
    name: "TagContact",
    blocks: &["Contact tags"],
    log: "TagContact",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[(ErrorType::NoMatchingError, Need::Mandatory)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse: parse_tag,
};

pub(super) const UNTAG: Row = Row {
    name: "UntagContact",
    log: "UntagContact",
    parse: parse_untag,
    ..TAG
};

/// The most user tags of a contact.
const LIMIT: usize = 6;

#[derive(Debug)]
struct Tag(Vec<(String, Template)>);

#[derive(Debug)]
struct Untag(Vec<String>);

fn parse_tag(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("Tags") {
        params.missing("Tags", "give at least one tag");
    }
    let tags = params.templates("Tags").unwrap_or_default();
    if tags.len() > LIMIT {
        params.report(Rule::ParameterValue, "Tags", "a contact has at most 6 tags");
    }
    if tags.iter().any(|(key, _)| key.starts_with("aws:")) {
        params.report(
            Rule::ParameterValue,
            "Tags",
            "keys that begin with aws: are reserved",
        );
    }
    Box::new(Tag(tags))
}

fn parse_untag(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("TagKeys") {
        params.missing("TagKeys", "give at least one key");
    }
    Box::new(Untag(params.list("TagKeys").unwrap_or_default()))
}

impl Block for Tag {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let fill = |(key, value): &(String, Template)| (key.clone(), cx.fill(value));
        let tags = self.0.iter().map(fill).collect();
        cx.apply(Change::Tag(tags)).into()
    }
}

impl Block for Untag {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        cx.apply(Change::Untag(self.0.clone())).into()
    }
}
