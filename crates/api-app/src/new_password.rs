//! Choosing a new password with a link.

use crate::audit;
use crate::error::AppError;
use crate::reply;
use crate::sign_in::{body, same_origin};
use crate::state::Inner;
use http::StatusCode;
use ids::{InstanceId, Pii};
use resources::{Instance, User};
use serde::Deserialize;
use serde_json::json;
use services::pages::{PageRequest, PageResponse};
use services::password;
use services::people::tickets::Purpose;

#[derive(Deserialize)]
struct Asked {
    ticket: Pii<String>,
    /// Without one it is only looked whether the link is good.
    password: Option<Pii<String>>,
}

/// `POST /app/new-password`: whose link it is; with a password, sets it and ends all sessions.
pub(crate) async fn answer(app: &Inner, request: &PageRequest) -> Result<PageResponse, AppError> {
    same_origin(request)?;
    let Asked {
        ticket,
        password: new,
    } = body(request, "a ticket")?;
    let services = &app.services;
    let now = services.clock.now();
    let good = services.check_ticket(Purpose::NewPassword, ticket.reveal(), now);
    let who = good.await?.ok_or(AppError::TicketNotGood)?;
    let (instance, user) = known(app, who).await?;
    let Some(new) = new else {
        let alias = services.get::<Instance>(instance, instance).await?.value;
        return Ok(reply::ok(&json!({
            "username": user.username, "instance": alias.alias,
        })));
    };
    // The rules come first, so that a weak password does not cost the link.
    password::check_rules(&new)?;
    let hash = password::hash(new).await?;
    let used = services.use_ticket(Purpose::NewPassword, ticket.reveal(), now);
    used.await?.ok_or(AppError::TicketNotGood)?;
    let changed = services.update::<User>(instance, user.id, |user| {
        user.password_hash = Some(hash);
        Ok(())
    });
    changed.await?;
    services
        .end_sessions_of(instance, user.id, None, now)
        .await?;
    audit::person(app, request, (instance, &user), "ResetPassword", None).await?;
    Ok(PageResponse::empty(StatusCode::NO_CONTENT))
}

async fn known(
    app: &Inner,
    (instance, user): (InstanceId, ids::UserId),
) -> Result<(InstanceId, User), AppError> {
    let id = user.to_string();
    let user = app.services.find::<User>(instance, &id).await?;
    let user = user.ok_or(AppError::TicketNotGood)?.value;
    Ok((instance, user))
}
