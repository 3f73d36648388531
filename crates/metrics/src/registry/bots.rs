//! Metrics of conversations with bots. Source: GetMetricDataV2, `Metrics`; how conversations and intents
//! end is inferred from the analytics of the bots' service.

use super::{By, Formula::*, Metric, rows};
use crate::Measure::*;

const INTENTS: By = By::BOT.and(By::INTENT);

pub(super) const ROWS: &[Metric] = rows! { Events:
    AVG_BOT_CONVERSATION_TIME "Average bot conversation time" Seconds (By::BOT) []
        (Ratio(&[BotMs], BotTalks))
        "From the word being given to the bot to its being taken again, of conversations that ended.";
    AVG_BOT_CONVERSATION_TURNS "Average bot conversation turns" Average (By::BOT) []
        (Ratio(&[BotTurns], BotTalks))
        "What customers said, keyed or wrote in conversations that ended.";
    BOT_CONVERSATIONS_COMPLETED "Bot conversations completed" Count (By::BOT) [BotOutcome]
        (Sum(BotTalks))
        "Conversations with bots in which the customer said something, when they ended.";
    BOT_INTENTS_COMPLETED "Bot intents completed" Count (INTENTS) [IntentOutcome]
        (Sum(BotIntents))
        "Intents that those conversations came to.";
    PERCENT_BOT_CONVERSATIONS_OUTCOME "Percent bot conversations outcome" Percent (By::BOT) [BotOutcome]
        (Portion(BotTalks))
        "Conversations that ended as the metric filter says, of all that ended.";
    PERCENT_BOT_INTENTS_OUTCOME "Percent bot intents outcome" Percent (INTENTS) [IntentOutcome]
        (Portion(BotIntents))
        "Intents that ended as the metric filter says, of all that ended.";
};
