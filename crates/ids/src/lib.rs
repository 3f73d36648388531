//! Typed identifiers, ARNs, phone numbers, time stamps and the wrapper for personal data: the
//! words that every other crate speaks.
//!
//! Nothing here reads a clock or draws random numbers: a [`Timestamp`] and an [`IdSource`] are
//! handed in by a driver, so that every engine above can be replayed exactly.
//!
//! Start at [`InstanceId`] and its siblings for what is addressed, [`Arn`] for how the public
//! APIs write it, [`Timestamp`] for when.

mod arn;
mod id;
mod phone;
mod pii;
mod source;
mod timestamp;

pub use arn::{Account, Arn, ArnError, Partition, Region, ResourceArn};
pub use id::{
    AgentStatusId, BridgeId, ContactId, DataTableId, DataTableRecordId, FlowId, HoursId, IdError,
    InstanceId, LegId, ListenId, PhoneNumberId, PlayId, PromptId, QueueId, QuickConnectId,
    RecordingId, RoutingProfileId, SavedReportId, SecurityProfileId, UserId,
};
pub use phone::{PhoneNumber, PhoneNumberError};
pub use pii::Pii;
pub use source::IdSource;
pub use timestamp::Timestamp;
