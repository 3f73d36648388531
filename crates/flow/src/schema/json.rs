//! The JSON Schema (2020-12) of the flow language, made from the register and the tables, for
//! editors and CI.
//!
//! It describes what an author should write: words as the tables spell them, scalars as texts (with
//! the numbers and booleans that are understood). What only an instance or the whole flow knows,
//! such as where branches lead, is the validator's.

use super::{Choice, Class, Field, Fields, Shape};
use crate::registry::{Conditions, Ends, FlowTypes, Need, OnChannel, Row, registry};
use crate::table::KINDS;
use crate::transitions::Operator;
use serde_json::{Map, Value, json};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a flow's content.
pub fn json_schema() -> Value {
    let mut rows: Vec<&Row> = registry().collect();
    rows.sort_by_key(|row| row.name);
    let names: Vec<&str> = rows.iter().map(|row| row.name).collect();
    let mut definitions = common();
    let mut choices = Vec::new();
    for row in rows {
        let name = row.name;
        choices.push(json!({
            "if": {"properties": {"Type": {"const": name}}, "required": ["Type"]},
            "then": {"$ref": format!("#/$defs/{name}")},
        }));
        definitions.insert(name.to_owned(), action(row));
    }
    definitions.insert(
        "Action".to_owned(),
        json!({
            "type": "object",
            "required": ["Identifier", "Type"],
            "properties": {
                "Identifier": {"$ref": "#/$defs/Identifier"},
                "Type": {"enum": names},
                "Parameters": {"type": "object"},
                "Transitions": {"$ref": "#/$defs/Transitions"},
            },
            "allOf": choices,
        }),
    );
    json!({
        "$schema": DIALECT,
        "title": "Flow",
        "description": "The content of a flow or flow module, version 2019-10-30. Made from the \
                        register in crates/flow by `carillon flow schema`.",
        "type": "object",
        "required": ["Version", "StartAction", "Actions"],
        "properties": {
            "Version": {"const": "2019-10-30"},
            "StartAction": {
                "description": "The Identifier of the action that the flow begins with.",
                "$ref": "#/$defs/Identifier",
            },
            "Metadata": {
                "description": "What the designer keeps, such as positions. The engine ignores it.",
                "type": "object",
            },
            "Settings": {
                "description": "Modules have it, flows do not.",
                "type": "object",
            },
            "Actions": {
                "type": "array",
                "minItems": 1,
                "maxItems": crate::ACTION_LIMIT,
                "items": {"$ref": "#/$defs/Action"},
            },
        },
        "$defs": definitions,
    })
}

/// The schema as it is written to a file: a line for each definition, so that a change of one shows
/// as one.
pub fn json_schema_text() -> String {
    let schema = json_schema();
    let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let lines = |members: Map<String, Value>| {
        let line = |(key, value): (String, Value)| format!("{}:{value}", Value::String(key));
        members
            .into_iter()
            .map(line)
            .collect::<Vec<_>>()
            .join(",\n")
    };
    let mut top = members(&schema);
    let definitions = top.shift_remove("$defs").unwrap_or_default();
    let definitions = lines(members(&definitions));
    format!("{{\n{},\n\"$defs\":{{\n{definitions}\n}}\n}}\n", lines(top))
}

