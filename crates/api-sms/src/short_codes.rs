//! Short codes: no operation requests them (sms.md §7.2). Carriers lend them by contract; whoever runs
//! the product names them in the configuration, and they are in the account from then on, as after
//! the service's support case.

use crate::ctx::Shared;
use messaging_resources::{
    DEFAULT_LIST, InboundSettings, Kept, MessageType, NumberCapability, NumberStatus, NumberType,
    PhoneNumber, SCOPE, countries, default_keywords,
};
use services::ServiceError;
use store::{Batch, Expect};
use thiserror::Error;
use uuid::Uuid;

/// A short code that a carrier lends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortCode {
    code: String,
    country: String,
    capabilities: Vec<NumberCapability>,
    message_type: MessageType,
}

/// A short code that there cannot be.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ShortCodeError {
    /// It has another form.
    #[error("{0} is no short code: 3 to 7 digits")]
    Digits(String),
    /// Its country is none.
    #[error("short code {0}: {1} is no country")]
    Country(String, String),
}

impl ShortCode {
    /// A short code of a country.
    ///
    /// # Errors
    /// See [`ShortCodeError`].
    pub fn new(
        code: impl Into<String>,
        country: impl Into<String>,
        capabilities: Vec<NumberCapability>,
        message_type: MessageType,
    ) -> Result<Self, ShortCodeError> {
        let (code, country) = (code.into(), country.into());
        if !(3..=7).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ShortCodeError::Digits(code));
        }
        if countries::find(&country).is_none() {
            return Err(ShortCodeError::Country(code, country));
        }
        Ok(Self {
            code,
            country,
            capabilities,
            message_type,
        })
    }
}

impl Shared {
    /// Adds what makes the configured short codes numbers of the account, where they are not yet.
    pub(crate) async fn add_short_codes(&self, to: &mut Batch) -> Result<(), ServiceError> {
        for short in &self.settings.short_codes {
            let store = &self.services.store;
            let known = store.resource_by_name(SCOPE, PhoneNumber::KIND, &short.code);
            if known.await?.is_some() {
                continue;
            }
            let id = self.services.new_id::<Uuid>().simple();
            let number = PhoneNumber {
                phone_number_id: format!("phone-{id}"),
                phone_number: short.code.clone(),
                status: NumberStatus::Active,
                iso_country_code: short.country.clone(),
                message_type: short.message_type,
                number_capabilities: short.capabilities.clone(),
                number_type: NumberType::ShortCode,
                monthly_leasing_price: "0.00".to_owned(),
                settings: InboundSettings::new(DEFAULT_LIST),
                international_sending_enabled: false,
                deletion_protection_enabled: false,
                pool_id: None,
                registration_id: None,
            };
            let mut batch = Batch::new().put_resource(self.row(&number)?, Expect::New);
            for keyword in default_keywords(&number.phone_number_id) {
                batch = batch.put_resource(self.row(&keyword)?, Expect::New);
            }
            to.append(batch);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_codes_have_three_to_seven_digits_and_a_country() {
        let short = |code, country| {
            ShortCode::new(code, country, Vec::new(), MessageType::Transactional).is_ok()
        };
        assert!(short("72345", "US") && short("123", "DE"));
        assert!(!short("12", "US") && !short("12345678", "US") && !short("+1234", "US"));
        assert!(!short("72345", "XX"));
    }
}
