//! Shapes of IAM's answers.

use crate::xml::{element, list, text, time};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use services::programs::{KeyStatus, KeySummary, Role, User};
use std::collections::BTreeMap;

/// Policies are percent-encoded in answers (RFC 3986).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

pub(super) fn document(name: &str, policy: &str) -> String {
    text(name, utf8_percent_encode(policy, ENCODED).to_string())
}

pub(super) fn user(name: &str, arn: &str, user: &User) -> String {
    [
        text("Path", "/"),
        text("UserName", name),
        text("UserId", &user.id),
        text("Arn", arn),
        time("CreateDate", user.created),
        tags(&user.tags),
    ]
    .concat()
}

pub(super) fn role(name: &str, arn: &str, role: &Role) -> String {
    [
        text("Path", "/"),
        text("RoleName", name),
        text("RoleId", &role.id),
        text("Arn", arn),
        time("CreateDate", role.created),
        document("AssumeRolePolicyDocument", &role.trust),
        text("Description", &role.description),
        text("MaxSessionDuration", role.max_session.to_string()),
        tags(&role.tags),
    ]
    .concat()
}

pub(super) fn key(key: &KeySummary) -> String {
    [
        text("UserName", &key.user),
        text("AccessKeyId", &key.id),
        text("Status", status(key.status)),
        time("CreateDate", key.created),
    ]
    .concat()
}

pub(super) fn status(status: KeyStatus) -> &'static str {
    match status {
        KeyStatus::Active => "Active",
        KeyStatus::Inactive => "Inactive",
    }
}

pub(super) fn tags(tags: &BTreeMap<String, String>) -> String {
    let one = |(key, value): (&String, &String)| text("Key", key) + &text("Value", value);
    list("Tags", tags.iter().map(one))
}

/// A list that is whole: pages are not needed for as few things as these.
pub(super) fn whole(name: &str, items: impl IntoIterator<Item = String>) -> String {
    text("IsTruncated", "false") + &list(name, items)
}

pub(super) fn one(name: &str, inner: String) -> String {
    element(name, inner)
}
