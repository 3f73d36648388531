//! ReplicateInstance: the instance becomes the source of a pair, with a default group that all
//! traffic goes through to it. The replica itself is made by importing the instance's document at
//! the other installation, which keeps the identifiers.

use super::groups::new_group;
use super::parts::{GROUP, default_group};
use super::shares::Pair;
use crate::plain::{crud, required};
use crate::prelude::*;
use aws_wire::Value;
use ids::{Arn, Region};
use resources::{InstanceStatus, Tags};
use serde_json::json;

pub(crate) async fn replicate_instance(ctx: &Ctx, input: Value) -> Result<Value> {
    let it = stored_instance(ctx, required(&input, "InstanceId")?)
        .await?
        .value;
    let refused = |why: String| Err(ServiceError::InvalidRequest(why));
    let text = required(&input, "ReplicaRegion")?;
    let region: Region = text
        .parse()
        .map_err(|_| ServiceError::InvalidRequest(format!("{text} is no region")))?;
    if region == ctx.region {
        return refused(format!("{region} is the region of the instance itself"));
    }
    if !ctx.replica_regions.contains(&region) {
        return refused(format!(
            "this installation stands in a pair with no other in {region}"
        ));
    }
    if it.alias.is_empty() {
        return refused("the instance has no alias".into());
    }
    if it.status != InstanceStatus::Active {
        return refused("the instance is not active".into());
    }
    if it.identity_management_type != "SAML" {
        return refused("only an instance whose users sign in by SAML can have a replica".into());
    }
    if default_group(ctx, it.id).await?.is_some() {
        return refused("the instance has a replica already".into());
    }
    let pair = Pair {
        source: ctx.region.to_string(),
        replica: region.to_string(),
    };
    let name = format!("{} (default)", it.alias);
    let mut group = new_group(ctx, &name, &pair, true, Tags::new());
    group
        .body
        .insert("ReplicaRegion".into(), json!(region.to_string()));
    let alias = required(&input, "ReplicaAlias")?;
    group.body.insert("ReplicaAlias".into(), json!(alias));
    crud::keep(ctx, &GROUP, it.id, group).await?;
    Ok(json!({
        "Id": it.id.to_string(),
        "Arn": Arn::instance(&ctx.account, &region, it.id).to_string(),
    }))
}
