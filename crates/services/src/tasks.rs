//! Beginning tasks: what an API, a flow or an agent's page asks for, made whole from quick connects,
//! templates and linked contacts. Source: connect-a-foundation.md §3.4, connect-b-routing-channels.md
//! §6.

use crate::{ServiceError, Services, not_found};
use exchange::{
    Begin, Command, CommandError, ContactFacts, Details, NewTask, References, Reply, StringMap,
    TaskTarget,
};
use ids::{ContactId, FlowId, InstanceId, Pii, Timestamp};
use resources::{Kind, Plain, Resource};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use store::ContactQuery;

/// The farthest beginning of a task: six days. Source: connect-a-foundation.md §2.1.
const FARTHEST: Duration = Duration::from_secs(6 * 24 * 3600);

/// The most contacts of a chain, so that 11 tasks follow one. Source: connect-a-foundation.md §2.4.
const CHAIN: u64 = 12;

/// A task that somebody wants.
#[derive(Debug, Clone, Default)]
pub struct TaskWish {
    /// Its name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Links and the like.
    pub references: References,
    /// User-defined attributes.
    pub attributes: StringMap,
    /// Segment attributes.
    pub segment_attributes: StringMap,
    /// The flow that it runs, by identifier or ARN.
    pub flow: Option<String>,
    /// The quick connect that says where it goes.
    pub quick_connect: Option<String>,
    /// The template that it is made from.
    pub template: Option<String>,
    /// When it begins.
    pub scheduled: Option<Timestamp>,
    /// The contact that it follows, whose attributes it shares.
    pub previous: Option<ContactId>,
    /// A contact that it has to do with, whose attributes it takes over.
    pub related: Option<ContactId>,
    /// How long it may take, in minutes; seven days where nothing is said.
    pub expiry_minutes: Option<u32>,
}

impl Services {
    /// Begins a task.
    ///
    /// # Errors
    /// What it names is not there; two links; a time in the past or more than six days ahead; a
    /// field that its template requires is missing; a limit is reached.
    pub async fn start_task(
        &self,
        instance: InstanceId,
        wish: TaskWish,
        now: Timestamp,
    ) -> Result<ContactId, ServiceError> {
        check_schedule(wish.scheduled, now)?;
        let template = match &wish.template {
            Some(id) => Some(self.task_template(instance, id).await?),
            None => None,
        };
        let (flow, to) = match (&wish.quick_connect, &wish.flow) {
            (Some(_), Some(_)) => {
                return Err(ServiceError::InvalidRequest(
                    "give one of ContactFlowId and QuickConnectId".into(),
                ));
            }
            (Some(id), None) => self.quick_connect(instance, id).await?,
            (None, flow) => {
                let of_template = || template.as_ref()?.text("ContactFlowId").map(str::to_owned);
                let flow = flow.clone().or_else(of_template).ok_or_else(|| {
                    ServiceError::InvalidRequest(
                        "one of ContactFlowId and QuickConnectId is required".into(),
                    )
                })?;
                (flow_id(&flow)?, None)
            }
        };
        let details = detailed(&wish, template.as_ref())?;
        let link = self.link(instance, wish.previous, wish.related).await?;
        let mut attributes = link.attributes;
        attributes.extend(wish.attributes);
        let task = NewTask {
            begin: Begin::Flow(flow),
            to,
            details,
            attributes,
            segment_attributes: wish.segment_attributes,
            initial: link.initial,
            previous: wish.previous,
            chain: link.chain,
            related: wish.related,
            scheduled: wish.scheduled,
            expiry_minutes: wish.expiry_minutes.unwrap_or(exchange::TASK_MINUTES),
            template: template.map(|it| it.id),
        };
        self.begin_task(instance, task).await
    }

    /// Begins a task that is whole.
    ///
    /// # Errors
    /// What the exchange refuses.
    pub async fn begin_task(
        &self,
        instance: InstanceId,
        task: NewTask,
    ) -> Result<ContactId, ServiceError> {
        let command = Command::StartTask(Box::new(task));
        match self.exchanges.execute(instance, command).await? {
            Reply::Started(id) => Ok(id),
            _ => Err(ServiceError::internal("an exchange gave another answer")),
        }
    }

