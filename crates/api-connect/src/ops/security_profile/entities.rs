//! AssociateSecurityProfiles, DisassociateSecurityProfiles and ListEntitySecurityProfiles: the
//! profiles of a user, by the user's ARN. AI agents come with a later capability: naming one finds
//! none.

use crate::plain::{asked, crud, required};
use crate::prelude::*;
use aws_wire::Value;
use ids::SecurityProfileId;
use resources::{SecurityProfile, User};
use serde_json::json;

/// Of one user. Source: the model's list of `SecurityProfileIds`.
const MOST: usize = 10;

/// The user that a request is about.
async fn entity(ctx: &Ctx, instance: InstanceId, input: &Value) -> Result<Stored<User>> {
    let named = required(input, "EntityArn")?;
    match required(input, "EntityType")? {
        "USER" => get::<User>(ctx, instance, named).await,
        _ => Err(ServiceError::NotFound {
            what: "AI agent",
            id: named.to_owned(),
        }),
    }
}

/// The profiles that a request names, which must be there.
async fn profiles(ctx: &Ctx, instance: InstanceId, input: &Value) -> Result<Vec<SecurityProfileId>> {
    let list = input.get("SecurityProfiles").and_then(Value::as_array);
    let mut out = Vec::new();
    for it in list.into_iter().flatten() {
        out.push(known::<SecurityProfile, _>(ctx, instance, required(it, "Id")?).await?);
    }
    Ok(out)
}

pub(crate) async fn associate_security_profiles(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let user = entity(ctx, instance, &input).await?.value.id;
    let new = profiles(ctx, instance, &input).await?;
    let now = ctx.now();
    ctx.update::<User>(instance, user, |it| {
        for profile in new {
            if !it.security_profiles.contains(&profile) {
                it.security_profiles.push(profile);
            }
        }
        if it.security_profiles.len() > MOST {
            return Err(ServiceError::InvalidRequest(format!(
                "a user has at most {MOST} security profiles"
            )));
        }
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(json!({}))
}

pub(crate) async fn disassociate_security_profiles(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let user = entity(ctx, instance, &input).await?.value.id;
    let gone = profiles(ctx, instance, &input).await?;
    let now = ctx.now();
    ctx.update::<User>(instance, user, |it| {
        it.security_profiles.retain(|profile| !gone.contains(profile));
        if it.security_profiles.is_empty() {
            return Err(ServiceError::InvalidRequest(
                "a user needs at least one security profile".into(),
            ));
        }
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(json!({}))
}

pub(crate) async fn list_entity_security_profiles(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let user = entity(ctx, instance, &input).await?.value;
    let rows: Vec<_> = user
        .security_profiles
        .iter()
        .map(|id| json!({"Id": id.to_string()}))
        .collect();
    let (rows, next) = short_page(ctx, asked(&input), (instance, user.id), rows)?;
    let mut out = json!({"SecurityProfiles": rows});
    if let (Some(token), Some(out)) = (next, out.as_object_mut()) {
        out.insert("NextToken".into(), json!(token));
    }
    Ok(out)
}
