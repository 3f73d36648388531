//! The document: what it holds, and its text.

use crate::fields;
use crate::reference::References;
use ids::{Account, InstanceId, Region};
use resources::{Indexed, Kind, Resource};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use thiserror::Error;

/// The version of the form that this crate writes.
const VERSION: u32 = 1;

/// Where an instance lies, for the ARNs in its resources.
#[derive(Debug, Clone)]
pub struct Place {
    /// The account.
    pub account: Account,
    /// The region.
    pub region: Region,
    /// The instance.
    pub instance: InstanceId,
}

/// A whole instance. Kinds are by their stored names, such as `routing-profile`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The version of the form.
    carillon: u32,
    /// What there is of each kind.
    resources: BTreeMap<String, Vec<Entry>>,
}

/// One resource of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its identifier; what has none yet gets one from whoever imports it.
    pub id: Option<String>,
    /// Its body but for the identifier, with references by name.
    pub body: Map<String, Value>,
}

/// Why a text is no document.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// It is no YAML of this form.
    #[error("the document cannot be read: {0}")]
    Text(String),
    /// A later version wrote it.
    #[error("the document is of version {0}; this product reads version {VERSION}")]
    Version(u32),
    /// It names a kind that there is not.
    #[error("{0} is no kind of resource")]
    Kind(String),
    /// A resource cannot be written as JSON, by our own fault.
    #[error("a resource cannot be written: {0}")]
    Resource(#[from] serde_json::Error),
}

impl Document {
    /// The document of these resources, which are all that an instance has.
    ///
    /// # Errors
    /// Only by our own fault.
    pub fn of(place: &Place, resources: &[Resource]) -> Result<Self, DocumentError> {
        let references = references(place, resources);
        let mut all: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for resource in resources.iter().filter(|it| fields::exported(it.kind())) {
            let Value::Object(mut body) = serde_json::from_str(&resource.write()?)? else {
                continue;
            };
            let id = resource.id();
            body.shift_remove("id");
            body.retain(|field, _| !fields::hidden(field));
            if resource.tags().is_empty() {
                body.shift_remove("tags");
            }
            let Value::Object(body) = references.write(Value::Object(body)) else {
                continue;
            };
            let of_kind = all.entry(resource.kind().name().to_owned()).or_default();
            of_kind.push(Entry { id: Some(id), body });
        }
        for of_kind in all.values_mut() {
            of_kind.sort_by_cached_key(|it| (it.name().to_owned(), it.id.clone()));
        }
        Ok(Self {
            carillon: VERSION,
            resources: all,
        })
    }

    /// Reads a document: YAML, of which JSON is a part.
    ///
    /// # Errors
    /// See [`DocumentError`]; the text's place is named.
    pub fn read(text: &str) -> Result<Self, DocumentError> {
        let document: Self =
            serde_saphyr::from_str(text).map_err(|error| DocumentError::Text(error.to_string()))?;
        if document.carillon != VERSION {
            return Err(DocumentError::Version(document.carillon));
        }
        let mut kinds = document.resources.keys();
        match kinds.find(|name| Kind::from_name(name).is_none()) {
            Some(name) => Err(DocumentError::Kind(name.clone())),
            None => Ok(document),
        }
    }

    /// The document's text.
    ///
    /// # Errors
    /// Only by our own fault.
    pub fn write(&self) -> Result<String, DocumentError> {
        serde_saphyr::to_string(self).map_err(|error| DocumentError::Text(error.to_string()))
    }

    /// The entries of all kinds, in the order in which kinds refer to one another.
    pub fn entries(&self) -> impl Iterator<Item = (Kind, &Entry)> {
        Kind::ALL.iter().flat_map(|kind| {
            let entries = self.resources.get(kind.name()).into_iter().flatten();
            entries.map(|entry| (*kind, entry))
        })
    }
}

impl Entry {
    /// What the body calls it; empty where it has no name.
    pub(crate) fn name(&self) -> &str {
        ["name", "username", "alias", "number"]
            .iter()
            .find_map(|field| self.body.get(*field).and_then(Value::as_str))
            .unwrap_or_default()
    }
}

/// The references that resources can make to one another.
pub(crate) fn references(place: &Place, resources: &[Resource]) -> References {
    let mut all = References::default();
    for it in resources {
        let arn = it.arn(&place.account, &place.region, place.instance);
        all.add(it.kind().name(), &it.name(), &it.id(), &arn.to_string());
    }
    all
}

/// What people look for first comes first.
const FIRST: [&str; 5] = ["name", "username", "alias", "number", "description"];

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(id) = &self.id {
            map.serialize_entry("id", id)?;
        }
        for field in FIRST {
            if let Some(value) = self.body.get(field) {
                map.serialize_entry(field, value)?;
            }
        }
        for (field, value) in &self.body {
            if !FIRST.contains(&field.as_str()) {
                map.serialize_entry(field, value)?;
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut body = Map::deserialize(deserializer)?;
        let id = match body.shift_remove("id") {
            None | Some(Value::Null) => None,
            Some(Value::String(id)) => Some(id),
            Some(_) => return Err(serde::de::Error::custom("an id must be a text")),
        };
        Ok(Self { id, body })
    }
}
