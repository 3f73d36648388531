//! The numbers that can be claimed: ranges from the configuration.
//!
//! Which numbers an installation owns is known to whoever runs it, not to us. The default ranges
//! are fictitious ones that can never ring anywhere: 555-0100 to 555-0199 in North America
//! (NANPA) and Ofcom's numbers for drama. A country and type of a number are those of its range:
//! whoever lends the numbers knows them better than any numbering plan.

use crate::numbering;
use ids::PhoneNumber;
use resources::PhoneNumberType;
use std::ops::RangeInclusive;
use std::time::Duration;
use thiserror::Error;

/// For how long a released number rests before it can be claimed again.
/// Source: connect-a-foundation.md §6.2.
const COOL_DOWN: Duration = Duration::from_secs(30 * 24 * 3600);

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
pub enum RangeError {
    /// The numbers differ in length, or the last is below the first.
    #[error("{first} to {last} is not a range of numbers")]
    Backwards {
        /// The first.
        first: PhoneNumber,
        /// The last.
        last: PhoneNumber,
    },
    /// The numbers are of another country.
    #[error("{first} does not have the calling code of {country}")]
    Foreign {
        /// The first.
        first: PhoneNumber,
        /// The country.
        country: String,
    },
}

impl NumberRange {
    /// From the first to the last number, both included.
    ///
    /// # Errors
    /// When they differ in length, the last is below the first, or they do not have the calling
    /// code of their country. UIFN numbers have none of any country's.
    pub fn new(
        country: impl Into<String>,
        number_type: PhoneNumberType,
        first: PhoneNumber,
        last: PhoneNumber,
    ) -> Result<Self, RangeError> {
        let country = country.into();
        let foreign = |it: &PhoneNumber| numbering::is_of(it, &country) == Some(false);
        if number_type != PhoneNumberType::Uifn && (foreign(&first) || foreign(&last)) {
            return Err(RangeError::Foreign { first, country });
        }
        let digits = |number: &PhoneNumber| number.as_str().get(1..).and_then(|d| d.parse().ok());
        match (digits(&first), digits(&last)) {
            (Some(from), Some(to)) if from <= to && first.as_str().len() == last.as_str().len() => {
                Ok(Self {
                    country,
                    number_type,
                    first: from,
                    last: to,
                })
            }
            _ => Err(RangeError::Backwards { first, last }),
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

    /// Its numbers that begin with these digits, in ascending order, without walking the others.
    fn beginning_with(&self, digits: &str) -> RangeInclusive<u64> {
        // An empty range, as every other would hold a number.
        #[expect(clippy::reversed_empty_ranges)]
        let none = 1..=0;
        if digits.is_empty() {
            return self.first..=self.last;
        }
        let rest = (self.first.checked_ilog10().map_or(1, |n| n as usize + 1))
            .checked_sub(digits.len())
            .and_then(|rest| u32::try_from(rest).ok());
        let (Some(rest), Ok(digits)) = (rest, digits.parse::<u64>()) else {
            return none;
        };
        let width = 10_u64.saturating_pow(rest);
        let from = digits.saturating_mul(width);
        let to = from.saturating_add(width - 1);
        self.first.max(from)..=self.last.min(to)
    }
}

/// A place in the inventory: the range by its position, and the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The position of the range.
    pub range: usize,
    /// The number.
    pub number: PhoneNumber,
}

/// All ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    ranges: Vec<NumberRange>,
    cool_down: Duration,
}

impl Inventory {
    /// These ranges; the first that holds a number says what it is.
    pub fn new(ranges: Vec<NumberRange>) -> Self {
        Self {
            ranges,
            cool_down: COOL_DOWN,
        }
    }

    /// With another time for which released numbers rest; zero lets them be claimed at once.
    #[must_use]
    pub fn with_cool_down(mut self, cool_down: Duration) -> Self {
        self.cool_down = cool_down;
        self
    }

    /// For how long a released number rests.
    pub fn cool_down(&self) -> Duration {
        self.cool_down
    }

