//! Users, what they may do, and the statuses that agents choose.

use crate::{Channel, Facets, Indexed, Kind, Tags, facet};
use ids::{AgentStatusId, Pii, RoutingProfileId, SecurityProfileId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;

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
    /// Where notifications go instead of `email`, but for the reset of a password.
    #[serde(default)]
    pub secondary_email: Option<Pii<String>>,
    /// A mobile number; kept, and used for nothing.
    #[serde(default)]
    pub mobile: Option<Pii<String>>,
    /// The hierarchy group, if any.
    pub hierarchy_group: Option<String>,
    /// The groups from the top down to that group, itself included. A group never moves.
    #[serde(default)]
    pub hierarchy_path: Vec<String>,
    /// What the user can do, and how well.
    #[serde(default)]
    pub proficiencies: Vec<Proficiency>,
    /// Settings per channel, by the API's members such as `AutoAcceptConfigs`.
    #[serde(default)]
    pub channels: Map<String, Value>,
    /// Softphone or desk phone, and what happens around a contact.
    pub phone: PhoneConfig,
    /// When it last changed.
    pub modified: Timestamp,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl User {
    /// Seconds after which after-contact work ends by itself; 0 is without limit. What is set for
    /// the channel goes before what is set for the telephone; a `callback` may have its own.
    pub fn after_contact_work_limit(&self, channel: Channel, callback: bool) -> u32 {
        let configs = self.of_channel("AfterContactWorkConfigs", channel);
        let limit = |member| {
            let seconds = configs?.get(member)?.get("AfterContactWorkTimeLimit")?;
            u32::try_from(seconds.as_u64()?).ok()
        };
        let own = callback
            .then(|| limit("AgentFirstCallbackAfterContactWorkConfig"))
            .flatten();
        let set = own.or_else(|| limit("AfterContactWorkConfig"));
        match (set.unwrap_or(self.phone.after_contact_work_limit), channel) {
            (seconds, Channel::Chat) => seconds.min(LONGEST_CHAT_WORK),
            (seconds, _) => seconds,
        }
    }

    /// Whether the agent accepts without a click. Without a setting for the channel: voice by
    /// softphone only, and no callback. Source: connect-b-routing-channels.md §5.
    pub fn accepts_by_itself(&self, channel: Channel, callback: bool) -> bool {
        let configs = self.of_channel("AutoAcceptConfigs", channel);
        let flag = |member| configs.and_then(|it| it.get(member)?.as_bool());
        let audible = channel != Channel::Voice || self.phone.phone_type == PhoneType::SoftPhone;
        let accepts = match callback {
            true => flag("AgentFirstCallbackAutoAccept").unwrap_or(false),
            false => {
                flag("AutoAccept").unwrap_or(channel == Channel::Voice && self.phone.auto_accept)
            }
        };
        accepts && audible
    }

    /// A member's settings for a channel.
    fn of_channel(&self, member: &str, channel: Channel) -> Option<&Value> {
        let all = self.channels.get(member)?.as_array()?;
        all.iter()
            .find(|it| it.get("Channel").and_then(Value::as_str) == Some(channel.name()))
    }
}

/// After-contact work of a chat ends after 90 minutes at the latest; source:
/// AfterContactWorkConfig.
const LONGEST_CHAT_WORK: u32 = 5400;

impl Indexed for User {
    fn name(&self) -> Cow<'_, str> {
        (&self.username).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_text("first-name", self.first_name.reveal());
        to.put_text("last-name", self.last_name.reveal());
        to.refers_some(Kind::HierarchyGroup, self.hierarchy_group.as_deref());
        for group in &self.hierarchy_path {
            to.put(facet::HIERARCHY_PATH, group);
        }
        for it in &self.proficiencies {
            to.put_text(facet::PROFICIENCY, &it.term());
        }
        to.refers(Kind::RoutingProfile, self.routing_profile);
        for profile in &self.security_profiles {
            to.refers(Kind::SecurityProfile, profile);
        }
    }
}

/// Something that a user can do. Spec: connect-b-routing-channels.md §4.6.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proficiency {
    /// The predefined attribute.
    pub attribute: String,
    /// One of its values.
    pub value: String,
    /// How well: 1 to 5.
    pub level: f64,
}

impl Proficiency {
    /// Stands between the parts of a [`Proficiency::term`].
    pub const SEPARATOR: char = '\u{1e}';

