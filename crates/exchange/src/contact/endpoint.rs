//! Addresses of a contact's customer and of the system.

use ids::Pii;
use serde::{Deserialize, Serialize};

/// An address and its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// E.164 for numbers.
    pub address: Pii<String>,
    /// `TELEPHONE_NUMBER` for numbers, else `VOIP` (inferred: the API's endpoint type for
    /// callers without a number).
    pub kind: EndpointKind,
}

/// The type of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EndpointKind {
    /// E.164.
    TelephoneNumber,
    /// Anything else that can be called or call.
    Voip,
}

impl Endpoint {
    /// From an address as it came.
    pub fn new(address: Pii<String>) -> Self {
        let kind = if address.reveal().parse::<ids::PhoneNumber>().is_ok() {
            EndpointKind::TelephoneNumber
        } else {
            EndpointKind::Voip
        };
        Self { address, kind }
    }

    /// The API's word for the type.
    pub const fn kind_name(&self) -> &'static str {
        match self.kind {
            EndpointKind::TelephoneNumber => "TELEPHONE_NUMBER",
            EndpointKind::Voip => "VOIP",
        }
    }
}
