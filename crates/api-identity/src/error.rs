//! Errors in the query protocol's shape, the one place where they get it.

use crate::Query;
use crate::xml::{element, text};
use aws_wire::Fault;
use services::ServiceError;

/// An error's XML.
pub fn error(api: Query, fault: &Fault, request: &str) -> String {
    let kind = if fault.is_ours() {
        "Receiver"
    } else {
        "Sender"
    };
    let inner = [
        text("Type", kind),
        text("Code", code(&fault.code)),
        text("Message", fault.message().unwrap_or_default()),
    ];
    format!(
        "<ErrorResponse xmlns=\"{}\">{}{}</ErrorResponse>",
        api.namespace(),
        element("Error", inner.concat()),
        text("RequestId", request)
    )
}

/// The wire's errors have other names in the query protocol.
fn code(code: &str) -> &str {
    match code {
        "AccessDeniedException" => "AccessDenied",
        "InvalidSignatureException" => "SignatureDoesNotMatch",
        "UnrecognizedClientException" => "InvalidClientTokenId",
        "ExpiredTokenException" => "ExpiredToken",
        "MissingAuthenticationTokenException" => "MissingAuthenticationToken",
        "IncompleteSignatureException" => "IncompleteSignature",
        "NotImplementedException" => "NotImplemented",
        "UnknownOperationException" => "InvalidAction",
        other => other,
    }
}

/// What failed below, as IAM names it.
pub fn fault_of(error: ServiceError) -> Fault {
    match error {
        ServiceError::NotFound { what, id } => Fault::new(
            "NoSuchEntity",
            404,
            format!("The {what} with name {id} cannot be found."),
        ),
        ServiceError::Duplicate { what, name } => Fault::new(
            "EntityAlreadyExists",
            409,
            format!("The {what} with name {name} already exists."),
        ),
        ServiceError::Conflict(why) if why.starts_with("Cannot delete") => {
            Fault::new("DeleteConflict", 409, why)
        }
        ServiceError::Conflict(_) => Fault::new(
            "ConcurrentModification",
            409,
            "The request was rejected because another one changed the same thing.",
        ),
        ServiceError::LimitExceeded { .. } => Fault::new("LimitExceeded", 409, error.to_string()),
        ServiceError::InvalidParameter(why) if why.contains("policy") => {
            Fault::new("MalformedPolicyDocument", 400, why)
        }
        ServiceError::InvalidParameter(why) | ServiceError::InvalidRequest(why) => {
            Fault::new("ValidationError", 400, why)
        }
        other => {
            tracing::error!(error = %other, "an identity could not be read or kept");
            Fault::new(
                "ServiceFailure",
                500,
                "The request processing has failed because of an unknown error.",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_the_query_protocols_names_and_shape() {
        let xml = error(Query::Sts, &Fault::unrecognized_client(), "r-1");
        assert!(xml.contains("<Type>Sender</Type><Code>InvalidClientTokenId</Code>"));
        assert!(
            xml.ends_with("<RequestId>r-1</RequestId></ErrorResponse>"),
            "{xml}"
        );
        let missing = fault_of(ServiceError::NotFound {
            what: "role",
            id: "ci".into(),
        });
        assert_eq!(
            (missing.code.as_ref(), missing.status),
            ("NoSuchEntity", 404)
        );
        let bad = fault_of(ServiceError::InvalidParameter("policy p: no".into()));
        assert_eq!(bad.code, "MalformedPolicyDocument");
    }
}
