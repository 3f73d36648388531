//! Routing profiles.

mod associate_routing_profile_queues;
pub(crate) mod convert;
mod create_routing_profile;
mod delete_routing_profile;
mod describe_routing_profile;
mod disassociate_routing_profile_queues;
mod list_routing_profile_queues;
mod list_routing_profiles;
mod manual_queues;
mod search_routing_profiles;
mod update_routing_profile_agent_availability_timer;
mod update_routing_profile_concurrency;
mod update_routing_profile_default_outbound_queue;
mod update_routing_profile_name;
mod update_routing_profile_queues;

crate::row::operations! {
    AssociateRoutingProfileQueues => associate_routing_profile_queues::associate_routing_profile_queues,
    CreateRoutingProfile => create_routing_profile::create_routing_profile,
    DeleteRoutingProfile => delete_routing_profile::delete_routing_profile,
    DescribeRoutingProfile => describe_routing_profile::describe_routing_profile,
    DisassociateRoutingProfileQueues => disassociate_routing_profile_queues::disassociate_routing_profile_queues,
    ListRoutingProfileQueues => list_routing_profile_queues::list_routing_profile_queues,
    ListRoutingProfiles => list_routing_profiles::list_routing_profiles,
    UpdateRoutingProfileAgentAvailabilityTimer => update_routing_profile_agent_availability_timer::update_routing_profile_agent_availability_timer,
    UpdateRoutingProfileConcurrency => update_routing_profile_concurrency::update_routing_profile_concurrency,
    UpdateRoutingProfileDefaultOutboundQueue => update_routing_profile_default_outbound_queue::update_routing_profile_default_outbound_queue,
    UpdateRoutingProfileName => update_routing_profile_name::update_routing_profile_name,
    UpdateRoutingProfileQueues => update_routing_profile_queues::update_routing_profile_queues,
    ; raw:
    ListRoutingProfileManualAssignmentQueues => manual_queues::list_routing_profile_manual_assignment_queues,
    SearchRoutingProfiles => search_routing_profiles::search_routing_profiles,
}
