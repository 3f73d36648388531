//! CreateNotification and UpdateNotificationContent.

use super::{NOTIFICATION, index, recipients};
use crate::plain::{self, answer, crud, full, required, text};
use crate::prelude::*;
use aws_wire::{ToWire, Value, timestamps};
use ids::Arn;
use resources::{Plain, User};
use serde_json::json;
use std::time::Duration;
use uuid::Uuid;

/// How long one is shown that says nothing else. Source: CreateNotification.
const A_WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

pub(crate) async fn create_notification(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let now = ctx.now();
    let asked = input.get("ExpiresAt").and_then(timestamps::from_epoch);
    let expires = asked.unwrap_or(now + A_WEEK);
    if expires <= now {
        return Err(invalid("ExpiresAt must be in the future"));
    }
    let mut arns = Vec::new();
    let mut ids = Vec::new();
    let named = input.get("Recipients").and_then(Value::as_array);
    for arn in named.into_iter().flatten().filter_map(Value::as_str) {
        let id = recipient(ctx, instance, arn).await?;
        if !ids.contains(&id) {
            ids.push(id);
            arns.push(arn);
        }
    }
    if ids.is_empty() {
        return Err(invalid("Recipients must name somebody"));
    }
    let id = match text(&input, "PredefinedNotificationId") {
        Some(given) => given
            .parse()
            .map_err(|_| invalid("PredefinedNotificationId must be a UUID"))?,
        None => ctx.new_id::<Uuid>(),
    };
    // Listings go by name: the newest comes first.
    let name = format!("{:020}/{id}", i64::MAX.saturating_sub(now.0));
    let mut it = Plain::new(NOTIFICATION.kind, id.to_string(), name);
    it.tags = crud::tags(&input)?;
    let mut put = |member: &str, value: Value| drop(it.body.insert(member.to_owned(), value));
    put("Content", content(&input)?);
    put("ExpiresAt", expires.to_wire());
    // Source: the console's choice; which one is the default is inferred.
    put("Priority", json!(text(&input, "Priority").unwrap_or("LOW")));
    put("Recipients", json!(arns));
    put("Source", json!("CUSTOMER"));
    index(&mut it, &ids);
    ctx.create(instance, it.clone()).await?;
    let stored = Stored {
        value: it,
        revision: 1,
        created: now,
        modified: now,
    };
    Ok(answer(ctx, &full(ctx, instance, &NOTIFICATION, &stored)))
}

pub(crate) async fn update_notification_content(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let named = required(&input, "NotificationId")?;
    let id = id_text(NOTIFICATION.kind, instance, named)?;
    let content = content(&input)?;
    plain::change(ctx, instance, NOTIFICATION.kind, id, |it| {
        it.body.insert("Content".into(), content);
        let recipients = recipients(it);
        index(it, &recipients);
        Ok(())
    })
    .await?;
    Ok(json!({}))
}

fn content(input: &Value) -> Result<Value> {
    let content = input.get("Content").cloned().unwrap_or_default();
    match content.as_object().is_some_and(|it| !it.is_empty()) {
        true => Ok(content),
        false => Err(invalid("Content needs a text in at least one language")),
    }
}

/// The identifier of whom an ARN names: a user, or the instance for all of its users.
async fn recipient(ctx: &Ctx, instance: InstanceId, arn: &str) -> Result<String> {
    let parsed: Arn = arn
        .parse()
        .map_err(|_| invalid(format!("the recipient {arn:?} must be an ARN")))?;
    let within = parsed.within().filter(|it| it.instance == instance);
    match within {
        Some(it) if it.kind.is_none() => Ok(instance.to_string()),
        Some(it) if it.kind == Some(Kind::User.arn_part()) => {
            Ok(get::<User>(ctx, instance, arn).await?.value.id.to_string())
        }
        _ => Err(invalid(format!(
            "the recipient {arn} is neither a user of the instance nor the instance"
        ))),
    }
}
