//! What messages by templates have in common.

use super::common;
use crate::countries;
use crate::ctx::Ctx;
use crate::error::{Result, conflict, invalid, not_found};
use crate::keep::{given, text};
use crate::ops::notify::template;
use aws_wire::Value;
use messaging::{Channel, Submission};
use messaging_resources::{Kept, NotifyConfiguration, NotifyConfigurationStatus, NumberCapability};
use serde_json::json;
use std::collections::BTreeMap;

/// A message by a template, and what is answered besides its identifier.
pub(super) struct ByTemplate {
    pub(super) submission: Submission,
    body: String,
    template: &'static str,
}

impl ByTemplate {
    /// Reads a request, whose configuration must allow the channel and country.
    pub(super) async fn read(ctx: &Ctx, input: &Value, channel: Channel) -> Result<Self> {
        let of = ctx
            .named::<NotifyConfiguration>(input, "NotifyConfigurationId")
            .await?;
        let it = &of.value;
        if it.status != NotifyConfigurationStatus::Active {
            let (reason, kind) = ("NOTIFY_CONFIGURATION_NOT_ACTIVE", NotifyConfiguration::TYPE);
            return Err(conflict(reason, kind, it.id(), "The configuration is not active"));
        }
        let capability = match channel {
            Channel::Voice => NumberCapability::Voice,
            _ => NumberCapability::Sms,
        };
        if !it.enabled_channels.contains(&capability) {
            let message = "The configuration does not send by this channel";
            return Err(invalid("CHANNEL_NOT_ENABLED", "NotifyConfigurationId", message));
        }
        let number = countries::number(input, "DestinationPhoneNumber")?;
        let country = countries::of(&number).unwrap_or_default();
        let enabled = &it.enabled_countries;
        if !enabled.is_empty() && !enabled.iter().any(|it| it == country) {
            let message = "The configuration does not send to this country";
            return Err(invalid("COUNTRY_NOT_ENABLED", "DestinationPhoneNumber", message));
        }
        let (template, body) = filled(input, it)?;
        let mut submission = Submission::new(channel, number, body.clone());
        submission.origination_identity.clone_from(&it.pool_id);
        common(input, &mut submission)?;
        Ok(Self {
            submission,
            body,
            template,
        })
    }

    /// Hands it to the pipeline.
    pub(super) async fn send(self, ctx: &Ctx) -> Result<Value> {
        let accepted = ctx.shared.messages.send(self.submission).await?;
        Ok(json!({
            "MessageId": accepted.message_id, "TemplateId": self.template,
            "ResolvedMessageBody": self.body,
        }))
    }
}

/// The request's template, or the configuration's, with its values.
fn filled(input: &Value, of: &NotifyConfiguration) -> Result<(&'static str, String)> {
    let asked = text(input, "TemplateId").filter(|it| !it.is_empty());
    let Some(id) = asked.or(of.default_template_id.as_deref()) else {
        let message = "TemplateId is missing, and the configuration has no default";
        return Err(invalid("MISSING_PARAMETER", "TemplateId", message));
    };
    let template = template::find(id).ok_or_else(|| not_found("notify-template", id))?;
    let mut values: BTreeMap<String, String> =
        given(input, "TemplateVariables")?.unwrap_or_default();
    values.insert("displayName".to_owned(), of.display_name.clone());
    let body = template.fill(&values).map_err(|name| {
        let message = format!("The template needs a value for {name}");
        invalid("MISSING_PARAMETER", "TemplateVariables", message)
    })?;
    Ok((template.id, body))
}