    /// Where a quick connect leads: its flow, and the queue or agent that it names.
    ///
    /// # Errors
    /// There is none; it leads to a telephone number.
    pub async fn quick_connect(
        &self,
        instance: InstanceId,
        text: &str,
    ) -> Result<(FlowId, Option<TaskTarget>), ServiceError> {
        let found = self.plain(Kind::QuickConnect, instance, text).await?;
        let config = found.body.get("QuickConnectConfig");
        let part = |name: &str| config?.get(name);
        let member = |part: Option<&Value>, name: &str| Some(part?.get(name)?.as_str()?.to_owned());
        let parsed = |text: Option<String>| last(&text?).parse().ok();
        let (part, to) = if let Some(user) = part("UserConfig") {
            let agent = member(Some(user), "UserId");
            let agent = agent.and_then(|it| last(&it).parse().ok());
            (Some(user), agent.map(TaskTarget::Agent))
        } else if let Some(queue) = part("QueueConfig") {
            let id = member(Some(queue), "QueueId");
            let id = id.and_then(|it| last(&it).parse().ok());
            (Some(queue), id.map(TaskTarget::Queue))
        } else {
            (part("FlowConfig"), None)
        };
        let flow = parsed(member(part, "ContactFlowId")).ok_or_else(|| {
            ServiceError::InvalidRequest("a task cannot go to a telephone number".into())
        })?;
        Ok((flow, to))
    }

    async fn task_template(&self, instance: InstanceId, text: &str) -> Result<Plain, ServiceError> {
        let template = self.plain(Kind::TaskTemplate, instance, text).await?;
        match template.text("Status") {
            Some("INACTIVE") => Err(ServiceError::InvalidRequest(
                "the task template is not active".into(),
            )),
            _ => Ok(template),
        }
    }

    async fn plain(
        &self,
        kind: Kind,
        instance: InstanceId,
        text: &str,
    ) -> Result<Plain, ServiceError> {
        let found = self.find_any(instance, kind, last(text)).await?;
        match found.map(|it| it.value) {
            Some(Resource::Plain(it)) => Ok(it),
            _ => Err(not_found(kind, text)),
        }
    }

    /// What a task takes over from the contact that it is linked with.
    async fn link(
        &self,
        instance: InstanceId,
        previous: Option<ContactId>,
        related: Option<ContactId>,
    ) -> Result<Link, ServiceError> {
        let linked = match (previous, related) {
            (Some(_), Some(_)) => {
                return Err(ServiceError::InvalidRequest(
                    "give one of PreviousContactId and RelatedContactId".into(),
                ));
            }
            (None, None) => return Ok(Link::default()),
            (Some(id), None) | (None, Some(id)) => id,
        };
        let facts = self.contact_facts(instance, linked).await?;
        let mut link = Link {
            attributes: facts.attributes,
            ..Link::default()
        };
        if previous.is_some() {
            let root = facts.initial.unwrap_or(facts.id);
            let mut query = ContactQuery::new(instance.to_string());
            query.initial_id = Some(root.to_string());
            let length = self.store.count_contacts(&query).await?;
            if length >= CHAIN {
                return Err(ServiceError::LimitExceeded {
                    what: "linked task",
                    limit: CHAIN - 1,
                });
            }
            link.initial = Some(root);
            link.chain = u32::try_from(length).unwrap_or(u32::MAX).max(1);
        }
        Ok(link)
    }

    /// What is known of a contact, live or over.
    ///
    /// # Errors
    /// There is none.
    pub async fn contact_facts(
        &self,
        instance: InstanceId,
        contact: ContactId,
    ) -> Result<ContactFacts, ServiceError> {
        let command = Command::DescribeContact { contact };
        match self.exchanges.execute(instance, command).await {
            Ok(Reply::Contact(facts)) => return Ok(*facts),
            Ok(_) => return Err(ServiceError::internal("an exchange gave another answer")),
            Err(
                crate::ExchangeError::Refused(CommandError::ContactNotFound(_))
                | crate::ExchangeError::NotRunning(_),
            ) => {}
            Err(other) => return Err(other.into()),
        }
        let found = self
            .store
            .contact(&instance.to_string(), &contact.to_string())
            .await?;
        found
            .and_then(|row| serde_json::from_str(row.state?.reveal()).ok())
            .ok_or_else(|| ServiceError::NotFound {
                what: "contact",
                id: contact.to_string(),
            })
    }
}

#[derive(Debug, Default)]
struct Link {
    attributes: StringMap,
    initial: Option<ContactId>,
    chain: u32,
}

/// The identifier in an identifier or ARN, without a version or an alias.
fn last(text: &str) -> &str {
    let id = text.rsplit('/').next().unwrap_or(text);
    id.split(':').next().unwrap_or(id)
}

fn flow_id(text: &str) -> Result<FlowId, ServiceError> {
    last(text).parse().map_err(|_| not_found(Kind::Flow, text))
}

/// That a task may begin at a time: not in the past, at most six days ahead.
///
/// # Errors
/// A time outside of that.
pub fn check_schedule(at: Option<Timestamp>, now: Timestamp) -> Result<(), ServiceError> {
    match at {
        Some(at) if at <= now => Err(ServiceError::InvalidParameter(
            "ScheduledTime must be in the future".into(),
        )),
        Some(at) if at.since(now) > FARTHEST => Err(ServiceError::InvalidParameter(
            "ScheduledTime must be at most 6 days ahead".into(),
        )),
        _ => Ok(()),
    }
}

