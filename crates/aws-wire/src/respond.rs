//! From the outcome of an operation to the answer.
//!
//! Every answer carries `x-amzn-RequestId`; every fault carries `x-amzn-ErrorType`, and in the
//! AWS JSON protocols `__type` in its body too.

use crate::model::{Kind, Location, Protocol, ServiceModel, ShapeId};
use crate::timestamps::{self, TimestampFormat};
use crate::{Fault, OperationModel, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Map;

/// An answer with its whole body.
pub type Response = http::Response<Bytes>;

/// The header with the request's id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// The header with a fault's code.
pub const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// Writes what an operation answered.
pub fn output(
    service: &ServiceModel,
    operation: &OperationModel,
    mut value: Value,
    request_id: &str,
) -> Response {
    let mut headers = HeaderMap::with_capacity(4);
    let mut status = operation.code;
    let mut body = Bytes::new();
    if let Some(id) = operation.output {
        if operation.reformat {
            reformat(service, id, &mut value);
        }
        match service.protocol {
            Protocol::AwsJson { .. } => body = text(&value),
            Protocol::RestJson => body = rest(service, id, value, &mut headers, &mut status),
        }
    } else if matches!(service.protocol, Protocol::AwsJson { .. }) {
        body = Bytes::from_static(b"{}");
    }
    finish(service.protocol, status, headers, body, request_id)
}

/// Writes a fault. `service` is `None` when the request was refused before its service was
/// known; the answer is then laid out as rest-json.
pub fn fault(service: Option<&ServiceModel>, fault: &Fault, request_id: &str) -> Response {
    let protocol = service.map_or(Protocol::RestJson, |service| service.protocol);
    let mut headers = HeaderMap::with_capacity(4);
    let mut members = fault.members.clone();
    let shape = service.and_then(|service| {
        let at = service
            .shapes
            .binary_search_by(|shape| shape.name.cmp(&fault.code))
            .ok()?;
        service.shapes.get(at)
    });
    if let Some(Kind::Structure {
        members: modelled, ..
    }) = shape.map(|shape| &shape.kind)
    {
        for member in modelled
            .iter()
            .filter(|member| member.location == Location::Header)
        {
            if let Some(value) = members.shift_remove(member.name) {
                put_header(&mut headers, member.wire, &plain(&value));
            }
        }
    }
    if let Ok(code) = HeaderValue::from_str(&fault.code) {
        headers.insert(ERROR_TYPE, code);
    }
    if matches!(protocol, Protocol::AwsJson { .. }) {
        members.insert("__type".to_owned(), Value::from(fault.code.as_ref()));
    }
    finish(
        protocol,
        fault.status,
        headers,
        text(&Value::Object(members)),
        request_id,
    )
}

fn finish(
    protocol: Protocol,
    status: u16,
    mut headers: HeaderMap,
    body: Bytes,
    request_id: &str,
) -> Response {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
    if !headers.contains_key(CONTENT_TYPE) {
        let content_type = match protocol {
            Protocol::RestJson => "application/json",
            Protocol::AwsJson { version: "1.0", .. } => "application/x-amz-json-1.0",
            Protocol::AwsJson { .. } => "application/x-amz-json-1.1",
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = if status == StatusCode::NO_CONTENT {
        Bytes::new()
    } else {
        body
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn rest(
    service: &ServiceModel,
    id: ShapeId,
    value: Value,
    headers: &mut HeaderMap,
    status: &mut u16,
) -> Bytes {
    let Some(Kind::Structure {
        members, payload, ..
    }) = service.shape(id).map(|s| &s.kind)
    else {
        return text(&value);
    };
    let Value::Object(mut object) = value else {
        return text(&value);
    };
    for member in members
        .iter()
        .filter(|member| member.location != Location::Body)
    {
        let Some(value) = object.shift_remove(member.name) else {
            continue;
        };
        match member.location {
            Location::StatusCode => {
                *status = value
                    .as_u64()
                    .and_then(|n| n.try_into().ok())
                    .unwrap_or(*status);
            }
            Location::Header if member.json_value => {
                put_header(headers, member.wire, &STANDARD.encode(value.to_string()));
            }
            Location::Header => {
                let format = match service.shape(member.shape).map(|shape| &shape.kind) {
                    Some(Kind::Timestamp(format)) => {
                        Some(format.unwrap_or(TimestampFormat::HttpDate))
                    }
                    _ => None,
                };
                let value = match format.zip(timestamps::parse(&value)) {
                    Some((format, at)) => timestamps::format(at, format),
                    None => value,
                };
                put_header(headers, member.wire, &plain(&value));
            }
            Location::HeaderPrefix => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    put_header(headers, &format!("{}{name}", member.wire), &plain(value));
                }
            }
            Location::Body | Location::Uri | Location::Query => {}
        }
    }
    let Some(name) = payload else {
        return text(&Value::Object(object));
    };
    let member = members.iter().find(|member| member.name == *name);
    let Some((member, value)) = member.and_then(|m| Some((m, object.shift_remove(m.key())?)))
    else {
        return Bytes::new();
    };
    match (service.shape(member.shape).map(|shape| &shape.kind), &value) {
        (Some(Kind::Blob { .. }), Value::String(encoded)) => STANDARD
            .decode(encoded)
            .map_or_else(|_| Bytes::new(), Bytes::from),
        (Some(Kind::String { .. }), Value::String(plain)) => Bytes::from(plain.clone()),
        _ => text(&value),
    }
}

fn text(value: &Value) -> Bytes {
    Bytes::from(value.to_string())
}

/// A value as header text: strings without their quotes, lists joined by commas.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Sets a header; what HTTP forbids in a name or value is left out rather than sent broken.
fn put_header(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
        headers.insert(name, value);
    }
}

/// Writes the points in time of an output in the formats that the model sets for the body.
fn reformat(service: &ServiceModel, id: ShapeId, value: &mut Value) {
    match (service.shape(id).map(|shape| &shape.kind), value) {
        (Some(Kind::Timestamp(Some(format))), value) => {
            if let Some(at) = timestamps::parse(value) {
                *value = timestamps::format(at, *format);
            }
        }
        (Some(Kind::Structure { members, .. }), Value::Object(object)) => {
            reformat_members(service, members, object);
        }
        (Some(Kind::List { member, .. }), Value::Array(items)) => {
            for item in items {
                reformat(service, *member, item);
            }
        }
        (Some(Kind::Map { value: shape, .. }), Value::Object(object)) => {
            for value in object.values_mut() {
                reformat(service, *shape, value);
            }
        }
        _ => {}
    }
}

fn reformat_members(
    service: &ServiceModel,
    members: &'static [crate::model::MemberModel],
    object: &mut Map<String, Value>,
) {
    for member in members {
        if let Some(value) = object.get_mut(member.key()) {
            reformat(service, member.shape, value);
        }
    }
}

#[cfg(test)]
mod tests;
