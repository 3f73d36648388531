//! `StartOutboundChatContact`, `CreatePersistentContactAssociation`, `AuthenticateParticipant` and
//! `UpdateContactMediaProcessing`: what only chats have.
//! Spec: flow-language.md §5.2 and §5.5, connect-c-flows.md §7.12.

use super::ask::{LIMIT, PLAIN, answered, ask, led, result};
use super::{Block, Signal, Step, Waiting, text};
use crate::cx::Cx;
use crate::effect::Timer;
use crate::params::{Param, Params};
use crate::references::Template;
use crate::registry::{ALL, CHAT, Conditions, EVERY, Ends, IN_CQ_TA_TQ, Need, Row, Runs};
use crate::request::{NewChat, Request};
use crate::transitions::ErrorType;
use crate::validate::Check;
use resources::{Channel, FlowKind};
use std::time::Duration;

pub(super) const START: Row = Row {
    name: "StartOutboundChatContact",
    blocks: &["Send message"],
    log: "StartOutboundChatContact",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: PLAIN,
    ends: Ends::No,
    runs: Runs::Asks("chats"),
    parse: parse_start,
};

pub(super) const CONTINUE: Row = Row {
    name: "CreatePersistentContactAssociation",
    blocks: &["Create persistent contact association"],
    log: "CreatePersistentContactAssociation",
    channels: CHAT,
    parse: parse_continue,
    ..START
};

pub(super) const AUTHENTICATE: Row = Row {
    name: "AuthenticateParticipant",
    blocks: &["Authenticate customer"],
    log: "AuthenticateParticipant",
    flows: IN_CQ_TA_TQ,
    channels: CHAT,
    conditions: Conditions::Exactly(&["OptedOut"]),
    errors: &[
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::TimeLimitExceeded, Need::Mandatory),
    ],
    parse: parse_authenticate,
    ..START
};

pub(super) const PROCESSING: Row = Row {
    name: "UpdateContactMediaProcessing",
    blocks: &["Set recording, analytics and processing behavior"],
    log: "SetMediaProcessing",
    flows: IN_CQ_TA_TQ,
    // On another channel it takes its own branch, ChannelMismatch.
    channels: EVERY,
    errors: &[
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::ChannelMismatch, Need::Mandatory),
    ],
    parse: parse_processing,
    ..START
};

#[derive(Debug)]
struct Start {
    source: Param,
    destination: Param,
    flow: Param,
    subtype: String,
    message: Template,
    related: bool,
}

fn empty() -> Param {
    Param::Text("".into())
}

fn endpoint(params: &mut Params<'_>, key: &'static str, kind: &'static str) -> Param {
    let read = params.object(key, |inner| {
        if !inner.has("Address") {
            inner.missing("Address", "the address");
        }
        inner.choice("Type", &[kind]);
        inner.param("Address")
    });
    if read.is_none() {
        params.missing(key, "it must be there");
    }
    read.flatten().unwrap_or_else(empty)
}

fn parse_start(params: &mut Params<'_>) -> Box<dyn Block> {
    let source = endpoint(params, "SourceEndpoint", "CONNECT_PHONENUMBER_ARN");
    let destination = endpoint(params, "DestinationEndpoint", "TELEPHONE_NUMBER");
    if !params.has("ContactFlowArn") {
        params.missing("ContactFlowArn", "say which flow the chat runs");
    }
    let flow = params.param("ContactFlowArn").unwrap_or_else(empty);
    let subtype = params.required("ContactSubtype");
    let message = params.object("InitialSystemMessage", |inner| {
        Template::parse(&inner.required("Content"))
    });
    if message.is_none() {
        params.missing("InitialSystemMessage", "the first message");
    }
    let related = params.choice("RelatedContact", &["CURRENT"]).is_some();
    Box::new(Start {
        source,
        destination,
        flow,
        subtype,
        message: message.unwrap_or_else(|| Template::parse("")),
        related,
    })
}

impl Block for Start {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let parts = [&self.source, &self.destination, &self.flow].map(|it| text(cx, it));
        let [Some(source), Some(destination), Some(flow)] = parts else {
            return Step::fail("a reference has no value");
        };
        let chat = NewChat {
            source,
            destination,
            flow,
            subtype: self.subtype.clone(),
            message: cx.fill(&self.message),
            related: self.related,
        };
        ask(cx, Request::StartChat(Box::new(chat)), LIMIT)
    }

    fn resume(&self, _: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match answered(waiting, signal) {
            Ok(answer) => led(&answer),
            Err(step) => step,
        }
    }

    fn check(&self, check: &mut Check<'_>) {
        check.flow("ContactFlowArn", &self.flow, &[FlowKind::ContactFlow]);
    }
}

#[derive(Debug)]
struct Continue {
    rehydration: Template,
    source: Param,
}

