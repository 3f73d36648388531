//! Phone numbers. Spec: sms.md §7.

mod describe_phone_numbers;
mod list_available_phone_numbers;
mod release_phone_number;
mod request_phone_number;
mod update_phone_number;

use crate::ctx::Ctx;
use crate::error::{Result, invalid};
use crate::keep::{given, required, texts};
use aws_wire::Value;
use messaging_resources::{Kept, NumberCapability, NumberType, PhoneNumber, SCOPE};

operations! {
    DescribePhoneNumbers => describe_phone_numbers::describe_phone_numbers,
    ListAvailablePhoneNumbers => list_available_phone_numbers::list_available_phone_numbers,
    ReleasePhoneNumber => release_phone_number::release_phone_number,
    RequestPhoneNumber => request_phone_number::request_phone_number,
    UpdatePhoneNumber => update_phone_number::update_phone_number,
}

/// Territories with US numbers.
const US: [&str; 5] = ["US", "PR", "VI", "GU", "AS"];

/// Which numbers a request is about.
struct Wanted {
    country: String,
    kind: NumberType,
    capabilities: Vec<NumberCapability>,
}

impl Wanted {
    /// Reads country, type and capabilities, which must be able to be together.
    fn read(input: &Value) -> Result<Self> {
        let missing = |member| invalid("MISSING_PARAMETER", member, format!("{member} is missing"));
        let country = required(input, "IsoCountryCode")?.to_owned();
        let kind = given(input, "NumberType")?.ok_or_else(|| missing("NumberType"))?;
        let capabilities: Vec<NumberCapability> =
            given(input, "NumberCapabilities")?.unwrap_or_default();
        let of_us = US.contains(&country.as_str());
        let fits = match kind {
            NumberType::LongCode => !of_us,
            NumberType::TollFree => of_us,
            NumberType::TenDlc | NumberType::Simulator => country == "US",
            NumberType::ShortCode => false,
        };
        if !fits {
            let message = format!("{country} has no numbers of this type that can be requested");
            return Err(invalid("INVALID_PARAMETER", "NumberType", message));
        }
        if capabilities.contains(&NumberCapability::Rcs) {
            let message = "A phone number cannot have the capability RCS";
            return Err(invalid("INVALID_PARAMETER", "NumberCapabilities", message));
        }
        Ok(Self {
            country,
            kind,
            capabilities,
        })
    }

    /// Free numbers, from `skip` on, at most so many.
    async fn free(&self, ctx: &Ctx, input: &Value, skip: usize, most: usize) -> Result<Vec<String>> {
        let inventory = &ctx.shared.settings.inventory;
        let mut out = Vec::new();
        let mut skipped = 0;
        for number in inventory.numbers(&self.country, self.kind, &self.capabilities) {
            if out.len() == most {
                break;
            }
            // Another process may hold more than this one knows of: the store is asked too.
            if ctx.shared.number_id(&number).is_some() || !preferred(input, &number) {
                continue;
            }
            let held = ctx.store.resource_by_name(SCOPE, PhoneNumber::KIND, &number);
            if held.await?.is_none() {
                if skipped == skip {
                    out.push(number);
                } else {
                    skipped += 1;
                }
            }
        }
        Ok(out)
    }
}

/// Whether a number is one that is preferred.
fn preferred(input: &Value, number: &str) -> bool {
    let items = input.get("NumberPreference").and_then(Value::as_array);
    items.into_iter().flatten().all(|item| {
        let kinds = texts(item, "PreferenceType");
        texts(item, "Filter").iter().any(|text| {
            let digits = number.trim_start_matches('+');
            let text = text.trim_start_matches('+');
            match kinds.first() {
                Some(&"StartsWith") => digits.starts_with(text),
                Some(&"EndsWith") => digits.ends_with(text),
                Some(&"ExactMatch") => digits == text,
                _ => digits.contains(text),
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_preference_is_any_of_its_texts() {
        let asks = |kind: &str, texts: &[&str]| json!({"NumberPreference": [{"PreferenceType": [kind], "Filter": texts}]});
        let number = "+14255550123";
        assert!(preferred(&asks("StartsWith", &["999", "+1425"]), number));
        assert!(preferred(&asks("EndsWith", &["0123"]), number));
        assert!(preferred(&asks("ExactMatch", &["14255550123"]), number));
        assert!(!preferred(&asks("Contains", &["999"]), number));
        assert!(preferred(&json!({}), number));
    }

    #[test]
    fn long_codes_of_the_us_cannot_be_requested() {
        let asks = |country: &str, kind: &str| json!({"IsoCountryCode": country, "NumberType": kind, "NumberCapabilities": ["SMS"]});
        assert!(Wanted::read(&asks("US", "LONG_CODE")).is_err());
        assert!(Wanted::read(&asks("PR", "LONG_CODE")).is_err());
        assert!(Wanted::read(&asks("PR", "TOLL_FREE")).is_ok());
        assert!(Wanted::read(&asks("CA", "LONG_CODE")).is_ok());
        assert!(Wanted::read(&asks("CA", "TEN_DLC")).is_err());
    }
}
