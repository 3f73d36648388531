//! Contact actions: data, tags, recording. Source: flow-language.md §5.1 and §5.2.

use super::{
    Choice, Class, Described, ENABLED, Field, Fields, STATIC, Shape, TARGET, TEXT, WHOLE, action,
    may, must, plain,
};
use crate::validate::ResourceKind as Kind;

const FLOW_ATTRIBUTE: Fields = plain(&[
    may("Type", Shape::Word(&["String"]), "Its type; only texts."),
    must("Value", TEXT, "Its value."),
]);

const VOICE_ID: &[&str] = &[
    "IsVoiceIdStreamingEnabled",
    "IsVoiceAuthenticationEnabled",
    "IsFraudDetectionEnabled",
];
const DATA: Fields = Fields {
    list: &[
        may("Name", TEXT, "The contact's name."),
        may("Description", TEXT, "The contact's description."),
        may(
            "LanguageCode",
            WHOLE,
            "The language of speech and bots, such as en-US.",
        ),
        may("CustomerId", WHOLE, "The customer's identification."),
        may(
            "WisdomSessionArn",
            WHOLE,
            "The assistant's session, $.Wisdom.SessionArn.",
        ),
        TARGET,
        may(
            VOICE_ID[0],
            Shape::Flag,
            "Voice ID, which has ended: the stream.",
        ),
        may(VOICE_ID[1], Shape::Flag, "Voice ID: authentication."),
        may(VOICE_ID[2], Shape::Flag, "Voice ID: fraud detection."),
        may(
            "VoiceAuthenticationThreshold",
            Shape::Number(0, 100, Class::Static),
            "Voice ID: from which score on a caller is authenticated.",
        ),
        may(
            "VoiceAuthenticationResponseTime",
            Shape::Number(5, 10, Class::Static),
            "Voice ID: seconds of speech.",
        ),
        may(
            "FraudDetectionThreshold",
            Shape::Number(0, 100, Class::Static),
            "Voice ID: from which score on a caller is suspect.",
        ),
        may(
            "WatchlistId",
            Shape::Named(Kind::Watchlist, Class::Static),
            "Voice ID: the watch list.",
        ),
    ],
    choices: &[
        Choice::AtLeastOne(&[
            "Name",
            "Description",
            "LanguageCode",
            "CustomerId",
            "WisdomSessionArn",
            "TargetContact",
            VOICE_ID[0],
        ]),
        Choice::Together(VOICE_ID),
    ],
};

const RECORDED: Field = may(
    "RecordedParticipants",
    Shape::Words(&["Agent", "Customer"]),
    "Whose voices are recorded; [] is nobody's.",
);
const IVR: Field = may(
    "IVRRecordingBehavior",
    ENABLED,
    "The part before an agent is there.",
);
const SCREEN: Field = may(
    "ScreenRecordedParticipants",
    Shape::Words(&["Agent"]),
    "Whose screens are recorded.",
);
const SENTIMENT: Field = may(
    "SentimentConfiguration",
    Shape::Object(&plain(&[may(
        "Enabled",
        Shape::Flag,
        "Whether sentiment is analysed.",
    )])),
    "Sentiment.",
);
const SUMMARY: Field = may(
    "SummaryConfiguration",
    Shape::Object(&plain(&[may(
        "SummaryModes",
        Shape::Words(&["PostContact", "AutomatedInteraction"]),
        "When summaries are written.",
    )])),
    "Summaries.",
);
const LANGUAGE: Field = may("AnalyticsLanguage", STATIC, "The language, such as en-US.");

const OLD_ANALYTICS: Fields = plain(&[
    may(
        "Enabled",
        Shape::Flag,
        "Whether the conversation is analysed.",
    ),
    LANGUAGE,
    may(
        "AnalyticsRedactionBehavior",
        ENABLED,
        "Whether personal data is taken out.",
    ),
    may(
        "AnalyticsRedactionResults",
        TEXT,
        "RedactedAndOriginal, RedactedOnly or None.",
    ),
    may(
        "AnalyticsRedactionMaskMode",
        Shape::Word(&["PII", "EntityType"]),
        "What stands in its place.",
    ),
    may(
        "AnalyticsRedactionEntities",
        Shape::Texts,
        "Which personal data; an open list.",
    ),
    may(
        "AnalyticsMode",
        STATIC,
        "PostCall and the like, in older exports.",
    ),
    may("ChannelConfiguration", Shape::Any, "The modes by channel."),
    SENTIMENT,
    SUMMARY,
]);

const RECORDING: Fields = Fields {
    list: &[
        may(
            "RecordingBehavior",
            Shape::Object(&plain(&[RECORDED, SCREEN, IVR])),
            "Who is recorded.",
        ),
        may(
            "AnalyticsBehavior",
            Shape::Object(&OLD_ANALYTICS),
            "What is analysed.",
        ),
    ],
    choices: &[Choice::AtLeastOne(&[
        "RecordingBehavior",
        "AnalyticsBehavior",
    ])],
};

