//! The instance's configuration as the exchange reads it: by identifier, number, name and ARN.
//!
//! Anything may be deleted while it is in use; every look-up can answer nothing.

use crate::contact::hundredths;
use crate::input::Change;
use crate::quick_connects::QuickConnect;
use crate::settings::Identity;
use flow::Published;
use ids::{
    AgentStatusId, Arn, FlowId, HoursId, PhoneNumber, PhoneNumberId, PromptId, QueueId,
    RoutingProfileId, Timestamp, UserId,
};
use resources::{
    AgentStatus, AgentStatusState, AgentStatusType, FlowKind, Hours, Instance, Kind,
    PhoneNumberResource, Prompt, Queue, Resource, RoutingProfile, StorageConfig, StorageResource,
    User,
};
use routing::Skills;
use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;
use std::sync::Arc;

/// What a change means for what runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Touched {
    /// A user: who may be known already.
    User(UserId),
    /// A routing profile.
    Profile(RoutingProfileId),
    /// Nothing that runs holds a copy of it.
    Nothing,
}

/// The configuration.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    instance: Option<Instance>,
    numbers: HashMap<PhoneNumberId, PhoneNumberResource>,
    by_number: HashMap<PhoneNumber, PhoneNumberId>,
    flows: HashMap<FlowId, Arc<Published>>,
    /// When flows and modules were published.
    published: HashMap<FlowId, Timestamp>,
    default_flows: HashMap<FlowKind, FlowId>,
    queues: HashMap<QueueId, Queue>,
    hours: HashMap<HoursId, Hours>,
    prompts: HashMap<PromptId, Prompt>,
    profiles: HashMap<RoutingProfileId, RoutingProfile>,
    statuses: BTreeMap<AgentStatusId, AgentStatus>,
    users: HashMap<UserId, User>,
    skills: HashMap<UserId, Arc<Skills>>,
    by_username: HashMap<String, UserId>,
    storage: BTreeMap<String, StorageConfig>,
    quick_connects: HashMap<String, QuickConnect>,
    /// In PEM form, by identifier.
    security_keys: BTreeMap<String, String>,
    /// Names of predefined attributes, by identifier.
    attributes: HashMap<String, String>,
    /// Names of hierarchy groups, by identifier.
    groups: HashMap<String, String>,
}

/// The names under which default flows are found. Source: connect-c-flows.md §4.
const DEFAULT_FLOWS: &[(FlowKind, &str)] = &[
    (FlowKind::CustomerQueue, "Default customer queue"),
    (FlowKind::CustomerHold, "Default customer hold"),
    (FlowKind::CustomerWhisper, "Default customer whisper"),
    (FlowKind::AgentHold, "Default agent hold"),
    (FlowKind::AgentWhisper, "Default agent whisper"),
    (FlowKind::OutboundWhisper, "Default outbound"),
    (FlowKind::AgentTransfer, "Default agent transfer"),
    (FlowKind::QueueTransfer, "Default queue transfer"),
];

/// A user's proficiencies as routing compares them.
fn skills(user: &User) -> Skills {
    let mut skills = Skills::default();
    for it in &user.proficiencies {
        skills.put(&it.attribute, &it.value, hundredths(it.level));
    }
    skills
}

impl Directory {
    /// What a user can do.
    pub(crate) fn skills(&self, user: UserId) -> Arc<Skills> {
        self.skills.get(&user).cloned().unwrap_or_default()
    }

    /// Takes in a change.
    pub(crate) fn change(&mut self, identity: &Identity, change: Change) -> Touched {
        match change {
            Change::Put(resource) => self.put(identity, *resource),
            Change::Delete { kind, id } => self.delete(kind, &id),
        }
    }

