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
}

impl Principal {
    /// The principal's ARN in that account.
    pub fn arn(&self, account: &Account) -> String {
        match self {
            Self::Root => format!("arn:aws:iam::{}:root", account.as_str()),
            Self::User { name, .. } => format!("arn:aws:iam::{}:user/{name}", account.as_str()),
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
    /// When the request was accepted.
    pub now: ids::Timestamp,
}

/// One service that can be called. The gateway holds these as trait objects.
pub trait Api: Send + Sync {
    /// Its model.
    fn service(&self) -> &'static ServiceModel;

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
