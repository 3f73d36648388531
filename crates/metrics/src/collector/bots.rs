//! What conversations with bots count for, when they end: one for the conversation, and one for each
//! intent that it came to.

use super::Counts;
use super::contacts::millis;
use crate::{Dimension, Dims, Increment, Measure, Series};
use exchange::ContactFacts;
use exchange::journal::{BotOutcome, BotTalk};
use ids::Timestamp;

/// A conversation of a contact ended.
pub(super) fn talked(at: Timestamp, facts: &ContactFacts, talk: &BotTalk) -> Vec<Increment> {
    let dims = of_talk(facts, talk);
    let mut counts = Counts::default();
    counts.one(Measure::BotTalks, true);
    counts.add(Measure::BotMs, millis(talk.since, at));
    counts.add(Measure::BotTurns, talk.turns.into());
    let whole = dims.clone();
    let whole = whole.with(Dimension::BotOutcome, outcome(talk.outcome));
    let mut all = vec![increment(at, whole, counts)];
    for intent in &talk.intents {
        let mut counts = Counts::default();
        counts.one(Measure::BotIntents, true);
        let dims = dims.clone().with(Dimension::BotIntent, &intent.name);
        let dims = dims.with(Dimension::IntentOutcome, outcome(intent.outcome));
        all.push(increment(at, dims, counts));
    }
    all
}

fn increment(at: Timestamp, dims: Dims, counts: Counts) -> Increment {
    Increment {
        series: Series::Bots,
        at,
        dims,
        sums: counts.sums,
        marks: counts.marks,
    }
}

fn of_talk(facts: &ContactFacts, talk: &BotTalk) -> Dims {
    let mut dims = Dims::default()
        .with(Dimension::Channel, facts.channel.name())
        .with(Dimension::InitiationMethod, facts.initiation_method.name())
        .with(Dimension::FlowType, talk.run.kind.name())
        .with(Dimension::FlowAction, &talk.action)
        .with(Dimension::BotLocale, &talk.locale);
    if let Some(subtype) = facts.segment_attributes.get("connect:Subtype") {
        dims.set(Dimension::Subtype, subtype);
    }
    // arn:aws:lex:us-east-1:123456789012:bot-alias/BOT/ALIAS
    let mut parts = talk.alias.rsplit('/');
    if let (Some(alias), Some(bot)) = (parts.next(), parts.next()) {
        dims.set(Dimension::BotAlias, alias);
        dims.set(Dimension::Bot, bot);
    }
    dims.set(Dimension::Flow, talk.flow);
    match talk.run.module {
        Some(module) => {
            dims.set(Dimension::FlowModule, module);
            dims.set(Dimension::ParentFlow, talk.flow);
            dims.set(Dimension::InvokerType, "CONTACT_FLOW_MODULE");
        }
        None => dims.set(Dimension::InvokerType, "CONTACT_FLOW"),
    }
    if let Some(published) = talk.run.published {
        dims.set(Dimension::InvokerPublished, published.to_iso_millis());
    }
    dims
}

/// `BOT_CONVERSATION_OUTCOME_TYPE`, `BOT_INTENT_OUTCOME_TYPE`.
const fn outcome(it: BotOutcome) -> &'static str {
    match it {
        BotOutcome::Success => "SUCCESS",
        BotOutcome::Failed => "FAILED",
        BotOutcome::Dropped => "DROPPED",
        BotOutcome::Switched => "SWITCHED",
    }
}
