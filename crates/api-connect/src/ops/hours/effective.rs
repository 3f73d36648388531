//! GetEffectiveHoursOfOperations: what is open on each date, with all overrides.

use crate::plain::{crud, required};
use crate::prelude::*;
use aws_wire::Value;
use jiff::civil::Date;
use resources::{Hours, HoursOverride, OverrideKind, Span};
use serde_json::json;

/// Dates of one request; the service answers a month.
const MOST: usize = 31;

pub(crate) async fn get_effective_hours_of_operations(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let hours = get::<Hours>(ctx, instance, required(&input, "HoursOfOperationId")?).await?;
    let hours = hours.value;
    let date = |member: &str| -> Result<Date> {
        required(&input, member)?
            .parse()
            .map_err(|_| invalid(format!("{member} must be a date such as 2026-12-24")))
    };
    let (from, to) = (date("FromDate")?, date("ToDate")?);
    let days: Vec<Date> = from.series(jiff::Span::new().days(1)).take(MOST + 1).take_while(|it| *it <= to).collect();
    if days.is_empty() || days.len() > MOST {
        return Err(invalid(format!("ToDate must be 0 to {} days after FromDate", MOST - 1)));
    }
    let mut inherited: Vec<HoursOverride> = Vec::new();
    for parent in &hours.parents {
        inherited.extend(ctx.get::<Hours>(instance, parent).await?.value.overrides);
    }
    let mut effective = Vec::new();
    let mut overridden = Vec::new();
    for day in days {
        let spans = hours.effective(day, &inherited);
        let spans: Vec<_> = spans.into_iter().map(span).collect();
        effective.push(json!({"Date": day.to_string(), "OperationalHours": spans}));
        let own = hours.overrides.iter().chain(&inherited);
        let of_day: Vec<_> = own.filter(|it| it.applies(day)).flat_map(|it| out(it, day)).collect();
        if !of_day.is_empty() {
            overridden.push(json!({"Date": day.to_string(), "OverrideHours": of_day}));
        }
    }
    Ok(json!({
        "EffectiveHoursOfOperationList": effective, "EffectiveOverrideHoursList": overridden,
        "TimeZone": hours.time_zone,
    }))
}

/// A stretch of a date; what runs past midnight ends at that time of the next date.
fn span(it: Span) -> Value {
    let time = |minute: u32| json!({"Hours": minute / 60 % 24, "Minutes": minute % 60});
    json!({"Start": time(it.start), "End": time(it.end)})
}

fn out(it: &HoursOverride, day: Date) -> Vec<Value> {
    let status = |open: bool| if open { "OPEN" } else { "CLOSED" };
    let spans = it.spans(day);
    if spans.is_empty() {
        let whole = span(Span {
            start: 0,
            end: 24 * 60,
        });
        return vec![json!({
            "Start": whole["Start"], "End": whole["End"], "OverrideName": it.name,
            "OperationalStatus": status(false),
        })];
    }
    let open = it.kind != OverrideKind::Closed;
    spans
        .into_iter()
        .map(span)
        .map(|span| {
            json!({
                "Start": span["Start"], "End": span["End"], "OverrideName": it.name,
                "OperationalStatus": status(open),
            })
        })
        .collect()
}
