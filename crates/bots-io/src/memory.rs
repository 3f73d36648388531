//! What bots at endpoints made of session attributes, for as long as a conversation lasts.
//!
//! Whoever asks gives the block's attributes with every turn, and the contract replaces those of the
//! session by them. So that a bot's own changes win, as Lambda's do, they are laid over what is
//! given. Source: connect-c-flows.md §7.18, session-attribute precedence.

use bots::{DialogActionType, Response};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Conversations remembered; when there are more, all are forgotten.
const MOST: usize = 10_000;

type Attributes = BTreeMap<String, String>;

/// Changes by conversation: the alias's ARN and the session.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<HashMap<(String, String), Attributes>>);

impl Memory {
    fn changes(&self) -> MutexGuard<'_, HashMap<(String, String), Attributes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lays what a bot changed before over what is given.
    pub(crate) fn lay_over(&self, alias: &str, session: &str, given: &mut Attributes) {
        let key = (alias.to_owned(), session.to_owned());
        if let Some(changed) = self.changes().get(&key) {
            given.extend(changed.clone());
        }
    }

    /// Remembers what an answer has other than was given; a closed conversation is forgotten.
    pub(crate) fn learn(&self, alias: &str, session: &str, given: &Attributes, told: &Response) {
        let key = (alias.to_owned(), session.to_owned());
        let mut all = self.changes();
        let action = told.session_state.dialog_action.as_ref();
        if action.is_none_or(|it| it.kind == DialogActionType::Close) {
            all.remove(&key);
            return;
        }
        let now = told.session_state.session_attributes.iter();
        let changed = now.filter(|(name, value)| given.get(*name) != Some(value));
        let changed: Attributes = changed.map(|(k, v)| (k.clone(), v.clone())).collect();
        if changed.is_empty() {
            return;
        }
        if all.len() >= MOST {
            all.clear();
        }
        all.entry(key).or_default().extend(changed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: &str, attributes: &str) -> Response {
        let json = format!(
            r#"{{"sessionState":{{"dialogAction":{{"type":"{kind}"}},"sessionAttributes":{attributes}}}}}"#
        );
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn what_a_bot_changed_goes_before_what_is_given_until_the_end() {
        let memory = Memory::default();
        let given = Attributes::from([("tier".into(), "none".into())]);
        let sent = || {
            let mut sent = given.clone();
            memory.lay_over("a", "s", &mut sent);
            sent["tier"].clone()
        };
        memory.learn(
            "a",
            "s",
            &given,
            &answer("ElicitIntent", r#"{"tier":"gold"}"#),
        );
        assert_eq!(sent(), "gold");
        memory.learn("a", "s", &given, &answer("Close", r#"{"tier":"gold"}"#));
        assert_eq!(sent(), "none");
    }
}
