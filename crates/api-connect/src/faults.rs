//! From [`ServiceError`] to the errors of the Connect API: the one place where that is decided.
//!
//! An operation models only some errors. Each of ours has a list of API errors, best first; the
//! first that the operation models is answered. What no operation can model (the store is down)
//! is answered as the service does, by a 5xx.

use crate::common::resource_type;
use aws_wire::{Fault, OperationModel, ToWire, Value};
use serde_json::{Map, json};
use services::ServiceError;

/// The error as an operation answers it.
pub(crate) fn fault(operation: &OperationModel, error: ServiceError) -> Fault {
    let message = error.to_string();
    match error {
        ServiceError::NotFound { what, .. } => {
            let first = match what {
                "contact" => "ContactNotFoundException",
                "user" => "UserNotFoundException",
                _ => "ResourceNotFoundException",
            };
            pick(
                operation,
                &[
                    first,
                    "ResourceNotFoundException",
                    "InvalidParameterException",
                    "InvalidRequestException",
                ],
                message,
            )
        }
        ServiceError::Duplicate { .. } => pick(
            operation,
            &[
                "DuplicateResourceException",
                "ResourceConflictException",
                "ResourceInUseException",
                "InvalidParameterException",
                "InvalidRequestException",
            ],
            message,
        ),
        ServiceError::InUse { what, id, .. } => {
            let mut fault = pick(
                operation,
                &[
                    "ResourceInUseException",
                    "InvalidRequestException",
                    "InvalidParameterException",
                ],
                message,
            );
            if fault.code == "ResourceInUseException" {
                fault
                    .members
                    .insert("ResourceType".into(), resource_type(what).to_wire());
                fault.members.insert("ResourceId".into(), Value::String(id));
            }
            fault
        }
        ServiceError::InvalidParameter(_) => pick(
            operation,
            &["InvalidParameterException", "InvalidRequestException"],
            message,
        ),
        ServiceError::Conflict(_) => pick(
            operation,
            &[
                "ResourceConflictException",
                "ContactNotTerminatedException",
                "ConditionalOperationFailedException",
                "ConflictException",
                "InvalidRequestException",
                "InvalidParameterException",
            ],
            message,
        ),
        ServiceError::InvalidRequest(_) => pick(
            operation,
            &[
                "InvalidRequestException",
                "ConflictException",
                "InvalidParameterException",
            ],
            message,
        ),
        ServiceError::InvalidFile { reason, .. } => {
            let mut fault = pick(operation, &["InvalidRequestException"], message);
            let reason = json!({"AttachedFileInvalidRequestExceptionReason": reason});
            fault.members.insert("Reason".into(), reason);
            fault
        }
        ServiceError::InvalidFlow(problems) => {
            let upper = [
                "InvalidContactFlowModuleException",
                "InvalidTestCaseException",
            ];
            if let Some(code) = upper.iter().find(|it| operation.models_error(it)) {
                let problems: Vec<Value> = problems
                    .into_iter()
                    .map(|text| json!({"message": text}))
                    .collect();
                return Fault::from_body(code, 400, json!({"Problems": problems}));
            }
            let code = "InvalidContactFlowException";
            if !operation.models_error(code) {
                return pick(
                    operation,
                    &["InvalidParameterException", "InvalidRequestException"],
                    message,
                );
            }
            let problems: Vec<Value> = problems
                .into_iter()
                .map(|text| json!({"message": text}))
                .collect();
            // The model gives these two no message, but it is what clients show of an error.
            let body = json!({"problems": problems, "Message": message});
            Fault::from_body(code, 400, body)
        }
        ServiceError::NotPublished(_) => pick(
            operation,
            &[
                "ContactFlowNotPublishedException",
                "InvalidRequestException",
            ],
            message,
        ),
        ServiceError::TokenReused => pick(
            operation,
            &[
                "IdempotencyException",
                "InvalidRequestException",
                "InvalidParameterException",
            ],
            message,
        ),
        ServiceError::LimitExceeded { .. } => {
            let mut fault = pick(
                operation,
                &[
                    "LimitExceededException",
                    "ServiceQuotaExceededException",
                    "InvalidRequestException",
                    "InvalidParameterException",
                ],
                message,
            );
            // The only operation of those that name a reason whose quota is counted.
            if operation.name == "StartAttachedFileUpload" {
                let reason = json!({
                    "AttachedFileServiceQuotaExceededExceptionReason": "TOTAL_FILE_COUNT_EXCEEDED",
                });
                fault.members.insert("Reason".into(), reason);
            }
            fault
        }
        ServiceError::DestinationNotAllowed(_) => pick(
            operation,
            &["DestinationNotAllowedException", "InvalidRequestException"],
            message,
        ),
        ServiceError::OutboundNotPermitted(_) => pick(
            operation,
            &[
                "OutboundContactNotPermittedException",
                "InvalidRequestException",
            ],
            message,
        ),
        ServiceError::AccessDenied(_) => named("AccessDeniedException", 403, message),
        ServiceError::Unavailable(cause) => {
            tracing::warn!(
                operation = operation.name,
                cause,
                "the answer is that we are unavailable"
            );
            named(
                "ServiceUnavailableException",
                503,
                "The service is temporarily unavailable.".into(),
            )
        }
        ServiceError::Internal(cause) => {
            tracing::error!(
                operation = operation.name,
                cause,
                "an operation failed by our own fault"
            );
            pick(
                operation,
                &["InternalServiceException"],
                "The request could not be processed because of an internal error.".into(),
            )
        }
    }
}

