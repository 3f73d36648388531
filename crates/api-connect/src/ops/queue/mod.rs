//! Standard queues.

pub(crate) mod convert;
mod create_queue;
mod delete_queue;
mod describe_queue;
mod email_addresses;
mod list_queues;
mod quick_connects;
mod search_queues;
mod update_queue_hours_of_operation;
mod update_queue_max_contacts;
mod update_queue_name;
mod update_queue_outbound_caller_config;
mod update_queue_status;

crate::row::operations! {
    CreateQueue => create_queue::create_queue,
    DeleteQueue => delete_queue::delete_queue,
    DescribeQueue => describe_queue::describe_queue,
    ListQueues => list_queues::list_queues,
    UpdateQueueHoursOfOperation => update_queue_hours_of_operation::update_queue_hours_of_operation,
    UpdateQueueMaxContacts => update_queue_max_contacts::update_queue_max_contacts,
    UpdateQueueName => update_queue_name::update_queue_name,
    UpdateQueueOutboundCallerConfig => update_queue_outbound_caller_config::update_queue_outbound_caller_config,
    UpdateQueueStatus => update_queue_status::update_queue_status,
    ; raw:
    SearchQueues => search_queues::search_queues,
    AssociateQueueEmailAddresses => email_addresses::associate_queue_email_addresses,
    AssociateQueueQuickConnects => quick_connects::associate_queue_quick_connects,
    DisassociateQueueEmailAddresses => email_addresses::disassociate_queue_email_addresses,
    DisassociateQueueQuickConnects => quick_connects::disassociate_queue_quick_connects,
    ListQueueEmailAddresses => email_addresses::list_queue_email_addresses,
    ListQueueQuickConnects => quick_connects::list_queue_quick_connects,
    UpdateQueueOutboundEmailConfig => email_addresses::update_queue_outbound_email_config,
}
