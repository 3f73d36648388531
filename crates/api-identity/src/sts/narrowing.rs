//! Session policies and session tags.

use crate::Form;
use crate::form::invalid;
use aws_wire::Fault;
use std::collections::{BTreeMap, BTreeSet};

/// The longest session policy, in characters.
const LONGEST: usize = 2048;

/// The session policies of a request, by name; `None` when it has none.
pub(super) fn policies(form: &Form) -> Result<Option<Vec<(String, String)>>, Fault> {
    if !form.members("PolicyArns").is_empty() {
        // There are no managed policies.
        return Err(Fault::new(
            "NotImplemented",
            501,
            "Managed policies are not implemented: pass the policy's text as Policy.",
        ));
    }
    let Some(text) = form.text("Policy") else {
        return Ok(None);
    };
    if text.chars().count() > LONGEST {
        return Err(invalid(format!(
            "The session policy has more than {LONGEST} characters."
        )));
    }
    iam::Policy::parse(text)
        .map_err(|error| Fault::new("MalformedPolicyDocument", 400, error.to_string()))?;
    Ok(Some(vec![("session policy".to_owned(), text.to_owned())]))
}

/// Session tags and the keys of those that pass on, on top of those that a session before passes
/// on, which must not be changed.
///
/// Source: IAM User Guide, "Pass session tags in AWS STS", role chaining.
pub(super) fn tags(
    form: &Form,
    passed: BTreeMap<String, String>,
) -> Result<(BTreeMap<String, String>, Vec<String>), Fault> {
    let mut tags = form.tags("Tags")?;
    let mut transitive: BTreeSet<String> = passed.keys().cloned().collect();
    if let Some(key) = tags.keys().find(|key| transitive.contains(*key)) {
        return Err(Fault::new(
            "InvalidParameterValue",
            400,
            format!(
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session: {key}"
            ),
        ));
    }
    for key in form.list("TransitiveTagKeys") {
        if !tags.contains_key(key) {
            return Err(invalid(
                "The specified transitive tag key must be included in the requested tags.",
            ));
        }
        transitive.insert(key.to_owned());
    }
    tags.extend(passed);
    Ok((tags, transitive.into_iter().collect()))
}
