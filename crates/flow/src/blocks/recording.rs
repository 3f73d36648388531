//! `UpdateContactRecordingBehavior` and its successor with analytics: who is recorded from now on.
//! Spec: flow-language.md §5.2, connect-c-flows.md §7.35.

use super::{Block, Step};
use crate::change::{Change, Recording};
use crate::cx::Cx;
use crate::params::Params;
use crate::problem::Rule;
use crate::registry::{Conditions, Ends, IN_CQ_OW_TA_TQ, Need, Row, Runs, VOICE_CHAT};
use crate::transitions::ErrorType;
use resources::Channel;
use serde_json::Value;

pub(super) const BEHAVIOR: Row = Row {
    name: "UpdateContactRecordingBehavior",
    blocks: &["Set recording and analytics behavior"],
    log: "SetRecordingBehavior",
    flows: IN_CQ_OW_TA_TQ,
    channels: VOICE_CHAT,
    conditions: Conditions::None,
    errors: &[],
    ends: Ends::No,
    runs: Runs::Itself,
    parse: parse_behavior,
};

pub(super) const BEHAVIOR_AND_ANALYTICS: Row = Row {
    name: "UpdateContactRecordingAndAnalyticsBehavior",
    blocks: &["Set recording, analytics and processing behavior"],
    errors: &[
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::ChannelMismatch, Need::Mandatory),
        (
            ErrorType::InFlightRedactionConfigurationFailed,
            Need::Depends,
        ),
    ],
    parse: parse_behavior_and_analytics,
    ..BEHAVIOR
};

#[derive(Debug)]
struct Behavior(Recording);

#[derive(Debug)]
struct BehaviorAndAnalytics {
    recording: Recording,
    channel: Channel,
}

/// Adds the participants of `key`; `[]` records nobody.
fn participants(params: &mut Params<'_>, recording: &mut Recording) {
    for name in params.list("RecordedParticipants").unwrap_or_default() {
        match name.as_str() {
            "Agent" => recording.agent = true,
            "Customer" => recording.customer = true,
            _ => params.report(
                Rule::ParameterValue,
                "RecordedParticipants",
                "expected Agent or Customer",
            ),
        }
    }
    let ivr = params.choice("IVRRecordingBehavior", &["Enabled", "Disabled"]);
    recording.automated = ivr.map(|word| word == "Enabled");
}

fn screen(params: &mut Params<'_>) -> bool {
    let list = params
        .list("ScreenRecordedParticipants")
        .unwrap_or_default();
    if list.iter().any(|name| name != "Agent") {
        let hint = "only the Agent's screen can be recorded";
        params.report(Rule::ParameterValue, "ScreenRecordedParticipants", hint);
    }
    !list.is_empty()
}

fn is_on(analytics: &Value) -> bool {
    match analytics.get("Enabled") {
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        Some(Value::Bool(on)) => *on,
        _ => false,
    }
}

fn parse_behavior(params: &mut Params<'_>) -> Box<dyn Block> {
    let mut recording = Recording::default();
    let read = params.object("RecordingBehavior", |inner| {
        participants(inner, &mut recording);
        recording.screen = screen(inner);
    });
    let analytics = params.value("AnalyticsBehavior");
    if read.is_none() && analytics.is_none() {
        params.missing("RecordingBehavior", "say who is recorded; [] is nobody");
    }
    recording.analytics = analytics.filter(is_on);
    if recording.analytics.is_some() && !(recording.agent && recording.customer) {
        let hint = "analytics need both participants recorded";
        params.report(Rule::ParameterValue, "AnalyticsBehavior", hint);
    }
    Box::new(Behavior(recording))
}

fn parse_behavior_and_analytics(params: &mut Params<'_>) -> Box<dyn Block> {
    let mut recording = Recording::default();
    let voice = params.object("VoiceBehavior", |inner| {
        inner.object("VoiceRecordingBehavior", |inner| {
            participants(inner, &mut recording)
        });
        recording.analytics = inner.value("VoiceAnalyticsBehavior").filter(is_on);
    });
    let chat = params.object("ChatBehavior", |inner| {
        recording.agent = true;
        recording.customer = true;
        recording.analytics = inner.value("ChatAnalyticsBehavior").filter(is_on);
    });
    if voice.is_some() == chat.is_some() {
        params.missing(
            "VoiceBehavior",
            "give exactly one of VoiceBehavior and ChatBehavior",
        );
    }
    let screen = params.object("ScreenRecordingBehavior", screen);
    recording.screen = screen.unwrap_or_default();
    let channel = if chat.is_some() {
        Channel::Chat
    } else {
        Channel::Voice
    };
    Box::new(BehaviorAndAnalytics { recording, channel })
}

impl Block for Behavior {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        cx.apply(Change::Recording(self.0.clone())).into()
    }
}

impl Block for BehaviorAndAnalytics {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        if cx.host.channel() != self.channel {
            let why = "the settings are for another channel";
            return Step::Error(ErrorType::ChannelMismatch, why.into());
        }
        cx.apply(Change::Recording(self.recording.clone())).into()
    }

    fn errors(&self, row: &Row) -> Vec<(ErrorType, Need)> {
        let own = ErrorType::InFlightRedactionConfigurationFailed;
        let redacts = self
            .recording
            .analytics
            .as_ref()
            .is_some_and(|value| value.get("InFlightChatRedactionConfiguration").is_some());
        row.errors
            .iter()
            .filter(|(error, _)| *error != own || self.channel == Channel::Chat)
            .map(|(error, need)| match need {
                Need::Depends if redacts => (*error, Need::Mandatory),
                Need::Depends => (*error, Need::Optional),
                need => (*error, *need),
            })
            .collect()
    }
}
