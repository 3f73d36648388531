//! `ConnectParticipantWithLexBot`: the customer talks with a bot until it has an intent.
//! Spec: flow-language.md §7, connect-c-flows.md §7.18.
//!
//! On a call the customer speaks or keys; on a chat, and on the other channels, the customer
//! writes. Keys interrupt what is said, speech only where a session attribute allows it. What the
//! guide leaves open is decided so: the key that deletes empties what was keyed and the customer
//! goes on; three silences in a row end the conversation as the bot's own fallback would, with the
//! intent `FallbackIntent`.

mod keys;
mod tale;
mod timing;

use super::prompt::Prompt;
use super::{Block, Signal, Step, Waiting, later, number};
use crate::cx::Cx;
use crate::effect::{Effect, Hearing, PromptSource, RequestId, Timer};
use crate::params::{NumberParam, Param, Params};
use crate::problem::Rule;
use crate::references::{Root, Template};
use crate::registry::{Conditions, EVERY, Ends, IN_CQ_TA_TQ, Need, Row, Runs};
use crate::request::{BotAnswer, BotChoice, BotInput, BotOutcome, BotTalk, BotTurn};
use crate::transitions::{ErrorType, Operator};
use crate::validate::Check;
use keys::{Keyed, Keys};
use resources::Channel;
use serde_json::json;
use std::collections::VecDeque;
use std::time::Duration;
use tale::Tale;
use timing::Timing;

pub(super) const ROW: Row = Row {
    name: "ConnectParticipantWithLexBot",
    blocks: &["Get customer input"],
    log: "GetUserInput",
    flows: IN_CQ_TA_TQ,
    channels: EVERY,
    conditions: Conditions::Any(&[Operator::Equals]),
    errors: &[
        (ErrorType::NoMatchingCondition, Need::Mandatory),
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::InputTimeLimitExceeded, Need::Depends),
    ],
    ends: Ends::No,
    runs: Runs::Asks("bots"),
    parse,
};

/// How long a bot may take for a turn (inferred; a function that it asks may take its own time).
const TURN_LIMIT: Duration = Duration::from_secs(30);
/// How often the customer may be silent in a row.
const SILENCES: u8 = 3;
/// The bounds of a chat's time limit: a minute and seven days, in seconds.
const TEXT_LIMIT: std::ops::RangeInclusive<u32> = 60..=604_800;
/// What an unlimited conversation has as its intent in the end.
const FALLBACK: &str = "FallbackIntent";

#[derive(Debug)]
struct Bot {
    prompt: Option<Prompt>,
    bot: Choice,
    attributes: Vec<(String, Template)>,
    first: Option<Param>,
    /// Seconds of silence after which the customer of a chat is given up.
    text_limit: Option<NumberParam>,
}

#[derive(Debug)]
enum Choice {
    Alias(Template),
    Classic {
        name: Template,
        region: Option<Template>,
        alias: Option<Template>,
    },
}

/// A conversation under way.
#[derive(Debug)]
pub(crate) struct Talk {
    /// What plays.
    pub playing: Option<RequestId>,
    /// What is played after it.
    next: VecDeque<PromptSource>,
    /// What was said last, to be said again after a silence.
    last: Vec<PromptSource>,
    /// Whether the customer's speech is being listened to.
    pub listening: Option<RequestId>,
    /// The turn that the bot is asked.
    asked: Option<RequestId>,
    keys: Keys,
    silences: u8,
    bot: BotChoice,
    language: String,
    attributes: Vec<(String, String)>,
    timing: Timing,
    tale: Tale,
    /// The intent, once the conversation is over and its last words are being said.
    done: Option<String>,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let prompt = Prompt::read(params);
    let v2 = params.object("LexV2Bot", |inner| {
        Choice::Alias(Template::parse(&inner.required("AliasArn")))
    });
    let classic = params.object("LexBot", |inner| Choice::Classic {
        name: Template::parse(&inner.required("Name")),
        region: inner.template("Region"),
        alias: inner.template("Alias"),
    });
    if v2.is_some() == classic.is_some() {
        params.missing("LexV2Bot", "give exactly one of LexV2Bot and LexBot");
    }
    let attributes = params.templates("LexSessionAttributes").unwrap_or_default();
    let first = params.object("LexInitializationData", |inner| {
        inner.param("InitialMessage")
    });
    let limit = params.object("LexTimeoutSeconds", |inner| {
        inner.number_or_path("Text", TEXT_LIMIT)
    });
    if prompt.as_ref().is_some_and(Prompt::is_file) {
        let hint = "a conversation with a bot opens with a text or a prompt of the library";
        params.report(Rule::ParameterValue, "Media", hint);
    }
    Box::new(Bot {
        prompt,
        bot: v2.or(classic).unwrap_or(Choice::Alias(Template::parse(""))),
        attributes,
        first: first.flatten(),
        text_limit: limit.flatten(),
    })
}

