//! Routing criteria of a contact as facts. Source: connect-d-data-metrics.md §8 and §9,
//! connect-c-flows.md §7.36.

use flow::{RoutingCriteria, RoutingExpression};
use ids::{Timestamp, UserId};
use routing::Need;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The criteria that a contact was given at one time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CriteriaFacts {
    /// When the contact entered a queue with them.
    pub activated: Option<Timestamp>,
    /// Which of the contact's criteria these are, from 0.
    pub index: u32,
    /// The steps in their order.
    pub steps: Vec<StepFacts>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepFacts {
    /// How far it is.
    pub status: StepStatus,
    /// What an agent must meet.
    pub expression: Expression,
    /// How long it lasts, in seconds; without end when `None`.
    pub seconds: Option<u32>,
    /// When it ends, once it is active.
    pub expires: Option<Timestamp>,
}

/// `Status` of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StepStatus {
    /// Its turn is to come.
    Inactive,
    /// Only agents who meet it may take the contact.
    Active,
    /// Its time is over.
    Expired,
    /// An agent was joined in it.
    Joined,
    /// Other criteria took its place.
    Interrupted,
    /// The customer was gone first.
    Deactivated,
}

impl StepStatus {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inactive => "INACTIVE",
            Self::Active => "ACTIVE",
            Self::Expired => "EXPIRED",
            Self::Joined => "JOINED",
            Self::Interrupted => "INTERRUPTED",
            Self::Deactivated => "DEACTIVATED",
        }
    }
}

/// What an agent must meet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Expression {
    /// A predefined attribute's value, at a level or above.
    Attribute(Skill),
    /// All of these.
    And(Vec<Expression>),
    /// Any of these.
    Or(Vec<Expression>),
    /// Not this.
    Not(Skill),
    /// To be one of these agents.
    Agents(Vec<UserId>),
}

/// A proficiency that is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Skill {
    /// The predefined attribute.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The least level, 1.0 to 5.0.
    pub level: f32,
    /// The highest level, where a range was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f32>,
}

/// An agent whom criteria name and who is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnknownAgent;

impl CriteriaFacts {
    /// Criteria that a flow sets, not active yet. `agent` finds an agent by identifier or ARN.
    pub(crate) fn new(
        criteria: RoutingCriteria,
        index: u32,
        agent: &impl Fn(&str) -> Option<UserId>,
    ) -> Result<Self, UnknownAgent> {
        let steps = criteria.steps.into_iter().map(|step| {
            Ok(StepFacts {
                status: StepStatus::Inactive,
                expression: Expression::read(step.expression, agent)?,
                seconds: step.expiry,
                expires: None,
            })
        });
        Ok(Self {
            activated: None,
            index,
            steps: steps.collect::<Result<_, _>>()?,
        })
    }

    /// The attributes that its steps name, with their values.
    pub(crate) fn skills(&self) -> Vec<&Skill> {
        let mut found = Vec::new();
        for step in &self.steps {
            step.expression.collect_skills(&mut found);
        }
        found
    }

    /// The agents that its steps name.
    pub(crate) fn agents(&self) -> Vec<UserId> {
        let mut found = Vec::new();
        for step in &self.steps {
            step.expression.collect_agents(&mut found);
        }
        found
    }

    /// The active step.
    pub(crate) fn active(&self) -> Option<&StepFacts> {
        self.steps.iter().find(|it| it.status == StepStatus::Active)
    }

    /// Ends the active step, if there is one.
    pub(crate) fn end_step(&mut self, status: StepStatus) {
        for step in &mut self.steps {
            if step.status == StepStatus::Active {
                step.status = status;
            }
        }
    }

    /// Makes the next step active that had no turn yet; whether there is one.
    pub(crate) fn begin_step(&mut self, now: Timestamp) -> bool {
        let waits = |it: &&mut StepFacts| it.status == StepStatus::Inactive;
        let Some(step) = self.steps.iter_mut().find(waits) else {
            return false;
        };
        step.status = StepStatus::Active;
        let seconds = step.seconds.map(u64::from);
        step.expires = seconds.map(|it| now + std::time::Duration::from_secs(it));
        true
    }

    /// The same criteria for a contact that goes on as another: all steps have their turn to come.
    pub(crate) fn anew(&self) -> Self {
        let mut it = self.clone();
        it.activated = None;
        it.index = 0;
        for step in &mut it.steps {
            step.status = StepStatus::Inactive;
            step.expires = None;
        }
        it
    }

    /// In the words of contact events (`camel`) or of contact records.
    pub(crate) fn document(&self, camel: bool, time: impl Fn(Timestamp) -> String) -> Value {
        let key = |name: &'static str| spelt(name, camel);
        let steps = self.steps.iter().map(|step| {
            let mut map = Map::new();
            map.insert(key("Status"), step.status.name().into());
            map.insert(key("Expression"), step.expression.document(camel));
            if let Some(seconds) = step.seconds {
                let mut expiry = Map::new();
                expiry.insert(key("DurationInSeconds"), seconds.into());
                if let Some(at) = step.expires {
                    expiry.insert(key("ExpiryTimestamp"), time(at).into());
                }
                map.insert(key("Expiry"), expiry.into());
            }
            Value::Object(map)
        });
        let mut map = Map::new();
        map.insert(
            key("ActivationTimestamp"),
            self.activated.map_or(Value::Null, |at| time(at).into()),
        );
        map.insert(key("Index"), self.index.into());
        map.insert(key("Steps"), steps.collect());
        Value::Object(map)
    }
}

