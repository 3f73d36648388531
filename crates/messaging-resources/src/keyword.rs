//! Keywords: what is answered to a message that begins with one. Spec: sms.md §4.3.

use crate::{Facets, Kept};
use serde::{Deserialize, Serialize};

/// Keywords by which everybody must be able to opt out; they cannot be deleted.
pub const MANDATORY_OPT_OUT: [&str; 10] = [
    "ARRET",
    "CANCEL",
    "END",
    "OPT-OUT",
    "OPTOUT",
    "QUIT",
    "REMOVE",
    "STOP",
    "TD",
    "UNSUBSCRIBE",
];

/// What a keyword does besides its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KeywordAction {
    /// Nothing.
    AutomaticResponse,
    /// The sender wants messages.
    OptIn,
    /// The sender wants no more messages.
    OptOut,
}

/// A keyword of a number, pool or agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Keyword {
    /// Whose it is: `phone-…`, `pool-…` or `rcs-…`.
    pub origination_identity: String,
    /// The word, in upper case: keywords have no case.
    pub keyword: String,
    /// The answer.
    pub keyword_message: String,
    /// What it does besides.
    pub keyword_action: KeywordAction,
}

impl Kept for Keyword {
    const KIND: &'static str = "sms-keyword";
    const TYPE: &'static str = "keyword";
    const ARN: &'static str = "";

    fn id(&self) -> String {
        format!("{}/{}", self.origination_identity, self.keyword)
    }

    fn facets(&self, to: &mut Facets) {
        to.put("origination-identity", &self.origination_identity);
        to.put_word("keyword-action", &self.keyword_action);
    }
}

/// The keywords that a new number or pool has: `HELP` and `STOP` with answers that can be changed.
/// That the other mandatory words are honoured without being listed is inferred.
pub fn default_keywords(origination_identity: &str) -> [Keyword; 2] {
    let keyword = |word: &str, message: &str, action| Keyword {
        origination_identity: origination_identity.to_owned(),
        keyword: word.to_owned(),
        keyword_message: message.to_owned(),
        keyword_action: action,
    };
    [
        keyword(
            "HELP",
            "Reply STOP to receive no more messages. Message and data rates may apply.",
            KeywordAction::AutomaticResponse,
        ),
        keyword(
            "STOP",
            "You are unsubscribed and will receive no more messages.",
            KeywordAction::OptOut,
        ),
    ]
}
