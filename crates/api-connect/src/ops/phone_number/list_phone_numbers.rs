//! ListPhoneNumbers: the older listing, of one instance.

use super::convert::words;
use crate::prelude::*;
use resources::PhoneNumberResource;
use services::configured::facet;
use store::Filter;

pub(crate) async fn list_phone_numbers(
    ctx: &Ctx,
    input: api::ListPhoneNumbersRequest,
) -> Result<api::ListPhoneNumbersResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let countries = words(input.phone_number_country_codes);
    let types = words(input.phone_number_types);
    let query = (countries.clone(), types.clone());
    let (list, next) = page::<PhoneNumberResource, _>(
        ctx,
        instance,
        (input.next_token, input.max_results),
        query,
        |listing| {
            listing
                .with_facet(facet::INSTANCE, instance.to_string())
                .with(Filter::facet_in(facet::COUNTRY, countries))
                .with(Filter::facet_in(facet::TYPE, types))
        },
        |it| api::PhoneNumberSummary {
            id: Some(it.value.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::PhoneNumber, it.value.id)),
            phone_number: Some(it.value.number.to_string()),
            phone_number_type: Some(to_api(&it.value.number_type)),
            phone_number_country_code: Some(it.value.country.as_str().into()),
        },
    )
    .await?;
    Ok(api::ListPhoneNumbersResponse {
        phone_number_summary_list: Some(list),
        next_token: next,
    })
}
