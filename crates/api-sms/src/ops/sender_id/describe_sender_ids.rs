//! DescribeSenderIds: `SenderIds` are pairs of a name or ARN and a country.

use super::named;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{Facets, Kept, SenderId};

pub(crate) async fn describe_sender_ids(ctx: &Ctx, input: &Value) -> Result<Value> {
    let pairs = input.get("SenderIds").and_then(Value::as_array);
    let Some(pairs) = pairs.filter(|it| !it.is_empty()) else {
        return ctx.describe::<SenderId>(input, "").await;
    };
    let filters = crate::describe::filters(input)?;
    let mut rows = Vec::new();
    for pair in pairs {
        let it = named(ctx, pair).await?;
        let mut facets = Facets::default();
        it.value.facets(&mut facets);
        if crate::describe::fits(&facets.into_vec(), &filters) {
            rows.push(it.full());
        }
    }
    Ok(ctx.rows(&Object::new(), rows, None))
}
