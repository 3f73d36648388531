//! `[sms]`: what whoever runs the product decides about messaging.

use anyhow::Result;
use api_sms::{OriginRange, Review, Settings, ShortCode};
use ids::PhoneNumber;
use messaging_resources::{AccountTier, MessageType, NumberCapability, NumberType};
use serde::Deserialize;

/// `[sms]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsConfig {
    /// Whether a new account may write to verified numbers only, as one of the hosted service's.
    pub sandbox: bool,
    /// Whether registrations wait when they are submitted; by default they hold at once.
    pub registrations_wait: bool,
    /// Numbers that can be requested; fictitious ones by default.
    pub numbers: Vec<SmsRange>,
    /// Short codes, which nobody requests: they are in the account from the start.
    pub short_codes: Vec<SmsShortCode>,
}

/// `[[sms.short_codes]]`: a short code that a carrier lends us.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsShortCode {
    /// Its digits.
    pub code: String,
    /// ISO 3166-1 alpha-2 country.
    pub country: String,
    /// Of `SMS` and `MMS`; `SMS` by default.
    #[serde(default = "sms")]
    pub capabilities: Vec<NumberCapability>,
    /// `TRANSACTIONAL`, the default, or `PROMOTIONAL`.
    #[serde(default = "transactional")]
    pub message_type: MessageType,
}

fn sms() -> Vec<NumberCapability> {
    vec![NumberCapability::Sms]
}

const fn transactional() -> MessageType {
    MessageType::Transactional
}

/// `[[sms.numbers]]`: numbers that carriers lend us.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsRange {
    /// ISO 3166-1 alpha-2 country.
    pub country: String,
    /// `LONG_CODE`, `TEN_DLC`, `TOLL_FREE` or `SIMULATOR`.
    pub number_type: NumberType,
    /// Of `SMS`, `MMS` and `VOICE`.
    pub capabilities: Vec<NumberCapability>,
    /// The first number.
    pub first: PhoneNumber,
    /// The last number.
    pub last: PhoneNumber,
}

impl SmsConfig {
    /// What the API is told.
    pub fn settings(&self) -> Result<Settings> {
        let mut settings = Settings::default();
        if !self.numbers.is_empty() {
            let ranges = self.numbers.iter().cloned().map(|it| {
                OriginRange::new(
                    it.country,
                    it.number_type,
                    it.capabilities,
                    it.first,
                    it.last,
                )
            });
            settings = settings.with_numbers(ranges.collect::<Result<_, _>>()?);
        }
        let codes = self.short_codes.iter().cloned();
        let codes =
            codes.map(|it| ShortCode::new(it.code, it.country, it.capabilities, it.message_type));
        settings.short_codes = codes.collect::<Result<_, _>>()?;
        if self.registrations_wait {
            settings.review = Review::Wait;
        }
        if self.sandbox {
            settings.tier = AccountTier::Sandbox;
        }
        Ok(settings)
    }
}
