//! Where the data of an instance goes.

pub(crate) mod associate_instance_storage_config;
pub(crate) mod convert;
pub(crate) mod describe_instance_storage_config;
pub(crate) mod disassociate_instance_storage_config;
pub(crate) mod list_instance_storage_configs;
pub(crate) mod update_instance_storage_config;
