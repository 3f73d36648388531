//! The demo users' passwords: drawn at random once, and kept beside the data so that a second
//! run can say them again.

use anyhow::{Context, Result};
use secrets::random_array;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

/// Easy to read out and to type: no letters or digits that look alike.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";

/// Passwords by user name.
pub struct Passwords {
    file: Option<PathBuf>,
    known: BTreeMap<String, String>,
}

impl Passwords {
    /// Those that were drawn before.
    pub fn open(file: Option<PathBuf>) -> Result<Self> {
        let known = match &file {
            Some(path) if path.exists() => {
                let text = std::fs::read_to_string(path)?;
                serde_json::from_str(&text)
                    .with_context(|| format!("{} is not as it was written", path.display()))?
            }
            _ => BTreeMap::new(),
        };
        Ok(Self { file, known })
    }

    /// The password of a user that exists; `None` when it was drawn elsewhere.
    pub fn known(&self, username: &str) -> Option<&str> {
        self.known.get(username).map(String::as_str)
    }

    /// A new password that satisfies the rules: 8 to 64 characters with an upper-case letter, a
    /// lower-case letter and a digit.
    pub fn draw(&mut self, username: &str) -> Result<String> {
        let bytes = random_array::<12>()?;
        let letters = bytes.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
        let word: String = letters.iter().collect();
        let password = format!("{}-{}-{}-C7", &word[..4], &word[4..8], &word[8..]);
        self.known.insert(username.to_owned(), password.clone());
        Ok(password)
    }

    /// Keeps them, readable by the owner only.
    pub fn save(&self) -> Result<()> {
        let Some(path) = &self.file else {
            return Ok(());
        };
        let text = serde_json::to_string_pretty(&self.known)?;
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(text.as_bytes())?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_password_satisfies_the_rules_and_is_remembered() {
        let mut passwords = Passwords::open(None).unwrap();
        let password = passwords.draw("ada").unwrap();
        assert!((8..=64).contains(&password.len()));
        assert!(password.chars().any(char::is_uppercase));
        assert!(password.chars().any(char::is_lowercase));
        assert!(password.chars().any(|c| c.is_ascii_digit()));
        assert_eq!(passwords.known("ada"), Some(password.as_str()));
    }
}
