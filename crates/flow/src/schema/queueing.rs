//! Contact actions: queues, callbacks, hooks, modules. Source: flow-language.md §5.3 and §5.4.

use super::{
    Choice, Class, Described, Field, Fields, NOTHING, STATIC, Shape, TEXT, WHOLE, action, may,
    must, plain,
};
use crate::validate::ResourceKind as Kind;

const QUEUE: Field = may(
    "QueueId",
    Shape::Named(Kind::Queue, Class::Whole),
    "The queue.",
);
const AGENT: Field = may(
    "AgentId",
    Shape::Named(Kind::Agent, Class::Whole),
    "The agent whose own queue is meant.",
);
const ONE_QUEUE: Fields = Fields {
    list: &[QUEUE, AGENT],
    choices: &[Choice::ExactlyOne(&["QueueId", "AgentId"])],
};

const ROUTING: Fields = Fields {
    list: &[
        may(
            "QueuePriority",
            Shape::Number(1, i32::MAX as u32, Class::Static),
            "The priority; lower is served first, 5 by default.",
        ),
        may(
            "QueueTimeAdjustmentSeconds",
            Shape::Signed,
            "How much longer it counts as having waited.",
        ),
    ],
    choices: &[Choice::ExactlyOne(&[
        "QueuePriority",
        "QueueTimeAdjustmentSeconds",
    ])],
};

const CRITERIA_STEP: Fields = plain(&[
    must(
        "Expression",
        Shape::Any,
        "Which agents: AttributeCondition, AndExpression or OrExpression.",
    ),
    may(
        "Expiry",
        Shape::Object(&plain(&[may(
            "DurationInSeconds",
            Shape::Number(1, 604_800, Class::Whole),
            "After how many seconds the next step begins.",
        )])),
        "How long the step holds.",
    ),
]);
const CRITERIA: Fields = plain(&[must(
    "RoutingCriteria",
    Shape::ReferenceOr(&plain(&[must(
        "Steps",
        Shape::Objects(&CRITERIA_STEP),
        "The steps in order.",
    )])),
    "Which agents, in steps.",
)]);

const CALLBACK: Fields = Fields {
    list: &[
        QUEUE,
        AGENT,
        must(
            "InitialCallDelaySeconds",
            Shape::Number(1, 259_200, Class::Static),
            "Seconds until the first attempt.",
        ),
        must(
            "MaximumConnectionAttempts",
            Shape::Number(1, i32::MAX as u32, Class::Static),
            "How often it is tried.",
        ),
        must(
            "RetryDelaySeconds",
            Shape::Number(1, 259_200, Class::Static),
            "Seconds between attempts.",
        ),
        may(
            "ContactFlowId",
            Shape::Named(Kind::Flow, Class::Whole),
            "The flow that the callback begins with.",
        ),
        may(
            "CallerId",
            Shape::Object(&super::participant::CALLER_NUMBER),
            "The number that is shown.",
        ),
    ],
    choices: &[Choice::AtMostOne(&["QueueId", "AgentId"])],
};

const fn hook(name: &'static str, what: &'static str) -> Field {
    may(name, Shape::Named(Kind::Flow, Class::Whole), what)
}
const HOOKS: Fields = Fields {
    list: &[
        hook("AgentHold", "While the agent is on hold."),
        hook("AgentWhisper", "To the agent before the contact is joined."),
        hook("CustomerHold", "While the customer is on hold."),
        hook("CustomerQueue", "While the customer waits in a queue."),
        hook(
            "CustomerRemaining",
            "When the agent has left: the disconnect flow.",
        ),
        hook(
            "CustomerWhisper",
            "To the customer before the contact is joined.",
        ),
        hook("DefaultAgentUI", "When the contact opens in the workspace."),
        hook(
            "DisconnectAgentUI",
            "When the contact ends in the workspace.",
        ),
        hook("PauseContact", "When the contact is paused."),
        hook("ResumeContact", "When the contact is resumed."),
    ],
    choices: &[Choice::ExactlyOne(&[
        "AgentHold",
        "AgentWhisper",
        "CustomerHold",
        "CustomerQueue",
        "CustomerRemaining",
        "CustomerWhisper",
        "DefaultAgentUI",
        "DisconnectAgentUI",
        "PauseContact",
        "ResumeContact",
    ])],
};

