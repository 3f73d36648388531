//! The contract of a module: what it takes, what it returns, and by which branches.
//!
//! It lies in the module resource's `Settings`, not in its content. Rules: flow-language.md §5.4,
//! its `[L]` facts: results must be declared, even `Success`; keys must be in the schema and
//! required ones there; values have the declared JSON types, so that a `$.` path stands only where
//! a text may.

use crate::interchange::{Step, Way};
use serde_json::{Map, Value};
use thiserror::Error;

/// Schemas nest no deeper than this; what is below is not looked at.
const DEPTH: usize = 32;

/// What a module declares.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contract {
    input: Option<Value>,
    result_data: Option<Value>,
    results: Vec<String>,
}

/// Why a text is no contract.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContractError {
    /// It is not JSON.
    #[error("Settings is not JSON: {0}")]
    Json(String),
    /// It is no object.
    #[error("Settings must be an object")]
    Shape,
    /// A schema is no object.
    #[error("Settings: {0} must be an object")]
    Schema(&'static str),
    /// A result has no name.
    #[error("Settings: every result needs a name")]
    Result,
}

impl Contract {
    /// Reads a module's `Settings`; `{}` declares nothing.
    ///
    /// # Errors
    /// See [`ContractError`].
    pub fn read(settings: &str) -> Result<Self, ContractError> {
        let settings: Value = serde_json::from_str(settings)
            .map_err(|error| ContractError::Json(error.to_string()))?;
        if !settings.is_object() {
            return Err(ContractError::Shape);
        }
        let schema = |pointer: &'static str| match settings.pointer(pointer) {
            None | Some(Value::Null) => Ok(None),
            Some(schema @ Value::Object(_)) => Ok(Some(schema.clone())),
            Some(_) => Err(ContractError::Schema(pointer)),
        };
        let results = settings.pointer("/transitions/results");
        let results = results.and_then(Value::as_array).into_iter().flatten();
        let name = |it: &Value| it.get("name").and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            input: schema("/input/schema")?,
            result_data: schema("/resultData/schema")?,
            results: results
                .map(|it| name(it).ok_or(ContractError::Result))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The branches that it declares.
    pub fn results(&self) -> &[String] {
        &self.results
    }

    /// What is wrong with the `Input` of a caller: where, and why.
    pub(crate) fn refuses_input(&self, input: Option<&Value>) -> Vec<(String, String)> {
        misfits(self.input.as_ref(), input)
    }

    /// What is wrong with the module's own `ResultData`.
    pub(crate) fn refuses_result_data(&self, data: Option<&Value>) -> Vec<(String, String)> {
        misfits(self.result_data.as_ref(), data)
    }
}

fn misfits(schema: Option<&Value>, value: Option<&Value>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let nothing = Value::Object(Map::new());
    match (schema, value.filter(|value| !value.is_null())) {
        (None, None) => {}
        (None, Some(_)) => found.push((String::new(), "the contract declares none".to_owned())),
        (Some(schema), value) => {
            let value = value.unwrap_or(&nothing);
            fit(schema, value, &mut Vec::new(), &mut found);
        }
    }
    found
}

fn fit(schema: &Value, value: &Value, at: &mut Vec<Step>, found: &mut Vec<(String, String)>) {
    if at.len() > DEPTH {
        return;
    }
    let mut refuse = |at: &[Step], why: String| found.push((Way(at).to_string(), why));
    if let Some(kinds) = schema.get("type")
        && !has_type(kinds, value)
    {
        refuse(at, format!("it must be of type {kinds}"));
        return;
    }
    match value {
        Value::Object(map) => {
            let declared = schema.get("properties").and_then(Value::as_object);
            let required = schema.get("required").and_then(Value::as_array);
            for key in required.into_iter().flatten().filter_map(Value::as_str) {
                if !map.contains_key(key) {
                    refuse(at, format!("{key} must be there"));
                }
            }
            for (key, inner) in map {
                at.push(Step::key(key));
                match declared.and_then(|it| it.get(key)) {
                    Some(schema) => fit(schema, inner, at, found),
                    // An object that declares no keys below the top takes any.
                    None if declared.is_none() && at.len() > 1 => {}
                    None => {
                        let why = "the contract does not declare it".to_owned();
                        found.push((Way(at).to_string(), why));
                    }
                }
                at.pop();
            }
        }
        Value::Array(list) => {
            if let Some(schema) = schema.get("items").filter(|it| it.is_object()) {
                for (index, inner) in list.iter().enumerate() {
                    at.push(Step::Index(index));
                    fit(schema, inner, at, found);
                    at.pop();
                }
            }
        }
        _ => {}
    }
}

/// Whether a value has a type of JSON Schema, or one of several.
fn has_type(kinds: &Value, value: &Value) -> bool {
    let is = |kind: &str| match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        _ => true,
    };
    match kinds {
        Value::String(kind) => is(kind),
        Value::Array(list) => list.iter().filter_map(Value::as_str).any(is),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn contract() -> Contract {
        let settings = json!({
            "input": {"schema": {"type": "object", "required": ["pin"], "properties": {
                "pin": {"type": "string"}, "tries": {"type": "number"},
                "options": {"type": "object", "properties": {"deep": {"type": "boolean"}}},
                "tags": {"type": "array", "items": {"type": "string"}}}}},
            "transitions": {"results": [{"name": "Ok", "description": ""}]},
        });
        Contract::read(&settings.to_string()).unwrap()
    }

    fn refused(input: Value) -> Vec<String> {
        let found = contract().refuses_input(Some(&input));
        found
            .into_iter()
            .map(|(at, why)| format!("{at}: {why}"))
            .collect()
    }

    #[test]
    fn keys_and_types_are_those_that_are_declared() {
        let good = json!({"pin": "$.Attributes.pin", "tries": 3, "options": {"deep": true}, "tags": ["a"]});
        assert!(refused(good).is_empty());
        assert_eq!(refused(json!({})), [": pin must be there"]);
        assert_eq!(
            refused(
                json!({"pin": "1", "tries": "$.Attributes.n", "more": 1, "tags": [1],
                "options": {"deep": "yes", "other": 1}})
            ),
            [
                "tries: it must be of type \"number\"",
                "more: the contract does not declare it",
                "tags[0]: it must be of type \"string\"",
                "options.deep: it must be of type \"boolean\"",
                "options.other: the contract does not declare it",
            ]
        );
    }

    #[test]
    fn without_a_contract_nothing_is_passed() {
        let none = Contract::read("{}").unwrap();
        assert!(none.refuses_input(None).is_empty());
        assert_eq!(none.refuses_input(Some(&json!({"a": 1}))).len(), 1);
        assert_eq!(none.refuses_result_data(Some(&json!({}))).len(), 1);
        assert!(none.results().is_empty());
        assert_eq!(contract().refuses_input(None).len(), 1);
    }

    #[test]
    fn what_is_no_contract_is_refused() {
        assert!(matches!(Contract::read("{"), Err(ContractError::Json(_))));
        assert_eq!(Contract::read("[]"), Err(ContractError::Shape));
        let schema = r#"{"input":{"schema":"x"}}"#;
        assert_eq!(
            Contract::read(schema),
            Err(ContractError::Schema("/input/schema"))
        );
        let result = r#"{"transitions":{"results":[{"name":1}]}}"#;
        assert_eq!(Contract::read(result), Err(ContractError::Result));
    }
}
