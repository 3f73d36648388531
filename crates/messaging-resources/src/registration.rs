//! Registrations: forms that carriers want before something may send, their versions and what they
//! are associated with. Spec: sms.md §12.
//!
//! A version goes `DRAFT` → `SUBMITTED` → `REVIEWING` → `APPROVED` or `DENIED`; one that was
//! submitted can be `DISCARDED`, an approved one is `ARCHIVED` by the next. What the registration
//! as a whole is follows from its current version; one whose first version was refused for good is
//! `CLOSED`.

use crate::{Facets, Kept};
use ids::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use std::collections::BTreeMap;

/// What a registration is as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RegistrationStatus {
    /// It was never submitted.
    Created,
    /// It waits for its review.
    Submitted,
    /// It is looked at.
    Reviewing,
    /// It may be used.
    Complete,
    /// It was refused and must be changed.
    RequiresUpdates,
    /// What it was for is gone.
    Closed,
    /// It is gone.
    Deleted,
}

/// What a version is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VersionStatus {
    /// It can be changed.
    Draft,
    /// It waits for its review.
    Submitted,
    /// It is looked at.
    Reviewing,
    /// It holds.
    Approved,
    /// It was given up.
    Discarded,
    /// It was refused.
    Denied,
    /// It held.
    Archived,
}

impl VersionStatus {
    /// The member of a version's history that says since when it is so.
    const fn since(self) -> &'static str {
        match self {
            Self::Draft => "DraftTimestamp",
            Self::Submitted => "SubmittedTimestamp",
            Self::Reviewing => "ReviewingTimestamp",
            Self::Approved => "ApprovedTimestamp",
            Self::Discarded => "DiscardedTimestamp",
            Self::Denied => "DeniedTimestamp",
            Self::Archived => "ArchivedTimestamp",
        }
    }
}

/// Why something cannot be done with a registration as it is: the API's reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationError {
    /// Its current version is no draft.
    EditNotAllowed,
    /// It waits for its review.
    AlreadySubmitted,
    /// Its current version is no draft.
    SubmitNotAllowed,
    /// Its current version does not wait for its review.
    DiscardNotAllowed,
    /// Its current version is not settled, or it is closed.
    NewVersionNotAllowed,
    /// Its current version does not wait for its review.
    ReviewNotAllowed,
}

impl RegistrationError {
    /// The reason in the API's word.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::EditNotAllowed => "EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED",
            Self::AlreadySubmitted => "REGISTRATION_ALREADY_SUBMITTED",
            Self::SubmitNotAllowed => "SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED",
            Self::DiscardNotAllowed => "DISCARD_REGISTRATION_VERSION_NOT_ALLOWED",
            Self::NewVersionNotAllowed => "CREATE_REGISTRATION_VERSION_NOT_ALLOWED",
            Self::ReviewNotAllowed => "REVIEW_REGISTRATION_VERSION_NOT_ALLOWED",
        }
    }
}

/// What was filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FieldValue {
    /// Of a choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub select_choices: Option<Vec<String>>,
    /// Of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_value: Option<String>,
    /// Of a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_attachment_id: Option<String>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied_reason: Option<String>,
}

/// Why a version was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeniedReason {
    /// A word.
    pub reason: String,
    /// In a few words.
    pub short_description: String,
}

/// A version of a registration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RegistrationVersion {
    /// From 1.
    pub version_number: u64,
    /// What it is.
    pub registration_version_status: VersionStatus,
    /// Since when it is or was so, in epoch seconds, by the API's members.
    pub registration_version_status_history: BTreeMap<String, Number>,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denied_reasons: Vec<DeniedReason>,
    /// What was filled in, by field path.
    #[serde(default)]
    pub values: BTreeMap<String, FieldValue>,
}

