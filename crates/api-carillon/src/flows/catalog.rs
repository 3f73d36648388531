//! What an instance has that flows can name.

use flow::interchange::{Catalog, Named};
use flow::{Contract, Directory, FlowKind, MANAGED_VIEWS, ResourceKind};
use ids::{Account, InstanceId, Region};
use resources::{Indexed, Kind, Resource};
use std::collections::BTreeMap;

/// The resources of an instance, and how flows name them.
pub(super) struct Known {
    pub(super) resources: Vec<Resource>,
    by_id: BTreeMap<(ResourceKind, String), Named>,
    by_name: BTreeMap<(ResourceKind, String), Named>,
}

/// What flows call a kind of resource; `None` for what they do not name.
const fn named_kind(kind: Kind) -> Option<ResourceKind> {
    Some(match kind {
        Kind::Queue => ResourceKind::Queue,
        Kind::User => ResourceKind::Agent,
        Kind::Flow => ResourceKind::Flow,
        Kind::Module => ResourceKind::Module,
        Kind::Prompt => ResourceKind::Prompt,
        Kind::Hours => ResourceKind::Hours,
        Kind::LambdaFunction => ResourceKind::Function,
        Kind::View => ResourceKind::View,
        Kind::PhoneNumber => ResourceKind::Number,
        Kind::DataTable => ResourceKind::DataTable,
        Kind::Bot => ResourceKind::Bot,
        Kind::TaskTemplate => ResourceKind::TaskTemplate,
        _ => return None,
    })
}

impl Known {
    pub(super) fn new(
        account: &Account,
        region: &Region,
        instance: InstanceId,
        resources: Vec<Resource>,
    ) -> Self {
        let (mut by_id, mut by_name) = (BTreeMap::new(), BTreeMap::new());
        let mut add = |kind, named: Named| {
            by_id.insert((kind, named.id.clone()), named.clone());
            by_id.insert((kind, named.arn.clone()), named.clone());
            by_name.insert((kind, named.name.clone()), named);
        };
        for (id, name) in MANAGED_VIEWS {
            let named = Named {
                id: (*id).to_owned(),
                arn: format!("arn:aws:connect:{region}:aws:view/{id}"),
                name: (*name).to_owned(),
            };
            add(ResourceKind::View, named);
        }
        for it in &resources {
            let Some(kind) = named_kind(it.kind()) else {
                continue;
            };
            let id = it.id();
            let named = match kind {
                // A function's ARN is its identifier, and its name the ARN's last part.
                ResourceKind::Function => Named {
                    name: function_name(&id).to_owned(),
                    arn: id.clone(),
                    id,
                },
                ResourceKind::Bot => Named {
                    name: id.clone(),
                    arn: id.clone(),
                    id,
                },
                _ => Named {
                    name: it.name().into_owned(),
                    arn: it.arn(account, region, instance).to_string(),
                    id,
                },
            };
            add(kind, named);
        }
        Self {
            resources,
            by_id,
            by_name,
        }
    }

    /// The flow or module that a flow names by identifier or ARN, with a version after it.
    fn flow(&self, kind: ResourceKind, id: &str) -> Option<&Resource> {
        let named = self.by_id(kind, bare(id))?;
        self.resources.iter().find(|it| {
            let wanted = match kind {
                ResourceKind::Module => Kind::Module,
                _ => Kind::Flow,
            };
            it.kind() == wanted && it.id() == named.id
        })
    }
}

/// Whether instances do not keep resources of this kind, or not all of them.
const fn elsewhere(kind: ResourceKind) -> bool {
    matches!(
        kind,
        ResourceKind::Bot
            | ResourceKind::CaseTemplate
            | ResourceKind::Assistant
            | ResourceKind::Watchlist
    )
}

fn function_name(arn: &str) -> &str {
    let name = arn.split_once(":function:").map_or(arn, |(_, name)| name);
    name.split(':').next().unwrap_or(name)
}

/// An identifier or ARN without the version after it.
fn bare(id: &str) -> &str {
    let part = id.rfind('/').map_or(0, |at| at + 1);
    let last = id.get(part..).unwrap_or_default();
    match last.find(':').filter(|_| !last.starts_with("arn:")) {
        Some(at) => id.get(..part + at).unwrap_or(id),
        None => id,
    }
}

impl Catalog for Known {
    fn by_id(&self, kind: ResourceKind, id: &str) -> Option<Named> {
        // A managed view has the same name in every region.
        let id = match (kind, id.split_once(":aws:view/")) {
            (ResourceKind::View, Some((_, name))) => name,
            _ => id,
        };
        let kept = self.by_id.get(&(kind, id.to_owned())).cloned();
        // What is kept elsewhere is there for all that this instance knows.
        let placeholder = ["{{", "${"].iter().any(|mark| id.contains(mark));
        kept.or_else(|| {
            (elsewhere(kind) && !id.is_empty() && !placeholder).then(|| Named {
                id: id.to_owned(),
                arn: id.to_owned(),
                name: String::new(),
            })
        })
    }

    fn by_name(&self, kind: ResourceKind, name: &str) -> Option<Named> {
        self.by_name.get(&(kind, name.to_owned())).cloned()
    }
}

impl Directory for Known {
    fn exists(&self, kind: ResourceKind, id: &str) -> bool {
        let by_name = matches!(kind, ResourceKind::Agent | ResourceKind::Number);
        elsewhere(kind)
            || Catalog::by_id(self, kind, id).is_some()
            || Catalog::by_id(self, kind, bare(id)).is_some()
            || (by_name && self.by_name(kind, id).is_some())
    }

    fn flow_kind(&self, id: &str) -> Option<FlowKind> {
        match self.flow(ResourceKind::Flow, id)? {
            Resource::Flow(flow) => Some(flow.kind),
            _ => None,
        }
    }

    fn contract(&self, module: &str) -> Option<Contract> {
        match self.flow(ResourceKind::Module, module)? {
            Resource::Module(module) => {
                Contract::read(module.settings.as_deref().unwrap_or("{}")).ok()
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_come_off_identifiers_and_arns_alone() {
        assert_eq!(bare("a-1:$LATEST"), "a-1");
        assert_eq!(
            bare("arn:aws:connect:r:1:instance/i/flow-module/m:3"),
            "arn:aws:connect:r:1:instance/i/flow-module/m"
        );
        assert_eq!(
            bare("arn:aws:lambda:r:1:function:f"),
            "arn:aws:lambda:r:1:function:f"
        );
        assert_eq!(function_name("arn:aws:lambda:r:1:function:f:live"), "f");
    }
}