impl Bot {
    fn choose(&self, cx: &Cx<'_>) -> Option<BotChoice> {
        let filled = |it: &Template| Some(cx.fill(it)).filter(|it| !it.is_empty());
        Some(match &self.bot {
            Choice::Alias(arn) => BotChoice::Alias(filled(arn)?),
            Choice::Classic {
                name,
                region,
                alias,
            } => BotChoice::Classic {
                name: filled(name)?,
                region: region.as_ref().and_then(filled),
                alias: alias.as_ref().and_then(filled),
            },
        })
    }

    fn ask(&self, cx: &mut Cx<'_>, mut talk: Box<Talk>, input: BotInput) -> Step {
        talk.hush(cx);
        talk.tale.said();
        let id = cx.request();
        cx.core.set_timer(Timer::Answer, cx.now + TURN_LIMIT);
        talk.asked = Some(id);
        cx.core.outbox.push_back(Effect::AskBot {
            id,
            turn: Box::new(BotTurn {
                bot: talk.bot.clone(),
                language: talk.language.clone(),
                input,
                attributes: talk.attributes.clone(),
            }),
            limit: TURN_LIMIT,
        });
        Step::Park(Waiting::Bot(talk))
    }

    /// Says what is to be said next; when there is no more, waits for the customer or is done.
    fn go_on(&self, cx: &mut Cx<'_>, mut talk: Box<Talk>) -> Step {
        if let Some(source) = talk.next.pop_front() {
            talk.playing = Some(cx.play(source));
            if talk.timing.interruptible && talk.done.is_none() {
                talk.listen(cx);
            }
            return Step::Park(Waiting::Bot(talk));
        }
        if let Some(intent) = talk.done.take() {
            talk.over(cx, BotOutcome::Dropped);
            return Step::Result(intent.into());
        }
        if cx.host.channel() == Channel::Voice {
            talk.listen(cx);
        } else if let Some(limit) = &self.text_limit {
            match number(cx, limit, TEXT_LIMIT) {
                Some(seconds) => cx.core.set_timer(Timer::BotText, later(cx.now, seconds)),
                None => {
                    talk.over(cx, BotOutcome::Failed);
                    return Step::fail("the time limit is no number from 60 to 604800");
                }
            }
        }
        Step::Park(Waiting::Bot(talk))
    }

    fn answered(&self, cx: &mut Cx<'_>, mut talk: Box<Talk>, answer: BotAnswer) -> Step {
        talk.asked = None;
        talk.tale.answered(&answer);
        cx.core.clear_timer(Timer::Answer);
        let chat = cx.host.channel() == Channel::Chat;
        let broken = answer.messages.iter().find_map(|text| {
            let checked = if chat {
                crate::interactive::check(text)
            } else {
                Ok(())
            };
            checked.err()
        });
        if cx.host.memory().logging {
            cx.core.external = Some(answer.data.clone());
        }
        cx.host.memory_mut().set(Root::Lex, answer.data);
        if let Some(why) = broken {
            talk.over(cx, BotOutcome::Failed);
            return Step::fail(why);
        }
        talk.silences = 0;
        talk.last = answer
            .messages
            .into_iter()
            .map(PromptSource::Text)
            .collect();
        talk.next = talk.last.iter().cloned().collect();
        if answer.closed {
            talk.done = Some(answer.intent);
        }
        self.go_on(cx, talk)
    }

