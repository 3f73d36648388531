//! The built-in engine over the store: finds the built locale of an alias, takes the turn, invokes
//! code hooks, keeps the conversation.
//!
//! What runs is what BuildBotLocale built, one stored document per locale; changes of a draft are
//! not heard before the next build.

use super::{BotError, BotRequest, BotRuntime, FunctionInvoker, alias_of, sessions};
use crate::Clock;
use crate::configured::scope;
use ::bots::{
    Answer, Bot, BotIdentity, BotLocale, GivenState, HookError, HookOutcome, Input, Message,
    Pending, Response, Session, Step, Turn, begin, put, resume,
};
use exchange::LambdaFailure;
use futures_util::future::BoxFuture;
use ids::{Account, InstanceId};
use resources::{Kind, Plain, Resource};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Revision, Store};
use uuid::Uuid;

/// How long a code hook may take. Source: Lex quotas, Lambda time-out of a session.
const HOOK_LIMIT: Duration = Duration::from_secs(30);
/// Locales held ready.
const READY: usize = 64;

/// Where a conversation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The bot's identifier.
    pub bot: String,
    /// The alias's identifier.
    pub alias: String,
    /// Such as `en_US`.
    pub locale: String,
}

/// What a request says besides the place and the session.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What the customer did.
    pub input: Input,
    /// Attributes of a flow's block: hooks' own go before them.
    pub offered: BTreeMap<String, String>,
    /// A state that a client gives: it replaces what is there.
    pub state: Option<GivenState>,
    /// Of this turn alone.
    pub request_attributes: BTreeMap<String, String>,
}

/// Bots of this installation.
pub struct BuiltInBots {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    functions: Arc<dyn FunctionInvoker>,
    account: Account,
    ready: Mutex<HashMap<String, (Revision, Arc<Bot>)>>,
}

impl fmt::Debug for BuiltInBots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BuiltInBots").finish_non_exhaustive()
    }
}

/// What an alias serves for a locale.
struct Served {
    bot: Arc<Bot>,
    identity: BotIdentity,
    idle: Duration,
    detect_sentiment: bool,
    function: Option<String>,
}

