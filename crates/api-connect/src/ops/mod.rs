//! The implemented operations: one folder per resource, one file per operation, one row here.

pub(crate) mod agent_status;
pub(crate) mod contact;
pub(crate) mod contact_flow;
pub(crate) mod hours;
pub(crate) mod instance;
pub(crate) mod lambda;
pub(crate) mod phone_number;
pub(crate) mod prompt;
pub(crate) mod queue;
pub(crate) mod routing_profile;
pub(crate) mod security_profile;
pub(crate) mod storage;
pub(crate) mod tag;
pub(crate) mod user;

use crate::row::operations;
use connect_model::ops;

operations! {
    /// Every operation that is implemented.
    pub static OPERATIONS {
        ops::AssociateInstanceStorageConfig => storage::associate_instance_storage_config::associate_instance_storage_config,
        ops::AssociateLambdaFunction => lambda::associate_lambda_function::associate_lambda_function,
        ops::AssociatePhoneNumberContactFlow => phone_number::associate_phone_number_contact_flow::associate_phone_number_contact_flow,
        ops::AssociateRoutingProfileQueues => routing_profile::associate_routing_profile_queues::associate_routing_profile_queues,
        ops::ClaimPhoneNumber => phone_number::claim_phone_number::claim_phone_number,
        ops::CreateAgentStatus => agent_status::create_agent_status::create_agent_status,
        ops::CreateContactFlow => contact_flow::create_contact_flow::create_contact_flow,
        ops::CreateHoursOfOperation => hours::create_hours_of_operation::create_hours_of_operation,
        ops::CreateInstance => instance::create_instance::create_instance,
        ops::CreatePrompt => prompt::create_prompt::create_prompt,
        ops::CreateQueue => queue::create_queue::create_queue,
        ops::CreateRoutingProfile => routing_profile::create_routing_profile::create_routing_profile,
        ops::CreateSecurityProfile => security_profile::create_security_profile::create_security_profile,
        ops::CreateUser => user::create_user::create_user,
        ops::DeleteContactFlow => contact_flow::delete_contact_flow::delete_contact_flow,
        ops::DeleteHoursOfOperation => hours::delete_hours_of_operation::delete_hours_of_operation,
        ops::DeleteInstance => instance::delete_instance::delete_instance,
        ops::DeletePrompt => prompt::delete_prompt::delete_prompt,
        ops::DeleteQueue => queue::delete_queue::delete_queue,
        ops::DeleteRoutingProfile => routing_profile::delete_routing_profile::delete_routing_profile,
        ops::DeleteSecurityProfile => security_profile::delete_security_profile::delete_security_profile,
        ops::DeleteUser => user::delete_user::delete_user,
        ops::DescribeAgentStatus => agent_status::describe_agent_status::describe_agent_status,
        ops::DescribeContact => contact::describe_contact::describe_contact,
        ops::DescribeContactFlow => contact_flow::describe_contact_flow::describe_contact_flow,
        ops::DescribeHoursOfOperation => hours::describe_hours_of_operation::describe_hours_of_operation,
        ops::DescribeInstance => instance::describe_instance::describe_instance,
        ops::DescribeInstanceAttribute => instance::describe_instance_attribute::describe_instance_attribute,
        ops::DescribeInstanceStorageConfig => storage::describe_instance_storage_config::describe_instance_storage_config,
        ops::DescribePhoneNumber => phone_number::describe_phone_number::describe_phone_number,
        ops::DescribePrompt => prompt::describe_prompt::describe_prompt,
        ops::DescribeQueue => queue::describe_queue::describe_queue,
        ops::DescribeRoutingProfile => routing_profile::describe_routing_profile::describe_routing_profile,
        ops::DescribeSecurityProfile => security_profile::describe_security_profile::describe_security_profile,
        ops::DescribeUser => user::describe_user::describe_user,
        ops::DisassociateInstanceStorageConfig => storage::disassociate_instance_storage_config::disassociate_instance_storage_config,
        ops::DisassociateLambdaFunction => lambda::disassociate_lambda_function::disassociate_lambda_function,
        ops::DisassociatePhoneNumberContactFlow => phone_number::disassociate_phone_number_contact_flow::disassociate_phone_number_contact_flow,
        ops::DisassociateRoutingProfileQueues => routing_profile::disassociate_routing_profile_queues::disassociate_routing_profile_queues,
        ops::GetContactAttributes => contact::get_contact_attributes::get_contact_attributes,
        ops::GetCurrentUserData => user::get_current_user_data::get_current_user_data,
        ops::ListAgentStatuses => agent_status::list_agent_statuses::list_agent_statuses,
        ops::ListContactFlows => contact_flow::list_contact_flows::list_contact_flows,
        ops::ListContactReferences => contact::list_contact_references::list_contact_references,
        ops::ListHoursOfOperations => hours::list_hours_of_operations::list_hours_of_operations,
        ops::ListInstanceAttributes => instance::list_instance_attributes::list_instance_attributes,
        ops::ListInstanceStorageConfigs => storage::list_instance_storage_configs::list_instance_storage_configs,
        ops::ListInstances => instance::list_instances::list_instances,
        ops::ListLambdaFunctions => lambda::list_lambda_functions::list_lambda_functions,
        ops::ListPhoneNumbersV2 => phone_number::list_phone_numbers_v2::list_phone_numbers_v2,
        ops::ListPrompts => prompt::list_prompts::list_prompts,
        ops::ListQueues => queue::list_queues::list_queues,
        ops::ListRoutingProfileQueues => routing_profile::list_routing_profile_queues::list_routing_profile_queues,
        ops::ListRoutingProfiles => routing_profile::list_routing_profiles::list_routing_profiles,
        ops::ListSecurityProfilePermissions => security_profile::list_security_profile_permissions::list_security_profile_permissions,
        ops::ListSecurityProfiles => security_profile::list_security_profiles::list_security_profiles,
        ops::ListTagsForResource => tag::list_tags_for_resource::list_tags_for_resource,
        ops::ListUsers => user::list_users::list_users,
        ops::PutUserStatus => user::put_user_status::put_user_status,
        ops::ReleasePhoneNumber => phone_number::release_phone_number::release_phone_number,
        ops::SearchAvailablePhoneNumbers => phone_number::search_available_phone_numbers::search_available_phone_numbers,
        ops::SearchContacts => contact::search_contacts::search_contacts,
        ops::StopContact => contact::stop_contact::stop_contact,
        ops::TagResource => tag::tag_resource::tag_resource,
        ops::UntagResource => tag::untag_resource::untag_resource,
        ops::UpdateAgentStatus => agent_status::update_agent_status::update_agent_status,
        ops::UpdateContactAttributes => contact::update_contact_attributes::update_contact_attributes,
        ops::UpdateContactFlowContent => contact_flow::update_contact_flow_content::update_contact_flow_content,
        ops::UpdateContactFlowMetadata => contact_flow::update_contact_flow_metadata::update_contact_flow_metadata,
        ops::UpdateContactFlowName => contact_flow::update_contact_flow_name::update_contact_flow_name,
        ops::UpdateHoursOfOperation => hours::update_hours_of_operation::update_hours_of_operation,
        ops::UpdateInstanceAttribute => instance::update_instance_attribute::update_instance_attribute,
        ops::UpdateInstanceStorageConfig => storage::update_instance_storage_config::update_instance_storage_config,
        ops::UpdatePhoneNumber => phone_number::update_phone_number::update_phone_number,
        ops::UpdatePrompt => prompt::update_prompt::update_prompt,
        ops::UpdateQueueHoursOfOperation => queue::update_queue_hours_of_operation::update_queue_hours_of_operation,
        ops::UpdateQueueMaxContacts => queue::update_queue_max_contacts::update_queue_max_contacts,
        ops::UpdateQueueName => queue::update_queue_name::update_queue_name,
        ops::UpdateQueueOutboundCallerConfig => queue::update_queue_outbound_caller_config::update_queue_outbound_caller_config,
        ops::UpdateQueueStatus => queue::update_queue_status::update_queue_status,
        ops::UpdateRoutingProfileAgentAvailabilityTimer => routing_profile::update_routing_profile_agent_availability_timer::update_routing_profile_agent_availability_timer,
        ops::UpdateRoutingProfileConcurrency => routing_profile::update_routing_profile_concurrency::update_routing_profile_concurrency,
        ops::UpdateRoutingProfileDefaultOutboundQueue => routing_profile::update_routing_profile_default_outbound_queue::update_routing_profile_default_outbound_queue,
        ops::UpdateRoutingProfileName => routing_profile::update_routing_profile_name::update_routing_profile_name,
        ops::UpdateRoutingProfileQueues => routing_profile::update_routing_profile_queues::update_routing_profile_queues,
        ops::UpdateSecurityProfile => security_profile::update_security_profile::update_security_profile,
        ops::UpdateUserIdentityInfo => user::update_user_identity_info::update_user_identity_info,
        ops::UpdateUserPhoneConfig => user::update_user_phone_config::update_user_phone_config,
        ops::UpdateUserRoutingProfile => user::update_user_routing_profile::update_user_routing_profile,
        ops::UpdateUserSecurityProfiles => user::update_user_security_profiles::update_user_security_profiles,
    }
}
