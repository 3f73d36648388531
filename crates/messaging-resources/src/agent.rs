//! RCS agents. No carrier link speaks RCS: they can be configured, and nothing is sent by them.

use crate::{Facets, InboundSettings, Kept};
use serde::{Deserialize, Serialize};

/// How far an agent is launched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RcsAgentStatus {
    /// In all countries asked for.
    Active,
    /// It was made.
    Created,
    /// It is gone.
    Deleted,
    /// In some countries.
    Partial,
    /// It is being launched.
    Pending,
    /// It can be tested.
    Testing,
}

/// An RCS agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RcsAgent {
    /// `rcs-` and 32 hexadecimal digits.
    pub rcs_agent_id: String,
    /// How far it is.
    pub status: RcsAgentStatus,
    /// How what comes in is treated.
    #[serde(flatten)]
    pub settings: InboundSettings,
    /// Whether it cannot be deleted.
    pub deletion_protection_enabled: bool,
    /// Its pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool_id: Option<String>,
    /// Where files that come in are put.
    #[serde(
        default,
        rename = "TwoWayMediaS3BucketName",
        skip_serializing_if = "Option::is_none"
    )]
    pub media_bucket: Option<String>,
    /// What their keys begin with.
    #[serde(
        default,
        rename = "TwoWayMediaS3KeyPrefix",
        skip_serializing_if = "Option::is_none"
    )]
    pub media_prefix: Option<String>,
    /// The role that may put them there.
    #[serde(
        default,
        rename = "TwoWayMediaS3Role",
        skip_serializing_if = "Option::is_none"
    )]
    pub media_role: Option<String>,
    /// Events that are passed on.
    #[serde(
        default,
        rename = "TwoWayRcsEventsEnabled",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub events: Vec<String>,
}

impl Kept for RcsAgent {
    const KIND: &'static str = "sms-rcs-agent";
    const TYPE: &'static str = "rcs-agent";
    const ARN: &'static str = "RcsAgentArn";

    fn id(&self) -> String {
        self.rcs_agent_id.clone()
    }

    fn facets(&self, to: &mut Facets) {
        self.settings.facets(to);
        to.put_word("status", &self.status);
        let protected = self.deletion_protection_enabled;
        to.put("deletion-protection-enabled", protected);
        to.put_some("pool-id", self.pool_id.as_ref());
    }
}
