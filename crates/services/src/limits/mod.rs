//! Quotas and throttles: how many resources there may be, and how many requests in a second.
//!
//! Both come as a named [`Profile`]: `self-hosted`, generous bounds that only stop runaway
//! programs, or `aws`, the figures of the hosted service, for those who test against them. The
//! configuration overrides single ones of a profile, and a quota can be set for one instance
//! while the product runs.
//! Source: connect-a-foundation.md §2.1 and §2.6.

mod messaging;
mod quotas;
mod table;
mod throttle;

pub use messaging::*;
pub use quotas::{Limit, QuotaError, Quotas, Standing};
pub use table::{
    ATTRIBUTES_PER_DATA_TABLE, CONNECT, FILES_PER_RESOURCE, PER_USER, Per,
    QUEUES_PER_ROUTING_PROFILE, Quota, TEST_EXECUTIONS, TEST_QUEUE, TEST_SECONDS, find,
};
pub use throttle::{Rate, RateError, Throttles};

use std::str::FromStr;
use thiserror::Error;

/// Which figures hold where nothing else is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Generous ones: a guard against runaway programs, not against customers.
    #[default]
    SelfHosted,
    /// Those of the hosted service.
    Aws,
}

/// A profile that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is no profile: there are `self-hosted` and `aws`")]
pub struct UnknownProfile(pub String);

impl Profile {
    /// Its name in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SelfHosted => "self-hosted",
            Self::Aws => "aws",
        }
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Self, UnknownProfile> {
        [Self::SelfHosted, Self::Aws]
            .into_iter()
            .find(|it| it.name() == text)
            .ok_or_else(|| UnknownProfile(text.to_owned()))
    }
}