    fn put(&mut self, identity: &Identity, resource: Resource) -> Touched {
        match resource {
            Resource::Instance(it) => self.instance = Some(it),
            Resource::Hours(it) => drop(self.hours.insert(it.id, it)),
            Resource::Prompt(it) => drop(self.prompts.insert(it.id, it)),
            Resource::Flow(it) => self.put_flow(identity, it),
            Resource::Module(it) => self.put_flow(identity, it.into_flow()),
            Resource::Queue(it) => drop(self.queues.insert(it.id, it)),
            Resource::RoutingProfile(it) => {
                let id = it.id;
                self.profiles.insert(id, it);
                return Touched::Profile(id);
            }
            Resource::AgentStatus(it) => drop(self.statuses.insert(it.id, it)),
            Resource::User(it) => {
                let id = it.id;
                if let Some(old) = self.users.get(&id) {
                    self.by_username.remove(&old.username);
                }
                self.by_username.insert(it.username.clone(), id);
                self.skills.insert(id, Arc::new(skills(&it)));
                self.users.insert(id, it);
                return Touched::User(id);
            }
            Resource::PhoneNumber(it) => {
                if let Some(old) = self.numbers.get(&it.id) {
                    self.by_number.remove(&old.number);
                }
                self.by_number.insert(it.number.clone(), it.id);
                self.numbers.insert(it.id, it);
            }
            Resource::StorageConfig(it) => drop(self.storage.insert(it.id.clone(), it)),
            Resource::Plain(it) if it.kind == Kind::SecurityKey => {
                if let Some(key) = it.text("Key") {
                    self.security_keys.insert(it.id.clone(), key.to_owned());
                }
            }
            Resource::Plain(it) if it.kind == Kind::PredefinedAttribute => {
                self.attributes.insert(it.id, it.name);
            }
            Resource::Plain(it) if it.kind == Kind::HierarchyGroup => {
                let name = it.text("Name").unwrap_or(&it.name).to_owned();
                self.groups.insert(it.id, name);
            }
            Resource::Plain(it) if it.kind == Kind::QuickConnect => match QuickConnect::read(&it) {
                Some(read) => drop(self.quick_connects.insert(it.id, read)),
                None => drop(self.quick_connects.remove(&it.id)),
            },
            // Kinds that the exchange does not run with.
            _ => {}
        }
        Touched::Nothing
    }

    /// A flow is parsed once, here, and shared by all its runs. One that is not published, or
    /// that does not parse, cannot run.
    fn put_flow(&mut self, identity: &Identity, it: resources::Flow) {
        let default = DEFAULT_FLOWS
            .iter()
            .any(|(kind, name)| *kind == it.kind && *name == it.name);
        if default {
            self.default_flows.insert(it.kind, it.id);
        } else if self.default_flows.get(&it.kind) == Some(&it.id) {
            self.default_flows.remove(&it.kind);
        }
        let parsed = it
            .published
            .as_deref()
            .and_then(|content| flow::Flow::parse(content).ok());
        match parsed {
            Some(content) => {
                let published = Published {
                    arn: identity.arn(kind_of(it.kind), it.id).into(),
                    name: it.name.into(),
                    kind: it.kind,
                    flow: Arc::new(content),
                };
                self.flows.insert(it.id, Arc::new(published));
            }
            None => drop(self.flows.remove(&it.id)),
        }
        match it.published_at {
            Some(at) => drop(self.published.insert(it.id, at)),
            None => drop(self.published.remove(&it.id)),
        }
    }

