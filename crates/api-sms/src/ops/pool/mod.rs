//! Pools. Spec: sms.md §6.

mod associate_origination_identity;
mod create_pool;
mod delete_pool;
mod describe_pools;
mod disassociate_origination_identity;
mod list_pool_origination_identities;
mod update_pool;

use crate::ctx::Ctx;
use crate::error::{Result, conflict};
use crate::keep::Found;
use crate::ops::keyword::of_identity;
use crate::originator::Originator;
use crate::shape::Object;
use messaging_resources::{InboundSettings, Keyword, Kept, NumberStatus, Pool};
use serde_json::json;

operations! {
    AssociateOriginationIdentity => associate_origination_identity::associate_origination_identity,
    CreatePool => create_pool::create_pool,
    DeletePool => delete_pool::delete_pool,
    DescribePools => describe_pools::describe_pools,
    DisassociateOriginationIdentity => disassociate_origination_identity::disassociate_origination_identity,
    ListPoolOriginationIdentities => list_pool_origination_identities::list_pool_origination_identities,
    UpdatePool => update_pool::update_pool,
}

/// That an originator can go into a pool at all: it is in none and can be used.
fn check_free(it: &Originator) -> Result<()> {
    if let Some(pool) = it.pool() {
        let reason = match it {
            Originator::Sender(_) => "SENDER_ID_ASSOCIATED_TO_POOL",
            Originator::Agent(_) => "RCS_AGENT_ASSOCIATED_TO_POOL",
            _ => "PHONE_NUMBER_ASSOCIATED_TO_POOL",
        };
        let message = format!("It is in the pool {pool} already");
        return Err(conflict(reason, it.kind(), it.id(), message));
    }
    match it {
        Originator::Number(number) if number.value.status != NumberStatus::Active => {
            let message = "The phone number is not active";
            Err(conflict("RESOURCE_NOT_ACTIVE", it.kind(), it.id(), message))
        }
        Originator::Pool(_) => {
            let message = "A pool cannot be in a pool";
            let reason = "INVALID_PARAMETER";
            Err(crate::error::invalid(reason, "OriginationIdentity", message))
        }
        _ => Ok(()),
    }
}

/// That an originator's settings are those of the pool. Sender ids have none that could differ.
///
/// `with_keywords` is false for a number that is new and has the default ones.
///
/// # Errors
/// The first that differs.
pub(crate) async fn check_fits(
    ctx: &Ctx,
    pool: &Found<Pool>,
    it: &Originator,
    with_keywords: bool,
) -> Result<()> {
    check_free(it)?;
    let differs = |reason, what: &str| {
        let message = format!("{what} is not that of the pool {}", pool.value.pool_id);
        Err(conflict(reason, it.kind(), it.id(), message))
    };
    if !it.message_types().contains(&pool.value.message_type) {
        return differs("MESSAGE_TYPE_MISMATCH", "The message type");
    }
    let Some(own) = it.settings() else {
        return Ok(());
    };
    if let Some((reason, what)) = mismatch(&pool.value.settings, own) {
        return differs(reason, what);
    }
    let members = ctx.members(&pool.value.id()).await?;
    let able = it.capabilities();
    let mut others = members.iter().filter(|it| matches!(it, Originator::Number(_)));
    if !others.all(|other| other.capabilities().iter().any(|one| able.contains(one))) {
        return differs("NUMBER_CAPABILITIES_MISMATCH", "What it can carry");
    }
    if with_keywords && !members.is_empty() {
        let of_pool = of_identity(ctx, &pool.value.id()).await?;
        let own = of_identity(ctx, &it.id()).await?;
        if plain(&of_pool) != plain(&own) {
            return differs("KEYWORD_MISMATCH", "A keyword");
        }
    }
    Ok(())
}

fn mismatch(
    pool: &InboundSettings,
    own: &InboundSettings,
) -> Option<(&'static str, &'static str)> {
    let two_way = |it: &InboundSettings| {
        let (arn, role) = (&it.two_way_channel_arn, &it.two_way_channel_role);
        (it.two_way_enabled, arn.clone(), role.clone())
    };
    if two_way(pool) != two_way(own) {
        Some(("TWO_WAY_CONFIG_MISMATCH", "The two-way configuration"))
    } else if pool.self_managed_opt_outs_enabled != own.self_managed_opt_outs_enabled {
        Some(("SELF_MANAGED_OPT_OUTS_MISMATCH", "Who manages opt-outs"))
    } else if pool.opt_out_list_name != own.opt_out_list_name {
        Some(("OPT_OUT_LIST_MISMATCH", "The opt-out list"))
    } else {
        None
    }
}

/// Keywords as they are compared.
fn plain(all: &[Found<Keyword>]) -> Vec<(&str, &str, messaging_resources::KeywordAction)> {
    let all = all.iter().map(|it| &it.value);
    all.map(|it| (&*it.keyword, &*it.keyword_message, it.keyword_action))
        .collect()
}

/// A pool and an originator as an association shows them.
fn shown(pool: &Found<Pool>, it: &Originator) -> Object {
    let mut out = pool.full();
    out.insert("OriginationIdentity".into(), json!(it.id()));
    out.insert("OriginationIdentityArn".into(), json!(it.arn()));
    if let Some(country) = it.country() {
        out.insert("IsoCountryCode".into(), json!(country));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_setting_that_differs_is_told() {
        let pool = InboundSettings::new("Default");
        let mut own = InboundSettings::new("Other");
        assert_eq!(mismatch(&pool, &own).unwrap().0, "OPT_OUT_LIST_MISMATCH");
        own.two_way_enabled = true;
        assert_eq!(mismatch(&pool, &own).unwrap().0, "TWO_WAY_CONFIG_MISMATCH");
        assert_eq!(mismatch(&pool, &pool), None);
    }
}
