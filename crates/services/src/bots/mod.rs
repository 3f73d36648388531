//! Bots in conversations: the port through which flows and APIs ask a bot.
//!
//! [`BotRuntime`] takes one turn. The built-in engine over the store is [`BuiltInBots`]; the driver
//! `bots-io` puts bots at configured endpoints in front of it. To let a customer talk to a bot:
//!
//! 1. Choose a session identifier, 2 to 100 characters of `0-9a-zA-Z._:-`, and keep it for as long
//!    as the block waits for the bot; a contact's identifier will do.
//! 2. For each thing that the customer says, types or keys, call [`BotRuntime::recognize`] with the
//!    block's session attributes. Give the same attributes each time: those that a code hook set
//!    stay as the hook set them, as Lambda goes before the block.
//! 3. Tell the answer's `messages`. While `session_state.dialog_action` is `ElicitIntent`,
//!    `ElicitSlot` or `ConfirmIntent`, wait for the next input; how, says
//!    [`bots::InputTiming::of`]. At `Close` the block ends: it branches on
//!    `session_state.intent.name`, which is `FallbackIntent` when nothing was understood.
//! 4. On [`BotError`] the block takes its error branch.
//!
//! What `$.Lex.*` shows is in the answer: `session_state.intent` has the name, the state and the
//! slots; `interpretations[0]` the confidence and the sentiment, the others the alternatives.

mod built_in;
pub mod in_flows;
mod sessions;

pub use built_in::{BuiltInBots, Place, Said};

use ::bots::{Input, Response};
use exchange::LambdaFailure;
use futures_util::future::BoxFuture;
use ids::Arn;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use thiserror::Error;

/// One turn of a conversation with a bot.
#[derive(Debug, Clone, PartialEq)]
pub struct BotRequest {
    /// `arn:aws:lex:<region>:<account>:bot-alias/<bot>/<alias>`.
    pub alias_arn: String,
    /// The conversation, the caller's word for it.
    pub session_id: String,
    /// Such as `en_US`.
    pub locale: String,
    /// What the customer did.
    pub input: Input,
    /// The block's, for code hooks and messages.
    pub session_attributes: BTreeMap<String, String>,
    /// Of this turn alone, for code hooks.
    pub request_attributes: BTreeMap<String, String>,
}

/// Answers for bots.
pub trait BotRuntime: Send + Sync + 'static {
    /// Takes one turn. The answer comes after the conversation's new state is kept.
    fn recognize(&self, request: BotRequest) -> BoxFuture<'_, Result<Response, BotError>>;

    /// Whether the bot of an alias is asked at an endpoint rather than built in.
    fn is_elsewhere(&self, alias_arn: &str) -> bool {
        let _ = alias_arn;
        false
    }
}

/// Invokes functions: code hooks, by the same endpoints as those of flows.
pub trait FunctionInvoker: Send + Sync + 'static {
    /// Posts an event and answers the body.
    fn invoke<'a>(
        &'a self,
        function: &'a str,
        event: &'a Value,
        limit: Duration,
    ) -> BoxFuture<'a, Result<Vec<u8>, LambdaFailure>>;
}

/// Why a bot gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BotError {
    /// There is no such bot, alias or session.
    #[error("{0} was not found")]
    NotFound(String),
    /// What was asked makes no sense: a malformed ARN, a locale that is not built.
    #[error("{0}")]
    Invalid(String),
    /// Another turn of the same conversation was taken at the same time.
    #[error("another request changed the session {0} at the same time")]
    Conflict(String),
    /// A code hook failed.
    #[error("{0}")]
    Hook(String),
    /// The bot's endpoint cannot be reached, answered in error or not in time.
    #[error("the bot's endpoint {0}")]
    Endpoint(String),
    /// Our own fault. The cause is for the log.
    #[error("internal: {0}")]
    Internal(String),
}

impl BotError {
    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }
}

/// The bot and the alias that an alias's ARN names.
///
/// # Errors
/// [`BotError::Invalid`] when it is no such ARN.
pub fn alias_of(arn: &str) -> Result<(String, String), BotError> {
    let wrong = || BotError::Invalid(format!("{arn} is no ARN of a bot alias"));
    let read: Arn = arn.parse().map_err(|_| wrong())?;
    let rest = read.resource.strip_prefix("bot-alias/");
    let (bot, alias) = rest.and_then(|it| it.split_once('/')).ok_or_else(wrong)?;
    let fine = |id: &str| id.len() == 10 && id.bytes().all(|it| it.is_ascii_alphanumeric());
    match read.service == "lex" && fine(bot) && fine(alias) {
        true => Ok((bot.to_owned(), alias.to_owned())),
        false => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aliass_arn_names_its_bot() {
        let arn = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/TSTALIASID";
        let expected = ("ABCDEFGHIJ".to_owned(), "TSTALIASID".to_owned());
        assert_eq!(alias_of(arn), Ok(expected));
        for wrong in [
            "",
            "bot-alias/A/B",
            "arn:aws:lex:us-east-1:1:bot/ABCDEFGHIJ",
        ] {
            assert!(
                matches!(alias_of(wrong), Err(BotError::Invalid(_))),
                "{wrong}"
            );
        }
    }
}