fn spelt(name: &str, camel: bool) -> String {
    if !camel {
        return name.to_owned();
    }
    let mut chars = name.chars();
    let first = chars.next().map(|it| it.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

/// An expression's text with what does not tell expressions apart made the same: members in the order
/// of their names, no white space, numbers to two places; `None` for what is no JSON. A filter of
/// metrics may write it in any such way (GetMetricDataV2, `ROUTING_STEP_EXPRESSION`).
pub fn expression_text(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    Some(plain(value).to_string())
}

fn plain(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let sorted: std::collections::BTreeMap<_, _> = map.into_iter().collect();
            let plain = sorted.into_iter().map(|(name, it)| (name, plain(it)));
            Value::Object(plain.collect())
        }
        Value::Array(list) => list.into_iter().map(plain).collect(),
        Value::Number(number) => match number.as_f64() {
            Some(it) => json!((it * 100.0).round() / 100.0),
            None => Value::Number(number),
        },
        other => other,
    }
}

impl Expression {
    /// The same for an expression of ours, in the words of contact records.
    pub fn text(&self) -> String {
        plain(self.document(false)).to_string()
    }

    fn collect_agents(&self, found: &mut Vec<UserId>) {
        match self {
            Self::Agents(agents) => found.extend(agents),
            Self::And(list) | Self::Or(list) => {
                list.iter().for_each(|it| it.collect_agents(found));
            }
            Self::Attribute(_) | Self::Not(_) => {}
        }
    }

    /// What routing asks of agents.
    pub(crate) fn need(&self) -> Need {
        match self {
            Expression::Attribute(skill) => skill.need(),
            Expression::And(list) => Need::All(list.iter().map(Self::need).collect()),
            Expression::Or(list) => Need::Any(list.iter().map(Self::need).collect()),
            Expression::Not(skill) => Need::Not(Box::new(skill.need())),
            Expression::Agents(agents) => Need::OneOf(agents.clone()),
        }
    }

    fn read(
        expression: RoutingExpression,
        agent: &impl Fn(&str) -> Option<UserId>,
    ) -> Result<Self, UnknownAgent> {
        let list = |list: Vec<RoutingExpression>| -> Result<Vec<Self>, UnknownAgent> {
            list.into_iter().map(|it| Self::read(it, agent)).collect()
        };
        Ok(match expression {
            RoutingExpression::Attribute {
                name,
                value,
                level,
                most,
            } => Self::Attribute(Skill {
                name,
                value,
                level,
                most,
            }),
            RoutingExpression::Not {
                name,
                value,
                level,
                most,
            } => Self::Not(Skill {
                name,
                value,
                level,
                most,
            }),
            RoutingExpression::And(all) => Self::And(list(all)?),
            RoutingExpression::Or(any) => Self::Or(list(any)?),
            RoutingExpression::Agents(names) => {
                let found: Option<Vec<UserId>> = names.iter().map(|it| agent(it)).collect();
                Self::Agents(found.ok_or(UnknownAgent)?)
            }
        })
    }

    fn collect_skills<'a>(&'a self, found: &mut Vec<&'a Skill>) {
        match self {
            Self::Attribute(skill) | Self::Not(skill) => found.push(skill),
            Self::And(list) | Self::Or(list) => {
                list.iter().for_each(|it| it.collect_skills(found));
            }
            Self::Agents(_) => {}
        }
    }

    fn document(&self, camel: bool) -> Value {
        let key = |name: &'static str| spelt(name, camel);
        let (name, value) = match self {
            Expression::Attribute(skill) => ("AttributeCondition", skill.document(camel)),
            Expression::Not(skill) => ("NotAttributeCondition", skill.document(camel)),
            Expression::Agents(agents) => ("AttributeCondition", named(agents, key)),
            Expression::And(list) => (
                "AndExpression",
                list.iter().map(|it| it.document(camel)).collect(),
            ),
            Expression::Or(list) => (
                "OrExpression",
                list.iter().map(|it| it.document(camel)).collect(),
            ),
        };
        let mut map = Map::new();
        map.insert(key(name), value);
        Value::Object(map)
    }
}

impl Skill {
    fn need(&self) -> Need {
        Need::Skill {
            attribute: self.name.clone(),
            value: self.value.clone(),
            level: hundredths(f64::from(self.level)),
            most: self
                .most
                .map_or(routing::Level::MAX, |it| hundredths(f64::from(it))),
        }
    }

    fn document(&self, camel: bool) -> Value {
        let key = |name: &'static str| spelt(name, camel);
        let mut fields = Map::new();
        fields.insert(key("Name"), json!(self.name));
        fields.insert(key("Value"), json!(self.value));
        match self.most {
            None => fields.insert(key("ProficiencyLevel"), json!(self.level)),
            Some(most) => {
                let mut range = Map::new();
                range.insert(key("MinProficiencyLevel"), json!(self.level));
                range.insert(key("MaxProficiencyLevel"), json!(most));
                fields.insert(key("Range"), range.into())
            }
        };
        fields.insert(key("ComparisonOperator"), json!(self.operator()));
        fields.into()
    }

    /// The API's word for how levels are compared.
    pub const fn operator(&self) -> &'static str {
        match self.most {
            None => "NumberGreaterOrEqualTo",
            Some(_) => "Range",
        }
    }
}

/// A condition that names agents.
fn named(agents: &[UserId], key: impl Fn(&'static str) -> String) -> Value {
    let object = |name, value: Value| Value::Object(Map::from_iter([(key(name), value)]));
    let ids = object("AgentIds", json!(agents));
    let mut fields = Map::new();
    fields.insert(key("MatchCriteria"), object("AgentsCriteria", ids));
    fields.insert(key("ComparisonOperator"), json!("Match"));
    fields.into()
}

/// A level as routing compares it.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
pub(crate) fn hundredths(level: f64) -> routing::Level {
    (level * 100.0).round().clamp(0.0, 65_535.0) as routing::Level
}
