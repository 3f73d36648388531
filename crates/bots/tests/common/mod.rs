//! The sample bot of the spec, and a conversation with it.

#![allow(dead_code, reason = "each test file uses its part")]

use bots::{
    Bot, BotLocale, Confirmation, Fulfillment, HookOutcome, Input, Intent, MessageGroup, Pending,
    Prompt, Response, Session, Slot, Step, Turn, begin, resume,
};
use ids::Timestamp;
use serde_json::Value;

/// 21 November 2026, 10:00.
pub const NOW: Timestamp = Timestamp(1_795_255_200_000);

/// Connect's guide has this bot: connect-c-flows.md §14.
pub fn account_balance() -> BotLocale {
    let mut locale = BotLocale::new("en_US");
    locale.intents.push(Intent {
        name: "AccountLookup".into(),
        utterances: vec!["Check my account balance".into(), "1".into()],
        slots: vec![Slot {
            name: "AccountNumber".into(),
            slot_type: "AMAZON.Number".into(),
            required: true,
            prompt: Some(Prompt::plain("What is your account number?", 2)),
            ..Slot::default()
        }],
        closing: vec![MessageGroup::plain(
            "The balance of {AccountNumber} is $1,000.",
        )],
        ..Intent::default()
    });
    locale.intents.push(Intent {
        name: "SpeakToAgent".into(),
        utterances: vec!["Speak to an agent".into(), "2".into()],
        closing: vec![MessageGroup::plain("One moment, [name].")],
        ..Intent::default()
    });
    locale
}

/// A bot with everything: two slots, a confirmation and both hooks.
pub fn hotel(dialog_hook: bool, fulfillment_hook: bool) -> BotLocale {
    let mut locale = BotLocale::new("en_US");
    let slot = |name: &str, kind: &str, prompt: &str| Slot {
        name: name.into(),
        slot_type: kind.into(),
        required: true,
        prompt: Some(Prompt::plain(prompt, 1)),
        ..Slot::default()
    };
    locale.intents.push(Intent {
        name: "BookHotel".into(),
        utterances: vec!["book a hotel".into(), "book a hotel in {City}".into()],
        slots: vec![
            slot("City", "AMAZON.City", "Which city?"),
            slot("Nights", "AMAZON.Number", "How many nights?"),
        ],
        initial_response: vec![MessageGroup::plain("Gladly.")],
        confirmation: Some(Confirmation {
            prompt: Prompt::plain("{Nights} nights in {City}?", 1),
            confirmed: Vec::new(),
            declination: vec![MessageGroup::plain("Then not.")],
        }),
        fulfillment: Fulfillment {
            hook: fulfillment_hook,
            success: vec![MessageGroup::plain("Booked.")],
            failure: vec![MessageGroup::plain("That did not work.")],
            ..Fulfillment::default()
        },
        dialog_hook,
        ..Intent::default()
    });
    locale.intents.push(Intent {
        name: "Help".into(),
        parent: Some("AMAZON.HelpIntent".into()),
        closing: vec![MessageGroup::plain("I book hotels.")],
        ..Intent::default()
    });
    locale
}

/// A conversation.
pub struct Talk {
    pub bot: Bot,
    pub session: Session,
    pub now: Timestamp,
    pub pending: Option<Box<Pending>>,
}

impl Talk {
    pub fn new(locale: BotLocale) -> Self {
        Self {
            bot: Bot::new(locale).expect("it is there"),
            session: Session::new("caller", NOW),
            now: NOW,
            pending: None,
        }
    }

    fn step(&mut self, step: Step) -> Option<Response> {
        match step {
            Step::Answer(answer) => {
                self.session = answer.session;
                Some(answer.response)
            }
            Step::AskHook(pending) => {
                self.pending = Some(pending);
                None
            }
        }
    }

    pub fn input(&mut self, input: Input) -> Option<Response> {
        let mut turn = Turn::new(input, self.now);
        turn.detect_sentiment = true;
        let step = begin(&self.bot, self.session.clone(), turn);
        self.step(step)
    }

    /// Says something that no hook is asked for.
    pub fn says(&mut self, text: &str) -> Response {
        self.input(Input::Text(text.into()))
            .expect("no hook is asked")
    }

    pub fn keys(&mut self, keys: &str) -> Response {
        self.input(Input::Dtmf(keys.into()))
            .expect("no hook is asked")
    }

    /// Says something that a hook is asked for: its event.
    pub fn asks(&mut self, text: &str) -> Value {
        assert!(
            self.input(Input::Text(text.into())).is_none(),
            "a hook is asked"
        );
        self.pending.as_ref().expect("it is there").event.clone()
    }

    pub fn outcome(&mut self, outcome: HookOutcome) -> Result<Option<Response>, bots::HookError> {
        let pending = self.pending.take().expect("it is there");
        let step = resume(&self.bot, *pending, outcome)?;
        Ok(self.step(step))
    }

    /// The hook answers, and no other is asked.
    pub fn hook(&mut self, answer: Value) -> Response {
        let outcome = HookOutcome::Answered(answer);
        self.outcome(outcome)
            .expect("it is there")
            .expect("no other hook is asked")
    }
}

/// What a response says.
pub fn texts(response: &Response) -> Vec<&str> {
    let messages = response.messages.iter();
    messages.filter_map(|it| it.content.as_deref()).collect()
}

/// Its action, slot, intent and state in words.
pub fn stands(response: &Response) -> String {
    let state = &response.session_state;
    let action = state.dialog_action.as_ref().expect("it is there");
    let slot = action.slot_to_elicit.as_deref().unwrap_or("-");
    let intent = state.intent.as_ref();
    let name = intent.map_or("-", |it| it.name.as_str());
    let of = intent.map_or_else(|| "-".into(), |it| format!("{:?}", it.state));
    format!("{:?} {slot} {name} {of}", action.kind)
}
