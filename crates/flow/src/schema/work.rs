//! Contact actions: tasks, chats, cases, assistants. Source: flow-language.md §5.5.

use super::{
    Choice, Class, Described, Field, Fields, STATIC, Shape, TEXT, WHOLE, action, may, must, plain,
};
use crate::validate::ResourceKind as Kind;

const TASK: Fields = Fields {
    list: &[
        may(
            "ContactFlowId",
            Shape::Named(Kind::Flow, Class::Whole),
            "The flow of the task.",
        ),
        may("Name", TEXT, "Its name."),
        may("Description", TEXT, "Its description."),
        may("Attributes", Shape::Map(Class::Text), "Its attributes."),
        may(
            "References",
            Shape::Keyed(&plain(&[
                must("Type", STATIC, "Such as URL."),
                must("Value", TEXT, "Its value."),
            ])),
            "Its links.",
        ),
        may(
            "DelaySeconds",
            Shape::Number(1, 518_400, Class::Whole),
            "Seconds until it begins.",
        ),
        may("ScheduledTime", WHOLE, "When it begins."),
        may(
            "TaskTemplateId",
            Shape::Named(Kind::TaskTemplate, Class::Static),
            "The template that it is made of.",
        ),
    ],
    choices: &[
        Choice::AtLeastOne(&["ContactFlowId", "TaskTemplateId"]),
        Choice::AtLeastOne(&["Name", "TaskTemplateId"]),
        Choice::AtMostOne(&["DelaySeconds", "ScheduledTime"]),
    ],
};

const fn endpoint(address: Shape, kind: &'static [&'static str]) -> [Field; 2] {
    [
        must("Address", address, "Which one."),
        may("Type", Shape::Word(kind), "What it is."),
    ]
}
const SOURCE: &[Field] = &endpoint(
    Shape::Named(Kind::Number, Class::Whole),
    &["CONNECT_PHONENUMBER_ARN"],
);
const DESTINATION: &[Field] = &endpoint(WHOLE, &["TELEPHONE_NUMBER"]);
const OUTBOUND_CHAT: Fields = plain(&[
    must(
        "SourceEndpoint",
        Shape::Object(&plain(SOURCE)),
        "The number to send from.",
    ),
    must(
        "DestinationEndpoint",
        Shape::Object(&plain(DESTINATION)),
        "Whom to send to.",
    ),
    must(
        "ContactFlowArn",
        Shape::Named(Kind::Flow, Class::Whole),
        "The flow of the conversation.",
    ),
    must("ContactSubtype", STATIC, "Such as connect:SMS."),
    must(
        "InitialSystemMessage",
        Shape::Object(&plain(&[must("Content", TEXT, "Its text.")])),
        "The first message.",
    ),
    may(
        "RelatedContact",
        Shape::Word(&["CURRENT"]),
        "Which contact it is related to.",
    ),
]);

const PERSISTENT: Fields = plain(&[
    must(
        "RehydrationType",
        TEXT,
        "ENTIRE_PAST_SESSION or FROM_SEGMENT.",
    ),
    must("SourceContactId", WHOLE, "The earlier chat."),
]);

const AUTHENTICATE: Fields = plain(&[
    must(
        "CognitoConfiguration",
        Shape::Object(&plain(&[
            must("UserPoolArn", WHOLE, "The user pool."),
            must("AppClientId", WHOLE, "Its client."),
        ])),
        "Where customers sign in.",
    ),
    may(
        "CustomerProfilesConfiguration",
        Shape::Object(&plain(&[may(
            "ObjectTypeName",
            STATIC,
            "Such as Cognito-attributes.",
        )])),
        "What is kept of them.",
    ),
    must(
        "TimeLimitMinutes",
        Shape::Number(1, 10_080, Class::Static),
        "How long they may take.",
    ),
]);

const LINK: Field = may(
    "LinkContactToCase",
    Shape::Flag,
    "Whether the contact is linked to the case.",
);
const REQUEST: Field = may(
    "CaseRequestFields",
    Shape::Map(Class::Text),
    "Fields of the case by their identifiers.",
);

pub(super) const ACTIONS: &[Described] = &[
    action("CreateTask", "Makes a task.", TASK),
    action(
        "CreatePersistentContactAssociation",
        "Continues an earlier chat.",
        PERSISTENT,
    ),
    action(
        "StartOutboundChatContact",
        "Sends a text message and begins a conversation.",
        OUTBOUND_CHAT,
    ),
    action(
        "LoadContactContent",
        "Loads what the contact brought, for references.",
        plain(&[must(
            "ContentType",
            Shape::Word(&["EmailMessage"]),
            "What is loaded.",
        )]),
    ),
    action(
        "AuthenticateParticipant",
        "Asks the customer of a chat to sign in.",
        AUTHENTICATE,
    ),
    action(
        "CreateWisdomSession",
        "Begins an assistant's session.",
        plain(&[must(
            "WisdomAssistantArn",
            Shape::Named(Kind::Assistant, Class::Static),
            "The assistant.",
        )]),
    ),
    action(
        "CreateCase",
        "Makes a case.",
        plain(&[
            LINK,
            must(
                "CaseTemplateId",
                Shape::Named(Kind::CaseTemplate, Class::Static),
                "The template.",
            ),
            REQUEST,
        ]),
    ),
    action(
        "GetCase",
        "Finds a case.",
        plain(&[
            LINK,
            may(
                "GetLastUpdatedCase",
                Shape::Flag,
                "Whether the latest one is meant.",
            ),
            may("CustomerId", WHOLE, "Whose."),
            REQUEST,
            may(
                "CaseResponseFields",
                Shape::Texts,
                "The fields that are answered.",
            ),
        ]),
    ),
    action(
        "UpdateCase",
        "Changes a case.",
        plain(&[LINK, must("CaseId", WHOLE, "Which."), REQUEST]),
    ),
];
