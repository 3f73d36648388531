//! Verified destination numbers: to whom an account in the sandbox may write. Spec: sms.md §10.2.

use crate::{Facets, Kept};
use ids::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a verification is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VerificationStatus {
    /// The code was not given back yet.
    Pending,
    /// The number cannot be verified.
    Unsupported,
    /// It may be written to.
    Verified,
}

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Verification {
    /// What the code is checked by: never the code itself.
    pub code_digest: String,
    /// Until when it is good.
    #[serde(with = "crate::epoch")]
    pub expires: Timestamp,
    /// Wrong codes that were given for it.
    pub attempts: u32,
}

/// A number that may be written to from the sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VerifiedDestinationNumber {
    /// `verified-` and 32 hexadecimal digits.
    pub verified_destination_number_id: String,
    /// The number, E.164.
    pub destination_phone_number: String,
    /// How far it is.
    pub status: VerificationStatus,
    /// The agent that it tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rcs_agent_id: Option<String>,
    /// The code that was sent last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<Verification>,
    /// A code that is being sent: it takes the place of the other one once it was accepted, and is
    /// good beside it until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered: Option<Verification>,
    /// When codes were asked for within the last day, milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<i64>,
}

impl VerifiedDestinationNumber {
    /// The codes that it may be verified by.
    pub fn codes(&mut self) -> impl Iterator<Item = &mut Verification> {
        self.offered.iter_mut().chain(self.verification.iter_mut())
    }
}

impl Kept for VerifiedDestinationNumber {
    const KIND: &'static str = "sms-verified-destination-number";
    const TYPE: &'static str = "verified-destination-number";
    const ARN: &'static str = "VerifiedDestinationNumberArn";

    fn id(&self) -> String {
        self.verified_destination_number_id.clone()
    }

    fn unique(&self) -> String {
        self.destination_phone_number.clone()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_word("status", &self.status);
        to.put_some("rcs-agent-id", self.rcs_agent_id.as_ref());
        to.put("destination-phone-number", &self.destination_phone_number);
    }
}
