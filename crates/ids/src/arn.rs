//! Amazon Resource Names: how the public APIs address resources.

use crate::InstanceId;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The partition of an ARN; always `aws` for what we make, others are kept as they came.
pub type Partition = String;

/// A text that is no ARN.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ArnError {
    /// Fewer than six parts, or the first is not `arn`.
    #[error("not an ARN: expected arn:partition:service:region:account:resource")]
    Shape,
    /// The account is neither empty nor 12 digits.
    #[error("not an AWS account: expected 12 digits")]
    Account,
    /// The region is empty or has characters outside a-z, 0-9 and '-'.
    #[error("not a region: expected lower-case letters, digits and hyphens, such as us-east-1")]
    Region,
}

/// An account: 12 digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Account(String);

impl Account {
    /// The 12 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Account {
    type Error = ArnError;
    fn try_from(text: String) -> Result<Self, ArnError> {
        if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text))
        } else {
            Err(ArnError::Account)
        }
    }
}

impl FromStr for Account {
    type Err = ArnError;
    fn from_str(text: &str) -> Result<Self, ArnError> {
        Self::try_from(text.to_owned())
    }
}

impl From<Account> for String {
    fn from(account: Account) -> Self {
        account.0
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A region's name, such as `us-east-1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(String);

impl Region {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Region {
    type Error = ArnError;
    fn try_from(text: String) -> Result<Self, ArnError> {
        let named = !text.is_empty()
            && text.len() <= 32
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if named {
            Ok(Self(text))
        } else {
            Err(ArnError::Region)
        }
    }
}

impl FromStr for Region {
    type Err = ArnError;
    fn from_str(text: &str) -> Result<Self, ArnError> {
        Self::try_from(text.to_owned())
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An ARN in its parts: `arn:partition:service:region:account:resource`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Arn {
    /// `aws`, or another partition that came from outside.
    pub partition: Partition,
    /// The service's name in ARNs, such as `connect` or `lambda`.
    pub service: String,
    /// The region, empty for global services.
    pub region: String,
    /// The account, empty where the service leaves it out.
    pub account: String,
    /// All that follows the fifth colon.
    pub resource: String,
}

/// What a Connect ARN's resource part says: the instance, and what lies below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceArn<'a> {
    /// The instance.
    pub instance: InstanceId,
    /// The kind below it, such as `queue`; `None` for the instance itself.
    pub kind: Option<&'a str>,
    /// The rest: the resource's identifier, possibly with a `:version`.
    pub id: Option<&'a str>,
}

impl Arn {
    /// The ARN of an instance.
    pub fn instance(account: &Account, region: &Region, instance: InstanceId) -> Self {
        Self::connect(account, region, format!("instance/{instance}"))
    }

    /// The ARN of something below an instance: `instance/<id>/<kind>/<id>`.
    pub fn within_instance(
        account: &Account,
        region: &Region,
        instance: InstanceId,
        kind: &str,
        id: impl fmt::Display,
    ) -> Self {
        Self::connect(account, region, format!("instance/{instance}/{kind}/{id}"))
    }

    /// A Connect ARN with any resource part, such as `phone-number/<id>`.
    pub fn connect(account: &Account, region: &Region, resource: String) -> Self {
        Self {
            partition: "aws".into(),
            service: "connect".into(),
            region: region.to_string(),
            account: account.to_string(),
            resource,
        }
    }

    /// A Lex ARN with any resource part, such as `bot-alias/<bot>/<alias>`.
    pub fn lex(account: &Account, region: &Region, resource: String) -> Self {
        Self {
            service: "lex".into(),
            ..Self::connect(account, region, resource)
        }
    }

    /// Reads the resource part of a Connect ARN; `None` when it lies under no instance.
    pub fn within(&self) -> Option<ResourceArn<'_>> {
        let rest = self.resource.strip_prefix("instance/")?;
        let mut parts = rest.splitn(3, '/');
        let instance = parts.next()?.parse().ok()?;
        Some(ResourceArn {
            instance,
            kind: parts.next(),
            id: parts.next(),
        })
    }
}

impl FromStr for Arn {
    type Err = ArnError;
    fn from_str(text: &str) -> Result<Self, ArnError> {
        let mut parts = text.splitn(6, ':');
        let mut next = || parts.next().map(str::to_owned).ok_or(ArnError::Shape);
        if next()? != "arn" {
            return Err(ArnError::Shape);
        }
        let (partition, service, region, account, resource) =
            (next()?, next()?, next()?, next()?, next()?);
        if partition.is_empty() || service.is_empty() || resource.is_empty() {
            return Err(ArnError::Shape);
        }
        Ok(Self {
            partition,
            service,
            region,
            account,
            resource,
        })
    }
}

impl TryFrom<String> for Arn {
    type Error = ArnError;
    fn try_from(text: String) -> Result<Self, ArnError> {
        text.parse()
    }
}

impl From<Arn> for String {
    fn from(arn: Arn) -> Self {
        arn.to_string()
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "arn:{}:{}:{}:{}:{}",
            self.partition, self.service, self.region, self.account, self.resource
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUEUE: &str = "arn:aws:connect:us-east-1:123456789012:instance/00000000-0000-0000-0000-000000000001/queue/agent/x";

    #[test]
    fn an_arn_reads_back_what_it_writes() {
        assert_eq!(QUEUE.parse::<Arn>().unwrap().to_string(), QUEUE);
    }

    #[test]
    fn the_resource_part_names_instance_kind_and_id() {
        let arn: Arn = QUEUE.parse().unwrap();
        let within = arn.within().unwrap();
        assert_eq!((within.kind, within.id), (Some("queue"), Some("agent/x")));
    }

    #[test]
    fn a_text_with_too_few_parts_is_no_arn() {
        assert_eq!("arn:aws:connect".parse::<Arn>(), Err(ArnError::Shape));
        assert_eq!("urn:aws:a:b:c:d".parse::<Arn>(), Err(ArnError::Shape));
    }
}