impl RegistrationVersion {
    fn draft(version_number: u64, values: BTreeMap<String, FieldValue>, now: Timestamp) -> Self {
        let mut it = Self {
            version_number,
            registration_version_status: VersionStatus::Draft,
            registration_version_status_history: BTreeMap::new(),
            denied_reasons: Vec::new(),
            values,
        };
        it.become_(VersionStatus::Draft, now);
        it
    }

    fn become_(&mut self, status: VersionStatus, now: Timestamp) {
        self.registration_version_status = status;
        let at = Number::from_f64(now.epoch_seconds()).unwrap_or_else(|| now.seconds().into());
        let history = &mut self.registration_version_status_history;
        history.insert(status.since().to_owned(), at);
    }
}

/// What belongs to a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Association {
    /// Its ARN.
    pub resource_arn: String,
    /// Its identifier.
    pub resource_id: String,
    /// `phone-number`, `sender-id`, `registration`.
    pub resource_type: String,
    /// Its country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iso_country_code: Option<String>,
    /// The number, of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

/// A registration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Registration {
    /// `registration-` and 32 hexadecimal digits.
    pub registration_id: String,
    /// Such as `US_TOLL_FREE_REGISTRATION`.
    pub registration_type: String,
    /// What it is as a whole.
    pub registration_status: RegistrationStatus,
    /// The version that was made last.
    pub current_version_number: u64,
    /// The version that holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_version_number: Option<u64>,
    /// The version that was refused last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_denied_version_number: Option<u64>,
    /// All versions, by number.
    pub versions: Vec<RegistrationVersion>,
    /// What belongs to it.
    #[serde(default)]
    pub associations: Vec<Association>,
}

impl Registration {
    /// A new one with its first draft.
    pub fn new(id: impl Into<String>, kind: impl Into<String>, now: Timestamp) -> Self {
        Self {
            registration_id: id.into(),
            registration_type: kind.into(),
            registration_status: RegistrationStatus::Created,
            current_version_number: 1,
            approved_version_number: None,
            latest_denied_version_number: None,
            versions: vec![RegistrationVersion::draft(1, BTreeMap::new(), now)],
            associations: Vec::new(),
        }
    }

    /// A version.
    pub fn version(&self, number: u64) -> Option<&RegistrationVersion> {
        self.versions.iter().find(|it| it.version_number == number)
    }

    /// The version that was made last.
    pub fn current(&self) -> Option<&RegistrationVersion> {
        self.version(self.current_version_number)
    }

    fn in_status(
        &mut self,
        wanted: &[VersionStatus],
        error: RegistrationError,
    ) -> Result<&mut RegistrationVersion, RegistrationError> {
        let current = self.current_version_number;
        self.versions
            .iter_mut()
            .find(|it| it.version_number == current)
            .filter(|it| wanted.contains(&it.registration_version_status))
            .ok_or(error)
    }

    /// The values of the current version, to be changed.
    ///
    /// # Errors
    /// When it is no draft.
    pub fn values_mut(&mut self) -> Result<&mut BTreeMap<String, FieldValue>, RegistrationError> {
        let error = RegistrationError::EditNotAllowed;
        let version = self.in_status(&[VersionStatus::Draft], error)?;
        Ok(&mut version.values)
    }

    /// The current draft waits for its review.
    ///
    /// # Errors
    /// When it is no draft.
    pub fn submit(&mut self, now: Timestamp) -> Result<(), RegistrationError> {
        let waiting = [VersionStatus::Submitted, VersionStatus::Reviewing];
        if self
            .in_status(&waiting, RegistrationError::SubmitNotAllowed)
            .is_ok()
        {
            return Err(RegistrationError::AlreadySubmitted);
        }
        let error = RegistrationError::SubmitNotAllowed;
        let version = self.in_status(&[VersionStatus::Draft], error)?;
        version.become_(VersionStatus::Submitted, now);
        self.registration_status = RegistrationStatus::Submitted;
        Ok(())
    }

