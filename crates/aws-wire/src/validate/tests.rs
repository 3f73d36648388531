//! Each constraint by itself, and all at once.

use super::*;
use crate::sample::SERVICE;
use serde_json::json;

const INPUT: ShapeId = ShapeId(15);

fn problems(mut value: Value) -> Vec<(String, String)> {
    check(&SERVICE, INPUT, &mut value)
        .iter()
        .map(|problem| (problem.path.clone(), problem.rule.clone()))
        .collect()
}

fn paths(value: Value) -> Vec<String> {
    problems(value).into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_good_value_has_no_problems_and_is_normalised() {
    let mut value = json!({
        "Id": "1", "Name": "abc", "Count": 3.0, "Unknown": {"x": 1}, "Color": null,
        "Time": "2019-08-13T20:52:30.704Z", "Document": {"kept": null},
        "Inner": {"Color": "RED", "Other": 1},
    });
    assert!(check(&SERVICE, INPUT, &mut value).is_empty());
    assert_eq!(
        value,
        json!({
            "Id": "1", "Name": "abc", "Count": 3, "Time": 1_565_729_550.704,
            "Document": {"kept": null}, "Inner": {"Color": "RED"},
        })
    );
}

#[test]
fn every_problem_is_named_with_its_path() {
    let found = paths(json!({
        "Name": "A", "Count": 11, "Ratio": 1.5, "Time": "soon", "Blob": "AAAAAAAA", "Enabled": 1,
        "Inners": [{"Color": "RED"}, {}, {"Color": "PINK", "Inners": []}, 7],
        "tagsWire": {"ok": "x", "1": 2}, "Names": [null],
    }));
    let expected = [
        "Blob",
        "Count",
        "Enabled",
        "Id",
        "Inners",
        "Inners[1].Color",
        "Inners[2].Color",
        "Inners[2].Inners",
        "Inners[3]",
        "Name",
        "Name",
        "Names[0]",
        "Ratio",
        "Tags[1]",
        "Tags[1]",
        "Tags[1]",
        "Time",
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_message_counts_and_joins() {
    let mut value = json!({"Id": "1", "Name": "Ab"});
    let one = check(&SERVICE, INPUT, &mut value);
    assert_eq!(
        one.message(),
        "1 validation error detected: Value at 'Name' failed to satisfy constraint: Member must \
         satisfy regular expression pattern: ^[a-z]+$"
    );
    let mut value = json!({});
    let two = check(&SERVICE, INPUT, &mut value);
    assert!(
        two.message()
            .starts_with("2 validation errors detected: Value at 'Id'")
    );
}

#[test]
fn lengths_count_characters() {
    assert_eq!(paths(json!({"Id": "1", "Name": "abcde"})), [""; 0]);
    let rules = problems(json!({"Id": "1", "Name": "éééééé"}));
    assert_eq!(
        rules[0].1,
        "Member must have length less than or equal to 5"
    );
    assert_eq!(
        rules.len(),
        1,
        "a text that is too long is not matched against its pattern"
    );
}

#[test]
fn integers_have_32_bits() {
    let rules = problems(json!({"Id": "1", "Name": "abc", "Count": 4_294_967_297_i64}));
    assert_eq!(
        rules,
        [(
            "Count".to_owned(),
            "Member must be a 32-bit integer".to_owned()
        )]
    );
    for count in [json!(1.5), json!("3"), json!(true), json!(1e300)] {
        assert_eq!(
            paths(json!({"Id": "1", "Name": "abc", "Count": count})),
            ["Count"]
        );
    }
}

#[test]
fn naming_stops_at_the_limit_but_counting_goes_on() {
    let items: Vec<Value> = (0..1000).map(|_| json!({})).collect();
    let mut value = json!({"Id": "1", "Name": "abc", "Inners": items});
    let found = check(&SERVICE, INPUT, &mut value);
    assert_eq!(found.len(), 1001);
    assert_eq!(found.iter().count(), NAMED);
    assert!(found.message().ends_with("and 801 more"));
}

#[test]
fn deep_values_are_cut_off() {
    let mut inner = json!({"Color": "RED"});
    for _ in 0..500 {
        inner = json!({"Color": "RED", "Inners": [inner]});
    }
    let found = problems(json!({"Id": "1", "Name": "abc", "Inner": inner}));
    assert_eq!(found.len(), 1);
    assert!(found[0].1.contains("nest deeper"));
}
