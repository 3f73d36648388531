//! Operations of resources that are kept in the API's own shape.
//!
//! Most kinds that no engine reads are created, described, listed, searched, changed, tagged and
//! deleted in the same way; what differs is how their members are called and which rules they
//! have. A [`Plain`] says that, and a row of `operations!` names the function here that does it:
//! no operation of such a kind has code of its own unless it has a rule of its own.
//!
//! Requests were checked against the model before they come here, and an answer holds exactly the
//! members that the model gives it: [`answer`] picks them by name.

pub(crate) mod aliases;
pub(crate) mod crud;
pub(crate) mod found;
mod shape;

pub(crate) use crud::{create, delete, describe, list, search, update};
pub(crate) use found::found;

pub(crate) use shape::{answer, full, rows};

use crate::common::{Result, id_text, invalid};
use crate::search::Field;
use aws_wire::Value;
use ids::InstanceId;
use resources::{Facets, Kind};
use serde_json::Map;
use services::{Ctx, Listing, ServiceError, Stored, not_found};
use store::Filter;

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// What is particular about a kind.
pub(crate) struct Plain {
    /// The kind.
    pub(crate) kind: Kind,
    /// The member that names one, in requests and answers.
    pub(crate) id: &'static str,
    /// The member that is its ARN in answers.
    pub(crate) arn: &'static str,
    /// The member that is its unique name; empty where names are not unique.
    pub(crate) name: &'static str,
    /// Whether it is addressed by its name rather than by an identifier of ours.
    pub(crate) named: bool,
    /// The member that names the resource that it is part of, with that one's kind.
    pub(crate) whole: Option<(&'static str, Kind)>,
    /// Fields of a string condition besides the name, description and identifier.
    pub(crate) fields: &'static [(&'static str, Field)],
    /// Members of criteria and lists that ask for a word, and the facet that has it.
    pub(crate) words: &'static [(&'static str, &'static str)],
    /// Members that become facets: where they are in the body, and the facet's name.
    pub(crate) facets: &'static [(&'static str, &'static str)],
    /// Members that refer to other resources: where, and which kind. They must be there.
    pub(crate) refers: &'static [(&'static str, Kind)],
    /// Defaults and rules, before it is kept.
    pub(crate) check: fn(&mut resources::Plain) -> Result<()>,
    /// Members that are answered besides those kept.
    pub(crate) shown: fn(&Ctx, InstanceId, &Stored<resources::Plain>, &mut Object),
}

impl Plain {
    /// A kind with nothing particular: an identifier, an ARN and a unique `Name`.
    pub(crate) const fn of(kind: Kind, id: &'static str, arn: &'static str) -> Self {
        Self {
            kind,
            id,
            arn,
            name: "Name",
            named: false,
            whole: None,
            fields: &[],
            words: &[],
            facets: &[],
            refers: &[],
            check: |_| Ok(()),
            shown: |_, _, _, _| {},
        }
    }

    /// One that must be there.
    ///
    /// # Errors
    /// Not found.
    pub(crate) async fn get(
        &self,
        ctx: &Ctx,
        instance: InstanceId,
        text: &str,
    ) -> Result<Stored<resources::Plain>> {
        get(ctx, instance, self.kind, text).await
    }

    /// Makes the facets anew from the body, and makes sure that what it refers to is there.
    pub(crate) async fn index(
        &self,
        ctx: &Ctx,
        instance: InstanceId,
        it: &mut resources::Plain,
    ) -> Result<()> {
        let body = Value::Object(it.body.clone());
        let mut facets = Facets::default();
        for (pointer, name) in self.facets {
            for value in values(&body, pointer) {
                match value {
                    Value::String(text) => facets.put(name, text),
                    other => facets.put(name, other),
                }
            }
        }
        for (pointer, kind) in self.refers {
            for value in values(&body, pointer) {
                let Some(text) = value.as_str().filter(|text| !text.is_empty()) else {
                    continue;
                };
                let id = id_text(*kind, instance, text)?;
                if ctx.find_any(instance, *kind, id).await?.is_none() {
                    return Err(not_found(*kind, text));
                }
                facets.refers(*kind, id);
            }
        }
        it.facets = facets.into_vec();
        Ok(())
    }
}