    /// The submitted version is given up; what held before holds on.
    ///
    /// # Errors
    /// When it does not wait for its review.
    pub fn discard(&mut self, now: Timestamp) -> Result<(), RegistrationError> {
        let error = RegistrationError::DiscardNotAllowed;
        let version = self.in_status(&[VersionStatus::Submitted], error)?;
        version.become_(VersionStatus::Discarded, now);
        self.registration_status = match self.approved_version_number {
            Some(_) => RegistrationStatus::Complete,
            None => RegistrationStatus::Created,
        };
        Ok(())
    }

    /// A new draft with the values of the version before it.
    ///
    /// # Errors
    /// When the current version is a draft or waits for its review.
    pub fn new_version(&mut self, now: Timestamp) -> Result<(), RegistrationError> {
        let settled = [
            VersionStatus::Approved,
            VersionStatus::Denied,
            VersionStatus::Discarded,
        ];
        let error = RegistrationError::NewVersionNotAllowed;
        if self.registration_status == RegistrationStatus::Closed {
            return Err(error);
        }
        let mut values = self.in_status(&settled, error)?.values.clone();
        for value in values.values_mut() {
            value.denied_reason = None;
        }
        // A field that was refused because nothing was filled in still has nothing.
        values.retain(|_, value| *value != FieldValue::default());
        self.current_version_number += 1;
        let number = self.current_version_number;
        self.versions
            .push(RegistrationVersion::draft(number, values, now));
        if self.approved_version_number.is_none() {
            self.registration_status = RegistrationStatus::Created;
        }
        Ok(())
    }

    /// The submitted version is looked at from now on.
    ///
    /// # Errors
    /// When it does not wait for its review.
    pub fn begin_review(&mut self, now: Timestamp) -> Result<(), RegistrationError> {
        let error = RegistrationError::ReviewNotAllowed;
        let version = self.in_status(&[VersionStatus::Submitted], error)?;
        version.become_(VersionStatus::Reviewing, now);
        self.registration_status = RegistrationStatus::Reviewing;
        Ok(())
    }

    /// The submitted version holds from now on.
    ///
    /// # Errors
    /// When it does not wait for its review.
    pub fn approve(&mut self, now: Timestamp) -> Result<(), RegistrationError> {
        let waiting = [VersionStatus::Submitted, VersionStatus::Reviewing];
        let error = RegistrationError::ReviewNotAllowed;
        let version = self.in_status(&waiting, error)?;
        version.become_(VersionStatus::Approved, now);
        let held = self
            .approved_version_number
            .replace(self.current_version_number);
        let before = self
            .versions
            .iter_mut()
            .find(|it| Some(it.version_number) == held);
        if let Some(before) = before {
            before.become_(VersionStatus::Archived, now);
        }
        self.registration_status = RegistrationStatus::Complete;
        Ok(())
    }

    /// The submitted version is refused.
    ///
    /// # Errors
    /// When it does not wait for its review.
    pub fn deny(
        &mut self,
        reasons: Vec<DeniedReason>,
        now: Timestamp,
    ) -> Result<(), RegistrationError> {
        let waiting = [VersionStatus::Submitted, VersionStatus::Reviewing];
        let error = RegistrationError::ReviewNotAllowed;
        let version = self.in_status(&waiting, error)?;
        version.become_(VersionStatus::Denied, now);
        version.denied_reasons = reasons;
        self.latest_denied_version_number = Some(self.current_version_number);
        self.registration_status = RegistrationStatus::RequiresUpdates;
        Ok(())
    }

    /// Says of fields of the current version why they were refused.
    pub fn deny_fields(&mut self, fields: impl IntoIterator<Item = (String, String)>) {
        let current = self.current_version_number;
        let mut versions = self.versions.iter_mut();
        let Some(version) = versions.find(|it| it.version_number == current) else {
            return;
        };
        for (path, reason) in fields {
            version.values.entry(path).or_default().denied_reason = Some(reason);
        }
    }

