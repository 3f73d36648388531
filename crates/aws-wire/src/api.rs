//! What the gateway knows of an API: its model, and that it can be called.

use crate::{OperationModel, Pending, ServiceModel, Value};
use ids::{Account, Region};

/// Who signed a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// The root key of the account: policies do not bind it.
    Root,
    /// An access key of a named user, bound by the user's policies.
    User {
        /// The user's name, as in `arn:aws:iam::<account>:user/<name>`.
        name: String,
        /// The access key that signed.
        access_key: String,
    },
    /// A session of a role, bound by the role's policies and its own.
    Role {
        /// The role's name.
        role: String,
        /// The session's name.
        session: String,
    },
    /// A named session of a user, bound by the user's policies and its own.
    Federated {
        /// The session's name.
        name: String,
    },
    /// Somebody who is signed in to the pages, bound by security profiles.
    Person {
        /// The user's ARN.
        arn: String,
        /// The user's name.
        name: String,
    },
}

/// What of a type of resources somebody sees where it is not everything: those that have all of
/// the tags and lie below the group. Of several for one type any will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// The type, as in the API's errors: `USER`, `ROUTING_PROFILE`.
    pub resource_type: &'static str,
    /// Tags, all of them.
    pub tags: Vec<(String, String)>,
    /// The identifier of a hierarchy group.
    pub group: Option<String>,
}

impl Principal {
    /// The principal's ARN in that account.
    pub fn arn(&self, account: &Account) -> String {
        let account = account.as_str();
        match self {
            Self::Root => format!("arn:aws:iam::{account}:root"),
            Self::User { name, .. } => format!("arn:aws:iam::{account}:user/{name}"),
            Self::Role { role, session } => {
                format!("arn:aws:sts::{account}:assumed-role/{role}/{session}")
            }
            Self::Federated { name } => format!("arn:aws:sts::{account}:federated-user/{name}"),
            Self::Person { arn, .. } => arn.clone(),
        }
    }
}

/// One authenticated request, as operations see it.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The account that the key belongs to.
    pub account: Account,
    /// The region of the credential scope.
    pub region: Region,
    /// Who signed.
    pub principal: Principal,
    /// The request's id, a UUID; the answer carries it as `x-amzn-RequestId`.
    pub request_id: String,
    /// The address that the request came from, for `aws:SourceIp` and logs.
    pub source_ip: Option<std::net::IpAddr>,
    /// Where it was sent to as the client calls it, such as `https://host:8443`: what URLs in
    /// answers begin with.
    pub endpoint: Option<String>,
    /// When the request was accepted.
    pub now: ids::Timestamp,
    /// What the caller sees of types of resources; everything of a type that is not named.
    pub sights: Vec<Sight>,
}

/// One service that can be called. The gateway holds these as trait objects.
pub trait Api: Send + Sync {
    /// Its model.
    fn service(&self) -> &'static ServiceModel;

    /// Whether the operation, one of the model's, is built.
    fn implements(&self, operation: &'static OperationModel) -> bool;

    /// The resources that a request touches, as ARNs, for the policy check before the call.
    ///
    /// `["*"]` where the operation has no resource of its own, as the service authorization
    /// reference puts it.
    fn resources(
        &self,
        operation: &'static OperationModel,
        caller: &Caller,
        input: &Value,
    ) -> Vec<String> {
        let _ = (operation, caller, input);
        vec!["*".to_owned()]
    }

    /// What the actions of policies begin with, where that is not the signing name.
    fn action_prefix(&self) -> &'static str {
        self.service().signing_name
    }

    /// Whether clients may speak the query protocol to it, too: forms in, XML out.
    fn speaks_query(&self) -> bool {
        false
    }

    /// An error's code in the query protocol, for a service that had only that once and whose
    /// clients still go by it (`awsQueryCompatible`).
    fn query_code(&self, code: &str) -> Option<&'static str> {
        let _ = code;
        None
    }

    /// The condition keys that a request has beside those of every request, with their values:
    /// `aws:RequestTag/<key>`, `aws:TagKeys` and the service's own.
    fn conditions(
        &self,
        operation: &'static OperationModel,
        caller: &Caller,
        input: &Value,
    ) -> Vec<(String, Vec<String>)> {
        let _ = (operation, caller, input);
        Vec::new()
    }

    /// Runs an operation on an input that [`bind::input`](crate::bind::input) built.
    ///
    /// # Errors
    /// The operation's fault, or [`Fault::not_implemented`](crate::Fault::not_implemented).
    fn call<'a>(
        &'a self,
        operation: &'static OperationModel,
        caller: &'a Caller,
        input: Value,
    ) -> Pending<'a>;
}
