//! How groups are kept and found: by id or ARN, without the instance being named.

use super::shares::Pair;
use crate::common::{Result, arn, instance_arn};
use crate::plain::{Plain, typed};
use ids::InstanceId;
use resources::Kind;
use serde_json::json;
use services::{Ctx, Listing, Stored, not_found};
use store::Filter;

pub(crate) const GROUP: Plain = Plain {
    facets: &[("/IsDefault", "default")],
    shown: |ctx, instance, _, full| {
        full.insert("InstanceArn".into(), json!(instance_arn(ctx, instance)));
    },
    ..Plain::of(
        Kind::TrafficDistributionGroup,
        "TrafficDistributionGroupId",
        "Arn",
    )
};

/// The group that a request names by id or ARN, with its instance.
pub(super) async fn find(ctx: &Ctx, text: &str) -> Result<(InstanceId, Stored<resources::Plain>)> {
    let address = match text.starts_with("arn:") {
        true => text.to_owned(),
        // Groups lie beside instances in ARNs, whichever is given.
        false => arn(
            ctx,
            InstanceId(uuid::Uuid::nil()),
            Kind::TrafficDistributionGroup,
            text,
        ),
    };
    let found = ctx.find_by_arn(&address).await?;
    found
        .and_then(|(instance, stored)| Some((instance, typed(stored)?)))
        .filter(|(_, it)| it.value.kind == Kind::TrafficDistributionGroup)
        .ok_or_else(|| not_found(Kind::TrafficDistributionGroup, text))
}

/// The instance's default group: there from ReplicateInstance on.
pub(super) async fn default_group(
    ctx: &Ctx,
    instance: InstanceId,
) -> Result<Option<Stored<resources::Plain>>> {
    let listing = Listing::page(1, None).with(Filter::facet("default", "true"));
    let page = ctx.list_any(instance, GROUP.kind, listing).await?;
    Ok(page.rows.into_iter().next().and_then(typed))
}

/// The pair of regions of an instance, if it has a replica.
pub(super) async fn pair(ctx: &Ctx, instance: InstanceId) -> Result<Option<Pair>> {
    let group = default_group(ctx, instance).await?;
    Ok(group.and_then(|it| {
        Some(Pair {
            source: ctx.region.to_string(),
            replica: it.value.text("ReplicaRegion")?.to_owned(),
        })
    }))
}

/// The region of an instance's replica.
pub(crate) async fn replica(ctx: &Ctx, instance: InstanceId) -> Result<Option<String>> {
    Ok(pair(ctx, instance).await?.map(|pair| pair.replica))
}
