//! Security profiles between the API and what is kept, and the rules of their access control.

use crate::ops::hierarchy::path_ids;
use crate::plain::{Object, crud::texts, text};
use crate::prelude::*;
use aws_wire::{FromWire, ToWire, Value};
use resources::{SecurityProfile, Tags};
use serde_json::json;

/// Access-control tags of one profile. Source: connect-b-routing-channels.md §3.2.
const MOST_TAGS: usize = 4;

/// Members that only the API reads.
pub(super) const FURTHER: [&str; 4] = [
    "Applications",
    "AllowedFlowModules",
    "AllowedAIAgents",
    "GranularAccessControlConfiguration",
];

/// Takes over what a request says about permissions and access; what is absent stays.
pub(super) async fn take(
    ctx: &Ctx,
    instance: InstanceId,
    input: &Value,
    it: &mut SecurityProfile,
) -> Result<()> {
    let empty = Object::new();
    let members = input.as_object().unwrap_or(&empty);
    if let Some(description) = text(input, "Description") {
        it.description = Some(description.to_owned());
    }
    let list = |member: &str| {
        members.contains_key(member).then(|| {
            let mut list = texts(members, member);
            list.sort_unstable();
            list.dedup();
            list
        })
    };
    if let Some(permissions) = list("Permissions") {
        it.permissions = permissions;
    }
    if let Some(types) = list("TagRestrictedResources") {
        it.tag_restricted = types;
    }
    if let Some(types) = list("HierarchyRestrictedResources") {
        it.hierarchy_restricted = types;
    }
    if let Some(tags) = members.get("AllowedAccessControlTags") {
        let tags = Tags::from_wire(tags.clone()).map_err(ServiceError::internal)?;
        if tags.len() > MOST_TAGS {
            return Err(invalid(format!(
                "at most {MOST_TAGS} AllowedAccessControlTags are allowed"
            )));
        }
        it.allowed_tags = tags;
    }
    if let Some(group) = text(input, "AllowedAccessControlHierarchyGroupId") {
        it.allowed_hierarchy_group = match group {
            "" => None,
            group => path_ids(ctx, instance, group).await?.pop(),
        };
    }
    for member in FURTHER {
        if let Some(value) = members.get(member) {
            it.further.insert(member.to_owned(), value.clone());
        }
    }
    Ok(())
}

/// A profile under every name that an answer may call its members.
pub(super) fn full(ctx: &Ctx, instance: InstanceId, stored: Stored<SecurityProfile>) -> Object {
    let it = stored.value;
    let mut full = it.further;
    let members = [
        ("Id", json!(it.id.to_string())),
        ("OrganizationResourceId", json!(instance.to_string())),
        ("Arn", json!(arn(ctx, instance, Kind::SecurityProfile, it.id))),
        ("SecurityProfileName", json!(it.name)),
        ("Type", json!("CUSTOMER_MANAGED")),
        ("AllowedAccessControlTags", it.allowed_tags.to_wire()),
        ("TagRestrictedResources", json!(it.tag_restricted)),
        ("HierarchyRestrictedResources", json!(it.hierarchy_restricted)),
        ("Tags", it.tags.to_wire()),
        ("LastModifiedTime", stored.modified.to_wire()),
        ("LastModifiedRegion", json!(region(ctx))),
    ];
    full.extend(members.map(|(member, value)| (member.to_owned(), value)));
    for (member, text) in [
        ("Description", it.description),
        ("AllowedAccessControlHierarchyGroupId", it.allowed_hierarchy_group),
    ] {
        if let Some(text) = text {
            full.insert(member.to_owned(), json!(text));
        }
    }
    full
}
