//! Actions that are known but not run yet: they parse without loss, their envelope is validated,
//! and when run they take their error branch, with a line in the flow log.
//!
//! To make one run, move its row into a file of its own. Spec: flow-language.md §5 to §8.

use super::{Block, Step};
use crate::cx::Cx;
use crate::params::Params;
use crate::problem::Rule;
use crate::registry::{
    ALL, CHAT, Channels, Conditions, EVERY, Ends, FlowTypes, IN, IN_CQ_OW_TA_TQ, IN_CQ_TA_TQ,
    IN_TA_TQ, Need, OnChannel, Row, VOICE, VOICE_CHAT,
};
use crate::transitions::{ErrorType, Operator};
use resources::FlowKind as K;

/// A type whose parameters are not published: it is kept, but not published.
#[derive(Debug)]
struct Opaque;

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    params.accept_all();
    Box::new(Opaque)
}

fn parse_unspecified(params: &mut Params<'_>) -> Box<dyn Block> {
    let hint = "save the flow without publishing it";
    params.report(Rule::UnspecifiedType, "", hint);
    parse(params)
}

impl Block for Opaque {
    fn enter(&self, _: &mut Cx<'_>) -> Step {
        Step::fail("the action is not available yet")
    }
}

type Errors = &'static [(ErrorType, Need)];

const ERROR: (ErrorType, Need) = (ErrorType::NoMatchingError, Need::Mandatory);
const PLAIN: Errors = &[ERROR];
const CASE: Errors = &[ERROR, (ErrorType::ContactNotLinked, Need::Depends)];
const NONE_FOUND: Errors = &[ERROR, (ErrorType::NoneFoundError, Need::Mandatory)];
const EQUALS: Conditions = Conditions::Any(&[Operator::Equals]);
const NOTHING: Conditions = Conditions::None;
const STREAMING: FlowTypes = IN_CQ_OW_TA_TQ.and(&[K::CustomerWhisper, K::AgentWhisper]);
const VOICE_ID: FlowTypes = STREAMING;
const TASK: Channels = Channels {
    voice: OnChannel::Error,
    chat: OnChannel::Error,
    task: OnChannel::Works,
    email: OnChannel::Error,
};
const EMAIL: Channels = Channels {
    task: OnChannel::Error,
    email: OnChannel::Works,
    ..TASK
};

