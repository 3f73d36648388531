//! A metric as it is answered, and whether a customer's own can be computed.

use crate::plain::{Object, full};
use crate::prelude::*;
use crate::{common, plain};
use aws_wire::Value;
use metrics::formula::Formula;
use metrics::{Dimension, Metric, find};
use resources::{Facets, Plain, facet};
use serde_json::json;
use std::collections::BTreeMap;

/// How metrics are kept.
pub(super) const METRIC: plain::Plain = plain::Plain::of(Kind::CustomMetric, "MetricId", "MetricArn");
/// The member of a published metric that has its draft; no answer has it.
pub(super) const DRAFT: &str = "Draft";
/// The members of a definition that a draft has of its own.
pub(super) const CONTENT: [&str; 3] = ["MetricCalculation", "Unit", "PositiveTrendIndicator"];

/// The ARN of a metric of the service (its form is inferred from that of views).
fn managed_arn(ctx: &Ctx, id: &str) -> String {
    format!("arn:aws:connect:{}:aws:metric/{id}", ctx.region)
}

/// The metric of the service that a text names, by its name or ARN.
pub(super) fn managed(ctx: &Ctx, text: &str) -> Option<&'static Metric> {
    find(managed_name(ctx, text))
}

/// The name in the ARN of a metric of the service, or the text itself.
pub(super) fn managed_name<'a>(ctx: &Ctx, text: &'a str) -> &'a str {
    let of_service = managed_arn(ctx, "");
    let id = text.strip_prefix(&of_service).unwrap_or(text);
    id.strip_suffix(":$LATEST").unwrap_or(id)
}

/// The keys that a metric can be filtered by besides resources.
fn metric_filters(it: &Metric) -> Vec<&'static str> {
    it.metric_filters.iter().map(|it| Dimension::key(*it)).collect()
}

/// A metric of the service in the API's shape.
pub(super) fn shown_managed(ctx: &Ctx, it: &Metric) -> Object {
    let mut full = Object::new();
    let mut put = |member: &str, value: Value| drop(full.insert(member.to_owned(), value));
    put("Id", json!(it.name));
    put("Arn", json!(managed_arn(ctx, it.name)));
    put("Name", json!(it.title));
    put("Category", json!(it.origin.category()));
    put("Unit", json!(it.unit.word()));
    put("Status", json!("PUBLISHED"));
    put("Type", json!("AWS_MANAGED"));
    put("Groupings", json!(it.by.groupings()));
    put("Filters", filters(&it.by.groupings(), &metric_filters(it)));
    put("SupportsCustomCalculation", json!(true));
    put("SupportsPreaggregateCalculation", json!(it.adds_up()));
    full
}

/// A customer's metric in the API's shape: its draft where one is asked for and there.
pub(super) fn shown(ctx: &Ctx, instance: InstanceId, it: &Stored<Plain>, draft: bool) -> Object {
    let mut full = full(ctx, instance, &METRIC, it);
    let parts = components(&it.value.body);
    let common = |of: fn(&Metric) -> Vec<&'static str>| -> Vec<&'static str> {
        let mut lists = parts.iter().map(|it| of(it));
        let first = lists.next().unwrap_or_default();
        let rest: Vec<_> = lists.collect();
        let all = first.into_iter();
        all.filter(|word| rest.iter().all(|list| list.contains(word)))
            .collect()
    };
    let groupings = common(|it| it.by.groupings());
    let by = filters(&groupings, &common(metric_filters));
    let mut put = |member: &str, value: Value| drop(full.insert(member.to_owned(), value));
    put("Category", json!("Custom"));
    put("CreationMethod", json!("METRIC_BUILDER"));
    put("Type", json!("CUSTOMER_MANAGED"));
    put("Groupings", json!(groupings));
    put("Filters", by);
    put("SupportsCustomCalculation", json!(false));
    put("SupportsPreaggregateCalculation", json!(false));
    if !draft {
        return full;
    }
    let arn = common::arn(ctx, instance, METRIC.kind, &it.value.id);
    full.insert("Arn".into(), json!(format!("{arn}:$SAVED")));
    if let Some(Value::Object(draft)) = it.value.body.get(DRAFT) {
        full.extend(draft.clone());
        full.insert("Status".into(), json!("SAVED"));
    }
    full
}

