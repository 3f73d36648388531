//! How a message is written.

use serde::Serialize;
use store::OutboxRow;

#[derive(Serialize)]
struct Head<'a> {
    position: i64,
    topic: &'a str,
    instance: &'a str,
    key: &'a str,
    at: ids::Timestamp,
}

/// One message as a JSON object on one line, without the line's end: `position`, `topic`,
/// `instance`, `key`, `at`, and the message itself as `body`.
pub(crate) fn line(row: &OutboxRow) -> String {
    let message = &row.message;
    let head = Head {
        position: row.position.0,
        topic: &message.topic,
        instance: &message.instance,
        key: &message.key,
        at: message.at,
    };
    // Texts and a number: writing them cannot fail.
    let mut line = serde_json::to_string(&head).unwrap_or_default();
    line.pop();
    line.push_str(",\"body\":");
    line.push_str(&body(row));
    line.push('}');
    line
}

/// The message itself on one line. Within JSON a raw line break can only stand between tokens.
pub(crate) fn body(row: &OutboxRow) -> String {
    row.message.body.reveal().replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::{Pii, Timestamp};
    use store::{Message, Position};

    #[test]
    fn a_line_is_one_object_on_one_line() {
        let row = OutboxRow {
            position: Position(7),
            message: Message {
                topic: "contact_event".into(),
                instance: "i\"1".into(),
                key: "c1".into(),
                stream: None,
                at: Timestamp(0),
                body: Pii::new("{\n  \"a\": \"x\\ny\"\n}".into()),
            },
        };
        let line = line(&row);
        assert!(!line.contains('\n'));
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["position"], 7);
        assert_eq!(value["instance"], "i\"1");
        assert_eq!(value["at"], "1970-01-01T00:00:00.000Z");
        assert_eq!(value["body"]["a"], "x\ny");
    }
}
