//! DescribeAccountLimits.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{
    ConfigurationSet, OptOutList, PhoneNumber, Pool, Registration, RegistrationAttachment,
    SenderId, VerifiedDestinationNumber,
};
use serde_json::json;
use services::limits;
use store::Filter;

pub(crate) async fn describe_account_limits(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut rows = Vec::new();
    macro_rules! rows {
        ($($name:literal $kind:ty, $quota:ident;)*) => {$({
            let used = ctx.count::<$kind>(Filter::default()).await?;
            let mut row = Object::new();
            row.insert("Name".into(), json!($name));
            row.insert("Used".into(), json!(used));
            row.insert("Max".into(), json!(ctx.limit(limits::$quota)));
            rows.push(row);
        })*};
    }
    rows! {
        "CONFIGURATION_SETS" ConfigurationSet, SMS_CONFIGURATION_SETS;
        "OPT_OUT_LISTS" OptOutList, SMS_OPT_OUT_LISTS;
        "PHONE_NUMBERS" PhoneNumber, SMS_PHONE_NUMBERS;
        "POOLS" Pool, SMS_POOLS;
        "REGISTRATIONS" Registration, SMS_REGISTRATIONS;
        "REGISTRATION_ATTACHMENTS" RegistrationAttachment, SMS_REGISTRATION_ATTACHMENTS;
        "SENDER_IDS" SenderId, SMS_SENDER_IDS;
        "VERIFIED_DESTINATION_NUMBERS" VerifiedDestinationNumber, SMS_VERIFIED_NUMBERS;
    }
    let (rows, next) = ctx.page(input, "account limits", rows)?;
    Ok(ctx.rows(&Object::new(), rows, next))
}