    /// The submitted version is refused for good. What held before holds on; where nothing did, the
    /// registration is closed.
    ///
    /// # Errors
    /// When it does not wait for its review.
    pub fn reject(
        &mut self,
        reasons: Vec<DeniedReason>,
        now: Timestamp,
    ) -> Result<(), RegistrationError> {
        self.deny(reasons, now)?;
        self.registration_status = match self.approved_version_number {
            Some(_) => RegistrationStatus::Complete,
            None => RegistrationStatus::Closed,
        };
        Ok(())
    }
}

impl Kept for Registration {
    const KIND: &'static str = "sms-registration";
    const TYPE: &'static str = "registration";
    const ARN: &'static str = "RegistrationArn";

    fn id(&self) -> String {
        self.registration_id.clone()
    }

    fn facets(&self, to: &mut Facets) {
        to.put("registration-type", &self.registration_type);
        to.put_word("registration-status", &self.registration_status);
        for it in &self.associations {
            to.put("associated", &it.resource_id);
        }
    }
}

/// Whether a file is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AttachmentStatus {
    /// It is gone.
    Deleted,
    /// It is.
    UploadComplete,
    /// It could not be read.
    UploadFailed,
    /// Not yet.
    UploadInProgress,
}

/// A file for a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RegistrationAttachment {
    /// `registration-attachment-` and 32 hexadecimal digits.
    pub registration_attachment_id: String,
    /// Whether it is there.
    pub attachment_status: AttachmentStatus,
    /// Where it lies among the blobs.
    pub blob: String,
}

impl Kept for RegistrationAttachment {
    const KIND: &'static str = "sms-registration-attachment";
    const TYPE: &'static str = "registration-attachment";
    const ARN: &'static str = "RegistrationAttachmentArn";

    fn id(&self) -> String {
        self.registration_attachment_id.clone()
    }

    fn facets(&self, to: &mut Facets) {
        to.put_word("attachment-status", &self.attachment_status);
    }
}

/// A policy of a thing that is shared with other accounts. It is kept and shown; as one product
/// serves one account, there is nobody whom it could allow anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourcePolicy {
    /// Of what.
    pub resource_arn: String,
    /// JSON.
    pub policy: String,
}

impl Kept for ResourcePolicy {
    const KIND: &'static str = "sms-resource-policy";
    const TYPE: &'static str = "policy";
    const ARN: &'static str = "";

