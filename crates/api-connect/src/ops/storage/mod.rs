//! Where the data of an instance goes.

mod associate_instance_storage_config;
pub(crate) mod convert;
mod describe_instance_storage_config;
mod disassociate_instance_storage_config;
mod list_instance_storage_configs;
mod update_instance_storage_config;

crate::row::operations! {
    AssociateInstanceStorageConfig => associate_instance_storage_config::associate_instance_storage_config,
    DescribeInstanceStorageConfig => describe_instance_storage_config::describe_instance_storage_config,
    DisassociateInstanceStorageConfig => disassociate_instance_storage_config::disassociate_instance_storage_config,
    ListInstanceStorageConfigs => list_instance_storage_configs::list_instance_storage_configs,
    UpdateInstanceStorageConfig => update_instance_storage_config::update_instance_storage_config,
}
