//! ClientToken idempotency: whether a repeated token carries the same request.
//!
//! A service remembers token and fingerprint; the same token with another fingerprint is refused
//! (`IdempotencyException` or a conflict, as the service models it).

use crate::model::Kind;
use crate::{OperationModel, ServiceModel, Value};
use ring::digest::{Context, Digest, SHA256};

/// A member that is a token also where the model does not mark it: Connect's CreateEmailAddress and
/// CreateView, among others, document it like the marked ones.
const UNMARKED: &str = "ClientToken";

/// SHA-256 over operation, account and the canonical input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

/// The client token of an input and the fingerprint of the rest; `None` when the operation has no
/// token or the client left it out.
pub fn fingerprint(
    service: &ServiceModel,
    operation: &OperationModel,
    account: &str,
    input: &Value,
) -> Option<(String, Fingerprint)> {
    let id = operation.input?;
    let Kind::Structure { members, .. } = &service.shape(id)?.kind else {
        return None;
    };
    let key = members
        .iter()
        .find(|member| member.idempotency_token || member.name == UNMARKED)?
        .key();
    let object = input.as_object()?;
    let token = object
        .get(key)?
        .as_str()
        .filter(|token| !token.is_empty())?;
    let mut hash = Context::new(&SHA256);
    part(&mut hash, service.name.as_bytes());
    part(&mut hash, operation.name.as_bytes());
    part(&mut hash, account.as_bytes());
    let mut rest: Vec<_> = object.iter().filter(|(name, _)| *name != key).collect();
    rest.sort_unstable_by_key(|(name, _)| *name);
    for (name, value) in rest {
        part(&mut hash, name.as_bytes());
        canonical(&mut hash, value);
    }
    Some((token.to_owned(), Fingerprint(digest(hash.finish()))))
}

fn digest(digest: Digest) -> [u8; 32] {
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(digest.as_ref()) {
        *to = *from;
    }
    out
}

/// Length first, so that no two sequences of parts give the same bytes.
fn part(hash: &mut Context, bytes: &[u8]) {
    hash.update(&(bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

/// Objects with sorted keys; every value starts with a byte for its type.
fn canonical(hash: &mut Context, value: &Value) {
    match value {
        Value::Null => hash.update(b"0"),
        Value::Bool(false) => hash.update(b"f"),
        Value::Bool(true) => hash.update(b"t"),
        Value::Number(number) => {
            hash.update(b"n");
            part(hash, number.to_string().as_bytes());
        }
        Value::String(text) => {
            hash.update(b"s");
            part(hash, text.as_bytes());
        }
        Value::Array(items) => {
            hash.update(b"a");
            hash.update(&(items.len() as u64).to_be_bytes());
            for item in items {
                canonical(hash, item);
            }
        }
        Value::Object(map) => {
            hash.update(b"o");
            hash.update(&(map.len() as u64).to_be_bytes());
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(name, _)| *name);
            for (name, value) in entries {
                part(hash, name.as_bytes());
                canonical(hash, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{OPERATIONS, SERVICE};
    use serde_json::json;

    fn of(account: &str, input: &Value) -> Option<(String, Fingerprint)> {
        fingerprint(&SERVICE, &OPERATIONS[0], account, input)
    }

    #[test]
    fn order_and_token_do_not_matter_but_everything_else_does() {
        let first = of(
            "1",
            &json!({"ClientToken": "t", "Name": "a", "Tags": {"x": "1", "y": "2"}}),
        );
        let same = of(
            "1",
            &json!({"Tags": {"y": "2", "x": "1"}, "Name": "a", "ClientToken": "t"}),
        );
        assert_eq!(first, same);
        let (token, print) = first.unwrap();
        assert_eq!(token, "t");
        for other in [
            of(
                "2",
                &json!({"ClientToken": "t", "Name": "a", "Tags": {"x": "1", "y": "2"}}),
            ),
            of(
                "1",
                &json!({"ClientToken": "t", "Name": "b", "Tags": {"x": "1", "y": "2"}}),
            ),
            of(
                "1",
                &json!({"ClientToken": "t", "Name": "a", "Tags": {"x": "1y", "": "2"}}),
            ),
        ] {
            assert_ne!(other.unwrap().1, print);
        }
    }

    #[test]
    fn without_a_token_there_is_no_fingerprint() {
        assert_eq!(of("1", &json!({"Name": "a"})), None);
        assert_eq!(of("1", &json!({"Name": "a", "ClientToken": ""})), None);
    }
}
