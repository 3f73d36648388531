//! What differs between two bodies, field by field.

use serde_json::Value;

/// One field that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Where, such as `outbound_caller.number` or `queues[2].priority`.
    pub path: String,
    /// What is kept; `None` where there is nothing.
    pub from: Option<Value>,
    /// What the document says; `None` where it says nothing.
    pub to: Option<Value>,
}

/// All differences, in the order of the fields.
pub(crate) fn differences(from: &Value, to: &Value) -> Vec<Difference> {
    let mut out = Vec::new();
    compare("", Some(from), Some(to), &mut out);
    out
}

fn compare(path: &str, from: Option<&Value>, to: Option<&Value>, out: &mut Vec<Difference>) {
    // What is null, empty or absent is the same to a resource.
    let from = from.filter(|it| !is_nothing(it));
    let to = to.filter(|it| !is_nothing(it));
    if from == to {
        return;
    }
    match (from, to) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            for key in keys {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                compare(&path, a.get(key), b.get(key), out);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for at in 0..a.len().max(b.len()) {
                compare(&format!("{path}[{at}]"), a.get(at), b.get(at), out);
            }
        }
        _ => out.push(Difference {
            path: path.to_owned(),
            from: from.cloned(),
            to: to.cloned(),
        }),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(them) => them.is_empty(),
        Value::Object(them) => them.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_compared_to_their_depth() {
        let from = json!({"a": 1, "b": {"c": [1, 2]}, "d": null, "e": "x"});
        let to = json!({"a": 1, "b": {"c": [1, 3, 4]}, "f": {}});
        let paths: Vec<_> = differences(&from, &to)
            .into_iter()
            .map(|it| (it.path, it.from, it.to))
            .collect();
        assert_eq!(
            paths,
            [
                ("b.c[1]".to_owned(), Some(json!(2)), Some(json!(3))),
                ("b.c[2]".to_owned(), None, Some(json!(4))),
                ("e".to_owned(), Some(json!("x")), None),
            ]
        );
    }
}
