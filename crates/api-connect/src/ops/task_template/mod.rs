//! Task templates: the fields that an agent fills in for a task.
//! Source: connect-b-routing-channels.md §6.2.

use crate::common::{Result, invalid};
use crate::plain::{Plain, values};
use resources::Kind;
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(crate) const TASK_TEMPLATE: Plain = Plain {
    words: &[("Status", "status"), ("Name", "template-name")],
    facets: &[("/Status", "status"), ("/Name", "template-name")],
    refers: &[
        ("/ContactFlowId", Kind::Flow),
        ("/SelfAssignFlowId", Kind::Flow),
        ("/ContactHooks/WrapUpFlowId", Kind::Flow),
    ],
    check,
    ..Plain::of(Kind::TaskTemplate, "TaskTemplateId", "Arn")
};

/// Fields are named once, one of them is the task's name, and everything else names a field.
fn check(it: &mut resources::Plain) -> Result<()> {
    it.body
        .entry("Status")
        .or_insert_with(|| json!("ACTIVE"));
    it.body.insert("Name".into(), json!(it.name));
    let body = Value::Object(it.body.clone());
    let mut names = BTreeSet::new();
    for field in values(&body, "/Fields/*") {
        let name = field.pointer("/Id/Name").and_then(Value::as_str);
        let name = name.ok_or_else(|| invalid("every field needs Id.Name"))?;
        if !names.insert(name) {
            return Err(invalid(format!("the field {name:?} is given twice")));
        }
        let options = field.get("SingleSelectOptions");
        let select = field.get("Type").is_some_and(|it| it == "SINGLE_SELECT");
        if select != options.and_then(Value::as_array).is_some_and(|it| !it.is_empty()) {
            return Err(invalid(format!(
                "the field {name:?} has SingleSelectOptions exactly if its type is SINGLE_SELECT"
            )));
        }
    }
    let named = [
        "/Constraints/RequiredFields/*/Id/Name",
        "/Constraints/ReadOnlyFields/*/Id/Name",
        "/Constraints/InvisibleFields/*/Id/Name",
        "/Defaults/DefaultFieldValues/*/Id/Name",
    ];
    for pointer in named {
        for name in values(&body, pointer) {
            if !name.as_str().is_some_and(|name| names.contains(name)) {
                return Err(invalid(format!("there is no field {name}")));
            }
        }
    }
    let is_name = |it: &&Value| it.get("Type").is_some_and(|it| it == "NAME");
    match values(&body, "/Fields/*").iter().filter(|it| is_name(it)).count() {
        1 => Ok(()),
        _ => Err(invalid("exactly one field must be of type NAME")),
    }
}

crate::row::operations! {
    ; plain super::task_template::TASK_TEMPLATE {
        CreateTaskTemplate => create,
        DeleteTaskTemplate => delete,
        GetTaskTemplate => describe,
        ListTaskTemplates => list,
        UpdateTaskTemplate => update,
    }
}