/// Name and the rest, with what the template gives by default and requires.
fn detailed(wish: &TaskWish, template: Option<&Plain>) -> Result<Details, ServiceError> {
    let mut given: BTreeSet<&str> = wish.references.keys().map(String::as_str).collect();
    given.extend(wish.attributes.keys().map(String::as_str));
    let default = |kind: &str| template.and_then(|it| default_of(it, kind));
    let name = wish.name.clone().filter(|it| !it.is_empty());
    let details = Details {
        name: name.or_else(|| default("NAME")).map(Pii::new),
        description: wish
            .description
            .clone()
            .or_else(|| default("DESCRIPTION"))
            .map(Pii::new),
        references: wish.references.clone(),
        ..Details::default()
    };
    if details.name.is_none() {
        return Err(ServiceError::InvalidRequest("a task needs a name".into()));
    }
    match template.and_then(|it| missing_field(it, &given)) {
        Some(field) => Err(ServiceError::InvalidRequest(format!(
            "the task template requires the field {field:?}"
        ))),
        None => Ok(details),
    }
}

/// The default value of a template's field of some type.
fn default_of(template: &Plain, kind: &str) -> Option<String> {
    let field = fields(template).find(|it| it.get("Type").is_some_and(|it| it == kind))?;
    let name = field.pointer("/Id/Name")?;
    let defaults = template.body.get("Defaults")?.get("DefaultFieldValues")?;
    let value = defaults
        .as_array()?
        .iter()
        .find(|it| it.pointer("/Id/Name") == Some(name))?;
    Some(value.get("DefaultValue")?.as_str()?.to_owned())
}

fn fields(template: &Plain) -> impl Iterator<Item = &Value> {
    let fields = template.body.get("Fields").and_then(Value::as_array);
    fields.into_iter().flatten()
}

/// A field of the template's own that is required, has no default and is not given.
fn missing_field(template: &Plain, given: &BTreeSet<&str>) -> Option<String> {
    let own = |field: &&Value| {
        let kind = field
            .get("Type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        ![
            "NAME",
            "DESCRIPTION",
            "SCHEDULED_TIME",
            "QUICK_CONNECT",
            "SELF_ASSIGN",
            "EXPIRY_DURATION",
        ]
        .contains(&kind)
    };
    let listed = |list: &str, member: &str, name: &str| {
        let list = template.body.get(list).and_then(|it| it.get(member));
        let list = list.and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|it| it.pointer("/Id/Name"))
            .any(|it| it == name)
    };
    fields(template)
        .filter(own)
        .filter_map(|it| it.pointer("/Id/Name")?.as_str())
        .find(|name| {
            listed("Constraints", "RequiredFields", name)
                && !listed("Defaults", "DefaultFieldValues", name)
                && !given.contains(name)
        })
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn template() -> Plain {
        let mut it = Plain::new(Kind::TaskTemplate, "t", "Ticket");
        let body = json!({
            "Fields": [
                {"Id": {"Name": "Task"}, "Type": "NAME"},
                {"Id": {"Name": "ticket"}, "Type": "URL"},
                {"Id": {"Name": "kind"}, "Type": "TEXT"},
            ],
            "Constraints": {"RequiredFields": [
                {"Id": {"Name": "Task"}}, {"Id": {"Name": "ticket"}}, {"Id": {"Name": "kind"}},
            ]},
            "Defaults": {"DefaultFieldValues": [
                {"Id": {"Name": "Task"}, "DefaultValue": "Look at it"},
                {"Id": {"Name": "kind"}, "DefaultValue": "bug"},
            ]},
        });
        it.body = body.as_object().cloned().unwrap_or_default();
        it
    }

    #[test]
    fn a_template_gives_defaults_and_asks_for_what_it_requires() {
        let refused = detailed(&TaskWish::default(), Some(&template()));
        assert!(
            matches!(refused, Err(ServiceError::InvalidRequest(text)) if text.contains("ticket"))
        );
        let wish = TaskWish {
            attributes: StringMap::from([("ticket".into(), "7".into())]),
            ..TaskWish::default()
        };
        let details = detailed(&wish, Some(&template()));
        let name = details.ok().and_then(|it| it.name);
        assert_eq!(name, Some(Pii::new("Look at it".into())));
    }

    #[test]
    fn a_task_begins_at_most_six_days_ahead() {
        let now = Timestamp(1_000_000);
        let after = |seconds: u64| Some(now + Duration::from_secs(seconds));
        assert!(check_schedule(after(6 * 24 * 3600), now).is_ok());
        assert!(check_schedule(after(6 * 24 * 3600 + 1), now).is_err());
        assert!(check_schedule(Some(now), now).is_err());
    }
}
