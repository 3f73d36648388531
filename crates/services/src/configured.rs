//! What the directory needs to know of each kind of resource: how to read it back typed, where it
//! lies, and which other resources it refers to.

use ids::{Account, InstanceId};
use resources::{
    AgentStatus, Flow, Hours, Instance, Kind, LambdaFunction, PhoneNumberResource, Prompt, Queue,
    Resource, RoutingProfile, SecurityProfile, StorageConfig, User,
};
use std::fmt;

/// A resource with its own type.
pub trait Configured: Into<Resource> + Clone + Send + Sync + 'static {
    /// Its kind.
    const KIND: Kind;
    /// The typed resource, if it is of this kind.
    fn from_resource(resource: Resource) -> Option<Self>;
}

macro_rules! configured {
    ($($ty:ident $kind:ident;)*) => {$(
        impl Configured for $ty {
            const KIND: Kind = Kind::$kind;
            fn from_resource(resource: Resource) -> Option<Self> {
                match resource { Resource::$kind(it) => Some(it), _ => None }
            }
        }
    )*};
}

configured! {
    Instance Instance;
    Hours Hours;
    Prompt Prompt;
    Flow Flow;
    Queue Queue;
    RoutingProfile RoutingProfile;
    SecurityProfile SecurityProfile;
    AgentStatus AgentStatus;
    User User;
    PhoneNumberResource PhoneNumber;
    LambdaFunction LambdaFunction;
    StorageConfig StorageConfig;
}

/// The store's scope of a kind: instances and phone numbers lie under the account, so that aliases
/// and claimed numbers are unique across instances; all else lies under its instance.
pub fn scope(kind: Kind, account: &Account, instance: InstanceId) -> String {
    match kind {
        Kind::Instance | Kind::PhoneNumber => account.to_string(),
        _ => instance.to_string(),
    }
}

/// Names of facets: what a resource can be searched by besides its name and tags. A reference to
/// another resource is one under the other's kind, which is how the use of a resource is found.
pub mod facet {
    /// The instance of a phone number.
    pub const INSTANCE: &str = "instance";
    /// A flow's type, a number's type, an agent status's type or a storage configuration's
    /// resource type.
    pub const TYPE: &str = "type";
    /// A number's country.
    pub const COUNTRY: &str = "country";
    /// A flow's or status's state.
    pub const STATE: &str = "state";
}

/// The facets under which a resource is found.
pub fn facets(resource: &Resource) -> Vec<(String, String)> {
    let mut out = Facets(Vec::new());
    match resource {
        Resource::Queue(it) => {
            out.refers(Kind::Hours, it.hours);
            out.refers_some(Kind::PhoneNumber, it.outbound_caller.number);
            out.refers_some(Kind::Flow, it.outbound_caller.flow);
        }
        Resource::RoutingProfile(it) => {
            out.refers(Kind::Queue, it.default_outbound_queue);
            for entry in &it.queues {
                out.refers(Kind::Queue, entry.queue);
            }
        }
        Resource::User(it) => {
            out.refers(Kind::RoutingProfile, it.routing_profile);
            for profile in &it.security_profiles {
                out.refers(Kind::SecurityProfile, profile);
            }
        }
        Resource::PhoneNumber(it) => {
            out.put(facet::INSTANCE, it.instance);
            out.put(facet::COUNTRY, &it.country);
            out.put_word(facet::TYPE, it.number_type);
            out.refers_some(Kind::Flow, it.flow);
        }
        Resource::Flow(it) => {
            out.put_word(facet::TYPE, it.kind);
            out.put_word(facet::STATE, it.state);
        }
        Resource::AgentStatus(it) => {
            out.put_word(facet::TYPE, it.status_type);
            out.put_word(facet::STATE, it.state);
        }
        Resource::StorageConfig(it) => out.put(facet::TYPE, &it.resource_type),
        Resource::Instance(_)
        | Resource::Hours(_)
        | Resource::Prompt(_)
        | Resource::SecurityProfile(_)
        | Resource::LambdaFunction(_) => {}
    }
    out.0.sort_unstable();
    out.0.dedup();
    out.0
}

struct Facets(Vec<(String, String)>);

impl Facets {
    fn put(&mut self, name: &str, value: impl fmt::Display) {
        self.0.push((name.to_owned(), value.to_string()));
    }

    fn refers(&mut self, kind: Kind, id: impl fmt::Display) {
        self.put(kind.name(), id);
    }

    fn refers_some(&mut self, kind: Kind, id: Option<impl fmt::Display>) {
        if let Some(id) = id {
            self.refers(kind, id);
        }
    }

    fn put_word(&mut self, name: &str, value: impl serde::Serialize) {
        self.put(name, api_word(&value));
    }
}

/// An enumeration's value in the API's spelling, which is how it is stored.
pub fn api_word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The value that the API's spelling names; `None` for a word that is not in the enumeration.
pub fn from_api_word<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// Which kinds can refer to a resource of `kind`, for the check before a deletion.
pub fn referrers(kind: Kind) -> &'static [Kind] {
    match kind {
        Kind::Hours | Kind::PhoneNumber => &[Kind::Queue],
        Kind::Queue => &[Kind::RoutingProfile],
        Kind::RoutingProfile | Kind::SecurityProfile => &[Kind::User],
        Kind::Flow => &[Kind::PhoneNumber, Kind::Queue],
        Kind::Instance
        | Kind::Prompt
        | Kind::AgentStatus
        | Kind::User
        | Kind::LambdaFunction
        | Kind::StorageConfig => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;
    use resources::{OutboundCaller, QueueStatus, Tags};

    #[test]
    fn a_queue_is_found_by_its_hours() {
        let mut ids = IdSource::new(1);
        let queue = Queue {
            id: ids.id(),
            name: "Main".into(),
            description: None,
            hours: ids.id(),
            max_contacts: None,
            outbound_caller: OutboundCaller::default(),
            status: QueueStatus::Enabled,
            tags: Tags::new(),
        };
        let hours = queue.hours.to_string();
        assert_eq!(
            facets(&queue.into()),
            [("hours-of-operation".to_owned(), hours)]
        );
    }

    #[test]
    fn words_of_the_api_read_back() {
        assert_eq!(api_word(&QueueStatus::Enabled), "ENABLED");
        assert_eq!(from_api_word("DISABLED"), Some(QueueStatus::Disabled));
        assert_eq!(from_api_word::<QueueStatus>("OPEN"), None);
    }
}
