//! How a page's request fails.

use crate::reply;
use http::StatusCode;
use services::pages::PageResponse;
use services::{BrowserError, ExchangeError, ServiceError};
use thiserror::Error;

/// Why a page's request failed. Everything here is shown to the person.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum AppError {
    #[error("please sign in")]
    NotSignedIn,
    #[error("the user name or the password is not right")]
    InvalidCredentials,
    #[error("please type the code that your authenticator app shows")]
    SecondFactorNeeded,
    #[error("the code is not right")]
    WrongCode,
    #[error("signing in is not allowed from your address")]
    AddressNotAllowed,
    #[error("this link is no longer good; please ask for a new one")]
    TicketNotGood,
    #[error("{message}")]
    Refused {
        status: u16,
        code: String,
        message: String,
    },
    #[error("too many attempts; please try again in {seconds} seconds")]
    TooManyAttempts { seconds: u64 },
    #[error("your security profile does not allow this (it needs {0})")]
    Forbidden(&'static str),
    #[error("this page is out of date; please load it again")]
    StaleSession,
    #[error("requests from other sites are not answered")]
    ForeignOrigin,
    #[error("{0} was not found")]
    NotFound(String),
    #[error("{0}")]
    BadRequest(String),
    #[error("{0}")]
    Conflict(String),
    #[error("{0}")]
    Unavailable(String),
    #[error("something went wrong on our side; the log has the details")]
    Internal,
}

impl AppError {
    /// The code that pages tell errors apart by.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::SecondFactorNeeded => "SecondFactorNeeded",
            Self::WrongCode => "WrongCode",
            Self::AddressNotAllowed => "AddressNotAllowed",
            Self::TicketNotGood => "TicketNotGood",
            Self::Refused { code, .. } => code,
            Self::NotSignedIn => "NotSignedIn",
            Self::InvalidCredentials => "InvalidCredentials",
            Self::TooManyAttempts { .. } => "TooManyAttempts",
            Self::Forbidden(_) => "Forbidden",
            Self::StaleSession => "StaleSession",
            Self::ForeignOrigin => "ForeignOrigin",
            Self::NotFound(_) => "NotFound",
            Self::BadRequest(_) => "BadRequest",
            Self::Conflict(_) => "Conflict",
            Self::Unavailable(_) => "Unavailable",
            Self::Internal => "Internal",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn
            | Self::InvalidCredentials
            | Self::SecondFactorNeeded
            | Self::WrongCode => StatusCode::UNAUTHORIZED,
            Self::Refused { status, .. } => {
                StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::AddressNotAllowed | Self::TicketNotGood => StatusCode::FORBIDDEN,
            Self::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Forbidden(_) | Self::StaleSession | Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// As an HTTP answer.
    pub(crate) fn response(&self) -> PageResponse {
        let body = serde_json::json!({
            "error": { "code": self.code(), "message": self.to_string() }
        });
        let mut response = reply::json(self.status(), &body);
        if let Self::TooManyAttempts { seconds } = self {
            response
                .headers
                .insert(http::header::RETRY_AFTER, (*seconds).into());
        }
        response
    }

    /// Our own fault: the cause goes to the log only.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a page's request failed");
        Self::Internal
    }
}

impl From<ServiceError> for AppError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::NotFound { what, id } => Self::NotFound(format!("{what} {id}")),
            ServiceError::InvalidParameter(text) | ServiceError::InvalidRequest(text) => {
                Self::BadRequest(text)
            }
            ServiceError::Unavailable(text) => Self::Unavailable(text),
            ServiceError::Internal(cause) => Self::internal(cause),
            other => Self::Conflict(other.to_string()),
        }
    }
}

impl From<store::StoreError> for AppError {
    fn from(error: store::StoreError) -> Self {
        ServiceError::from(error).into()
    }
}

impl From<ExchangeError> for AppError {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Refused(refused) => Self::Conflict(refused.to_string()),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<BrowserError> for AppError {
    fn from(error: BrowserError) -> Self {
        match error {
            BrowserError::UnknownNumber(number) => Self::NotFound(number.to_string()),
            BrowserError::Unavailable => Self::Unavailable(error.to_string()),
            BrowserError::NotConnecting(_) | BrowserError::Offer(_) => {
                Self::Conflict(error.to_string())
            }
        }
    }
}
