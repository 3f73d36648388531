//! Standard queues.

pub(crate) mod convert;
pub(crate) mod create_queue;
pub(crate) mod delete_queue;
pub(crate) mod describe_queue;
pub(crate) mod list_queues;
pub(crate) mod update_queue_hours_of_operation;
pub(crate) mod update_queue_max_contacts;
pub(crate) mod update_queue_name;
pub(crate) mod update_queue_outbound_caller_config;
pub(crate) mod update_queue_status;
