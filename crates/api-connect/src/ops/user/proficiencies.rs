//! AssociateUserProficiencies, UpdateUserProficiencies, DisassociateUserProficiencies and
//! ListUserProficiencies. Source: connect-b-routing-channels.md §4.6, §12.

use crate::plain::{crud, required, text};
use crate::prelude::*;
use aws_wire::Value;
use resources::{Proficiency, User};
use services::limits;
use serde_json::json;
use store::PageKey;

/// What a request names: attribute and value, and the level where it has one.
fn named(input: &Value) -> Vec<Proficiency> {
    let list = input.get("UserProficiencies").and_then(Value::as_array);
    let text = |it: &Value, member: &str| it.get(member)?.as_str().map(str::to_owned);
    list.into_iter()
        .flatten()
        .map(|it| Proficiency {
            attribute: text(it, "AttributeName").unwrap_or_default(),
            value: text(it, "AttributeValue").unwrap_or_default(),
            level: it.get("Level").and_then(Value::as_f64).unwrap_or(1.0),
        })
        .collect()
}

fn same(a: &Proficiency, b: &Proficiency) -> bool {
    a.attribute == b.attribute && a.value == b.value
}

/// That the attribute is defined and has the value.
async fn check(ctx: &Ctx, instance: InstanceId, it: &Proficiency) -> Result<()> {
    let kind = Kind::PredefinedAttribute;
    let attribute = crate::plain::get(ctx, instance, kind, &it.attribute).await?.value;
    let values = attribute.body.get("Values").and_then(Value::as_object);
    let values = values.map(|it| crud::texts(it, "StringList")).unwrap_or_default();
    let checked = attribute
        .body
        .get("AttributeConfiguration")
        .and_then(|it| it.get("EnableValueValidationOnAssociation"))
        .is_none_or(|it| *it == true);
    match checked && !values.contains(&it.value) {
        true => Err(ServiceError::InvalidParameter(format!(
            "{:?} is no value of the predefined attribute {:?}",
            it.value, it.attribute
        ))),
        false => Ok(()),
    }
}

async fn change(
    ctx: &Ctx,
    input: &Value,
    change: impl FnOnce(&mut Vec<Proficiency>) -> Result<()> + Send,
) -> Result<Value> {
    let instance = crud::instance(ctx, input).await?;
    let id = id_text(Kind::User, instance, required(input, "UserId")?)?;
    let now = ctx.now();
    let limit = ctx.quota_named(instance, limits::PER_USER).await?;
    ctx.update::<User>(instance, id, |it| {
        let before = it.proficiencies.len();
        change(&mut it.proficiencies)?;
        if it.proficiencies.len() > before {
            limit.check(it.proficiencies.len())?;
        }
        it.modified = now;
        Ok(())
    })
    .await?;
    Ok(json!({}))
}

pub(crate) async fn associate_user_proficiencies(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let new = named(&input);
    for it in &new {
        check(ctx, instance, it).await?;
    }
    change(ctx, &input, |kept| {
        for it in new {
            if kept.iter().any(|old| same(old, &it)) {
                return Err(ServiceError::InvalidRequest(format!(
                    "the user has a proficiency in {} {} already",
                    it.attribute, it.value
                )));
            }
            kept.push(it);
        }
        Ok(())
    })
    .await
}

pub(crate) async fn update_user_proficiencies(ctx: &Ctx, input: Value) -> Result<Value> {
    let new = named(&input);
    change(ctx, &input, |kept| {
        for it in new {
            match kept.iter_mut().find(|old| same(old, &it)) {
                Some(old) => old.level = it.level,
                None => return Err(absent(&it)),
            }
        }
        Ok(())
    })
    .await
}

pub(crate) async fn disassociate_user_proficiencies(ctx: &Ctx, input: Value) -> Result<Value> {
    let gone = named(&input);
    change(ctx, &input, |kept| {
        for it in gone {
            let before = kept.len();
            kept.retain(|old| !same(old, &it));
            if kept.len() == before {
                return Err(absent(&it));
            }
        }
        Ok(())
    })
    .await
}

fn absent(it: &Proficiency) -> ServiceError {
    ServiceError::NotFound {
        what: "proficiency",
        id: format!("{} {}", it.attribute, it.value),
    }
}

pub(crate) async fn list_user_proficiencies(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let stored = get::<User>(ctx, instance, required(&input, "UserId")?).await?;
    let query = (instance, stored.value.id);
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let mut all = stored.value.proficiencies;
    all.sort_by_key(Proficiency::term);
    if let Some(after) = after {
        all.retain(|it| it.term() > after.id);
    }
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let more = all.len() > size;
    all.truncate(size);
    let next = all.last().filter(|_| more).map(|it| PageKey {
        sort: String::new(),
        id: it.term(),
    });
    let rows: Vec<_> = all
        .iter()
        .map(|it| {
            json!({"AttributeName": it.attribute, "AttributeValue": it.value, "Level": it.level})
        })
        .collect();
    let mut out = json!({
        "UserProficiencyList": rows,
        "LastModifiedTime": aws_wire::ToWire::to_wire(stored.modified),
        "LastModifiedRegion": region(ctx),
    });
    if let (Some(token), Some(out)) = (ctx.next_token(next.as_ref(), &query)?, out.as_object_mut()) {
        out.insert("NextToken".into(), json!(token));
    }
    Ok(out)
}
