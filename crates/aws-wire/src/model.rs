//! The interface of one service as static tables: what generated code fills in and what routing,
//! binding and validation read.
//!
//! The facts come from `models/<service>.json`; see the `aws-model` crate for the file format.

use crate::Pattern;
use crate::timestamps::TimestampFormat;

/// The place of a shape in [`ServiceModel::shapes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShapeId(pub u16);

/// How a service speaks HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Method and path name the operation; the body holds the members without another place.
    RestJson,
    /// `POST /` with `X-Amz-Target: <target_prefix>.<operation>`; the body holds all members.
    AwsJson {
        /// `1.0` or `1.1`; the answer's content type carries it.
        version: &'static str,
        /// The part of `X-Amz-Target` before the dot.
        target_prefix: &'static str,
    },
}

/// One service.
#[derive(Debug)]
pub struct ServiceModel {
    /// The name of its fact file, such as `connect` or `pinpoint-sms-voice-v2`.
    pub name: &'static str,
    /// The service part of a credential scope. Several services may share one (`chime`).
    pub signing_name: &'static str,
    /// The first labels of the host name that official clients use.
    pub endpoint_prefix: &'static str,
    /// Such as `2017-08-08`.
    pub api_version: &'static str,
    /// How requests and answers are laid out.
    pub protocol: Protocol,
    /// All operations of the service, typed or not, sorted by name.
    pub operations: &'static [OperationModel],
    /// The shapes reachable from typed operations, sorted by name.
    pub shapes: &'static [ShapeModel],
}

impl ServiceModel {
    /// The shape behind an id; `None` for an id of another service.
    pub fn shape(&self, id: ShapeId) -> Option<&'static ShapeModel> {
        self.shapes.get(usize::from(id.0))
    }

    /// The operation of that name.
    pub fn operation(&self, name: &str) -> Option<&'static OperationModel> {
        let at = self
            .operations
            .binary_search_by(|operation| operation.name.cmp(name));
        at.ok().and_then(|at| self.operations.get(at))
    }
}

/// One operation.
#[derive(Debug)]
pub struct OperationModel {
    /// Such as `CreateUser`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The URI template: `/users/{InstanceId}`, with constant query parameters where the service
    /// tells operations apart by them (`?operation=batch-create`).
    pub uri: &'static str,
    /// The HTTP status of success.
    pub code: u16,
    /// Whether its types were generated; its shapes are present only if so.
    pub typed: bool,
    /// Whether the output holds points in time that are not written as epoch seconds.
    pub reformat: bool,
    /// Whether the body may stay out of the signature whatever the gateway's policy is.
    pub unsigned_payload: bool,
    /// The input structure; `None` when the operation takes nothing or is not typed.
    pub input: Option<ShapeId>,
    /// The output structure; `None` when the operation answers nothing or is not typed.
    pub output: Option<ShapeId>,
    /// Names of the modelled errors.
    pub errors: &'static [&'static str],
}

impl OperationModel {
    /// Whether the model lists that error for this operation.
    pub fn models_error(&self, code: &str) -> bool {
        self.errors.contains(&code)
    }
}

/// One shape.
#[derive(Debug)]
pub struct ShapeModel {
    /// The shape's name in the model.
    pub name: &'static str,
    /// Whether values must stay out of logs.
    pub sensitive: bool,
    /// What it is.
    pub kind: Kind,
}

/// A lower and an upper bound, both inclusive, either of which may be absent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds<T> {
    /// The least value or length.
    pub min: Option<T>,
    /// The greatest value or length.
    pub max: Option<T>,
}

/// What a shape is, with its constraints.
#[derive(Debug)]
pub enum Kind {
    /// An object with named members.
    Structure {
        /// In the order of their names.
        members: &'static [MemberModel],
        /// Exactly one member must be present.
        union: bool,
        /// The member that is the whole body, when there is one.
        payload: Option<&'static str>,
        /// The HTTP status, when the structure is an error.
        status: Option<u16>,
    },
    /// An array.
    List {
        /// The shape of each element.
        member: ShapeId,
        /// Bounds of the number of elements.
        size: Bounds<u64>,
        /// Whether elements may be null.
        sparse: bool,
    },
    /// An object with free keys.
    Map {
        /// The shape of each key, always text.
        key: ShapeId,
        /// The shape of each value.
        value: ShapeId,
        /// Bounds of the number of entries.
        size: Bounds<u64>,
        /// Whether values may be null.
        sparse: bool,
    },
    /// Text. Lengths count Unicode scalar values.
    String {
        /// Bounds of the length.
        length: Bounds<u64>,
        /// The regular expression that must be found in the text.
        pattern: Option<&'static Pattern>,
        /// The allowed values; empty when any text is allowed.
        values: &'static [&'static str],
    },
    /// A whole number of 32 bits, or 64 when `long`.
    Integer {
        /// Bounds of the value.
        range: Bounds<i64>,
        /// 64 bits.
        long: bool,
    },
    /// A floating point number.
    Float {
        /// Bounds of the value.
        range: Bounds<f64>,
    },
    /// `true` or `false`.
    Boolean,
    /// A point in time, with its own format where the model sets one.
    Timestamp(Option<TimestampFormat>),
    /// Bytes: base64 in JSON, raw as a payload.
    Blob {
        /// Bounds of the number of bytes.
        length: Bounds<u64>,
    },
    /// Any JSON value.
    Document,
}

/// Where a member travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the JSON body.
    Body,
    /// In the path, in place of `{name}`.
    Uri,
    /// In the query string.
    Query,
    /// In the header of that name.
    Header,
    /// In all headers that begin with that name.
    HeaderPrefix,
    /// As the status of the answer.
    StatusCode,
}

/// One member of a structure.
#[derive(Debug)]
pub struct MemberModel {
    /// The name in the model; also the key in the [`Value`](crate::Value) that operations see,
    /// except in the body, where `wire` is the key.
    pub name: &'static str,
    /// The name where it travels.
    pub wire: &'static str,
    /// Where it travels.
    pub location: Location,
    /// Its shape.
    pub shape: ShapeId,
    /// Whether it must be present.
    pub required: bool,
    /// Whether clients fill it in by themselves to make retries safe (ClientToken).
    pub idempotency_token: bool,
    /// Whether a header or text holds JSON, base64-encoded when in a header.
    pub json_value: bool,
}

impl MemberModel {
    /// The key of this member in the [`Value`](crate::Value) of its structure.
    pub fn key(&self) -> &'static str {
        match self.location {
            Location::Body => self.wire,
            _ => self.name,
        }
    }
}
