//! Agent statuses.

mod create_agent_status;
mod describe_agent_status;
mod list_agent_statuses;
mod search_agent_statuses;
mod update_agent_status;

crate::row::operations! {
    CreateAgentStatus => create_agent_status::create_agent_status,
    DescribeAgentStatus => describe_agent_status::describe_agent_status,
    ListAgentStatuses => list_agent_statuses::list_agent_statuses,
    UpdateAgentStatus => update_agent_status::update_agent_status,
    ; raw:
    SearchAgentStatuses => search_agent_statuses::search_agent_statuses,
}
