//! Instances and their switches.

mod create_instance;
mod delete_instance;
mod describe_instance;
mod describe_instance_attribute;
mod list_instance_attributes;
mod list_instances;
mod update_instance_attribute;

crate::row::operations! {
    CreateInstance => create_instance::create_instance,
    DeleteInstance => delete_instance::delete_instance,
    DescribeInstance => describe_instance::describe_instance,
    DescribeInstanceAttribute => describe_instance_attribute::describe_instance_attribute,
    ListInstanceAttributes => list_instance_attributes::list_instance_attributes,
    ListInstances => list_instances::list_instances,
    UpdateInstanceAttribute => update_instance_attribute::update_instance_attribute,
}
