//! One Rust type per reachable structure and enumeration.

use super::reach::holds_directly;
use super::{GenerateError, Source, names};
use crate::facts::{Member, Shape, ShapeType};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

pub(super) fn write(source: &Source<'_>, out: &mut String) -> Result<(), GenerateError> {
    let plain = defaultable(source);
    for name in source.reach.index.keys() {
        let shape = source.shape(name)?;
        if is_enumeration(shape) {
            enumeration(name, shape, out);
        } else if is_structure(shape) {
            structure(source, name, shape, plain.contains(name), out)?;
        }
    }
    Ok(())
}

fn is_enumeration(shape: &Shape) -> bool {
    shape.kind == ShapeType::String && !shape.values.is_empty()
}

fn is_structure(shape: &Shape) -> bool {
    shape.kind == ShapeType::Structure && !shape.document
}

fn enumeration(name: &str, shape: &Shape, out: &mut String) {
    let _ = writeln!(
        out,
        "::aws_wire::string_enum! {{\n/// `{name}`: one of {} values, or a text that the model \
         does not know.\npub enum {} {{",
        shape.values.len(),
        names::type_name(name)
    );
    for (variant, value) in names::variants(shape.values.iter().map(String::as_str)) {
        let _ = writeln!(out, "{variant} = {value:?},");
    }
    out.push_str("}\n}\n");
}

/// The Rust type of a shape, without `Option` and `Box`.
pub(super) fn rust_type(source: &Source<'_>, name: &str) -> Result<String, GenerateError> {
    let shape = source.shape(name)?;
    let part = |part: &Option<String>| {
        let part = part
            .as_deref()
            .ok_or_else(|| GenerateError::Incomplete(name.to_owned()))?;
        let inner = rust_type(source, part)?;
        Ok(if shape.sparse {
            format!("::core::option::Option<{inner}>")
        } else {
            inner
        })
    };
    Ok(match shape.kind {
        _ if shape.document => "::aws_wire::Value".to_owned(),
        ShapeType::Structure => names::type_name(name),
        ShapeType::String if is_enumeration(shape) => names::type_name(name),
        ShapeType::String => "::std::string::String".to_owned(),
        ShapeType::List => format!("::std::vec::Vec<{}>", part(&shape.member)?),
        // Keys stay text even where the model enumerates them.
        ShapeType::Map => format!(
            "::std::collections::BTreeMap<::std::string::String, {}>",
            part(&shape.value)?
        ),
        ShapeType::Integer => "i32".to_owned(),
        ShapeType::Long => "i64".to_owned(),
        ShapeType::Float | ShapeType::Double => "f64".to_owned(),
        ShapeType::Boolean => "bool".to_owned(),
        ShapeType::Timestamp => "::aws_wire::Timestamp".to_owned(),
        ShapeType::Blob => "::aws_wire::Blob".to_owned(),
    })
}

struct Field<'a> {
    rust: String,
    key: &'a str,
    ty: String,
    doc: String,
    required: bool,
    sensitive: bool,
}

fn structure(
    source: &Source<'_>,
    name: &str,
    shape: &Shape,
    default: bool,
    out: &mut String,
) -> Result<(), GenerateError> {
    let fields = shape
        .members
        .iter()
        .map(|(member_name, member)| field(source, name, member_name, member))
        .collect::<Result<Vec<_>, _>>()?;
    let ty = names::type_name(name);
    let hidden = fields.iter().any(|field| field.sensitive);
    let mut derives = vec!["Clone", "PartialEq"];
    if !hidden {
        derives.push("Debug");
    }
    if default {
        derives.push("Default");
    }
    let _ = writeln!(
        out,
        "/// `{name}`{}.\n#[derive({})]\npub struct {ty} {{",
        if shape.union {
            ": exactly one member is set"
        } else {
            ""
        },
        derives.join(", ")
    );
    for field in &fields {
        let _ = writeln!(out, "/// {}\npub {}: {},", field.doc, field.rust, field.ty);
    }
    out.push_str("}\n");
    if hidden {
        redacted_debug(&ty, &fields, out);
    }
    if source.reach.read.contains(name) {
        reader(&ty, &fields, out);
    }
    if source.reach.written.contains(name) {
        writer(&ty, &fields, out);
    }
    if shape.exception {
        exception(source, name, shape, &fields, out);
    }
    Ok(())
}

fn field<'a>(
    source: &Source<'_>,
    owner: &str,
    name: &'a str,
    member: &'a Member,
) -> Result<Field<'a>, GenerateError> {
    let shape = source.shape(&member.shape)?;
    let mut ty = rust_type(source, &member.shape)?;
    if is_structure(shape) && holds_directly(source.service, &member.shape, owner) {
        ty = format!("::std::boxed::Box<{ty}>");
    }
    if !member.required {
        ty = format!("::core::option::Option<{ty}>");
    }
    let key = match member.location {
        None => member.name.as_deref().unwrap_or(name),
        Some(_) => name,
    };
    Ok(Field {
        rust: names::field(name),
        key,
        ty,
        doc: doc(name, member, shape),
        required: member.required,
        sensitive: is_sensitive(source, &member.shape),
    })
}

/// Whether a value of this shape must stay out of logs. Structures decide for themselves.
fn is_sensitive(source: &Source<'_>, name: &str) -> bool {
    source.service.shapes.get(name).is_some_and(|shape| {
        let parts = [&shape.member, &shape.key, &shape.value];
        shape.sensitive
            || parts
                .into_iter()
                .flatten()
                .any(|part| part != name && is_sensitive(source, part))
    })
}

