//! What a fact file says.
//!
//! The file is JSON, written so that a changed interface gives a small diff: one line for the
//! service, one per operation, one per shape, all keys sorted, what is false or absent left out.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// A fact file that cannot be read or that contradicts itself.
#[derive(Debug, Error)]
pub enum FactError {
    /// Not the JSON of a fact file.
    #[error("not a fact file: {0}")]
    Json(#[from] serde_json::Error),
    /// A shape is named that is not there.
    #[error("{user} names the shape {shape}, which does not exist")]
    Dangling {
        /// Who names it.
        user: String,
        /// The missing shape.
        shape: String,
    },
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

/// One service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Names and protocol.
    pub service: Metadata,
    /// Operations by name.
    pub operations: BTreeMap<String, Operation>,
    /// Shapes by name.
    pub shapes: BTreeMap<String, Shape>,
}

/// Names and protocol of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// Such as `2017-08-08`.
    pub api_version: String,
    /// The first labels of the official host name.
    pub endpoint_prefix: String,
    /// `1.0` or `1.1`, for the AWS JSON protocols.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json_version: Option<String>,
    /// The botocore directory, and the name of the fact file.
    pub name: String,
    /// `rest-json` or `json`.
    pub protocol: String,
    /// Such as `Connect`.
    pub service_id: String,
    /// The service part of a credential scope.
    pub signing_name: String,
    /// The part of `X-Amz-Target` before the dot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_prefix: Option<String>,
}

/// One operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// How it is signed, when not in the service's usual way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<String>,
    /// The HTTP status of success.
    pub code: u16,
    /// No longer to be used.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Names of its modelled errors, sorted.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub errors: BTreeSet<String>,
    /// Calling it twice does what calling it once does.
    #[serde(default, skip_serializing_if = "is_false")]
    pub idempotent: bool,
    /// The input structure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// The HTTP method.
    pub method: String,
    /// The output structure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// Changes nothing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub readonly: bool,
    /// The body is not signed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unsigned_payload: bool,
    /// The URI template with its constant query parameters.
    pub uri: String,
}

/// What a shape is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShapeType {
    /// Bytes.
    Blob,
    /// True or false.
    Boolean,
    /// 64-bit floating point.
    Double,
    /// 32-bit floating point.
    Float,
    /// 32 bits.
    Integer,
    /// An array.
    List,
    /// 64 bits.
    Long,
    /// Free keys.
    Map,
    /// Text.
    #[default]
    String,
    /// Named members.
    Structure,
    /// A point in time.
    Timestamp,
}

/// One shape. Which fields may be set depends on the type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// No longer to be used.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Any JSON value.
    #[serde(default, skip_serializing_if = "is_false")]
    pub document: bool,
    /// The allowed values, sorted.
    #[serde(default, rename = "enum", skip_serializing_if = "BTreeSet::is_empty")]
    pub values: BTreeSet<String>,
    /// The error's code, where it is not the shape's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// An event in an event stream.
    #[serde(default, skip_serializing_if = "is_false")]
    pub event: bool,
    /// A stream of events.
    #[serde(default, skip_serializing_if = "is_false")]
    pub eventstream: bool,
    /// An error.
    #[serde(default, skip_serializing_if = "is_false")]
    pub exception: bool,
    /// An error that is the service's fault.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fault: bool,
    /// The key shape of a map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The greatest value or length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<serde_json::Number>,
    /// The element shape of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The members of a structure.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub members: BTreeMap<String, Member>,
    /// The least value or length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<serde_json::Number>,
    /// A regular expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The member that is the whole body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// An error after which the same request may be sent again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retryable: bool,
    /// Keep out of logs.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sensitive: bool,
    /// Elements or values may be null.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sparse: bool,
    /// The HTTP status of an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// A payload of unknown length.
    #[serde(default, skip_serializing_if = "is_false")]
    pub streaming: bool,
    /// `iso8601`, `unixTimestamp` or `rfc822`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp_format: Option<String>,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ShapeType,
    /// Exactly one member is set.
    #[serde(default, skip_serializing_if = "is_false")]
    pub union: bool,
    /// The value shape of a map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// One member of a structure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// May be absent although the type has a zero value.
    #[serde(default, rename = "box", skip_serializing_if = "is_false")]
    pub boxed: bool,
    /// No longer to be used.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// Clients fill it in by themselves.
    #[serde(default, skip_serializing_if = "is_false")]
    pub idempotency_token: bool,
    /// Holds JSON.
    #[serde(default, skip_serializing_if = "is_false")]
    pub jsonvalue: bool,
    /// `uri`, `querystring`, `header`, `headers` or `statusCode`; none for the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Its name where it travels, when that is not the member's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Must be present.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Its shape.
    pub shape: String,
    /// A format of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp_format: Option<String>,
}

