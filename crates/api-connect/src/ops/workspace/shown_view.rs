//! The view that a page shows, and the data that it is given.

use crate::ops::view::{VERSION, VIEW};
use crate::plain::Object;
use crate::prelude::*;
use aws_wire::Value;
use serde_json::json;

/// Views that come with the service, as flows name them. Source: connect-d-data-metrics.md §14.
const MANAGED: [&str; 5] = ["detail", "list", "form", "confirmation", "cards"];

/// A view as a page keeps it.
pub(super) struct ShownView {
    /// The members of the page that say which it is: ours by its identifier, so that the page
    /// refers to it, one of the service by its ARN.
    pub(super) members: Object,
    /// The schema of its data; none is known of the service's own.
    schema: Option<Value>,
}

/// The members of a page that a view's are.
pub(super) const MEMBERS: [&str; 4] = ["ResourceArn", "ViewId", "ViewVersionId", "Qualifier"];

/// The view that an ARN names, perhaps with `$LATEST`, `$SAVED` or a version after it.
pub(super) async fn find(ctx: &Ctx, instance: InstanceId, arn: &str) -> Result<ShownView> {
    if !arn.starts_with("arn:") {
        return Err(invalid(format!(
            "ResourceArn {arn:?} must be the ARN of a view"
        )));
    }
    if let Some(managed) = arn.split_once(&format!(":connect:{}:aws:view/", ctx.region)) {
        return managed_view(arn, managed.1);
    }
    let named = id_text(Kind::View, instance, arn)?;
    let (id, qualifier) = match named.split_once(':') {
        Some((id, qualifier)) => (id, Some(qualifier)),
        None => (named, None),
    };
    let view = VIEW.get(ctx, instance, id).await?;
    let mut members = Object::from_iter([("ViewId".to_owned(), json!(view.value.id))]);
    let shown = match qualifier {
        None => view,
        Some(qualifier) => {
            members.insert("Qualifier".into(), json!(qualifier));
            if matches!(qualifier, "$LATEST" | "$SAVED") {
                view
            } else {
                members.insert("ViewVersionId".into(), json!(named));
                VERSION.get(ctx, instance, named).await?
            }
        }
    };
    let schema = shown.value.body.get("Content");
    let schema = schema.and_then(|it| it.get("InputSchema"));
    let schema = schema.and_then(Value::as_str);
    Ok(ShownView {
        members,
        schema: schema.and_then(|it| serde_json::from_str(it).ok()),
    })
}

fn managed_view(arn: &str, named: &str) -> Result<ShownView> {
    let (name, version) = named.split_once(':').unwrap_or((named, "1"));
    let number = version == "$LATEST" || version.parse::<u32>().is_ok();
    if !number || !MANAGED.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(services::not_found(Kind::View, arn));
    }
    Ok(ShownView {
        members: Object::from_iter([("ResourceArn".to_owned(), json!(arn))]),
        schema: None,
    })
}

impl ShownView {
    /// Checks a page's data: a JSON object that has what the view asks for.
    pub(super) fn check(&self, data: &str) -> Result<()> {
        let data: Value = serde_json::from_str(data)
            .map_err(|error| invalid(format!("InputData is not JSON: {error}")))?;
        let Some(data) = data.as_object() else {
            return Err(invalid("InputData must be a JSON object"));
        };
        let required = self.schema.as_ref().and_then(|it| it.get("required"));
        let required = required.and_then(Value::as_array).into_iter().flatten();
        let missing = required
            .filter_map(Value::as_str)
            .find(|name| !data.contains_key(*name));
        match missing {
            Some(name) => Err(invalid(format!("InputData lacks {name}, which the view needs"))),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_own_views_are_known_by_their_names() {
        let arn = |named: &str| format!("arn:aws:connect:us-east-1:aws:view/{named}");
        for named in ["form:1", "cards", "List:$LATEST"] {
            assert!(managed_view(&arn(named), named).is_ok(), "{named}");
        }
        for named in ["dashboard:1", "form:x"] {
            assert!(managed_view(&arn(named), named).is_err(), "{named}");
        }
    }

    #[test]
    fn data_is_an_object_with_what_the_view_needs() {
        let view = ShownView {
            members: Object::new(),
            schema: Some(json!({"required": ["Name"]})),
        };
        assert!(view.check(r#"{"Name": 1, "Other": 2}"#).is_ok());
        for wrong in ["", "[]", "{", "{}"] {
            assert!(view.check(wrong).is_err(), "{wrong}");
        }
    }
}