    /// The range that a number is of.
    pub fn range_of(&self, number: &PhoneNumber) -> Option<&NumberRange> {
        self.ranges.iter().find(|range| range.contains(number))
    }

    /// The numbers of a country and type that begin with a prefix, with or without its `+`, in the
    /// order of the configuration and after a place that was reached before.
    pub fn numbers<'a>(
        &'a self,
        country: &'a str,
        number_type: PhoneNumberType,
        prefix: &'a str,
        after: Option<&Place>,
    ) -> impl Iterator<Item = Place> + 'a {
        let digits = prefix.strip_prefix('+').unwrap_or(prefix);
        let start = after.map_or(0, |place| place.range);
        let reached = after.and_then(|place| place.number.as_str().get(1..)?.parse::<u64>().ok());
        let fits = move |range: &&NumberRange| {
            range.country == country && range.number_type == number_type
        };
        let ranges = self.ranges.iter().enumerate().skip(start);
        ranges
            .filter(move |(_, range)| fits(range))
            .flat_map(move |(at, range)| {
                let span = range.beginning_with(digits);
                let from = match reached {
                    Some(reached) if at == start => reached.saturating_add(1).max(*span.start()),
                    _ => *span.start(),
                };
                (from..=*span.end()).filter_map(move |number| {
                    let number = format!("+{number}").parse().ok()?;
                    Some(Place { range: at, number })
                })
            })
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
        Self::new(vec![
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
        ])
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
        assert_eq!(
            inventory
                .numbers("US", PhoneNumberType::Did, "", None)
                .count(),
            100
        );
        assert!(
            inventory
                .range_of(&"+18005551212".parse().unwrap())
                .is_none()
        );
    }

    #[test]
    fn numbers_are_found_by_prefix_and_after_a_place() {
        let inventory = Inventory::default();
        let find = |prefix: &'static str, after: Option<&Place>| -> Vec<Place> {
            inventory
                .numbers("GB", PhoneNumberType::Did, prefix, after)
                .collect()
        };
        for (prefix, count) in [
            ("", 1000),
            ("+44", 1000),
            ("44207946012", 10),
            ("+4420794609", 100),
            ("+442079460123", 1),
            ("+4420794601234", 0),
            ("+1", 0),
            ("45", 0),
        ] {
            assert_eq!(find(prefix, None).len(), count, "{prefix}");
        }
        let all = find("4420794601", None);
        assert_eq!(find("4420794601", all.get(97)), all[98..]);
        assert!(find("4420794601", all.last()).is_empty());
    }

    #[test]
    fn numbers_of_ranges_that_overlap_are_passed_once_each() {
        let number = |text: &str| text.parse().unwrap();
        let range = |from, to| {
            NumberRange::new("US", PhoneNumberType::Did, number(from), number(to)).unwrap()
        };
        let inventory = Inventory::new(vec![range("+11", "+13"), range("+12", "+14")]);
        let mut after = None;
        let mut seen = Vec::new();
        while let Some(place) = inventory
            .numbers("US", PhoneNumberType::Did, "", after.as_ref())
            .next()
        {
            seen.push((place.range, place.number.to_string()));
            after = Some(place);
        }
        let wanted = [
            (0, "+11"),
            (0, "+12"),
            (0, "+13"),
            (1, "+12"),
            (1, "+13"),
            (1, "+14"),
        ];
        assert_eq!(seen, wanted.map(|(at, number)| (at, number.to_owned())));
    }

    #[test]
    fn a_range_of_another_country_is_refused() {
        let number = |text: &str| text.parse().unwrap();
        let (first, last) = (number("+442079460000"), number("+442079460999"));
        let made = NumberRange::new("US", PhoneNumberType::Did, first, last);
        let error = made.unwrap_err().to_string();
        assert!(error.contains("calling code of US"), "{error}");
    }

    #[test]
    fn a_range_that_runs_backwards_is_refused() {
        let number = |text: &str| text.parse().unwrap();
        let made = NumberRange::new("US", PhoneNumberType::Did, number("+12"), number("+11"));
        assert!(made.is_err());
    }
}
