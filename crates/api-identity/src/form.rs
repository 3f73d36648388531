//! The query protocol's input: pairs of names and values, lists and structures by dotted names.

use aws_wire::Fault;
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

/// The most pairs that are read.
const MOST: usize = 2000;

/// A form or query string.
#[derive(Debug, Clone, Default)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a request's query and, where it has one, its form. Parts of a presigned URL are left
    /// out.
    ///
    /// # Errors
    /// When a text is not UTF-8 or there are too many pairs.
    pub fn read(query: &str, body: &[u8]) -> Result<Self, Fault> {
        let body =
            std::str::from_utf8(body).map_err(|_| malformed("the body is not valid UTF-8"))?;
        let mut pairs = BTreeMap::new();
        for part in query.split('&').chain(body.split('&')) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            if name.is_empty() || name.starts_with("X-Amz-") {
                continue;
            }
            if pairs.len() >= MOST {
                return Err(malformed("there are too many parameters"));
            }
            pairs.insert(decoded(name)?, decoded(value)?);
        }
        Ok(Self(pairs))
    }

    /// The operation.
    ///
    /// # Errors
    /// `MissingAction`, or `InvalidAction` for what cannot be a name.
    pub fn action(&self) -> Result<&str, Fault> {
        match self.text("Action") {
            None => Err(Fault::new(
                "MissingAction",
                400,
                "The request is missing an action or a required parameter.",
            )),
            Some(action) if action.bytes().all(|b| b.is_ascii_alphanumeric()) => Ok(action),
            Some(_) => Err(Fault::new(
                "InvalidAction",
                400,
                "Could not find that operation.",
            )),
        }
    }

    /// The parameters for the audit trail: those that hold no secret, and no action.
    pub fn parameters(&self) -> serde_json::Value {
        const SECRETS: [&str; 4] = ["Assertion", "WebIdentityToken", "TokenCode", "Password"];
        let told = |name: &&String| !SECRETS.iter().any(|it| name.contains(it));
        let pairs = self.0.iter().filter(|(name, _)| told(name));
        pairs
            .filter(|(name, _)| !matches!(name.as_str(), "Action" | "Version"))
            .map(|(name, value)| (name.clone(), serde_json::Value::from(value.as_str())))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    /// All parameters.
    pub const fn pairs(&self) -> &BTreeMap<String, String> {
        &self.0
    }

    /// A parameter that is there and not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|it| !it.is_empty())
    }

    /// A parameter that must be there.
    ///
    /// # Errors
    /// `ValidationError`, naming it.
    pub fn required(&self, name: &str) -> Result<&str, Fault> {
        self.text(name)
            .ok_or_else(|| invalid(format!("The parameter {name} is required.")))
    }

    /// A whole number within bounds.
    ///
    /// # Errors
    /// `ValidationError`, naming the bounds.
    pub fn number(&self, name: &str, from: u32, to: u32) -> Result<Option<u32>, Fault> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(number) if (from..=to).contains(&number) => Ok(Some(number)),
            _ => Err(invalid(format!(
                "The value of {name} must be a number from {from} to {to}."
            ))),
        }
    }

    /// The items of a list of texts, `<name>.member.<n>`, in order.
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.members(name)
            .into_iter()
            .filter_map(|at| self.text(&at))
            .collect()
    }

    /// The prefixes of a list's items: `<name>.member.1`, `<name>.member.2` and so on.
    pub fn members(&self, name: &str) -> Vec<String> {
        (1..)
            .map(|at| format!("{name}.member.{at}"))
            .take_while(|prefix| {
                self.0.contains_key(prefix) || {
                    let dotted = format!("{prefix}.");
                    self.0
                        .range(dotted.clone()..)
                        .next()
                        .is_some_and(|(key, _)| key.starts_with(&dotted))
                }
            })
            .collect()
    }

    /// A list of tags.
    ///
    /// # Errors
    /// `ValidationError` for more than 50, a key given twice, or one out of bounds.
    pub fn tags(&self, name: &str) -> Result<BTreeMap<String, String>, Fault> {
        let mut tags = BTreeMap::new();
        for member in self.members(name) {
            let key = self.required(&format!("{member}.Key"))?;
            let value = self.0.get(&format!("{member}.Value"));
            let value = value.map_or("", String::as_str);
            if key.chars().count() > 128 || value.chars().count() > 256 {
                return Err(invalid(
                    "A tag has at most 128 characters in its key and 256 in its value.",
                ));
            }
            if key
                .get(..4)
                .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
            {
                return Err(invalid("Tag keys that begin with aws: are reserved."));
            }
            if tags.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(invalid("Duplicate tag keys found."));
            }
        }
        if tags.len() > 50 {
            return Err(invalid("There are more than 50 tags."));
        }
        Ok(tags)
    }
}

/// The condition keys of tags in a request.
pub(crate) fn tag_conditions(tags: &BTreeMap<String, String>) -> Vec<(String, Vec<String>)> {
    if tags.is_empty() {
        return Vec::new();
    }
    let each = tags
        .iter()
        .map(|(key, value)| (format!("aws:RequestTag/{key}"), vec![value.clone()]));
    let keys = ("aws:TagKeys".to_owned(), tags.keys().cloned().collect());
    each.chain([keys]).collect()
}

fn decoded(text: &str) -> Result<String, Fault> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| malformed("a parameter is not valid UTF-8"))
}

fn malformed(message: &str) -> Fault {
    Fault::new("MalformedInput", 400, message)
}

/// A parameter is wrong.
pub(crate) fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("ValidationError", 400, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_tags_are_read_from_dotted_names() {
        let body = b"Action=A&L.member.1=x%20y&L.member.2=z&L.member.4=lost&Tags.member.1.Key=a\
            &Tags.member.1.Value=1+2&Tags.member.2.Key=b&Tags.member.2.Value=";
        let form = Form::read("Version=1&X-Amz-Signature=00", body).unwrap();
        assert_eq!(form.action().unwrap(), "A");
        assert_eq!(form.text("Version"), Some("1"));
        assert_eq!(form.text("X-Amz-Signature"), None);
        assert_eq!(form.list("L"), ["x y", "z"]);
        let tags = form.tags("Tags").unwrap();
        assert_eq!(tags.get("a").map(String::as_str), Some("1 2"));
        assert_eq!(tags.get("b").map(String::as_str), Some(""));
    }

    #[test]
    fn wrong_parameters_are_named() {
        let form = Form::read("", b"N=7&Tags.member.1.Key=aws:x&M=%ff").map(|_| ());
        assert_eq!(form.unwrap_err().code, "MalformedInput");
        let form = Form::read("", b"N=7&Tags.member.1.Key=aws:x&Action=a/b").unwrap();
        assert_eq!(form.number("N", 8, 9).unwrap_err().code, "ValidationError");
        assert_eq!(form.number("N", 1, 9).unwrap(), Some(7));
        assert!(form.required("Other").is_err() && form.tags("Tags").is_err());
        assert_eq!(form.action().unwrap_err().code, "InvalidAction");
    }
}
