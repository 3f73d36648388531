//! What every action's parameters are, as data.
//!
//! One table per action ([`Row::parameters`](crate::Row::parameters)) serves the rules of publishing, the
//! JSON Schema of the language ([`json_schema()`]), the importer, which finds the resources that a
//! flow names by it, and the tests, which make flows from it. What an action does with a parameter
//! is its block's; a test compares the keys that a block asks for with its table.
//!
//! Rooms: `contact`, `queueing`, `work`, `control`, `participant` and `integration` hold the
//! tables, in the order of flow-language.md §5 to §8; `walk` finds the values that a table describes; `json` writes the
//! schema.

mod contact;
mod control;
mod integration;
mod json;
mod participant;
mod queueing;
mod walk;
mod work;

pub use json::{json_schema, json_schema_text};
pub(crate) use walk::{Found, walk};

use crate::validate::ResourceKind;

/// How the value of a parameter may be given. Source: flow-language.md, "Value classes".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Static only (`S`).
    Static,
    /// Static, or one whole reference (`P`).
    Whole,
    /// Static, or with any number of references in it (`D`).
    Text,
}

/// What the value of a parameter looks like. On the wire every scalar is a text; numbers and
/// booleans are understood as texts (flow-language.md §1.1).
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text.
    Text(Class),
    /// A text of these characters, at most so many.
    Characters(&'static str, usize),
    /// One whole reference and nothing else.
    Reference,
    /// A whole number within bounds.
    Number(u32, u32, Class),
    /// A whole number of either sign.
    Signed,
    /// `True` or `False` in any case.
    Flag,
    /// One of a few words, in any case.
    Word(&'static [&'static str]),
    /// A resource of the instance, by identifier or ARN.
    Named(ResourceKind, Class),
    /// An object with keys of the author's choice and values that are texts.
    Map(Class),
    /// An object with keys of the author's choice and values of any kind.
    Values,
    /// A list of static texts.
    Texts,
    /// A list of these words.
    Words(&'static [&'static str]),
    /// An object of these fields.
    Object(&'static Fields),
    /// A list of objects of these fields.
    Objects(&'static Fields),
    /// An object with keys of the author's choice, each value an object of these fields.
    Keyed(&'static Fields),
    /// A reference, or an object of these fields.
    ReferenceOr(&'static Fields),
    /// Any JSON.
    Any,
}

/// One parameter of an action, or one field of an object inside.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// Whether it must be there, wherever the object is.
    pub required: bool,
    /// What it looks like.
    pub shape: Shape,
    /// What it is for, in words.
    pub what: &'static str,
}

/// The fields of an object, and what holds between them.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The fields.
    pub list: &'static [Field],
    /// How many of several fields may be there.
    pub choices: &'static [Choice],
}

/// How many of several fields may be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// One, no more and no less.
    ExactlyOne(&'static [&'static str]),
    /// One or none.
    AtMostOne(&'static [&'static str]),
    /// One or more.
    AtLeastOne(&'static [&'static str]),
    /// All or none.
    Together(&'static [&'static str]),
}

impl Choice {
    /// The fields that it is about.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::ExactlyOne(names)
            | Self::AtMostOne(names)
            | Self::AtLeastOne(names)
            | Self::Together(names) => names,
        }
    }

    /// Whether so many of them may be there.
    pub const fn allows(self, given: usize) -> bool {
        match self {
            Self::ExactlyOne(_) => given == 1,
            Self::AtMostOne(_) => given <= 1,
            Self::AtLeastOne(_) => given >= 1,
            Self::Together(names) => given == 0 || given == names.len(),
        }
    }

    /// The rule in words.
    pub fn words(self) -> String {
        let names = self.names().join(", ");
        match self {
            Self::ExactlyOne(_) => format!("give exactly one of {names}"),
            Self::AtMostOne(_) => format!("give at most one of {names}"),
            Self::AtLeastOne(_) => format!("give at least one of {names}"),
            Self::Together(_) => format!("give all of {names} or none"),
        }
    }
}

impl Fields {
    /// A field by its key.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.list.iter().find(|field| field.name == name)
    }
}

/// A table without rules between its fields.
const fn plain(list: &'static [Field]) -> Fields {
    Fields { list, choices: &[] }
}

/// A field that must be there.
const fn must(name: &'static str, shape: Shape, what: &'static str) -> Field {
    Field {
        name,
        required: true,
        shape,
        what,
    }
}

/// A field that may be there.
const fn may(name: &'static str, shape: Shape, what: &'static str) -> Field {
    Field {
        required: false,
        ..must(name, shape, what)
    }
}

const STATIC: Shape = Shape::Text(Class::Static);
const WHOLE: Shape = Shape::Text(Class::Whole);
const TEXT: Shape = Shape::Text(Class::Text);
const ENABLED: Shape = Shape::Word(&["Enabled", "Disabled"]);
/// `TargetContact`, as several actions have it.
const TARGET: Field = may(
    "TargetContact",
    Shape::Word(&["Current", "Related"]),
    "Whose: this contact's or the related one's.",
);
/// No parameters.
const NOTHING: Fields = plain(&[]);

/// The description of an action type and its parameters; `None` for a type whose parameters are
/// not published.
pub(crate) fn of(name: &str) -> Option<&'static Described> {
    let rooms = [
        contact::ACTIONS,
        queueing::ACTIONS,
        work::ACTIONS,
        control::ACTIONS,
        participant::ACTIONS,
        integration::ACTIONS,
    ];
    rooms.into_iter().flatten().find(|it| it.name == name)
}

/// An action type in words, with its parameters.
#[derive(Debug)]
pub(crate) struct Described {
    pub name: &'static str,
    /// What it does.
    pub what: &'static str,
    pub parameters: Fields,
}

const fn action(name: &'static str, what: &'static str, parameters: Fields) -> Described {
    Described {
        name,
        what,
        parameters,
    }
}

#[cfg(test)]
mod tests;
