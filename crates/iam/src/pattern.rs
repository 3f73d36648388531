//! Texts with wildcards and policy variables.
//!
//! `*` is any run of characters, `?` any one; `${key}` is the value of a condition key,
//! `${key, 'default'}` has a default, and `${*}`, `${?}` and `${$}` are those characters
//! themselves. Variables exist in policies of version 2012-10-17 only. Source: IAM User Guide,
//! "IAM policy elements: Variables and tags".

use crate::Context;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Star,
    One,
    Variable {
        key: String,
        default: Option<String>,
    },
}

/// A parsed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Part>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Char(char),
    Star,
    One,
}

impl Pattern {
    /// Parses a text. `variables` is false for policies of the older version.
    pub fn parse(text: &str, variables: bool) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let part = match c {
                '*' => Part::Star,
                '?' => Part::One,
                '$' if variables && rest.starts_with("${") => {
                    let inner = rest.get(2..).unwrap_or("");
                    let (inner, after) = inner
                        .split_once('}')
                        .ok_or_else(|| "a policy variable is not closed".to_owned())?;
                    rest = after;
                    match inner {
                        "*" | "?" | "$" => plain.push_str(inner),
                        _ => {
                            flush(&mut parts, &mut plain);
                            parts.push(variable(inner)?);
                        }
                    }
                    continue;
                }
                _ => {
                    plain.push(c);
                    rest = rest.get(c.len_utf8()..).unwrap_or("");
                    continue;
                }
            };
            flush(&mut parts, &mut plain);
            parts.push(part);
            rest = rest.get(1..).unwrap_or("");
        }
        flush(&mut parts, &mut plain);
        Ok(Self(parts))
    }

    /// The condition keys that stand in it as variables.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Variable { key, .. } => Some(key.as_str()),
            _ => None,
        })
    }

    /// Whether the text matches; `None` when a variable has no value.
    pub fn matches(&self, text: &str, context: &Context, ignore_case: bool) -> Option<bool> {
        let tokens = self.tokens(context)?;
        Some(glob(&tokens, text, ignore_case))
    }

    /// Whether the text equals this one with its variables filled in and its wildcards taken as
    /// plain characters; `None` when a variable has no value.
    pub fn equals(&self, text: &str, context: &Context, ignore_case: bool) -> Option<bool> {
        let mut out = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Star => out.push('*'),
                Part::One => out.push('?'),
                Part::Variable { key, default } => {
                    out.push_str(context.single(key).or(default.as_deref())?);
                }
            }
        }
        Some(if ignore_case {
            folded(&out) == folded(text)
        } else {
            out == text
        })
    }

    /// As [`matches`](Self::matches), each of the six parts of an ARN by itself, so that a
    /// wildcard does not reach across a colon (but for the resource part, which may hold some).
    pub fn matches_arn(&self, text: &str, context: &Context) -> Option<bool> {
        let tokens = self.tokens(context)?;
        let patterns: Vec<&[Token]> = tokens
            .splitn(6, |token| *token == Token::Char(':'))
            .collect();
        let texts: Vec<&str> = text.splitn(6, ':').collect();
        Some(
            patterns.len() == 6
                && texts.len() == 6
                && patterns
                    .iter()
                    .zip(texts)
                    .all(|(pattern, text)| glob(pattern, text, false)),
        )
    }

    fn tokens(&self, context: &Context) -> Option<Vec<Token>> {
        let mut out = Vec::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => out.extend(text.chars().map(Token::Char)),
                Part::Star => out.push(Token::Star),
                Part::One => out.push(Token::One),
                // A value's own wildcards are plain characters: who controls the value must not
                // widen the policy.
                Part::Variable { key, default } => {
                    let value = context.single(key).or(default.as_deref())?;
                    out.extend(value.chars().map(Token::Char));
                }
            }
        }
        Some(out)
    }
}

fn flush(parts: &mut Vec<Part>, plain: &mut String) {
    if !plain.is_empty() {
        parts.push(Part::Text(std::mem::take(plain)));
    }
}

