//! The port to the review of registrations, which the operations of messaging (`api-sms`)
//! implement: forms wait until whoever runs the product has registered with carriers. Spec: sms.md
//! §12.

use crate::ServiceError;
use aws_wire::{Caller, OperationModel};
use futures_util::future::BoxFuture;
use ids::Timestamp;

/// The registrations and their review.
pub trait Registrations: Send + Sync + 'static {
    /// All that were submitted, with an open review or with any of these statuses; oldest first.
    fn list<'a>(
        &'a self,
        asked: Asked<'a>,
        statuses: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<ReviewSummary>, ServiceError>>;

    /// One with what was filled in.
    fn describe<'a>(
        &'a self,
        asked: Asked<'a>,
        id: &'a str,
    ) -> BoxFuture<'a, Result<ReviewDetails, ServiceError>>;

    /// The content of an attachment.
    fn attachment<'a>(
        &'a self,
        asked: Asked<'a>,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<u8>, ServiceError>>;

    /// Decides on a version that was submitted.
    fn decide<'a>(
        &'a self,
        asked: Asked<'a>,
        id: &'a str,
        version: u64,
        decision: Decision,
    ) -> BoxFuture<'a, Result<ReviewSummary, ServiceError>>;
}

/// Who asks, and by which operation.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who.
    pub caller: &'a Caller,
    /// By which operation.
    pub operation: &'static OperationModel,
}

/// What a reviewer decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is looked at from now on, and can no longer be discarded.
    Begin,
    /// It holds.
    Approve,
    /// It must be changed: why, and what is wrong with which fields.
    RequireUpdates {
        /// In words.
        reason: String,
        /// Field path and what is wrong with it.
        fields: Vec<(String, String)>,
    },
    /// It is refused for good: why.
    Reject {
        /// In words.
        reason: String,
    },
}

/// A registration as a reviewer sees it in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewSummary {
    /// Its identifier.
    pub id: String,
    /// Its name, from the tag `Name`.
    pub name: Option<String>,
    /// Its type, such as `US_TOLL_FREE_REGISTRATION`.
    pub kind: String,
    /// The type in words.
    pub title: String,
    /// What it is as a whole.
    pub status: String,
    /// The version that was made last.
    pub version: u64,
    /// When that was submitted.
    pub submitted: Option<Timestamp>,
    /// What belongs to it: type of resource, identifier, and number if it is one.
    pub resources: Vec<(String, String, Option<String>)>,
}

/// A registration with what was filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewDetails {
    /// As in a list.
    pub summary: ReviewSummary,
    /// What the current version is.
    pub version_status: String,
    /// Why it was refused.
    pub reasons: Vec<String>,
    /// The form's fields in their order.
    pub fields: Vec<ReviewField>,
}

/// A field of a form, and what was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewField {
    /// The title of its section.
    pub section: String,
    /// Its path.
    pub path: String,
    /// Its title.
    pub title: String,
    /// `TEXT`, `SELECT` or `ATTACHMENT`.
    pub kind: &'static str,
    /// Whether it must be filled in.
    pub required: bool,
    /// The text, or the choices.
    pub values: Vec<String>,
    /// The attachment.
    pub attachment: Option<String>,
    /// Why it was refused.
    pub denied: Option<String>,
}
