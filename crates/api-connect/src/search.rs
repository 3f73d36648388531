//! The criteria language of the Search operations, turned into the store's [`Filter`].
//!
//! Every `…SearchCriteria` of the model is the same tree: `AndConditions`, `OrConditions`, a
//! `StringCondition` and a few conditions of the kind's own. [`Terms`] says for a kind which
//! fields a string condition may name and what the others mean. Where several members of one node
//! are given, all must hold, as the members of a node do elsewhere in the API.

use crate::common::{Result, invalid};
use aws_wire::{FromWire, Value};
use connect_model as api;
use services::ServiceError;
use store::{Filter, Term, Text};

/// What one request may ask at most, so that no criteria become a statement without end. The API
/// sets no number; its console asks for a few.
const MAX_CONDITIONS: usize = 250;
/// How deep criteria may nest.
const MAX_DEPTH: usize = 10;

/// Where a field of a string condition is found.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Field {
    /// The resource's name.
    Name,
    /// A facet that was kept by `put_text`.
    Facet(&'static str),
    /// A facet that was kept as it is, such as an identifier or a word of the API.
    Exactly(&'static str),
}

/// What the criteria of a kind may say.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'a> {
    /// Fields of a string condition.
    pub(crate) fields: &'a [(&'static str, Field)],
    /// Members that hold a word of the API, and the facet that has it.
    pub(crate) words: &'static [(&'static str, &'static str)],
    /// What any other member means; `None` for one that is not known.
    pub(crate) other: fn(&str, &Value) -> Option<Result<Filter>>,
}

impl<'a> Terms<'a> {
    /// Criteria with string conditions only.
    pub(crate) const fn of(fields: &'a [(&'static str, Field)]) -> Self {
        Self {
            fields,
            words: &[],
            other: |_, _| None,
        }
    }
}

/// The filter that criteria mean, as they came over the wire; none is no condition.
///
/// # Errors
/// What is not a field, not a comparison, too much or too deep.
pub(crate) fn filter(criteria: Option<&Value>, terms: &Terms<'_>) -> Result<Filter> {
    let Some(criteria) = criteria else {
        return Ok(Filter::default());
    };
    let filter = node(criteria, terms, 1)?;
    if filter.size() > MAX_CONDITIONS {
        return Err(invalid(format!(
            "SearchCriteria may hold at most {MAX_CONDITIONS} conditions"
        )));
    }
    Ok(filter)
}

fn node(criteria: &Value, terms: &Terms<'_>, depth: usize) -> Result<Filter> {
    if depth > MAX_DEPTH {
        return Err(invalid(format!(
            "SearchCriteria may nest at most {MAX_DEPTH} levels"
        )));
    }
    let mut all = Vec::new();
    for (member, value) in criteria.as_object().into_iter().flatten() {
        match member.as_str() {
            "AndConditions" => all.push(Filter::All(nodes(value, terms, depth + 1)?)),
            "OrConditions" => {
                let any = nodes(value, terms, depth + 1)?;
                if !any.is_empty() {
                    all.push(Filter::Any(any));
                }
            }
            "StringCondition" => all.push(string(read(value)?, terms.fields)?),
            other => {
                let word = terms.words.iter().find(|(name, _)| *name == other);
                all.push(match word {
                    Some((_, facet)) => Filter::facet(*facet, text(value)),
                    None => (terms.other)(other, value)
                        .unwrap_or_else(|| Err(invalid(format!("{other} cannot be searched"))))?,
                });
            }
        }
    }
    Ok(Filter::All(all))
}

fn nodes(them: &Value, terms: &Terms<'_>, depth: usize) -> Result<Vec<Filter>> {
    let them = them.as_array().into_iter().flatten();
    them.map(|it| node(it, terms, depth)).collect()
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A part of a request in its type; validation has checked it.
pub(crate) fn read<T: FromWire>(value: &Value) -> Result<T> {
    T::from_wire(value.clone()).map_err(ServiceError::internal)
}

/// A string condition. Without a comparison it is `EXACT`, which the model leaves open.
pub(crate) fn string(it: api::StringCondition, fields: &[(&str, Field)]) -> Result<Filter> {
    let named = it.field_name.as_deref().unwrap_or_default();
    let field = fields
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(named))
        .map(|(_, field)| *field)
        .ok_or_else(|| {
            let known: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
            invalid(format!(
                "FieldName {named:?} cannot be searched; use one of {}",
                known.join(", ")
            ))
        })?;
    let value = it
        .value
        .filter(|value| !value.is_empty())
        .ok_or_else(|| invalid("StringCondition needs a Value"))?;
    let text = compare(it.comparison_type.as_ref(), value)?;
    Ok(match (field, text) {
        (Field::Name, text) => Filter::Name(text),
        (Field::Facet(name), text) => Filter::Facet(name.to_owned(), text),
        (Field::Exactly(name), Text::Is(value)) => Filter::facet(name, value),
        (Field::Exactly(_), _) => {
            return Err(invalid(format!("{named} is searched by EXACT only")));
        }
    })
}

/// A comparison of the API with its value.
pub(crate) fn compare(by: Option<&api::StringComparisonType>, value: String) -> Result<Text> {
    Ok(match by.map_or("EXACT", |it| it.as_str()) {
        "EXACT" => Text::Is(value),
        "STARTS_WITH" => Text::Starts(value),
        "CONTAINS" => Text::Contains(value),
        other => return Err(invalid(format!("ComparisonType {other} is not supported"))),
    })
}

