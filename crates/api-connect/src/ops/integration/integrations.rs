//! CreateIntegrationAssociation, DeleteIntegrationAssociation and CreateUseCase: an integration is
//! associated once, a use case of a type made once, and an association with use cases stays.

use super::{INTEGRATION, USE_CASE};
use crate::plain::{self, crud, required};
use crate::prelude::*;
use aws_wire::Value;
use resources::facet;
use store::Filter;

pub(crate) async fn create_integration_association(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let arn = required(&input, "IntegrationArn")?;
    let same = Filter::facet("integration-arn", arn)
        .and(Filter::facet("type", required(&input, "IntegrationType")?));
    refuse_another(ctx, instance, Kind::IntegrationAssociation, same, arn).await?;
    plain::create(ctx, &INTEGRATION, input).await
}

pub(crate) async fn delete_integration_association(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let id = crud::find(ctx, &INTEGRATION, instance, &input).await?.value.id;
    let listing = Listing::default().with(Filter::facet(facet::WHOLE, &*id));
    if ctx.count_any(instance, Kind::UseCase, listing).await? > 0 {
        return Err(ServiceError::InUse {
            what: Kind::IntegrationAssociation,
            id,
            by: Kind::UseCase.word(),
        });
    }
    plain::delete(ctx, &INTEGRATION, input).await
}

pub(crate) async fn create_use_case(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let whole = crud::find(ctx, &INTEGRATION, instance, &input).await?.value.id;
    let kind = required(&input, "UseCaseType")?;
    let same = Filter::facet(facet::WHOLE, whole).and(Filter::facet("type", kind));
    refuse_another(ctx, instance, Kind::UseCase, same, kind).await?;
    plain::create(ctx, &USE_CASE, input).await
}

async fn refuse_another(
    ctx: &Ctx,
    instance: InstanceId,
    kind: Kind,
    same: Filter,
    name: &str,
) -> Result<()> {
    let listing = Listing::default().with(same);
    match ctx.count_any(instance, kind, listing).await? {
        0 => Ok(()),
        _ => Err(ServiceError::Duplicate {
            what: kind.word(),
            name: name.to_owned(),
        }),
    }
}
