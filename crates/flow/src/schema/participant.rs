//! Participant actions. Source: flow-language.md §7.

use super::{
    Choice, Class, Described, Field, Fields, NOTHING, STATIC, Shape, TEXT, action, may, must, plain,
};
use crate::validate::ResourceKind as Kind;

const NUMBER: Shape = Shape::Named(Kind::Number, Class::Whole);
/// The number that is shown to a called party.
pub(super) const CALLER_NUMBER: Fields = plain(&[must(
    "Number",
    NUMBER,
    "The number, claimed on the instance.",
)]);
const CALLER: Fields = plain(&[
    may("Number", NUMBER, "The number, claimed on the instance."),
    may("Name", TEXT, "The name beside it."),
]);

const SOURCES: &[&str] = &["PromptId", "Text", "SSML", "Media"];
const MEDIA: Fields = plain(&[
    must("Uri", TEXT, "The address of the file."),
    may("SourceType", Shape::Word(&["S3"]), "Where it is kept."),
    may("MediaType", Shape::Word(&["Audio"]), "What it is."),
]);
const PROMPT: Field = may(
    "PromptId",
    Shape::Named(Kind::Prompt, Class::Whole),
    "A prompt of the library.",
);
const SPOKEN: Field = may("Text", TEXT, "A text that is spoken, or sent in a chat.");
const SSML: Field = may("SSML", TEXT, "A text with marks for speech.");
const FILE: Field = may("Media", Shape::Object(&MEDIA), "A file.");

const MESSAGE: Fields = Fields {
    list: &[
        PROMPT,
        SPOKEN,
        SSML,
        FILE,
        may(
            "SkipWhenDTMFBufferEnabled",
            Shape::Flag,
            "Whether keys typed ahead skip it.",
        ),
    ],
    choices: &[Choice::ExactlyOne(SOURCES)],
};
const LOOPED: Fields = Fields {
    list: &[PROMPT, SPOKEN, SSML, FILE],
    choices: &[Choice::ExactlyOne(SOURCES)],
};
const MESSAGES: Fields = plain(&[
    must("Messages", Shape::Objects(&LOOPED), "The prompts in order."),
    may(
        "InterruptFrequencySeconds",
        Shape::Number(1, u32::MAX, Class::Static),
        "After how many seconds the flow goes on.",
    ),
    may(
        "ContinueMessagingDuringInterrupt",
        Shape::Flag,
        "Whether the prompt goes on meanwhile.",
    ),
]);

const CUSTOM: Fields = plain(&[may(
    "MaximumLength",
    Shape::Number(1, u32::MAX, Class::Static),
    "The most keys.",
)]);
const PHONE: Fields = plain(&[
    must(
        "NumberFormat",
        Shape::Word(&["Local", "E164"]),
        "How it is keyed.",
    ),
    may(
        "CountryCode",
        STATIC,
        "The country of local numbers, such as US.",
    ),
]);
const VALIDATION: Fields = Fields {
    list: &[
        may("CustomValidation", Shape::Object(&CUSTOM), "Any keys."),
        may(
            "PhoneNumberValidation",
            Shape::Object(&PHONE),
            "A phone number.",
        ),
    ],
    choices: &[Choice::ExactlyOne(&[
        "CustomValidation",
        "PhoneNumberValidation",
    ])],
};
const KEYS: Fields = plain(&[
    may(
        "InputTerminationSequence",
        Shape::Characters("0123456789*#", 5),
        "The keys that end the input; # by default.",
    ),
    may(
        "DisableCancelKey",
        Shape::Flag,
        "Whether * is a key like others.",
    ),
    may(
        "InterdigitTimeLimitSeconds",
        Shape::Number(1, 20, Class::Static),
        "How long between keys; 5 by default.",
    ),
]);
const ENCRYPTION: Fields = plain(&[
    must("EncryptionKeyId", TEXT, "The key's identifier."),
    must("Key", TEXT, "The public key, PEM."),
]);
const INPUT: Fields = Fields {
    list: &[
        PROMPT,
        SPOKEN,
        SSML,
        FILE,
        may(
            "StoreInput",
            Shape::Flag,
            "Whether keys are stored rather than branched on.",
        ),
        may(
            "InputTimeLimitSeconds",
            Shape::Number(1, u32::MAX, Class::Static),
            "How long until the first key.",
        ),
        may(
            "InputValidation",
            Shape::Object(&VALIDATION),
            "What may be keyed.",
        ),
        may(
            "DTMFConfiguration",
            Shape::Object(&KEYS),
            "How keys are read.",
        ),
        may(
            "InputEncryption",
            Shape::Object(&ENCRYPTION),
            "How what was keyed is encrypted.",
        ),
        may(
            "EnableDTMFBuffer",
            Shape::Flag,
            "Begins or ends keeping keys that are typed ahead, and nothing else.",
        ),
    ],
    choices: &[
        Choice::AtMostOne(SOURCES),
        Choice::AtLeastOne(&["PromptId", "Text", "SSML", "Media", "EnableDTMFBuffer"]),
        Choice::AtLeastOne(&["InputTimeLimitSeconds", "EnableDTMFBuffer"]),
    ],
};

