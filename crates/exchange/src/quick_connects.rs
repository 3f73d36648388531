//! Quick connects: where agents transfer contacts to with a click, and who may use which.
//! Source: connect-c-flows.md §10.

use crate::context::Context;
use flow::Published;
use ids::{FlowId, PhoneNumber, QueueId, UserId};
use resources::{FlowKind, Plain};
use std::str::FromStr;
use std::sync::Arc;

/// A quick connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuickConnect {
    /// Its name, as agents see it.
    pub(crate) name: String,
    /// Where it leads.
    pub(crate) target: Target,
}

/// Where a quick connect leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A telephone number; no flow runs.
    Number(PhoneNumber),
    /// An agent, by a transfer-to-agent flow.
    Agent { agent: UserId, flow: FlowId },
    /// A queue, by a transfer-to-queue flow.
    Queue { queue: QueueId, flow: FlowId },
    /// A flow that decides itself.
    Flow { flow: FlowId },
}

impl QuickConnect {
    /// From what the API stored; `None` where it cannot be used.
    pub(crate) fn read(it: &Plain) -> Option<Self> {
        let config = it.body.get("QuickConnectConfig")?;
        let part = |part: &str, member: &str| config.get(part)?.get(member)?.as_str();
        let target = match config.get("QuickConnectType")?.as_str()? {
            "PHONE_NUMBER" => Target::Number(part("PhoneConfig", "PhoneNumber")?.parse().ok()?),
            "USER" => Target::Agent {
                agent: id(part("UserConfig", "UserId")?)?,
                flow: id(part("UserConfig", "ContactFlowId")?)?,
            },
            "QUEUE" => Target::Queue {
                queue: id(part("QueueConfig", "QueueId")?)?,
                flow: id(part("QueueConfig", "ContactFlowId")?)?,
            },
            "FLOW" => Target::Flow {
                flow: id(part("FlowConfig", "ContactFlowId")?)?,
            },
            _ => return None,
        };
        Some(Self {
            name: it.name.clone(),
            target,
        })
    }
}

/// The identifier in an identifier or ARN.
fn id<T: FromStr>(text: &str) -> Option<T> {
    text.rsplit('/').next()?.parse().ok()
}

impl Context {
    /// A quick connect that an agent sees: of a queue of the routing profile, the default outbound
    /// queue among them. Source: connect-g-agent-workspace.md §4.2.
    pub(crate) fn quick_connect(&self, agent: UserId, id: &str) -> Option<&QuickConnect> {
        let directory = &self.directory;
        let profile = directory.profile(directory.user(agent)?.routing_profile)?;
        let of_queue = |queue: QueueId| {
            directory
                .queue(queue)
                .is_some_and(|it| it.quick_connects.iter().any(|it| it == id))
        };
        let queues = profile.queues.iter().map(|it| it.queue);
        let manual = profile.manual_queues.iter().map(|it| it.queue);
        queues
            .chain(manual)
            .chain([profile.default_outbound_queue])
            .any(of_queue)
            .then(|| directory.quick_connect(id))?
    }

    /// The flow of a transfer: the one that is named, else the instance's default of its kind.
    pub(crate) fn transfer_flow(
        &self,
        flow: FlowId,
        kind: FlowKind,
    ) -> Option<(FlowId, Arc<Published>)> {
        self.directory
            .flow(flow)
            .map(|published| (flow, published))
            .or_else(|| self.directory.default_flow(kind))
    }
}
