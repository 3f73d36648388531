//! `UpdateContactData`: sets system data of the contact.
//! Spec: flow-language.md §5.1 and §12.

use super::attributes::target;
use super::{Block, Step, text};
use crate::change::{Change, ContactUpdate, TargetContact};
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::problem::Rule;
use crate::references::Template;
use crate::registry::{ALL, Conditions, EVERY, Ends, Need, Row, Runs};
use crate::transitions::ErrorType;

pub(super) const ROW: Row = Row {
    name: "UpdateContactData",
    blocks: &[
        "Set contact attributes",
        "Set voice",
        "Set Voice ID",
        "Connect assistant",
    ],
    log: "SetContactData",
    flows: ALL,
    channels: EVERY,
    conditions: Conditions::None,
    errors: &[(ErrorType::NoMatchingError, Need::Mandatory)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct ContactData {
    target: TargetContact,
    name: Option<Template>,
    description: Option<Template>,
    language: Option<Param>,
    customer_id: Option<Param>,
    wisdom_session: Option<Param>,
    /// Voice ID has ended; a flow that switches it on takes its error branch.
    voice_id: bool,
}

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let data = ContactData {
        target: target(params),
        name: params.template("Name"),
        description: params.template("Description"),
        language: params.param("LanguageCode"),
        customer_id: params.param("CustomerId"),
        wisdom_session: params.param("WisdomSessionArn"),
        voice_id: voice_id(params),
    };
    Box::new(data)
}

/// The legacy switches: all three together, with all thresholds when one is on and with none when
/// all are off.
fn voice_id(params: &mut Params<'_>) -> bool {
    const SWITCHES: [&str; 3] = [
        "IsVoiceIdStreamingEnabled",
        "IsVoiceAuthenticationEnabled",
        "IsFraudDetectionEnabled",
    ];
    let switches = SWITCHES.map(|key| params.flag(key));
    let thresholds = [
        params.number("VoiceAuthenticationThreshold", 0..=100),
        params.number("VoiceAuthenticationResponseTime", 5..=10),
        params.number("FraudDetectionThreshold", 0..=100),
    ];
    let _ = params.text("WatchlistId");
    let given = switches.iter().flatten().count();
    let on = switches.contains(&Some(true));
    if given != 0 && given != SWITCHES.len() {
        params.report(
            Rule::MissingParameter,
            SWITCHES[0],
            "give all three Voice ID switches",
        );
    }
    let set = thresholds.iter().flatten().count();
    if (on && set != thresholds.len()) || (!on && set != 0) {
        let hint = "thresholds are given exactly when Voice ID is switched on";
        params.report(Rule::ParameterValue, "VoiceAuthenticationThreshold", hint);
    }
    on
}

impl Block for ContactData {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        if self.voice_id {
            return Step::fail("Voice ID is not available");
        }
        let fill = |template: &Option<Template>| template.as_ref().map(|text| cx.fill(text));
        let mut missing = false;
        let mut read = |param: &Option<Param>| {
            let value = param.as_ref().map(|param| text(cx, param));
            missing |= value == Some(None);
            value.flatten()
        };
        let update = ContactUpdate {
            target: self.target,
            name: fill(&self.name),
            description: fill(&self.description),
            language: read(&self.language),
            customer_id: read(&self.customer_id),
            wisdom_session: read(&self.wisdom_session),
        };
        if missing {
            return Step::fail("a reference has no value");
        }
        cx.apply(Change::Data(update)).into()
    }
}
