//! What the store finds a resource by: its name, and the facets that its kind says it has.

use crate::Kind;
use std::borrow::Cow;
use std::fmt;

/// What a kind tells the store about its resources, so that they can be listed, searched and
/// protected from deletion while something refers to them.
pub trait Indexed {
    /// The name that no other resource of its kind in the instance has; listings are sorted by
    /// it. Empty where names need not be unique. A part of another resource answers
    /// [`part_name`], which is unique within its whole.
    fn name(&self) -> Cow<'_, str>;

    /// Values to search by besides name and tags, and the resources that this one refers to.
    fn facets(&self, to: &mut Facets) {
        let _ = to;
    }
}

/// The unique name of what is part of another resource: an override of hours, an attribute of a
/// table.
pub fn part_name(whole: impl fmt::Display, name: &str) -> String {
    format!("{whole}/{name}")
}

/// Names of facets that several kinds have. A kind's own are in its file.
pub mod facet {
    /// The instance of a phone number.
    pub const INSTANCE: &str = "instance";
    /// A flow's type, a number's type, an agent status's type or a storage configuration's
    /// resource type.
    pub const TYPE: &str = "type";
    /// A number's country.
    pub const COUNTRY: &str = "country";
    /// A flow's or status's state.
    pub const STATE: &str = "state";
    /// The resource that a part belongs to.
    pub const WHOLE: &str = "whole";
    /// A group of the user's hierarchy path.
    pub const HIERARCHY_PATH: &str = "hierarchy-path";
    /// A proficiency of a user: attribute, value and level.
    pub const PROFICIENCY: &str = "proficiency";
    /// The identifier, which every resource is found by.
    pub const ID: &str = "id";
    /// Texts that a search finds without regard to case.
    pub const NAME: &str = "name";
    /// The description, folded.
    pub const DESCRIPTION: &str = "description";
}

/// Collects the facets of one resource.
#[derive(Debug, Default)]
pub struct Facets(Vec<(String, String)>);

impl Facets {
    /// A value to search by exactly.
    pub fn put(&mut self, name: &str, value: impl fmt::Display) {
        self.0.push((name.to_owned(), value.to_string()));
    }

    /// A text to search by without regard to case: whole, its start, or any part.
    pub fn put_text(&mut self, name: &str, text: &str) {
        self.put(name, text.to_lowercase());
    }

    /// The same where there is one.
    pub fn put_some_text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.put_text(name, text);
        }
    }

    /// An enumeration's value in the API's spelling.
    pub fn put_word(&mut self, name: &str, value: impl serde::Serialize) {
        if let Ok(serde_json::Value::String(word)) = serde_json::to_value(value) {
            self.put(name, word);
        }
    }

    /// That this resource refers to another, which cannot be deleted meanwhile if the kind's row
    /// in the table of kinds says `refers`.
    pub fn refers(&mut self, kind: Kind, id: impl fmt::Display) {
        self.put(kind.name(), id);
    }

    /// The same where there is one.
    pub fn refers_some(&mut self, kind: Kind, id: Option<impl fmt::Display>) {
        if let Some(id) = id {
            self.refers(kind, id);
        }
    }

    /// All of them, sorted, each once.
    pub fn into_vec(mut self) -> Vec<(String, String)> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0
    }
}
