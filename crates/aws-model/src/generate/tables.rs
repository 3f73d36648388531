//! The static tables: routes of all operations, shapes of the typed ones.

use super::reach::closure;
use super::{GenerateError, Source};
use crate::facts::{Member, Operation, Shape, ShapeType};
use serde_json::Number;
use std::collections::BTreeMap;
use std::fmt::Write;

pub(super) fn write(source: &Source<'_>, out: &mut String) -> Result<(), GenerateError> {
    if source.reach.index.len() > usize::from(u16::MAX) {
        return Err(GenerateError::TooManyShapes(source.reach.index.len()));
    }
    let meta = &source.service.service;
    let protocol = match meta.protocol.as_str() {
        "rest-json" => "Protocol::RestJson".to_owned(),
        "json" => format!(
            "Protocol::AwsJson {{ version: {:?}, target_prefix: {:?} }}",
            meta.json_version.as_deref().unwrap_or("1.0"),
            meta.target_prefix.as_deref().unwrap_or("")
        ),
        other => return Err(GenerateError::Protocol(other.to_owned())),
    };
    // Writing to a String cannot fail, here and below.
    let _ = write!(
        out,
        "/// The interface of the service.\npub static SERVICE: ::aws_wire::ServiceModel = tables::SERVICE;\n\
         mod tables {{\nuse ::aws_wire::model::*;\n\
         pub(super) const SERVICE: ServiceModel = ServiceModel {{ name: {:?}, signing_name: {:?}, \
         endpoint_prefix: {:?}, api_version: {:?}, protocol: {protocol}, operations: &OPERATIONS, \
         shapes: &SHAPES }};\n",
        meta.name, meta.signing_name, meta.endpoint_prefix, meta.api_version
    );
    let operations = &source.service.operations;
    let _ = writeln!(
        out,
        "static OPERATIONS: [OperationModel; {}] = [",
        operations.len()
    );
    for (name, operation) in operations {
        write_operation(source, name, operation, out);
    }
    out.push_str("];\n");
    let patterns = patterns(source);
    let _ = writeln!(
        out,
        "static SHAPES: [ShapeModel; {}] = [",
        source.reach.index.len()
    );
    for name in source.reach.index.keys() {
        write_shape(source, name, &patterns, out)?;
    }
    out.push_str("];\n");
    for (pattern, at) in &patterns {
        let _ = writeln!(
            out,
            "static P{at}: ::aws_wire::Pattern = ::aws_wire::Pattern::new({pattern:?});"
        );
    }
    out.push_str("}\n");
    Ok(())
}

fn patterns<'a>(source: &Source<'a>) -> BTreeMap<&'a str, usize> {
    let mut all: BTreeMap<&str, usize> = source
        .reach
        .index
        .keys()
        .filter_map(|name| source.service.shapes.get(*name)?.pattern.as_deref())
        .map(|pattern| (pattern, 0))
        .collect();
    for (at, slot) in all.values_mut().enumerate() {
        *slot = at;
    }
    all
}

fn write_operation(source: &Source<'_>, name: &str, operation: &Operation, out: &mut String) {
    let typed = source.reach.typed.contains(name);
    let id = |shape: &Option<String>| {
        let at = shape.as_deref().filter(|_| typed);
        match at.and_then(|name| source.reach.index.get(name)) {
            Some(at) => format!("Some(ShapeId({at}))"),
            None => "None".to_owned(),
        }
    };
    let unsigned = operation.unsigned_payload
        || operation
            .auth
            .as_deref()
            .is_some_and(|auth| auth.ends_with("unsigned-body"));
    let errors: Vec<&str> = operation
        .errors
        .iter()
        .map(|shape| super::operations::code(source, shape))
        .collect();
    let _ = writeln!(
        out,
        "OperationModel {{ name: {name:?}, method: {:?}, uri: {:?}, code: {}, typed: \
         {typed}, reformat: {}, unsigned_payload: {unsigned}, input: {}, output: {}, errors: \
         &{errors:?} }},",
        operation.method,
        operation.uri,
        operation.code,
        typed && reformats(source, operation),
        id(&operation.input),
        id(&operation.output),
    );
}

/// Whether the output holds a point in time that is not written as epoch seconds.
fn reformats(source: &Source<'_>, operation: &Operation) -> bool {
    closure(source.service, operation.output.iter().map(String::as_str))
        .iter()
        .filter_map(|name| source.service.shapes.get(*name))
        .any(|shape| {
            shape
                .timestamp_format
                .as_deref()
                .is_some_and(|format| format != "unixTimestamp")
        })
}

