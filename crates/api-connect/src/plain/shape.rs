//! Answers by the model's shapes: members are picked by their names.

use super::{Object, Plain};
use crate::common::{arn, region};
use aws_wire::model::{Kind as Shape, MemberModel};
use aws_wire::{ShapeId, ToWire, Value};
use connect_model::SERVICE;
use ids::InstanceId;
use serde_json::json;
use services::{Ctx, Stored};

/// All that is known of a resource, under every name that an answer may call it.
pub(crate) fn full(
    ctx: &Ctx,
    instance: InstanceId,
    of: &Plain,
    it: &Stored<resources::Plain>,
) -> Object {
    let mut full = it.value.body.clone();
    let id = json!(it.value.id);
    let address = json!(arn(ctx, instance, of.kind, &it.value.id));
    for member in [of.id, "Id"] {
        full.entry(member).or_insert_with(|| id.clone());
    }
    for member in [of.arn, "Arn"] {
        full.entry(member).or_insert_with(|| address.clone());
    }
    if !of.name.is_empty() {
        full.insert(of.name.to_owned(), json!(it.value.name));
        full.entry("Name").or_insert_with(|| json!(it.value.name));
    }
    if let (Some((member, _)), Some(whole)) = (of.whole, &it.value.whole) {
        full.insert(member.to_owned(), json!(whole));
    }
    full.insert("InstanceId".into(), json!(instance.to_string()));
    full.insert("Tags".into(), it.value.tags.clone().to_wire());
    full.insert("LastModifiedTime".into(), it.modified.to_wire());
    full.insert("LastModifiedRegion".into(), json!(region(ctx)));
    full.insert("CreatedTime".into(), it.created.to_wire());
    (of.shown)(ctx, instance, it, &mut full);
    full
}

/// The operation's answer: the members that it has, directly or in the one structure that it
/// answers.
pub(crate) fn answer(ctx: &Ctx, full: &Object) -> Value {
    let mut out = Object::new();
    for member in members(ctx.operation.output) {
        match full.get(member.key()) {
            Some(value) => drop(out.insert(member.key().to_owned(), value.clone())),
            None if !members(Some(member.shape)).is_empty() => {
                out.insert(member.key().to_owned(), pick(member.shape, full));
            }
            None => {}
        }
    }
    Value::Object(out)
}

/// The rows of a listing under the member that the operation's answer has for them.
pub(crate) fn rows(ctx: &Ctx, rows: &[Object], next: Option<String>, total: Option<u64>) -> Value {
    let mut out = Object::new();
    for member in members(ctx.operation.output) {
        if let Some(Shape::List { member: row, .. }) = shape(member.shape)
            && !out.values().any(Value::is_array)
        {
            let list = rows.iter().map(|full| element(*row, full)).collect();
            out.insert(member.key().to_owned(), Value::Array(list));
        }
        match (member.key(), total) {
            ("ApproximateTotalCount", Some(total)) => {
                out.insert(member.key().to_owned(), json!(total));
            }
            ("NextToken", _) => {
                if let Some(next) = &next {
                    out.insert(member.key().to_owned(), json!(next));
                }
            }
            _ => {}
        }
    }
    Value::Object(out)
}

/// One row: a structure's members, or the text that the row is.
fn element(row: ShapeId, full: &Object) -> Value {
    if members(Some(row)).is_empty() {
        return full
            .get("Name")
            .or(full.get("Id"))
            .cloned()
            .unwrap_or_default();
    }
    pick(row, full)
}

/// The members of a structure that are known.
pub(crate) fn pick(structure: ShapeId, full: &Object) -> Value {
    let known = members(Some(structure)).iter().filter_map(|member| {
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
