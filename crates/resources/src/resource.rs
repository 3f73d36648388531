//! What all resources have in common, and the sum of them.

use crate::{
    AgentStatus, Flow, Hours, Instance, LambdaFunction, PhoneNumberResource, Prompt, Queue,
    RoutingProfile, SecurityProfile, StorageConfig, User,
};
use ids::{Account, Arn, InstanceId, Region};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Tags of a resource: at most 50, keys up to 128 characters, values up to 256.
pub type Tags = BTreeMap<String, String>;

macro_rules! kinds {
    ($($variant:ident($ty:ty) $kind:literal $arn:literal;)*) => {
        /// The kinds of resources. The text form is the one stored.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind { $(#[doc = $kind] $variant,)* }

        impl Kind {
            /// All kinds, in the order in which a start-up reads them.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant,)*];

            /// The stored name, such as `routing-profile`.
            pub const fn name(self) -> &'static str {
                match self { $(Kind::$variant => $kind,)* }
            }

            /// The part of an ARN that names this kind, such as `agent` for users.
            pub const fn arn_part(self) -> &'static str {
                match self { $(Kind::$variant => $arn,)* }
            }

            /// The kind with this stored name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($kind => Some(Kind::$variant),)* _ => None }
            }

            /// Reads a stored body of this kind.
            pub fn read(self, body: &str) -> Result<Resource, serde_json::Error> {
                match self { $(Kind::$variant => serde_json::from_str(body).map(Resource::$variant),)* }
            }
        }

        /// Any resource.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Resource { $(#[doc = $kind] $variant($ty),)* }

        impl Resource {
            /// Its kind.
            pub const fn kind(&self) -> Kind {
                match self { $(Resource::$variant(_) => Kind::$variant,)* }
            }

            /// Its identifier as text, unique within its instance and kind.
            pub fn id(&self) -> String {
                match self { $(Resource::$variant(it) => it.id.to_string(),)* }
            }

            /// Its name; names are unique within an instance and kind where the API says so.
            pub fn name(&self) -> &str {
                match self { $(Resource::$variant(it) => it.name(),)* }
            }

            /// Its tags.
            pub fn tags(&self) -> &Tags {
                match self { $(Resource::$variant(it) => &it.tags,)* }
            }

            /// Its tags, to be changed.
            pub fn tags_mut(&mut self) -> &mut Tags {
                match self { $(Resource::$variant(it) => &mut it.tags,)* }
            }

            /// The body as stored.
            pub fn write(&self) -> Result<String, serde_json::Error> {
                match self { $(Resource::$variant(it) => serde_json::to_string(it),)* }
            }
        }

        $(impl From<$ty> for Resource {
            fn from(it: $ty) -> Self { Resource::$variant(it) }
        })*
    };
}

kinds! {
    Instance(Instance) "instance" "instance";
    Hours(Hours) "hours-of-operation" "operating-hours";
    Prompt(Prompt) "prompt" "prompt";
    Flow(Flow) "contact-flow" "contact-flow";
    Queue(Queue) "queue" "queue";
    RoutingProfile(RoutingProfile) "routing-profile" "routing-profile";
    SecurityProfile(SecurityProfile) "security-profile" "security-profile";
    AgentStatus(AgentStatus) "agent-status" "agent-state";
    User(User) "user" "agent";
    PhoneNumber(PhoneNumberResource) "phone-number" "phone-number";
    LambdaFunction(LambdaFunction) "lambda-function" "lambda-function";
    StorageConfig(StorageConfig) "storage-config" "storage-config";
}

impl Resource {
    /// Its ARN. Phone numbers lie under the account, all others under their instance.
    pub fn arn(&self, account: &Account, region: &Region, instance: InstanceId) -> Arn {
        match self {
            Resource::Instance(it) => Arn::instance(account, region, it.id),
            Resource::PhoneNumber(it) => {
                Arn::connect(account, region, format!("phone-number/{}", it.id))
            }
            other => Arn::within_instance(
                account,
                region,
                instance,
                other.kind().arn_part(),
                other.id(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_found_by_the_name_that_it_is_stored_under() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(*kind));
        }
    }

    #[test]
    fn a_resource_reads_back_what_it_writes() {
        let prompt = Resource::from(Prompt {
            id: ids::IdSource::new(1).id(),
            name: "Beep".into(),
            description: None,
            blob: "prompts/beep.wav".into(),
            tags: Tags::from([("team".into(), "a".into())]),
        });
        let body = prompt.write().unwrap();
        assert_eq!(Kind::Prompt.read(&body).unwrap(), prompt);
    }
}