    /// The text that it is searched by.
    pub fn term(&self) -> String {
        let (at, level) = (Self::SEPARATOR, self.level);
        format!("{}{at}{}{at}{level:.2}", self.attribute, self.value)
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
    /// Whether the audio stays connected between contacts.
    #[serde(default)]
    pub persistent_connection: bool,
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
    /// Tags that a resource must have to be seen, all of them (tag-based access control).
    #[serde(default)]
    pub allowed_tags: Tags,
    /// The types of resources that this holds for, such as `User`.
    #[serde(default)]
    pub tag_restricted: Vec<String>,
    /// The hierarchy group whose members may be seen, and those of the groups below it.
    #[serde(default)]
    pub allowed_hierarchy_group: Option<String>,
    /// The types of resources that this holds for.
    #[serde(default)]
    pub hierarchy_restricted: Vec<String>,
    /// What only the API reads, by its members there: `Applications`, `AllowedFlowModules`,
    /// `AllowedAIAgents` and `GranularAccessControlConfiguration`.
    #[serde(default)]
    pub further: Map<String, Value>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Indexed for SecurityProfile {
    fn name(&self) -> Cow<'_, str> {
        (&self.name).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_some_text(facet::DESCRIPTION, self.description.as_deref());
        to.refers_some(
            Kind::HierarchyGroup,
            self.allowed_hierarchy_group.as_deref(),
        );
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

impl Indexed for AgentStatus {
    fn name(&self) -> Cow<'_, str> {
        (&self.name).into()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_some_text(facet::DESCRIPTION, self.description.as_deref());
        to.put_word(facet::TYPE, self.status_type);
        to.put_word(facet::STATE, self.state);
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

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;
    use serde_json::json;

    fn user(channels: Value) -> User {
        let mut ids = IdSource::new(1);
        User {
            id: ids.id(),
            username: "ada".into(),
            first_name: Pii::new("Ada".into()),
            last_name: Pii::new("Agent".into()),
            email: None,
            password_hash: None,
            routing_profile: ids.id(),
            security_profiles: Vec::new(),
            secondary_email: None,
            mobile: None,
            hierarchy_group: None,
            hierarchy_path: Vec::new(),
            proficiencies: Vec::new(),
            channels: channels.as_object().cloned().unwrap_or_default(),
            phone: PhoneConfig {
                phone_type: PhoneType::SoftPhone,
                auto_accept: true,
                after_contact_work_limit: 30,
                desk_phone: None,
                persistent_connection: false,
            },
            modified: Timestamp::default(),
            tags: Tags::new(),
        }
    }

    #[test]
    fn the_telephones_settings_hold_where_a_channel_has_none() {
        let user = user(json!({}));
        assert_eq!(user.after_contact_work_limit(Channel::Task, false), 30);
        assert!(user.accepts_by_itself(Channel::Voice, false));
        assert!(!user.accepts_by_itself(Channel::Voice, true), "a callback");
        assert!(!user.accepts_by_itself(Channel::Chat, false));
    }

    #[test]
    fn a_channels_settings_go_first_and_callbacks_have_their_own() {
        let limit = |seconds: u32| json!({"AfterContactWorkTimeLimit": seconds});
        let user = user(json!({
            "AfterContactWorkConfigs": [
                {"Channel": "VOICE", "AfterContactWorkConfig": limit(5),
                 "AgentFirstCallbackAfterContactWorkConfig": limit(7)},
                {"Channel": "TASK", "AfterContactWorkConfig": limit(0)},
                {"Channel": "CHAT", "AfterContactWorkConfig": limit(9000)}],
            "AutoAcceptConfigs": [
                {"Channel": "VOICE", "AutoAccept": false, "AgentFirstCallbackAutoAccept": true},
                {"Channel": "CHAT", "AutoAccept": true}]}));
        assert_eq!(user.after_contact_work_limit(Channel::Voice, false), 5);
        assert_eq!(user.after_contact_work_limit(Channel::Voice, true), 7);
        assert_eq!(user.after_contact_work_limit(Channel::Task, false), 0);
        assert_eq!(user.after_contact_work_limit(Channel::Chat, false), 5400);
        assert!(!user.accepts_by_itself(Channel::Voice, false));
        assert!(user.accepts_by_itself(Channel::Voice, true));
        assert!(user.accepts_by_itself(Channel::Chat, false));
    }
}
