//! Writing a flow for another instance.

use super::patch::{Patch, apply};
use super::resolve::versioned;
use super::{Catalog, Step, kind_word, mentions};
use resources::FlowKind;
use serde_json::Value;

/// What a file says of its flow beside the content. Source: flow-language.md §9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The flow's name.
    pub name: &'a str,
    /// What it is for.
    pub description: Option<&'a str>,
    /// Its type.
    pub kind: FlowKind,
    /// Whether the content is the published one.
    pub published: bool,
    /// The contract of a module: its resource's `Settings`. The key `contract` is ours.
    pub contract: Option<&'a str>,
}

/// The content with its flow's name and type, and the names of the resources that it names, in its
/// metadata. What is there already stays as it is written, so that exporting an import once more
/// gives the same bytes. A content that is no JSON object is given back as it is.
pub fn export(content: &str, envelope: &Envelope<'_>, catalog: &dyn Catalog) -> String {
    let Ok(document) = serde_json::from_str::<Value>(content) else {
        return content.to_owned();
    };
    if !document.is_object() {
        return content.to_owned();
    }
    let mut patch = Patch::default();
    let metadata = document.get("Metadata");
    let mut say = |key: &str, value: &str| {
        let said = metadata.and_then(|it| it.get(key)?.as_str());
        if said != Some(value) {
            let way = [Step::key("Metadata"), Step::key(key)];
            patch.at(way, Patch::Set(value.into()));
        }
    };
    say("name", envelope.name);
    say("description", envelope.description.unwrap_or_default());
    say("type", kind_word(envelope.kind));
    say(
        "status",
        if envelope.published {
            "published"
        } else {
            "saved"
        },
    );
    if let Some(contract) = envelope.contract {
        say("contract", contract);
    }
    for mention in mentions(&document) {
        let (bare, _) = versioned(mention.kind, &mention.id);
        let Some(named) = catalog.by_id(mention.kind, bare) else {
            continue;
        };
        if named.name.is_empty() || mention.name.as_deref() == Some(named.name.as_str()) {
            continue;
        }
        let inside = mention.way.iter().map(|step| match step {
            Step::Index(index) => Step::key(&index.to_string()),
            key => key.clone(),
        });
        let way = [
            Step::key("Metadata"),
            Step::key("ActionMetadata"),
            Step::key(&mention.action),
            Step::key("parameters"),
        ];
        let way = way
            .into_iter()
            .chain(inside)
            .chain([Step::key("displayName")]);
        patch.at(way, Patch::Set(named.name.into()));
    }
    apply(content, &patch)
}