    /// Nothing was said or keyed: once more, or enough.
    fn silent(&self, cx: &mut Cx<'_>, mut talk: Box<Talk>) -> Step {
        talk.listening = None;
        talk.silences += 1;
        if talk.silences >= SILENCES {
            let data = json!({"IntentName": FALLBACK, "DialogState": "Failed"});
            cx.host.memory_mut().set(Root::Lex, data);
            talk.over(cx, BotOutcome::Dropped);
            return Step::Result(FALLBACK.into());
        }
        talk.next = talk.last.iter().cloned().collect();
        self.go_on(cx, talk)
    }

    fn key(&self, cx: &mut Cx<'_>, mut talk: Box<Talk>, key: char) -> Step {
        if talk.asked.is_some() || talk.done.is_some() {
            return Step::Park(Waiting::Bot(talk));
        }
        talk.next.clear();
        talk.hush(cx);
        match talk.keys.press(key, &talk.timing) {
            Keyed::More => {
                let at = cx.now + talk.timing.between_keys;
                cx.core.set_timer(Timer::BotKeys, at);
                Step::Park(Waiting::Bot(talk))
            }
            Keyed::Done => self.keyed(cx, talk),
        }
    }

    fn keyed(&self, cx: &mut Cx<'_>, mut talk: Box<Talk>) -> Step {
        cx.core.clear_timer(Timer::BotKeys);
        let keys = talk.keys.take();
        if keys.is_empty() {
            return self.silent(cx, talk);
        }
        self.ask(cx, talk, BotInput::Keyed(keys))
    }

    fn heard(&self, cx: &mut Cx<'_>, mut talk: Box<Talk>, hearing: Hearing) -> Step {
        match hearing {
            Hearing::SpeechStarted => {
                talk.next.clear();
                if let Some(id) = talk.playing.take() {
                    cx.stop(id);
                }
                Step::Park(Waiting::Bot(talk))
            }
            Hearing::Said(text) if !text.trim().is_empty() => {
                talk.listening = None;
                talk.next.clear();
                self.ask(cx, talk, BotInput::Said(text))
            }
            Hearing::Said(_) | Hearing::Nothing if talk.playing.is_some() => {
                // Listened to while the bot spoke: the customer's turn is still to come.
                talk.listening = None;
                Step::Park(Waiting::Bot(talk))
            }
            Hearing::Said(_) | Hearing::Nothing => self.silent(cx, talk),
            Hearing::Unavailable => {
                talk.listening = None;
                talk.timing.deaf = true;
                if talk.playing.is_none() && talk.keys.is_empty() {
                    let at = cx.now + talk.timing.between_keys;
                    cx.core.set_timer(Timer::BotKeys, at);
                }
                Step::Park(Waiting::Bot(talk))
            }
        }
    }
}

impl Talk {
    /// What is told of it if it ends now; nothing of one in which the customer never said anything.
    pub(crate) fn told(&self, action: &str, otherwise: BotOutcome) -> Option<BotTalk> {
        self.tale
            .end((&self.bot, &self.language), action, otherwise)
    }

    /// Tells that it is over.
    fn over(&self, cx: &mut Cx<'_>, otherwise: BotOutcome) {
        if let Some(talk) = self.told(cx.action.identifier(), otherwise) {
            let core = &cx.core;
            let outermost = core.callers.first().unwrap_or(&core.frame);
            cx.host.talked(&outermost.flow, &core.frame.flow, talk);
        }
    }

    fn listen(&mut self, cx: &mut Cx<'_>) {
        if self.timing.deaf {
            if self.playing.is_none() {
                let at = cx.now + self.timing.between_keys;
                cx.core.set_timer(Timer::BotKeys, at);
            }
            return;
        }
        if self.listening.is_none() {
            let id = cx.request();
            self.listening = Some(id);
            cx.core.outbox.push_back(Effect::Listen {
                id,
                language: self.language.clone(),
                limits: self.timing.listen,
            });
        }
    }

    /// Nothing is played and nobody listens any more.
    fn hush(&mut self, cx: &mut Cx<'_>) {
        if let Some(id) = self.playing.take() {
            cx.stop(id);
        }
        if let Some(id) = self.listening.take() {
            cx.core.outbox.push_back(Effect::StopListening(id));
        }
        cx.core.clear_timer(Timer::BotText);
    }
}

