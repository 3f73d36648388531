//! Answers by the model's shapes: members are picked by their names.

use aws_wire::model::{Kind as Shape, MemberModel};
use aws_wire::{ShapeId, Value};
use lex_model::models::SERVICE;
use serde_json::Map;
use services::Ctx;

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// The operation's answer: the members that it has.
pub(crate) fn answer(ctx: &Ctx, full: &Object) -> Value {
    pick(ctx.operation.output, full)
}

/// The rows of a listing under the member that the operation's answer has for them.
pub(crate) fn rows(ctx: &Ctx, full: &Object, rows: &[Object], next: Option<String>) -> Value {
    let mut full = full.clone();
    for member in members(ctx.operation.output) {
        if let Some(Shape::List { member: row, .. }) = shape(member.shape) {
            let list = rows.iter().map(|it| pick(Some(*row), it)).collect();
            full.insert(member.key().to_owned(), Value::Array(list));
        }
    }
    if let Some(next) = next {
        full.insert("nextToken".into(), Value::String(next));
    }
    answer(ctx, &full)
}

fn pick(structure: Option<ShapeId>, full: &Object) -> Value {
    let known = members(structure).iter().filter_map(|member| {
        let value = full.get(member.key())?;
        Some((member.key().to_owned(), value.clone()))
    });
    Value::Object(known.collect())
}

fn shape(id: ShapeId) -> Option<&'static Shape> {
    SERVICE.shape(id).map(|shape| &shape.kind)
}

fn members(id: Option<ShapeId>) -> &'static [MemberModel] {
    match id.and_then(shape) {
        Some(Shape::Structure { members, .. }) => members,
        _ => &[],
    }
}
