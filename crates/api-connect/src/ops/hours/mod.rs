//! Hours of operation.

pub(crate) mod convert;
pub(crate) mod create_hours_of_operation;
pub(crate) mod delete_hours_of_operation;
pub(crate) mod describe_hours_of_operation;
pub(crate) mod list_hours_of_operations;
pub(crate) mod update_hours_of_operation;
