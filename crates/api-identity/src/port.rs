//! Identity providers that vouch for someone: the port behind AssumeRoleWithSAML and
//! AssumeRoleWithWebIdentity.

use thiserror::Error;

/// Whom a provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FederatedIdentity {
    /// The provider's ARN, which trust policies name under `Federated`.
    pub provider: String,
    /// The subject within the provider.
    pub subject: String,
    /// Condition keys that the provider's assertion holds, such as `saml:aud`.
    pub conditions: Vec<(String, Vec<String>)>,
}

/// Why an assertion is not taken.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum PortError {
    /// No provider of that kind is set up.
    #[error("{0} is not implemented: no identity provider of this kind is configured.")]
    NotConfigured(&'static str),
    /// The assertion is forged, expired or not for us.
    #[error("{0}")]
    Refused(String),
}

/// Checks assertions.
pub trait IdentityProviders: Send + Sync {
    /// Checks a SAML response, base64.
    ///
    /// # Errors
    /// See [`PortError`].
    fn saml(&self, provider: &str, assertion: &str) -> Result<FederatedIdentity, PortError>;

    /// Checks an OpenID Connect token.
    ///
    /// # Errors
    /// See [`PortError`].
    fn web_identity(&self, token: &str) -> Result<FederatedIdentity, PortError>;
}

/// No provider at all.
#[derive(Debug, Clone, Copy)]
pub struct NoProviders;

impl IdentityProviders for NoProviders {
    fn saml(&self, _: &str, _: &str) -> Result<FederatedIdentity, PortError> {
        Err(PortError::NotConfigured("AssumeRoleWithSAML"))
    }

    fn web_identity(&self, _: &str) -> Result<FederatedIdentity, PortError> {
        Err(PortError::NotConfigured("AssumeRoleWithWebIdentity"))
    }
}
