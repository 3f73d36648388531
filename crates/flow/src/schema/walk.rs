//! Going through the parameters of an action as its table describes them.

use super::{Field, Fields, Shape};
use crate::interchange::Step;
use serde_json::{Map, Value};

/// Who looks at what is found. Places count from the action's `Parameters`.
pub(crate) trait Found<'a> {
    /// An object that a table describes.
    fn object(&mut self, at: &[Step], fields: &'static Fields, map: &'a Map<String, Value>) {
        let _ = (at, fields, map);
    }

    /// A value that a field describes; never `null`, which stands for nothing. `of` is the table
    /// that the field is in.
    fn value(&mut self, at: &[Step], of: &'static Fields, field: &'static Field, value: &'a Value);
}

/// Shows all objects and values of some parameters, parents first.
pub(crate) fn walk<'a>(
    fields: &'static Fields,
    map: &'a Map<String, Value>,
    found: &mut dyn Found<'a>,
) {
    object(fields, map, &mut Vec::new(), found);
}

fn object<'a>(
    fields: &'static Fields,
    map: &'a Map<String, Value>,
    at: &mut Vec<Step>,
    found: &mut dyn Found<'a>,
) {
    found.object(at, fields, map);
    for field in fields.list {
        let Some(value) = map.get(field.name).filter(|value| !value.is_null()) else {
            continue;
        };
        at.push(Step::key(field.name));
        found.value(at, fields, field, value);
        inside(field.shape, value, at, found);
        at.pop();
    }
}

fn inside<'a>(shape: Shape, value: &'a Value, at: &mut Vec<Step>, found: &mut dyn Found<'a>) {
    match (shape, value) {
        (Shape::Object(fields) | Shape::ReferenceOr(fields), Value::Object(map)) => {
            object(fields, map, at, found);
        }
        (Shape::Objects(fields), Value::Array(list)) => {
            for (index, item) in list.iter().enumerate() {
                if let Value::Object(map) = item {
                    at.push(Step::Index(index));
                    object(fields, map, at, found);
                    at.pop();
                }
            }
        }
        (Shape::Keyed(fields), Value::Object(keyed)) => {
            for (key, item) in keyed {
                if let Value::Object(map) = item {
                    at.push(Step::key(key));
                    object(fields, map, at, found);
                    at.pop();
                }
            }
        }
        _ => {}
    }
}
