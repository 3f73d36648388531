//! Numbers as requests write them, and which country they are of.

use crate::error::{Result, invalid};
use crate::keep::required;
use aws_wire::Value;
use ids::PhoneNumber;
use messaging_resources::countries;

/// The number in a member: E.164, with or without its `+`.
///
/// # Errors
/// What is no number.
pub(crate) fn number(input: &Value, member: &str) -> Result<PhoneNumber> {
    let text = required(input, member)?;
    let plus = if text.starts_with('+') { "" } else { "+" };
    format!("{plus}{text}").parse().map_err(|_| {
        let message = format!("{member} is no phone number in E.164 form");
        invalid("INVALID_PARAMETER", member, message)
    })
}

/// Its country, ISO 3166-1 alpha-2; `None` where nothing can be sent to.
pub(crate) fn of(number: &PhoneNumber) -> Option<&'static str> {
    countries::of_number(number.as_str())
}
