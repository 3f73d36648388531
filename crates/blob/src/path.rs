//! Names of blobs.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The longest name, in bytes: what S3 allows for a key, less room for a prefix.
const LONGEST: usize = 900;

/// Why a text is no name of a blob.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum PathError {
    /// It is empty.
    #[error("the name is empty")]
    Empty,
    /// It has more than 900 bytes.
    #[error("the name is longer than 900 bytes")]
    TooLong,
    /// It begins or ends with a slash, or two stand together.
    #[error("the name begins or ends with a slash, or has two in a row")]
    EmptySegment,
    /// One of its segments is `.` or `..`.
    #[error("the name has a segment that is a dot or two")]
    Traversal,
    /// It has a character other than ASCII letters, digits and `-_.=+@,~:`.
    #[error("the name has the character {0:?}")]
    Character(char),
}

/// The name of a blob: segments of ASCII letters, digits and `-_.=+@,~:`, divided by single
/// slashes, such as `recordings/2026/11/21/4f1c.wav`. Never absolute, never with `..`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobPath(String);

impl BlobPath {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its last segment.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }
}

impl FromStr for BlobPath {
    type Err = PathError;
    fn from_str(text: &str) -> Result<Self, PathError> {
        if text.is_empty() {
            return Err(PathError::Empty);
        }
        if text.len() > LONGEST {
            return Err(PathError::TooLong);
        }
        let allowed = |c: &char| c.is_ascii_alphanumeric() || "-_.=+@,~:/".contains(*c);
        if let Some(other) = text.chars().find(|c| !allowed(c)) {
            return Err(PathError::Character(other));
        }
        for segment in text.split('/') {
            match segment {
                "" => return Err(PathError::EmptySegment),
                "." | ".." => return Err(PathError::Traversal),
                _ => {}
            }
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for BlobPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&BlobPath> for object_store::path::Path {
    fn from(path: &BlobPath) -> Self {
        // Every allowed character stands for itself there.
        Self::from(path.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_the_folder_are_refused() {
        for (text, error) in [
            ("", PathError::Empty),
            ("/etc/passwd", PathError::EmptySegment),
            ("a//b", PathError::EmptySegment),
            ("a/", PathError::EmptySegment),
            ("../a", PathError::Traversal),
            ("a/../../b", PathError::Traversal),
            ("a/./b", PathError::Traversal),
            ("a\\..\\b", PathError::Character('\\')),
            ("a/%2e%2e/b", PathError::Character('%')),
            ("a\0", PathError::Character('\0')),
            ("ä", PathError::Character('ä')),
        ] {
            assert_eq!(text.parse::<BlobPath>(), Err(error), "{text:?}");
        }
        assert_eq!("a".repeat(901).parse::<BlobPath>(), Err(PathError::TooLong));
    }

    #[test]
    fn a_name_stays_as_written() {
        let text = "connect/demo/CallRecordings/2026/11/21/c1_20261121T00:37_UTC.wav";
        let path: BlobPath = text.parse().unwrap();
        assert_eq!(object_store::path::Path::from(&path).as_ref(), text);
        assert_eq!(path.file_name(), "c1_20261121T00:37_UTC.wav");
    }
}
