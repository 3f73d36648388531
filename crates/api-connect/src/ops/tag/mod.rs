//! Tags of any resource.

mod list_tags_for_resource;
mod search_resource_tags;
mod tag_resource;
mod untag_resource;

crate::row::operations! {
    ListTagsForResource => list_tags_for_resource::list_tags_for_resource,
    TagResource => tag_resource::tag_resource,
    UntagResource => untag_resource::untag_resource,
    ; raw:
    SearchResourceTags => search_resource_tags::search_resource_tags,
}
