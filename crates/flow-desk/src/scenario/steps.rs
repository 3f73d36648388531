//! What a customer does, step by step.

use serde::Deserialize;

/// Something that the customer does.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Listens until a prompt with this text in it begins, whatever its case.
    Hear(String),
    /// Presses keys.
    Press(String),
    /// Says something once somebody listens.
    Say(String),
    /// Writes a message in a chat.
    Write(String),
    /// Lets seconds pass.
    Wait(f64),
    /// Comes back to the chat.
    ComeBack(bool),
    /// Hangs up.
    HangUp(bool),
}
