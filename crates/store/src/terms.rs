//! How tags, facets and contact attributes become index terms: one text each, the same in every
//! backend, so that a condition on any of them is one look-up.

use crate::{ContactRow, ResourceRow, Term};

/// Stands between the parts of a term; no part may hold it.
pub const SEPARATOR: char = '\u{1f}';

/// What every resource of a kind has: only its count is kept.
pub const ALL: &str = "";

/// The term of a condition.
pub fn of(term: &Term) -> String {
    match term {
        Term::TagKey(key) => format!("k{SEPARATOR}{key}"),
        Term::Tag(key, value) => format!("t{SEPARATOR}{key}{SEPARATOR}{value}"),
        Term::Facet(name, value) => format!("f{SEPARATOR}{name}{SEPARATOR}{value}"),
    }
}

/// The terms under which a resource is found, sorted, each once.
pub fn of_resource(row: &ResourceRow) -> Vec<String> {
    let tags = row.tags.iter().flat_map(|(key, value)| {
        [
            of(&Term::TagKey(key.clone())),
            of(&Term::Tag(key.clone(), value.clone())),
        ]
    });
    let facets = row
        .facets
        .iter()
        .map(|(name, value)| of(&Term::Facet(name.clone(), value.clone())));
    sorted(tags.chain(facets).collect())
}

/// The term of a contact attribute; the value's case does not count.
pub fn of_attribute(name: &str, value: &str) -> String {
    format!("{name}{SEPARATOR}{}", value.to_lowercase())
}

/// The terms under which a contact is found, sorted, each once.
pub fn of_contact(row: &ContactRow) -> Vec<String> {
    sorted(
        row.attributes
            .iter()
            .map(|(name, value)| of_attribute(name, value.reveal()))
            .collect(),
    )
}

fn sorted(mut terms: Vec<String>) -> Vec<String> {
    terms.sort_unstable();
    terms.dedup();
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_an_attributes_value_does_not_count() {
        assert_eq!(of_attribute("tier", "Gold"), of_attribute("tier", "GOLD"));
        assert_ne!(of_attribute("Tier", "gold"), of_attribute("tier", "gold"));
    }
}
