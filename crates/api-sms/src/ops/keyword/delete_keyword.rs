//! DeleteKeyword. What everybody must be able to reply cannot be deleted.

use super::{folded, owner, shown};
use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use crate::keep::required;
use aws_wire::Value;
use messaging_resources::{Keyword, Kept, MANDATORY_OPT_OUT};
use store::Batch;

pub(crate) async fn delete_keyword(ctx: &Ctx, input: &Value) -> Result<Value> {
    let owner = owner(ctx, input).await?;
    let word = folded(required(input, "Keyword")?)?;
    if word == "HELP" || MANDATORY_OPT_OUT.contains(&word.as_str()) {
        let message = format!("The keyword {word} cannot be deleted");
        return Err(conflict("RESOURCE_DELETION_NOT_ALLOWED", Keyword::TYPE, word, message));
    }
    let id = format!("{}/{word}", owner.id());
    let found = ctx.find::<Keyword>(&id).await?;
    let it = found.ok_or_else(|| crate::error::not_found(Keyword::TYPE, &word))?;
    let answer = ctx.answer(&shown(&owner, &it));
    ctx.commit(Batch::new().with(ctx.delete(&it)), answer).await
}
