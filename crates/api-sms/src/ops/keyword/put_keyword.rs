//! PutKeyword: a keyword that is there is overwritten.

use super::{folded, of_identity, owner, shown};
use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use crate::keep::{given, required};
use crate::originator::Originator;
use aws_wire::Value;
use messaging_resources::{Keyword, KeywordAction, Kept, MANDATORY_OPT_OUT, NumberType, PhoneNumber};
use services::limits::SMS_KEYWORDS;
use store::Batch;

pub(crate) async fn put_keyword(ctx: &Ctx, input: &Value) -> Result<Value> {
    let owner = owner(ctx, input).await?;
    let word = folded(required(input, "Keyword")?)?;
    let action: Option<KeywordAction> = given(input, "KeywordAction")?;
    check(&owner, &word, action)?;
    let all = of_identity(ctx, &owner.id()).await?;
    let there = all.iter().find(|it| it.value.keyword == word);
    if there.is_none() {
        let reason = match owner {
            Originator::Pool(_) => "KEYWORDS_PER_POOL",
            _ => "KEYWORDS_PER_PHONE_NUMBER",
        };
        ctx.within(SMS_KEYWORDS, all.len() as u64 + 1, reason)?;
    }
    let default = match MANDATORY_OPT_OUT.contains(&word.as_str()) {
        true => KeywordAction::OptOut,
        false => KeywordAction::AutomaticResponse,
    };
    let value = Keyword {
        origination_identity: owner.id(),
        keyword: word,
        keyword_message: required(input, "KeywordMessage")?.to_owned(),
        keyword_action: action
            .or(there.map(|it| it.value.keyword_action))
            .unwrap_or(default),
    };
    let it = match there {
        Some(there) => {
            let mut it = there.clone();
            it.value = value;
            it
        }
        None => ctx.made(value, Default::default()),
    };
    let answer = ctx.answer(&shown(&owner, &it));
    ctx.commit(Batch::new().with(ctx.put(&it)?), answer).await
}

fn check(owner: &Originator, word: &str, action: Option<KeywordAction>) -> Result<()> {
    let refused = |reason, message: &str| Err(conflict(reason, Keyword::TYPE, word, message));
    if owner.pool().is_some() {
        let message = "The phone number is in a pool: change the pool's keywords";
        let reason = "PHONE_NUMBER_ASSOCIATED_TO_POOL";
        return Err(conflict(reason, PhoneNumber::TYPE, owner.id(), message));
    }
    let mandatory = MANDATORY_OPT_OUT.contains(&word);
    if mandatory && action.is_some_and(|it| it != KeywordAction::OptOut) {
        let message = "This keyword opts out and cannot do anything else";
        return refused("RESOURCE_MODIFICATION_NOT_ALLOWED", message);
    }
    let toll_free = matches!(owner, Originator::Number(it) if it.value.number_type == NumberType::TollFree);
    if toll_free && (mandatory || action == Some(KeywordAction::OptOut)) {
        let message = "Carriers treat opt-outs of toll-free numbers: their keywords cannot be changed";
        return refused("RESOURCE_MODIFICATION_NOT_ALLOWED", message);
    }
    Ok(())
}