fn parse_continue(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("SourceContactId") {
        params.missing("SourceContactId", "the earlier contact");
    }
    Box::new(Continue {
        rehydration: Template::parse(&params.required("RehydrationType")),
        source: params.param("SourceContactId").unwrap_or_else(empty),
    })
}

impl Block for Continue {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let rehydration = cx.fill(&self.rehydration);
        if !matches!(&*rehydration, "ENTIRE_PAST_SESSION" | "FROM_SEGMENT") {
            return Step::fail("the rehydration type is ENTIRE_PAST_SESSION or FROM_SEGMENT");
        }
        let Some(source) = text(cx, &self.source) else {
            return Step::fail("the reference to the earlier contact has no value");
        };
        let request = Request::ContinueChat {
            rehydration,
            source,
        };
        ask(cx, request, LIMIT)
    }

    fn resume(&self, _: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match answered(waiting, signal) {
            Ok(answer) => led(&answer),
            Err(step) => step,
        }
    }
}

#[derive(Debug)]
struct Authenticate {
    user_pool: String,
    client: String,
    object_type: Option<String>,
    minutes: u32,
}

fn parse_authenticate(params: &mut Params<'_>) -> Box<dyn Block> {
    let cognito = params.object("CognitoConfiguration", |inner| {
        (inner.required("UserPoolArn"), inner.required("AppClientId"))
    });
    if cognito.is_none() {
        params.missing("CognitoConfiguration", "say where the customer signs in");
    }
    let (user_pool, client) = cognito.unwrap_or_default();
    let object_type = params.object("CustomerProfilesConfiguration", |inner| {
        inner.text("ObjectTypeName")
    });
    if !params.has("TimeLimitMinutes") {
        params.missing("TimeLimitMinutes", "how long the customer may take");
    }
    Box::new(Authenticate {
        user_pool,
        client,
        object_type: object_type.flatten(),
        minutes: params.number("TimeLimitMinutes", 1..=10_080).unwrap_or(1),
    })
}

impl Block for Authenticate {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let request = Request::Authenticate {
            user_pool: self.user_pool.clone(),
            client: self.client.clone(),
            object_type: self.object_type.clone(),
        };
        let limit = Duration::from_secs(60 * u64::from(self.minutes));
        ask(cx, request, limit)
    }

    fn resume(&self, cx: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        if matches!(signal, Signal::Timer(Timer::Answer)) {
            let why = "the customer did not sign in in time";
            return Step::Error(ErrorType::TimeLimitExceeded, why.into());
        }
        match answered(waiting, signal) {
            // Success is no result of its own: it goes on by NextAction.
            Ok(answer) => match result(&answer) {
                Step::Result(word) if word == "OptedOut" => Step::Result(word),
                Step::Result(_) => Step::Lead(cx.action.transitions().next),
                other => other,
            },
            Err(step) => step,
        }
    }
}

#[derive(Debug)]
struct Processing {
    on: bool,
    function: Option<Param>,
    deliver_unprocessed: bool,
}

fn parse_processing(params: &mut Params<'_>) -> Box<dyn Block> {
    let read = params.object("ChatProcessor", |inner| {
        if !inner.has("ProcessingEnabled") {
            inner.missing("ProcessingEnabled", "True or False");
        }
        let on = inner.flag("ProcessingEnabled").unwrap_or_default();
        let function = inner.param("LambdaProcessorARN");
        if on && function.is_none() {
            inner.missing("LambdaProcessorARN", "say which function");
        }
        let deliver = inner.object("ChatProcessorSettings", |inner| {
            if !inner.has("DeliverUnprocessedMessages") {
                inner.missing("DeliverUnprocessedMessages", "True or False");
            }
            inner.flag("DeliverUnprocessedMessages").unwrap_or_default()
        });
        if deliver.is_none() {
            inner.missing("ChatProcessorSettings", "it must be there");
        }
        Processing {
            on,
            function,
            deliver_unprocessed: deliver.unwrap_or_default(),
        }
    });
    if read.is_none() {
        params.missing("ChatProcessor", "it must be there");
    }
    Box::new(read.unwrap_or(Processing {
        on: false,
        function: None,
        deliver_unprocessed: false,
    }))
}

impl Block for Processing {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        if cx.host.channel() != Channel::Chat {
            let why = "only chats are processed";
            return Step::Error(ErrorType::ChannelMismatch, why.into());
        }
        let function = self.function.as_ref().filter(|_| self.on);
        let function = match function.map(|it| text(cx, it)) {
            Some(None) => return Step::fail("the reference to a function has no value"),
            other => other.flatten(),
        };
        let request = Request::MessageProcessing {
            function,
            deliver_unprocessed: self.deliver_unprocessed,
        };
        ask(cx, request, LIMIT)
    }

    fn resume(&self, _: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match answered(waiting, signal) {
            Ok(answer) => led(&answer),
            Err(step) => step,
        }
    }
}
