//! The older format as it is read: lenient, as files in the wild are.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A file.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) modules: Vec<Module>,
    #[serde(default)]
    pub(super) start: String,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    pub(super) metadata: Map<String, Value>,
}

impl Document {
    /// The flow's type, as the older format calls it.
    pub(super) fn kind(&self) -> Option<&str> {
        let in_metadata = || self.metadata.get("type").and_then(Value::as_str);
        self.kind.as_deref().or_else(in_metadata)
    }

    /// A text of the metadata.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let text = self.metadata.get(key).and_then(Value::as_str)?;
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// A module: a block of the designer.
#[derive(Debug, Deserialize)]
pub(super) struct Module {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) target: Option<String>,
    #[serde(default)]
    pub(super) branches: Vec<Branch>,
    #[serde(default)]
    pub(super) parameters: Vec<Parameter>,
    #[serde(default)]
    pub(super) metadata: Map<String, Value>,
}

impl Module {
    /// The first parameter of that name that says something.
    pub(super) fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|it| it.name == name && !it.is_empty())
    }

    /// A branch by its condition, that leads somewhere.
    pub(super) fn branch(&self, condition: &str) -> Option<&str> {
        let found = self.branches.iter().find(|it| it.condition == condition)?;
        found.target()
    }
}

/// Where a module leads.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Branch {
    pub(super) condition: String,
    #[serde(default)]
    pub(super) condition_type: Option<String>,
    #[serde(default)]
    pub(super) condition_value: Option<Value>,
    #[serde(default)]
    transition: Option<String>,
}

impl Branch {
    /// The module that it leads to.
    pub(super) fn target(&self) -> Option<&str> {
        self.transition.as_deref().filter(|it| !it.is_empty())
    }
}

/// A parameter; some repeat.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameter {
    pub(super) name: String,
    #[serde(default)]
    pub(super) value: Value,
    #[serde(default)]
    pub(super) namespace: Option<String>,
    #[serde(default)]
    pub(super) key: Option<String>,
    #[serde(default)]
    pub(super) resource_name: Option<String>,
}

impl Parameter {
    fn is_empty(&self) -> bool {
        (self.value.is_null() || self.value == "") && self.name_of_resource().is_none()
    }

    /// The name of the resource that it stands for.
    pub(super) fn name_of_resource(&self) -> Option<&str> {
        self.resource_name.as_deref().filter(|it| !it.is_empty())
    }
}
