//! DescribeVerifiedDestinationNumbers: also by number.

use crate::ctx::Ctx;
use crate::error::{Result, not_found};
use crate::keep::{Found, texts};
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{Kept, VerifiedDestinationNumber};
use store::Filter;

pub(crate) async fn describe_verified_destination_numbers(
    ctx: &Ctx,
    input: &Value,
) -> Result<Value> {
    let numbers = texts(input, "DestinationPhoneNumbers");
    let plus = |it: &&str| format!("+{}", it.trim_start_matches('+'));
    let within = Filter::facet_in("destination-phone-number", numbers.iter().map(plus));
    let ids = "VerifiedDestinationNumberIds";
    let (found, next) = ctx
        .described::<VerifiedDestinationNumber>(input, ids, within)
        .await?;
    for number in numbers.iter().map(plus) {
        let there = |it: &Found<VerifiedDestinationNumber>| {
            it.value.destination_phone_number == number
        };
        if input.get("Filters").is_none() && !found.iter().any(there) {
            return Err(not_found(VerifiedDestinationNumber::TYPE, number));
        }
    }
    let rows = found.iter().map(Found::full).collect();
    Ok(ctx.rows(&Object::new(), rows, next))
}
