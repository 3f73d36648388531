//! Finding a file's resources in another instance.

use super::patch::{Patch, apply};
use super::{FlowFile, Mention, Step, mentions};
use crate::validate::ResourceKind;
use std::collections::BTreeMap;

/// The resources of the instance that a flow is brought to.
pub trait Catalog {
    /// The resource with this identifier or ARN, without a version after it.
    fn by_id(&self, kind: ResourceKind, id: &str) -> Option<Named>;

    /// The resource with this name.
    fn by_name(&self, kind: ResourceKind, name: &str) -> Option<Named>;
}

/// A resource of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its identifier.
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
}

/// How a resource was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The importer said which.
    Told,
    /// By its identifier or ARN.
    Id,
    /// By its name.
    Name,
}

impl How {
    /// Its word: `MAP`, `ID` or `NAME`.
    pub const fn word(self) -> &'static str {
        match self {
            How::Told => "MAP",
            How::Id => "ID",
            How::Name => "NAME",
        }
    }
}

/// A resource that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What stands in the content now.
    pub to: String,
    /// Its name in this instance.
    pub name: String,
    /// How it was found.
    pub how: How,
}

/// A place whose resource was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The place, as it was in the file.
    pub mention: Mention,
    /// What was found.
    pub found: Found,
}

/// A place whose resource was not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// The place, as it is in the file.
    pub mention: Mention,
    /// Whether the parameter was taken out, which only one that may be missing can be.
    pub left_out: bool,
}

/// An identifier that the importer is asked about: one that was not found, however often it is
/// named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remap {
    /// What stands in the file.
    pub id: String,
    /// What kind of resource it is.
    pub kind: ResourceKind,
    /// The name that it has in the file.
    pub name: Option<String>,
    /// Whether it is a placeholder of a deployment tool.
    pub placeholder: bool,
}

/// What became of a file's resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The content with the instance's own resources.
    pub content: String,
    /// What was found.
    pub resolved: Vec<Resolved>,
    /// What was not.
    pub unresolved: Vec<Unresolved>,
}

impl Resolution {
    /// Whether something is missing that an action cannot do without.
    pub fn blocks_publishing(&self) -> bool {
        self.unresolved.iter().any(|it| !it.left_out)
    }

    /// What the importer is asked about, each once.
    pub fn remaps(&self) -> Vec<Remap> {
        let mut all: Vec<Remap> = Vec::new();
        for Unresolved { mention, .. } in &self.unresolved {
            let remap = Remap {
                id: mention.id.clone(),
                kind: mention.kind,
                name: mention.name.clone(),
                placeholder: mention.is_placeholder(),
            };
            if !all
                .iter()
                .any(|it| it.id == remap.id && it.kind == remap.kind)
            {
                all.push(remap);
            }
        }
        all
    }
}

impl FlowFile {
    /// Finds the file's resources in an instance.
    ///
    /// `told` says which resource stands for which: the key is an identifier, ARN, placeholder or
    /// name of the file, the value an identifier, ARN or name of this instance. Without a word
    /// there, the same identifier or ARN is looked for and then the same name
    /// (connect-c-flows.md §13). With `leave_out`, optional parameters whose resource is not found
    /// are taken out, so that the flow can be published without them.
    pub fn resolve(
        &self,
        catalog: &dyn Catalog,
        told: &BTreeMap<String, String>,
        leave_out: bool,
    ) -> Resolution {
        let mut patch = Patch::default();
        let (mut resolved, mut unresolved) = (Vec::new(), Vec::new());
        for mention in mentions(&self.document) {
            match find(&mention, catalog, told) {
                Some(found) => {
                    if found.to != mention.id {
                        patch.at(way(&mention), Patch::Set(found.to.as_str().into()));
                    }
                    resolved.push(Resolved { mention, found });
                }
                None => {
                    let left_out = leave_out && !mention.required;
                    if left_out {
                        patch.at(way(&mention), Patch::Remove);
                    }
                    unresolved.push(Unresolved { mention, left_out });
                }
            }
        }
        Resolution {
            content: apply(&self.content, &patch),
            resolved,
            unresolved,
        }
    }
}

fn way(mention: &Mention) -> impl Iterator<Item = Step> + '_ {
    [
        Step::key("Actions"),
        Step::Index(mention.index),
        Step::key("Parameters"),
    ]
    .into_iter()
    .chain(mention.way.iter().cloned())
}

fn find(
    mention: &Mention,
    catalog: &dyn Catalog,
    told: &BTreeMap<String, String>,
) -> Option<Found> {
    let (kind, id) = (mention.kind, mention.id.as_str());
    let (bare, suffix) = versioned(kind, id);
    let name = mention.name.as_deref();
    let word = told
        .get(id)
        .or_else(|| told.get(bare))
        .or_else(|| told.get(name?));
    if let Some(word) = word {
        let (bare, own) = versioned(kind, word);
        let named = catalog
            .by_id(kind, bare)
            .or_else(|| catalog.by_name(kind, bare))?;
        let suffix = if own.is_empty() { suffix } else { own };
        return Some(found(mention, &named, suffix, How::Told));
    }
    if let Some(named) = catalog.by_id(kind, bare) {
        return Some(Found {
            to: id.to_owned(),
            name: named.name,
            how: How::Id,
        });
    }
    // Files without an identifier have the name in its place.
    let named = name
        .and_then(|name| catalog.by_name(kind, name))
        .or_else(|| catalog.by_name(kind, last_word(kind, bare)))?;
    Some(found(mention, &named, suffix, How::Name))
}

/// What replaces the identifier: an ARN where there was one, or something that is no identifier.
fn found(mention: &Mention, named: &Named, suffix: &str, how: How) -> Found {
    let was_id = !mention.id.starts_with("arn:")
        && !mention.is_placeholder()
        && Some(mention.id.as_str()) != mention.name.as_deref();
    let to = match (was_id || mention.kind == ResourceKind::Module, how) {
        (true, _) => &named.id,
        (false, _) => &named.arn,
    };
    // A numbered version is one of the other instance's; the latest is every instance's.
    let suffix = if suffix.starts_with(":$") { suffix } else { "" };
    Found {
        to: format!("{to}{suffix}"),
        name: named.name.clone(),
        how,
    }
}

/// An identifier or ARN, and the version after it: of modules, views and flows.
pub(super) fn versioned(kind: ResourceKind, id: &str) -> (&str, &str) {
    let has = matches!(
        kind,
        ResourceKind::Module | ResourceKind::View | ResourceKind::Flow | ResourceKind::DataTable
    );
    // In an ARN the version follows the last part's own name.
    let part = id.rfind('/').map_or(0, |at| at + 1);
    let last = id.get(part..).unwrap_or_default();
    match last
        .find(':')
        .filter(|at| has && (part > 0 || *at > 0) && !last.starts_with("arn:"))
    {
        Some(at) => id.split_at(part + at),
        None => (id, ""),
    }
}

/// What of an identifier may be a name: for a function the last part of its ARN.
fn last_word(kind: ResourceKind, id: &str) -> &str {
    match (kind, id.split_once(":function:")) {
        (ResourceKind::Function, Some((_, name))) => name.split(':').next().unwrap_or(name),
        _ => id,
    }
}
