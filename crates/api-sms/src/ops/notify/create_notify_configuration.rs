//! CreateNotifyConfiguration: it is active at once.

use super::{default_template, pool};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::{flag, given, required, tags_in};
use aws_wire::Value;
use messaging_resources::{
    NotifyConfiguration, NotifyConfigurationStatus, NotifyTier, TierUpgradeStatus,
};
use services::limits::SMS_NOTIFY_CONFIGURATIONS;

pub(crate) async fn create_notify_configuration(ctx: &Ctx, input: &Value) -> Result<Value> {
    let id = ctx.fresh("notify");
    let reason = "NOTIFY_CONFIGURATIONS_PER_ACCOUNT";
    ctx.may_create::<NotifyConfiguration>(&id, SMS_NOTIFY_CONFIGURATIONS, reason)
        .await?;
    let it = NotifyConfiguration {
        notify_configuration_id: id,
        display_name: required(input, "DisplayName")?.to_owned(),
        use_case: required(input, "UseCase")?.to_owned(),
        enabled_channels: given(input, "EnabledChannels")?.unwrap_or_default(),
        enabled_countries: given(input, "EnabledCountries")?.unwrap_or_default(),
        default_template_id: default_template(input)?.flatten(),
        pool_id: pool(ctx, input).await?.flatten(),
        status: NotifyConfigurationStatus::Active,
        tier: NotifyTier::Advanced,
        tier_upgrade_status: TierUpgradeStatus::Advanced,
        deletion_protection_enabled: flag(input, "DeletionProtectionEnabled").unwrap_or(false),
    };
    ctx.keep(&ctx.made(it, tags_in(input)?)).await
}
