//! `UpdateContactMediaStreamingBehavior`, `CheckOutboundCallStatus`, `StartVoiceIdStream` and
//! `CheckVoiceId`: what only calls have and other parts of the product do.
//! Spec: flow-language.md §5.2 and §6, connect-c-flows.md §7.5, §7.9, §7.37, §7.42 and §7.43.

use super::ask::{LIMIT, PLAIN, answered, ask, led, result};
use super::{Block, Signal, Step, Waiting};
use crate::cx::Cx;
use crate::params::Params;
use crate::problem::Rule;
use crate::registry::{ALL, Conditions, Ends, FlowTypes, IN_CQ_OW_TA_TQ, Row, Runs, VOICE};
use crate::request::Request;
use crate::transitions::{Condition, Operator};
use resources::FlowKind as K;

/// Every type but the hold flows.
const NO_HOLD: FlowTypes = IN_CQ_OW_TA_TQ.and(&[K::CustomerWhisper, K::AgentWhisper]);
const EQUALS: Conditions = Conditions::Any(&[Operator::Equals]);

pub(super) const STREAMING: Row = Row {
    name: "UpdateContactMediaStreamingBehavior",
    blocks: &["Start media streaming", "Stop media streaming"],
    log: "StartMediaStreaming",
    flows: NO_HOLD,
    channels: VOICE,
    conditions: Conditions::None,
    errors: PLAIN,
    ends: Ends::No,
    runs: Runs::Asks("media streaming"),
    parse: parse_streaming,
};

pub(super) const PROGRESS: Row = Row {
    name: "CheckOutboundCallStatus",
    blocks: &["Check call progress"],
    log: "CheckOutboundCallStatus",
    flows: ALL,
    conditions: EQUALS,
    runs: Runs::Asks("call progress"),
    parse: |_| Box::new(Progress),
    ..STREAMING
};

pub(super) const START_VOICE_ID: Row = Row {
    name: "StartVoiceIdStream",
    blocks: &["Set Voice ID"],
    log: "SetVoiceId",
    runs: Runs::Asks("Voice ID"),
    parse: |_| Box::new(StartVoiceId),
    ..STREAMING
};

pub(super) const CHECK_VOICE_ID: Row = Row {
    name: "CheckVoiceId",
    blocks: &["Check Voice ID"],
    log: "CheckVoiceId",
    conditions: EQUALS,
    runs: Runs::Asks("Voice ID"),
    parse: parse_check,
    ..STREAMING
};

#[derive(Debug)]
struct Streaming {
    on: bool,
    from_customer: bool,
    to_customer: bool,
}

fn parse_streaming(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("MediaStreamingState") {
        params.missing("MediaStreamingState", "Enabled or Disabled");
    }
    let state = params.choice("MediaStreamingState", &["Enabled", "Disabled"]);
    params.choice("MediaStreamType", &["Audio"]);
    let mut streaming = Streaming {
        on: state == Some("Enabled"),
        from_customer: false,
        to_customer: false,
    };
    params.objects("Participants", |inner| {
        inner.choice("ParticipantType", &["Customer"]);
        for direction in inner.list("MediaDirections").unwrap_or_default() {
            match direction.as_str() {
                "From" => streaming.from_customer = true,
                "To" => streaming.to_customer = true,
                _ => inner.report(
                    Rule::ParameterValue,
                    "MediaDirections",
                    "expected From or To",
                ),
            }
        }
    });
    if streaming.on && !streaming.from_customer && !streaming.to_customer {
        let hint = "say which directions of the customer's audio are streamed";
        params.report(Rule::ParameterValue, "Participants", hint);
    }
    Box::new(streaming)
}

impl Block for Streaming {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let request = Request::MediaStreaming {
            on: self.on,
            from_customer: self.from_customer,
            to_customer: self.to_customer,
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
struct Progress;

impl Block for Progress {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        ask(cx, Request::CallProgress, LIMIT)
    }

    fn resume(&self, _: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match answered(waiting, signal) {
            Ok(answer) => result(&answer),
            Err(step) => step,
        }
    }

    fn refuses(&self, condition: &Condition) -> Option<&'static str> {
        let known = [
            "CallAnswered",
            "VoicemailBeep",
            "VoicemailNoBeep",
            "NotDetected",
        ];
        (!known.contains(&&*condition.operand)).then_some("the action has no such result")
    }
}

#[derive(Debug)]
struct StartVoiceId;

impl Block for StartVoiceId {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        ask(cx, Request::StartVoiceId, LIMIT)
    }

    fn resume(&self, _: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match answered(waiting, signal) {
            Ok(answer) => led(&answer),
            Err(step) => step,
        }
    }
}

const OPTIONS: &[&str] = &["enrollmentStatus", "voiceAuthentication", "fraudDetection"];

#[derive(Debug)]
struct CheckVoiceId(&'static str);

fn parse_check(params: &mut Params<'_>) -> Box<dyn Block> {
    if !params.has("CheckVoiceIdOption") {
        params.missing("CheckVoiceIdOption", "say what is checked");
    }
    let option = params.choice("CheckVoiceIdOption", OPTIONS);
    Box::new(CheckVoiceId(option.unwrap_or("enrollmentStatus")))
}

impl Block for CheckVoiceId {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        ask(cx, Request::CheckVoiceId { option: self.0 }, LIMIT)
    }

    fn resume(&self, _: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match answered(waiting, signal) {
            Ok(answer) => result(&answer),
            Err(step) => step,
        }
    }

    fn refuses(&self, condition: &Condition) -> Option<&'static str> {
        let known: &[&str] = match self.0 {
            "enrollmentStatus" => &["Enrolled", "NotEnrolled", "OptedOut"],
            "voiceAuthentication" => &[
                "Authenticated",
                "NotAuthenticated",
                "Inconclusive",
                "NotEnrolled",
                "OptedOut",
            ],
            _ => &["HighRisk", "LowRisk", "Inconclusive"],
        };
        (!known.contains(&&*condition.operand)).then_some("the action has no such result")
    }
}
