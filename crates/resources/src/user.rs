//! Users, what they may do, and the statuses that agents choose.

use crate::Tags;
use ids::{AgentStatusId, Pii, RoutingProfileId, SecurityProfileId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// A user. Spec: connect-b-routing-channels.md §3.1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// Its identifier.
    pub id: UserId,
    /// The name used to sign in, unique in the instance.
    pub username: String,
    /// First name.
    pub first_name: Pii<String>,
    /// Last name.
    pub last_name: Pii<String>,
    /// Email address.
    pub email: Option<Pii<String>>,
    /// argon2id hash in PHC form; `None` where another directory knows the password.
    pub password_hash: Option<String>,
    /// Which contacts are routed to the user.
    pub routing_profile: RoutingProfileId,
    /// What the user may do.
    pub security_profiles: Vec<SecurityProfileId>,
    /// The hierarchy group, if any.
    pub hierarchy_group: Option<String>,
    /// Softphone or desk phone, and what happens around a contact.
    pub phone: PhoneConfig,
    /// When it last changed.
    pub modified: Timestamp,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl User {
    /// The user name.
    pub fn name(&self) -> &str {
        &self.username
    }
}

/// `UserPhoneConfig`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhoneConfig {
    /// Where the agent's calls ring.
    pub phone_type: PhoneType,
    /// Whether an offered contact is accepted without a click.
    pub auto_accept: bool,
    /// Seconds of after-contact work; 0 is without limit.
    pub after_contact_work_limit: u32,
    /// The desk phone's number.
    pub desk_phone: Option<String>,
}

/// `PhoneType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PhoneType {
    /// In the browser.
    SoftPhone,
    /// A telephone.
    DeskPhone,
}

/// What users with it may do. Spec: connect-b-routing-channels.md §3.2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SecurityProfile {
    /// Its identifier.
    pub id: SecurityProfileId,
    /// Its name, unique in the instance.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Permissions by their API names, such as `BasicAgentAccess`.
    pub permissions: Vec<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl SecurityProfile {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// A status that agents choose. Spec: connect-b-routing-channels.md §5.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgentStatus {
    /// Its identifier.
    pub id: AgentStatusId,
    /// Its name, unique in the instance.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Whether contacts are routed in it.
    pub status_type: AgentStatusType,
    /// Whether agents see it.
    pub state: AgentStatusState,
    /// Its place in the list, from 1.
    pub display_order: Option<u32>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl AgentStatus {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// `AgentStatusType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AgentStatusType {
    /// Contacts are routed: `Available`.
    Routable,
    /// Made by the customer, such as Lunch: nothing is routed.
    Custom,
    /// Signed out or not taking part.
    Offline,
}

/// `AgentStatusState`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AgentStatusState {
    /// Agents can choose it.
    Enabled,
    /// Agents no longer see it.
    Disabled,
}
