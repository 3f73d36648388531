//! DescribeOptedOutNumbers: by number, a page at a time.

use super::{read, shown};
use crate::ctx::Ctx;
use crate::describe::{filters, most, not_resumed};
use crate::error::{Result, not_found};
use crate::keep::{text, texts};
use crate::shape::Object;
use aws_wire::Value;
use messaging_resources::{Kept, OPTED_OUT, OptOutList, OptedOut, opted_out_key};
use store::PageKey;

pub(crate) async fn describe_opted_out_numbers(ctx: &Ctx, input: &Value) -> Result<Value> {
    let list = ctx.named::<OptOutList>(input, "OptOutListName").await?;
    let name = list.value.id();
    let filters = filters(input)?;
    let wanted = |it: OptedOut| {
        let word = it.end_user.to_string();
        filters.iter().all(|(_, values)| values.contains(&word.as_str()))
    };
    let mut rows = Vec::new();
    let numbers = texts(input, "OptedOutNumbers");
    if !numbers.is_empty() {
        for number in numbers {
            let number = format!("+{}", number.trim_start_matches('+'));
            let entry = ctx.store.entry(OPTED_OUT, &opted_out_key(&name, &number)).await?;
            let it = read(&entry.ok_or_else(|| not_found("opted-out-number", &number))?)?;
            rows.extend(wanted(it).then(|| shown(&number, it)));
        }
        return Ok(ctx.rows(&list.full(), rows, None));
    }
    let (found, next) = page(ctx, input, &name, wanted).await?;
    rows.extend(found);
    Ok(ctx.rows(&list.full(), rows, next))
}

/// A page of the numbers that are wanted: read on until it is full.
async fn page(
    ctx: &Ctx,
    input: &Value,
    name: &str,
    wanted: impl Fn(OptedOut) -> bool,
) -> Result<(Vec<Object>, Option<String>)> {
    let asked = (name, input.get("Filters"));
    let resumed = ctx.resume(text(input, "NextToken"), &asked).map_err(not_resumed)?;
    let (prefix, limit) = (opted_out_key(name, ""), most(input));
    let mut after = resumed.map(|it| it.id);
    let mut rows: Vec<(String, Object)> = Vec::new();
    loop {
        let entries = ctx
            .store
            .entries(OPTED_OUT, &prefix, after.as_deref(), limit + 1)
            .await?;
        let last = entries.len() <= limit;
        after = entries.last().map(|it| it.key.clone());
        for entry in entries {
            let number = entry.key.strip_prefix(&prefix).unwrap_or_default();
            let it = read(&entry)?;
            if wanted(it) {
                rows.push((entry.key.clone(), shown(number, it)));
            }
        }
        if last || rows.len() > limit {
            break;
        }
    }
    let more = rows.len() > limit;
    rows.truncate(limit);
    let key = rows.last().filter(|_| more).map(|(key, _)| PageKey {
        sort: String::new(),
        id: key.clone(),
    });
    let next = ctx.next_token(key.as_ref(), &asked)?;
    Ok((rows.into_iter().map(|(_, row)| row).collect(), next))
}
