//! The resources that a flow names.

use super::Step;
use super::patch::Way;
use crate::references::Template;
use crate::schema::{self, Choice, Field, Fields, Shape, walk};
use crate::validate::ResourceKind;
use serde_json::Value;

/// A place in a flow that names a resource of the instance by identifier or ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The action's `Identifier`.
    pub action: String,
    /// The action's place in `Actions`.
    pub index: usize,
    /// The way from the action's `Parameters` to the value.
    pub way: Vec<Step>,
    /// What kind of resource it is.
    pub kind: ResourceKind,
    /// What stands there: an identifier, an ARN, or a placeholder.
    pub id: String,
    /// The name that it has in the file's metadata.
    pub name: Option<String>,
    /// Whether the action cannot do without it: then the flow is not published until it is found.
    pub required: bool,
}

impl Mention {
    /// The parameter, such as `QueueId` or `Messages[0].PromptId`.
    pub fn parameter(&self) -> String {
        Way(&self.way).to_string()
    }

    /// Whether a placeholder stands there that a deployment tool fills in: `{{…}}` or `${…}`.
    /// Source: flow-language.md §9.
    pub fn is_placeholder(&self) -> bool {
        ["{{", "${"].iter().any(|mark| self.id.contains(mark))
    }
}

/// All places in a flow that name a resource, in the order of its actions. What is no flow names
/// none. References (`$.…`) are looked at when they are run.
pub fn mentions(document: &Value) -> Vec<Mention> {
    let actions = document.get("Actions").and_then(Value::as_array);
    let mut all = Vec::new();
    for (index, action) in actions.into_iter().flatten().enumerate() {
        let text = |key: &str| action.get(key).and_then(Value::as_str);
        let row = text("Type").and_then(crate::registry::row);
        let fields = row.and_then(|row| schema::of(row.name));
        let parameters = action.get("Parameters").and_then(Value::as_object);
        let (Some(fields), Some(parameters)) = (fields, parameters) else {
            continue;
        };
        let action = text("Identifier").unwrap_or_default();
        let metadata = document
            .get("Metadata")
            .and_then(|it| it.get("ActionMetadata"));
        let mut collect = Collect {
            action,
            index,
            metadata: metadata.and_then(|it| it.get(action)),
            all: &mut all,
        };
        walk(&fields.parameters, parameters, &mut collect);
    }
    all
}

struct Collect<'a> {
    action: &'a str,
    index: usize,
    metadata: Option<&'a Value>,
    all: &'a mut Vec<Mention>,
}

impl<'a> schema::Found<'a> for Collect<'_> {
    fn value(&mut self, at: &[Step], of: &'static Fields, field: &'static Field, value: &'a Value) {
        let (Shape::Named(kind, _), Some(id)) = (field.shape, value.as_str()) else {
            return;
        };
        if Template::parse(id).as_text().is_none() {
            return;
        }
        let name = self.metadata.and_then(|it| display_name(it, at, kind));
        self.all.push(Mention {
            action: self.action.to_owned(),
            index: self.index,
            way: at.to_vec(),
            kind,
            id: id.to_owned(),
            name: name.map(str::to_owned),
            required: needed(of, field),
        });
    }
}

/// Whether the object of a table cannot do without a field.
fn needed(of: &Fields, field: &Field) -> bool {
    let one_of = |choice: &Choice| {
        let must = matches!(choice, Choice::ExactlyOne(_) | Choice::AtLeastOne(_));
        must && choice.names().contains(&field.name)
    };
    field.required || of.choices.iter().any(one_of)
}

/// The name beside a parameter, as the console writes it: `parameters.<Parameter>.displayName`,
/// else the block's own word for it. Source: flow-language.md §9; the shape of `audio` is inferred.
fn display_name<'a>(metadata: &'a Value, at: &[Step], kind: ResourceKind) -> Option<&'a str> {
    let step = |here: &'a Value, step: &Step| match step {
        Step::Key(key) => here.get(&**key),
        Step::Index(index) => here.get(*index).or_else(|| here.get(index.to_string())),
    };
    let beside = metadata
        .get("parameters")
        .and_then(|it| at.iter().try_fold(it, step))
        .and_then(|it| it.get("displayName")?.as_str());
    let member = |name: &str| metadata.get(name);
    let text = |it: &'a Value| it.get("text").and_then(Value::as_str);
    let word = || match kind {
        ResourceKind::Flow | ResourceKind::Module => member("contactFlow")
            .or(member("ContactFlow"))
            .and_then(text),
        ResourceKind::Queue | ResourceKind::Agent => {
            member("queue").and_then(|it| it.as_str().or(text(it)))
        }
        ResourceKind::Bot => member("lexV2BotName").and_then(Value::as_str),
        ResourceKind::TaskTemplate | ResourceKind::CaseTemplate => {
            member("templateName").and_then(Value::as_str)
        }
        ResourceKind::Prompt => {
            let index = at.iter().find_map(|step| match step {
                Step::Index(index) => Some(*index),
                Step::Key(_) => None,
            });
            member("audio")?.get(index.unwrap_or(0)).and_then(text)
        }
        _ => None,
    };
    beside.or_else(word).filter(|name| !name.is_empty())
}
