//! Views: pages that guides show to agents, with versions. Source: connect-d-data-metrics.md.

mod content;
mod versions;
mod views;

use crate::plain::Plain;
use resources::Kind;
use serde_json::json;

pub(crate) const VIEW: Plain = Plain {
    words: &[("ViewStatusCondition", "status"), ("ViewTypeCondition", "type"), ("Type", "type")],
    facets: &[("/Status", "status"), ("/Type", "type")],
    check: content::check,
    shown: |ctx, instance, it, full| {
        if it.value.text("Status") == Some("SAVED") {
            let id = format!("{}:$SAVED", it.value.id);
            let arn = crate::common::arn(ctx, instance, Kind::View, id);
            full.insert("Arn".into(), json!(arn));
        }
    },
    ..Plain::of(Kind::View, "ViewId", "ViewArn")
};

pub(crate) const VERSION: Plain = Plain {
    name: "",
    whole: Some(("ViewId", Kind::View)),
    ..Plain::of(Kind::ViewVersion, "ViewVersionId", "ViewVersionArn")
};

crate::row::operations! {
    ; raw:
    CreateViewVersion => versions::create_view_version,
    DeleteView => views::delete_view,
    DeleteViewVersion => versions::delete_view_version,
    DescribeView => views::describe_view,
    ListViewVersions => versions::list_view_versions,
    UpdateViewContent => views::update_view_content,
    UpdateViewMetadata => views::update_view_metadata,
    ; plain super::view::VIEW {
        CreateView => create,
        ListViews => list,
        SearchViews => search,
    }
}
