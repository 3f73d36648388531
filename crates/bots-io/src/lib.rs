//! Bots at configured endpoints, in front of the built-in ones.
//!
//! An endpoint speaks the REST contract of the Lex V2 runtime: RecognizeText by `POST`. So any
//! engine behind a small server can be a bot, Lex itself behind a signing proxy too. Which bots are
//! where is configuration only ([`BotsConfig`]): nobody who calls an API can make us call an
//! address. Redirects are not followed, answers are bounded in time and size.
//!
//! Decides nothing about conversations: what an endpoint answers is handed on as it is, if it has
//! the shape of an answer.

mod config;
mod endpoint;
mod memory;

pub use config::BotsConfig;

use bots::Response;
use endpoint::Endpoints;
use futures_util::future::BoxFuture;
use services::bots::{BotError, BotRequest, BotRuntime};
use std::sync::Arc;
use thiserror::Error;

/// Why bots cannot be reached at all.
#[derive(Debug, Error)]
pub enum BotsError {
    /// An endpoint is no URL of HTTP.
    #[error("the endpoint of bot {bot} is not a URL of http or https: {url}")]
    Url {
        /// The bot.
        bot: String,
        /// What is configured.
        url: String,
    },
    /// The client cannot be made.
    #[error(transparent)]
    Client(#[from] reqwest::Error),
}

/// All bots: those with an endpoint there, all others built in.
pub struct Bots {
    endpoints: Endpoints,
    built_in: Arc<dyn BotRuntime>,
}

impl Bots {
    /// Puts endpoints in front of the built-in bots.
    ///
    /// # Errors
    /// When an endpoint is no URL.
    pub fn new(config: BotsConfig, built_in: Arc<dyn BotRuntime>) -> Result<Self, BotsError> {
        Ok(Self {
            endpoints: Endpoints::new(config)?,
            built_in,
        })
    }
}

impl BotRuntime for Bots {
    fn recognize(&self, request: BotRequest) -> BoxFuture<'_, Result<Response, BotError>> {
        match self.endpoints.of(&request.alias_arn) {
            Some(base) => Box::pin(self.endpoints.recognize(base, request)),
            None => self.built_in.recognize(request),
        }
    }

    fn is_elsewhere(&self, alias_arn: &str) -> bool {
        self.endpoints.of(alias_arn).is_some()
    }
}
