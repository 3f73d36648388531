//! UpdatePool: what is not given stays as it is. What the pool says counts for its members.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::flag;
use crate::originator::Originator;
use aws_wire::Value;
use messaging_resources::{Kept, Pool};

pub(crate) async fn update_pool(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut pool = ctx.named::<Pool>(input, "PoolId").await?;
    let members = ctx.members(&pool.value.id()).await?;
    let numbers = members.iter().filter(|it| matches!(it, Originator::Number(_)));
    let country = numbers.filter_map(Originator::country).next();
    ctx.settle(&mut pool.value.settings, input, country).await?;
    if let Some(on) = flag(input, "SharedRoutesEnabled") {
        pool.value.shared_routes_enabled = on;
    }
    if let Some(on) = flag(input, "DeletionProtectionEnabled") {
        pool.value.deletion_protection_enabled = on;
    }
    ctx.keep(&pool).await
}