fn doc(name: &str, member: &Member, shape: &Shape) -> String {
    let mut out = format!("`{name}`: {}", member.shape);
    let what = match shape.kind {
        ShapeType::String | ShapeType::Blob => "length ",
        ShapeType::List | ShapeType::Map => "entries ",
        _ => "",
    };
    match (&shape.min, &shape.max) {
        (Some(min), Some(max)) => _ = write!(out, ", {what}{min} to {max}"),
        (Some(min), None) => _ = write!(out, ", {what}from {min}"),
        (None, Some(max)) => _ = write!(out, ", {what}up to {max}"),
        (None, None) => {}
    }
    match member.location.as_deref() {
        Some("uri") => out.push_str(", in the path"),
        Some("querystring") => out.push_str(", in the query"),
        Some("header" | "headers") => out.push_str(", in a header"),
        Some("statusCode") => out.push_str(", the status of the answer"),
        _ => {}
    }
    for (flag, text) in [
        (member.required, ", required"),
        (member.idempotency_token, ", makes retries safe"),
        (member.deprecated, ", deprecated"),
    ] {
        if flag {
            out.push_str(text);
        }
    }
    out.push('.');
    out
}

fn redacted_debug(ty: &str, fields: &[Field<'_>], out: &mut String) {
    let _ = write!(
        out,
        "impl ::core::fmt::Debug for {ty} {{\nfn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) \
         -> ::core::fmt::Result {{\nf.debug_struct({ty:?})"
    );
    for field in fields {
        let name = field.rust.trim_start_matches("r#");
        if field.sensitive {
            let _ = write!(out, ".field({name:?}, &::aws_wire::Redacted)");
        } else {
            let _ = write!(out, ".field({name:?}, &self.{})", field.rust);
        }
    }
    out.push_str(".finish()\n}\n}\n");
}

fn reader(ty: &str, fields: &[Field<'_>], out: &mut String) {
    let _ = write!(
        out,
        "impl ::aws_wire::FromWire for {ty} {{\nfn from_wire(value: ::aws_wire::Value) -> \
         ::core::result::Result<Self, ::aws_wire::WireError> {{\nlet {} = \
         ::aws_wire::Fields::new(value)?;\n::core::result::Result::Ok(Self {{ ",
        if fields.is_empty() {
            "_fields"
        } else {
            "mut fields"
        }
    );
    for field in fields {
        let take = if field.required {
            "required"
        } else {
            "optional"
        };
        let _ = write!(out, "{}: fields.{take}({:?})?, ", field.rust, field.key);
    }
    out.push_str("})\n}\n}\n");
}

fn writer(ty: &str, fields: &[Field<'_>], out: &mut String) {
    let _ = write!(
        out,
        "impl ::aws_wire::ToWire for {ty} {{\nfn to_wire(self) -> ::aws_wire::Value {{\nlet {} = \
         ::aws_wire::Object::with_capacity({});\n",
        if fields.is_empty() {
            "object"
        } else {
            "mut object"
        },
        fields.len()
    );
    for field in fields {
        let put = if field.required {
            "required"
        } else {
            "optional"
        };
        let _ = writeln!(out, "object.{put}({:?}, self.{});", field.key, field.rust);
    }
    out.push_str("object.finish()\n}\n}\n");
}

fn exception(
    source: &Source<'_>,
    name: &str,
    shape: &Shape,
    fields: &[Field<'_>],
    out: &mut String,
) {
    let ty = names::type_name(name);
    let message = fields
        .iter()
        .find(|f| f.rust == "message" && f.ty.contains("String"));
    let others_absent = fields.iter().all(|f| f.rust == "message" || !f.required);
    let _ = writeln!(
        out,
        "impl ::aws_wire::Modelled for {ty} {{\nconst CODE: &'static str = {:?};\nconst STATUS: \
         u16 = {};\n}}",
        super::operations::code(source, name),
        shape.status.unwrap_or(if shape.fault { 500 } else { 400 })
    );
    if let Some(message) = message.filter(|_| others_absent) {
        let value = if message.required {
            "message"
        } else {
            "message: ::core::option::Option::Some(message)"
        };
        let _ = write!(
            out,
            "impl {ty} {{\n/// The error with that message and nothing else.\npub fn new(message: \
             impl ::core::convert::Into<::std::string::String>) -> Self {{\nlet message = \
             message.into();\nSelf {{ {value}, "
        );
        for field in fields.iter().filter(|field| field.rust != "message") {
            let _ = write!(out, "{}: ::core::option::Option::None, ", field.rust);
        }
        out.push_str("}\n}\n}\n");
    }
}

/// Structures that have a default: none of their required members is an enumeration, on any path.
fn defaultable<'a>(source: &Source<'a>) -> BTreeSet<&'a str> {
    fn visit<'a>(source: &Source<'a>, name: &'a str, known: &mut BTreeMap<&'a str, bool>) -> bool {
        if let Some(known) = known.get(name) {
            return *known;
        }
        // A required cycle has no finite value, let alone a default one.
        known.insert(name, false);
        let answer = source.service.shapes.get(name).is_some_and(|shape| {
            if is_enumeration(shape) {
                false
            } else if is_structure(shape) {
                shape
                    .members
                    .values()
                    .filter(|member| member.required)
                    .all(|member| visit(source, &member.shape, known))
            } else {
                true
            }
        });
        known.insert(name, answer);
        answer
    }
    let mut known = BTreeMap::new();
    for name in source.reach.index.keys() {
        visit(source, name, &mut known);
    }
    known
        .into_iter()
        .filter(|(_, yes)| *yes)
        .map(|(name, _)| name)
        .collect()
}
