//! Inline policies of users and roles.

use super::{answer, users};
use crate::form::invalid;
use crate::xml::text;
use crate::{Asked, Refused, fault_of};
use services::ServiceError;
use services::programs::check_name;
use std::collections::BTreeMap;

/// Policies by name.
type Policies = BTreeMap<String, String>;

pub(super) async fn of_user(asked: &Asked<'_>, action: &str) -> Result<String, Refused> {
    let name = asked.form.required("UserName")?;
    asked.may(action, "user", name).await?;
    let keys = &asked.identity.keys;
    match change(asked, action)? {
        Some(change) => {
            let changed = keys.change_user(name, |user| change.apply(&mut user.policies));
            changed.await.map_err(fault_of)?;
            Ok(String::new())
        }
        None => {
            let user = keys.user(name).await.map_err(fault_of)?;
            let user = user.ok_or_else(|| users::missing(name))?;
            read(asked, action, text("UserName", name), &user.policies)
        }
    }
}

pub(super) async fn of_role(asked: &Asked<'_>, action: &str) -> Result<String, Refused> {
    let name = asked.form.required("RoleName")?;
    asked.may(action, "role", name).await?;
    let keys = &asked.identity.keys;
    match change(asked, action)? {
        Some(change) => {
            let changed = keys.change_role(name, |role| change.apply(&mut role.policies));
            changed.await.map_err(fault_of)?;
            Ok(String::new())
        }
        None => {
            let role = keys.role(name).await.map_err(fault_of)?;
            let missing = || ServiceError::NotFound {
                what: "role",
                id: name.to_owned(),
            };
            let role = role.ok_or_else(|| fault_of(missing()))?;
            read(asked, action, text("RoleName", name), &role.policies)
        }
    }
}

enum Change<'a> {
    Put(&'a str, &'a str),
    Delete(&'a str),
}

impl Change<'_> {
    fn apply(self, policies: &mut Policies) -> Result<(), ServiceError> {
        match self {
            Self::Put(name, text) => {
                policies.insert(name.to_owned(), text.to_owned());
                Ok(())
            }
            Self::Delete(name) => match policies.remove(name) {
                Some(_) => Ok(()),
                None => Err(missing(name)),
            },
        }
    }
}

/// The change that an operation makes; `None` for one that only reads.
fn change<'a>(asked: &Asked<'a>, action: &str) -> Result<Option<Change<'a>>, Refused> {
    let form = asked.form;
    if action.starts_with("Put") {
        let name = form.required("PolicyName")?;
        check_name("policy", name, 128).map_err(|error| invalid(error.to_string()))?;
        return Ok(Some(Change::Put(name, form.required("PolicyDocument")?)));
    }
    if action.starts_with("Delete") {
        return Ok(Some(Change::Delete(form.required("PolicyName")?)));
    }
    Ok(None)
}

fn read(
    asked: &Asked<'_>,
    action: &str,
    owner: String,
    policies: &Policies,
) -> Result<String, Refused> {
    if action.starts_with("List") {
        let names = policies.keys().map(|name| aws_wire::query::escape(name));
        return Ok(answer::whole("PolicyNames", names));
    }
    let name = asked.form.required("PolicyName")?;
    let policy = policies.get(name).ok_or_else(|| fault_of(missing(name)))?;
    Ok([
        owner,
        text("PolicyName", name),
        answer::document("PolicyDocument", policy),
    ]
    .concat())
}

fn missing(name: &str) -> ServiceError {
    ServiceError::NotFound {
        what: "policy",
        id: name.to_owned(),
    }
}
