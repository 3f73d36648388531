//! Resources that no engine reads, or only in passing: kept in the API's own shape, so that a new
//! kind is a row in the table of kinds and a description of its operations, and nothing else.

use crate::{Facets, Indexed, Kind, Tags, facet, part_name};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A resource in the API's own shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plain {
    /// Its kind; told by where it is kept.
    #[serde(skip, default = "no_kind")]
    pub kind: Kind,
    /// Its identifier.
    pub id: String,
    /// Its name, if names of its kind are unique; else empty.
    #[serde(default)]
    pub name: String,
    /// The identifier of the resource that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<String>,
    /// The members that the API gave and answers, by their names there.
    #[serde(default)]
    pub body: Map<String, Value>,
    /// What it is found by besides its name and tags: values as they are.
    #[serde(default)]
    pub facets: Vec<(String, String)>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

const fn no_kind() -> Kind {
    Kind::Instance
}

impl Plain {
    /// An empty one.
    pub fn new(kind: Kind, id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
            name: name.into(),
            whole: None,
            body: Map::new(),
            facets: Vec::new(),
            tags: Tags::new(),
        }
    }

    /// Reads a stored body.
    pub(crate) fn read(kind: Kind, body: &str) -> Result<Self, serde_json::Error> {
        let mut it: Self = serde_json::from_str(body)?;
        it.kind = kind;
        Ok(it)
    }

    /// A member that is a text.
    pub fn text(&self, member: &str) -> Option<&str> {
        self.body.get(member).and_then(Value::as_str)
    }
}

impl Indexed for Plain {
    fn name(&self) -> Cow<'_, str> {
        match &self.whole {
            Some(whole) if !self.name.is_empty() => part_name(whole, &self.name).into(),
            _ => (&self.name).into(),
        }
    }

    fn facets(&self, to: &mut Facets) {
        if let Some(whole) = &self.whole {
            to.put(facet::WHOLE, whole);
        }
        to.put_text(facet::NAME, &self.name);
        to.put_some_text(facet::DESCRIPTION, self.text("Description"));
        for (name, value) in &self.facets {
            to.put(name, value);
        }
    }
}
