//! ListUserNotifications and UpdateUserNotificationStatus: what one user is notified of, and
//! whether it was read or hidden. What has expired is nobody's any more.

use super::{EXPIRES, NOTIFICATION, RECIPIENT, recipients, sortable};
use crate::plain::{self, Object, crud, full, required, rows, text, typed};
use crate::prelude::*;
use aws_wire::{Value, timestamps};
use resources::{Plain, User};
use serde_json::json;
use store::{Filter, Text};

const KIND: Kind = Kind::UserNotification;
const STATUS: &str = "Status";

/// The newest first.
pub(crate) async fn list_user_notifications(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let user = user(ctx, instance, &input).await?;
    let query = (instance, &user);
    let after = ctx.resume(text(&input, "NextToken"), &query)?;
    let max = input.get("MaxResults").and_then(Value::as_i64);
    let size = page_size(max.and_then(|it| i32::try_from(it).ok()), 100);
    let live = Text::Between(sortable(ctx.now()), "9".repeat(20));
    let filter = Filter::facet_in(RECIPIENT, [user.clone(), instance.to_string()])
        .and(Filter::Facet(EXPIRES.to_owned(), live));
    let listing = Listing::page(size, after).with(filter);
    let page = ctx.list_any(instance, NOTIFICATION.kind, listing).await?;
    let next = ctx.next_token(page.next.as_ref(), &query)?;
    let mut found: Vec<Object> = Vec::new();
    for it in page.rows.into_iter().filter_map(typed) {
        let key = key(&it.value.id, &user);
        let status = ctx.find_any(instance, KIND, &key).await?.and_then(typed);
        let status = status.as_ref().and_then(|it| it.value.text(STATUS));
        let mut shown = full(ctx, instance, &NOTIFICATION, &it);
        shown.insert("RecipientId".into(), json!(user));
        let status = json!(status.unwrap_or("UNREAD"));
        shown.insert("NotificationStatus".into(), status);
        found.push(shown);
    }
    Ok(rows(ctx, &found, next, None))
}

pub(crate) async fn update_user_notification_status(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let user = user(ctx, instance, &input).await?;
    let named = required(&input, "NotificationId")?;
    let it = NOTIFICATION.get(ctx, instance, named).await?.value;
    let whom = recipients(&it);
    let sent = whom.contains(&user) || whom.contains(&instance.to_string());
    let expires = it.body.get("ExpiresAt").and_then(timestamps::from_epoch);
    if !sent || expires.is_some_and(|at| at <= ctx.now()) {
        return Err(services::not_found(NOTIFICATION.kind, named));
    }
    let key = key(&it.id, &user);
    let seen = input.get("LastModifiedTime");
    let seen = seen.and_then(timestamps::from_epoch);
    let kept = ctx.find_any(instance, KIND, &key).await?;
    // A header has whole seconds.
    if let (Some(seen), Some(kept)) = (seen, &kept)
        && kept.modified.seconds() > seen.seconds()
    {
        return Err(ServiceError::Conflict(
            "the status was changed after LastModifiedTime".into(),
        ));
    }
    let status = json!(required(&input, STATUS)?);
    if kept.is_none() {
        let mut new = Plain::new(KIND, &*key, "");
        new.whole = Some(it.id);
        new.facets = vec![(Kind::User.name().to_owned(), user)];
        new.body.insert(STATUS.into(), status.clone());
        match ctx.create(instance, new).await {
            // Another request made it meanwhile; this one comes after it.
            Err(ServiceError::Duplicate { .. } | ServiceError::Conflict(_)) => {}
            done => return done.map(|()| json!({})),
        }
    }
    plain::change(ctx, instance, KIND, &key, |it| {
        it.body.insert(STATUS.into(), status);
        Ok(())
    })
    .await?;
    Ok(json!({}))
}

async fn user(ctx: &Ctx, instance: InstanceId, input: &Value) -> Result<String> {
    let user = get::<User>(ctx, instance, required(input, "UserId")?).await?;
    Ok(user.value.id.to_string())
}

fn key(notification: &str, user: &str) -> String {
    format!("{notification}:{user}")
}
