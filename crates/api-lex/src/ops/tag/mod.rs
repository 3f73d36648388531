//! Tags of bots and aliases.

mod list_tags_for_resource;
mod tag_resource;
mod untag_resource;


operations! {
    ListTagsForResource => list_tags_for_resource::list_tags_for_resource,
    TagResource => tag_resource::tag_resource,
    UntagResource => untag_resource::untag_resource,
}
