//! The simulated centre: queues, profiles, agents, numbers and their flows.

use crate::flows;
use exchange::Identity;
use ids::{AgentStatusId, FlowId, HoursId, IdSource, Pii, QueueId, RoutingProfileId, Timestamp};
use ids::{PhoneNumberId, UserId};
use resources::{
    AgentOrder, AgentStatus, AgentStatusState, AgentStatusType, Channel, Flow, FlowKind, FlowState,
    FlowStatus, Hours, Instance, InstanceStatus, Kind, MediaConcurrency, OutboundCaller,
    PhoneConfig, PhoneNumberResource, PhoneNumberStatus, PhoneNumberType, PhoneType, Plain,
    Proficiency, Queue, QueueEntry, QueueStatus, Resource, RoutingProfile, Tags, User,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many numbers there are, each with its flow.
pub(crate) const NUMBERS: usize = 16;
/// How many agents there are.
pub(crate) const AGENTS: usize = 6;

/// The number of a flow.
pub(crate) fn number(at: usize) -> String {
    format!("+18005550{:03}", 100 + at)
}

/// What is configured, as the oracle reads it.
#[derive(Debug, Clone)]
pub(crate) struct Centre {
    pub(crate) identity: Identity,
    pub(crate) queues: Vec<Queue>,
    pub(crate) profiles: Vec<RoutingProfile>,
    pub(crate) users: Vec<User>,
    pub(crate) available: AgentStatusId,
    pub(crate) lunch: AgentStatusId,
    pub(crate) flow: FlowId,
    pub(crate) task_flow: FlowId,
    /// A flow that asks for criteria of a task.
    pub(crate) skilled_task_flow: FlowId,
    /// What agents may transfer to.
    pub(crate) quick_connects: Vec<String>,
    /// Everything else, and what of it is deleted for now.
    pub(crate) rest: Vec<Resource>,
    pub(crate) deleted: BTreeSet<usize>,
}

impl Centre {
    /// `None` only if a constant here is no identifier. Worlds differ in how many parties a call may
    /// have, and in what agents may take beside what they have.
    pub(crate) fn new(ids: &mut IdSource, seed: u64) -> Option<Self> {
        let identity = Identity {
            account: "123456789012".parse().ok()?,
            region: "us-east-1".parse().ok()?,
            instance: "11111111-2222-4333-8444-555555555555".parse().ok()?,
        };
        let hours: HoursId = ids.id();
        let number_id: PhoneNumberId = ids.id();
        let names = ["Sales", "Support", "Callbacks"];
        let mut queues: Vec<Queue> = names
            .iter()
            .map(|name| queue(ids.id(), name, hours, number_id))
            .collect();
        let [sales, support, callbacks] = [0, 1, 2].map(|at| queues.get(at).map(|it| it.id));
        let (sales, support, callbacks) = (sales?, support?, callbacks?);
        let others = [false, true][(seed / 2 % 2) as usize];
        let tasks = [2, 1, 3][(seed % 3) as usize];
        let profiles = vec![
            profile(
                ids.id(),
                (others, tasks),
                AgentOrder::TimeSinceLastActivity,
                &[(sales, 1, 0), (support, 2, 0), (callbacks, 2, 20)],
            ),
            profile(
                ids.id(),
                (false, 2),
                AgentOrder::TimeSinceLastInbound,
                &[(support, 1, 0), (sales, 2, 15), (callbacks, 1, 0)],
            ),
        ];
        let users: Vec<User> = (0..AGENTS)
            .map(|at| user(ids.id(), at, profiles.get(at % 2).map(|it| it.id)))
            .collect();
        let (available, lunch, offline) = (ids.id(), ids.id(), ids.id());
        let mut rest = vec![
            hours_resource(hours),
            status(available, "Available", AgentStatusType::Routable),
            status(lunch, "Lunch", AgentStatusType::Custom),
            status(offline, "Offline", AgentStatusType::Offline),
            attribute("Language"),
            attribute("Product"),
            instance(&identity, seed.is_multiple_of(2)),
        ];
        let [moving, rising, survey]: [FlowId; 3] = [ids.id(), ids.id(), ids.id()];
        let [asking, to_agent, to_queue]: [FlowId; 3] = [ids.id(), ids.id(), ids.id()];
        let (task_flow, skilled_task_flow): (FlowId, FlowId) = (ids.id(), ids.id());
        for (id, content) in [
            (task_flow, flows::waiting()),
            (skilled_task_flow, flows::skilled_task(15)),
        ] {
            rest.push(flow(id, "Task", FlowKind::ContactFlow, &content));
        }
        let transfer = flows::to_agent();
        rest.push(flow(
            to_agent,
            "To agent",
            FlowKind::AgentTransfer,
            &transfer,
        ));
        let transfer = flows::spoken_waiting();
        rest.push(flow(
            to_queue,
            "To queue",
            FlowKind::QueueTransfer,
            &transfer,
        ));
        let queue_flow = FlowKind::CustomerQueue;
        rest.push(flow(moving, "Moving", queue_flow, &flows::moving(support)));
        rest.push(flow(rising, "Rising", queue_flow, &flows::rising()));
        rest.push(flow(asking, "Asking", queue_flow, &flows::requiring(12)));
        rest.push(flow(
            survey,
            "Survey",
            FlowKind::ContactFlow,
            &flows::survey(),
        ));
        let agent = |at: usize| users.get(at).map(|it| it.id);
        let mains: [Value; NUMBERS] = [
            flows::plain(sales),
            flows::plain(support),
            flows::urgent(sales),
            flows::aged(support, 30),
            flows::skilled(sales, 20),
            flows::preferred(support, &[agent(0)?, agent(3)?], 15),
            flows::hooked("CustomerQueue", moving, sales),
            flows::call_back(callbacks),
            flows::own_queue(agent(1)?),
            flows::put_through(sales),
            flows::hooked("CustomerRemaining", survey, support),
            flows::hooked("CustomerQueue", rising, sales),
            flows::asking(callbacks),
            flows::stepped(sales),
            flows::hooked("CustomerQueue", asking, support),
            flows::plain(callbacks),
        ];
        let mut first = None;
        for (at, content) in mains.iter().enumerate() {
            let id = ids.id();
            let name = format!("Main {at}");
            rest.push(flow(id, &name, FlowKind::ContactFlow, content));
            first.get_or_insert(id);
            let owner = if at == 0 { number_id } else { ids_of(at) };
            rest.push(phone(owner, at, id, &identity)?);
        }
        let connects = connects(&users, &queues, to_agent, to_queue);
        let quick_connects: Vec<String> = connects.iter().map(|it| it.id.clone()).collect();
        rest.extend(connects.into_iter().map(Resource::Plain));
        for queue in &mut queues {
            queue.quick_connects.clone_from(&quick_connects);
        }
        Some(Self {
            identity,
            queues,
            profiles,
            users,
            available,
            lunch,
            flow: first?,
            task_flow,
            skilled_task_flow,
            quick_connects,
            rest,
            deleted: BTreeSet::new(),
        })
    }

    /// Everything, as a process reads it at its start.
    pub(crate) fn resources(&self) -> Vec<Resource> {
        let rest = self.rest.iter().enumerate();
        let rest = rest.filter(|(at, _)| !self.deleted.contains(at));
        let queues = self.queues.iter().cloned().map(Into::into);
        let profiles = self.profiles.iter().cloned().map(Into::into);
        let users = self.users.iter().cloned().map(Into::into);
        let all = rest.map(|it| it.1.clone()).chain(queues);
        all.chain(profiles).chain(users).collect()
    }

    pub(crate) fn user(&self, id: UserId) -> Option<&User> {
        self.users.iter().find(|it| it.id == id)
    }

    /// How many contacts of a channel any profile allows.
    pub(crate) fn most(&self, channel: Channel) -> usize {
        let rules = self.profiles.iter().flat_map(|it| &it.concurrency);
        let of_channel = rules.filter(|it| it.channel == channel);
        of_channel
            .map(|it| it.concurrency as usize)
            .max()
            .unwrap_or(0)
    }

    pub(crate) fn profile_of(&self, id: UserId) -> Option<&RoutingProfile> {
        let profile = self.user(id)?.routing_profile;
        self.profiles.iter().find(|it| it.id == profile)
    }
}

fn attribute(name: &str) -> Resource {
    Resource::Plain(Plain::new(Kind::PredefinedAttribute, name, name))
}

fn instance(identity: &Identity, multi_party: bool) -> Resource {
    Instance {
        id: identity.instance,
        alias: "simulated".into(),
        identity_management_type: "CONNECT_MANAGED".into(),
        created: Timestamp(0),
        status: InstanceStatus::Active,
        attributes: [("MULTI_PARTY_CONFERENCE".into(), multi_party.to_string())].into(),
        tags: Tags::new(),
    }
    .into()
}

/// Quick connects to every agent, every queue, a number and a flow.
fn connects(users: &[User], queues: &[Queue], to_agent: FlowId, to_queue: FlowId) -> Vec<Plain> {
    let agents = users.iter().map(|it| {
        let config = json!({"UserId": it.id, "ContactFlowId": to_agent});
        json!({"QuickConnectType": "USER", "UserConfig": config})
    });
    let queues = queues.iter().map(|it| {
        let config = json!({"QueueId": it.id, "ContactFlowId": to_queue});
        json!({"QuickConnectType": "QUEUE", "QueueConfig": config})
    });
    let number = json!({"PhoneNumber": "+12065550188"});
    let number = json!({"QuickConnectType": "PHONE_NUMBER", "PhoneConfig": number});
    let all = agents.chain(queues).chain([number]);
    all.enumerate()
        .map(|(at, config)| {
            let name = format!("connect{at}");
            let mut it = Plain::new(Kind::QuickConnect, &*name, &*name);
            it.body.insert("QuickConnectConfig".into(), config);
            it
        })
        .collect()
}

fn ids_of(at: usize) -> PhoneNumberId {
    IdSource::new(1_000 + at as u128).id()
}

fn hours_resource(id: HoursId) -> Resource {
    Hours {
        id,
        name: "Always".into(),
        description: None,
        time_zone: "UTC".into(),
        config: Vec::new(),
        overrides: Vec::new(),
        parents: Vec::new(),
        tags: Tags::new(),
    }
    .into()
}

fn status(id: AgentStatusId, name: &str, status_type: AgentStatusType) -> Resource {
    AgentStatus {
        id,
        name: name.into(),
        description: None,
        status_type,
        state: AgentStatusState::Enabled,
        display_order: None,
        tags: Tags::new(),
    }
    .into()
}

fn queue(id: QueueId, name: &str, hours: HoursId, number: PhoneNumberId) -> Queue {
    Queue {
        id,
        name: name.into(),
        description: None,
        hours,
        max_contacts: None,
        outbound_caller: OutboundCaller {
            name: Some("Carillon".into()),
            number: Some(number),
            flow: None,
        },
        quick_connects: Vec::new(),
        email_addresses: Vec::new(),
        outbound_email: None,
        status: QueueStatus::Enabled,
        tags: Tags::new(),
    }
}

fn profile(
    id: RoutingProfileId,
    (others, tasks): (bool, u32),
    agent_order: AgentOrder,
    queues: &[(QueueId, u32, u32)],
) -> RoutingProfile {
    let entries = |&(queue, priority, delay): &(QueueId, u32, u32)| {
        [Channel::Voice, Channel::Task].map(|channel| QueueEntry {
            queue,
            channel,
            priority,
            delay,
        })
    };
    let slots = |channel, concurrency, route_any_channel| MediaConcurrency {
        channel,
        concurrency,
        route_any_channel,
    };
    RoutingProfile {
        id,
        name: format!("Profile {id}"),
        description: "Voice and tasks".into(),
        default_outbound_queue: queues.first().map_or(QueueId(id.0), |it| it.0),
        queues: queues.iter().flat_map(entries).collect(),
        manual_queues: Vec::new(),
        concurrency: vec![
            slots(Channel::Voice, 1, others),
            slots(Channel::Task, tasks, true),
        ],
        agent_order,
        tags: Tags::new(),
    }
}

fn user(id: UserId, at: usize, profile: Option<RoutingProfileId>) -> User {
    let level = [0.0, 2.0, 3.0, 4.0, 0.0, 5.0]
        .get(at)
        .copied()
        .unwrap_or(0.0);
    let of = |attribute: &str, value: &str, level: f64| {
        (level > 0.0).then(|| Proficiency {
            attribute: attribute.into(),
            value: value.into(),
            level,
        })
    };
    let other = [0.0, 0.0, 3.0, 1.0, 4.0, 2.0].get(at).copied();
    let proficiencies = [
        of("Language", "Welsh", level),
        of("Product", "Pumps", other.unwrap_or(0.0)),
    ];
    User {
        id,
        username: format!("agent{at}"),
        first_name: Pii::new("Ada".into()),
        last_name: Pii::new("Agent".into()),
        email: None,
        password_hash: None,
        routing_profile: profile.unwrap_or(RoutingProfileId(id.0)),
        security_profiles: Vec::new(),
        hierarchy_group: None,
        secondary_email: None,
        mobile: None,
        hierarchy_path: Vec::new(),
        proficiencies: proficiencies.into_iter().flatten().collect(),
        channels: serde_json::Map::new(),
        phone: PhoneConfig {
            phone_type: PhoneType::SoftPhone,
            auto_accept: at == 4,
            after_contact_work_limit: [0, 5, 30, 10, 20, 1].get(at).copied().unwrap_or(0),
            desk_phone: None,
            persistent_connection: false,
        },
        modified: Timestamp(0),
        tags: Tags::new(),
    }
}

fn flow(id: FlowId, name: &str, kind: FlowKind, content: &Value) -> Resource {
    Flow {
        id,
        name: name.into(),
        description: None,
        kind,
        state: FlowState::Active,
        status: FlowStatus::Published,
        published: Some(content.to_string()),
        published_at: None,
        saved: None,
        versions: Vec::new(),
        last_version: 0,
        modified: Timestamp(0),
        tags: Tags::new(),
    }
    .into()
}

fn phone(id: PhoneNumberId, at: usize, flow: FlowId, identity: &Identity) -> Option<Resource> {
    let resource = PhoneNumberResource {
        id,
        number: number(at).parse().ok()?,
        country: "US".into(),
        number_type: PhoneNumberType::TollFree,
        description: None,
        instance: identity.instance,
        flow: Some(flow),
        status: PhoneNumberStatus::Claimed,
        claimed: Timestamp(0),
        source: None,
        tags: Tags::new(),
    };
    Some(resource.into())
}
