//! The account: its tier, what there is of what there may be, and what may be spent.
//! Spec: sms.md §10.1, §10.4, §16.

mod carrier_lookup;
mod delete_spend_limit;
mod describe_account_attributes;
mod describe_account_limits;
mod describe_spend_limits;
mod set_spend_limit;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::Found;
use messaging_resources::{Account, SpendChannel};

// The ten operations on spend limits differ in their channel only, which is in their names.
operations! {
    CarrierLookup => carrier_lookup::carrier_lookup,
    DeleteMediaMessageSpendLimitOverride => delete_spend_limit::delete_spend_limit,
    DeleteNotifyMessageSpendLimitOverride => delete_spend_limit::delete_spend_limit,
    DeleteRcsMessageSpendLimitOverride => delete_spend_limit::delete_spend_limit,
    DeleteTextMessageSpendLimitOverride => delete_spend_limit::delete_spend_limit,
    DeleteVoiceMessageSpendLimitOverride => delete_spend_limit::delete_spend_limit,
    DescribeAccountAttributes => describe_account_attributes::describe_account_attributes,
    DescribeAccountLimits => describe_account_limits::describe_account_limits,
    DescribeSpendLimits => describe_spend_limits::describe_spend_limits,
    SetMediaMessageSpendLimitOverride => set_spend_limit::set_spend_limit,
    SetNotifyMessageSpendLimitOverride => set_spend_limit::set_spend_limit,
    SetRcsMessageSpendLimitOverride => set_spend_limit::set_spend_limit,
    SetTextMessageSpendLimitOverride => set_spend_limit::set_spend_limit,
    SetVoiceMessageSpendLimitOverride => set_spend_limit::set_spend_limit,
}

/// The account.
pub(crate) async fn account(ctx: &Ctx) -> Result<Found<Account>> {
    let found = ctx.find(Account::ID).await?;
    Ok(found.unwrap_or_else(|| ctx.made(Account::default(), Default::default())))
}

/// The channel of an operation.
fn channel(operation: &str) -> SpendChannel {
    let channels = SpendChannel::ALL.into_iter();
    let mut named = channels.filter(|it| operation.contains(&format!("{it:?}Message")));
    named.next().unwrap_or(SpendChannel::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_names_its_channel() {
        for (operation, wanted) in [
            ("SetMediaMessageSpendLimitOverride", SpendChannel::Media),
            ("DeleteRcsMessageSpendLimitOverride", SpendChannel::Rcs),
            ("SetVoiceMessageSpendLimitOverride", SpendChannel::Voice),
            ("SetNotifyMessageSpendLimitOverride", SpendChannel::Notify),
            ("SetTextMessageSpendLimitOverride", SpendChannel::Text),
        ] {
            assert_eq!(channel(operation), wanted);
        }
    }
}
