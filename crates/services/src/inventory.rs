//! The numbers that can be claimed: ranges from the configuration.
//!
//! Which numbers an installation owns is known to whoever runs it, not to us. The default ranges
//! are fictitious ones that can never ring anywhere: 555-0100 to 555-0199 in North America
//! (NANPA) and Ofcom's numbers for drama.

use ids::PhoneNumber;
use resources::PhoneNumberType;
use thiserror::Error;

/// A range of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRange {
    /// ISO 3166-1 alpha-2 country.
    pub country: String,
    /// Their type.
    pub number_type: PhoneNumberType,
    /// The digits of the first, without `+`.
    first: u64,
    /// The digits of the last, without `+`.
    last: u64,
}

/// A range that makes no sense.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{first} to {last} is not a range of numbers")]
pub struct RangeError {
    /// The first.
    pub first: PhoneNumber,
    /// The last.
    pub last: PhoneNumber,
}

impl NumberRange {
    /// From the first to the last number, both included.
    ///
    /// # Errors
    /// When they differ in length or the last is below the first.
    pub fn new(
        country: impl Into<String>,
        number_type: PhoneNumberType,
        first: PhoneNumber,
        last: PhoneNumber,
    ) -> Result<Self, RangeError> {
        let digits = |number: &PhoneNumber| number.as_str().get(1..).and_then(|d| d.parse().ok());
        match (digits(&first), digits(&last)) {
            (Some(from), Some(to)) if from <= to && first.as_str().len() == last.as_str().len() => {
                Ok(Self {
                    country: country.into(),
                    number_type,
                    first: from,
                    last: to,
                })
            }
            _ => Err(RangeError { first, last }),
        }
    }

    /// Whether a number lies in it.
    pub fn contains(&self, number: &PhoneNumber) -> bool {
        number
            .as_str()
            .get(1..)
            .and_then(|digits| digits.parse::<u64>().ok())
            .is_some_and(|n| (self.first..=self.last).contains(&n))
    }

    /// Its numbers in ascending order.
    pub fn numbers(&self) -> impl Iterator<Item = PhoneNumber> + '_ {
        (self.first..=self.last).filter_map(|n| format!("+{n}").parse().ok())
    }
}

/// All ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    ranges: Vec<NumberRange>,
}

impl Inventory {
    /// These ranges; the first that holds a number says what it is.
    pub fn new(ranges: Vec<NumberRange>) -> Self {
        Self { ranges }
    }

    /// The range that a number is of.
    pub fn range_of(&self, number: &PhoneNumber) -> Option<&NumberRange> {
        self.ranges.iter().find(|range| range.contains(number))
    }

    /// The numbers of a country and type, in the order of the configuration.
    pub fn numbers<'a>(
        &'a self,
        country: &'a str,
        number_type: PhoneNumberType,
    ) -> impl Iterator<Item = PhoneNumber> + 'a {
        self.ranges
            .iter()
            .filter(move |range| range.country == country && range.number_type == number_type)
            .flat_map(NumberRange::numbers)
    }
}

impl Default for Inventory {
    fn default() -> Self {
        let range = |country: &str, number_type, first, last| NumberRange {
            country: country.to_owned(),
            number_type,
            first,
            last,
        };
        Self {
            ranges: vec![
                range(
                    "US",
                    PhoneNumberType::TollFree,
                    18_005_550_100,
                    18_005_550_199,
                ),
                range("US", PhoneNumberType::Did, 12_065_550_100, 12_065_550_199),
                range("CA", PhoneNumberType::Did, 16_045_550_100, 16_045_550_199),
                range(
                    "GB",
                    PhoneNumberType::TollFree,
                    448_081_570_000,
                    448_081_570_999,
                ),
                range("GB", PhoneNumberType::Did, 442_079_460_000, 442_079_460_999),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_inventory_holds_fictitious_numbers_only() {
        let inventory = Inventory::default();
        let number: PhoneNumber = "+18005550123".parse().unwrap();
        let range = inventory.range_of(&number).unwrap();
        assert_eq!(
            (range.country.as_str(), range.number_type),
            ("US", PhoneNumberType::TollFree)
        );
        assert_eq!(inventory.numbers("US", PhoneNumberType::Did).count(), 100);
        assert!(
            inventory
                .range_of(&"+18005551212".parse().unwrap())
                .is_none()
        );
    }

    #[test]
    fn a_range_that_runs_backwards_is_refused() {
        let number = |text: &str| text.parse().unwrap();
        let made = NumberRange::new("US", PhoneNumberType::Did, number("+12"), number("+11"));
        assert!(made.is_err());
    }
}