const OUTBOUND_CALL: Fields = Fields {
    list: &[
        may(
            "CallerId",
            Shape::Object(&super::participant::CALLER_NUMBER),
            "The number that is shown.",
        ),
        may(
            "VoiceConnector",
            Shape::Object(&plain(&[
                may(
                    "VoiceConnectorType",
                    Shape::Word(&["ChimeConnector"]),
                    "Its kind.",
                ),
                may("VoiceConnectorArn", WHOLE, "The connector."),
                may("FromUser", TEXT, "The caller."),
                may("ToUser", TEXT, "The called party."),
                may(
                    "UserToUserInformation",
                    TEXT,
                    "What is told the called party.",
                ),
            ])),
            "The connector to call through.",
        ),
        may(
            "ConnectionTimeLimitSeconds",
            Shape::Number(1, 600, Class::Static),
            "How long it may ring.",
        ),
    ],
    choices: &[Choice::AtMostOne(&["CallerId", "VoiceConnector"])],
};

const MODULE: Fields = plain(&[
    must(
        "FlowModuleId",
        Shape::Named(Kind::Module, Class::Static),
        "The module, with :<version>, :$LATEST or an alias after it.",
    ),
    may(
        "Input",
        Shape::Values,
        "What the module's contract asks for.",
    ),
]);
const END_MODULE: Fields = plain(&[
    may(
        "Result",
        STATIC,
        "The branch, one of those that the module's contract declares.",
    ),
    may(
        "ResultData",
        Shape::Values,
        "What the module's contract declares.",
    ),
]);

pub(super) const ACTIONS: &[Described] = &[
    action(
        "UpdateContactTargetQueue",
        "Sets the working queue.",
        ONE_QUEUE,
    ),
    action(
        "TransferContactToQueue",
        "Puts the contact into its working queue and ends the flow.",
        NOTHING,
    ),
    action(
        "DequeueContactAndTransferToQueue",
        "Moves a waiting contact to another queue.",
        ONE_QUEUE,
    ),
    action(
        "TransferContactToAgent",
        "Hands the contact to the agent of a transfer flow.",
        NOTHING,
    ),
    action(
        "UpdateContactRoutingBehavior",
        "Sets priority or age in the queue.",
        ROUTING,
    ),
    action(
        "UpdateContactRoutingCriteria",
        "Sets which agents the contact is for.",
        CRITERIA,
    ),
    action(
        "UpdateContactCallbackNumber",
        "Sets the number to call back.",
        plain(&[must(
            "CallbackNumber",
            Shape::Reference,
            "Where the number is.",
        )]),
    ),
    action("CreateCallbackContact", "Queues a callback.", CALLBACK),
    action(
        "UpdateContactEventHooks",
        "Sets the flow for a later moment.",
        plain(&[must(
            "EventHooks",
            Shape::Object(&HOOKS),
            "The moment and the flow.",
        )]),
    ),
    action(
        "UpdatePreviousContactParticipantState",
        "Holds or joins the parties of the call that is being transferred.",
        plain(&[must(
            "PreviousContactParticipantState",
            Shape::Word(&["AgentOnHold", "CustomerOnHold", "OffHold"]),
            "Who is on hold.",
        )]),
    ),
    action(
        "CompleteOutboundCall",
        "Dials the called party.",
        OUTBOUND_CALL,
    ),
    action("ResumeContact", "Resumes a paused task.", NOTHING),
    action(
        "InvokeFlowModule",
        "Runs a module and goes on with what it returned.",
        MODULE,
    ),
    action(
        "EndFlowModuleExecution",
        "Returns from a module.",
        END_MODULE,
    ),
];