impl BuiltInBots {
    /// Bots over a store.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        functions: Arc<dyn FunctionInvoker>,
        account: Account,
    ) -> Self {
        Self {
            store,
            clock,
            functions,
            account,
            ready: Mutex::new(HashMap::new()),
        }
    }

    /// Takes one turn.
    ///
    /// # Errors
    /// See [`BotError`].
    pub async fn turn(
        &self,
        place: &Place,
        session: &str,
        said: Said,
    ) -> Result<Response, BotError> {
        let served = self.served(place).await?;
        let turn = self.turn_of(&served, said.input, said.request_attributes);
        let now = turn.now;
        let kept = sessions::load(&*self.store, place, session, now).await?;
        let mut session = kept.session;
        if session.is_over(served.idle, now) {
            session = Session::new(session.id, now);
        }
        session.offer_attributes(&said.offered);
        let step = match said.state {
            Some(state) => {
                let state = checked(&served, state)?;
                session.replace_state(state);
                begin(&served.bot, session, turn)
            }
            None => begin(&served.bot, session, turn),
        };
        let answer = self.finish(&served, step).await?;
        let idle = served.idle;
        sessions::keep(&*self.store, place, &answer.session, kept.expect, idle).await?;
        Ok(answer.response)
    }

    /// Sets where a conversation stands, and answers what the bot then says.
    ///
    /// # Errors
    /// See [`BotError`].
    pub async fn put(
        &self,
        place: &Place,
        session: &str,
        state: GivenState,
        messages: Option<Vec<Message>>,
        request_attributes: BTreeMap<String, String>,
    ) -> Result<Response, BotError> {
        let served = self.served(place).await?;
        let turn = self.turn_of(&served, Input::Text(String::new()), request_attributes);
        let kept = sessions::load(&*self.store, place, session, turn.now).await?;
        let step = put(&served.bot, kept.session, state, messages, turn);
        let answer = self.finish(&served, step.map_err(invalid)?).await?;
        let idle = served.idle;
        sessions::keep(&*self.store, place, &answer.session, kept.expect, idle).await?;
        Ok(answer.response)
    }

    /// Where a conversation stands.
    ///
    /// # Errors
    /// [`BotError::NotFound`] for one that there is not, or that was idle for too long.
    pub async fn session(&self, place: &Place, session: &str) -> Result<Session, BotError> {
        self.served(place).await?;
        let now = self.clock.now();
        let kept = sessions::load(&*self.store, place, session, now).await?;
        match kept.known {
            true => Ok(kept.session),
            false => Err(BotError::NotFound(format!("session {session}"))),
        }
    }

    /// Forgets a conversation.
    ///
    /// # Errors
    /// As [`BuiltInBots::session`].
    pub async fn forget(&self, place: &Place, session: &str) -> Result<(), BotError> {
        self.session(place, session).await?;
        sessions::forget(&*self.store, place, session).await
    }

    fn turn_of(
        &self,
        served: &Served,
        input: Input,
        request_attributes: BTreeMap<String, String>,
    ) -> Turn {
        Turn {
            request_attributes,
            idle: served.idle,
            detect_sentiment: served.detect_sentiment,
            identity: served.identity.clone(),
            ..Turn::new(input, self.clock.now())
        }
    }

    /// Asks hooks until there is an answer.
    async fn finish(&self, served: &Served, mut step: Step) -> Result<Answer, BotError> {
        loop {
            match step {
                Step::Answer(answer) => return Ok(*answer),
                Step::AskHook(pending) => {
                    let outcome = self.ask(served, &pending).await?;
                    step = resume(&served.bot, *pending, outcome).map_err(hook)?;
                }
            }
        }
    }

    async fn ask(&self, served: &Served, pending: &Pending) -> Result<HookOutcome, BotError> {
        let Some(function) = &served.function else {
            return Err(BotError::Hook(format!(
                "the bot has a code hook and its alias {} names no function for this locale",
                served.identity.alias_id
            )));
        };
        let answer = self
            .functions
            .invoke(function, &pending.event, HOOK_LIMIT)
            .await;
        Ok(match answer {
            Ok(body) => match serde_json::from_slice(&body) {
                Ok(answer) => HookOutcome::Answered(answer),
                Err(_) => HookOutcome::Failed,
            },
            Err(LambdaFailure::TimedOut) => HookOutcome::TimedOut,
            Err(_) => HookOutcome::Failed,
        })
    }

    async fn read(&self, kind: Kind, id: &str) -> Result<Option<(Plain, Revision)>, BotError> {
        let scope = scope(kind, &self.account, InstanceId(Uuid::nil()));
        let row = self.store.resource(&scope, kind.name(), id).await;
        let Some(row) = row.map_err(BotError::internal)? else {
            return Ok(None);
        };
        match kind.read(row.body.reveal()) {
            Ok(Resource::Plain(it)) => Ok(Some((it, row.revision))),
            _ => Err(BotError::Internal(format!(
                "the stored {} {id} cannot be read",
                kind.word()
            ))),
        }
    }

    async fn served(&self, place: &Place) -> Result<Served, BotError> {
        let Place { bot, alias, locale } = place;
        let missing = |what: &str, id: &str| BotError::NotFound(format!("{what} {id}"));
        let found = self.read(Kind::LexBot, bot).await?;
        let (of_bot, _) = found.ok_or_else(|| missing("bot", bot))?;
        let found = self
            .read(Kind::LexBotAlias, &format!("{bot}/{alias}"))
            .await?;
        let (of_alias, _) = found.ok_or_else(|| missing("bot alias", alias))?;
        let version = of_alias.text("botVersion").unwrap_or_default();
        let settings = of_alias
            .body
            .get("botAliasLocaleSettings")
            .and_then(|it| it.get(locale));
        if settings.and_then(|it| it.get("enabled")) == Some(&Value::Bool(false)) {
            return Err(BotError::Invalid(format!(
                "locale {locale} is not enabled for the bot alias {alias}"
            )));
        }
        let id = format!("{bot}/{version}/{locale}");
        let Some((built, revision)) = self.read(Kind::LexBuiltLocale, &id).await? else {
            return Err(BotError::Invalid(format!(
                "locale {locale} of version {version:?} of bot {bot} is not built"
            )));
        };
        let text = |of: &Plain, member| of.text(member).unwrap_or_default().to_owned();
        let function = settings.and_then(|it| {
            let arn = it.pointer("/codeHookSpecification/lambdaCodeHook/lambdaARN")?;
            arn.as_str().map(str::to_owned)
        });
        let idle = of_bot
            .body
            .get("idleSessionTTLInSeconds")
            .and_then(Value::as_u64);
        let mood = of_alias.body.get("sentimentAnalysisSettings");
        let mood = mood.and_then(|it| it.get("detectSentiment")?.as_bool());
        Ok(Served {
            bot: self.made_ready(&id, revision, built)?,
            idle: Duration::from_secs(idle.unwrap_or(300)),
            detect_sentiment: mood.unwrap_or(false),
            function,
            identity: BotIdentity {
                id: bot.clone(),
                name: text(&of_bot, "botName"),
                alias_id: alias.clone(),
                alias_name: text(&of_alias, "botAliasName"),
                version: version.to_owned(),
            },
        })
    }

    /// A built locale ready to match; it is read once per build.
    fn made_ready(&self, id: &str, at: Revision, built: Plain) -> Result<Arc<Bot>, BotError> {
        let ready = || self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((revision, bot)) = ready().get(id)
            && *revision == at
        {
            return Ok(Arc::clone(bot));
        }
        let locale = Value::Object(built.body);
        let locale: BotLocale = serde_json::from_value(locale).map_err(BotError::internal)?;
        let bot = Bot::new(locale).map_err(|problems| {
            BotError::Internal(format!(
                "the built locale {id} has {} problems",
                problems.len()
            ))
        })?;
        let bot = Arc::new(bot);
        let mut ready = ready();
        if ready.len() >= READY {
            ready.clear();
        }
        ready.insert(id.to_owned(), (at, Arc::clone(&bot)));
        Ok(bot)
    }
}

/// A state that a client gives with a turn, if the bot can be in it.
fn checked(served: &Served, state: GivenState) -> Result<GivenState, BotError> {
    state.checked(&served.bot).map_err(invalid)
}

fn invalid(error: HookError) -> BotError {
    match error {
        HookError::Invalid(message) => BotError::Invalid(message),
        other => hook(other),
    }
}

fn hook(error: HookError) -> BotError {
    BotError::Hook(match error {
        HookError::Invalid(message) => format!("the code hook's answer is not valid: {message}"),
        other => other.to_string(),
    })
}

impl BotRuntime for BuiltInBots {
    fn recognize(&self, request: BotRequest) -> BoxFuture<'_, Result<Response, BotError>> {
        Box::pin(async move {
            let (bot, alias) = alias_of(&request.alias_arn)?;
            let place = Place {
                bot,
                alias,
                locale: request.locale,
            };
            let said = Said {
                input: request.input,
                offered: request.session_attributes,
                state: None,
                request_attributes: request.request_attributes,
            };
            self.turn(&place, &request.session_id, said).await
        })
    }
}
