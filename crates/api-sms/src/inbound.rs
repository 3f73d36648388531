//! What changes how messages that come in are treated: the same for numbers, pools and agents.
//! Spec: sms.md §4, §7.3.

use crate::ctx::Ctx;
use crate::error::{Result, invalid, refused};
use crate::keep::{flag, text};
use aws_wire::Value;
use messaging_resources::{InboundSettings, Kept, OptOutList, countries};

/// The member that names where messages go.
const CHANNEL: &str = "TwoWayChannelArn";

impl Ctx {
    /// The name of the opt-out list that a request names, which must be there.
    pub(crate) async fn opt_out_list(&self, input: &Value) -> Result<Option<String>> {
        match text(input, "OptOutListName") {
            None => Ok(None),
            Some(_) => {
                let list = self.named::<OptOutList>(input, "OptOutListName").await?;
                Ok(Some(list.value.id()))
            }
        }
    }

    /// Puts what a request says into settings; what it does not say stays.
    ///
    /// # Errors
    /// What cannot be together, or what the country does not know.
    pub(crate) async fn settle(
        &self,
        settings: &mut InboundSettings,
        input: &Value,
        country: Option<&str>,
    ) -> Result<()> {
        if let Some(list) = self.opt_out_list(input).await? {
            settings.opt_out_list_name = list;
        }
        if let Some(channel) = text(input, CHANNEL) {
            check_channel(channel, self.region.as_str())?;
            settings.two_way_channel_arn = Some(channel.to_owned());
        }
        if let Some(role) = text(input, "TwoWayChannelRole") {
            settings.two_way_channel_role = Some(role.to_owned());
        }
        if let Some(on) = flag(input, "TwoWayEnabled") {
            settings.two_way_enabled = on;
        }
        if let Some(on) = flag(input, "SelfManagedOptOutsEnabled") {
            settings.self_managed_opt_outs_enabled = on;
        }
        check(settings, country)?;
        if !settings.two_way_enabled {
            settings.two_way_channel_arn = None;
            settings.two_way_channel_role = None;
        }
        Ok(())
    }
}

/// Whether messages can go there: a standard topic, or Connect.
fn check_channel(channel: &str, region: &str) -> Result<()> {
    let connect = channel == format!("connect.{region}.amazonaws.com");
    let topic = channel.starts_with("arn:aws:sns:") && channel.split(':').count() == 6;
    match (connect || topic, channel.ends_with(".fifo")) {
        (true, false) => Ok(()),
        (true, true) => {
            let message = "A FIFO topic cannot take messages";
            Err(invalid("INVALID_PARAMETER", CHANNEL, message))
        }
        (false, _) => {
            let message = "Messages can go to a topic's ARN, or to connect.{region}.amazonaws.com";
            Err(invalid("INVALID_PARAMETER", CHANNEL, message))
        }
    }
}

fn check(it: &InboundSettings, country: Option<&str>) -> Result<()> {
    let to_connect = it
        .two_way_channel_arn
        .as_ref()
        .is_some_and(|it| it.starts_with("connect."));
    if it.two_way_enabled && it.two_way_channel_arn.is_none() {
        let message = "Two-way messages need a TwoWayChannelArn";
        return Err(invalid("TWO_WAY_CHANNEL_NOT_PRESENT", CHANNEL, message));
    }
    let known = country.and_then(countries::find);
    if it.two_way_enabled && known.is_some_and(|it| !it.two_way) {
        let message = format!(
            "Two-way messages are not supported in {}",
            country.unwrap_or_default()
        );
        return Err(refused("TWO_WAY_NOT_SUPPORTED_IN_COUNTRY", message));
    }
    if it.self_managed_opt_outs_enabled && !it.two_way_enabled {
        let message = "Self-managed opt-outs need two-way messages";
        return Err(refused("TWO_WAY_NOT_ENABLED", message));
    }
    if it.self_managed_opt_outs_enabled && to_connect {
        let message = "Self-managed opt-outs are not supported where messages go to Connect";
        return Err(refused("PARAMETERS_CANNOT_BE_USED_TOGETHER", message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::SmsError;

    fn reason(it: &InboundSettings, country: &str) -> Option<&'static str> {
        match check(it, Some(country)) {
            Err(SmsError::Validation { reason, .. }) => Some(reason),
            _ => None,
        }
    }

    #[test]
    fn self_managed_opt_outs_need_a_topic() {
        let mut it = InboundSettings::new("Default");
        it.self_managed_opt_outs_enabled = true;
        assert_eq!(reason(&it, "US"), Some("TWO_WAY_NOT_ENABLED"));
        it.two_way_enabled = true;
        assert_eq!(reason(&it, "US"), Some("TWO_WAY_CHANNEL_NOT_PRESENT"));
        it.two_way_channel_arn = Some("arn:aws:sns:us-east-1:111122223333:topic".into());
        assert_eq!(reason(&it, "US"), None);
        assert_eq!(reason(&it, "KR"), Some("TWO_WAY_NOT_SUPPORTED_IN_COUNTRY"));
        it.two_way_channel_arn = Some("connect.us-east-1.amazonaws.com".into());
        assert_eq!(
            reason(&it, "US"),
            Some("PARAMETERS_CANNOT_BE_USED_TOGETHER")
        );
    }

    #[test]
    fn messages_go_to_standard_topics_and_to_connect() {
        let region = "us-east-1";
        assert!(check_channel("arn:aws:sns:us-east-1:111122223333:a", region).is_ok());
        assert!(check_channel("connect.us-east-1.amazonaws.com", region).is_ok());
        assert!(check_channel("arn:aws:sns:us-east-1:111122223333:a.fifo", region).is_err());
        assert!(check_channel("arn:aws:sqs:us-east-1:111122223333:a", region).is_err());
    }
}