/// One tag: its key, and its value where one is given.
pub(crate) fn tag(it: api::TagCondition) -> Result<Filter> {
    let key = it
        .tag_key
        .filter(|key| !key.is_empty())
        .ok_or_else(|| invalid("TagCondition needs a TagKey"))?;
    Ok(Filter::Term(match it.tag_value {
        Some(value) => Term::Tag(key, value),
        None => Term::TagKey(key),
    }))
}

fn tags(them: Option<Vec<api::TagCondition>>) -> Result<Filter> {
    let all: Result<Vec<_>> = them.unwrap_or_default().into_iter().map(tag).collect();
    Ok(Filter::All(all?))
}

/// `TagFilter` of most searches.
pub(crate) fn tag_filter(it: Option<api::ControlPlaneTagFilter>) -> Result<Filter> {
    let Some(it) = it else {
        return Ok(Filter::default());
    };
    let mut all = vec![tags(it.and_conditions)?];
    if let Some(or) = it.or_conditions.filter(|or| !or.is_empty()) {
        let any: Result<Vec<_>> = or.into_iter().map(|it| tags(Some(it))).collect();
        all.push(Filter::Any(any?));
    }
    if let Some(one) = it.tag_condition {
        all.push(tag(one)?);
    }
    Ok(Filter::All(all))
}

/// `AttributeFilter` of the newer searches: tags under another name.
pub(crate) fn attribute_filter(it: Option<api::ControlPlaneAttributeFilter>) -> Result<Filter> {
    let Some(it) = it else {
        return Ok(Filter::default());
    };
    let mut all = vec![tags(it.and_condition.and_then(|it| it.tag_conditions))?];
    if let Some(or) = it.or_conditions.filter(|or| !or.is_empty()) {
        let any: Result<Vec<_>> = or.into_iter().map(|it| tags(it.tag_conditions)).collect();
        all.push(Filter::Any(any?));
    }
    if let Some(one) = it.tag_condition {
        all.push(tag(one)?);
    }
    Ok(Filter::All(all))
}

/// The tags that a `SearchFilter` asks for, under either name.
pub(crate) fn tags_of(filter: Option<&Value>) -> Result<Filter> {
    let member = |name: &str| filter.and_then(|it| it.get(name));
    let by_tag = member("TagFilter").map(read).transpose()?;
    let by_attribute = member("AttributeFilter").map(read).transpose()?;
    Ok(tag_filter(by_tag)?.and(attribute_filter(by_attribute)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TERMS: Terms<'static> = Terms {
        words: &[("QueueTypeCondition", "type")],
        ..Terms::of(&[
            ("name", Field::Name),
            ("description", Field::Facet("description")),
            ("queueId", Field::Exactly("id")),
        ])
    };

    fn named(field: &str, value: &str, by: &str) -> Value {
        json!({"StringCondition": {"FieldName": field, "Value": value, "ComparisonType": by}})
    }

    #[test]
    fn criteria_become_a_tree() {
        let asked = json!({
            "QueueTypeCondition": "STANDARD",
            "OrConditions": [named("name", "a", "STARTS_WITH"), named("description", "b", "CONTAINS")],
        });
        let wanted = Filter::All(vec![
            Filter::facet("type", "STANDARD"),
            Filter::Any(vec![
                Filter::All(vec![Filter::Name(Text::Starts("a".into()))]),
                Filter::All(vec![Filter::Facet(
                    "description".into(),
                    Text::Contains("b".into()),
                )]),
            ]),
        ]);
        assert_eq!(filter(Some(&asked), &TERMS).unwrap(), wanted);
        assert!(filter(None, &TERMS).unwrap().is_always());
    }

    #[test]
    fn what_cannot_be_searched_is_refused() {
        let refused = |asked: &Value| filter(Some(asked), &TERMS).unwrap_err().to_string();
        assert!(refused(&named("colour", "a", "EXACT")).contains("colour"));
        assert!(refused(&named("queueId", "a", "CONTAINS")).contains("EXACT"));
        assert!(refused(&json!({"ColourCondition": "RED"})).contains("ColourCondition"));
        let mut deep = named("name", "a", "EXACT");
        for _ in 0..MAX_DEPTH {
            deep = json!({"AndConditions": [deep]});
        }
        assert!(refused(&deep).contains("nest"));
        let wide: Vec<_> = (0..MAX_CONDITIONS)
            .map(|_| named("name", "a", "EXACT"))
            .collect();
        assert!(refused(&json!({"OrConditions": wide})).contains("at most"));
    }

    #[test]
    fn tags_are_asked_for_in_three_ways() {
        let one = |key: &str| json!({"TagKey": key});
        let asked = json!({"TagFilter": {
            "AndConditions": [{"TagKey": "team", "TagValue": "a"}, one("site")],
            "OrConditions": [[one("x")], [one("y")]],
        }});
        let key = |key: &str| Filter::Term(Term::TagKey(key.into()));
        let wanted = Filter::All(vec![
            Filter::All(vec![
                Filter::Term(Term::Tag("team".into(), "a".into())),
                key("site"),
            ]),
            Filter::Any(vec![
                Filter::All(vec![key("x")]),
                Filter::All(vec![key("y")]),
            ]),
        ]);
        assert_eq!(tags_of(Some(&asked)).unwrap(), wanted);
        assert!(tags_of(None).unwrap().is_always());
        assert!(tags_of(Some(&json!({"TagFilter": {"TagCondition": {}}}))).is_err());
    }
}