const CLASSIC_BOT: Fields = plain(&[
    must("Name", TEXT, "Its name."),
    may("Region", TEXT, "Its region."),
    must("Alias", TEXT, "Its alias."),
]);
const BOT: Fields = Fields {
    list: &[
        PROMPT,
        SPOKEN,
        SSML,
        FILE,
        may(
            "LexV2Bot",
            Shape::Object(&plain(&[must(
                "AliasArn",
                Shape::Named(Kind::Bot, Class::Text),
                "The bot's alias.",
            )])),
            "The bot.",
        ),
        may(
            "LexBot",
            Shape::Object(&CLASSIC_BOT),
            "A bot of the older kind.",
        ),
        may(
            "LexSessionAttributes",
            Shape::Map(Class::Text),
            "What the bot is told.",
        ),
        may(
            "LexInitializationData",
            Shape::Object(&plain(&[may(
                "InitialMessage",
                TEXT,
                "What the customer wrote first: $.Media.InitialMessage.",
            )])),
            "What a chat begins with.",
        ),
        may(
            "LexTimeoutSeconds",
            Shape::Object(&plain(&[may(
                "Text",
                Shape::Number(60, 604_800, Class::Whole),
                "How long a chat may be silent.",
            )])),
            "How long it waits.",
        ),
    ],
    choices: &[
        Choice::AtMostOne(SOURCES),
        Choice::ExactlyOne(&["LexV2Bot", "LexBot"]),
    ],
};

const VIEW: Fields = plain(&[
    must(
        "ViewResource",
        Shape::Object(&plain(&[
            must(
                "Id",
                Shape::Named(Kind::View, Class::Static),
                "The view, with :<version>, :$LATEST or :$SAVED after it.",
            ),
            may("Version", STATIC, "Its version."),
        ])),
        "The view.",
    ),
    may(
        "InvocationTimeLimitSeconds",
        Shape::Number(1, 604_800, Class::Whole),
        "How long it is shown; 400 by default.",
    ),
    may("ViewData", Shape::Values, "What it shows."),
    may(
        "SensitiveDataConfiguration",
        Shape::Object(&plain(&[may(
            "HideResponseOn",
            Shape::Words(&["TRANSCRIPT"]),
            "Where the answer is not shown.",
        )])),
        "What is kept secret.",
    ),
]);

const THIRD_PARTY: Fields = plain(&[
    must(
        "ThirdPartyPhoneNumber",
        TEXT,
        "The number that is called, E.164.",
    ),
    must(
        "ThirdPartyConnectionTimeLimitSeconds",
        Shape::Number(0, 600, Class::Whole),
        "How long it may ring.",
    ),
    must(
        "ContinueFlowExecution",
        Shape::Flag,
        "Whether the flow goes on when the third party has hung up.",
    ),
    may(
        "ThirdPartyDTMFDigits",
        Shape::Characters("0123456789,*#", 50),
        "Keys that are sent after the answer.",
    ),
    may(
        "CallerId",
        Shape::Object(&CALLER),
        "The number that is shown.",
    ),
]);

pub(super) const ACTIONS: &[Described] = &[
    action(
        "MessageParticipant",
        "Plays a prompt or sends a message.",
        MESSAGE,
    ),
    action(
        "MessageParticipantIteratively",
        "Plays prompts again and again.",
        MESSAGES,
    ),
    action(
        "GetParticipantInput",
        "Asks for keys: branches on one, stores several, or keeps those typed ahead.",
        INPUT,
    ),
    action(
        "ConnectParticipantWithLexBot",
        "Has a bot converse with the customer.",
        BOT,
    ),
    action(
        "ShowView",
        "Shows a view and branches on what is chosen.",
        VIEW,
    ),
    action(
        "TransferParticipantToThirdParty",
        "Calls a third party.",
        THIRD_PARTY,
    ),
    action("DisconnectParticipant", "Hangs up.", NOTHING),
];
