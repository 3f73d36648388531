//! From [`ServiceError`] to this API's errors.

use aws_wire::Fault;
use carillon_model as api;
use instance_document::Problem;
use services::ServiceError;

/// The error as this API answers it.
pub(crate) fn fault(error: ServiceError) -> Fault {
    let message = Some(error.to_string());
    match error {
        ServiceError::NotFound { .. } => api::ResourceNotFoundException { message }.into(),
        ServiceError::Duplicate { .. }
        | ServiceError::InUse { .. }
        | ServiceError::Conflict(_)
        | ServiceError::TokenReused => api::ResourceConflictException { message }.into(),
        ServiceError::AccessDenied(_) => api::AccessDeniedException { message }.into(),
        ServiceError::Internal(cause) => {
            tracing::error!(cause, "an operation failed by our own fault");
            Fault::internal()
        }
        ServiceError::Unavailable(cause) => {
            tracing::warn!(cause, "the answer is that we are unavailable");
            Fault::internal()
        }
        _ => api::InvalidParameterException { message }.into(),
    }
}

/// A wrong value.
pub(crate) fn invalid(message: impl Into<String>) -> Fault {
    let message = Some(message.into());
    api::InvalidParameterException { message }.into()
}

/// A document that cannot be imported, with every problem.
pub(crate) fn document(message: impl Into<String>, problems: Vec<Problem>) -> Fault {
    let problems = problems.into_iter().map(|it| api::Problem {
        at: Some(it.at),
        message: Some(it.message),
    });
    api::InvalidDocumentException {
        message: Some(message.into()),
        problems: Some(problems.collect()),
    }
    .into()
}