const IN_FLIGHT: Fields = plain(&[
    may(
        "Enabled",
        Shape::Flag,
        "Whether messages are redacted on their way.",
    ),
    may(
        "RedactionMaskMode",
        Shape::Word(&["EntityType", "PII"]),
        "What stands in its place.",
    ),
    may(
        "RedactionEntities",
        Shape::Texts,
        "Which personal data; an open list.",
    ),
    may(
        "DeliverUnprocessedMessages",
        Shape::Flag,
        "Whether a message that cannot be processed is delivered as it is.",
    ),
]);
const CHAT_ANALYTICS: Fields = plain(&[
    may("Enabled", Shape::Flag, "Whether the chat is analysed."),
    LANGUAGE,
    may("AnalyticsModes", Shape::Words(&["ContactLens"]), "How."),
    SENTIMENT,
    SUMMARY,
    may(
        "InFlightChatRedactionConfiguration",
        Shape::Object(&IN_FLIGHT),
        "Redaction of messages on their way.",
    ),
    may(
        "ConversationalAnalyticsRedactionConfiguration",
        Shape::Any,
        "Redaction afterwards.",
    ),
]);
const VOICE_ANALYTICS: Fields = plain(&[
    may("Enabled", Shape::Flag, "Whether the call is analysed."),
    LANGUAGE,
    may(
        "AnalyticsModes",
        Shape::Words(&["RealTime", "PostContact", "AutomatedInteraction"]),
        "When.",
    ),
    may(
        "ConversationalAnalyticsRedactionConfiguration",
        Shape::Any,
        "Redaction.",
    ),
    SENTIMENT,
    SUMMARY,
]);
const RECORDING_AND_ANALYTICS: Fields = Fields {
    list: &[
        may(
            "ChatBehavior",
            Shape::Object(&plain(&[may(
                "ChatAnalyticsBehavior",
                Shape::Object(&CHAT_ANALYTICS),
                "What is analysed.",
            )])),
            "For chats.",
        ),
        may(
            "VoiceBehavior",
            Shape::Object(&plain(&[
                may(
                    "VoiceRecordingBehavior",
                    Shape::Object(&plain(&[RECORDED, IVR])),
                    "Who is recorded.",
                ),
                may(
                    "VoiceAnalyticsBehavior",
                    Shape::Object(&VOICE_ANALYTICS),
                    "What is analysed.",
                ),
            ])),
            "For calls.",
        ),
        may(
            "ScreenRecordingBehavior",
            Shape::Object(&plain(&[SCREEN])),
            "Whose screen is recorded.",
        ),
    ],
    choices: &[Choice::ExactlyOne(&["ChatBehavior", "VoiceBehavior"])],
};

const CHAT_PROCESSOR: Fields = plain(&[
    must(
        "ProcessingEnabled",
        Shape::Flag,
        "Whether messages are processed.",
    ),
    may(
        "LambdaProcessorARN",
        Shape::Named(Kind::Function, Class::Whole),
        "The function that processes them.",
    ),
    must(
        "ChatProcessorSettings",
        Shape::Object(&plain(&[must(
            "DeliverUnprocessedMessages",
            Shape::Flag,
            "Whether a message that cannot be processed is delivered as it is.",
        )])),
        "How; the service refuses it when it is missing.",
    ),
]);

const STREAMING: Fields = plain(&[
    must("MediaStreamingState", ENABLED, "Whether audio is streamed."),
    may(
        "Participants",
        Shape::Objects(&plain(&[
            may(
                "ParticipantType",
                Shape::Word(&["Customer"]),
                "Whose audio.",
            ),
            may(
                "MediaDirections",
                Shape::Words(&["From", "To"]),
                "Which directions.",
            ),
        ])),
        "Whose audio is streamed.",
    ),
    may(
        "MediaStreamType",
        Shape::Word(&["Audio"]),
        "What is streamed.",
    ),
]);

pub(super) const ACTIONS: &[Described] = &[
    action(
        "UpdateContactAttributes",
        "Sets user-defined attributes of the contact.",
        plain(&[
            must(
                "Attributes",
                Shape::Map(Class::Text),
                "Their keys and values.",
            ),
            TARGET,
        ]),
    ),
    action(
        "UpdateFlowAttributes",
        "Sets attributes that end with the flow.",
        plain(&[must(
            "FlowAttributes",
            Shape::Keyed(&FLOW_ATTRIBUTE),
            "Their keys and values.",
        )]),
    ),
    action(
        "UpdateContactData",
        "Sets system data of the contact.",
        DATA,
    ),
    action(
        "TagContact",
        "Adds user tags to the contact, six at most.",
        plain(&[must(
            "Tags",
            Shape::Map(Class::Text),
            "Their keys and values.",
        )]),
    ),
    action(
        "UntagContact",
        "Takes user tags from the contact.",
        plain(&[must("TagKeys", Shape::Texts, "Their keys.")]),
    ),
    action(
        "UpdateContactTextToSpeechVoice",
        "Sets the voice of all later speech.",
        plain(&[
            may("TextToSpeechVoice", STATIC, "Such as Joanna."),
            may(
                "TextToSpeechEngine",
                Shape::Word(&["standard", "neural", "long-form", "generative"]),
                "How it is made.",
            ),
            may(
                "TextToSpeechStyle",
                Shape::Word(&["None", "Conversational", "Newscaster"]),
                "How it speaks.",
            ),
        ]),
    ),
    action(
        "UpdateContactRecordingBehavior",
        "Sets who is recorded, and what is analysed: the older form.",
        RECORDING,
    ),
    action(
        "UpdateContactRecordingAndAnalyticsBehavior",
        "Sets who is recorded, and what is analysed.",
        RECORDING_AND_ANALYTICS,
    ),
    action(
        "UpdateContactMediaProcessing",
        "Has a function process the messages of a chat.",
        plain(&[must(
            "ChatProcessor",
            Shape::Object(&CHAT_PROCESSOR),
            "Which function, and how.",
        )]),
    ),
    action(
        "UpdateContactMediaStreamingBehavior",
        "Begins or ends streaming of the customer's audio.",
        STREAMING,
    ),
];