/// Which page a request asks for.
pub(crate) fn asked(input: &Value) -> (Option<&str>, Option<i32>) {
    let max = input.get("MaxResults").and_then(Value::as_i64);
    (
        text(input, "NextToken"),
        max.and_then(|max| i32::try_from(max).ok()),
    )
}

/// A resource of a plain kind by id or ARN.
pub(crate) async fn get(
    ctx: &Ctx,
    instance: InstanceId,
    kind: Kind,
    text: &str,
) -> Result<Stored<resources::Plain>> {
    let id = id_text(kind, instance, text)?;
    let found = ctx.find_any(instance, kind, id).await?;
    found.and_then(typed).ok_or_else(|| not_found(kind, text))
}

/// A stored resource as a plain one, if it is one.
pub(crate) fn typed(stored: Stored<resources::Resource>) -> Option<Stored<resources::Plain>> {
    let resources::Resource::Plain(value) = stored.value else {
        return None;
    };
    Some(Stored {
        value,
        revision: stored.revision,
        created: stored.created,
        modified: stored.modified,
    })
}

/// All resources of a plain kind that meet a filter, however many and whether or not the caller
/// may see them: for what must be complete.
pub(crate) async fn all(
    ctx: &Ctx,
    instance: InstanceId,
    kind: Kind,
    filter: Filter,
) -> Result<Vec<Stored<resources::Plain>>> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let listing = Listing::page(500, after).with(filter.clone());
        let page = ctx.services.list_any(instance, kind, listing).await?;
        all.extend(page.rows.into_iter().filter_map(typed));
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// Deletes all that a filter finds, such as what was kept about a resource that is gone.
pub(crate) async fn forget(
    ctx: &Ctx,
    instance: InstanceId,
    kind: Kind,
    filter: Filter,
) -> Result<()> {
    for it in all(ctx, instance, kind, filter).await? {
        match ctx.delete(instance, kind, it.value.id).await {
            // Another request deleted it meanwhile.
            Ok(()) | Err(ServiceError::NotFound { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// Changes a plain resource.
pub(crate) async fn change(
    ctx: &Ctx,
    instance: InstanceId,
    kind: Kind,
    id: &str,
    change: impl FnOnce(&mut resources::Plain) -> Result<()> + Send,
) -> Result<resources::Plain> {
    let changed = ctx.update_any(instance, kind, id, |it| match it {
        resources::Resource::Plain(it) => change(it),
        _ => Err(not_found(kind, id)),
    });
    match changed.await? {
        resources::Resource::Plain(it) => Ok(it),
        _ => Err(not_found(kind, id)),
    }
}

/// The values at a JSON pointer, in which `*` stands for every element of a list.
pub(crate) fn values<'a>(body: &'a Value, pointer: &str) -> Vec<&'a Value> {
    let mut found = vec![body];
    for part in pointer.split('/').skip(1) {
        found = found
            .into_iter()
            .flat_map(|value| match (part, value) {
                ("*", Value::Array(them)) => them.iter().collect(),
                (part, Value::Object(them)) => them.get(part).into_iter().collect(),
                _ => Vec::new(),
            })
            .collect();
    }
    found
}

/// A member of a request that is a text.
pub(crate) fn text<'a>(input: &'a Value, member: &str) -> Option<&'a str> {
    input.get(member).and_then(Value::as_str)
}

/// The same where the model requires it.
pub(crate) fn required<'a>(input: &'a Value, member: &str) -> Result<&'a str> {
    text(input, member).ok_or_else(|| invalid(format!("{member} is required")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_pointer_goes_through_lists() {
        let body = json!({"a": [{"b": 1}, {"b": 2}, {}], "c": {"d": "x"}});
        assert_eq!(values(&body, "/a/*/b"), [&json!(1), &json!(2)]);
        assert_eq!(values(&body, "/c/d"), [&json!("x")]);
        assert!(values(&body, "/c/e").is_empty());
    }
}
