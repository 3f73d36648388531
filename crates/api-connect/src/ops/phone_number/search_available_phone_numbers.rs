//! SearchAvailablePhoneNumbers: unclaimed numbers of the configured inventory.

use super::convert::target;
use crate::prelude::*;
use resources::PhoneNumberType;
use services::Place;
use store::PageKey;

/// How many unclaimed numbers are looked at in one request; a client pages on after them.
const LOOKED_AT: usize = 1000;

pub(crate) async fn search_available_phone_numbers(
    ctx: &Ctx,
    input: api::SearchAvailablePhoneNumbersRequest,
) -> Result<api::SearchAvailablePhoneNumbersResponse> {
    let target = target(
        ctx,
        input.target_arn.as_deref(),
        input.instance_id.as_deref(),
    )
    .await?;
    let target = target.ok_or_else(|| invalid("TargetArn or InstanceId is required"))?;
    let country = input.phone_number_country_code.to_string();
    let number_type: PhoneNumberType = from_api("PhoneNumberType", &input.phone_number_type)?;
    let prefix = input.phone_number_prefix.unwrap_or_default();
    let query = (target, &country, number_type, &prefix);
    let after = ctx.resume(input.next_token.as_deref(), &query)?;
    let size = page_size(input.max_results, 10);
    let after = after.map(place).transpose()?;
    let mut candidates = ctx
        .inventory
        .numbers(&country, number_type, &prefix, after.as_ref());
    let mut list = Vec::new();
    let mut last = None;
    for candidate in candidates.by_ref().take(LOOKED_AT) {
        if ctx.is_free(&candidate.number, ctx.now()).await? {
            list.push(api::AvailableNumberSummary {
                phone_number: Some(candidate.number.to_string()),
                phone_number_country_code: Some(country.as_str().into()),
                phone_number_type: Some(to_api(&number_type)),
            });
        }
        last = Some(candidate);
        if list.len() == size {
            break;
        }
    }
    let more = candidates.next().is_some();
    let next = last.filter(|_| more).map(|last| PageKey {
        sort: last.range.to_string(),
        id: last.number.to_string(),
    });
    Ok(api::SearchAvailablePhoneNumbersResponse {
        next_token: ctx.next_token(next.as_ref(), &query)?,
        available_numbers_list: Some(list),
    })
}

/// Where a page before ended.
fn place(key: PageKey) -> Result<Place> {
    match (key.sort.parse(), key.id.parse()) {
        (Ok(range), Ok(number)) => Ok(Place { range, number }),
        _ => Err(invalid("NextToken is not valid")),
    }
}
