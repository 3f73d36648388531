//! From a request to the input of an operation: one JSON object, gathered from the path, the
//! query, the headers and the body, and checked against the model.
//!
//! Members that travel in the body are keyed by their name there, all others by their name in
//! the model. Source: Smithy 2.0, "HTTP bindings"; AWS restJson1 and awsJson1 protocols.

use crate::model::{Kind, Location, MemberModel, Protocol, ServiceModel, ShapeId};
use crate::{Fault, OperationModel, Request, Value, validate};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::CONTENT_TYPE;
use percent_encoding::percent_decode_str;
use serde_json::Map;
use std::borrow::Cow;

/// What a body is.
const JSON: &str = "application/json";

/// What a request may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest body in bytes.
    pub body: usize,
}

impl Default for Limits {
    /// 4 MiB: above the largest member that the implemented services model.
    fn default() -> Self {
        Self {
            body: 4 * 1024 * 1024,
        }
    }
}

/// Builds and checks the input of an operation. `labels` come from [`Catalog`](crate::Catalog).
///
/// # Errors
/// `SerializationException` for a body that is no JSON object or no UTF-8,
/// `UnsupportedMediaTypeException` for one that says to be something else,
/// `RequestEntityTooLargeException`, or the service's validation error naming every problem.
pub fn input(
    service: &ServiceModel,
    operation: &OperationModel,
    labels: &[(&'static str, &str)],
    request: &Request<'_>,
    limits: Limits,
) -> Result<Value, Fault> {
    if request.body.len() > limits.body {
        return Err(Fault::too_large(limits.body));
    }
    let Some(id) = operation.input else {
        return Ok(Value::Object(Map::new()));
    };
    let Some(Kind::Structure {
        members, payload, ..
    }) = service.shape(id).map(|s| &s.kind)
    else {
        return Err(Fault::internal());
    };
    expect_json(service, members, *payload, request)?;
    let mut object = match service.protocol {
        Protocol::AwsJson { .. } => body_object(request.body)?,
        Protocol::RestJson => rest(service, members, *payload, labels, request)?,
    };
    drop_nulls(&mut object);
    let mut value = Value::Object(object);
    let problems = validate::check(service, id, &mut value);
    if problems.is_empty() {
        Ok(value)
    } else {
        Err(problems.into_fault(service, operation))
    }
}

fn rest(
    service: &ServiceModel,
    members: &'static [MemberModel],
    payload: Option<&'static str>,
    labels: &[(&'static str, &str)],
    request: &Request<'_>,
) -> Result<Map<String, Value>, Fault> {
    let query = Query::parse(request.query)?;
    let mut object = Map::new();
    if let Some(name) = payload {
        let member = members.iter().find(|member| member.name == name);
        if let Some(member) = member
            && !request.body.is_empty()
        {
            let value = whole_body(service, member.shape, request.body)?;
            object.insert(member.key().to_owned(), value);
        }
    } else if members
        .iter()
        .any(|member| member.location == Location::Body)
    {
        object = body_object(request.body)?;
        // A body member must not stand in for one that travels elsewhere.
        object.retain(|key, _| {
            members
                .iter()
                .any(|m| m.location == Location::Body && m.wire == key)
        });
    }
    for member in members {
        let value = match member.location {
            Location::Body | Location::StatusCode => None,
            Location::Uri => labels
                .iter()
                .find(|(name, _)| *name == member.wire)
                .map(|(_, raw)| decode(raw, false).map(|text| scalar(service, member, &text)))
                .transpose()?,
            Location::Query => query.member(service, member),
            Location::Header => header(service, member, request),
            Location::HeaderPrefix => prefixed(member, request),
        };
        if let Some(value) = value {
            object.insert(member.name.to_owned(), value);
        }
    }
    Ok(object)
}

/// A body that is read as JSON may not be declared as something else: whoever sent it meant another
/// thing. One that is not declared is taken for JSON. Source: Smithy 2.0, restJson1, "Content-Type".
fn expect_json(
    service: &ServiceModel,
    members: &[MemberModel],
    payload: Option<&str>,
    request: &Request<'_>,
) -> Result<(), Fault> {
    let Some(declared) = request.headers.get(CONTENT_TYPE) else {
        return Ok(());
    };
    let shape = payload.and_then(|name| members.iter().find(|member| member.name == name));
    let raw = shape.is_some_and(|member| {
        matches!(
            service.shape(member.shape).map(|shape| &shape.kind),
            Some(Kind::Blob { .. } | Kind::String { .. })
        )
    });
    let read = payload.is_some() || members.iter().any(|it| it.location == Location::Body);
    if request.body.is_empty() || raw || !read {
        return Ok(());
    }
    let declared = declared.to_str().unwrap_or_default();
    let kind = declared.split(';').next().unwrap_or_default().trim();
    let amz = matches!(service.protocol, Protocol::AwsJson { .. })
        && kind
            .to_ascii_lowercase()
            .starts_with("application/x-amz-json-1.");
    if amz || kind.eq_ignore_ascii_case(JSON) {
        Ok(())
    } else {
        Err(Fault::unsupported_media_type(JSON))
    }
}

fn drop_nulls(object: &mut Map<String, Value>) {
    object.retain(|_, value| !value.is_null());
}

/// The body as one JSON object; an empty body is an empty object.
fn body_object(body: &[u8]) -> Result<Map<String, Value>, Fault> {
    match json(body)? {
        Value::Object(object) => Ok(object),
        Value::Null => Ok(Map::new()),
        _ => Err(Fault::serialization(
            "The request body must be a JSON object.",
        )),
    }
}

fn json(body: &[u8]) -> Result<Value, Fault> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Null);
    }
    let text = std::str::from_utf8(body)
        .map_err(|e| Fault::serialization(format!("The request body is not UTF-8: {e}.")))?;
    serde_json::from_str(text)
        .map_err(|e| Fault::serialization(format!("The request body is not valid JSON: {e}.")))
}

fn whole_body(service: &ServiceModel, shape: ShapeId, body: &[u8]) -> Result<Value, Fault> {
    match service.shape(shape).map(|shape| &shape.kind) {
        Some(Kind::Blob { .. }) => Ok(Value::String(STANDARD.encode(body))),
        Some(Kind::String { .. }) => match std::str::from_utf8(body) {
            Ok(text) => Ok(Value::from(text)),
            Err(e) => Err(Fault::serialization(format!(
                "The request body is not UTF-8: {e}."
            ))),
        },
        _ => json(body),
    }
}

/// Percent-decodes; in a query a plus sign is a space.
fn decode(raw: &str, form: bool) -> Result<Cow<'_, str>, Fault> {
    let raw = if form && raw.contains('+') {
        Cow::Owned(raw.replace('+', " "))
    } else {
        Cow::Borrowed(raw)
    };
    match raw {
        Cow::Borrowed(raw) => percent_decode_str(raw).decode_utf8(),
        Cow::Owned(raw) => percent_decode_str(&raw)
            .decode_utf8()
            .map(|text| Cow::Owned(text.into_owned())),
    }
    .map_err(|_| Fault::serialization("The request URI is not UTF-8 when percent-decoded."))
}