    fn id(&self) -> String {
        self.resource_arn.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(it: &Registration) -> Vec<VersionStatus> {
        let versions = it.versions.iter();
        versions.map(|it| it.registration_version_status).collect()
    }

    #[test]
    fn a_refused_version_is_followed_by_a_draft_with_its_values() {
        let mut it = Registration::new("r", "US_TOLL_FREE_REGISTRATION", Timestamp(1000));
        let value = FieldValue {
            text_value: Some("Example".into()),
            ..FieldValue::default()
        };
        it.values_mut()
            .unwrap()
            .insert("companyInfo.companyName".into(), value);
        it.submit(Timestamp(2000)).unwrap();
        assert_eq!(
            it.submit(Timestamp(2000)),
            Err(RegistrationError::AlreadySubmitted)
        );
        assert_eq!(it.values_mut(), Err(RegistrationError::EditNotAllowed));
        it.deny(Vec::new(), Timestamp(3000)).unwrap();
        assert_eq!(it.registration_status, RegistrationStatus::RequiresUpdates);
        assert_eq!(
            it.submit(Timestamp(3000)),
            Err(RegistrationError::SubmitNotAllowed)
        );
        it.new_version(Timestamp(4000)).unwrap();
        assert_eq!(it.values_mut().unwrap().len(), 1);
        assert_eq!(statuses(&it), [VersionStatus::Denied, VersionStatus::Draft]);
    }

    #[test]
    fn a_review_begins_once_and_refused_fields_say_why_until_the_next_version() {
        let mut it = Registration::new("r", "US_TOLL_FREE_REGISTRATION", Timestamp(1000));
        let early = it.begin_review(Timestamp(1));
        let value = FieldValue {
            text_value: Some("https://example.com".into()),
            ..FieldValue::default()
        };
        let path = "companyInfo.website".to_owned();
        it.values_mut().unwrap().insert(path, value);
        assert_eq!(early, Err(RegistrationError::ReviewNotAllowed));
        it.submit(Timestamp(2000)).unwrap();
        it.begin_review(Timestamp(3000)).unwrap();
        assert_eq!(it.registration_status, RegistrationStatus::Reviewing);
        assert!(it.begin_review(Timestamp(3000)).is_err() && it.discard(Timestamp(3000)).is_err());
        it.deny(Vec::new(), Timestamp(4000)).unwrap();
        let reason = |path: &str| (path.to_owned(), "It is gone".to_owned());
        it.deny_fields([reason("companyInfo.website"), reason("companyInfo.taxId")]);
        let denied = it.current().unwrap().values["companyInfo.website"].clone();
        assert_eq!(denied.denied_reason.as_deref(), Some("It is gone"));
        it.new_version(Timestamp(5000)).unwrap();
        let values = it.values_mut().unwrap();
        assert_eq!(values["companyInfo.website"].denied_reason, None);
        assert_eq!(values.len(), 1);
    }

    #[test]
    fn what_was_refused_for_good_is_closed() {
        let mut it = Registration::new("r", "US_TOLL_FREE_REGISTRATION", Timestamp(1000));
        it.submit(Timestamp(2000)).unwrap();
        it.reject(Vec::new(), Timestamp(3000)).unwrap();
        assert_eq!(it.registration_status, RegistrationStatus::Closed);
        let next = it.new_version(Timestamp(4000));
        assert_eq!(next, Err(RegistrationError::NewVersionNotAllowed));
        let mut held = Registration::new("r", "US_TOLL_FREE_REGISTRATION", Timestamp(1000));
        held.submit(Timestamp(2000)).unwrap();
        held.approve(Timestamp(3000)).unwrap();
        held.new_version(Timestamp(4000)).unwrap();
        held.submit(Timestamp(4000)).unwrap();
        held.reject(Vec::new(), Timestamp(5000)).unwrap();
        assert_eq!(held.registration_status, RegistrationStatus::Complete);
    }

    #[test]
    fn the_next_approved_version_archives_the_one_before() {
        let mut it = Registration::new("r", "US_TOLL_FREE_REGISTRATION", Timestamp(1000));
        it.submit(Timestamp(1000)).unwrap();
        it.approve(Timestamp(1000)).unwrap();
        assert_eq!(
            it.discard(Timestamp(1)),
            Err(RegistrationError::DiscardNotAllowed)
        );
        it.new_version(Timestamp(1000)).unwrap();
        let again = it.new_version(Timestamp(1000));
        assert_eq!(again, Err(RegistrationError::NewVersionNotAllowed));
        it.submit(Timestamp(1000)).unwrap();
        it.approve(Timestamp(1500)).unwrap();
        assert_eq!(
            statuses(&it),
            [VersionStatus::Archived, VersionStatus::Approved]
        );
        assert_eq!(it.approved_version_number, Some(2));
        let history = &it.current().unwrap().registration_version_status_history;
        assert_eq!(history["ApprovedTimestamp"].as_f64(), Some(1.5));
    }

    #[test]
    fn only_what_waits_for_its_review_can_be_given_up() {
        let mut it = Registration::new("r", "US_TOLL_FREE_REGISTRATION", Timestamp(1000));
        assert_eq!(
            it.discard(Timestamp(1)),
            Err(RegistrationError::DiscardNotAllowed)
        );
        it.submit(Timestamp(1000)).unwrap();
        it.discard(Timestamp(2000)).unwrap();
        assert_eq!(it.registration_status, RegistrationStatus::Created);
        it.new_version(Timestamp(3000)).unwrap();
        assert_eq!(it.current_version_number, 2);
    }
}
