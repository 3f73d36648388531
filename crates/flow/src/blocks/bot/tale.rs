//! What is told of a conversation when it is over.

use crate::request::{BotAnswer, BotChoice, BotOutcome, BotTalk};
use ids::Timestamp;

/// The intent that bots have for what they do not understand, and the one that we put in its place.
const FALLBACKS: [&str; 2] = ["FallbackIntent", "AMAZON.FallbackIntent"];

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Tale {
    since: Timestamp,
    turns: u32,
    /// The intents so far, and how each ended; `None` while it goes on.
    intents: Vec<(String, Option<BotOutcome>)>,
}

impl Tale {
    pub(crate) const fn begin(since: Timestamp) -> Self {
        Self {
            since,
            turns: 0,
            intents: Vec::new(),
        }
    }

    /// The customer said something.
    pub(crate) fn said(&mut self) {
        self.turns += 1;
    }

    /// The bot answered.
    pub(crate) fn answered(&mut self, answer: &BotAnswer) {
        if answer.intent.is_empty() {
            return;
        }
        let state = answer.data.get("DialogState").and_then(|it| it.as_str());
        let outcome = match state {
            _ if FALLBACKS.contains(&answer.intent.as_str()) => Some(BotOutcome::Failed),
            Some("Fulfilled" | "ReadyForFulfillment") => Some(BotOutcome::Success),
            Some("Failed") => Some(BotOutcome::Failed),
            _ => None,
        };
        match self.intents.last_mut() {
            Some((name, ended)) if *name == answer.intent && ended.is_none() => *ended = outcome,
            last => {
                if let Some((_, ended)) = last {
                    ended.get_or_insert(BotOutcome::Switched);
                }
                self.intents.push((answer.intent.clone(), outcome));
            }
        }
    }

    /// What is told; nothing of a conversation in which the customer never said anything. `otherwise`
    /// is the end of what has not ended by itself.
    pub(crate) fn end(
        &self,
        (bot, language): (&BotChoice, &str),
        action: &str,
        otherwise: BotOutcome,
    ) -> Option<BotTalk> {
        let last = self.intents.last().and_then(|it| it.1);
        let intents = self.intents.iter();
        (self.turns > 0).then(|| BotTalk {
            action: action.to_owned(),
            bot: bot.clone(),
            language: language.to_owned(),
            since: self.since,
            turns: self.turns,
            outcome: last.unwrap_or(otherwise),
            intents: intents
                .map(|(name, ended)| (name.clone(), ended.unwrap_or(otherwise)))
                .collect(),
        })
    }
}
