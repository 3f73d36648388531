//! RCS agents: they can be configured. As no carrier link speaks RCS none is ever launched, and
//! nothing is sent by one.

mod create_rcs_agent;
mod delete_rcs_agent;
mod describe_rcs_agent_country_launch_status;
mod describe_rcs_agents;
mod update_rcs_agent;

operations! {
    CreateRcsAgent => create_rcs_agent::create_rcs_agent,
    DeleteRcsAgent => delete_rcs_agent::delete_rcs_agent,
    DescribeRcsAgentCountryLaunchStatus => describe_rcs_agent_country_launch_status::describe_rcs_agent_country_launch_status,
    DescribeRcsAgents => describe_rcs_agents::describe_rcs_agents,
    UpdateRcsAgent => update_rcs_agent::update_rcs_agent,
}
