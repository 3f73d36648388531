//! The built-in intents and what is said for them.

/// A built-in intent.
#[derive(Debug)]
pub struct BuiltInIntent {
    /// Its name, such as `AMAZON.CancelIntent`.
    pub signature: &'static str,
    /// What it is for.
    pub description: &'static str,
    pub(crate) utterances: &'static [&'static str],
}

/// Those that this engine has, by name. The Lex V2 list also holds intents that search documents
/// or ask models of language (Kendra, QnA, Q in Connect, Bedrock agents): a locale with one of
/// those is not built.
pub static BUILT_IN_INTENTS: &[BuiltInIntent] = &[
    BuiltInIntent {
        signature: "AMAZON.CancelIntent",
        description: "The customer wants to leave what is going on.",
        utterances: &[
            "cancel",
            "never mind",
            "forget it",
            "cancel that",
            "cancel it",
        ],
    },
    BuiltInIntent {
        signature: "AMAZON.FallbackIntent",
        description: "Nothing else was understood.",
        utterances: &[],
    },
    BuiltInIntent {
        signature: "AMAZON.HelpIntent",
        description: "The customer asks for help.",
        utterances: &["help", "help me", "can you help me", "I need help"],
    },
    BuiltInIntent {
        signature: "AMAZON.PauseIntent",
        description: "The customer wants a pause.",
        utterances: &["pause", "pause that"],
    },
    BuiltInIntent {
        signature: "AMAZON.RepeatIntent",
        description: "The customer wants to hear it again.",
        utterances: &[
            "repeat",
            "say that again",
            "repeat that",
            "can you repeat that",
        ],
    },
    BuiltInIntent {
        signature: "AMAZON.ResumeIntent",
        description: "The customer wants to go on after a pause.",
        utterances: &["resume", "continue", "keep going"],
    },
    BuiltInIntent {
        signature: "AMAZON.StartOverIntent",
        description: "The customer wants to begin again.",
        utterances: &["start over", "restart", "start again", "begin again"],
    },
    BuiltInIntent {
        signature: "AMAZON.StopIntent",
        description: "The customer wants to stop.",
        utterances: &["stop", "off", "shut up"],
    },
];