/// A text from path, query or header as the JSON type of its shape. A text that does not fit
/// stays text: validation then says what was expected, with the path.
fn scalar(service: &ServiceModel, member: &MemberModel, text: &str) -> Value {
    typed(service, member.shape, text)
}

fn typed(service: &ServiceModel, shape: ShapeId, text: &str) -> Value {
    let parsed = match service.shape(shape).map(|shape| &shape.kind) {
        Some(Kind::Integer { .. }) => text.parse::<i64>().ok().map(Value::from),
        Some(Kind::Float { .. }) => text.parse::<f64>().ok().map(Value::from),
        Some(Kind::Boolean) => match text {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        _ => None,
    };
    parsed.unwrap_or_else(|| Value::from(text))
}

struct Query<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Query<'a> {
    fn parse(raw: &'a str) -> Result<Self, Fault> {
        raw.split('&')
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                Ok((decode(name, true)?, decode(value, true)?))
            })
            .collect::<Result<_, Fault>>()
            .map(Self)
    }

    fn all<'q>(&'q self, name: &'q str) -> impl Iterator<Item = &'q str> {
        self.0
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, value)| value.as_ref())
    }

    fn member(&self, service: &ServiceModel, member: &MemberModel) -> Option<Value> {
        match service.shape(member.shape).map(|shape| &shape.kind) {
            Some(Kind::List { member: item, .. }) => {
                let items: Vec<Value> = self
                    .all(member.wire)
                    .map(|text| typed(service, *item, text))
                    .collect();
                (!items.is_empty()).then_some(Value::Array(items))
            }
            Some(Kind::Map { value, .. }) => {
                // All parameters are its entries; a list-valued map gathers repeated names.
                let mut map = Map::new();
                for (name, text) in &self.0 {
                    match service.shape(*value).map(|shape| &shape.kind) {
                        Some(Kind::List { member: item, .. }) => {
                            let slot = map.entry(name.as_ref()).or_insert(Value::Array(Vec::new()));
                            if let Value::Array(items) = slot {
                                items.push(typed(service, *item, text));
                            }
                        }
                        _ => {
                            map.insert(name.to_string(), typed(service, *value, text));
                        }
                    }
                }
                (!map.is_empty()).then_some(Value::Object(map))
            }
            _ => self
                .all(member.wire)
                .next()
                .map(|text| scalar(service, member, text)),
        }
    }
}

fn header(service: &ServiceModel, member: &MemberModel, request: &Request<'_>) -> Option<Value> {
    let raw = request.headers.get(member.wire)?;
    // A header that is not UTF-8 cannot satisfy any text shape; null makes validation say so
    // where the member is required.
    let text = std::str::from_utf8(raw.as_bytes()).ok()?.trim();
    if member.json_value {
        let bytes = STANDARD.decode(text).ok();
        let parsed = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        return Some(parsed.unwrap_or_else(|| Value::from(text)));
    }
    Some(match service.shape(member.shape).map(|shape| &shape.kind) {
        Some(Kind::List { member: item, .. }) => Value::Array(
            text.split(',')
                .map(|part| typed(service, *item, part.trim()))
                .collect(),
        ),
        _ => scalar(service, member, text),
    })
}

fn prefixed(member: &MemberModel, request: &Request<'_>) -> Option<Value> {
    let prefix = member.wire.to_ascii_lowercase();
    let map: Map<String, Value> = request
        .headers
        .iter()
        .filter_map(|(name, value)| {
            let name = name.as_str().strip_prefix(&prefix)?;
            Some((name.to_owned(), Value::from(value.to_str().ok()?)))
        })
        .collect();
    (!map.is_empty()).then_some(Value::Object(map))
}

#[cfg(test)]
mod tests;
