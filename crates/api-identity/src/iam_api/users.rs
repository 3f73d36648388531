//! Users and their tags.

use super::answer;
use crate::{Asked, Refused, fault_of};
use aws_wire::Fault;
use services::ServiceError;

const KIND: &str = "user";

pub(super) async fn create(asked: &Asked<'_>) -> Result<String, Refused> {
    let name = asked.form.required("UserName")?;
    no_path(asked)?;
    asked.may("CreateUser", KIND, name).await?;
    let tags = asked.form.tags("Tags")?;
    let user = asked.identity.keys.create_user(name, tags).await;
    let user = user.map_err(fault_of)?;
    let arn = asked.arn(KIND, name);
    Ok(answer::one("User", answer::user(name, &arn, &user)))
}

pub(super) async fn get(asked: &Asked<'_>) -> Result<String, Refused> {
    let name = asked.user_name()?;
    asked.may("GetUser", KIND, &name).await?;
    let user = asked.identity.keys.user(&name).await.map_err(fault_of)?;
    let user = user.ok_or_else(|| missing(&name))?;
    let arn = asked.arn(KIND, &name);
    Ok(answer::one("User", answer::user(&name, &arn, &user)))
}

pub(super) async fn list(asked: &Asked<'_>) -> Result<String, Refused> {
    asked.may("ListUsers", KIND, "*").await?;
    let users = asked.identity.keys.users().await.map_err(fault_of)?;
    let users = users
        .iter()
        .map(|(name, user)| answer::user(name, &asked.arn(KIND, name), user));
    Ok(answer::whole("Users", users))
}

pub(super) async fn delete(asked: &Asked<'_>) -> Result<String, Refused> {
    let name = asked.form.required("UserName")?;
    asked.may("DeleteUser", KIND, name).await?;
    let done = asked.identity.keys.delete_user(name).await;
    done.map_err(fault_of)?;
    Ok(String::new())
}

pub(super) async fn tag(asked: &Asked<'_>) -> Result<String, Refused> {
    let name = asked.form.required("UserName")?;
    asked.may("TagUser", KIND, name).await?;
    let tags = asked.form.tags("Tags")?;
    let change = asked.identity.keys.change_user(name, |user| {
        user.tags.extend(tags);
        enough(user.tags.len())
    });
    change.await.map_err(fault_of)?;
    Ok(String::new())
}

pub(super) async fn untag(asked: &Asked<'_>) -> Result<String, Refused> {
    let name = asked.form.required("UserName")?;
    asked.may("UntagUser", KIND, name).await?;
    let keys = asked.form.list("TagKeys");
    let change = asked.identity.keys.change_user(name, |user| {
        user.tags.retain(|key, _| !keys.contains(&key.as_str()));
        Ok(())
    });
    change.await.map_err(fault_of)?;
    Ok(String::new())
}

pub(super) async fn tags(asked: &Asked<'_>) -> Result<String, Refused> {
    let name = asked.form.required("UserName")?;
    asked.may("ListUserTags", KIND, name).await?;
    let user = asked.identity.keys.user(name).await.map_err(fault_of)?;
    let user = user.ok_or_else(|| missing(name))?;
    Ok(answer::tags(&user.tags) + &crate::xml::text("IsTruncated", "false"))
}

/// What a user of ours never has.
pub(super) async fn empty(asked: &Asked<'_>, action: &str) -> Result<String, Refused> {
    let name = asked.user_name()?;
    asked.may(action, KIND, &name).await?;
    let user = asked.identity.keys.user(&name).await.map_err(fault_of)?;
    user.ok_or_else(|| missing(&name))?;
    let list = match action {
        "ListAttachedUserPolicies" => "AttachedPolicies",
        "ListGroupsForUser" => "Groups",
        "ListMFADevices" => "MFADevices",
        "ListSSHPublicKeys" => "SSHPublicKeys",
        "ListSigningCertificates" => "Certificates",
        _ => "ServiceSpecificCredentials",
    };
    Ok(answer::whole(list, []))
}

pub(super) fn missing(name: &str) -> Fault {
    fault_of(ServiceError::NotFound {
        what: KIND,
        id: name.to_owned(),
    })
}

/// There are no paths: a name stands for itself.
pub(super) fn no_path(asked: &Asked<'_>) -> Result<(), Fault> {
    match asked.form.text("Path") {
        None | Some("/") => Ok(()),
        Some(_) => Err(Fault::new(
            "NotImplemented",
            501,
            "Paths are not implemented: use the path /.",
        )),
    }
}

/// Source: IAM quotas: 50 tags per user and role.
pub(super) fn enough(count: usize) -> Result<(), ServiceError> {
    if count <= 50 {
        return Ok(());
    }
    Err(ServiceError::LimitExceeded {
        what: "tag",
        limit: 50,
    })
}
