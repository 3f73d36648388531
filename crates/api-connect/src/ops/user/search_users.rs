//! SearchUsers: by names, tags, hierarchy and proficiencies.
//!
//! A condition on a group with its child groups is one look-up, as users are kept with the groups
//! above theirs. A list condition asks for one proficiency: its `NAME`, then its `VALUE`, then its
//! `LEVEL`, each of which narrows the one before (the model leaves the names of the fields open;
//! these are the console's).

use super::convert::user_out;
use crate::plain::found;
use crate::prelude::*;
use crate::search::{read, tag};
use aws_wire::Value;
use resources::{Proficiency, User, facet};
use store::{Filter, Text};

const TERMS: Terms<'static> = Terms {
    other: |member, value| match member {
        "HierarchyGroupCondition" => Some(read(value).and_then(group)),
        "ListCondition" => Some(read(value).and_then(proficiency)),
        _ => None,
    },
    ..Terms::of(&[
        ("Username", Field::Name),
        ("FirstName", Field::Facet("first-name")),
        ("LastName", Field::Facet("last-name")),
        ("ResourceId", Field::Exactly(facet::ID)),
        ("UserId", Field::Exactly(facet::ID)),
        ("RoutingProfileId", Field::Exactly("routing-profile")),
        ("SecurityProfileId", Field::Exactly("security-profile")),
        ("HierarchyGroupId", Field::Exactly("hierarchy-group")),
    ])
};

pub(crate) async fn search_users(ctx: &Ctx, input: Value) -> Result<Value> {
    let criteria = crate::search::filter(input.get("SearchCriteria"), &TERMS)?;
    let filter = input.get("SearchFilter");
    let tags = tags_filter(filter)?;
    let attributes = match filter.and_then(|it| it.get("UserAttributeFilter")) {
        Some(it) => attributes(read(it)?)?,
        None => Filter::default(),
    };
    let asked = criteria.and(tags).and(attributes);
    found::page::<User>(ctx, &input, asked, |instance, it| {
        let mut user = user_out(ctx, instance, it);
        // The summary's identity is the names only.
        if let Some(identity) = user.get_mut("IdentityInfo").and_then(Value::as_object_mut) {
            identity.retain(|member, _| matches!(member.as_str(), "FirstName" | "LastName"));
        }
        Value::Object(user)
    })
    .await
}

fn tags_filter(filter: Option<&Value>) -> Result<Filter> {
    let by_tag = filter.and_then(|it| it.get("TagFilter"));
    crate::search::tag_filter(by_tag.map(read).transpose()?)
}

/// A group, perhaps with the groups below it.
fn group(it: api::HierarchyGroupCondition) -> Result<Filter> {
    let id = it
        .value
        .filter(|id| !id.is_empty())
        .ok_or_else(|| invalid("HierarchyGroupCondition needs a Value"))?;
    let id = id.rsplit('/').next().unwrap_or(&id).to_owned();
    let below = it
        .hierarchy_group_match_type
        .is_some_and(|it| it.as_str() == "WITH_CHILD_GROUPS");
    Ok(match below {
        true => Filter::facet(facet::HIERARCHY_PATH, id),
        false => Filter::facet(Kind::HierarchyGroup.name(), id),
    })
}

/// `UserAttributeFilter`.
fn attributes(it: api::ControlPlaneUserAttributeFilter) -> Result<Filter> {
    let one = |it: api::AttributeAndCondition| -> Result<Filter> {
        let tags = it.tag_conditions.unwrap_or_default();
        let mut all = tags.into_iter().map(tag).collect::<Result<Vec<_>>>()?;
        if let Some(it) = it.hierarchy_group_condition {
            all.push(group(it)?);
        }
        Ok(Filter::All(all))
    };
    let mut all = Vec::new();
    if let Some(it) = it.and_condition {
        all.push(one(it)?);
    }
    if let Some(or) = it.or_conditions.filter(|or| !or.is_empty()) {
        let any = or.into_iter().map(one).collect::<Result<Vec<_>>>()?;
        all.push(Filter::Any(any));
    }
    if let Some(it) = it.tag_condition {
        all.push(tag(it)?);
    }
    if let Some(it) = it.hierarchy_group_condition {
        all.push(group(it)?);
    }
    Ok(Filter::All(all))
}

/// One proficiency.
fn proficiency(it: api::ListCondition) -> Result<Filter> {
    let (mut name, mut value, mut level) = (None, None, None);
    for condition in it.conditions.unwrap_or_default() {
        if let Some(it) = condition.string_condition {
            let field = it.field_name.as_deref().unwrap_or_default().to_uppercase();
            match field.as_str() {
                "NAME" => name = Some(it),
                "VALUE" => value = Some(it),
                _ => return Err(invalid(format!("FieldName {field:?} is neither NAME nor VALUE"))),
            }
        }
        if let Some(it) = condition.number_condition {
            level = Some(it);
        }
    }
    let exact = |it: &api::StringCondition| {
        it.comparison_type.as_ref().is_none_or(|it| it.as_str() == "EXACT")
    };
    let text = |it: api::StringCondition| it.value.unwrap_or_default();
    let at = Proficiency::SEPARATOR;
    let filter = |text| Filter::Facet(facet::PROFICIENCY.into(), text);
    let Some(name) = name else {
        return Err(invalid("a ListCondition needs a StringCondition on NAME"));
    };
    if !exact(&name) {
        return match (value, level) {
            (None, None) => Ok(filter(crate::search::compare(name.comparison_type.as_ref(), text(name.clone()))?)),
            _ => Err(invalid("with VALUE or LEVEL, NAME is compared by EXACT")),
        };
    }
    let start = format!("{}{at}", text(name));
    let Some(value) = value else {
        return match level {
            None => Ok(filter(Text::Starts(start))),
            Some(_) => Err(invalid("LEVEL needs a StringCondition on VALUE")),
        };
    };
    if !exact(&value) {
        return Err(invalid("VALUE is compared by EXACT only"));
    }
    let start = format!("{start}{}{at}", text(value));
    let Some(level) = level else {
        return Ok(filter(Text::Starts(start)));
    };
    let bound = |n: Option<i32>, or: f64| n.map_or(or, f64::from);
    let (min, max) = (level.min_value, level.max_value);
    let (low, high) = match level.comparison_type.as_ref().map(|it| it.as_str()) {
        Some("EQUAL") => (bound(min.or(max), 1.0), bound(min.or(max), 5.0)),
        Some("GREATER") => (bound(min.or(max), 1.0) + 0.01, 5.0),
        Some("GREATER_OR_EQUAL") => (bound(min.or(max), 1.0), 5.0),
        Some("LESSER") => (1.0, bound(max.or(min), 5.0) - 0.01),
        Some("LESSER_OR_EQUAL") => (1.0, bound(max.or(min), 5.0)),
        _ => (bound(min, 1.0), bound(max, 5.0)),
    };
    Ok(filter(Text::Between(
        format!("{start}{low:.2}"),
        format!("{start}{high:.2}"),
    )))
}
