//! The numbers that can be requested: ranges from the configuration.
//!
//! As with calls (`services::Inventory`), the default ranges are fictitious ones that can never
//! reach anybody: 555-0100 to 555-0199 of North America (NANPA), Ofcom's mobile numbers for drama,
//! ARCEP's numbers for fiction.

use ids::PhoneNumber;
use messaging_resources::{NumberCapability, NumberType};
use thiserror::Error;

/// A range of numbers that can be requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginRange {
    country: String,
    number_type: NumberType,
    capabilities: Vec<NumberCapability>,
    first: u64,
    last: u64,
}

/// A range that makes no sense.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{0} to {1} is not a range of numbers")]
pub struct OriginRangeError(pub PhoneNumber, pub PhoneNumber);

impl OriginRange {
    /// From the first to the last number, both included.
    ///
    /// # Errors
    /// When they differ in length, or the last is below the first.
    pub fn new(
        country: impl Into<String>,
        number_type: NumberType,
        capabilities: Vec<NumberCapability>,
        first: PhoneNumber,
        last: PhoneNumber,
    ) -> Result<Self, OriginRangeError> {
        let digits = |it: &PhoneNumber| it.as_str().get(1..).and_then(|d| d.parse::<u64>().ok());
        match (digits(&first), digits(&last)) {
            (Some(from), Some(to)) if from <= to && first.as_str().len() == last.as_str().len() => {
                Ok(Self {
                    country: country.into(),
                    number_type,
                    capabilities,
                    first: from,
                    last: to,
                })
            }
            _ => Err(OriginRangeError(first, last)),
        }
    }
}

/// All ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inventory(Vec<OriginRange>);

impl Inventory {
    pub(crate) fn new(ranges: Vec<OriginRange>) -> Self {
        Self(ranges)
    }

    /// The numbers of a country and type that can do all that is asked for, in the order of the
    /// configuration.
    pub(crate) fn numbers<'a>(
        &'a self,
        country: &'a str,
        number_type: NumberType,
        capabilities: &'a [NumberCapability],
    ) -> impl Iterator<Item = String> + 'a {
        let fits = move |range: &&OriginRange| {
            let able = capabilities
                .iter()
                .all(|it| range.capabilities.contains(it));
            range.country == country && range.number_type == number_type && able
        };
        let ranges = self.0.iter().filter(fits);
        ranges.flat_map(|it| (it.first..=it.last).map(|number| format!("+{number}")))
    }
}

impl Default for Inventory {
    fn default() -> Self {
        use NumberCapability::{Mms, Sms, Voice};
        let range = |country: &str, number_type, capabilities: &[_], first, last| OriginRange {
            country: country.to_owned(),
            number_type,
            capabilities: capabilities.to_vec(),
            first,
            last,
        };
        let (all, text) = ([Sms, Mms, Voice], [Sms, Voice]);
        Self(vec![
            range(
                "US",
                NumberType::TenDlc,
                &all,
                14_255_550_100,
                14_255_550_199,
            ),
            range(
                "US",
                NumberType::TollFree,
                &all,
                18_885_550_100,
                18_885_550_199,
            ),
            range(
                "US",
                NumberType::Simulator,
                &all,
                13_125_550_100,
                13_125_550_199,
            ),
            range(
                "CA",
                NumberType::LongCode,
                &all,
                12_045_550_100,
                12_045_550_199,
            ),
            range(
                "GB",
                NumberType::LongCode,
                &text,
                447_700_900_000,
                447_700_900_999,
            ),
            range(
                "FR",
                NumberType::LongCode,
                &text,
                33_639_980_000,
                33_639_989_999,
            ),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_can_do_what_is_asked_for() {
        let inventory = Inventory::default();
        let first = |country, kind, able: &[NumberCapability]| {
            let able = able.to_vec();
            inventory.numbers(country, kind, &able).next()
        };
        let sms = [NumberCapability::Sms];
        let first_of_gb = first("GB", NumberType::LongCode, &sms);
        assert_eq!(first_of_gb.as_deref(), Some("+447700900000"));
        let mms = [NumberCapability::Mms];
        assert_eq!(first("GB", NumberType::LongCode, &mms), None);
        assert_eq!(first("US", NumberType::LongCode, &sms), None);
    }
}
