//! DescribePhoneNumber.

use super::convert::find;
use crate::prelude::*;

pub(crate) async fn describe_phone_number(
    ctx: &Ctx,
    input: api::DescribePhoneNumberRequest,
) -> Result<api::DescribePhoneNumberResponse> {
    let it = find(ctx, &input.phone_number_id).await?.value;
    Ok(api::DescribePhoneNumberResponse {
        claimed_phone_number_summary: Some(api::ClaimedPhoneNumberSummary {
            phone_number_id: Some(it.id.to_string()),
            phone_number_arn: Some(arn(ctx, it.instance, Kind::PhoneNumber, it.id)),
            phone_number: Some(it.number.to_string()),
            phone_number_country_code: Some(it.country.as_str().into()),
            phone_number_type: Some(to_api(&it.number_type)),
            phone_number_description: it.description,
            source_phone_number_arn: it.source,
            target_arn: Some(instance_arn(ctx, it.instance)),
            instance_id: Some(it.instance.to_string()),
            tags: tags_out(&it.tags),
            phone_number_status: Some(api::PhoneNumberStatus {
                status: Some(to_api(&it.status)),
                message: None,
            }),
        }),
    })
}
