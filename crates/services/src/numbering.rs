//! What the numbering plans of countries say of numbers: how they are written, and whose they are.
//!
//! Nothing is refused for being no number of a plan: plans change faster than their tables, and
//! fictitious numbers stand in none.

use ids::PhoneNumber;
use phonenumber::country::Id;
use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, PhoneNumber as Planned, Type};

fn planned(text: &str) -> Option<Planned> {
    // Texts that begin otherwise would be read as numbers of some country.
    text.starts_with('+')
        .then(|| phonenumber::parse(None, text).ok())?
}

/// A number in the international form of its country, such as `+44 20 7183 8750`; a text that is
/// no number is left as it is.
pub fn international(text: &str) -> String {
    match planned(text) {
        Some(number) => number.format().mode(Mode::International).to_string(),
        None => text.to_owned(),
    }
}

/// Whether a number has the calling code of a country, by its ISO 3166-1 alpha-2 code; `None` for
/// a country that there is not. Several countries share a code, so this does not say which of
/// them it is of.
pub fn is_of(number: &PhoneNumber, country: &str) -> Option<bool> {
    let id: Id = country.parse().ok()?;
    let plan = DATABASE.by_id(id.as_ref())?;
    let code = planned(number.as_str())?.code().value();
    Some(plan.country_code() == code)
}

/// What a numbering plan says of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The calling code of its country, such as `44`.
    pub calling_code: String,
    /// What it is, in the words of the API: `LANDLINE`, `MOBILE`, `VOIP`, `OTHER` or `INVALID`.
    pub kind: &'static str,
    /// Its country, where the plan tells countries with one code apart.
    pub country: Option<String>,
}

/// What the numbering plans say of a number; `None` for one with no country's code. Where mobile
/// and fixed lines cannot be told apart (North America) it is called mobile.
pub fn plan(number: &PhoneNumber) -> Option<Plan> {
    let planned = planned(number.as_str())?;
    let kind = match planned.number_type(&DATABASE) {
        _ if !planned.is_valid() => "INVALID",
        Type::FixedLine => "LANDLINE",
        Type::Mobile | Type::FixedLineOrMobile => "MOBILE",
        Type::Voip => "VOIP",
        _ => "OTHER",
    };
    Some(Plan {
        calling_code: planned.code().value().to_string(),
        kind,
        country: planned.country().id().map(|id| id.as_ref().to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_their_country_writes_them() {
        for (number, text) in [
            ("+12065550123", "+1 206-555-0123"),
            ("+442071838750", "+44 20 7183 8750"),
            ("+4930123456", "+49 30 123456"),
            ("sip:alice@example.com", "sip:alice@example.com"),
            ("0301234", "0301234"),
            ("", ""),
        ] {
            assert_eq!(international(number), text);
        }
    }

    #[test]
    fn a_number_is_what_its_plan_says() {
        let kind = |text: &str| plan(&text.parse().unwrap()).map(|it| it.kind);
        assert_eq!(kind("+447400123456"), Some("MOBILE"));
        assert_eq!(kind("+442071838750"), Some("LANDLINE"));
        assert_eq!(kind("+44207"), Some("INVALID"));
        let plan = plan(&"+447400123456".parse().unwrap()).unwrap();
        assert_eq!(
            (plan.calling_code.as_str(), plan.country.as_deref()),
            ("44", Some("GB"))
        );
    }

    #[test]
    fn a_number_is_of_the_countries_with_its_calling_code() {
        let number = |text: &str| text.parse::<PhoneNumber>().unwrap();
        assert_eq!(is_of(&number("+12065550123"), "US"), Some(true));
        assert_eq!(is_of(&number("+12065550123"), "CA"), Some(true));
        assert_eq!(is_of(&number("+12065550123"), "GB"), Some(false));
        assert_eq!(is_of(&number("+12065550123"), "XX"), None);
    }
}
