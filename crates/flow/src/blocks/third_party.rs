//! `TransferParticipantToThirdParty` and `CompleteOutboundCall`: calls that a flow places.
//! Spec: flow-language.md §5.3 and §7, connect-c-flows.md §7.2 and §7.47.

use super::{Block, Signal, Step, Waiting, number, text};
use crate::cx::Cx;
use crate::effect::{CallerId, Effect, Outcome, ThirdPartyEvent};
use crate::params::{NumberParam, Param, Params};
use crate::problem::Rule;
use crate::references::Template;
use crate::registry::{Conditions, Ends, FlowTypes, IN_CQ_TA_TQ, Need, Row, Runs, VOICE};
use crate::transitions::ErrorType;
use ids::PhoneNumber;
use resources::FlowKind as K;
use std::time::Duration;

pub(super) const TRANSFER: Row = Row {
    name: "TransferParticipantToThirdParty",
    blocks: &["Transfer to phone number"],
    log: "TransferToPhoneNumber",
    flows: IN_CQ_TA_TQ,
    channels: VOICE,
    conditions: Conditions::None,
    errors: &[
        (ErrorType::NoMatchingError, Need::Mandatory),
        (ErrorType::CallFailed, Need::Depends),
        (ErrorType::ConnectionTimeLimitExceeded, Need::Depends),
    ],
    ends: Ends::No,
    runs: Runs::Itself,
    parse: parse_transfer,
};

pub(super) const COMPLETE: Row = Row {
    name: "CompleteOutboundCall",
    blocks: &["Call phone number"],
    log: "CompleteOutboundCall",
    flows: FlowTypes::of(&[K::OutboundWhisper]),
    errors: &[],
    parse: parse_complete,
    ..TRANSFER
};

/// The longest ring, in seconds.
const RING: u32 = 600;
/// The most keys that are sent.
const KEYS: usize = 50;

#[derive(Debug)]
struct Transfer {
    number: Template,
    limit: NumberParam,
    resume: bool,
    dtmf: Option<Param>,
    caller_number: Option<Param>,
    caller_name: Option<Template>,
}

fn parse_transfer(params: &mut Params<'_>) -> Box<dyn Block> {
    let number = Template::parse(&params.required("ThirdPartyPhoneNumber"));
    if number
        .as_text()
        .is_some_and(|it| !it.is_empty() && number_of(it).is_none())
    {
        let hint = "expected an E.164 number, such as +12065550100";
        params.report(Rule::ParameterValue, "ThirdPartyPhoneNumber", hint);
    }
    for key in [
        "ThirdPartyConnectionTimeLimitSeconds",
        "ContinueFlowExecution",
    ] {
        if !params.has(key) {
            params.missing(key, "it must be there");
        }
    }
    let limit = params.number_or_path("ThirdPartyConnectionTimeLimitSeconds", 0..=RING);
    let dtmf = params.param("ThirdPartyDTMFDigits");
    if let Some(Param::Text(keys)) = &dtmf
        && !are_keys(keys)
    {
        let hint = "at most 50 of 0 to 9, *, # and the comma";
        params.report(Rule::ParameterValue, "ThirdPartyDTMFDigits", hint);
    }
    let caller = params.object("CallerId", |inner| {
        (inner.param("Number"), inner.template("Name"))
    });
    let (caller_number, caller_name) = caller.unwrap_or_default();
    Box::new(Transfer {
        number,
        limit: limit.unwrap_or(NumberParam::Fixed(30)),
        resume: params.flag("ContinueFlowExecution").unwrap_or_default(),
        dtmf,
        caller_number,
        caller_name,
    })
}

fn number_of(text: &str) -> Option<String> {
    let number: PhoneNumber = text.trim().parse().ok()?;
    Some(number.into())
}

fn are_keys(text: &str) -> bool {
    let keys = |c| matches!(c, '0'..='9' | '*' | '#' | ',');
    text.len() <= KEYS && text.chars().all(keys)
}

