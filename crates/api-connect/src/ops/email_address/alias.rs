//! AssociateEmailAddressAlias, DisassociateEmailAddressAlias and DeleteEmailAddress: an address
//! stands for at most one other, which then cannot be deleted.

use super::EMAIL_ADDRESS;
use crate::plain::{self, crud, required};
use crate::prelude::*;
use aws_wire::Value;
use serde_json::json;
use store::Filter;

pub(crate) async fn associate_email_address_alias(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = crud::find(ctx, &EMAIL_ADDRESS, instance, &input).await?;
    let alias = alias(ctx, instance, &input).await?;
    if alias == stored.value.id {
        return Err(ServiceError::InvalidRequest(
            "an email address cannot be its own alias".into(),
        ));
    }
    if !aliases(&stored.value).is_empty() {
        return Err(ServiceError::Conflict("the email address has an alias already".into()));
    }
    let mut it = stored.value.clone();
    let list = json!([{"EmailAddressId": alias}]);
    it.body.insert("AliasConfigurations".into(), list);
    crud::replace(ctx, &EMAIL_ADDRESS, instance, &stored, it).await?;
    Ok(json!({}))
}

pub(crate) async fn disassociate_email_address_alias(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = crud::find(ctx, &EMAIL_ADDRESS, instance, &input).await?;
    let alias = alias(ctx, instance, &input).await?;
    if !aliases(&stored.value).contains(&alias) {
        return Err(services::not_found(Kind::EmailAddress, alias));
    }
    let mut it = stored.value.clone();
    it.body.shift_remove("AliasConfigurations");
    crud::replace(ctx, &EMAIL_ADDRESS, instance, &stored, it).await?;
    Ok(json!({}))
}

pub(crate) async fn delete_email_address(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = crud::find(ctx, &EMAIL_ADDRESS, instance, &input).await?;
    let id = stored.value.id;
    let listing = Listing::default().with(Filter::facet("alias", &*id));
    if ctx.count_any(instance, Kind::EmailAddress, listing).await? > 0 {
        return Err(ServiceError::InUse {
            what: Kind::EmailAddress,
            id,
            by: Kind::EmailAddress.word(),
        });
    }
    plain::delete(ctx, &EMAIL_ADDRESS, input).await
}

/// The address that `AliasConfiguration` names, which must be there.
async fn alias(ctx: &Ctx, instance: InstanceId, input: &Value) -> Result<String> {
    let named = input.get("AliasConfiguration").unwrap_or(&Value::Null);
    let named = required(named, "EmailAddressId")?;
    Ok(EMAIL_ADDRESS.get(ctx, instance, named).await?.value.id)
}

fn aliases(of: &resources::Plain) -> Vec<String> {
    let list = of.body.get("AliasConfigurations").and_then(Value::as_array);
    let ids = list.into_iter().flatten();
    ids.filter_map(|it| it.get("EmailAddressId")?.as_str().map(str::to_owned))
        .collect()
}
