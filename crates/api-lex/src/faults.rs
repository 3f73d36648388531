//! From [`ServiceError`] and [`BotError`] to the errors of the Lex APIs: the one place where that
//! is decided. The first of an error's list that the operation models is answered.

use aws_wire::{Fault, OperationModel};
use services::ServiceError;
use services::bots::BotError;

/// The error as an operation of the models API answers it.
pub(crate) fn fault(operation: &OperationModel, error: ServiceError) -> Fault {
    let message = error.to_string();
    let codes: &[&'static str] = match error {
        ServiceError::NotFound { .. } => &[
            "ResourceNotFoundException",
            "PreconditionFailedException",
            "ValidationException",
        ],
        ServiceError::Duplicate { .. } => &[
            "ConflictException",
            "PreconditionFailedException",
            "ValidationException",
        ],
        ServiceError::Conflict(_) => &[
            "ConflictException",
            "PreconditionFailedException",
            "ValidationException",
        ],
        ServiceError::InUse { .. } | ServiceError::InvalidRequest(_) => &[
            "PreconditionFailedException",
            "ConflictException",
            "ValidationException",
        ],
        ServiceError::LimitExceeded { .. } => {
            &["ServiceQuotaExceededException", "ValidationException"]
        }
        ServiceError::AccessDenied(_) => return Fault::access_denied(message),
        ServiceError::Unavailable(cause) => {
            tracing::warn!(
                operation = operation.name,
                cause,
                "the store is unavailable"
            );
            return Fault::new(
                "ServiceUnavailableException",
                503,
                "The service is unavailable.",
            );
        }
        ServiceError::Internal(cause) => return internal(operation, &cause),
        _ => &["ValidationException"],
    };
    pick(operation, codes, message)
}

/// The error as an operation of the runtime API answers it.
pub(crate) fn bot_fault(operation: &OperationModel, error: BotError) -> Fault {
    let message = error.to_string();
    let code = match error {
        BotError::NotFound(_) => "ResourceNotFoundException",
        BotError::Invalid(_) => "ValidationException",
        BotError::Conflict(_) => "ConflictException",
        BotError::Hook(_) => "DependencyFailedException",
        BotError::Endpoint(_) => "BadGatewayException",
        BotError::Internal(cause) => return internal(operation, &cause),
    };
    pick(operation, &[code, "ValidationException"], message)
}

fn internal(operation: &OperationModel, cause: &str) -> Fault {
    let name = operation.name;
    tracing::error!(
        operation = name,
        cause,
        "an operation failed by our own fault"
    );
    let message = "The request could not be processed because of an internal error.";
    Fault::new("InternalServerException", 500, message)
}

/// The first of these errors that the operation models; the last one when it models none.
fn pick(operation: &OperationModel, codes: &[&'static str], message: String) -> Fault {
    let found = codes.iter().find(|code| operation.models_error(code));
    let code = found
        .or(codes.last())
        .copied()
        .unwrap_or("ValidationException");
    Fault::new(code, status(code), message)
}

/// The HTTP status of each error. Source: the models' error shapes.
fn status(code: &str) -> u16 {
    match code {
        "ResourceNotFoundException" => 404,
        "ConflictException" => 409,
        "PreconditionFailedException" => 412,
        "ServiceQuotaExceededException" => 402,
        "DependencyFailedException" => 424,
        "BadGatewayException" => 502,
        _ => 400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_wire::model::Kind;

    #[test]
    fn statuses_are_those_of_the_models() {
        let models = lex_model::models::SERVICE.shapes.iter();
        for shape in models.chain(lex_model::runtime::SERVICE.shapes) {
            let known = [
                "InternalServerException",
                "ThrottlingException",
                "AccessDeniedException",
            ];
            if let Kind::Structure {
                status: Some(modelled),
                ..
            } = &shape.kind
                && !known.contains(&shape.name)
            {
                assert_eq!(status(shape.name), *modelled, "{}", shape.name);
            }
        }
    }

    #[test]
    fn what_is_missing_is_what_the_operation_models() {
        let code = |name| {
            let operation = lex_model::models::SERVICE.operation(name).unwrap();
            let missing = services::not_found(resources::Kind::LexBot, "ABCDEFGHIJ");
            fault(operation, missing).code.into_owned()
        };
        assert_eq!(code("DescribeBot"), "ResourceNotFoundException");
        assert_eq!(code("UpdateBot"), "PreconditionFailedException");
        assert_eq!(code("ListIntents"), "ValidationException");
    }
}
