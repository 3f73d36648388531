//! `UpdateContactRoutingCriteria`: which agents may take the contact, step by step.
//! Spec: flow-language.md §5.3, connect-c-flows.md §7.36.

use super::ask::PLAIN;
use super::{Block, Step};
use crate::change::{Change, RoutingCriteria, RoutingExpression, RoutingStep};
use crate::cx::Cx;
use crate::params::Params;
use crate::problem::Rule;
use crate::references::Path;
use crate::registry::{Conditions, EVERY, Ends, IN_CQ_TA_TQ, Row, Runs};
use serde_json::Value;

pub(super) const ROW: Row = Row {
    name: "UpdateContactRoutingCriteria",
    blocks: &["Set routing criteria"],
    log: "SetRoutingCriteria",
    flows: IN_CQ_TA_TQ,
    channels: EVERY,
    conditions: Conditions::None,
    errors: PLAIN,
    ends: Ends::No,
    runs: Runs::Itself,
    parse,
};

/// The longest name and value of an attribute, in characters.
const TEXT_LIMIT: usize = 64;
/// How many attributes an expression may combine.
const COMBINED: std::ops::RangeInclusive<usize> = 2..=8;

#[derive(Debug)]
struct Criteria(Value);

fn parse(params: &mut Params<'_>) -> Box<dyn Block> {
    let value = params.value("RoutingCriteria");
    let problem = match &value {
        None => {
            params.missing("RoutingCriteria", "steps, or a reference to them");
            None
        }
        Some(Value::String(text)) if Path::parse(text).is_some() => None,
        Some(value) => read(value).err(),
    };
    if let Some(why) = problem {
        params.report(Rule::ParameterValue, "RoutingCriteria", why);
    }
    Box::new(Criteria(value.unwrap_or_default()))
}

/// Reads criteria, static or after references were filled in.
fn read(value: &Value) -> Result<RoutingCriteria, &'static str> {
    let steps = value
        .get("Steps")
        .and_then(Value::as_array)
        .ok_or("expected {\"Steps\": […]}")?;
    if steps.is_empty() {
        return Err("there must be a step");
    }
    let last = steps.len() - 1;
    let steps = steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let expression = step.get("Expression").ok_or("a step needs an Expression")?;
            let expiry = match step.get("Expiry").filter(|it| !it.is_null()) {
                None if at < last => return Err("every step but the last needs an Expiry"),
                None => None,
                Some(expiry) => {
                    let seconds = expiry.get("DurationInSeconds").and_then(number);
                    Some(seconds.ok_or("Expiry needs DurationInSeconds")? as u32)
                }
            };
            Ok(RoutingStep {
                expression: read_expression(expression, true)?,
                expiry: expiry.filter(|it| *it > 0),
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(RoutingCriteria { steps })
}

fn read_expression(value: &Value, outer: bool) -> Result<RoutingExpression, &'static str> {
    let list = |value: &Value| -> Result<Vec<RoutingExpression>, &'static str> {
        let list = value.as_array().ok_or("expected a list of expressions")?;
        if !COMBINED.contains(&list.len()) {
            return Err("two to eight attributes can be combined");
        }
        list.iter().map(|it| read_expression(it, false)).collect()
    };
    if let Some(value) = value.get("AttributeCondition") {
        if let Some(agents) = value.pointer("/MatchCriteria/AgentsCriteria/AgentIds") {
            return read_agents(value, agents).map(RoutingExpression::Agents);
        }
        let (name, value, level, most) = read_attribute(value)?;
        return Ok(RoutingExpression::Attribute {
            name,
            value,
            level,
            most,
        });
    }
    if let Some(value) = value.get("NotAttributeCondition") {
        let (name, value, level, most) = read_attribute(value)?;
        return Ok(RoutingExpression::Not {
            name,
            value,
            level,
            most,
        });
    }
    if let Some(value) = value.get("AndExpression") {
        return list(value).map(RoutingExpression::And);
    }
    match value.get("OrExpression") {
        Some(value) if outer => list(value).map(RoutingExpression::Or),
        Some(_) => Err("an OrExpression stands alone"),
        None => Err("expected AttributeCondition, AndExpression or OrExpression"),
    }
}

/// Agents who are preferred by name: `{"MatchCriteria": {"AgentsCriteria": {"AgentIds": […]}},
/// "ComparisonOperator": "Match"}` (the API's `AttributeCondition`).
fn read_agents(condition: &Value, agents: &Value) -> Result<Vec<String>, &'static str> {
    if let Some(operator) = condition.get("ComparisonOperator").and_then(Value::as_str)
        && operator != "Match"
    {
        return Err("agents are compared by Match");
    }
    let agents = agents.as_array().ok_or("AgentIds is a list of agents")?;
    if agents.is_empty() {
        return Err("AgentIds names no agent");
    }
    let name = |it: &Value| it.as_str().filter(|it| !it.is_empty()).map(str::to_owned);
    let names: Option<Vec<String>> = agents.iter().map(name).collect();
    names.ok_or("AgentIds is a list of agents")
}

