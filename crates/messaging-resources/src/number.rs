//! Phone numbers and short codes. Spec: sms.md §7.

use crate::{Facets, Kept};
use serde::{Deserialize, Serialize};

/// What a message is for; it decides its route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageType {
    /// Marketing.
    Promotional,
    /// Critical or time-sensitive.
    Transactional,
}

/// What a number can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NumberCapability {
    /// Pictures and files.
    Mms,
    /// Rich messages.
    Rcs,
    /// Text.
    Sms,
    /// Spoken messages.
    Voice,
}

/// Which kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NumberType {
    /// A number of a country's plan.
    LongCode,
    /// Three to seven digits.
    ShortCode,
    /// Nothing of it leaves the product.
    Simulator,
    /// A ten-digit number of the US that belongs to a campaign.
    TenDlc,
    /// Free to call.
    TollFree,
}

/// Whether a number can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NumberStatus {
    /// It can.
    Active,
    /// It is being associated with a registration.
    Associating,
    /// It was released.
    Deleted,
    /// It is being taken from a registration.
    Disassociating,
    /// Its registration is not complete.
    Pending,
}

/// How what comes in at a number, pool or agent is treated, and whom it may not reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InboundSettings {
    /// Whether messages that come in are passed on.
    pub two_way_enabled: bool,
    /// Whereto: a topic's ARN, or `connect.{region}.amazonaws.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub two_way_channel_arn: Option<String>,
    /// The role that may pass them on, where the topic's own policy does not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub two_way_channel_role: Option<String>,
    /// Whether `HELP` and `STOP` are answered by the owner instead of by us.
    pub self_managed_opt_outs_enabled: bool,
    /// The list of those who must not be written to.
    pub opt_out_list_name: String,
}

impl InboundSettings {
    /// Those of a new number: nothing is passed on.
    pub fn new(opt_out_list_name: impl Into<String>) -> Self {
        Self {
            two_way_enabled: false,
            two_way_channel_arn: None,
            two_way_channel_role: None,
            self_managed_opt_outs_enabled: false,
            opt_out_list_name: opt_out_list_name.into(),
        }
    }

    /// What numbers, pools and agents are found by.
    pub(crate) fn facets(&self, to: &mut Facets) {
        to.put("two-way-enabled", self.two_way_enabled);
        to.put_some("two-way-channel-arn", self.two_way_channel_arn.as_ref());
        let own = self.self_managed_opt_outs_enabled;
        to.put("self-managed-opt-outs-enabled", own);
        to.put("opt-out-list-name", &self.opt_out_list_name);
    }
}

/// A phone number or short code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PhoneNumber {
    /// `phone-` and 32 hexadecimal digits.
    pub phone_number_id: String,
    /// E.164, or the digits of a short code.
    pub phone_number: String,
    /// Whether it can be used.
    pub status: NumberStatus,
    /// ISO 3166-1 alpha-2 country; it sends to this one alone unless it may send abroad.
    pub iso_country_code: String,
    /// What it is for.
    pub message_type: MessageType,
    /// What it can carry; never changes.
    pub number_capabilities: Vec<NumberCapability>,
    /// Which kind.
    pub number_type: NumberType,
    /// Its rent in USD a month, such as `1.00`.
    pub monthly_leasing_price: String,
    /// How what comes in is treated.
    #[serde(flatten)]
    pub settings: InboundSettings,
    /// Whether it may send to other countries.
    #[serde(default)]
    pub international_sending_enabled: bool,
    /// Whether it cannot be released.
    pub deletion_protection_enabled: bool,
    /// Its pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool_id: Option<String>,
    /// Its registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_id: Option<String>,
}

impl Kept for PhoneNumber {
    const KIND: &'static str = "sms-phone-number";
    const TYPE: &'static str = "phone-number";
    const ARN: &'static str = "PhoneNumberArn";

    fn id(&self) -> String {
        self.phone_number_id.clone()
    }

    fn unique(&self) -> String {
        self.phone_number.clone()
    }

    fn facets(&self, to: &mut Facets) {
        self.settings.facets(to);
        to.put_word("status", &self.status);
        to.put("iso-country-code", &self.iso_country_code);
        to.put_word("message-type", &self.message_type);
        for capability in &self.number_capabilities {
            to.put_word("number-capability", capability);
        }
        to.put_word("number-type", &self.number_type);
        let protected = self.deletion_protection_enabled;
        to.put("deletion-protection-enabled", protected);
        to.put_some("pool-id", self.pool_id.as_ref());
        to.put_some("registration-id", self.registration_id.as_ref());
    }
}
