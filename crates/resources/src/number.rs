//! Claimed phone numbers.

use crate::{Facets, Indexed, Kind, Tags, facet};
use ids::{FlowId, InstanceId, PhoneNumber, PhoneNumberId, Timestamp};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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
    /// The ARN of the number of messaging that it was imported from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Indexed for PhoneNumberResource {
    fn name(&self) -> Cow<'_, str> {
        self.number.as_str().into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put(facet::INSTANCE, self.instance);
        to.put(facet::COUNTRY, &self.country);
        to.put_word(facet::TYPE, self.number_type);
        to.refers_some(Kind::Flow, self.flow);
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