    fn delete(&mut self, kind: Kind, id: &str) -> Touched {
        match kind {
            Kind::Instance => self.instance = None,
            Kind::Hours => drop(parsed(id).and_then(|id| self.hours.remove(&id))),
            Kind::Prompt => drop(parsed(id).and_then(|id| self.prompts.remove(&id))),
            Kind::Flow => {
                if let Some(id) = parsed(id) {
                    self.flows.remove(&id);
                    self.published.remove(&id);
                    self.default_flows.retain(|_, it| *it != id);
                }
            }
            Kind::Module => drop(parsed(id).and_then(|id| self.flows.remove(&id))),
            Kind::Queue => drop(parsed(id).and_then(|id| self.queues.remove(&id))),
            Kind::RoutingProfile => {
                if let Some(id) = parsed(id) {
                    self.profiles.remove(&id);
                    return Touched::Profile(id);
                }
            }
            Kind::AgentStatus => drop(parsed(id).and_then(|id| self.statuses.remove(&id))),
            Kind::User => {
                if let Some(id) = parsed(id) {
                    if let Some(old) = self.users.remove(&id) {
                        self.by_username.remove(&old.username);
                        self.skills.remove(&id);
                    }
                    return Touched::User(id);
                }
            }
            Kind::PhoneNumber => {
                if let Some(old) = parsed(id).and_then(|id| self.numbers.remove(&id)) {
                    self.by_number.remove(&old.number);
                }
            }
            Kind::StorageConfig => drop(self.storage.remove(id)),
            Kind::SecurityKey => drop(self.security_keys.remove(id)),
            Kind::PredefinedAttribute => drop(self.attributes.remove(id)),
            Kind::HierarchyGroup => drop(self.groups.remove(id)),
            Kind::QuickConnect => drop(self.quick_connects.remove(id)),
            // Kinds that the exchange does not run with.
            _ => {}
        }
        Touched::Nothing
    }

    /// Whether calls may come in; an instance that is not known has no opinion.
    pub(crate) fn inbound_calls(&self) -> bool {
        self.attribute("INBOUND_CALLS")
    }

    /// Whether calls may be placed; an instance that is not known has no opinion.
    pub(crate) fn outbound_calls(&self) -> bool {
        self.attribute("OUTBOUND_CALLS")
    }

    /// Whether agents hear what the called network says before the answer.
    pub(crate) fn early_media(&self) -> bool {
        self.attribute("EARLY_MEDIA")
    }

    /// Whether up to six people may be in a call: only where the instance says so
    /// (connect-g-agent-workspace.md §4.3).
    pub(crate) fn multi_party(&self) -> bool {
        self.instance
            .as_ref()
            .and_then(|it| it.attributes.get("MULTI_PARTY_CONFERENCE"))
            .is_some_and(|value| value == "true")
    }

    /// Whether supervisors may also barge, and need no flow that allows them to listen: only where
    /// the instance says so for calls of several parties (connect-e-cases-quality.md §10.2).
    pub(crate) fn enhanced_monitoring(&self) -> bool {
        let set = |name| {
            let instance = self.instance.as_ref();
            instance
                .and_then(|it| it.attributes.get(name))
                .is_some_and(|it| it == "true")
        };
        self.multi_party() && set("ENHANCED_CONTACT_MONITORING")
    }

    pub(crate) fn quick_connect(&self, id: &str) -> Option<&QuickConnect> {
        self.quick_connects.get(id)
    }

    fn attribute(&self, name: &str) -> bool {
        self.instance
            .as_ref()
            .and_then(|it| it.attributes.get(name))
            .is_none_or(|value| value == "true")
    }

    /// Whether flow logs are written; they are unless the instance says otherwise.
    pub(crate) fn flow_logs(&self) -> bool {
        self.attribute("CONTACTFLOW_LOGS")
    }

    pub(crate) fn number(&self, number: &PhoneNumber) -> Option<&PhoneNumberResource> {
        self.numbers.get(self.by_number.get(number)?)
    }

    pub(crate) fn number_by_id(&self, id: PhoneNumberId) -> Option<&PhoneNumberResource> {
        self.numbers.get(&id)
    }

    /// When a flow or a module was published, where that is known.
    pub(crate) fn published_at(&self, id: FlowId) -> Option<Timestamp> {
        self.published.get(&id).copied()
    }

    pub(crate) fn flow(&self, id: FlowId) -> Option<Arc<Published>> {
        self.flows.get(&id).cloned()
    }

    /// A flow by identifier or ARN, with or without a version or alias behind a colon.
    pub(crate) fn flow_by_text(&self, text: &str) -> Option<(FlowId, Arc<Published>)> {
        let id: FlowId = named(text)?;
        Some((id, self.flow(id)?))
    }