/// What several definitions use.
fn common() -> Map<String, Value> {
    let operators: Vec<&str> = Operator::ALL.iter().map(|it| it.name()).collect();
    let roots: Vec<&str> = crate::Root::ALL.iter().map(|it| it.name()).collect();
    let reference = format!(
        r"^\$(\.|\[['\x22]|\.\[['\x22])({})($|[.\['\x22])",
        roots.join("|")
    );
    let all = [
        (
            "Identifier",
            json!({
                "description": "The name of an action, unique in the flow.",
                "type": "string", "minLength": 1, "maxLength": 50,
                "pattern": r"^[^%:(\\/)=$,;\[\]{}]+$",
            }),
        ),
        (
            "Text",
            json!({"description": "Any text but an empty one.", "type": "string", "minLength": 1}),
        ),
        (
            "Reference",
            json!({
                "description": "One reference, such as $.Attributes.language.",
                "type": "string", "pattern": reference,
            }),
        ),
        (
            "Flag",
            json!({
                "enum": ["True", "False", "true", "false", "TRUE", "FALSE", true, false],
            }),
        ),
        (
            "Transitions",
            json!({
                "type": "object",
                "properties": {
                    "NextAction": {"$ref": "#/$defs/Identifier"},
                    "Conditions": {"type": "array", "items": {"$ref": "#/$defs/Condition"}},
                    "Errors": {"type": "array", "items": {"$ref": "#/$defs/ErrorBranch"}},
                },
            }),
        ),
        (
            "Condition",
            json!({
                "type": "object",
                "required": ["NextAction", "Condition"],
                "properties": {
                    "NextAction": {"$ref": "#/$defs/Identifier"},
                    "Condition": {
                        "type": "object",
                        "required": ["Operator", "Operands"],
                        "properties": {
                            "Operator": {"enum": operators},
                            "Operands": {
                                "type": "array", "minItems": 1, "maxItems": 1,
                                "items": {"$ref": "#/$defs/Text"},
                            },
                        },
                    },
                },
            }),
        ),
        (
            "ErrorBranch",
            json!({
                "type": "object",
                "required": ["NextAction", "ErrorType"],
                "properties": {
                    "NextAction": {"$ref": "#/$defs/Identifier"},
                    "ErrorType": {"type": "string"},
                },
            }),
        ),
    ];
    all.map(|(name, schema)| (name.to_owned(), schema))
        .into_iter()
        .collect()
}

/// One action type.
fn action(row: &Row) -> Value {
    let mut properties = Map::new();
    let mut required = vec!["Identifier", "Type"];
    let parameters = row.parameters();
    if let Some(fields) = parameters {
        properties.insert("Parameters".into(), object(fields));
        if fields.list.iter().any(|field| field.required) || !fields.choices.is_empty() {
            required.push("Parameters");
        }
    }
    if row.ends == Ends::Always {
        let nothing = json!({"type": "object", "maxProperties": 0});
        properties.insert("Transitions".into(), nothing);
    } else {
        properties.insert("Transitions".into(), transitions(row));
        required.push("Transitions");
    }
    let mut schema = json!({"properties": properties, "required": required});
    let described = [row.what().to_owned(), stands(row)];
    let words: Vec<String> = described.into_iter().filter(|it| !it.is_empty()).collect();
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".into(), words.join(" ").into());
    }
    schema
}

/// Where an action may stand and what it does there, in words.
fn stands(row: &Row) -> String {
    let kinds = match row.flows == FlowTypes::ALL {
        true => "every flow type".to_owned(),
        false => {
            let listed = KINDS.iter().filter(|(kind, _)| row.flows.contains(*kind));
            let names: Vec<&str> = listed
                .map(|(kind, _)| crate::interchange::kind_word(*kind))
                .collect();
            names.join(", ")
        }
    };
    let channels = [
        ("voice", row.channels.voice),
        ("chat", row.channels.chat),
        ("task", row.channels.task),
        ("email", row.channels.email),
    ];
    let works: Vec<&str> = channels
        .iter()
        .filter(|(_, on)| *on == OnChannel::Works)
        .map(|(name, _)| *name)
        .collect();
    format!("Flow types: {kinds}. Channels: {}.", works.join(", "))
}

fn transitions(row: &Row) -> Value {
    let mut properties = Map::new();
    let mut all = Vec::new();
    match row.conditions {
        Conditions::None => {
            properties.insert("Conditions".into(), json!({"maxItems": 0}));
        }
        Conditions::Any(operators) => {
            let names: Vec<&str> = operators.iter().map(|it| it.name()).collect();
            let condition = json!({"properties": {"Operator": {"enum": names}}});
            let items = json!({"properties": {"Condition": condition}});
            properties.insert("Conditions".into(), json!({"items": items}));
        }
        // Parameters can add results to those that are listed, so that only these are demanded.
        Conditions::Exactly(results) if row.ends != Ends::Maybe => {
            for result in results {
                let operands = json!({"const": [result]});
                let condition = json!({"properties": {
                    "Operator": {"const": "Equals"}, "Operands": operands}});
                let contains = json!({"properties": {"Condition": condition}});
                all.push(json!({"properties": {"Conditions": {"contains": contains}}, "required": ["Conditions"]}));
            }
        }
        Conditions::Exactly(_) => {}
    }
    let names: Vec<&str> = row.errors.iter().map(|(error, _)| error.name()).collect();
    let errors = match names.is_empty() {
        true => json!({"maxItems": 0}),
        false => json!({"items": {"properties": {"ErrorType": {"enum": names}}}}),
    };
    properties.insert("Errors".into(), errors);
    for (error, need) in row.errors {
        if *need == Need::Mandatory {
            let contains = json!({"properties": {"ErrorType": {"const": error.name()}}});
            all.push(
                json!({"properties": {"Errors": {"contains": contains}}, "required": ["Errors"]}),
            );
        }
    }
    let mut schema = Map::new();
    schema.insert("$ref".into(), "#/$defs/Transitions".into());
    schema.insert("properties".into(), Value::Object(properties));
    if row.ends == Ends::No {
        schema.insert("required".into(), json!(["NextAction"]));
    }
    if !all.is_empty() {
        schema.insert("allOf".into(), Value::Array(all));
    }
    Value::Object(schema)
}

