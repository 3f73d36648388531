//! The agent hierarchy: its levels and groups. Source: connect-b-routing-channels.md §3.1.
//!
//! A group lies on the level below its parent's and never moves; levels are numbered from one and
//! at most five.

mod groups;
mod structure;

use crate::plain::Plain;
use resources::Kind;

pub(crate) use groups::path_ids;

/// The members of structures and paths, from the top down.
pub(crate) const LEVELS: [&str; 5] = ["LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive"];

pub(crate) const GROUP: Plain = Plain::of(Kind::HierarchyGroup, "HierarchyGroupId", "Arn");

pub(crate) const LEVEL: Plain = Plain {
    name: "",
    ..Plain::of(Kind::HierarchyLevel, "LevelId", "Arn")
};

crate::row::operations! {
    ; raw:
    CreateUserHierarchyGroup => groups::create_user_hierarchy_group,
    DescribeUserHierarchyGroup => groups::describe_user_hierarchy_group,
    DescribeUserHierarchyStructure => structure::describe_user_hierarchy_structure,
    SearchUserHierarchyGroups => groups::search_user_hierarchy_groups,
    UpdateUserHierarchyStructure => structure::update_user_hierarchy_structure,
    ; plain super::hierarchy::GROUP {
        DeleteUserHierarchyGroup => delete,
        ListUserHierarchyGroups => list,
        UpdateUserHierarchyGroupName => update,
    }
}
