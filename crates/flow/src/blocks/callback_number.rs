//! `UpdateContactCallbackNumber`: sets the number to call back.
//! Spec: flow-language.md §5.3, connect-c-flows.md §7.28.

use super::{Block, Step};
use crate::change::Change;
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::problem::Rule;
use crate::references::Path;
use crate::registry::{Conditions, Ends, IN_CQ_TA_TQ, Need, Row, Runs, VOICE};
use crate::transitions::ErrorType;
use ids::PhoneNumber;

pub(super) const ROW: Row = Row {
    name: "UpdateContactCallbackNumber",
    blocks: &["Set callback number"],
    log: "SetCallBackNumber",
    flows: IN_CQ_TA_TQ,
    channels: VOICE,
    conditions: Conditions::None,
    errors: &[
        (ErrorType::InvalidCallbackNumber, Need::Mandatory),
        (ErrorType::CallbackNumberNotDialable, Need::Mandatory),
    ],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct CallbackNumber(Option<Path>);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let path = match params.param("CallbackNumber") {
        Some(Param::Path(path)) => Some(path),
        _ => {
            let hint = "expected a reference, such as $.StoredCustomerInput";
            params.report(Rule::ParameterValue, "CallbackNumber", hint);
            None
        }
    };
    Box::new(CallbackNumber(path))
}

impl Block for CallbackNumber {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let value = self.0.as_ref().and_then(|path| cx.resolve(path));
        let number = value.map(|value| PhoneNumber::from_dialled(&value.into_text()));
        match number {
            Some(Ok(number)) => cx.apply(Change::CallbackNumber(number.into())).into(),
            _ => {
                let why = "the value is no phone number";
                Step::Error(ErrorType::InvalidCallbackNumber, why.into())
            }
        }
    }
}