impl Block for Bot {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let Some(bot) = self.choose(cx) else {
            return Step::fail("the reference to a bot has no value");
        };
        let attributes: Vec<(String, String)> = self
            .attributes
            .iter()
            .map(|(key, value)| (key.clone(), cx.fill(value)))
            .collect();
        let Some(timing) = Timing::read(&attributes) else {
            return Step::fail("the longest speech is 15,000 ms");
        };
        let language = crate::references::Path::parse("$.LanguageCode");
        let language = language.and_then(|path| Some(cx.resolve(&path)?.into_text().into_owned()));
        let prompt = match self.prompt.as_ref().map(|prompt| prompt.source(cx)) {
            Some(Err(why)) => return Step::Error(ErrorType::NoMatchingError, why),
            Some(Ok(source)) => Some(source),
            None => None,
        };
        let keys = cx.core.keys.as_mut().map(std::mem::take);
        let talk = Box::new(Talk {
            playing: None,
            next: prompt.iter().cloned().collect(),
            last: prompt.into_iter().collect(),
            listening: None,
            asked: None,
            keys: Keys::default(),
            silences: 0,
            bot,
            language: language.unwrap_or_else(|| "en-US".to_owned()),
            attributes,
            timing,
            tale: Tale::begin(cx.now),
            done: None,
        });
        let chat = cx.host.channel() != Channel::Voice;
        let first = self.first.as_ref().filter(|_| chat);
        if let Some(first) = first.and_then(|it| super::text(cx, it)) {
            return self.ask(cx, talk, BotInput::Wrote(first));
        }
        let mut step = self.go_on(cx, talk);
        // Keys typed ahead belong to this conversation.
        for key in keys.unwrap_or_default().chars() {
            step = match step {
                Step::Park(Waiting::Bot(talk)) => self.key(cx, talk, key),
                other => return other,
            };
        }
        step
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        let Waiting::Bot(mut talk) = waiting else {
            return Step::Park(waiting);
        };
        match signal {
            Signal::PromptFinished(id) if talk.playing == Some(id) => {
                talk.playing = None;
                self.go_on(cx, talk)
            }
            Signal::PromptFailed(id) if talk.playing == Some(id) => {
                talk.over(cx, BotOutcome::Failed);
                Step::fail("what the bot says cannot be played")
            }
            Signal::Digit(key) => self.key(cx, talk, key),
            Signal::Timer(Timer::BotKeys) => self.keyed(cx, talk),
            Signal::Timer(Timer::BotText) => {
                talk.over(cx, BotOutcome::Dropped);
                Step::Error(
                    ErrorType::InputTimeLimitExceeded,
                    "the customer wrote nothing in time".into(),
                )
            }
            Signal::Timer(Timer::Answer) => {
                talk.over(cx, BotOutcome::Failed);
                Step::fail("the bot did not answer in time")
            }
            Signal::Text(text) if talk.asked.is_none() && talk.done.is_none() => {
                self.ask(cx, talk, BotInput::Wrote(text))
            }
            Signal::Heard(id, hearing) if talk.listening == Some(id) => {
                self.heard(cx, talk, hearing)
            }
            Signal::Bot(id, Ok(answer)) if talk.asked == Some(id) => {
                self.answered(cx, talk, *answer)
            }
            Signal::Bot(id, Err(refusal)) if talk.asked == Some(id) => {
                talk.over(cx, BotOutcome::Failed);
                Step::Error(refusal.error, refusal.reason)
            }
            _ => Step::Park(Waiting::Bot(talk)),
        }
    }

    fn errors(&self, row: &Row) -> Vec<(ErrorType, Need)> {
        let known = row.errors.iter();
        known
            .filter(|(_, need)| *need != Need::Depends || self.text_limit.is_some())
            .map(|(error, _)| (*error, Need::Mandatory))
            .collect()
    }

    fn check(&self, check: &mut Check<'_>) {
        if let Some(prompt) = &self.prompt {
            prompt.check(check);
        }
    }
}
