//! RecognizeText over HTTP.

use crate::memory::Memory;
use crate::{BotsConfig, BotsError};
use bots::{Input, InputTiming, Response};
use reqwest::Url;
use serde_json::{Value, json};
use services::bots::{BotError, BotRequest, alias_of};
use std::collections::BTreeMap;
use std::time::Duration;

/// The attribute in which keys are told. Source: connect-c-flows.md §7.18.
const KEYED: &str = "x-amz-lex:dtmf-transcript";
/// What the contract takes of a text.
const MOST_TEXT: usize = 1_024;

/// Bots with an endpoint.
#[derive(Debug)]
pub(crate) struct Endpoints {
    bases: BTreeMap<String, Url>,
    config: BotsConfig,
    client: reqwest::Client,
    memory: Memory,
}

impl Endpoints {
    pub(crate) fn new(config: BotsConfig) -> Result<Self, BotsError> {
        let mut bases = BTreeMap::new();
        for (bot, url) in &config.endpoints {
            let read = Url::parse(url).ok();
            let read =
                read.filter(|it| matches!(it.scheme(), "http" | "https") && !it.cannot_be_a_base());
            let read = read.ok_or_else(|| BotsError::Url {
                bot: bot.clone(),
                url: url.clone(),
            })?;
            bases.insert(bot.clone(), read);
        }
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(2))
            .build()?;
        Ok(Self {
            bases,
            config,
            client,
            memory: Memory::default(),
        })
    }

    /// The base URL of an alias's bot.
    pub(crate) fn of(&self, alias_arn: &str) -> Option<&Url> {
        let bot = alias_of(alias_arn).ok().map(|(bot, _)| bot);
        let exact = self.bases.get(alias_arn);
        exact
            .or_else(|| self.bases.get(bot.as_deref()?))
            .or_else(|| self.bases.get("*"))
    }

    pub(crate) async fn recognize(
        &self,
        base: &Url,
        mut request: BotRequest,
    ) -> Result<Response, BotError> {
        let (alias, session) = (request.alias_arn.clone(), request.session_id.clone());
        self.memory
            .lay_over(&alias, &session, &mut request.session_attributes);
        let given = request.session_attributes.clone();
        let call = self.call(base, request);
        let answer = tokio::time::timeout(self.config.time_limit(), call).await;
        let answer = answer.unwrap_or_else(|_| Err(failed("did not answer in time")));
        match &answer {
            Ok(told) => self.memory.learn(&alias, &session, &given, told),
            Err(error) => tracing::warn!(alias, %error, "a bot's endpoint gave no answer"),
        }
        answer
    }

    async fn call(&self, base: &Url, request: BotRequest) -> Result<Response, BotError> {
        let url = path(base, &request)?;
        let mut attributes = request.request_attributes;
        let text = match request.input {
            Input::Text(text) | Input::Speech(text) => text,
            Input::Dtmf(keys) => {
                let timing = InputTiming::of(&request.session_attributes, None, None);
                let (text, transcript) = timing.unwrap_or_default().keyed(&keys);
                attributes.insert(KEYED.into(), transcript.clone());
                text.unwrap_or(transcript)
            }
        };
        let text: String = text.chars().take(MOST_TEXT).collect();
        let body = json!({
            "text": if text.is_empty() { " ".to_owned() } else { text },
            "requestAttributes": attributes,
            "sessionState": {"sessionAttributes": request.session_attributes},
        });
        let sent = self.client.post(url).json(&body).send().await;
        let answer = sent.map_err(|error| failed(format!("cannot be reached: {error}")))?;
        let bytes = self.read(answer).await?;
        let told: Option<Value> = serde_json::from_slice(&bytes).ok();
        // A struct is also read from a list: what is no object, or lacks the state, is no answer.
        let told = told.filter(|it| it.get("sessionState").is_some_and(Value::is_object));
        let told = told.and_then(|it| serde_json::from_value(it).ok());
        told.ok_or_else(|| failed("answered what is no RecognizeText answer"))
    }

    async fn read(&self, mut answer: reqwest::Response) -> Result<Vec<u8>, BotError> {
        let status = answer.status();
        if !status.is_success() {
            return Err(failed(format!("answered with status {status}")));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| failed("broke off"))? {
            if body.len() + chunk.len() > self.config.size_limit {
                return Err(failed("answered more than it may"));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// `{base}/bots/{bot}/botAliases/{alias}/botLocales/{locale}/sessions/{session}/text`; each part is
/// one segment, whatever is in it.
fn path(base: &Url, request: &BotRequest) -> Result<Url, BotError> {
    let (bot, alias) = alias_of(&request.alias_arn)?;
    let mut url = base.clone();
    let parts = [
        "bots",
        &bot,
        "botAliases",
        &alias,
        "botLocales",
        &request.locale,
        "sessions",
        &request.session_id,
        "text",
    ];
    if parts.iter().any(|it| matches!(*it, "" | "." | "..")) {
        return Err(BotError::Invalid(
            "the locale or the session has no name".into(),
        ));
    }
    match url.path_segments_mut() {
        Ok(mut path) => drop(path.pop_if_empty().extend(parts)),
        Err(()) => return Err(failed("is no address")),
    }
    Ok(url)
}

fn failed(why: impl Into<String>) -> BotError {
    BotError::Endpoint(why.into())
}

#[cfg(test)]
mod tests;
