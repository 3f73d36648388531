//! The frames of the WebSocket: a `type`, an optional `id` that is answered, and fields.

use crate::error::AppError;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use services::pages::SocketMessage;
use tokio::sync::mpsc;

/// A frame from a page.
#[derive(Debug, Deserialize)]
pub(crate) struct Frame<M> {
    /// What the reply is to carry; none: no reply.
    id: Option<Value>,
    /// What it says.
    #[serde(flatten)]
    pub(crate) message: M,
}

/// Reads a frame; the error is the reply to send.
pub(crate) fn read<M: DeserializeOwned>(text: &str) -> Result<(Frame<M>, Replier), Value> {
    match serde_json::from_str::<Frame<M>>(text) {
        Ok(frame) => {
            let id = frame.id.clone();
            Ok((frame, Replier { id }))
        }
        Err(error) => {
            let id = serde_json::from_str::<Frame<Map<String, Value>>>(text)
                .ok()
                .and_then(|f| f.id);
            let problem = AppError::BadRequest(format!("not a message of this protocol: {error}"));
            Err(Replier {
                id: Some(id.unwrap_or(Value::Null)),
            }
            .failed(&problem))
        }
    }
}

/// Makes the reply to one frame.
#[derive(Debug)]
pub(crate) struct Replier {
    id: Option<Value>,
}

impl Replier {
    /// The reply to an outcome; none where the page asked for none and nothing is wrong.
    pub(crate) fn reply(self, outcome: Result<Map<String, Value>, AppError>) -> Option<Value> {
        match outcome {
            Ok(fields) => {
                let mut reply = Map::new();
                reply.insert("type".into(), "reply".into());
                reply.insert("id".into(), self.id?);
                reply.insert("ok".into(), true.into());
                reply.extend(fields);
                Some(Value::Object(reply))
            }
            Err(error) => Some(self.failed(&error)),
        }
    }

    fn failed(&self, error: &AppError) -> Value {
        json!({
            "type": "reply",
            "id": self.id,
            "ok": false,
            "error": { "code": error.code(), "message": error.to_string() },
        })
    }
}

/// Sends a frame; false when the page is gone.
pub(crate) async fn send(to: &mpsc::Sender<SocketMessage>, frame: &Value) -> bool {
    to.send(SocketMessage::Text(frame.to_string()))
        .await
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(tag = "type", rename_all = "camelCase")]
    enum Message {
        Mute { muted: bool },
    }

    #[test]
    fn a_reply_carries_the_id_of_its_frame() {
        let (frame, replier) = read::<Message>(r#"{"type":"mute","id":7,"muted":true}"#).unwrap();
        assert!(matches!(frame.message, Message::Mute { muted: true }));
        let reply = replier.reply(Ok(Map::new())).unwrap();
        assert_eq!(reply, json!({"type":"reply","id":7,"ok":true}));
    }

    #[test]
    fn a_frame_without_an_id_is_answered_only_when_it_failed() {
        let (_, replier) = read::<Message>(r#"{"type":"mute","muted":true}"#).unwrap();
        assert_eq!(replier.reply(Ok(Map::new())), None);
        let (_, replier) = read::<Message>(r#"{"type":"mute","muted":true}"#).unwrap();
        assert_eq!(
            replier.reply(Err(AppError::NotSignedIn)).unwrap()["ok"],
            false
        );
    }

    #[test]
    fn nonsense_is_answered_with_an_error_and_its_id() {
        let reply = read::<Message>(r#"{"type":"fly","id":"a"}"#).unwrap_err();
        assert_eq!((&reply["id"], &reply["ok"]), (&json!("a"), &json!(false)));
        assert_eq!(
            read::<Message>("[").unwrap_err()["error"]["code"],
            "BadRequest"
        );
    }
}