    /// The flow that runs where none was set.
    pub(crate) fn default_flow(&self, kind: FlowKind) -> Option<(FlowId, Arc<Published>)> {
        let id = *self.default_flows.get(&kind)?;
        Some((id, self.flow(id)?))
    }

    pub(crate) fn queue(&self, id: QueueId) -> Option<&Queue> {
        self.queues.get(&id)
    }

    /// A queue by identifier or ARN.
    pub(crate) fn queue_by_text(&self, text: &str) -> Option<&Queue> {
        self.queues.get(&named(text)?)
    }

    pub(crate) fn hours(&self, id: HoursId) -> Option<&Hours> {
        self.hours.get(&id)
    }

    /// Hours by identifier or ARN.
    pub(crate) fn hours_by_text(&self, text: &str) -> Option<&Hours> {
        self.hours.get(&named(text)?)
    }

    /// A prompt by identifier or ARN.
    pub(crate) fn prompt_by_text(&self, text: &str) -> Option<&Prompt> {
        self.prompts.get(&named(text)?)
    }

    pub(crate) fn profile(&self, id: RoutingProfileId) -> Option<&RoutingProfile> {
        self.profiles.get(&id)
    }

    pub(crate) fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(&id)
    }

    /// A user by identifier, ARN or user name.
    pub(crate) fn user_by_text(&self, text: &str) -> Option<&User> {
        named(text)
            .and_then(|id: UserId| self.users.get(&id))
            .or_else(|| self.users.get(self.by_username.get(text)?))
    }

    /// A status that can be chosen.
    pub(crate) fn status(&self, id: AgentStatusId) -> Option<&AgentStatus> {
        self.statuses
            .get(&id)
            .filter(|it| it.state == AgentStatusState::Enabled)
    }

    /// The status of those who are signed out.
    pub(crate) fn offline(&self) -> Option<&AgentStatus> {
        self.statuses
            .values()
            .find(|it| it.status_type == AgentStatusType::Offline)
    }

    /// Whether there is a predefined attribute of this name; those of the system always are.
    pub(crate) fn is_attribute(&self, name: &str) -> bool {
        name.starts_with("connect:") || self.attributes.values().any(|it| it == name)
    }

    /// The name of a hierarchy group.
    pub(crate) fn group(&self, id: &str) -> Option<&str> {
        self.groups.get(id).map(String::as_str)
    }

    /// The keys that may vouch for certificates, in PEM form.
    pub(crate) fn security_keys(&self) -> impl Iterator<Item = &str> {
        self.security_keys.values().map(String::as_str)
    }

    /// Bucket and prefix of call recordings, where configured.
    pub(crate) fn recordings(&self) -> Option<(&str, &str)> {
        self.storage
            .values()
            .filter(|it| it.resource_type == "CALL_RECORDINGS")
            .find_map(|it| match &it.target {
                StorageResource::S3 { bucket, prefix } => {
                    Some((bucket.as_str(), prefix.trim_matches('/')))
                }
                _ => None,
            })
    }
}

fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// Modules have ARNs of their own.
const fn kind_of(kind: FlowKind) -> Kind {
    match kind {
        FlowKind::Module => Kind::Module,
        _ => Kind::Flow,
    }
}

/// The identifier in an identifier or ARN; what follows a colon (a version, an alias) is dropped.
fn named<T: FromStr>(text: &str) -> Option<T> {
    if text.starts_with("arn:") {
        let arn: Arn = text.parse().ok()?;
        let id = arn.resource.rsplit('/').next()?;
        return id.split(':').next()?.parse().ok();
    }
    text.split(':').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;

    #[test]
    fn an_arn_with_a_version_names_the_resource() {
        let id: FlowId = IdSource::new(1).id();
        let arn = format!(
            "arn:aws:connect:us-east-1:123456789012:instance/{id}/contact-flow/{id}:$LATEST"
        );
        assert_eq!(named(&arn), Some(id));
        assert_eq!(named(&format!("{id}:3")), Some(id));
        assert_eq!(named::<FlowId>("Main"), None);
    }
}
