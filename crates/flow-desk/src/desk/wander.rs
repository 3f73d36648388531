//! A random customer, who does what somebody could do there: presses the keys that a menu has,
//! says something to a bot, comes back to a chat, and now and then something else.

use super::{Desk, Opening, Setting};
use crate::report::Report;
use crate::scenario::{Scenario, Step};
use crate::world::{Chance, Scripted, Vocabulary, operands};
use flow::{Channel, Published, Root};
use ids::IdSource;
use std::sync::Arc;
use std::time::Duration;

/// How much a random customer does at most.
const STEPS: usize = 80;

impl<'s> Desk<'s> {
    /// A customer who presses, speaks, waits and hangs up as it comes. What the scenario does not
    /// say is drawn.
    pub fn wander(flow: Arc<Published>, scenario: &'s Scenario, setting: Setting) -> Report {
        let mut customer = IdSource::new(u128::from(setting.seed) ^ 0x5eed);
        let others = setting.flows.values().map(|it| &**it);
        let chance = |seed| {
            let all = std::iter::once(&*flow).chain(others.clone());
            Chance::new(seed, Vocabulary::of(all))
        };
        let words = chance(setting.seed ^ 1);
        let mut opening = Opening::of(scenario, setting.seed);
        opening.draw(scenario, &words);
        let world = Scripted::new(scenario, setting.flows.clone(), Some(chance(setting.seed)));
        let mut desk = Self::open(flow, Box::new(world), opening);
        desk.scenario = Some(scenario);
        for _ in 0..STEPS {
            if desk.is_over() {
                break;
            }
            desk.wanders(&mut customer, &words);
        }
        desk.settle();
        desk.report()
    }

    fn wanders(&mut self, customer: &mut IdSource, words: &Chance) {
        let drawn = customer.below(24);
        if drawn == 0 {
            // Hanging up at once is seldom of interest.
            if customer.below(8) == 0 {
                self.step(&Step::HangUp(true));
            }
            return;
        }
        let (kind, _) = self.at();
        match kind {
            "GetParticipantInput" if drawn < 18 => {
                let keys = self.keys(customer, words);
                self.step(&Step::Press(keys));
            }
            "ConnectParticipantWithLexBot" if drawn < 16 => {
                let text = "I would like that".to_owned();
                self.step(&match self.host.contact.channel {
                    Channel::Voice if drawn < 4 => Step::Press("1#".to_owned()),
                    Channel::Voice => Step::Say(text),
                    _ => Step::Write(text),
                });
            }
            "Wait" if drawn < 8 => self.step(&Step::ComeBack(true)),
            "Wait" => self.step(&Step::Wait(f64::from(customer.below(4_000)))),
            _ if drawn < 4 => {
                let key = "1234567890*#";
                let at = customer.below(12) as usize;
                self.step(&Step::Press(key.chars().skip(at).take(1).collect()));
            }
            _ if drawn < 14 => self.step(&Step::Wait(f64::from(1 + customer.below(60)))),
            _ => {
                self.advance();
            }
        }
    }

    /// Keys that the menu has or that the flow looks for, or any.
    fn keys(&self, customer: &mut IdSource, words: &Chance) -> String {
        let (_, identifier) = self.at();
        let mut actions = self.run.flow().flow.actions().iter();
        let action = actions.find(|it| it.identifier() == identifier);
        let mut known = action.map(operands).unwrap_or_default();
        let stored = known.is_empty();
        if stored {
            let found = words.words(Root::StoredCustomerInput, &[]);
            let keys = |it: &String| it.bytes().all(|c| c.is_ascii_digit());
            known.extend(found.into_iter().filter(keys));
            known.push("2065550100".to_owned());
        }
        let pressed = match customer.below(6) {
            0 => customer.below(10).to_string(),
            _ => {
                let bound = u32::try_from(known.len()).unwrap_or(u32::MAX);
                let at = customer.below(bound) as usize;
                known.get(at).cloned().unwrap_or_default()
            }
        };
        if stored { pressed + "#" } else { pressed }
    }
}

impl Opening {
    /// Draws what the scenario leaves open of the contact.
    fn draw(&mut self, scenario: &Scenario, words: &Chance) {
        if scenario.channel.is_none() {
            self.channel = match words.below(8) {
                0..=4 => Channel::Voice,
                5 | 6 => Channel::Chat,
                _ => Channel::Task,
            };
        }
        for (key, value) in words.object(Root::Attributes) {
            if let Some(text) = value.as_str().filter(|_| words.one_in(2)) {
                self.attributes.entry(key).or_insert(text.to_owned());
            }
        }
        if scenario.system.is_none() && words.one_in(2) {
            self.system = words.word(&words.words(Root::SystemEndpoint, &["Address"]));
        }
        if scenario.customer.is_none() && words.one_in(2) {
            self.customer = words.word(&words.words(Root::CustomerEndpoint, &["Address"]));
        }
        if words.one_in(2) {
            // As if an earlier flow had asked a function.
            let external = words.object(Root::External);
            self.memory.set(Root::External, external.into());
        }
        if scenario.agent_answers.is_none() && words.one_in(2) {
            self.agent = Some(Duration::from_secs(u64::from(words.below(300))));
        }
    }
}
