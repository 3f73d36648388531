//! The configured things of messaging: phone numbers, sender ids, pools, opt-out lists, keywords,
//! configuration sets, protect configurations, registrations, verified numbers, the account.
//!
//! These are the shapes in which configuration is stored and in which whoever sends messages reads
//! it. Members have the names of the API (AWS End User Messaging SMS), so that what is stored reads
//! like what was asked for; what is answered is picked from them by `api-sms`.
//!
//! All lie in one scope of the store, [`SCOPE`], each under its [`Kept::KIND`] and
//! [`Kept::id`]. Numbers that opted out are too many for that: they are entries of the space
//! [`OPTED_OUT`], see [`opted_out_key`].
//!
//! Source: sms.md §2 to §12 and §20.

mod account;
mod agent;
mod configuration_set;
pub mod countries;
pub mod epoch;
mod kept;
mod keyword;
mod notify;
mod number;
mod opt_out;
mod pool;
mod protect;
mod registration;
mod sender_id;
mod verified;

pub use account::{Account, AccountTier, SpendChannel, SpendLimit};
pub use agent::{RcsAgent, RcsAgentStatus};
pub use configuration_set::{
    CloudWatchLogs, ConfigurationSet, EventDestination, KinesisFirehose, Sns,
};
pub use kept::{Facets, Kept, SCOPE, word};
pub use keyword::{Keyword, KeywordAction, MANDATORY_OPT_OUT, default_keywords};
pub use notify::{NotifyConfiguration, NotifyConfigurationStatus, NotifyTier, TierUpgradeStatus};
pub use number::{
    InboundSettings, MessageType, NumberCapability, NumberStatus, NumberType, PhoneNumber,
};
pub use opt_out::{DEFAULT_LIST, OPTED_OUT, OptOutList, OptedOut, opted_out_key};
pub use pool::{Pool, PoolStatus};
pub use protect::{OverrideAction, ProtectConfiguration, ProtectOverride, ProtectStatus};
pub use registration::{
    Association, AttachmentStatus, DeniedReason, FieldValue, Registration, RegistrationAttachment,
    RegistrationError, RegistrationStatus, RegistrationVersion, ResourcePolicy, VersionStatus,
};
pub use sender_id::{SenderId, SenderIdError, check_sender_id};
pub use verified::{Verification, VerificationStatus, VerifiedDestinationNumber};
