//! What may be attached to what.

use crate::common::{Result, invalid};
use ids::{Arn, InstanceId};
use services::ServiceError;

/// What files are attached to: `AttachmentScope`. Those of chats are uploaded by the participants'
/// own API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// A case.
    Case,
    /// An email.
    Email,
    /// A task.
    Task,
}

impl Scope {
    /// The API's word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Case => "CASE",
            Self::Email => "EMAIL",
            Self::Task => "TASK",
        }
    }
}

/// The rules of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rules {
    /// The most bytes of a file.
    pub(super) largest: u64,
    /// The endings of names, without a dot and in lower case.
    pub(super) endings: Vec<String>,
}

impl Rules {
    /// Whether a file of that name and size may be attached. Answers the name's ending.
    ///
    /// # Errors
    /// [`ServiceError::InvalidFile`] with the API's word for what is wrong.
    pub(super) fn check(&self, name: &str, size: u64) -> Result<String> {
        let refused = |reason, message| ServiceError::InvalidFile { reason, message };
        let wrong_name = |why: &str| {
            let message = format!("FileName {why}");
            refused("INVALID_FILE_NAME", message)
        };
        if name.trim().is_empty() {
            return Err(wrong_name("must not be blank"));
        }
        if name.contains(['/', '\\']) {
            return Err(wrong_name("must not hold slashes"));
        }
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let ending = ending.to_lowercase();
        if !self.endings.contains(&ending) {
            let message = format!("files of type {ending:?} cannot be attached");
            return Err(refused("INVALID_FILE_TYPE", message));
        }
        if stem.trim().is_empty() {
            return Err(wrong_name("must be more than an ending"));
        }
        if size > self.largest {
            let message = format!("a file may have at most {} bytes", self.largest);
            return Err(refused("INVALID_FILE_SIZE", message));
        }
        Ok(ending)
    }
}

/// What an `AssociatedResourceArn` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Associated {
    /// A case of a domain.
    Case,
    /// A contact of the instance.
    Contact(String),
}

impl Associated {
    /// Reads the ARN.
    ///
    /// # Errors
    /// When it is none of a case, nor of a contact of that instance.
    pub(super) fn read(text: &str, instance: InstanceId) -> Result<Self> {
        let wrong = || {
            invalid("AssociatedResourceArn must be the ARN of a case, a task contact or an email contact")
        };
        let arn: Arn = text.parse().map_err(|_| wrong())?;
        if arn.service == "cases" {
            let parts: Vec<_> = arn.resource.split('/').collect();
            return match parts.as_slice() {
                ["domain", domain, "case", case] if !domain.is_empty() && !case.is_empty() => {
                    Ok(Self::Case)
                }
                _ => Err(wrong()),
            };
        }
        let within = arn.within().ok_or_else(wrong)?;
        match (within.kind, within.id) {
            (Some("contact"), Some(id)) if within.instance == instance => {
                Ok(Self::Contact(id.to_owned()))
            }
            _ => Err(wrong()),
        }
    }
}

/// A `Content-Disposition` with the file's name. The exact name is left out where it would make
/// the URL longer than the API allows.
pub(super) fn disposition(kind: &str, name: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || " -_.()".contains(it);
    let simple: String = name
        .chars()
        .map(|it| if plain(it) { it } else { '_' })
        .collect();
    let mut text = format!("{kind}; filename=\"{simple}\"");
    if simple != name {
        let exact: String = name
            .bytes()
            .map(|it| match it {
                it if it.is_ascii_alphanumeric() => char::from(it).to_string(),
                it => format!("%{it:02X}"),
            })
            .collect();
        if exact.len() <= 400 {
            text.push_str("; filename*=UTF-8''");
            text.push_str(&exact);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSTANCE: &str = "5f2c6a48-8a58-4f0b-9d52-5d6c6a5c2f10";

    fn rules() -> Rules {
        Rules {
            largest: 100,
            endings: vec!["pdf".into(), "txt".into()],
        }
    }

    fn reason(name: &str, size: u64) -> Option<&'static str> {
        match rules().check(name, size) {
            Err(ServiceError::InvalidFile { reason, .. }) => Some(reason),
            _ => None,
        }
    }

    #[test]
    fn a_file_has_a_name_an_ending_and_a_size() {
        assert_eq!(rules().check("Größe.PDF", 1).unwrap(), "pdf");
        assert_eq!(reason("a.pdf", 100), None);
        assert_eq!(reason("a.pdf", 101), Some("INVALID_FILE_SIZE"));
        for name in ["a.exe", "a", "a.pdf.html", "pdf"] {
            assert_eq!(reason(name, 1), Some("INVALID_FILE_TYPE"), "{name}");
        }
        for name in [" ", "a/b.pdf", "..\\b.pdf", ".pdf"] {
            assert_eq!(reason(name, 1), Some("INVALID_FILE_NAME"), "{name}");
        }
    }

    #[test]
    fn files_belong_to_cases_and_contacts() {
        let instance = INSTANCE.parse().unwrap();
        let read = |text: &str| Associated::read(text, instance).ok();
        let case = "arn:aws:cases:us-east-1:123456789012:domain/d/case/c";
        assert_eq!(read(case), Some(Associated::Case));
        let contact = format!("arn:aws:connect:us-east-1:123456789012:instance/{INSTANCE}/contact/c");
        assert_eq!(read(&contact), Some(Associated::Contact("c".into())));
        for wrong in [
            "case",
            "arn:aws:cases:us-east-1:123456789012:domain/d",
            &contact.replace("contact", "queue"),
            &contact.replace('5', "6"),
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_name_is_told_in_full_where_it_fits() {
        assert_eq!(disposition("inline", "a b.pdf"), "inline; filename=\"a b.pdf\"");
        assert_eq!(
            disposition("attachment", "é\".pdf"),
            "attachment; filename=\"__.pdf\"; filename*=UTF-8''%C3%A9%22%2Epdf"
        );
        assert!(disposition("attachment", &"語".repeat(256)).len() < 400);
    }
}
