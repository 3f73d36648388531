//! Notify configurations: one-time codes by templates that are there from the beginning.

mod create_notify_configuration;
mod delete_notify_configuration;
mod describe_notify_configurations;
mod describe_notify_templates;
mod list_notify_countries;
mod update_notify_configuration;

pub(crate) mod template;

use crate::ctx::Ctx;
use crate::error::{Result, not_found};
use crate::keep::text;
use aws_wire::Value;
use messaging_resources::{Kept, Pool};

operations! {
    CreateNotifyConfiguration => create_notify_configuration::create_notify_configuration,
    DeleteNotifyConfiguration => delete_notify_configuration::delete_notify_configuration,
    DescribeNotifyConfigurations => describe_notify_configurations::describe_notify_configurations,
    DescribeNotifyTemplates => describe_notify_templates::describe_notify_templates,
    ListNotifyCountries => list_notify_countries::list_notify_countries,
    UpdateNotifyConfiguration => update_notify_configuration::update_notify_configuration,
}

/// The default template that a request names, which must be there; `UNSET_DEFAULT_TEMPLATE` or an
/// empty text is none.
fn default_template(input: &Value) -> Result<Option<Option<String>>> {
    match text(input, "DefaultTemplateId") {
        None => Ok(None),
        Some("" | "UNSET_DEFAULT_TEMPLATE") => Ok(Some(None)),
        Some(id) => match template::find(id) {
            Some(_) => Ok(Some(Some(id.to_owned()))),
            None => Err(not_found("notify-template", id)),
        },
    }
}

/// The pool that a request names, which must be there; `UNSET_DEFAULT_POOL_FOR_NOTIFY` or an empty
/// text is none.
async fn pool(ctx: &Ctx, input: &Value) -> Result<Option<Option<String>>> {
    match text(input, "PoolId") {
        None => Ok(None),
        Some("" | "UNSET_DEFAULT_POOL_FOR_NOTIFY") => Ok(Some(None)),
        Some(_) => {
            let pool = ctx.named::<Pool>(input, "PoolId").await?;
            Ok(Some(Some(pool.value.id())))
        }
    }
}
