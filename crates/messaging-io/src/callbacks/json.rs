//! Requests of JSON, read by the pointers of the configuration.

use super::Told;
use crate::carriers::http::text_of;
use crate::carriers::media::Received;
use crate::config::{CallbackConfig, InboundPointers, ReceiptPointers};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ids::Pii;
use serde_json::Value;

/// Files of one message.
const FILES: usize = 20;

/// What a body tells, or why it cannot be told.
pub(crate) fn read(config: &CallbackConfig, body: &[u8]) -> Result<Vec<Told>, &'static str> {
    let body: Value = serde_json::from_slice(body).map_err(|_| "the body is no JSON")?;
    let items = match &config.items {
        None => &body,
        Some(at) => body.pointer(at).ok_or("the body has no items")?,
    };
    let items = match items {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    items.iter().filter_map(|item| told(config, item)).collect()
}

/// What one item tells; nothing where it is of no kind that is configured.
fn told(config: &CallbackConfig, item: &Value) -> Option<Result<Told, &'static str>> {
    if let Some(told) = config.inbound.as_ref().and_then(|it| inbound(it, item)) {
        return Some(told);
    }
    let receipt = config.receipt.as_ref().and_then(|it| receipt(it, item));
    receipt.map(Ok)
}

fn scalar(item: &Value, at: &str) -> Option<String> {
    match item.pointer(at)? {
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        value => Some(text_of(value)),
    }
}

fn receipt(pointers: &ReceiptPointers, item: &Value) -> Option<Told> {
    let id = scalar(item, &pointers.id)?;
    let word = scalar(item, &pointers.status)?;
    let status = pointers
        .statuses
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(&word))
        .map(|(_, status)| *status);
    if status.is_none() {
        tracing::debug!(word, "a carrier's word that ends nothing");
    }
    Some(Told::Receipt { id, status })
}

fn inbound(pointers: &InboundPointers, item: &Value) -> Option<Result<Told, &'static str>> {
    let from = scalar(item, &pointers.from)?;
    let to = scalar(item, &pointers.to)?;
    let text = pointers.text.as_deref().and_then(|at| scalar(item, at));
    let files = match pointers.media.as_deref().and_then(|at| item.pointer(at)) {
        Some(Value::Array(files)) if files.len() > FILES => return Some(Err("too many files")),
        Some(Value::Array(files)) => {
            let read = files.iter().map(|it| file(pointers, it));
            match read.collect::<Option<Vec<_>>>() {
                Some(files) => files,
                None => return Some(Err("a file cannot be read")),
            }
        }
        _ => Vec::new(),
    };
    if text.is_none() && files.is_empty() {
        return None;
    }
    Some(Ok(Told::Inbound {
        id: pointers.id.as_deref().and_then(|at| scalar(item, at)),
        from: Pii::new(from),
        to,
        text: Pii::new(text.unwrap_or_default()),
        files,
    }))
}

fn file(pointers: &InboundPointers, item: &Value) -> Option<Received> {
    Some(Received {
        kind: scalar(item, &pointers.media_type)?,
        content: STANDARD
            .decode(scalar(item, &pointers.media_content)?)
            .ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use messaging::Status;

    fn config(more: &str) -> CallbackConfig {
        let text = format!(
            "secret_env = \"S\"\n{more}\nreceipt = {{ id = \"/id\", status = \"/state\", \
             statuses = {{ delivered = \"DELIVERED\", undeliv = \"UNREACHABLE\" }} }}\n\
             inbound = {{ id = \"/id\", from = \"/from\", to = \"/to\", text = \"/body/text\", \
             media = \"/files\" }}"
        );
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn receipts_and_messages_are_told_apart() {
        let body = br#"{"all": [
            {"id": 7, "state": "Delivered"}, {"id": "8", "state": "sent"}, {"odd": 1},
            {"id": 9, "from": "1206", "to": "12345", "body": {"text": "hi"}},
            {"from": "1", "to": "2", "files": [{"contentType": "image/png", "content": "aGk="}]}
        ]}"#;
        let told = read(&config("items = \"/all\""), body).unwrap();
        assert_eq!(told.len(), 4);
        let Told::Receipt { id, status } = &told[0] else {
            panic!("{told:?}");
        };
        assert_eq!((id.as_str(), *status), ("7", Some(Status::Delivered)));
        assert!(matches!(&told[1], Told::Receipt { status: None, .. }));
        let Told::Inbound { id, text, .. } = &told[2] else {
            panic!("{told:?}");
        };
        assert_eq!((id.as_deref(), text.reveal().as_str()), (Some("9"), "hi"));
        assert!(matches!(&told[3], Told::Inbound { files, .. } if files[0].content == b"hi"));
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let config = config("");
        assert!(read(&config, b"x").is_err());
        let broken = br#"{"from": "1", "to": "2", "files": [{"content": "!"}]}"#;
        assert!(read(&config, broken).is_err());
        assert!(read(&config, b"{}").unwrap().is_empty());
        assert!(
            read(&config, br#"{"id": {}, "state": []}"#)
                .unwrap()
                .is_empty()
        );
    }
}