impl Service {
    /// Reads a fact file.
    ///
    /// # Errors
    /// When the text is not of that form, or names shapes that it lacks.
    pub fn read(text: &str) -> Result<Self, FactError> {
        let service: Self = serde_json::from_str(text)?;
        service.check()?;
        Ok(service)
    }

    /// Writes a fact file. Equal facts give equal bytes.
    ///
    /// # Errors
    /// Never for facts that were read or imported.
    pub fn write(&self) -> Result<String, FactError> {
        let mut out = String::from("{\n\"service\":");
        out.push_str(&serde_json::to_string(&self.service)?);
        out.push_str(",\n\"operations\":{\n");
        lines(&mut out, &self.operations)?;
        out.push_str("\n},\n\"shapes\":{\n");
        lines(&mut out, &self.shapes)?;
        out.push_str("\n}\n}\n");
        Ok(out)
    }

    /// Whether every named shape exists.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<(), FactError> {
        let exists = |user: &str, shape: &str| {
            if self.shapes.contains_key(shape) {
                Ok(())
            } else {
                Err(FactError::Dangling {
                    user: user.to_owned(),
                    shape: shape.to_owned(),
                })
            }
        };
        for (name, operation) in &self.operations {
            for shape in operation
                .input
                .iter()
                .chain(&operation.output)
                .chain(&operation.errors)
            {
                exists(name, shape)?;
            }
        }
        for (name, shape) in &self.shapes {
            for used in shape.uses() {
                exists(name, used)?;
            }
        }
        Ok(())
    }
}

impl Shape {
    /// The shapes that this one is made of.
    pub fn uses(&self) -> impl Iterator<Item = &str> {
        let members = self.members.values().map(|member| member.shape.as_str());
        let parts = [&self.member, &self.key, &self.value];
        members.chain(parts.into_iter().filter_map(Option::as_deref))
    }
}

fn lines<T: Serialize>(out: &mut String, rows: &BTreeMap<String, T>) -> Result<(), FactError> {
    for (at, (name, row)) in rows.iter().enumerate() {
        if at > 0 {
            out.push_str(",\n");
        }
        out.push_str(&serde_json::to_string(name)?);
        out.push(':');
        out.push_str(&serde_json::to_string(row)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: &str = r#"{
"service":{"api_version":"1","endpoint_prefix":"e","name":"n","protocol":"rest-json","service_id":"N","signing_name":"s"},
"operations":{
"Get":{"code":200,"errors":["Gone"],"input":"GetRequest","method":"GET","uri":"/things/{Id}"}
},
"shapes":{
"GetRequest":{"members":{"Id":{"location":"uri","required":true,"shape":"Id"}},"type":"structure"},
"Gone":{"exception":true,"status":410,"type":"structure"},
"Id":{"max":10,"min":1,"pattern":"^[a-z]+$","type":"string"}
}
}
"#;

    #[test]
    fn what_is_read_is_written_byte_for_byte() {
        assert_eq!(Service::read(FACTS).unwrap().write().unwrap(), FACTS);
    }

    #[test]
    fn a_missing_shape_is_named() {
        let broken = FACTS.replace("\"shape\":\"Id\"", "\"shape\":\"Ix\"");
        let error = Service::read(&broken).unwrap_err();
        assert_eq!(
            error.to_string(),
            "GetRequest names the shape Ix, which does not exist"
        );
    }

    #[test]
    fn unknown_keys_are_refused() {
        let broken = FACTS.replace("\"exception\":true", "\"documentation\":\"x\"");
        assert!(matches!(Service::read(&broken), Err(FactError::Json(_))));
    }
}
