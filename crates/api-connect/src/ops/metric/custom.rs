//! The metrics that a request names, and customers' own as what they are made from.

use super::definition::{METRIC, managed};
use super::question::metric_filter;
use crate::plain;
use crate::prelude::*;
use aws_wire::Value;
use metrics::formula::{Formula, Function, Use};
use metrics::{Ask, Group, Metric, MetricFilter};

/// A metric of the service and how a customer's own takes it.
pub(super) struct Part {
    alias: String,
    pub(super) metric: &'static Metric,
    pub(super) filters: Vec<MetricFilter>,
}

/// A metric that is wanted: its parts, and their places among the asks.
pub(super) struct Wanted {
    parts: Vec<Part>,
    formula: Option<Formula>,
    first: usize,
}

/// Finds a metric by its name, or by what a `MetricId` says: the ARN of one of the service, or
/// identifier or ARN of a customer's.
pub(super) async fn wanted(
    ctx: &Ctx,
    instance: InstanceId,
    text: &str,
    by_name: bool,
) -> Result<Wanted> {
    let found = match by_name {
        true => metrics::find(text),
        false => managed(ctx, text),
    };
    if let Some(metric) = found {
        let part = Part {
            alias: String::new(),
            metric,
            filters: Vec::new(),
        };
        return Ok(Wanted {
            parts: vec![part],
            formula: None,
            first: 0,
        });
    }
    if by_name {
        return Err(invalid(format!("Metrics: there is no metric {text}")));
    }
    let id = id_text(METRIC.kind, instance, text)?;
    let id = id.strip_suffix(":$LATEST").unwrap_or(id);
    let stored = METRIC.get(ctx, instance, id).await?;
    if stored.value.text("Status") != Some("PUBLISHED") {
        return Err(invalid(format!("the metric {text} is not published")));
    }
    let body = serde_json::json!(stored.value.body);
    made_from(&body).ok_or_else(|| invalid(format!("the metric {text} cannot be computed")))
}

/// What a definition is made from. It was checked when it was kept.
fn made_from(body: &Value) -> Option<Wanted> {
    let calculation = body.get("MetricCalculation")?;
    let formula = Formula::parse(plain::text(calculation, "Calculation")?).ok()?;
    let parts = calculation.get("CalculationComponents")?.as_array()?;
    let parts = parts.iter().map(|part| {
        Some(Part {
            alias: plain::text(part, "Alias")?.to_owned(),
            metric: metrics::find(plain::text(part, "MetricName")?)?,
            filters: filters(part)?,
        })
    });
    Some(Wanted {
        parts: parts.collect::<Option<_>>()?,
        formula: Some(formula),
        first: 0,
    })
}

/// The filters of a component: those that compare words.
fn filters(part: &Value) -> Option<Vec<MetricFilter>> {
    let filters = part.get("MetricFilters").and_then(Value::as_array);
    let filters = filters.into_iter().flatten().map(|it| {
        let key = plain::text(it, "MetricFilterKey")?;
        let condition = it.get("StringCondition")?;
        let values = condition.get("Values")?.as_array()?;
        let values = values.iter().filter_map(|it| it.as_str().map(str::to_owned));
        let none = plain::text(condition, "Comparison") == Some("MATCHES_NONE");
        let negate = it.get("Negate").and_then(Value::as_bool).unwrap_or(false);
        metric_filter(key, values.collect(), negate != none).ok()
    });
    filters.collect()
}

impl Wanted {
    /// Adds its parts to a question.
    pub(super) fn into_asks(
        mut self,
        asks: &mut Vec<Ask>,
        ask: impl Fn(&Part) -> Result<Ask>,
    ) -> Result<Self> {
        self.first = asks.len();
        for part in &self.parts {
            asks.push(ask(part)?);
        }
        Ok(self)
    }

    /// Whether it needs the least or the greatest of single contacts.
    pub(super) fn takes_extremes(&self) -> bool {
        self.formula.as_ref().is_some_and(Formula::takes_extremes)
    }

    /// Its value in an answer.
    pub(super) fn value(&self, group: &Group) -> Option<f64> {
        match &self.formula {
            None => group.metrics.get(self.first).copied().flatten(),
            Some(formula) => formula.value(&|it| self.component(it, group)),
        }
    }

    fn component(&self, it: &Use, group: &Group) -> Option<f64> {
        let at = self.parts.iter().position(|part| part.alias == it.alias)?;
        let value = group.metrics.get(self.first + at).copied().flatten();
        let contacts = group.contacts.get(self.first + at).map(|it| *it as f64);
        let extremes = group.extremes.get(self.first + at).copied().flatten();
        match it.function {
            None | Some(Function::Sum) => value,
            Some(Function::Count) => contacts,
            Some(Function::Avg) => contacts.filter(|it| *it > 0.0).and_then(|it| Some(value? / it)),
            Some(Function::Min) => extremes.map(|it| it.0),
            Some(Function::Max) => extremes.map(|it| it.1),
        }
    }
}
