//! What a view shows: a template in JSON and the actions that it offers. From both comes the
//! schema of the data that a flow gives it.

use crate::common::{Result, invalid};
use crate::ops::contact_flow::convert::sha256;
use crate::plain::Object;
use aws_wire::Value;
use serde_json::json;
use std::collections::BTreeSet;

/// Checks a view's content and derives what is answered besides.
pub(super) fn check(it: &mut resources::Plain) -> Result<()> {
    it.body.insert("Type".into(), json!("CUSTOMER_MANAGED"));
    let Some(content) = it.body.get_mut("Content").and_then(Value::as_object_mut) else {
        return Ok(());
    };
    let template = content.get("Template").and_then(Value::as_str).unwrap_or("{}");
    let parsed: Value = serde_json::from_str(template)
        .map_err(|error| invalid(format!("Content.Template is not JSON: {error}")))?;
    if !parsed.is_object() {
        return Err(invalid("Content.Template must be a JSON object"));
    }
    let mut seen = BTreeSet::new();
    for action in content.get("Actions").and_then(Value::as_array).into_iter().flatten() {
        if !seen.insert(action.to_string()) {
            return Err(invalid(format!("Content.Actions names {action} twice")));
        }
    }
    let schema = json!({
        "type": "object", "properties": properties(&parsed), "required": [], "$defs": {},
    });
    content.insert("InputSchema".into(), json!(schema.to_string()));
    let hash = sha256(&json!(content).to_string());
    it.body.insert("ViewContentSha256".into(), json!(hash));
    Ok(())
}

/// The data that a template asks for: every text of the form `$.name` in it.
fn properties(template: &Value) -> Object {
    let mut found = Object::new();
    let mut open = vec![template];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => {
                if let Some(path) = text.strip_prefix("$.") {
                    let name = path.split(['.', '[']).next().unwrap_or(path);
                    found.entry(name.to_owned()).or_insert_with(|| json!({}));
                }
            }
            Value::Array(them) => open.extend(them),
            Value::Object(them) => open.extend(them.values()),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use resources::Kind;

    fn view(template: &str, actions: Value) -> resources::Plain {
        let mut it = resources::Plain::new(Kind::View, "v", "V");
        let content = json!({"Template": template, "Actions": actions});
        it.body.insert("Content".into(), content);
        it
    }

    #[test]
    fn a_template_tells_which_data_it_asks_for() {
        let mut it = view(r#"{"Body": ["$.Customer.Name", {"x": "$.Order[0]"}, "text"]}"#, json!(["Ok"]));
        check(&mut it).unwrap();
        let schema = it.body["Content"]["InputSchema"].as_str().unwrap();
        let schema: Value = serde_json::from_str(schema).unwrap();
        let names: BTreeSet<_> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, BTreeSet::from(["Customer".into(), "Order".into()]));
    }

    #[test]
    fn what_is_no_template_is_refused() {
        assert!(check(&mut view("[]", json!([]))).is_err());
        assert!(check(&mut view("{", json!([]))).is_err());
        assert!(check(&mut view("{}", json!(["a", "a"]))).is_err());
    }
}
