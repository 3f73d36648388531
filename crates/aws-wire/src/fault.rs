//! What goes wrong, in the form that clients get to see.
//!
//! A [`Fault`] is an error code, a status and the members of the error's body. Modelled errors
//! come from generated types through [`Modelled`]; the errors of the wire itself (signature,
//! routing, validation, throttling) are made here.
//!
//! Decision on constraint violations: the code is the first of `ValidationException`,
//! `InvalidParameterException`, `InvalidRequestException` and `BadRequestException` that the
//! operation models. Amazon Connect is seen to answer `InvalidParameterException` for a list
//! that is too long on an operation that models both that and `InvalidRequestException`
//! (hashicorp/terraform-provider-aws issue 46072); the rest of the order is inferred.

use crate::{OperationModel, ServiceModel, ToWire, Value, WireError};
use serde_json::Map;
use std::borrow::Cow;

/// An error as it is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The error's name, such as `ResourceNotFoundException`.
    pub code: Cow<'static, str>,
    /// The HTTP status.
    pub status: u16,
    /// The members of the body, the message among them under its modelled name.
    pub members: Map<String, Value>,
}

/// A generated error structure.
pub trait Modelled: ToWire {
    /// The error's name.
    const CODE: &'static str;
    /// The HTTP status that the model gives it.
    const STATUS: u16;
}

impl<E: Modelled> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::from_body(E::CODE, E::STATUS, error.to_wire())
    }
}

impl Fault {
    /// A fault with a message under the key `message`, for errors that no model describes.
    pub fn new(code: &'static str, status: u16, message: impl Into<String>) -> Self {
        Self::with_key(code, status, "message", message)
    }

    fn with_key(
        code: &'static str,
        status: u16,
        key: &'static str,
        message: impl Into<String>,
    ) -> Self {
        let mut members = Map::with_capacity(1);
        members.insert(key.to_owned(), Value::String(message.into()));
        Self {
            code: Cow::Borrowed(code),
            status,
            members,
        }
    }

    /// A fault with the whole body given; anything but an object counts as an empty one.
    pub fn from_body(code: &'static str, status: u16, body: Value) -> Self {
        let members = match body {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        Self {
            code: Cow::Borrowed(code),
            status,
            members,
        }
    }

    /// The message, whatever its casing in the model.
    pub fn message(&self) -> Option<&str> {
        ["Message", "message"]
            .iter()
            .find_map(|key| self.members.get(*key))
            .and_then(Value::as_str)
    }

    /// Whether we are at fault rather than the client; decides the log level.
    pub fn is_ours(&self) -> bool {
        self.status >= 500
    }

    /// The key that an error of the service holds its message under.
    fn message_key(service: &ServiceModel, code: &str) -> &'static str {
        let shape = service
            .shapes
            .binary_search_by(|shape| shape.name.cmp(code))
            .ok();
        match shape
            .and_then(|at| service.shapes.get(at))
            .map(|shape| &shape.kind)
        {
            Some(crate::model::Kind::Structure { members, .. })
                if members.iter().any(|member| member.wire == "Message") =>
            {
                "Message"
            }
            _ => "message",
        }
    }

    /// Constraints are broken; see the module for the choice of the code.
    pub fn validation(
        service: &ServiceModel,
        operation: &OperationModel,
        message: impl Into<String>,
    ) -> Self {
        const CODES: [&str; 4] = [
            "ValidationException",
            "InvalidParameterException",
            "InvalidRequestException",
            "BadRequestException",
        ];
        let modelled = CODES.into_iter().find(|code| operation.models_error(code));
        let code = modelled.unwrap_or("ValidationException");
        Self::with_key(code, 400, Self::message_key(service, code), message)
    }

    /// The body is not what its content type says: malformed JSON, invalid UTF-8.
    pub fn serialization(message: impl Into<String>) -> Self {
        Self::new("SerializationException", 400, message)
    }

    /// The body says to be something else than what is read.
    pub fn unsupported_media_type(wanted: &str) -> Self {
        let message = format!("The request body must be {wanted} and its Content-Type say so.");
        Self::new("UnsupportedMediaTypeException", 415, message)
    }

    /// The body is larger than the gateway takes.
    pub fn too_large(limit: usize) -> Self {
        let message = format!("The request body is larger than {limit} bytes.");
        Self::new("RequestEntityTooLargeException", 413, message)
    }

    /// No such operation: neither the path nor the target names one.
    pub fn unknown_operation() -> Self {
        Self::new(
            "UnknownOperationException",
            404,
            "The requested operation does not exist.",
        )
    }

    /// The operation exists in the API, but not here yet.
    pub fn not_implemented(operation: &str) -> Self {
        let message = format!("Operation {operation} is not implemented.");
        Self::new("NotImplementedException", 501, message)
    }

    /// The request carries no signature.
    pub fn missing_authentication() -> Self {
        Self::new(
            "MissingAuthenticationTokenException",
            403,
            "Missing Authentication Token",
        )
    }

    /// The signature lacks a part or is malformed.
    pub fn incomplete_signature(message: impl Into<String>) -> Self {
        Self::new("IncompleteSignatureException", 403, message)
    }

    /// The access key or its session token is not known.
    pub fn unrecognized_client() -> Self {
        Self::new(
            "UnrecognizedClientException",
            403,
            "The security token included in the request is invalid.",
        )
    }

    /// The signature is well-formed but wrong, expired or for another scope.
    pub fn invalid_signature(message: impl Into<String>) -> Self {
        Self::new("InvalidSignatureException", 403, message)
    }

    /// A session or bearer token is past its time.
    pub fn expired_token() -> Self {
        Self::new(
            "ExpiredTokenException",
            403,
            "The security token included in the request is expired",
        )
    }

    /// A policy denies the request, or none allows it; the message says which.
    pub fn access_denied(message: impl Into<String>) -> Self {
        Self::with_key("AccessDeniedException", 403, "Message", message)
    }

    /// Too many requests; the code is the one that the operation models.
    pub fn throttled(service: &ServiceModel, operation: &OperationModel) -> Self {
        let modelled = [
            "ThrottlingException",
            "TooManyRequestsException",
            "ThrottledClientException",
        ]
        .into_iter()
        .find(|code| operation.models_error(code));
        let code = modelled.unwrap_or("ThrottlingException");
        Self::with_key(code, 429, Self::message_key(service, code), "Rate exceeded")
    }

    /// Something failed on our side. The cause belongs into the log, not into the answer.
    pub fn internal() -> Self {
        Self::new(
            "InternalFailure",
            500,
            "The request processing has failed because of an unknown error.",
        )
    }

    pub(crate) fn from_wire_error(operation: &'static str, error: &WireError) -> Self {
        // Tables and types come from one generator, so this names a bug and no client data.
        let message = format!("The input of {operation} could not be read: {error}.");
        Self::new("InternalFailure", 500, message)
    }
}