/// An object of fields.
fn object(fields: &Fields) -> Value {
    let mut properties = Map::new();
    for field in fields.list {
        properties.insert(field.name.to_owned(), described(field));
    }
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), Value::Object(properties));
    let required: Vec<&str> = fields
        .list
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    schema.insert("additionalProperties".into(), false.into());
    let choices: Vec<Value> = fields.choices.iter().map(|it| choice(*it)).collect();
    if !choices.is_empty() {
        schema.insert("allOf".into(), Value::Array(choices));
    }
    Value::Object(schema)
}

fn choice(choice: Choice) -> Value {
    let has = |name: &str| json!({"required": [name]});
    let each: Vec<Value> = choice.names().iter().map(|name| has(name)).collect();
    match choice {
        Choice::ExactlyOne(_) => json!({"oneOf": each}),
        Choice::AtLeastOne(_) => json!({"anyOf": each}),
        Choice::AtMostOne(_) => {
            let none = json!({"not": {"anyOf": &each}});
            let one: Vec<Value> = each.into_iter().chain([none]).collect();
            json!({"oneOf": one})
        }
        Choice::Together(names) => {
            json!({"anyOf": [{"required": names}, {"not": {"anyOf": each}}]})
        }
    }
}

fn described(field: &Field) -> Value {
    let mut schema = match shape(field.shape) {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    schema.insert("description".into(), field.what.into());
    Value::Object(schema)
}

fn shape(shape: Shape) -> Value {
    let text = || json!({"$ref": "#/$defs/Text"});
    let reference = || json!({"$ref": "#/$defs/Reference"});
    let scalar = || json!({"type": ["string", "number", "boolean"], "minLength": 1});
    match shape {
        Shape::Text(_) => scalar(),
        Shape::Named(kind, _) => json!({"$ref": "#/$defs/Text", "x-resource": kind.word()}),
        Shape::Characters(known, most) => {
            let known: String = known.chars().map(escaped).collect();
            json!({"type": "string", "pattern": format!("^[{known}]+$"), "maxLength": most})
        }
        Shape::Reference => reference(),
        Shape::Number(from, to, class) => {
            let digits = json!({"type": "string", "pattern": r"^\s*[0-9]+\s*$"});
            let number = json!({"type": "integer", "minimum": from, "maximum": to});
            match class {
                Class::Static => json!({"anyOf": [digits, number]}),
                Class::Whole | Class::Text => json!({"anyOf": [digits, number, reference()]}),
            }
        }
        Shape::Signed => json!({"anyOf": [
            {"type": "string", "pattern": r"^\s*[+-]?[0-9]+\s*$"}, {"type": "integer"}]}),
        Shape::Flag => json!({"$ref": "#/$defs/Flag"}),
        Shape::Word(words) => json!({"enum": words}),
        Shape::Map(_) => json!({"type": "object", "additionalProperties": scalar()}),
        Shape::Values => json!({"type": "object"}),
        Shape::Texts => json!({"type": "array", "items": text()}),
        Shape::Words(words) => json!({"type": "array", "items": {"enum": words}}),
        Shape::Object(fields) => object(fields),
        Shape::Objects(fields) => {
            json!({"type": "array", "minItems": 1, "items": object(fields)})
        }
        Shape::Keyed(fields) => {
            json!({"type": "object", "additionalProperties": object(fields)})
        }
        Shape::ReferenceOr(fields) => json!({"anyOf": [reference(), object(fields)]}),
        Shape::Any => json!({}),
    }
}

/// A character in a class of a regular expression.
fn escaped(c: char) -> String {
    match c {
        '\\' | ']' | '[' | '^' | '-' => format!("\\{c}"),
        c => c.to_string(),
    }
}
