//! The words of a contact's life: where it is, how it began, how it ended.

use serde::{Deserialize, Serialize};

/// Where a contact is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Phase {
    /// Ringing at the instance, or at the customer whom an API has called.
    Initiated,
    /// A callback or a task that waits for its time.
    Scheduled,
    /// With a flow.
    Flow,
    /// In a queue.
    Queued,
    /// In a queue, and offered to an agent.
    Offered,
    /// Accepted; whispers or the agent's audio are under way.
    Connecting,
    /// With an agent.
    Connected,
    /// With an agent, on hold.
    OnHold,
    /// The customer is gone, the agent works on.
    AfterContactWork,
    /// Over.
    Ended,
}

impl Phase {
    /// In words, for who is told that something does not fit.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Initiated => "ringing",
            Self::Scheduled => "scheduled",
            Self::Flow => "with a flow",
            Self::Queued => "queued",
            Self::Offered => "offered to an agent",
            Self::Connecting => "being connected to an agent",
            Self::Connected | Self::OnHold => "with an agent",
            Self::AfterContactWork => "in after-contact work",
            Self::Ended => "over",
        }
    }
}

/// `InitiationMethod`. Source: connect-d-data-metrics.md §7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InitiationMethod {
    /// The customer called.
    Inbound,
    /// An agent called.
    Outbound,
    /// An agent transferred.
    Transfer,
    /// A queued callback.
    Callback,
    /// An API started it.
    Api,
    /// Moved from queue to queue by a flow.
    QueueTransfer,
    /// An external participant was called.
    ExternalOutbound,
    /// A supervisor monitors.
    Monitor,
    /// Made to run a disconnect flow.
    Disconnect,
}

impl InitiationMethod {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inbound => "INBOUND",
            Self::Outbound => "OUTBOUND",
            Self::Transfer => "TRANSFER",
            Self::Callback => "CALLBACK",
            Self::Api => "API",
            Self::QueueTransfer => "QUEUE_TRANSFER",
            Self::ExternalOutbound => "EXTERNAL_OUTBOUND",
            Self::Monitor => "MONITOR",
            Self::Disconnect => "DISCONNECT",
        }
    }
}

/// `DisconnectReason`. Source: connect-d-data-metrics.md §9.4.
///
/// A contact that was live when the process was killed is closed as `TELECOM_PROBLEM`: its call
/// was lost by the network of which the exchange is a part, and neither side hung up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DisconnectReason {
    /// The customer hung up first.
    CustomerDisconnect,
    /// The agent hung up while the customer was there.
    AgentDisconnect,
    /// A third party left last.
    ThirdPartyDisconnect,
    /// Carrier, congestion, network, or a crash of ours.
    TelecomProblem,
    /// A manager ended the agent's call.
    Barged,
    /// A flow ended it.
    ContactFlowDisconnect,
    /// Anything else, such as an API or the end of a drain.
    Other,
    /// Not done in time.
    Expired,
    /// StopContact, for tasks.
    Api,
}

impl DisconnectReason {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerDisconnect => "CUSTOMER_DISCONNECT",
            Self::AgentDisconnect => "AGENT_DISCONNECT",
            Self::ThirdPartyDisconnect => "THIRD_PARTY_DISCONNECT",
            Self::TelecomProblem => "TELECOM_PROBLEM",
            Self::Barged => "BARGED",
            Self::ContactFlowDisconnect => "CONTACT_FLOW_DISCONNECT",
            Self::Other => "OTHER",
            Self::Expired => "EXPIRED",
            Self::Api => "API",
        }
    }
}

/// `DisconnectDetails.PotentialDisconnectIssue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DisconnectIssue {
    /// The agent's connection was lost.
    AgentConnectivityIssue,
    /// The agent's device failed.
    AgentDeviceIssue,
}

impl DisconnectIssue {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AgentConnectivityIssue => "AGENT_CONNECTIVITY_ISSUE",
            Self::AgentDeviceIssue => "AGENT_DEVICE_ISSUE",
        }
    }
}
