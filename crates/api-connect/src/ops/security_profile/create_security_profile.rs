//! CreateSecurityProfile.

use super::convert::take;
use crate::plain::{crud, required};
use crate::prelude::*;
use aws_wire::Value;
use ids::SecurityProfileId;
use resources::{SecurityProfile, Tags};
use serde_json::{Map, json};

pub(crate) async fn create_security_profile(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let id: SecurityProfileId = ctx.new_id();
    let text = required(&input, "SecurityProfileName")?;
    let mut profile = SecurityProfile {
        id,
        name: name(Kind::SecurityProfile, text.to_owned())?,
        description: None,
        permissions: Vec::new(),
        allowed_tags: Tags::new(),
        tag_restricted: Vec::new(),
        allowed_hierarchy_group: None,
        hierarchy_restricted: Vec::new(),
        further: Map::new(),
        tags: crud::tags(&input)?,
    };
    take(ctx, instance, &input, &mut profile).await?;
    ctx.create(instance, profile).await?;
    Ok(json!({
        "SecurityProfileId": id.to_string(),
        "SecurityProfileArn": arn(ctx, instance, Kind::SecurityProfile, id),
    }))
}
