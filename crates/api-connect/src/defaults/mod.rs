//! What a new instance has: statuses, hours, a queue, a routing profile, security profiles and the
//! default flows.
//!
//! Names are those of the service, since clients look things up by them; the texts of the flows are
//! our own. Source: connect-a-foundation.md §3.6, §3.9; connect-b-routing-channels.md §3.2, §5;
//! connect-c-flows.md §4. Music is left to the built-in tone of the exchange where the service
//! plays a recording.

mod permissions;

use ids::{AgentStatusId, FlowId, HoursId, QueueId, RoutingProfileId, SecurityProfileId};
use resources::{
    AgentOrder, AgentStatus, AgentStatusState, AgentStatusType, Channel, DayHours, Flow, FlowKind,
    FlowState, FlowStatus, Hours, LocalTime, MediaConcurrency, OutboundCaller, Queue, QueueEntry,
    QueueStatus, Resource, RoutingProfile, SecurityProfile, Tags, Weekday,
};
use services::Ctx;

/// Each default flow: name, type, content.
const FLOWS: [(&str, FlowKind, &str); 8] = [
    (
        "Default agent hold",
        FlowKind::AgentHold,
        include_str!("flows/agent_hold.json"),
    ),
    (
        "Default agent transfer",
        FlowKind::AgentTransfer,
        include_str!("flows/agent_transfer.json"),
    ),
    (
        "Default agent whisper",
        FlowKind::AgentWhisper,
        include_str!("flows/agent_whisper.json"),
    ),
    (
        "Default customer hold",
        FlowKind::CustomerHold,
        include_str!("flows/customer_hold.json"),
    ),
    (
        "Default customer queue",
        FlowKind::CustomerQueue,
        include_str!("flows/customer_queue.json"),
    ),
    (
        "Default customer whisper",
        FlowKind::CustomerWhisper,
        include_str!("flows/customer_whisper.json"),
    ),
    (
        "Default outbound",
        FlowKind::OutboundWhisper,
        include_str!("flows/outbound.json"),
    ),
    (
        "Default queue transfer",
        FlowKind::QueueTransfer,
        include_str!("flows/queue_transfer.json"),
    ),
];

/// The names of the default flows, which can be neither archived nor deleted.
pub(crate) const FLOW_NAMES: [&str; 8] = [
    FLOWS[0].0, FLOWS[1].0, FLOWS[2].0, FLOWS[3].0, FLOWS[4].0, FLOWS[5].0, FLOWS[6].0, FLOWS[7].0,
];

/// The resources of a new instance, each after those that it refers to.
pub(crate) fn of_instance(ctx: &Ctx) -> Vec<Resource> {
    let hours: HoursId = ctx.new_id();
    let queue: QueueId = ctx.new_id();
    let mut all: Vec<Resource> = vec![basic_hours(hours).into(), basic_queue(queue, hours).into()];
    all.push(basic_routing_profile(ctx.new_id(), queue).into());
    for (at, (name, status_type)) in [
        ("Available", AgentStatusType::Routable),
        ("Offline", AgentStatusType::Offline),
    ]
    .into_iter()
    .enumerate()
    {
        let order = u32::try_from(at + 1).ok();
        all.push(status(ctx.new_id(), name, status_type, order).into());
    }
    for (name, description, permissions) in permissions::PROFILES {
        all.push(security_profile(ctx.new_id(), name, description, permissions).into());
    }
    for (name, kind, content) in FLOWS {
        all.push(flow(ctx, ctx.new_id(), name, kind, content).into());
    }
    all
}

fn basic_hours(id: HoursId) -> Hours {
    const DAYS: [Weekday; 7] = [
        Weekday::Sunday,
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
    ];
    let midnight = LocalTime {
        hours: 0,
        minutes: 0,
    };
    Hours {
        id,
        name: "Basic Hours".into(),
        description: Some("Open at all times".into()),
        time_zone: "UTC".into(),
        config: DAYS
            .map(|day| DayHours {
                day,
                start: midnight,
                end: midnight,
            })
            .to_vec(),
        overrides: Vec::new(),
        parents: Vec::new(),
        tags: Tags::new(),
    }
}

fn basic_queue(id: QueueId, hours: HoursId) -> Queue {
    Queue {
        id,
        name: "BasicQueue".into(),
        description: Some("The first queue of the instance".into()),
        hours,
        max_contacts: None,
        outbound_caller: OutboundCaller::default(),
        quick_connects: Vec::new(),
        email_addresses: Vec::new(),
        outbound_email: None,
        status: QueueStatus::Enabled,
        tags: Tags::new(),
    }
}

fn basic_routing_profile(id: RoutingProfileId, queue: QueueId) -> RoutingProfile {
    const CHANNELS: [(Channel, u32); 3] =
        [(Channel::Voice, 1), (Channel::Chat, 2), (Channel::Task, 1)];
    RoutingProfile {
        id,
        name: "Basic Routing Profile".into(),
        description: "Serves BasicQueue".into(),
        default_outbound_queue: queue,
        queues: CHANNELS
            .map(|(channel, _)| QueueEntry {
                queue,
                channel,
                priority: 1,
                delay: 0,
            })
            .to_vec(),
        manual_queues: Vec::new(),
        concurrency: CHANNELS
            .map(|(channel, concurrency)| MediaConcurrency {
                channel,
                concurrency,
                route_any_channel: false,
            })
            .to_vec(),
        agent_order: AgentOrder::default(),
        tags: Tags::new(),
    }
}

fn status(
    id: AgentStatusId,
    name: &str,
    status_type: AgentStatusType,
    display_order: Option<u32>,
) -> AgentStatus {
    AgentStatus {
        id,
        name: name.into(),
        description: None,
        status_type,
        state: AgentStatusState::Enabled,
        display_order,
        tags: Tags::new(),
    }
}

fn security_profile(
    id: SecurityProfileId,
    name: &str,
    description: &str,
    permissions: &[&str],
) -> SecurityProfile {
    let mut permissions: Vec<String> = permissions.iter().map(|it| (*it).to_owned()).collect();
    permissions.sort_unstable();
    SecurityProfile {
        id,
        name: name.into(),
        description: Some(description.into()),
        permissions,
        allowed_tags: resources::Tags::new(),
        tag_restricted: Vec::new(),
        allowed_hierarchy_group: None,
        hierarchy_restricted: Vec::new(),
        further: serde_json::Map::new(),
        tags: Tags::new(),
    }
}

fn flow(ctx: &Ctx, id: FlowId, name: &str, kind: FlowKind, content: &str) -> Flow {
    let now = ctx.now();
    Flow {
        id,
        name: name.into(),
        description: None,
        kind,
        state: FlowState::Active,
        status: FlowStatus::Published,
        published: Some(content.to_owned()),
        published_at: Some(now),
        saved: Some(content.to_owned()),
        versions: Vec::new(),
        last_version: 0,
        modified: now,
        tags: Tags::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_later_versions_added_is_in_the_admin_profile_of_new_instances() {
        let [(name, _, admin), ..] = permissions::PROFILES;
        assert_eq!(name, "Admin");
        for added in services::catalogue::added_since(0) {
            assert!(admin.contains(&added), "{added}");
        }
    }

    #[test]
    fn every_default_flow_can_be_published() {
        for (name, kind, content) in FLOWS {
            let flow = flow::Flow::parse(content);
            let flow = flow.unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
            let problems = flow::validate(&flow, kind, &flow::Anything);
            assert!(problems.is_empty(), "{name}: {problems:?}");
        }
    }
}
