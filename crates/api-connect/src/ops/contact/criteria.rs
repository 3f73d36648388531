//! A contact's routing criteria in the API's shapes.

use crate::prelude::*;
use flow::{RoutingCriteria, RoutingExpression, RoutingStep};
use exchange::{CriteriaFacts, Expression, Skill, StepFacts};

/// The criteria that count.
pub(super) fn criteria(all: Vec<CriteriaFacts>) -> Option<api::RoutingCriteria> {
    let it = all.into_iter().next_back()?;
    Some(api::RoutingCriteria {
        activation_timestamp: it.activated,
        index: i32::try_from(it.index).ok(),
        steps: Some(it.steps.into_iter().map(step).collect()),
    })
}

fn step(it: StepFacts) -> api::Step {
    api::Step {
        expiry: it.seconds.map(|seconds| api::Expiry {
            duration_in_seconds: i32::try_from(seconds).ok(),
            expiry_timestamp: it.expires,
        }),
        expression: Some(expression(it.expression)),
        // Two of the statuses of contact events are not in the API's model.
        status: Some(it.status.name().into()),
    }
}

fn expression(it: Expression) -> api::Expression {
    let list = |all: Vec<Expression>| Some(all.into_iter().map(expression).collect());
    let mut out = api::Expression::default();
    match it {
        Expression::Attribute(skill) => out.attribute_condition = Some(attribute(skill)),
        Expression::Not(skill) => out.not_attribute_condition = Some(attribute(skill)),
        Expression::And(all) => out.and_expression = list(all),
        Expression::Or(any) => out.or_expression = list(any),
        Expression::Agents(agents) => out.attribute_condition = Some(named(&agents)),
    }
    out
}

fn attribute(it: Skill) -> api::AttributeCondition {
    api::AttributeCondition {
        comparison_operator: Some(it.operator().into()),
        proficiency_level: it.most.is_none().then_some(f64::from(it.level)),
        range: it.most.map(|most| api::Range {
            min_proficiency_level: Some(f64::from(it.level)),
            max_proficiency_level: Some(f64::from(most)),
        }),
        name: Some(it.name),
        value: Some(it.value),
        ..Default::default()
    }
}

/// A condition that names agents.
fn named(agents: &[ids::UserId]) -> api::AttributeCondition {
    let agent_ids = agents.iter().map(ToString::to_string).collect();
    api::AttributeCondition {
        comparison_operator: Some("Match".into()),
        match_criteria: Some(api::MatchCriteria {
            agents_criteria: Some(api::AgentsCriteria {
                agent_ids: Some(agent_ids),
            }),
        }),
        ..Default::default()
    }
}

/// Routing criteria of a request.
///
/// # Errors
/// Expressions that ask for nothing or for several things at once.
pub(super) fn wanted(input: api::RoutingCriteriaInput) -> Result<RoutingCriteria> {
    let steps = input.steps.unwrap_or_default().into_iter().map(|it| {
        let expression = it
            .expression
            .ok_or_else(|| invalid("each step of RoutingCriteria needs an Expression"))?;
        let seconds = it.expiry.and_then(|it| it.duration_in_seconds);
        Ok(RoutingStep {
            expression: asked(expression, 1)?,
            expiry: seconds.and_then(|it| u32::try_from(it).ok()),
        })
    });
    Ok(RoutingCriteria {
        steps: steps.collect::<Result<_>>()?,
    })
}

/// How deep expressions may nest (inferred; the console makes three levels).
const DEPTH: u32 = 5;

fn asked(it: api::Expression, depth: u32) -> Result<RoutingExpression> {
    if depth > DEPTH {
        return Err(invalid("RoutingCriteria nest too deep"));
    }
    let list = |all: Vec<api::Expression>| -> Result<Vec<RoutingExpression>> {
        all.into_iter().map(|it| asked(it, depth + 1)).collect()
    };
    match (
        it.attribute_condition,
        it.and_expression,
        it.or_expression,
        it.not_attribute_condition,
    ) {
        (Some(one), None, None, None) => condition(one),
        (None, Some(all), None, None) => Ok(RoutingExpression::And(list(all)?)),
        (None, None, Some(any), None) => Ok(RoutingExpression::Or(list(any)?)),
        (None, None, None, Some(not)) => match condition(not)? {
            RoutingExpression::Attribute {
                name,
                value,
                level,
                most,
            } => Ok(RoutingExpression::Not {
                name,
                value,
                level,
                most,
            }),
            _ => Err(invalid("NotAttributeCondition must name an attribute")),
        },
        _ => Err(invalid("an Expression must have exactly one member")),
    }
}

fn condition(it: api::AttributeCondition) -> Result<RoutingExpression> {
    let agents = it
        .match_criteria
        .and_then(|it| it.agents_criteria)
        .and_then(|it| it.agent_ids);
    if let Some(agents) = agents {
        return Ok(RoutingExpression::Agents(agents));
    }
    let (Some(name), Some(value)) = (it.name, it.value) else {
        return Err(invalid("an AttributeCondition needs Name and Value"));
    };
    let range = it.range;
    let least = range.as_ref().and_then(|it| it.min_proficiency_level);
    let level = it.proficiency_level.or(least);
    #[allow(clippy::cast_possible_truncation, reason = "levels are 1.0 to 5.0")]
    let narrow = |level: f64| level as f32;
    Ok(RoutingExpression::Attribute {
        name,
        value,
        level: narrow(level.unwrap_or(1.0)),
        most: range.and_then(|it| it.max_proficiency_level).map(narrow),
    })
}