const fn known(
    (name, block, log): (&'static str, &'static [&'static str], &'static str),
    flows: FlowTypes,
    channels: Channels,
    conditions: Conditions,
    errors: Errors,
) -> Row {
    Row {
        name,
        blocks: block,
        log,
        flows,
        channels,
        conditions,
        errors,
        ends: Ends::No,
        runnable: false,
        parse,
    }
}

const fn unspecified(name: &'static str, block: &'static [&'static str]) -> Row {
    Row {
        parse: parse_unspecified,
        ..known((name, block, name), ALL, EVERY, NOTHING, PLAIN)
    }
}

pub(crate) static ROWS: &[Row] = &[
    known(
        (
            "UpdateContactMediaProcessing",
            &["Set recording, analytics and processing behavior"],
            "SetMediaProcessing",
        ),
        IN_CQ_TA_TQ,
        CHAT,
        NOTHING,
        &[ERROR, (ErrorType::ChannelMismatch, Need::Mandatory)],
    ),
    known(
        (
            "UpdateContactMediaStreamingBehavior",
            &["Start media streaming", "Stop media streaming"],
            "StartMediaStreaming",
        ),
        STREAMING,
        VOICE,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "UpdateContactRoutingCriteria",
            &["Set routing criteria"],
            "SetRoutingCriteria",
        ),
        IN_CQ_TA_TQ,
        EVERY,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "CreateCallbackContact",
            &["Transfer to queue"],
            "CreateCallback",
        ),
        IN_CQ_TA_TQ,
        VOICE,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "UpdatePreviousContactParticipantState",
            &["Hold customer or agent"],
            "HoldParticipants",
        ),
        IN_TA_TQ.and(&[K::OutboundWhisper]),
        VOICE,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "CompleteOutboundCall",
            &["Call phone number"],
            "CompleteOutboundCall",
        ),
        FlowTypes::of(&[K::OutboundWhisper]),
        VOICE,
        NOTHING,
        &[],
    ),
    known(
        ("ResumeContact", &["Resume contact"], "ResumeContact"),
        ALL,
        TASK,
        NOTHING,
        PLAIN,
    ),
    known(
        ("CreateTask", &["Create task"], "CreateTask"),
        ALL,
        EVERY,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "CreatePersistentContactAssociation",
            &["Create persistent contact association"],
            "CreatePersistentContactAssociation",
        ),
        ALL,
        CHAT,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "StartOutboundChatContact",
            &["Send message"],
            "StartOutboundChatContact",
        ),
        ALL,
        EVERY,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "LoadContactContent",
            &["Get stored content"],
            "LoadContactContent",
        ),
        ALL,
        EMAIL,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "AuthenticateParticipant",
            &["Authenticate customer"],
            "AuthenticateParticipant",
        ),
        IN_CQ_TA_TQ,
        CHAT,
        Conditions::Exactly(&["OptedOut"]),
        &[ERROR, (ErrorType::TimeLimitExceeded, Need::Mandatory)],
    ),
    known(
        (
            "CreateWisdomSession",
            &["Connect assistant"],
            "CreateWisdomSession",
        ),
        IN_CQ_OW_TA_TQ,
        VOICE_CHAT,
        NOTHING,
        PLAIN,
    ),
    known(
        ("CreateCase", &["Cases"], "CreateCase"),
        ALL,
        EVERY,
        NOTHING,
        CASE,
    ),
    known(
        ("GetCase", &["Cases"], "GetCase"),
        ALL,
        EVERY,
        NOTHING,
        &[
            (ErrorType::MultipleFound, Need::Mandatory),
            (ErrorType::NoneFound, Need::Mandatory),
            ERROR,
            (ErrorType::ContactNotLinked, Need::Depends),
        ],
    ),
    known(
        ("UpdateCase", &["Cases"], "UpdateCase"),
        ALL,
        EVERY,
        NOTHING,
        CASE,
    ),
    known(
        (
            "CheckOutboundCallStatus",
            &["Check call progress"],
            "CheckOutboundCallStatus",
        ),
        ALL,
        VOICE,
        EQUALS,
        PLAIN,
    ),
    known(
        ("StartVoiceIdStream", &["Set Voice ID"], "SetVoiceId"),
        VOICE_ID,
        VOICE,
        NOTHING,
        PLAIN,
    ),
    known(
        ("CheckVoiceId", &["Check Voice ID"], "CheckVoiceId"),
        VOICE_ID,
        VOICE,
        EQUALS,
        PLAIN,
    ),
    known(
        (
            "EvaluateDataTableValues",
            &["Data table"],
            "EvaluateDataTableValues",
        ),
        ALL,
        EVERY,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "ListDataTableValues",
            &["Data table"],
            "ListDataTableValues",
        ),
        ALL,
        EVERY,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "UpsertDataTableValues",
            &["Data table"],
            "UpsertDataTableValues",
        ),
        ALL,
        EVERY,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "ConnectParticipantWithLexBot",
            &["Get customer input"],
            "GetUserInput",
        ),
        IN_CQ_TA_TQ,
        EVERY,
        EQUALS,
        &[
            (ErrorType::NoMatchingCondition, Need::Mandatory),
            ERROR,
            (ErrorType::InputTimeLimitExceeded, Need::Depends),
        ],
    ),
    known(
        ("ShowView", &["Show view"], "ShowView"),
        IN,
        CHAT,
        EQUALS,
        &[
            (ErrorType::NoMatchingCondition, Need::Mandatory),
            ERROR,
            (ErrorType::TimeLimitExceeded, Need::Mandatory),
        ],
    ),
    known(
        (
            "TransferParticipantToThirdParty",
            &["Transfer to phone number"],
            "TransferToPhoneNumber",
        ),
        IN_CQ_TA_TQ,
        VOICE,
        NOTHING,
        &[
            ERROR,
            (ErrorType::CallFailed, Need::Depends),
            (ErrorType::ConnectionTimeLimitExceeded, Need::Depends),
        ],
    ),
    known(
        (
            "CreateCustomerProfile",
            &["Customer profiles"],
            "CustomerProfiles",
        ),
        ALL,
        EVERY,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "GetCustomerProfile",
            &["Customer profiles"],
            "CustomerProfiles",
        ),
        ALL,
        EVERY,
        NOTHING,
        &[
            (ErrorType::MultipleFoundError, Need::Mandatory),
            (ErrorType::NoneFoundError, Need::Mandatory),
            ERROR,
        ],
    ),
    known(
        (
            "UpdateCustomerProfile",
            &["Customer profiles"],
            "CustomerProfiles",
        ),
        ALL,
        EVERY,
        NOTHING,
        PLAIN,
    ),
    known(
        (
            "GetCustomerProfileObject",
            &["Customer profiles"],
            "CustomerProfiles",
        ),
        ALL,
        EVERY,
        NOTHING,
        NONE_FOUND,
    ),
    known(
        (
            "GetCalculatedAttributesForCustomerProfile",
            &["Customer profiles"],
            "CustomerProfiles",
        ),
        ALL,
        EVERY,
        NOTHING,
        NONE_FOUND,
    ),
    known(
        (
            "AssociateContactToCustomerProfile",
            &["Customer profiles"],
            "CustomerProfiles",
        ),
        ALL,
        EVERY,
        NOTHING,
        PLAIN,
    ),
    unspecified("CreateContact", &[]),
    unspecified("StartOutboundEmailContact", &["Send message"]),
    unspecified("RenderMessageTemplate", &[]),
];
