//! `CheckHoursOfOperation`: whether a queue is open now.
//! Spec: flow-language.md §6, connect-c-flows.md §7.7.

use super::{Block, Step, text};
use crate::cx::Cx;
use crate::params::{Param, Params};
use crate::registry::{Conditions, EVERY, Ends, IN_CQ_TA_TQ, Need, Row, Runs};
use crate::transitions::ErrorType;
use crate::validate::{Check, ResourceKind};

pub(super) const ROW: Row = Row {
    name: "CheckHoursOfOperation",
    blocks: &["Check hours of operation"],
    log: "CheckHoursOfOperation",
    flows: IN_CQ_TA_TQ,
    channels: EVERY,
    conditions: Conditions::Exactly(&["True", "False"]),
    errors: &[(ErrorType::NoMatchingError, Need::Mandatory)],
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

#[derive(Debug)]
struct Hours(Option<Param>);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    Box::new(Hours(params.param("HoursOfOperationId")))
}

impl Block for Hours {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let given = self.0.as_ref().map(|param| text(cx, param));
        let open = match &given {
            Some(None) => return Step::fail("the reference to hours has no value"),
            Some(Some(id)) => cx.host.hours_open(Some(id), cx.now),
            None => cx.host.hours_open(None, cx.now),
        };
        match open {
            Ok(true) => Step::Result("True".into()),
            Ok(false) => Step::Result("False".into()),
            Err(refusal) => Step::Error(refusal.error, refusal.reason),
        }
    }

    fn check(&self, check: &mut Check<'_>) {
        if let Some(param) = &self.0 {
            check.param(ResourceKind::Hours, "HoursOfOperationId", param);
        }
    }
}
