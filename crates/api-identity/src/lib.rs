//! The APIs of programs' identities: STS, and as much of IAM as set-ups by Terraform, the AWS CLI
//! and CI need.
//!
//! Both speak the AWS query protocol: a form or query string in, XML out ([`Form`], `xml`). One
//! operation is one function in the file of what it is about, and a row in that API's table.
//! Signatures were verified before; policies are asked here, since each operation knows its own
//! resource. What is known and not built answers `NotImplemented` (501).
//!
//! Source: AWS STS API reference (2011-06-15), IAM API reference (2010-05-08).

mod error;
mod form;
mod iam_api;
mod port;
mod sts;
mod xml;

pub use error::{error, fault_of};
pub use form::Form;
pub use port::{FederatedIdentity, IdentityProviders, NoProviders, PortError};

use aws_wire::Fault;
use services::programs::Denial;
use services::{AccessKeys, Services, Signed};
use std::sync::Arc;

/// Which of the two APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Query {
    /// `sts`, version 2011-06-15.
    Sts,
    /// `iam`, version 2010-05-08.
    Iam,
}

impl Query {
    /// The API with this signing name.
    pub fn of(signing_name: &str) -> Option<Self> {
        match signing_name {
            "sts" => Some(Self::Sts),
            "iam" => Some(Self::Iam),
            _ => None,
        }
    }

    /// Its signing name.
    pub fn signing_name(self) -> &'static str {
        match self {
            Self::Sts => "sts",
            Self::Iam => "iam",
        }
    }

    fn namespace(self) -> &'static str {
        match self {
            Self::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
            Self::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
        }
    }
}

/// What came of a request.
#[derive(Debug)]
pub struct Refused {
    /// The error.
    pub fault: Fault,
    /// Why a policy refused it, for DecodeAuthorizationMessage.
    pub encoded: Option<Box<str>>,
}

impl<F: Into<Fault>> From<F> for Refused {
    fn from(fault: F) -> Self {
        Self {
            fault: fault.into(),
            encoded: None,
        }
    }
}

/// Both APIs.
pub struct Identity {
    services: Arc<Services>,
    keys: Arc<AccessKeys>,
    providers: Arc<dyn IdentityProviders>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity")
    }
}

/// One request, as operations see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub identity: &'a Identity,
    pub form: &'a Form,
    pub signed: &'a Signed,
}

impl Identity {
    /// The APIs over these services and keys, without identity providers.
    pub fn new(services: Arc<Services>, keys: Arc<AccessKeys>) -> Self {
        Self {
            services,
            keys,
            providers: Arc::new(NoProviders),
        }
    }

    /// With providers that vouch for people and workloads.
    #[must_use]
    pub fn with_providers(mut self, providers: Arc<dyn IdentityProviders>) -> Self {
        self.providers = providers;
        self
    }

    /// Answers a verified request with XML.
    ///
    /// # Errors
    /// The operation's error; [`error()`] gives it its shape.
    pub async fn serve(&self, api: Query, form: &Form, signed: &Signed) -> Result<String, Refused> {
        let action = form.action()?;
        let asked = Asked {
            identity: self,
            form,
            signed,
        };
        let result = match api {
            Query::Sts => sts::call(asked, action).await?,
            Query::Iam => iam_api::call(asked, action).await?,
        };
        Ok(self.envelope(api, action, &result, &signed.caller.request_id))
    }

    /// Answers what nobody signs: the operations that exchange another's assertion for
    /// credentials. `None` for everything else.
    ///
    /// # Errors
    /// What the provider says, or that there is none.
    pub fn unsigned(&self, form: &Form) -> Option<Result<String, Refused>> {
        sts::unsigned(self.providers.as_ref(), form)
    }

    fn envelope(&self, api: Query, action: &str, result: &str, request: &str) -> String {
        let result = if result.is_empty() {
            String::new()
        } else {
            format!("<{action}Result>{result}</{action}Result>")
        };
        format!(
            "<{action}Response xmlns=\"{}\">{result}<ResponseMetadata><RequestId>{request}\
             </RequestId></ResponseMetadata></{action}Response>",
            api.namespace()
        )
    }
}

impl Asked<'_> {
    /// Asks the signer's policies.
    pub async fn allow(
        &self,
        action: &str,
        resource: &str,
        conditions: &[(String, Vec<String>)],
    ) -> Result<(), Refused> {
        let resources = [resource.to_owned()];
        let services = &self.identity.services;
        services
            .authorize(self.signed, action, &resources, conditions)
            .await
            .map_err(fault_of)?
            .map_err(refused)
    }
}

/// A refusal under the code that the query APIs have for it.
pub(crate) fn refused(denial: Denial) -> Refused {
    Refused {
        encoded: Some(denial.encoded.into()),
        fault: Fault::new("AccessDenied", 403, denial.message),
    }
}
