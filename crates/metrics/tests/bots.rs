//! Conversations with bots, from their entries to metrics.

#![allow(clippy::unwrap_used, reason = "a step that fails, fails the test")]

mod common;

use common::{Centre, ask, at, only};
use exchange::InitiationMethod::Inbound;
use exchange::journal::{BotIntent, BotOutcome, BotTalk, ContactEntry, RunFacts};
use ids::{FlowId, Timestamp};
use metrics::{Dimension, Interval, Query};
use resources::FlowKind;

fn talk(flow: FlowId, since: Timestamp, turns: u32, intents: &[(&str, BotOutcome)]) -> BotTalk {
    let intent = |it: &(&str, BotOutcome)| BotIntent {
        name: it.0.into(),
        outcome: it.1,
    };
    BotTalk {
        flow,
        run: RunFacts {
            kind: FlowKind::ContactFlow,
            module: None,
            published: Some(at(1, 0, 0)),
        },
        action: "ask".into(),
        alias: "arn:aws:lex:us-east-1:123456789012:bot-alias/BANKBOT/TSTALIASID".into(),
        locale: "en_US".into(),
        since,
        turns,
        outcome: intents.last().unwrap().1,
        intents: intents.iter().map(intent).collect(),
    }
}

fn centre() -> Centre {
    use BotOutcome::{Failed, Success, Switched};
    let mut centre = Centre::new();
    let flow = centre.ids.id();
    let contact = centre.begin(at(9, 0, 0), Inbound);
    let first = talk(
        flow,
        at(9, 0, 10),
        3,
        &[("Weather", Switched), ("Balance", Success)],
    );
    let second = talk(flow, at(9, 1, 0), 1, &[("FallbackIntent", Failed)]);
    for (end, talk) in [(at(9, 0, 40), first), (at(9, 1, 10), second)] {
        centre.contact(end, contact, ContactEntry::BotTalked(Box::new(talk)));
    }
    centre
}

fn by(centre: &Centre, metric: &str, dimension: Dimension) -> Vec<(String, Option<f64>)> {
    let mut query = Query::new(at(0, 0, 0), at(24, 0, 0), Interval::TOTAL);
    query.asks = vec![ask(metric)];
    query.groupings = vec![dimension];
    let groups = centre.ask(&query, at(24, 0, 0)).into_iter();
    groups
        .map(|it| (it.values[0].clone(), it.metrics[0]))
        .collect()
}

#[test]
fn conversations_count_when_they_end() {
    let centre = centre();
    assert_eq!(centre.day("BOT_CONVERSATIONS_COMPLETED"), Some(2.0));
    assert_eq!(centre.day("AVG_BOT_CONVERSATION_TIME"), Some(20.0));
    assert_eq!(centre.day("AVG_BOT_CONVERSATION_TURNS"), Some(2.0));
    let succeeded = only(
        "PERCENT_BOT_CONVERSATIONS_OUTCOME",
        Dimension::BotOutcome,
        &["SUCCESS"],
    );
    assert_eq!(centre.of(succeeded, at(0, 0, 0), at(24, 0, 0)), Some(50.0));
    let bots = by(&centre, "BOT_CONVERSATIONS_COMPLETED", Dimension::Bot);
    assert_eq!(bots, [("BANKBOT".to_owned(), Some(2.0))]);
    let published = by(
        &centre,
        "AVG_BOT_CONVERSATION_TURNS",
        Dimension::InvokerPublished,
    );
    assert_eq!(published, [(at(1, 0, 0).to_iso_millis(), Some(2.0))]);
}

#[test]
fn intents_count_by_name_and_by_how_they_ended() {
    let centre = centre();
    let intents = by(&centre, "BOT_INTENTS_COMPLETED", Dimension::BotIntent);
    let one = |name: &str| (name.to_owned(), Some(1.0));
    assert_eq!(
        intents,
        [one("Balance"), one("FallbackIntent"), one("Weather")]
    );
    let switched = only(
        "BOT_INTENTS_COMPLETED",
        Dimension::IntentOutcome,
        &["SWITCHED"],
    );
    assert_eq!(centre.of(switched, at(0, 0, 0), at(24, 0, 0)), Some(1.0));
}
