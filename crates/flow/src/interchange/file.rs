//! A flow's file, read.

use super::patch::{Patch, apply};
use super::{Step, flow_kind};
use crate::legacy::{self, Note};
use crate::problem::{Problem, Rule};
use crate::schema::{self, Field, Fields, Shape, walk};
use resources::FlowKind;
use serde_json::Value;

/// A flow as a file holds it, in the current format.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowFile {
    /// Its content: the file's bytes, unless the file is in the older format or spells something
    /// as the service does not take it.
    pub content: String,
    /// Its type, if the file says one.
    pub kind: Option<FlowKind>,
    /// Its name, if the file says one.
    pub name: Option<String>,
    /// What it is for, if the file says it.
    pub description: Option<String>,
    /// The contract of a module (its resource's `Settings`), if the file says one.
    pub contract: Option<String>,
    /// Whether the file was in the older format.
    pub legacy: bool,
    /// What was changed, or could not be turned exactly.
    pub notes: Vec<Note>,
    pub(super) document: Value,
}

impl FlowFile {
    /// Reads a file of either format.
    ///
    /// Spellings that the service refuses but means (`UnTagContact`) are corrected, and numbers and
    /// booleans become the texts that they are on the wire (flow-language.md §1.1).
    ///
    /// # Errors
    /// The problems for which it is no flow at all. That it cannot be published is no such problem.
    pub fn read(text: &str) -> Result<Self, Vec<Problem>> {
        let document: Value = serde_json::from_str(text).map_err(|error| {
            let message = format!("The content is not JSON: {error}");
            vec![Problem::document(
                Rule::Syntax,
                message,
                "export the flow again",
            )]
        })?;
        if legacy::is_legacy(&document) {
            return Self::older(text);
        }
        crate::document::saveable(&document)?;
        let (patch, notes) = corrected(&document);
        let content = apply(text, &patch);
        let document = match patch.is_empty() {
            true => document,
            false => serde_json::from_str(&content).unwrap_or(document),
        };
        let metadata = |key: &str| document.get("Metadata")?.get(key)?.as_str();
        let said = |key: &str| metadata(key).filter(|it| !it.is_empty()).map(str::to_owned);
        let module = document.get("Settings").is_some_and(|it| !it.is_null());
        Ok(Self {
            kind: metadata("type")
                .and_then(flow_kind)
                .or(module.then_some(FlowKind::Module)),
            name: said("name"),
            description: said("description"),
            contract: said("contract"),
            legacy: false,
            notes,
            content,
            document,
        })
    }

    fn older(text: &str) -> Result<Self, Vec<Problem>> {
        let turned = legacy::convert(text).map_err(|error| {
            let hint = "export the flow again";
            vec![Problem::document(
                Rule::LegacyFormat,
                error.to_string(),
                hint,
            )]
        })?;
        Ok(Self {
            content: turned.content.to_string(),
            kind: turned.kind,
            name: turned.name,
            description: turned.description,
            contract: None,
            legacy: true,
            notes: turned.notes,
            document: turned.content,
        })
    }

    /// Its content as JSON.
    pub const fn document(&self) -> &Value {
        &self.document
    }
}

/// What is spelt so that the service would not take it.
fn corrected(document: &Value) -> (Patch, Vec<Note>) {
    let mut patch = Patch::default();
    let mut notes = Vec::new();
    let actions = document.get("Actions").and_then(Value::as_array);
    for (index, action) in actions.into_iter().flatten().enumerate() {
        let text = |key: &str| action.get(key).and_then(Value::as_str);
        let Some(row) = text("Type").and_then(crate::registry::row) else {
            continue;
        };
        let here = || [Step::key("Actions"), Step::Index(index)];
        if text("Type") != Some(row.name) {
            let way = here().into_iter().chain([Step::key("Type")]);
            patch.at(way, Patch::Set(row.name.into()));
            notes.push(Note {
                action: text("Identifier").unwrap_or_default().to_owned(),
                message: format!("the type is spelt {}", row.name),
            });
        }
        let parameters = action.get("Parameters").and_then(Value::as_object);
        if let (Some(described), Some(parameters)) = (schema::of(row.name), parameters) {
            let mut texts = Texts(Vec::new());
            walk(&described.parameters, parameters, &mut texts);
            for (way, value) in texts.0 {
                let way = here()
                    .into_iter()
                    .chain([Step::key("Parameters")])
                    .chain(way);
                patch.at(way, Patch::Set(value));
            }
        }
    }
    (patch, notes)
}

/// Numbers and booleans that stand where a text belongs.
struct Texts(Vec<(Vec<Step>, Value)>);

impl<'a> schema::Found<'a> for Texts {
    fn value(&mut self, at: &[Step], _: &'static Fields, field: &'static Field, value: &'a Value) {
        let scalar = matches!(
            field.shape,
            Shape::Text(_)
                | Shape::Characters(..)
                | Shape::Number(..)
                | Shape::Signed
                | Shape::Flag
                | Shape::Word(_)
                | Shape::Named(..)
        );
        let text = match value {
            Value::Bool(true) => "True".to_owned(),
            Value::Bool(false) => "False".to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return,
        };
        if scalar {
            self.0.push((at.to_vec(), text.into()));
        }
    }
}
