//! What security profiles restrict by tags and by hierarchy.
//!
//! A profile may say that of some types of resources its permissions hold only for those with
//! certain tags (all of them), or only for what lies below a hierarchy group. Of several profiles
//! with the permission any will do, and one without such a restriction lifts it.
//! Source: connect-b-routing-channels.md §3.2.

use super::permissions::Need;
use crate::error::AppError;
use crate::session::Session;
use crate::state::Inner;
use aws_wire::{Sight, Value};
use resources::{Kind, Resource, SecurityProfile, User};
use services::sights::within;
use std::collections::BTreeMap;

/// Whether a profile's restriction names a type: `RoutingProfile` is `ROUTING_PROFILE`.
fn names(list: &[String], resource_type: &str) -> bool {
    let plain = resource_type.replace('_', "");
    list.iter().any(|it| it.eq_ignore_ascii_case(&plain))
}

/// What a profile lets see of a type; `None` is everything.
fn sight(profile: &SecurityProfile, resource_type: &'static str) -> Option<Sight> {
    let tagged = names(&profile.tag_restricted, resource_type);
    let grouped = names(&profile.hierarchy_restricted, resource_type);
    let tags: Vec<_> = match tagged {
        true => profile.allowed_tags.clone().into_iter().collect(),
        false => Vec::new(),
    };
    let group = profile.allowed_hierarchy_group.clone().filter(|_| grouped);
    (!tags.is_empty() || group.is_some()).then_some(Sight {
        resource_type,
        tags,
        group,
    })
}

/// What somebody sees of a need's type; nothing in it is everything.
pub(crate) fn sights(session: &Session, need: &Need) -> Vec<Sight> {
    let permit = |it: &&SecurityProfile| {
        let mut held = it.permissions.iter();
        held.any(|held| need.any_of.contains(&held.as_str()))
    };
    let all: Option<Vec<Sight>> = session
        .profiles
        .iter()
        .filter(permit)
        .map(|it| sight(it, need.resource_type))
        .collect();
    all.unwrap_or_default()
}

/// What somebody sees of a kind with one of these permissions; nothing in it is everything.
pub(crate) fn sights_of(
    session: &Session,
    any_of: &'static [&'static str],
    kind: Kind,
) -> Vec<Sight> {
    let resource_type = kind.api_type();
    sights(
        session,
        &Need {
            any_of,
            resource_type,
        },
    )
}

/// Whether a resource is within one of these, of which none is everything.
pub(crate) fn sees_resource(sights: &[Sight], resource: &Resource) -> bool {
    let groups: &[String] = match resource {
        Resource::User(it) => &it.hierarchy_path,
        _ => &[],
    };
    let seen = |it: &Sight| within(it, resource.tags(), groups);
    sights.is_empty() || sights.iter().any(seen)
}

/// Whether somebody sees a user with one of these permissions.
pub(crate) fn sees_user(session: &Session, user: &User, any_of: &'static [&'static str]) -> bool {
    let need = Need {
        any_of,
        resource_type: Kind::User.api_type(),
    };
    let sights = sights(session, &need);
    sights.is_empty()
        || sights
            .iter()
            .any(|it| within(it, &user.tags, &user.hierarchy_path))
}

/// Refuses an operation on what somebody does not see or what is another instance's.
pub(crate) async fn check(
    app: &Inner,
    session: &Session,
    need: &Need,
    operation: &str,
    input: &Value,
    arns: &[String],
) -> Result<(), AppError> {
    let sights = sights(session, need);
    for arn in arns {
        let Some((instance, found)) = app.services.find_by_arn(arn).await? else {
            continue;
        };
        let unseen = || AppError::NotFound(arn.clone());
        if instance != session.instance {
            return Err(unseen());
        }
        let kind = found.value.kind();
        if kind.api_type() != need.resource_type || sights.is_empty() {
            continue;
        }
        if !sees_resource(&sights, &found.value) {
            return Err(unseen());
        }
    }
    if sights.is_empty() {
        return Ok(());
    }
    // Nobody gives away what they see, or makes what they do not see.
    let made = operation.starts_with("Create");
    let tags: BTreeMap<String, String> = input
        .get("Tags")
        .or_else(|| input.get("tags"))
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .collect();
    let fits = |it: &Sight| {
        let tagged = |(key, value): &(String, String)| tags.get(key) == Some(value);
        it.tags.iter().all(tagged)
    };
    let untags = |it: &Sight| {
        let mut keys = input
            .get("tagKeys")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        keys.any(|key| it.tags.iter().any(|(own, _)| key.as_str() == Some(own)))
    };
    let retags = |it: &Sight| {
        let changed = |(key, value): &(String, String)| tags.get(key).is_some_and(|it| it != value);
        it.tags.iter().any(changed)
    };
    let refused = match operation {
        _ if made => !sights.iter().any(fits),
        // Rows of a file are made without a look at each.
        "StartBulkImport" => true,
        "TagResource" => sights.iter().any(retags),
        "UntagResource" => sights.iter().any(untags),
        _ => false,
    };
    match refused {
        true => Err(AppError::Forbidden(
            "the tags that your security profile is bound to",
        )),
        false => Ok(()),
    }
}
