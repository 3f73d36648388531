//! Answers by the model's shapes: members are picked by their names, at any depth.

use crate::ctx::Ctx;
use aws_wire::model::{Kind as Shape, MemberModel};
use aws_wire::{ServiceModel, ShapeId, Value};
use serde_json::Map;

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

impl Ctx {
    /// The operation's answer: the members that it has.
    pub(crate) fn answer(&self, full: &Object) -> Value {
        pick_members(self.model, self.operation.output, full)
    }

    /// The rows of a listing under the member that the operation's answer has for them.
    pub(crate) fn rows(&self, outer: &Object, rows: Vec<Object>, next: Option<String>) -> Value {
        let mut full = outer.clone();
        let output = members(self.model, self.operation.output).iter();
        let lists =
            output.filter(|it| matches!(shape(self.model, it.shape), Some(Shape::List { .. })));
        if let Some(member) = lists.into_iter().next() {
            let rows = rows.into_iter().map(Value::Object).collect();
            full.insert(member.key().to_owned(), Value::Array(rows));
        }
        if let Some(next) = next {
            full.insert("NextToken".into(), Value::String(next));
        }
        self.answer(&full)
    }
}

fn pick_members(model: &'static ServiceModel, structure: Option<ShapeId>, full: &Object) -> Value {
    let known = members(model, structure).iter().filter_map(|member| {
        let value = full.get(member.key()).filter(|it| !it.is_null())?;
        Some((member.key().to_owned(), pick(model, member.shape, value)))
    });
    Value::Object(known.collect())
}

fn pick(model: &'static ServiceModel, id: ShapeId, value: &Value) -> Value {
    match (shape(model, id), value) {
        (Some(Shape::Structure { .. }), Value::Object(full)) => pick_members(model, Some(id), full),
        (Some(Shape::List { member, .. }), Value::Array(them)) => {
            them.iter().map(|it| pick(model, *member, it)).collect()
        }
        (Some(Shape::Map { value: of, .. }), Value::Object(them)) => {
            let them = them.iter();
            let picked = them.map(|(key, it)| (key.clone(), pick(model, *of, it)));
            Value::Object(picked.collect())
        }
        _ => value.clone(),
    }
}

fn shape(model: &'static ServiceModel, id: ShapeId) -> Option<&'static Shape> {
    model.shape(id).map(|shape| &shape.kind)
}

fn members(model: &'static ServiceModel, id: Option<ShapeId>) -> &'static [MemberModel] {
    match id.and_then(|id| shape(model, id)) {
        Some(Shape::Structure { members, .. }) => members,
        _ => &[],
    }
}
