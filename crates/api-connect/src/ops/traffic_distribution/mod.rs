//! Global resiliency: an instance that stands in a pair with one in another region, and how calls,
//! agents and sign-ins are shared between the two.
//!
//! An installation is one region. Which other installations it stands in a pair with is said by
//! the configuration (`replica_regions`); without it every ReplicateInstance is refused. What is
//! kept here are the records that both sides and their carriers go by: calls are shared by whoever
//! routes them to the two installations, and resources are carried over by export and import.
//! Source: connect-b-routing-channels.md §11, connect-c-flows.md §1.

mod cross_region_routing;
mod distribution;
mod groups;
mod parts;
mod replicate_instance;
mod shares;
mod users;

pub(crate) use parts::replica;

crate::row::operations! {
    ; raw:
    AssociateTrafficDistributionGroupUser => users::associate,
    CreateTrafficDistributionGroup => groups::create,
    DeleteTrafficDistributionGroup => groups::delete,
    DescribeTrafficDistributionGroup => groups::describe,
    DisassociateTrafficDistributionGroupUser => users::disassociate,
    GetCrossRegionRouting => cross_region_routing::get,
    GetTrafficDistribution => distribution::get,
    ListTrafficDistributionGroupUsers => users::list,
    ListTrafficDistributionGroups => groups::list,
    ReplicateInstance => replicate_instance::replicate_instance,
    UpdateCrossRegionRouting => cross_region_routing::update,
    UpdateTrafficDistribution => distribution::update,
}
