//! SearchAvailablePhoneNumbers: unclaimed numbers of the configured inventory.

use super::convert::target;
use crate::prelude::*;
use resources::{PhoneNumberResource, PhoneNumberType};
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
    let mut candidates = ctx
        .inventory
        .numbers(&country, number_type)
        .skip_while(|number| {
            after
                .as_ref()
                .is_some_and(|after| number.as_str() != after.id)
        })
        .skip(usize::from(after.is_some()))
        .filter(|number| number.as_str().starts_with(&prefix));
    let mut list = Vec::new();
    let mut last = None;
    let mut more = false;
    for number in candidates.by_ref().take(LOOKED_AT) {
        if list.len() == size {
            more = true;
            break;
        }
        last = Some(number.to_string());
        if ctx
            .find_by_name::<PhoneNumberResource>(target, number.as_str())
            .await?
            .is_none()
        {
            list.push(api::AvailableNumberSummary {
                phone_number: Some(number.to_string()),
                phone_number_country_code: Some(country.as_str().into()),
                phone_number_type: Some(to_api(&number_type)),
            });
        }
    }
    more = more || candidates.next().is_some();
    let next = last.filter(|_| more).map(|id| PageKey {
        sort: String::new(),
        id,
    });
    Ok(api::SearchAvailablePhoneNumbersResponse {
        next_token: ctx.next_token(next.as_ref(), &query)?,
        available_numbers_list: Some(list),
    })
}
