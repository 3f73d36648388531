//! What a document leaves out: secrets, what only the running product writes, and kinds that are
//! records rather than configuration.

use resources::Kind;

/// Words that mark a secret wherever they are part of a field's name. A new kind that keeps a
/// secret is covered as long as it calls it one.
const SECRET_WORDS: [&str; 7] = [
    "password",
    "secret",
    "totp",
    "recovery",
    "credential",
    "token",
    "private_key",
];

/// Fields that the product writes by itself.
const WRITTEN: [&str; 3] = ["modified", "created", "last_sign_in"];

/// Whether a field of the top level of a resource stays out of documents.
pub(crate) fn hidden(field: &str) -> bool {
    let folded = field.to_ascii_lowercase();
    WRITTEN.contains(&folded.as_str()) || SECRET_WORDS.iter().any(|word| folded.contains(word))
}

/// Whether a field is one that the product writes: a point in time, in milliseconds.
pub(crate) fn written(field: &str) -> bool {
    WRITTEN.contains(&field)
}

/// Whether resources of this kind are part of documents.
pub(crate) fn exported(kind: Kind) -> bool {
    !RECORDS.contains(&kind.name())
}

/// Stored names of kinds that are records of what happened, or people's own: their saved reports.
const RECORDS: [&str; 7] = [
    "test-case-execution",
    "attached-file",
    "user-notification",
    "push-notification-registration",
    "released-number",
    "saved-report",
    "report-schedule",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_names() {
        assert!(hidden("password_hash") && hidden("totp_secret") && hidden("modified"));
        assert!(!hidden("name") && !hidden("outbound_caller"));
        assert!(exported(Kind::Queue));
    }
}
