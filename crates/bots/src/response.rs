//! What a bot answers to a turn: the RecognizeText shape.

use crate::sentiment::SentimentResponse;
use crate::session::{IntentState, SessionState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum ContentType {
    /// Whatever the channel understands.
    CustomPayload,
    /// A card with buttons; the text is in the card.
    ImageResponseCard,
    /// Text.
    #[default]
    PlainText,
    /// Speech with marks.
    #[serde(rename = "SSML")]
    Ssml,
}

/// A button of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What it says.
    pub text: String,
    /// What pressing it sends.
    pub value: String,
}

/// A card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageCard {
    /// Its title.
    pub title: String,
    /// Below the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// A picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// At most five.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
}

/// A message to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// 1 to 1,024 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// How it is written.
    pub content_type: ContentType,
    /// The card, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_response_card: Option<ImageCard>,
}

impl Message {
    /// Text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            content: Some(text.into()),
            content_type: ContentType::PlainText,
            image_response_card: None,
        }
    }
}

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    /// 0 to 1.
    pub score: f64,
}

/// What an utterance may have meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Interpretation {
    /// The intent.
    pub intent: IntentState,
    /// How sure; absent for the fallback and for what was not heard in this turn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nlu_confidence: Option<Confidence>,
    /// The utterance's sentiment, where the alias asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentiment_response: Option<SentimentResponse>,
    /// `Lex`, by the name of the contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpretation_source: Option<String>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// What the customer is told, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// Where the conversation stands.
    #[serde(default)]
    pub session_state: SessionState,
    /// What was understood, best first, at most five.
    #[serde(default)]
    pub interpretations: Vec<Interpretation>,
    /// As they came.
    #[serde(default)]
    pub request_attributes: BTreeMap<String, String>,
    /// As it came.
    #[serde(default)]
    pub session_id: String,
}
