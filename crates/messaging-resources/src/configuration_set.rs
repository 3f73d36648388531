//! Configuration sets: rules of a send, and where its events go. Spec: sms.md §11.

use crate::{Facets, Kept, MessageType};
use serde::{Deserialize, Serialize};

/// Log streams.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CloudWatchLogs {
    /// The role that may write.
    pub iam_role_arn: String,
    /// The log group.
    pub log_group_arn: String,
}

/// A delivery stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct KinesisFirehose {
    /// The role that may write.
    pub iam_role_arn: String,
    /// The stream.
    pub delivery_stream_arn: String,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Sns {
    /// The topic.
    pub topic_arn: String,
}

/// Where some of a configuration set's events go: exactly one of the three destinations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct EventDestination {
    /// Its name, unique in its configuration set.
    pub event_destination_name: String,
    /// Whether events go there.
    pub enabled: bool,
    /// Which: the API's words, `ALL` and `TEXT_ALL` among them.
    pub matching_event_types: Vec<String>,
    /// Log streams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logs_destination: Option<CloudWatchLogs>,
    /// A delivery stream.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinesis_firehose_destination: Option<KinesisFirehose>,
    /// A topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sns_destination: Option<Sns>,
}

impl EventDestination {
    /// The ARN of the group, stream or topic.
    pub fn destination_arn(&self) -> Option<&str> {
        let logs = self.cloud_watch_logs_destination.as_ref();
        let stream = self.kinesis_firehose_destination.as_ref();
        let topic = self.sns_destination.as_ref();
        logs.map(|it| it.log_group_arn.as_str())
            .or(stream.map(|it| it.delivery_stream_arn.as_str()))
            .or(topic.map(|it| it.topic_arn.as_str()))
    }

    /// Whether events of a type, such as `TEXT_DELIVERED`, go there.
    pub fn matches(&self, event_type: &str) -> bool {
        let channel = event_type.split('_').next().unwrap_or_default();
        let wanted = |it: &String| {
            it == event_type || it == "ALL" || it.strip_suffix("_ALL") == Some(channel)
        };
        self.enabled && self.matching_event_types.iter().any(wanted)
    }
}

/// A configuration set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConfigurationSet {
    /// Its name.
    pub configuration_set_name: String,
    /// Where events go; at most five.
    pub event_destinations: Vec<EventDestination>,
    /// What a message is for if its send does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_message_type: Option<MessageType>,
    /// Who sends if a send does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_sender_id: Option<String>,
    /// Whether feedback is awaited if a send does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_message_feedback_enabled: Option<bool>,
    /// Its protect configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protect_configuration_id: Option<String>,
}

impl ConfigurationSet {
    /// An empty one.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            configuration_set_name: name.into(),
            event_destinations: Vec::new(),
            default_message_type: None,
            default_sender_id: None,
            default_message_feedback_enabled: None,
            protect_configuration_id: None,
        }
    }
}

impl Kept for ConfigurationSet {
    const KIND: &'static str = "sms-configuration-set";
    const TYPE: &'static str = "configuration-set";
    const ARN: &'static str = "ConfigurationSetArn";

    fn id(&self) -> String {
        self.configuration_set_name.clone()
    }

    fn facets(&self, to: &mut Facets) {
        for destination in &self.event_destinations {
            to.put(
                "event-destination-name",
                &destination.event_destination_name,
            );
            for kind in &destination.matching_event_types {
                to.put("matching-event-types", kind);
            }
        }
        if let Some(kind) = self.default_message_type {
            to.put_word("default-message-type", &kind);
        }
        to.put_some("default-sender-id", self.default_sender_id.as_ref());
        let feedback = self.default_message_feedback_enabled;
        to.put_some("default-message-feedback-enabled", feedback);
        let protect = self.protect_configuration_id.as_ref();
        to.put_some("protect-configuration-id", protect);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_gets_the_events_that_it_asks_for() {
        let mut it = EventDestination {
            event_destination_name: "a".into(),
            enabled: true,
            matching_event_types: vec!["TEXT_ALL".into(), "VOICE_BUSY".into()],
            cloud_watch_logs_destination: None,
            kinesis_firehose_destination: None,
            sns_destination: None,
        };
        assert!(it.matches("TEXT_DELIVERED") && it.matches("VOICE_BUSY"));
        assert!(!it.matches("MEDIA_DELIVERED") && !it.matches("VOICE_ANSWERED"));
        it.enabled = false;
        assert!(!it.matches("TEXT_DELIVERED"));
    }
}
