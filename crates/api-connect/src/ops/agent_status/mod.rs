//! Agent statuses.

pub(crate) mod create_agent_status;
pub(crate) mod describe_agent_status;
pub(crate) mod list_agent_statuses;
pub(crate) mod update_agent_status;
