//! From [`SmsError`] to the errors of both APIs: the one place where that is decided.

use crate::error::SmsError;
use aws_wire::{Fault, OperationModel};
use serde_json::{Map, Value, json};
use services::ServiceError;

/// The error as an operation of the API of today answers it.
pub(crate) fn fault(operation: &OperationModel, error: SmsError) -> Fault {
    let message = error.to_string();
    let (code, more) = match error {
        SmsError::Validation { reason, field, .. } => {
            let fields = field.map(|name| json!([{"Name": name, "Message": message}]));
            let more = [("Reason", Some(json!(reason))), ("Fields", fields)];
            ("ValidationException", more)
        }
        SmsError::Conflict {
            reason, what, id, ..
        } => {
            let mut fault = of(
                "ConflictException",
                message,
                [
                    ("ResourceType", what.map(Value::from)),
                    ("ResourceId", id.map(Value::from)),
                ],
            );
            fault.members.insert("Reason".into(), json!(reason));
            return fault;
        }
        SmsError::NotFound { what, id } => {
            let more = [
                ("ResourceType", Some(json!(what))),
                ("ResourceId", Some(json!(id))),
            ];
            ("ResourceNotFoundException", more)
        }
        SmsError::Quota { reason, .. } => {
            let more = [("Reason", Some(json!(reason))), ("", None)];
            ("ServiceQuotaExceededException", more)
        }
        SmsError::Throttled => return throttled(message),
        SmsError::Service(error) => return of_service(operation, error),
    };
    of(code, message, more)
}

fn of<const N: usize>(
    code: &'static str,
    message: String,
    more: [(&str, Option<Value>); N],
) -> Fault {
    let mut members = Map::new();
    members.insert("Message".into(), json!(message));
    for (name, value) in more {
        if let Some(value) = value {
            members.insert(name.into(), value);
        }
    }
    Fault::from_body(code, 400, Value::Object(members))
}

fn throttled(message: String) -> Fault {
    Fault::from_body("ThrottlingException", 429, json!({"Message": message}))
}

fn of_service(operation: &OperationModel, error: ServiceError) -> Fault {
    let message = error.to_string();
    match error {
        ServiceError::AccessDenied(_) => Fault::access_denied(message),
        ServiceError::Internal(cause) | ServiceError::Unavailable(cause) => {
            tracing::error!(operation = operation.name, cause, "an operation failed");
            let message = "The request could not be processed because of an internal error.";
            Fault::from_body("InternalServerException", 500, json!({"Message": message}))
        }
        // Somebody else changed the same thing between our reading and writing.
        ServiceError::Conflict(_) if operation.models_error("ConflictException") => of(
            "ConflictException",
            message,
            [("Reason", Some(json!("RESOURCE_MODIFICATION_NOT_ALLOWED")))],
        ),
        ServiceError::Duplicate { .. } if operation.models_error("ConflictException") => of(
            "ConflictException",
            message,
            [("Reason", Some(json!("RESOURCE_ALREADY_EXISTS")))],
        ),
        _ => of(
            "ValidationException",
            message,
            [("Reason", Some(json!("INVALID_REQUEST")))],
        ),
    }
}

/// The error as an operation of the API before answers it.
pub(crate) fn fault_v1(operation: &OperationModel, error: SmsError) -> Fault {
    let message = error.to_string();
    let (code, status) = match error {
        SmsError::Conflict {
            reason: "RESOURCE_ALREADY_EXISTS",
            ..
        } if operation.models_error("AlreadyExistsException") => ("AlreadyExistsException", 409),
        SmsError::NotFound { .. } if operation.models_error("NotFoundException") => {
            ("NotFoundException", 404)
        }
        SmsError::Quota { .. } if operation.models_error("LimitExceededException") => {
            ("LimitExceededException", 412)
        }
        SmsError::Throttled => ("TooManyRequestsException", 429),
        SmsError::Service(ServiceError::Internal(cause) | ServiceError::Unavailable(cause)) => {
            tracing::error!(operation = operation.name, cause, "an operation failed");
            let message = "The request could not be processed because of an internal error.";
            let body = json!({"Message": message});
            return Fault::from_body("InternalServiceErrorException", 500, body);
        }
        _ => ("BadRequestException", 400),
    };
    Fault::from_body(code, status, json!({"Message": message}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::conflict;

    #[test]
    fn a_conflict_says_what_stands_against_it() {
        let operation = sms_model::v2::SERVICE.operation("DeletePool").unwrap();
        let error = conflict(
            "DELETION_PROTECTION_ENABLED",
            "pool",
            "pool-1",
            "It is protected",
        );
        let fault = fault(operation, error);
        assert_eq!(fault.code, "ConflictException");
        assert_eq!(
            Value::Object(fault.members),
            json!({
                "Message": "It is protected", "ResourceType": "pool", "ResourceId": "pool-1",
                "Reason": "DELETION_PROTECTION_ENABLED",
            })
        );
    }

    #[test]
    fn the_api_before_has_its_own_words() {
        let operation = sms_model::v1::SERVICE
            .operation("CreateConfigurationSet")
            .unwrap();
        let error = conflict(
            "RESOURCE_ALREADY_EXISTS",
            "configuration-set",
            "a",
            "It is there",
        );
        let fault = fault_v1(operation, error);
        assert_eq!(
            (fault.code.as_ref(), fault.status),
            ("AlreadyExistsException", 409)
        );
    }
}