/// The first of these errors that the operation models; the last one when it models none.
fn pick(operation: &OperationModel, codes: &[&'static str], message: String) -> Fault {
    let code = codes
        .iter()
        .find(|code| operation.models_error(code))
        .or(codes.last())
        .copied()
        .unwrap_or("InternalServiceException");
    named(code, status(code), message)
}

fn named(code: &'static str, status: u16, message: String) -> Fault {
    let mut members = Map::new();
    members.insert(key(code).to_owned(), Value::String(message));
    Fault::from_body(code, status, Value::Object(members))
}

/// Where an error of the service holds its message: `message` in a few, `Message` in most.
fn key(code: &str) -> &'static str {
    match code {
        "ResourceInUseException" | "ServiceQuotaExceededException" | "ConflictException" => {
            lower_or_upper(code)
        }
        _ => "Message",
    }
}

fn lower_or_upper(code: &str) -> &'static str {
    let shapes = connect_model::SERVICE.shapes;
    let shape = shapes
        .binary_search_by(|shape| shape.name.cmp(code))
        .ok()
        .and_then(|at| shapes.get(at));
    match shape.map(|shape| &shape.kind) {
        Some(aws_wire::model::Kind::Structure { members, .. })
            if members.iter().any(|member| member.wire == "message") =>
        {
            "message"
        }
        _ => "Message",
    }
}

/// The HTTP status of each error. Source: the model's error shapes.
fn status(code: &str) -> u16 {
    match code {
        "ResourceNotFoundException"
        | "UserNotFoundException"
        | "ContactFlowNotPublishedException" => 404,
        "ContactNotFoundException" => 410,
        "DuplicateResourceException"
        | "ResourceInUseException"
        | "ResourceConflictException"
        | "IdempotencyException"
        | "ContactNotTerminatedException"
        | "ConflictException" => 409,
        "LimitExceededException" => 429,
        "DestinationNotAllowedException" | "OutboundContactNotPermittedException" => 403,
        "ServiceQuotaExceededException" => 402,
        "InternalServiceException" => 500,
        _ => 400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use connect_model::SERVICE;
    use resources::Kind;

    fn operation(name: &str) -> &'static OperationModel {
        SERVICE.operation(name).unwrap()
    }

    #[test]
    fn what_is_missing_is_a_404_and_what_is_in_use_a_409() {
        let missing = services::not_found(Kind::Queue, "q");
        let fault = fault(operation("DescribeQueue"), missing);
        assert_eq!(
            (fault.code.as_ref(), fault.status),
            ("ResourceNotFoundException", 404)
        );
        assert_eq!(fault.message(), Some("queue q was not found"));
    }

    #[test]
    fn an_error_that_the_operation_does_not_model_becomes_one_that_it_does() {
        let error = ServiceError::Duplicate {
            what: "instance",
            name: "a".into(),
        };
        assert_eq!(
            fault(operation("CreateInstance"), error).code,
            "InvalidRequestException"
        );
    }

    #[test]
    fn statuses_are_those_of_the_model() {
        for shape in SERVICE.shapes {
            if let aws_wire::model::Kind::Structure {
                status: Some(modelled),
                ..
            } = &shape.kind
                && [
                    "ResourceNotFoundException",
                    "UserNotFoundException",
                    "ContactNotFoundException",
                    "DuplicateResourceException",
                    "ResourceInUseException",
                    "ResourceConflictException",
                    "IdempotencyException",
                    "LimitExceededException",
                    "ServiceQuotaExceededException",
                    "InternalServiceException",
                    "InvalidParameterException",
                    "InvalidRequestException",
                ]
                .contains(&shape.name)
            {
                assert_eq!(status(shape.name), *modelled, "{}", shape.name);
            }
        }
    }
}
