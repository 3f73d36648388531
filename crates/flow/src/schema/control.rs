//! Flow-control actions. Source: flow-language.md §6.

use super::{
    Choice, Class, Described, ENABLED, Field, Fields, NOTHING, STATIC, Shape, TEXT, action, may,
    must, plain,
};
use crate::validate::ResourceKind as Kind;

const QUEUE: Field = may(
    "QueueId",
    Shape::Named(Kind::Queue, Class::Text),
    "The queue; by default the working queue.",
);
const AGENT: Field = may(
    "AgentId",
    Shape::Named(Kind::Agent, Class::Text),
    "The agent whose own queue is meant.",
);
const ONE_QUEUE_AT_MOST: &[Choice] = &[Choice::AtMostOne(&["QueueId", "AgentId"])];

const CHECK_METRIC: Fields = Fields {
    list: &[
        must(
            "MetricType",
            Shape::Word(&[
                "NumberOfAgentsAvailable",
                "NumberOfAgentsStaffed",
                "NumberOfAgentsOnline",
                "OldestContactInQueueAgeSeconds",
                "NumberOfContactsInQueue",
            ]),
            "Which figure.",
        ),
        QUEUE,
        AGENT,
    ],
    choices: ONE_QUEUE_AT_MOST,
};
const GET_METRICS: Fields = Fields {
    list: &[
        QUEUE,
        AGENT,
        may(
            "QueueChannel",
            TEXT,
            "Voice, Chat, Task or Email; by default all.",
        ),
    ],
    choices: ONE_QUEUE_AT_MOST,
};

const WAIT: Fields = Fields {
    list: &[
        may(
            "TimeLimitSeconds",
            Shape::Number(0, 604_800, Class::Whole),
            "How long; seven days at most.",
        ),
        may(
            "Events",
            Shape::Words(&["CustomerReturned", "BotParticipantDisconnected"]),
            "What ends it early.",
        ),
        may(
            "ContinueExecution",
            Shape::Flag,
            "Whether the flow goes on meanwhile.",
        ),
        may(
            "MinimumWaitTimeSeconds",
            Shape::Number(0, 604_800, Class::Whole),
            "How long at least.",
        ),
    ],
    choices: &[Choice::AtLeastOne(&[
        "TimeLimitSeconds",
        "ContinueExecution",
    ])],
};

const TABLE: Field = must(
    "DataTableId",
    Shape::Named(Kind::DataTable, Class::Whole),
    "The table.",
);
const EVALUATE_KEY: Fields = plain(&[
    must("AttributeName", STATIC, "The key's column."),
    must("Value", TEXT, "Its value."),
]);
const KEY: Fields = plain(&[
    must("Name", STATIC, "The key's column."),
    must("Value", TEXT, "Its value."),
]);
const KEYS: Field = may("PrimaryValues", Shape::Objects(&KEY), "The row's key.");
const QUERY: Fields = plain(&[
    must("QueryName", STATIC, "What the answer is called."),
    must("Attributes", Shape::Texts, "The columns that are read."),
    may(
        "PrimaryValues",
        Shape::Objects(&EVALUATE_KEY),
        "The row's key.",
    ),
]);
const GROUP: Fields = plain(&[
    must("PrimaryKeyGroupName", STATIC, "What the answer is called."),
    KEYS,
]);
const WRITTEN: Fields = Fields {
    list: &[
        must("Name", STATIC, "The column."),
        may("Value", TEXT, "Its value."),
        may(
            "UseDefaultValue",
            Shape::Flag,
            "Whether it gets its default.",
        ),
    ],
    choices: &[Choice::AtLeastOne(&["Value", "UseDefaultValue"])],
};
const UPSERT: Fields = plain(&[
    must("PrimaryKeyGroupName", STATIC, "What the group is called."),
    KEYS,
    must(
        "Attributes",
        Shape::Objects(&WRITTEN),
        "The columns that are written.",
    ),
]);

pub(super) const ACTIONS: &[Described] = &[
    action(
        "Compare",
        "Branches on the value of a reference.",
        plain(&[must(
            "ComparisonValue",
            Shape::Reference,
            "The reference, with a leaf.",
        )]),
    ),
    action(
        "CheckHoursOfOperation",
        "Branches on whether it is open now.",
        plain(&[may(
            "HoursOfOperationId",
            Shape::Named(Kind::Hours, Class::Whole),
            "The hours; by default the working queue's.",
        )]),
    ),
    action(
        "CheckMetricData",
        "Branches on a figure of a queue.",
        CHECK_METRIC,
    ),
    action(
        "GetMetricData",
        "Loads the figures of a queue, for references.",
        GET_METRICS,
    ),
    action("DistributeByPercentage", "Branches by chance.", NOTHING),
    action(
        "Loop",
        "Goes round a number of times.",
        plain(&[must(
            "LoopCount",
            Shape::Number(0, 100, Class::Whole),
            "How often.",
        )]),
    ),
    action("Wait", "Waits for an event or a time.", WAIT),
    action(
        "TransferToFlow",
        "Goes on in another flow for good.",
        plain(&[must(
            "ContactFlowId",
            Shape::Named(Kind::Flow, Class::Whole),
            "Which.",
        )]),
    ),
    action(
        "EndFlowExecution",
        "Ends the flow; the contact goes on.",
        NOTHING,
    ),
    action(
        "UpdateFlowLoggingBehavior",
        "Switches the flow log on or off.",
        plain(&[must("FlowLoggingBehavior", ENABLED, "On or off.")]),
    ),
    action(
        "CheckOutboundCallStatus",
        "Branches on who answered a campaign's call.",
        NOTHING,
    ),
    action(
        "StartVoiceIdStream",
        "Voice ID, which has ended: begins the stream.",
        NOTHING,
    ),
    action(
        "CheckVoiceId",
        "Voice ID, which has ended: branches on its result.",
        plain(&[must(
            "CheckVoiceIdOption",
            Shape::Word(&["enrollmentStatus", "voiceAuthentication", "fraudDetection"]),
            "Which result.",
        )]),
    ),
    action(
        "EvaluateDataTableValues",
        "Reads rows of a data table by their keys.",
        plain(&[
            TABLE,
            must("Queries", Shape::Objects(&QUERY), "What is read; 1 to 5."),
        ]),
    ),
    action(
        "ListDataTableValues",
        "Lists rows of a data table.",
        plain(&[
            TABLE,
            must(
                "PrimaryKeyGroups",
                Shape::Objects(&GROUP),
                "Which rows; 1 to 5.",
            ),
        ]),
    ),
    action(
        "UpsertDataTableValues",
        "Writes rows of a data table.",
        plain(&[
            TABLE,
            may(
                "LockVersion",
                Shape::Word(&["LATEST"]),
                "Against which version.",
            ),
            must(
                "DataTableUpsertAttributes",
                Shape::Objects(&UPSERT),
                "What is written; 1 to 25 groups.",
            ),
        ]),
    ),
];
