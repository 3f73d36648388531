//! CreateViewVersion, ListViewVersions and DeleteViewVersion: the content of a moment, which never
//! changes.

use super::VERSION;
use super::views::{version_out, view};
use crate::plain::{self, Object, answer, crud, rows, text};
use crate::prelude::*;
use aws_wire::Value;
use resources::facet;
use serde_json::json;
use store::Filter;

/// Of one view. Source: connect-d-data-metrics.md's quotas.
const MOST: u64 = 50;

pub(crate) async fn create_view_version(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (stored, _) = view(ctx, instance, &input).await?;
    let it = &stored.value;
    if it.text("Status") != Some("PUBLISHED") {
        return Err(ServiceError::InvalidRequest("the view is not published".into()));
    }
    let expected = text(&input, "ViewContentSha256");
    if expected.is_some() && expected != it.text("ViewContentSha256") {
        return Err(ServiceError::InvalidRequest(
            "ViewContentSha256 is not that of the published content".into(),
        ));
    }
    let of_view = Listing::default().with(Filter::facet(facet::WHOLE, &*it.id));
    if ctx.count_any(instance, Kind::ViewVersion, of_view).await? >= MOST {
        return Err(ServiceError::LimitExceeded {
            what: Kind::ViewVersion.word(),
            limit: MOST,
        });
    }
    let changed = plain::change(ctx, instance, Kind::View, &it.id, |it| {
        let last = it.body.get("LastVersion").and_then(Value::as_u64).unwrap_or(0);
        it.body.insert("LastVersion".into(), json!(last + 1));
        Ok(())
    })
    .await?;
    let number = changed.body.get("LastVersion").and_then(Value::as_u64).unwrap_or(1);
    let mut version = resources::Plain::new(Kind::ViewVersion, format!("{}:{number}", it.id), "");
    version.whole = Some(it.id.clone());
    version.body = it.body.clone();
    version.body.shift_remove("LastVersion");
    version.body.insert("Version".into(), json!(number));
    if let Some(text) = text(&input, "VersionDescription") {
        version.body.insert("VersionDescription".into(), json!(text));
    }
    VERSION.index(ctx, instance, &mut version).await?;
    ctx.create(instance, version.clone()).await?;
    let kept = VERSION.get(ctx, instance, &version.id).await?;
    Ok(answer(ctx, &version_out(ctx, instance, it, &kept)))
}

pub(crate) async fn list_view_versions(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (stored, _) = view(ctx, instance, &input).await?;
    let query = (instance, &stored.value.id);
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let of_view = Filter::facet(facet::WHOLE, &*stored.value.id);
    let page = ctx
        .list_any(instance, Kind::ViewVersion, Listing::page(size, after).with(of_view))
        .await?;
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    let found = page.rows.into_iter().filter_map(plain::typed);
    let found: Vec<Object> = found
        .map(|it| version_out(ctx, instance, &stored.value, &it))
        .collect();
    Ok(rows(ctx, &found, next, None))
}

pub(crate) async fn delete_view_version(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let (stored, _) = view(ctx, instance, &input).await?;
    let number = input.get("ViewVersion").and_then(Value::as_i64).unwrap_or(0);
    let id = format!("{}:{number}", stored.value.id);
    ctx.delete(instance, Kind::ViewVersion, id).await?;
    Ok(json!({}))
}