impl Transfer {
    fn dial(&self, cx: &Cx<'_>) -> Result<(String, Duration, CallerId, Option<String>), Step> {
        let number_text = cx.fill(&self.number);
        let number_ok = number_of(&number_text)
            .ok_or_else(|| Step::fail("the third party's number is no E.164 number"))?;
        let limit = number(cx, &self.limit, 0..=RING)
            .ok_or_else(|| Step::fail("the time limit is no number of seconds up to 600"))?;
        let dtmf = match self.dtmf.as_ref().map(|it| text(cx, it)) {
            Some(Some(keys)) if are_keys(&keys) => Some(keys),
            Some(_) => return Err(Step::fail("the keys to send are none")),
            None => None,
        };
        let caller_number = match self.caller_number.as_ref().map(|it| text(cx, it)) {
            Some(None) => return Err(Step::fail("the reference to a caller id has no value")),
            other => other.flatten(),
        };
        let name = self.caller_name.as_ref().map(|it| cx.fill(it));
        let caller_id = CallerId {
            number: caller_number,
            name: name.filter(|it| !it.is_empty()),
        };
        let limit = Duration::from_secs(limit.into());
        Ok((number_ok, limit, caller_id, dtmf))
    }
}

impl Block for Transfer {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let (number, limit, caller_id, dtmf) = match self.dial(cx) {
            Ok(parts) => parts,
            Err(step) => return step,
        };
        let id = cx.request();
        cx.core.lambda_time = Duration::ZERO;
        cx.core.outbox.push_back(Effect::DialThirdParty {
            id,
            number,
            limit,
            caller_id,
            dtmf,
            resume: self.resume,
        });
        Step::Park(Waiting::ThirdParty(id))
    }

    fn resume(&self, _: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        let (Waiting::ThirdParty(id), Signal::ThirdParty(of, event)) = (&waiting, &signal) else {
            return Step::Park(waiting);
        };
        if of != id {
            return Step::Park(waiting);
        }
        match event {
            ThirdPartyEvent::Connected if self.resume => Step::Park(waiting),
            ThirdPartyEvent::Connected => Step::Finish(Outcome::TransferredToNumber),
            ThirdPartyEvent::Left => Step::Next,
            ThirdPartyEvent::Failed => {
                Step::Error(ErrorType::CallFailed, "the call could not be made".into())
            }
            ThirdPartyEvent::TimedOut => Step::Error(
                ErrorType::ConnectionTimeLimitExceeded,
                "nobody answered in time".into(),
            ),
        }
    }

    fn errors(&self, row: &Row) -> Vec<(ErrorType, Need)> {
        let known = row.errors.iter();
        known
            .filter(|(_, need)| *need != Need::Depends || self.resume)
            .map(|(error, _)| (*error, Need::Mandatory))
            .collect()
    }
}

#[derive(Debug)]
struct Complete {
    caller: Option<Param>,
    limit: Option<u32>,
}

fn parse_complete(params: &mut Params<'_>) -> Box<dyn Block> {
    let caller = params.object("CallerId", |inner| {
        if !inner.has("Number") {
            inner.missing("Number", "the number that calls");
        }
        inner.param("Number")
    });
    // A Voice Connector of one's own: kept, and the product's own trunks call (inferred).
    params.object("VoiceConnector", |inner| {
        inner.choice("VoiceConnectorType", &["ChimeConnector"]);
        for key in [
            "VoiceConnectorArn",
            "FromUser",
            "ToUser",
            "UserToUserInformation",
        ] {
            inner.param(key);
        }
    });
    Box::new(Complete {
        caller: caller.flatten(),
        limit: params.number("ConnectionTimeLimitSeconds", 1..=RING),
    })
}

impl Block for Complete {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        if cx.host.reached() {
            return Step::Next;
        }
        let number = match self.caller.as_ref().map(|it| text(cx, it)) {
            // There is no error branch: a failure drops the call (connect-c-flows.md §7.2).
            Some(None) => return Step::Finish(Outcome::Disconnect),
            other => other.flatten(),
        };
        let id = cx.request();
        let limit = self.limit.map(|it| Duration::from_secs(it.into()));
        let caller_id = CallerId { number, name: None };
        cx.core.outbox.push_back(Effect::DialCustomer {
            id,
            caller_id,
            limit,
        });
        Step::Park(Waiting::ThirdParty(id))
    }

    fn resume(&self, _: &mut Cx<'_>, waiting: Waiting, signal: Signal) -> Step {
        match (&waiting, &signal) {
            (Waiting::ThirdParty(id), Signal::ThirdParty(of, event)) if of == id => match event {
                ThirdPartyEvent::Connected => Step::Next,
                _ => Step::Finish(Outcome::Disconnect),
            },
            _ => Step::Park(waiting),
        }
    }
}
