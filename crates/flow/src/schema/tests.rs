//! Tables against blocks, words and the documented schema.

use super::*;
use crate::params::{Params, Place, asked};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// All keys of a table with the way to them, lists and keyed objects as one step.
fn keys(fields: &Fields, prefix: &str, all: &mut BTreeSet<String>) {
    for field in fields.list {
        let path = format!("{prefix}{}", field.name);
        if let Shape::Object(inner) | Shape::Objects(inner) | Shape::ReferenceOr(inner) =
            field.shape
        {
            keys(inner, &format!("{path}."), all);
        }
        all.insert(path);
    }
}

/// A value that a field may have.
fn sample(shape: Shape, round: usize) -> Value {
    match shape {
        Shape::Text(_) | Shape::Named(..) => json!("x"),
        Shape::Characters(known, _) => json!(known.get(..1)),
        Shape::Reference => json!("$.Attributes.x"),
        Shape::Number(from, ..) => json!(from.to_string()),
        Shape::Signed => json!("-1"),
        Shape::Flag => json!(if round.is_multiple_of(2) {
            "True"
        } else {
            "False"
        }),
        Shape::Word(words) => json!(words[round % words.len()]),
        Shape::Map(_) | Shape::Values => json!({"a": "b"}),
        Shape::Texts => json!(["a"]),
        Shape::Words(words) => json!([words[round % words.len()]]),
        Shape::Object(fields) | Shape::ReferenceOr(fields) => object(fields, round),
        Shape::Objects(fields) => json!([object(fields, round)]),
        Shape::Keyed(fields) => json!({"a": object(fields, round)}),
        Shape::Any => json!({"a": "b"}),
    }
}

fn object(fields: &Fields, round: usize) -> Value {
    let member = |field: &Field| (field.name.to_owned(), sample(field.shape, round));
    Value::Object(fields.list.iter().map(member).collect())
}

#[test]
fn every_block_asks_for_the_keys_of_its_table_and_no_others() {
    for row in crate::registry().filter(|row| row.runs != crate::Runs::No) {
        let fields = row
            .parameters()
            .unwrap_or_else(|| panic!("{} has no table", row.name));
        let (mut listed, mut asked_for) = (BTreeSet::new(), BTreeSet::new());
        keys(fields, "", &mut listed);
        for round in 0..4 {
            let Value::Object(mut map) = object(fields, round) else {
                panic!("an object")
            };
            // Without one each, so that a mode that reads nothing else does not hide the rest.
            let without: Vec<Option<&str>> = fields
                .list
                .iter()
                .map(|it| Some(it.name))
                .chain([None])
                .collect();
            for gone in without {
                let kept = gone.and_then(|gone| map.shift_remove_entry(gone));
                asked_for.extend(asked_by(row, &map));
                map.extend(kept);
            }
        }
        // What a block takes as it is, such as analytics, is described further by the table only.
        let opaque = |path: &&String| {
            let ends: Vec<usize> = path.match_indices('.').map(|(at, _)| at).collect();
            ends.iter().all(|end| {
                let outer = &path[..*end];
                let read = asked_for
                    .iter()
                    .any(|it| it.starts_with(&format!("{outer}.")));
                read || !asked_for.contains(outer)
            })
        };
        let listed: BTreeSet<&String> = listed.iter().filter(opaque).collect();
        let asked_for: BTreeSet<&String> = asked_for.iter().collect();
        assert_eq!(listed, asked_for, "{}", row.name);
    }
}

#[test]
fn what_a_block_misses_its_table_demands() {
    for row in crate::registry().filter(|row| row.runs != crate::Runs::No) {
        let fields = row
            .parameters()
            .unwrap_or_else(|| panic!("{} has no table", row.name));
        let mut problems = Vec::new();
        let place = Place {
            index: 0,
            action: "a",
            problems: &mut problems,
        };
        let nothing = Map::new();
        let mut params = Params::new(&nothing, place);
        let _ = (row.parse)(&mut params);
        params.finish();
        let missing = problems
            .iter()
            .filter(|it| it.rule == crate::Rule::MissingParameter);
        for problem in missing {
            let key = problem.path.trim_start_matches("Actions[0].Parameters.");
            let demanded = fields.field(key).is_some_and(|field| field.required);
            let chosen = fields.choices.iter().any(|it| it.names().contains(&key));
            assert!(demanded || chosen, "{} {key}", row.name);
        }
    }
}

fn asked_by(row: &crate::Row, map: &Map<String, Value>) -> BTreeSet<String> {
    let mut problems = Vec::new();
    let place = Place {
        index: 0,
        action: "a",
        problems: &mut problems,
    };
    asked(|| {
        let mut params = Params::new(map, place);
        let _ = (row.parse)(&mut params);
        params.finish();
    })
}

#[test]
fn every_action_is_described_once_and_with_words() {
    let mut seen = BTreeSet::new();
    for room in [
        contact::ACTIONS,
        queueing::ACTIONS,
        work::ACTIONS,
        control::ACTIONS,
        participant::ACTIONS,
        integration::ACTIONS,
    ] {
        for it in room {
            assert!(seen.insert(it.name), "{}", it.name);
            assert!(crate::registry::row(it.name).is_some(), "{}", it.name);
            assert!(it.what.ends_with('.'), "{}", it.name);
            words(it.name, &it.parameters);
        }
    }
    let unspecified = [
        "CreateContact",
        "StartOutboundEmailContact",
        "RenderMessageTemplate",
    ];
    for row in crate::registry() {
        assert_eq!(
            !seen.contains(row.name),
            unspecified.contains(&row.name),
            "{}",
            row.name
        );
    }
}

fn words(name: &str, fields: &Fields) {
    for choice in fields.choices {
        for named in choice.names() {
            assert!(fields.field(named).is_some(), "{name}: {named}");
        }
    }
    for field in fields.list {
        assert!(field.what.ends_with('.'), "{name}: {}", field.name);
        if let Shape::Object(inner)
        | Shape::Objects(inner)
        | Shape::Keyed(inner)
        | Shape::ReferenceOr(inner) = field.shape
        {
            words(name, inner);
        }
    }
}

#[test]
fn the_documented_schema_is_that_of_the_register() {
    // Not by assert_eq, which would print both.
    let documented = include_str!("../../../../docs/flow-schema.json");
    assert!(
        json_schema_text() == documented,
        "cargo run -p flow --example schema"
    );
    let read: Value = serde_json::from_str(documented).unwrap();
    assert_eq!(read, json_schema());
}