fn filters(resources: &[&str], metric: &[&str]) -> Value {
    let of = |them: &[&str], kind: &str| -> Vec<Value> {
        them.iter().map(|id| json!({"Id": id, "Type": kind})).collect()
    };
    let mut all = of(metric, "METRIC_LEVEL");
    all.extend(of(resources, "RESOURCE_LEVEL"));
    Value::Array(all)
}

/// The metrics of the service that a definition is made from.
fn components(body: &Object) -> Vec<&'static Metric> {
    let body = json!(body.get("MetricCalculation"));
    let names = plain::values(&body, "/CalculationComponents/*/MetricName");
    names.iter().filter_map(|it| find(it.as_str()?)).collect()
}

/// Checks a calculation, and names its components by their names: `MetricId` is the ARN of the
/// same.
pub(super) fn check(ctx: &Ctx, calculation: &mut Value) -> Result<()> {
    let mut known = BTreeMap::new();
    let parts = calculation.get_mut("CalculationComponents");
    for part in parts.and_then(Value::as_array_mut).into_iter().flatten() {
        let alias = plain::required(part, "Alias")?.to_owned();
        let named = match (plain::text(part, "MetricName"), plain::text(part, "MetricId")) {
            (Some(name), None) | (None, Some(name)) => name,
            _ => {
                return Err(invalid(format!(
                    "the component {alias} needs either a MetricName or a MetricId"
                )));
            }
        };
        let metric = managed(ctx, named)
            .ok_or_else(|| invalid(format!("there is no metric {named} of the service")))?;
        check_filters(part)?;
        if known.insert(alias.clone(), metric).is_some() {
            return Err(invalid(format!("two components have the alias {alias}")));
        }
        if let Some(part) = part.as_object_mut() {
            part.shift_remove("MetricId");
            part.insert("MetricName".into(), json!(metric.name));
        }
    }
    let formula = plain::required(calculation, "Calculation")?;
    let formula = Formula::parse(formula)
        .map_err(|why| invalid(format!("Calculation is no formula: {why}")))?;
    let uses = formula.uses();
    if uses.is_empty() {
        return Err(invalid("Calculation takes no component"));
    }
    for one in uses {
        let alias = &one.alias;
        let metric = known
            .get(alias)
            .ok_or_else(|| invalid(format!("Calculation: no component has the alias {alias}")))?;
        if one.function.is_some() && !metric.adds_up() {
            return Err(invalid(format!(
                "Calculation: {alias} is {}, which cannot be added up",
                metric.name
            )));
        }
    }
    Ok(())
}

/// Each filter has one condition.
fn check_filters(part: &Value) -> Result<()> {
    let filters = part.get("MetricFilters").and_then(Value::as_array);
    for filter in filters.into_iter().flatten() {
        let conditions = ["NumberCondition", "StringCondition", "BooleanCondition"];
        let given = conditions.iter().filter(|it| filter.get(**it).is_some());
        if given.count() != 1 {
            let key = plain::text(filter, "MetricFilterKey").unwrap_or_default();
            return Err(invalid(format!("the filter {key} needs one condition")));
        }
    }
    Ok(())
}

/// What a search finds a metric by.
pub(super) fn facets(shown: &Object) -> Vec<(String, String)> {
    let mut facets = Facets::default();
    let text = |member: &str| shown.get(member).and_then(Value::as_str);
    for (member, name) in [("Name", facet::NAME), ("Description", facet::DESCRIPTION)] {
        facets.put_some_text(name, text(member));
    }
    for (member, name) in WORDS {
        if let Some(word) = text(member) {
            facets.put(name, word);
        }
    }
    for (member, name) in FLAGS {
        if let Some(flag) = shown.get(member).and_then(Value::as_bool) {
            facets.put(name, flag);
        }
    }
    facets.into_vec()
}

/// Members that a search compares as they are, and their facets.
pub(super) const WORDS: [(&str, &str); 5] = [
    ("Id", facet::ID),
    ("Type", facet::TYPE),
    ("Status", "status"),
    ("Category", "category"),
    ("Unit", "unit"),
];
/// Members of a `BooleanCondition`, and their facets.
pub(super) const FLAGS: [(&str, &str); 2] = [
    ("SupportsCustomCalculation", "custom-calculation"),
    ("SupportsPreaggregateCalculation", "preaggregate"),
];
