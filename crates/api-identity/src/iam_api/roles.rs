//! Roles, their trust policies and tags.

use super::answer;
use super::users::{enough, no_path};
use crate::{Asked, Refused, fault_of};
use aws_wire::Fault;
use services::ServiceError;
use services::programs::{LONGEST_SESSION, NewRole, Role};
use std::collections::BTreeMap;

const KIND: &str = "role";

pub(super) async fn create(asked: &Asked<'_>) -> Result<String, Refused> {
    let form = asked.form;
    let name = form.required("RoleName")?;
    let trust = form.required("AssumeRolePolicyDocument")?;
    no_path(asked)?;
    no_boundary(asked)?;
    asked.may("CreateRole", KIND, name).await?;
    let new = NewRole {
        description: description(asked)?,
        trust: trust.to_owned(),
        max_session: form.number("MaxSessionDuration", 3600, LONGEST_SESSION)?,
        policies: BTreeMap::new(),
        tags: form.tags("Tags")?,
    };
    let made = asked.identity.keys.create_role(name, new).await;
    Ok(shown(asked, name, &made.map_err(fault_of)?))
}

pub(super) async fn get(asked: &Asked<'_>) -> Result<String, Refused> {
    let (name, role) = named(asked, "GetRole").await?;
    Ok(shown(asked, name, &role))
}

pub(super) async fn list(asked: &Asked<'_>) -> Result<String, Refused> {
    asked.may("ListRoles", KIND, "*").await?;
    let roles = asked.identity.keys.roles().await.map_err(fault_of)?;
    let roles = roles
        .iter()
        .map(|(name, role)| answer::role(name, &asked.arn(KIND, name), role));
    Ok(answer::whole("Roles", roles))
}

pub(super) async fn update(asked: &Asked<'_>) -> Result<String, Refused> {
    let form = asked.form;
    let description = match form.text("Description") {
        Some(_) => Some(description(asked)?),
        None => None,
    };
    let longest = form.number("MaxSessionDuration", 3600, LONGEST_SESSION)?;
    change(asked, "UpdateRole", |role| {
        if let Some(description) = description {
            role.description = description;
        }
        role.max_session = longest.unwrap_or(role.max_session);
        Ok(())
    })
    .await
}

pub(super) async fn update_trust(asked: &Asked<'_>) -> Result<String, Refused> {
    let trust = asked.form.required("PolicyDocument")?;
    change(asked, "UpdateAssumeRolePolicy", |role| {
        role.trust = trust.to_owned();
        Ok(())
    })
    .await
}

pub(super) async fn delete(asked: &Asked<'_>) -> Result<String, Refused> {
    let (name, role) = named(asked, "DeleteRole").await?;
    if !role.policies.is_empty() {
        let why = "Cannot delete entity, must delete policies first.";
        return Err(fault_of(ServiceError::Conflict(why.into())).into());
    }
    let done = asked.identity.keys.delete_role(name).await;
    done.map_err(fault_of)?;
    Ok(String::new())
}

pub(super) async fn tag(asked: &Asked<'_>) -> Result<String, Refused> {
    let tags = asked.form.tags("Tags")?;
    change(asked, "TagRole", |role| {
        role.tags.extend(tags);
        enough(role.tags.len())
    })
    .await
}

pub(super) async fn untag(asked: &Asked<'_>) -> Result<String, Refused> {
    let keys = asked.form.list("TagKeys");
    change(asked, "UntagRole", |role| {
        role.tags.retain(|key, _| !keys.contains(&key.as_str()));
        Ok(())
    })
    .await
}

pub(super) async fn tags(asked: &Asked<'_>) -> Result<String, Refused> {
    let (_, role) = named(asked, "ListRoleTags").await?;
    Ok(answer::tags(&role.tags) + &crate::xml::text("IsTruncated", "false"))
}

/// What a role of ours never has.
pub(super) async fn empty(asked: &Asked<'_>, action: &str) -> Result<String, Refused> {
    named(asked, action).await?;
    let list = match action {
        "ListAttachedRolePolicies" => "AttachedPolicies",
        _ => "InstanceProfiles",
    };
    Ok(answer::whole(list, []))
}

/// The role that a request names, if the signer may do this with it.
async fn named<'a>(asked: &Asked<'a>, action: &str) -> Result<(&'a str, Role), Refused> {
    let name = asked.form.required("RoleName")?;
    asked.may(action, KIND, name).await?;
    let role = asked.identity.keys.role(name).await.map_err(fault_of)?;
    let missing = || ServiceError::NotFound {
        what: KIND,
        id: name.to_owned(),
    };
    Ok((name, role.ok_or_else(|| fault_of(missing()))?))
}

async fn change(
    asked: &Asked<'_>,
    action: &str,
    change: impl FnOnce(&mut Role) -> Result<(), ServiceError>,
) -> Result<String, Refused> {
    let name = asked.form.required("RoleName")?;
    asked.may(action, KIND, name).await?;
    let changed = asked.identity.keys.change_role(name, change).await;
    changed.map_err(fault_of)?;
    Ok(String::new())
}

fn shown(asked: &Asked<'_>, name: &str, role: &Role) -> String {
    answer::one("Role", answer::role(name, &asked.arn(KIND, name), role))
}

fn description(asked: &Asked<'_>) -> Result<String, Fault> {
    let text = asked.form.text("Description").unwrap_or_default();
    if text.chars().count() <= 1000 {
        return Ok(text.to_owned());
    }
    let message = "A description has at most 1000 characters.";
    Err(crate::form::invalid(message))
}

fn no_boundary(asked: &Asked<'_>) -> Result<(), Fault> {
    match asked.form.text("PermissionsBoundary") {
        None => Ok(()),
        Some(_) => Err(Fault::new(
            "NotImplemented",
            501,
            "Permissions boundaries are not implemented.",
        )),
    }
}