fn write_shape(
    source: &Source<'_>,
    name: &str,
    patterns: &BTreeMap<&str, usize>,
    out: &mut String,
) -> Result<(), GenerateError> {
    let shape = source.shape(name)?;
    let id = |part: &Option<String>| {
        part.as_deref()
            .and_then(|part| source.reach.index.get(part))
            .map(|at| format!("ShapeId({at})"))
            .ok_or_else(|| GenerateError::Incomplete(name.to_owned()))
    };
    let kind = match shape.kind {
        _ if shape.document => "Kind::Document".to_owned(),
        ShapeType::Structure => structure(source, shape)?,
        ShapeType::List => format!(
            "Kind::List {{ member: {}, size: {}, sparse: {} }}",
            id(&shape.member)?,
            bounds(shape, lengths),
            shape.sparse
        ),
        ShapeType::Map => format!(
            "Kind::Map {{ key: {}, value: {}, size: {}, sparse: {} }}",
            id(&shape.key)?,
            id(&shape.value)?,
            bounds(shape, lengths),
            shape.sparse
        ),
        ShapeType::String => format!(
            "Kind::String {{ length: {}, pattern: {}, values: &{:?} }}",
            bounds(shape, lengths),
            match shape
                .pattern
                .as_deref()
                .and_then(|pattern| patterns.get(pattern))
            {
                Some(at) => format!("Some(&P{at})"),
                None => "None".to_owned(),
            },
            shape.values.iter().collect::<Vec<_>>()
        ),
        ShapeType::Integer | ShapeType::Long => format!(
            "Kind::Integer {{ range: {}, long: {} }}",
            bounds(shape, whole),
            shape.kind == ShapeType::Long
        ),
        ShapeType::Float | ShapeType::Double => {
            format!(
                "Kind::Float {{ range: {} }}",
                bounds(shape, |n| n.as_f64().map(float))
            )
        }
        ShapeType::Boolean => "Kind::Boolean".to_owned(),
        ShapeType::Timestamp => {
            format!(
                "Kind::Timestamp({})",
                format_of(shape.timestamp_format.as_deref())?
            )
        }
        ShapeType::Blob => format!("Kind::Blob {{ length: {} }}", bounds(shape, lengths)),
    };
    let sensitive = shape.sensitive;
    let _ = writeln!(
        out,
        "ShapeModel {{ name: {name:?}, sensitive: {sensitive}, kind: {kind} }},"
    );
    Ok(())
}

fn structure(source: &Source<'_>, shape: &Shape) -> Result<String, GenerateError> {
    let mut members = String::new();
    for (name, member) in &shape.members {
        write_member(source, name, member, &mut members)?;
    }
    let status = if shape.exception {
        shape.status.or(Some(400))
    } else {
        None
    };
    Ok(format!(
        "Kind::Structure {{ members: &[{members}], union: {}, payload: {:?}, status: {status:?} }}",
        shape.union, shape.payload
    ))
}

fn write_member(
    source: &Source<'_>,
    name: &str,
    member: &Member,
    out: &mut String,
) -> Result<(), GenerateError> {
    let location = match member.location.as_deref() {
        None => "Body",
        Some("uri") => "Uri",
        Some("querystring") => "Query",
        Some("header") => "Header",
        Some("headers") => "HeaderPrefix",
        Some("statusCode") => "StatusCode",
        Some(other) => {
            return Err(GenerateError::Unknown {
                what: "location",
                value: other.to_owned(),
            });
        }
    };
    if let Some(format) = &member.timestamp_format {
        // None of the services sets one on a member; the tables keep formats on shapes.
        return Err(GenerateError::Unknown {
            what: "timestamp format",
            value: format.clone(),
        });
    }
    let shape = source
        .reach
        .index
        .get(member.shape.as_str())
        .ok_or_else(|| GenerateError::Incomplete(member.shape.clone()))?;
    let _ = write!(
        out,
        "MemberModel {{ name: {name:?}, wire: {:?}, location: Location::{location}, shape: \
         ShapeId({shape}), required: {}, idempotency_token: {}, json_value: {} }}, ",
        member.name.as_deref().unwrap_or(name),
        member.required,
        member.idempotency_token,
        member.jsonvalue
    );
    Ok(())
}

fn format_of(format: Option<&str>) -> Result<&'static str, GenerateError> {
    Ok(match format {
        None => "None",
        Some("iso8601") => "Some(::aws_wire::timestamps::TimestampFormat::Iso8601)",
        Some("unixTimestamp") => "Some(::aws_wire::timestamps::TimestampFormat::EpochSeconds)",
        Some("rfc822") => "Some(::aws_wire::timestamps::TimestampFormat::HttpDate)",
        Some(other) => {
            let value = other.to_owned();
            return Err(GenerateError::Unknown {
                what: "timestamp format",
                value,
            });
        }
    })
}

fn bounds(shape: &Shape, read: impl Fn(&Number) -> Option<String>) -> String {
    let one = |bound: &Option<Number>| match bound.as_ref().and_then(&read) {
        Some(number) => format!("Some({number})"),
        None => "None".to_owned(),
    };
    format!(
        "Bounds {{ min: {}, max: {} }}",
        one(&shape.min),
        one(&shape.max)
    )
}

/// Lengths below zero and of many exabytes constrain nothing.
fn lengths(number: &Number) -> Option<String> {
    number.as_u64().map(|n| n.to_string())
}

fn whole(number: &Number) -> Option<String> {
    number.as_i64().map(|n| n.to_string())
}

fn float(number: f64) -> String {
    format!("{number:?}")
}