/// A bound of a range of levels; a reference is looked at when it has a value.
fn bound(value: &Value) -> Result<f64, &'static str> {
    const WANTED: &str = "a proficiency level is a number from 1 to 5";
    let level = match value {
        Value::String(text) if Path::parse(text).is_some() => 1.0,
        level => number(level).ok_or(WANTED)?,
    };
    (1.0..=5.0).contains(&level).then_some(level).ok_or(WANTED)
}

/// An attribute's name and value, the least level and, in a range, the highest.
type Attribute = (String, String, f32, Option<f32>);

fn read_attribute(value: &Value) -> Result<Attribute, &'static str> {
    let text = |key| {
        let text = value.get(key).and_then(Value::as_str);
        text.filter(|it| (1..=TEXT_LIMIT).contains(&it.chars().count()))
            .map(str::to_owned)
    };
    let name = text("Name").ok_or("an attribute needs a Name of 1 to 64 characters")?;
    let wanted = text("Value").ok_or("an attribute needs a Value of 1 to 64 characters")?;
    let operator = value.get("ComparisonOperator").and_then(Value::as_str);
    if let Some(range) = value.get("Range").filter(|it| !it.is_null()) {
        let of = |key| range.get(key).ok_or("a Range needs both of its levels");
        let least = bound(of("MinProficiencyLevel")?)?;
        let most = bound(of("MaxProficiencyLevel")?)?;
        return match operator {
            Some("Range") => Ok((name, wanted, least as f32, Some(most as f32))),
            _ => Err("a Range is compared by Range"),
        };
    }
    let level = value
        .get("ProficiencyLevel")
        .ok_or("an attribute needs a ProficiencyLevel")?;
    let level = bound(level)?;
    match operator {
        None | Some("NumberGreaterOrEqualTo") => Ok((name, wanted, level as f32, None)),
        Some(_) => Err("a level is compared by NumberGreaterOrEqualTo"),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => crate::transitions::number(text),
        _ => None,
    }
}

impl Block for Criteria {
    fn enter(&self, cx: &mut Cx<'_>) -> Step {
        let filled = cx.fill_value(&self.0, true);
        match read(&filled) {
            Ok(criteria) => cx.apply(Change::RoutingCriteria(criteria)).into(),
            Err(why) => Step::fail(why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn attribute(level: Value) -> Value {
        json!({"AttributeCondition": {"Name": "Language", "Value": "English",
            "ProficiencyLevel": level, "ComparisonOperator": "NumberGreaterOrEqualTo"}})
    }

    #[test]
    fn the_published_sample_is_read() {
        let criteria = json!({"Steps": [
            {"Expression": {"AndExpression": [attribute(json!(4)), attribute(json!("2"))]},
             "Expiry": {"DurationInSeconds": 30}},
            {"Expression": attribute(json!(1))}]});
        let read = read(&criteria).unwrap();
        assert_eq!(read.steps.len(), 2);
        assert_eq!(read.steps[0].expiry, Some(30));
        assert_eq!(read.steps[1].expiry, None);
        assert!(
            matches!(&read.steps[0].expression, RoutingExpression::And(list) if list.len() == 2)
        );
    }

    #[test]
    fn agents_may_be_named_and_levels_bounded_above() {
        let agents = |operator| {
            json!({"Steps": [{"Expression": {"AttributeCondition": {
            "MatchCriteria": {"AgentsCriteria": {"AgentIds": ["a", "b"]}},
            "ComparisonOperator": operator}}, "Expiry": {"DurationInSeconds": 60}}]})
        };
        let steps = read(&agents("Match")).unwrap().steps;
        let named = RoutingExpression::Agents(vec!["a".into(), "b".into()]);
        assert_eq!(steps[0].expression, named);
        assert!(read(&agents("NumberGreaterOrEqualTo")).is_err());
        let range = |operator| {
            json!({"Steps": [{"Expression": {"NotAttributeCondition": {
            "Name": "Language", "Value": "English", "ComparisonOperator": operator,
            "Range": {"MinProficiencyLevel": 2, "MaxProficiencyLevel": 3}}}}]})
        };
        let steps = read(&range("Range")).unwrap().steps;
        assert!(matches!(
            steps[0].expression,
            RoutingExpression::Not {
                level: 2.0,
                most: Some(3.0),
                ..
            }
        ));
        assert!(read(&range("Match")).is_err());
    }

    #[test]
    fn a_level_outside_one_to_five_and_an_early_step_without_expiry_are_refused() {
        assert!(read(&json!({"Steps": [{"Expression": attribute(json!(6))}]})).is_err());
        let endless = json!({"Steps": [
            {"Expression": attribute(json!(1))}, {"Expression": attribute(json!(1))}]});
        assert!(read(&endless).is_err());
        assert!(read(&json!({"Steps": []})).is_err());
    }
}
