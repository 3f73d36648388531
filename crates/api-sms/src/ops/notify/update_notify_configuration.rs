//! UpdateNotifyConfiguration: what is not given stays as it is.

use super::{default_template, pool};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::{flag, given};
use aws_wire::Value;
use messaging_resources::NotifyConfiguration;

pub(crate) async fn update_notify_configuration(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = ctx
        .named::<NotifyConfiguration>(input, "NotifyConfigurationId")
        .await?;
    if let Some(template) = default_template(input)? {
        it.value.default_template_id = template;
    }
    if let Some(pool) = pool(ctx, input).await? {
        it.value.pool_id = pool;
    }
    if let Some(channels) = given(input, "EnabledChannels")? {
        it.value.enabled_channels = channels;
    }
    if let Some(countries) = given(input, "EnabledCountries")? {
        it.value.enabled_countries = countries;
    }
    if let Some(on) = flag(input, "DeletionProtectionEnabled") {
        it.value.deletion_protection_enabled = on;
    }
    ctx.keep(&it).await
}
