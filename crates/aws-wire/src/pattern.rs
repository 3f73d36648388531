//! Regular expressions of the model.
//!
//! Smithy patterns are ECMA 262 expressions that need only be found somewhere in the text, and
//! several models hold them damaged: with doubled backslashes, or between slashes as a
//! JavaScript literal. They are repaired when compiled, so that the fact files stay faithful.
//! Matching backtracks, and some of the models' patterns take quadratic time (none takes
//! exponential time: tried over all of them), so texts beyond [`LONGEST`] are not matched.
//! Compiled on first use; an expression that no repair makes valid constrains nothing.

use regress::{Flags, Regex};
use std::fmt;
use std::sync::OnceLock;

/// The longest text that is matched, in bytes. Patterns of longer texts only exclude characters.
const LONGEST: usize = 8192;

/// A pattern in a static table.
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// A pattern as the model has it.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// The pattern as the model has it.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the pattern is found in the text. Texts beyond 8 KiB pass.
    pub fn is_found_in(&self, text: &str) -> bool {
        if text.len() > LONGEST {
            return true;
        }
        match self.compiled.get_or_init(|| compile(self.source)) {
            Some(regex) => regex.find(text).is_some(),
            None => true,
        }
    }

    /// Whether the pattern constrains anything; a test asks it of every model.
    pub fn is_valid(&self) -> bool {
        self.compiled.get_or_init(|| compile(self.source)).is_some()
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.source, f)
    }
}

fn compile(source: &str) -> Option<Regex> {
    let repaired = repair(source);
    let unicode = Flags {
        unicode: true,
        ..Flags::default()
    };
    Regex::with_flags(&repaired, unicode)
        // Without the u flag more escapes are allowed, but \p{...} means nothing.
        .or_else(|error| {
            if repaired.contains("\\p") {
                Err(error)
            } else {
                Regex::new(&repaired)
            }
        })
        .ok()
}

/// Brings a model's pattern to ECMA 262 with the u flag.
fn repair(source: &str) -> String {
    let literal = source
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'));
    let undoubled = literal.unwrap_or(source).replace("\\\\", "\\");
    let mut out = String::with_capacity(undoubled.len());
    let mut chars = undoubled.chars();
    let mut in_class = false;
    // The character before, when it was a quantifier outside a class.
    let mut quantified = false;
    while let Some(c) = chars.next() {
        // Java's possessive quantifiers match what the greedy ones do where they match at all.
        if quantified && c == '+' {
            quantified = false;
            continue;
        }
        quantified = !in_class && matches!(c, '?' | '*' | '+' | '}');
        if c != '\\' {
            in_class = c == '[' || (in_class && c != ']');
            out.push(c);
            continue;
        }
        match chars.next() {
            // Java's \Z and \z: end of the text.
            Some('z' | 'Z') => out.push('$'),
            Some('A') => out.push('^'),
            // With the u flag only syntax characters and letters may be escaped.
            Some(next) if next.is_ascii_alphanumeric() || "^$\\.*+?()[]{}|/-".contains(next) => {
                out.push('\\');
                out.push(next);
            }
            Some(next) => out.push(next),
            None => out.push_str("\\\\"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_searched_for_not_anchored() {
        let pattern = Pattern::new(r"\S");
        assert!(pattern.is_found_in("  x "));
        assert!(!pattern.is_found_in("   "));
    }

    #[test]
    fn lookahead_and_unicode_classes_work() {
        let pattern = Pattern::new(r"^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$");
        assert!(pattern.is_found_in("Größe 1"));
        assert!(!pattern.is_found_in("aws:x"));
    }

    #[test]
    fn doubled_backslashes_and_slashes_are_repaired() {
        let phone = Pattern::new(r"\\+[1-9]\\d{1,14}$");
        assert!(phone.is_found_in("+15550100"));
        assert!(!phone.is_found_in("+0"));
        let password = Pattern::new(r"/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z\d\S]{8,64}$/");
        assert!(password.is_found_in("Passw0rd!"));
        assert!(!password.is_found_in("password"));
        let possessive = Pattern::new(r"^[\/]?+[a-z+*+]+$");
        assert!(possessive.is_found_in("/a+"));
    }

    #[test]
    fn every_pattern_of_every_service_compiles() {
        let mut count = 0;
        let mut broken = Vec::new();
        for entry in std::fs::read_dir("../../models").unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let facts: serde_json::Value =
                serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            for (name, shape) in facts["shapes"].as_object().unwrap() {
                if let Some(pattern) = shape["pattern"].as_str() {
                    count += 1;
                    if compile(pattern).is_none() {
                        broken.push(format!("{name} {pattern}"));
                    }
                }
            }
        }
        assert!(count > 400, "{count}");
        // A dollar sign with a quantifier has no meaning in any dialect.
        assert_eq!(broken, ["ClientRequestId ^[-_a-zA-Z0-9]*${2,64}$"]);
    }

    #[test]
    fn an_expression_beyond_repair_constrains_nothing() {
        let pattern = Pattern::new("[");
        assert!(!pattern.is_valid());
        assert!(pattern.is_found_in("anything"));
    }
}
