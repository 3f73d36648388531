//! ListPhoneNumbersV2: claimed numbers of an instance or of all.

use super::convert::{summary, target, words};
use crate::prelude::*;
use resources::PhoneNumberResource;
use services::configured::facet;
use store::{Filter, Text};

pub(crate) async fn list_phone_numbers_v2(
    ctx: &Ctx,
    input: api::ListPhoneNumbersV2Request,
) -> Result<api::ListPhoneNumbersV2Response> {
    let target = target(
        ctx,
        input.target_arn.as_deref(),
        input.instance_id.as_deref(),
    )
    .await?;
    let countries = words(input.phone_number_country_codes);
    let types = words(input.phone_number_types);
    let prefix = input.phone_number_prefix;
    let query = (target, countries.clone(), types.clone(), prefix.clone());
    let (list, next) = page::<PhoneNumberResource, _>(
        ctx,
        target.unwrap_or(InstanceId(uuid::Uuid::nil())),
        (input.next_token, input.max_results),
        query,
        |listing| {
            let starts = prefix.map(|it| Filter::Name(Text::Starts(with_plus(&it))));
            let of = target.map(|id| Filter::facet(facet::INSTANCE, id.to_string()));
            listing
                .with(of.unwrap_or_default())
                .with(Filter::facet_in(facet::COUNTRY, countries))
                .with(Filter::facet_in(facet::TYPE, types))
                .with(starts.unwrap_or_default())
        },
        |it| summary(ctx, it.value),
    )
    .await?;
    Ok(api::ListPhoneNumbersV2Response {
        next_token: next,
        list_phone_numbers_summary_list: Some(list),
    })
}

/// A prefix as numbers are kept: the request may leave out the `+`.
fn with_plus(prefix: &str) -> String {
    format!("+{}", prefix.strip_prefix('+').unwrap_or(prefix))
}