fn variable(inner: &str) -> Result<Part, String> {
    let (key, default) = match inner.split_once(',') {
        None => (inner.trim(), None),
        Some((key, default)) => {
            let default = default.trim();
            let quoted = default
                .strip_prefix('\'')
                .and_then(|default| default.strip_suffix('\''));
            match quoted {
                Some(default) => (key.trim(), Some(default.to_owned())),
                None => return Err("a variable's default must stand in single quotes".to_owned()),
            }
        }
    };
    if key.is_empty() || key.contains(char::is_whitespace) {
        return Err(format!("{inner:?} is not a condition key"));
    }
    Ok(Part::Variable {
        key: key.to_owned(),
        default,
    })
}

fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// Linear in the text for each star: on a mismatch only the last star takes one more.
fn glob(pattern: &[Token], text: &str, ignore_case: bool) -> bool {
    let text: Vec<char> = text.chars().collect();
    let same = |a: char, b: char| a == b || (ignore_case && a.to_lowercase().eq(b.to_lowercase()));
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(&c) = text.get(t) {
        match pattern.get(p) {
            Some(Token::Star) => {
                star = Some((p, t));
                p += 1;
                continue;
            }
            Some(Token::One) => {
                p += 1;
                t += 1;
                continue;
            }
            Some(Token::Char(wanted)) if same(*wanted, c) => {
                p += 1;
                t += 1;
                continue;
            }
            _ => {}
        }
        let Some((at, taken)) = star else {
            return false;
        };
        star = Some((at, taken + 1));
        p = at + 1;
        t = taken + 1;
    }
    pattern
        .get(p..)
        .is_none_or(|rest| rest.iter().all(|token| *token == Token::Star))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> Option<bool> {
        let mut context = Context::default();
        context.set("aws:username", "a*");
        Pattern::parse(pattern, true)
            .unwrap()
            .matches(text, &context, false)
    }

    #[test]
    fn wildcards_match_runs_and_single_characters() {
        assert_eq!(matches("a*c?e", "abbbcde"), Some(true));
        assert_eq!(matches("a*c?e", "ace"), Some(false));
        assert_eq!(matches("*", ""), Some(true));
        assert_eq!(matches("", "x"), Some(false));
        assert_eq!(matches("a*b*c", "a-b-b-c"), Some(true));
    }

    #[test]
    fn the_wildcards_of_a_variable_are_plain() {
        assert_eq!(matches("user/${aws:username}", "user/a*"), Some(true));
        assert_eq!(matches("user/${aws:username}", "user/admin"), Some(false));
    }

    #[test]
    fn variables_fall_back_and_escapes_are_literal() {
        assert_eq!(matches("${aws:none}", "x"), None);
        assert_eq!(matches("${aws:none, 'x'}", "x"), Some(true));
        assert_eq!(matches("${*}", "anything"), Some(false));
        assert_eq!(matches("${*}${$}", "*$"), Some(true));
    }

    #[test]
    fn broken_variables_are_refused() {
        for text in ["${aws:username", "${}", "${a b}", "${a, b}"] {
            assert!(Pattern::parse(text, true).is_err(), "{text}");
            assert!(Pattern::parse(text, false).is_ok(), "{text}");
        }
    }

    #[test]
    fn an_arn_wildcard_stays_in_its_part() {
        let arn = "arn:aws:connect:us-east-1:123456789012:instance/1/queue/2";
        let context = Context::default();
        let like = |pattern: &str| {
            Pattern::parse(pattern, true)
                .unwrap()
                .matches_arn(arn, &context)
                .unwrap()
        };
        assert!(like("arn:aws:connect:*:*:instance/1/*"));
        assert!(!like("arn:*"));
        assert!(!like("arn:aws:*:instance/1/queue/2"));
    }

    #[test]
    fn many_stars_end_quickly() {
        let pattern = "*a".repeat(200);
        assert_eq!(matches(&pattern, &"a".repeat(199)), Some(false));
        assert_eq!(matches(&pattern, &"b".repeat(5000)), Some(false));
    }
}
