//! From a botocore service description to facts.
//!
//! Only interface facts are taken; documentation strings never are. A key that this importer
//! does not know is an error rather than a loss, so that a new kind of constraint is noticed.

use crate::facts::{FactError, Member, Metadata, Operation, Service, Shape, ShapeType};
use serde::Deserialize;
use serde_json::{Map, Number, Value};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// A description that is not understood.
#[derive(Debug, Error)]
pub enum ImportError {
    /// Not JSON, or a known key has a value of another type.
    #[error("{place}: {error}")]
    Json {
        /// The operation or shape.
        place: String,
        /// What the parser says.
        #[source]
        error: serde_json::Error,
    },
    /// Keys that the importer has no rule for.
    #[error("{place}: unknown key {key}")]
    Unknown {
        /// The operation or shape.
        place: String,
        /// The key.
        key: String,
    },
    /// The result contradicts itself.
    #[error(transparent)]
    Facts(#[from] FactError),
}

#[derive(Deserialize)]
struct Description {
    metadata: RawMetadata,
    operations: BTreeMap<String, Map<String, Value>>,
    shapes: BTreeMap<String, Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawMetadata {
    api_version: String,
    endpoint_prefix: String,
    json_version: Option<String>,
    protocol: String,
    /// All that the service speaks, where it speaks several.
    #[serde(default)]
    protocols: Vec<String>,
    service_id: String,
    signing_name: Option<String>,
    target_prefix: Option<String>,
}

impl RawMetadata {
    /// What clients speak: of several protocols botocore takes JSON first.
    fn spoken(&mut self) {
        if self.protocols.iter().any(|it| it == "json") {
            self.protocol = "json".to_owned();
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawOperation {
    http: RawHttp,
    input: Option<Reference>,
    output: Option<Reference>,
    #[serde(default)]
    errors: Vec<Reference>,
    #[serde(default)]
    idempotent: bool,
    #[serde(default)]
    readonly: bool,
    #[serde(default)]
    deprecated: bool,
    authtype: Option<String>,
    #[serde(default)]
    unsigned_payload: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawHttp {
    method: String,
    request_uri: String,
    response_code: Option<u16>,
}

#[derive(Deserialize)]
struct Reference {
    shape: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawShape {
    #[serde(rename = "type")]
    kind: ShapeType,
    #[serde(default)]
    deprecated: bool,
    #[serde(default)]
    document: bool,
    #[serde(default, rename = "enum")]
    values: BTreeSet<String>,
    error: Option<RawError>,
    #[serde(default)]
    event: bool,
    #[serde(default)]
    eventstream: bool,
    #[serde(default)]
    exception: bool,
    #[serde(default)]
    fault: bool,
    key: Option<Reference>,
    max: Option<Number>,
    member: Option<Reference>,
    #[serde(default)]
    members: BTreeMap<String, Map<String, Value>>,
    min: Option<Number>,
    pattern: Option<String>,
    payload: Option<String>,
    #[serde(default)]
    required: BTreeSet<String>,
    #[serde(default)]
    retryable: Option<Value>,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    sparse: bool,
    #[serde(default)]
    streaming: bool,
    timestamp_format: Option<String>,
    #[serde(default)]
    union: bool,
    value: Option<Reference>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawError {
    http_status_code: Option<u16>,
    code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawMember {
    shape: String,
    #[serde(default, rename = "box")]
    boxed: bool,
    #[serde(default)]
    deprecated: bool,
    #[serde(default)]
    idempotency_token: bool,
    #[serde(default)]
    jsonvalue: bool,
    location: Option<String>,
    location_name: Option<String>,
    timestamp_format: Option<String>,
}

/// Keys of operations that are taken or knowingly left out.
const OPERATION_KEYS: &[&str] = &[
    "name",
    "http",
    "input",
    "output",
    "errors",
    "documentation",
    "idempotent",
    "readonly",
    "deprecated",
    "deprecatedMessage",
    "deprecatedSince",
    "authtype",
    "unsignedPayload",
    "auth",
    "requestcompression",
];
const SHAPE_KEYS: &[&str] = &[
    "type",
    "box",
    "deprecated",
    "deprecatedMessage",
    "deprecatedSince",
    "document",
    "documentation",
    "enum",
    "error",
    "event",
    "eventstream",
    "exception",
    "fault",
    "key",
    "max",
    "member",
    "members",
    "min",
    "pattern",
    "payload",
    "required",
    "retryable",
    "sensitive",
    "sparse",
    "streaming",
    "synthetic",
    "timestampFormat",
    "union",
    "value",
    "wrapper",
    "xmlOrder",
];
const MEMBER_KEYS: &[&str] = &[
    "shape",
    "box",
    "deprecated",
    "deprecatedMessage",
    "deprecatedSince",
    "documentation",
    "idempotencyToken",
    "jsonvalue",
    "location",
    "locationName",
    "timestampFormat",
    "streaming",
];

/// Reads a `service-2.json`. `name` is its directory in botocore.
///
/// # Errors
/// When the text is no such description, or says something that facts have no place for.
pub fn import(name: &str, text: &str) -> Result<Service, ImportError> {
    let description: Description =
        serde_json::from_str(text).map_err(|error| ImportError::Json {
            place: name.to_owned(),
            error,
        })?;
    let mut meta = description.metadata;
    meta.spoken();
    let service = Metadata {
        // rest-json carries a jsonVersion that nothing on the wire shows.
        json_version: meta.json_version.filter(|_| meta.protocol == "json"),
        signing_name: meta
            .signing_name
            .unwrap_or_else(|| meta.endpoint_prefix.clone()),
        api_version: meta.api_version,
        endpoint_prefix: meta.endpoint_prefix,
        name: name.to_owned(),
        protocol: meta.protocol,
        service_id: meta.service_id,
        target_prefix: meta.target_prefix,
    };
    let operations = description
        .operations
        .into_iter()
        .map(|(name, raw)| operation(&name, raw).map(|operation| (name, operation)))
        .collect::<Result<_, _>>()?;
    let shapes = description
        .shapes
        .into_iter()
        .map(|(name, raw)| shape(&name, raw).map(|shape| (name, shape)))
        .collect::<Result<_, _>>()?;
    let service = Service {
        service,
        operations,
        shapes,
    };
    service.check()?;
    Ok(service)
}

fn read<T: for<'de> Deserialize<'de>>(
    place: &str,
    raw: Map<String, Value>,
    known: &[&str],
) -> Result<T, ImportError> {
    if let Some(key) = raw.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(ImportError::Unknown {
            place: place.to_owned(),
            key: key.clone(),
        });
    }
    serde_json::from_value(Value::Object(raw)).map_err(|error| ImportError::Json {
        place: place.to_owned(),
        error,
    })
}

fn operation(name: &str, raw: Map<String, Value>) -> Result<Operation, ImportError> {
    let raw: RawOperation = read(name, raw, OPERATION_KEYS)?;
    Ok(Operation {
        auth: raw.authtype,
        code: raw.http.response_code.unwrap_or(200),
        deprecated: raw.deprecated,
        errors: raw.errors.into_iter().map(|error| error.shape).collect(),
        idempotent: raw.idempotent,
        input: raw.input.map(|input| input.shape),
        method: raw.http.method,
        output: raw.output.map(|output| output.shape),
        readonly: raw.readonly,
        unsigned_payload: raw.unsigned_payload,
        uri: raw.http.request_uri,
    })
}

fn shape(name: &str, raw: Map<String, Value>) -> Result<Shape, ImportError> {
    let raw: RawShape = read(name, raw, SHAPE_KEYS)?;
    let mut members = BTreeMap::new();
    for (member_name, member) in raw.members {
        let place = format!("{name}.{member_name}");
        let member: RawMember = read(&place, member, MEMBER_KEYS)?;
        let facts = Member {
            boxed: member.boxed,
            deprecated: member.deprecated,
            idempotency_token: member.idempotency_token,
            jsonvalue: member.jsonvalue,
            location: member.location,
            name: member.location_name.filter(|wire| *wire != member_name),
            required: raw.required.contains(&member_name),
            shape: member.shape,
            timestamp_format: member.timestamp_format,
        };
        members.insert(member_name, facts);
    }
    let (status, error_code) = raw
        .error
        .map_or((None, None), |error| (error.http_status_code, error.code));
    Ok(Shape {
        deprecated: raw.deprecated,
        document: raw.document,
        values: raw.values,
        error_code: error_code.filter(|code| code != name),
        event: raw.event,
        eventstream: raw.eventstream,
        exception: raw.exception,
        fault: raw.fault,
        key: raw.key.map(|key| key.shape),
        max: raw.max,
        member: raw.member.map(|member| member.shape),
        members,
        min: raw.min,
        pattern: raw.pattern,
        payload: raw.payload,
        retryable: raw.retryable.is_some(),
        sensitive: raw.sensitive,
        sparse: raw.sparse,
        status,
        streaming: raw.streaming,
        timestamp_format: raw.timestamp_format,
        kind: raw.kind,
        union: raw.union,
        value: raw.value.map(|value| value.shape),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description(operation: &str, shape: &str) -> String {
        format!(
            r#"{{"metadata":{{"apiVersion":"1","endpointPrefix":"e","jsonVersion":"1.1",
            "protocol":"rest-json","serviceId":"N","signingName":"s"}},
            "operations":{{"Get":{{"name":"Get","http":{{"method":"GET","requestUri":"/x/{{Id}}"}},
            "input":{{"shape":"In"}},"documentation":"prose"{operation}}}}},
            "shapes":{{"In":{{"type":"structure","required":["Id"],"documentation":"prose",
            "members":{{"Id":{{"shape":"Id","documentation":"prose","location":"uri",
            "locationName":"Id"}}}}}},"Id":{{"type":"string","min":1{shape}}}}}}}"#
        )
    }

    #[test]
    fn prose_is_left_out_and_requirements_move_to_members() {
        let service = import("n", &description("", "")).unwrap();
        let text = service.write().unwrap();
        assert!(!text.contains("prose"));
        assert!(text.contains(
            r#""In":{"members":{"Id":{"location":"uri","required":true,"shape":"Id"}},"type":"structure"}"#
        ));
        assert_eq!(service.service.json_version, None);
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        let error = import("n", &description(r#","novelty":1"#, "")).unwrap_err();
        assert_eq!(error.to_string(), "Get: unknown key novelty");
        assert!(import("n", &description("", r#","novelty":1"#)).is_err());
    }
}
