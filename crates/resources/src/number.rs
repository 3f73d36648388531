//! Claimed phone numbers.

use crate::Tags;
use ids::{FlowId, InstanceId, PhoneNumber, PhoneNumberId, Timestamp};
use serde::{Deserialize, Serialize};

/// A claimed number. Spec: connect-a-foundation.md §6.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhoneNumberResource {
    /// Its identifier.
    pub id: PhoneNumberId,
    /// The number.
    pub number: PhoneNumber,
    /// ISO 3166-1 alpha-2 country.
    pub country: String,
    /// Its type.
    pub number_type: PhoneNumberType,
    /// What it is for.
    pub description: Option<String>,
    /// The instance that it is claimed to.
    pub instance: InstanceId,
    /// The flow that answers it.
    pub flow: Option<FlowId>,
    /// Whether it can be used.
    pub status: PhoneNumberStatus,
    /// When it was claimed.
    pub claimed: Timestamp,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl PhoneNumberResource {
    /// The number in E.164 form.
    pub fn name(&self) -> &str {
        self.number.as_str()
    }
}

/// `PhoneNumberType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PhoneNumberType {
    /// Free to call.
    TollFree,
    /// Direct inward dialling.
    Did,
    /// Universal international freephone.
    Uifn,
    /// Shared cost.
    Shared,
    /// A third party's toll-free number.
    ThirdPartyTf,
    /// A third party's direct number.
    ThirdPartyDid,
    /// A short code.
    ShortCode,
}

/// `PhoneNumberWorkflowStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PhoneNumberStatus {
    /// Ready.
    Claimed,
    /// Under way.
    InProgress,
    /// Failed.
    Failed,
}
