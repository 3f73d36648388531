//! Speaking to bots: one file per operation over [`services::bots::BuiltInBots`].
//!
//! RecognizeText also reaches bots at endpoints, as flows do; their sessions are not ours to show.

mod delete_session;
mod get_session;
mod packed;
mod put_session;
mod recognize_text;
mod recognize_utterance;

use crate::common::{required, text, touched};
use crate::faults::bot_fault;
use aws_wire::{Api, Caller, Fault, OperationModel, Pending, ServiceModel, Value};
use ids::{Account, Region};
use services::bots::{BotError, BotRuntime, BuiltInBots, Place};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What operations answer.
type Result<T> = std::result::Result<T, BotError>;

/// The API by which bots are spoken to.
#[derive(Clone)]
pub struct LexRuntimeApi {
    bots: Arc<BuiltInBots>,
    all: Arc<dyn BotRuntime>,
    account: Account,
    region: Region,
}

impl LexRuntimeApi {
    /// The API over the built-in bots and all bots.
    pub fn new(
        bots: Arc<BuiltInBots>,
        all: Arc<dyn BotRuntime>,
        account: Account,
        region: Region,
    ) -> Self {
        Self {
            bots,
            all,
            account,
            region,
        }
    }
}

impl Api for LexRuntimeApi {
    fn service(&self) -> &'static ServiceModel {
        &lex_model::runtime::SERVICE
    }

    fn implements(&self, operation: &'static OperationModel) -> bool {
        operation.name != "StartConversation"
    }

    fn resources(
        &self,
        _operation: &'static OperationModel,
        _caller: &Caller,
        input: &Value,
    ) -> Vec<String> {
        vec![touched(&self.account, &self.region, input)]
    }

    fn call<'a>(
        &'a self,
        operation: &'static OperationModel,
        _caller: &'a Caller,
        input: Value,
    ) -> Pending<'a> {
        Box::pin(async move {
            let bots = &*self.bots;
            let answer = match operation.name {
                "DeleteSession" => delete_session::delete_session(bots, &input).await,
                "GetSession" => get_session::get_session(bots, &input).await,
                "PutSession" => put_session::put_session(bots, &input).await,
                "RecognizeText" => {
                    let alias = touched(&self.account, &self.region, &input);
                    match self.all.is_elsewhere(&alias) {
                        true => recognize_text::elsewhere(&*self.all, alias, &input).await,
                        false => recognize_text::recognize_text(bots, &input).await,
                    }
                }
                "RecognizeUtterance" => {
                    recognize_utterance::recognize_utterance(bots, &input).await
                }
                other => return Err(Fault::not_implemented(other)),
            };
            answer.map_err(|error| bot_fault(operation, error))
        })
    }
}

/// The conversation that a request is about.
fn place(input: &Value) -> Result<(Place, &str)> {
    let member = |name| required(input, name).map_err(|error| BotError::Invalid(error.to_string()));
    let place = Place {
        bot: member("botId")?.to_owned(),
        alias: member("botAliasId")?.to_owned(),
        locale: member("localeId")?.to_owned(),
    };
    Ok((place, member("sessionId")?))
}

/// A member in the engine's type; `None` when it is not given.
fn given<T: serde::de::DeserializeOwned>(input: &Value, member: &str) -> Result<Option<T>> {
    let Some(value) = input.get(member).filter(|it| !it.is_null()) else {
        return Ok(None);
    };
    let read = serde_json::from_value(value.clone());
    read.map(Some)
        .map_err(|error| BotError::Invalid(format!("{member}: {error}")))
}

/// A map of texts.
fn texts(input: &Value, member: &str) -> Result<BTreeMap<String, String>> {
    Ok(given(input, member)?.unwrap_or_default())
}

/// An answer as JSON.
fn written(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| BotError::Internal(error.to_string()))
}

/// Whether a request's content type is what a text answer is: speech is not built.
fn only_text(input: &Value) -> Result<()> {
    match text(input, "responseContentType") {
        Some(kind) if !kind.starts_with("text/plain") => Err(BotError::Invalid(format!(
            "an answer of the type {kind} is not built: ask for text/plain; charset=utf-8"
        ))),
        _ => Ok(()),
    }
}
