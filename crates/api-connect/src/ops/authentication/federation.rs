//! GetFederationToken: a link that signs somebody in for whom another directory vouches.
//!
//! Whoever signs the request is the person: the name of the role's session (what a SAML provider
//! sets) or of the access key's user is the user's name in the instance, letter by letter. The
//! access token is a ticket that is good once and for a minute; it opens a session of the pages.
//! There is no refresh token: the session lasts its 12 hours and is then begun anew.
//! Source: connect-a-foundation.md §4.

use crate::plain::crud;
use crate::prelude::*;
use aws_wire::{Principal, Value, timestamps};
use resources::{Resource, User};
use serde_json::json;
use services::people::tickets::Purpose;

pub(crate) async fn get_federation_token(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let name = match &ctx.caller.principal {
        Principal::User { name, .. } | Principal::Federated { name } => name,
        Principal::Role { session, .. } => session,
        Principal::Root | Principal::Person { .. } => {
            return Err(ServiceError::InvalidRequest(format!(
                "{} cannot be used for federation: sign as a user, or as a role whose session has \
                 the user's name",
                ctx.caller.principal.arn(&ctx.caller.account)
            )));
        }
    };
    let user = ctx.find_by_name::<User>(instance, name).await?;
    let user = user
        .map(|it| it.value)
        .filter(|it| it.username == *name)
        .ok_or_else(|| services::not_found(Kind::User, name))?;
    let issued = ctx.issue_ticket(Purpose::SignIn, instance, user.id, ctx.now());
    let (ticket, ends) = issued.await?;
    let endpoint = ctx.caller.endpoint.as_deref().unwrap_or_default();
    let arn = ctx.arn(instance, &Resource::User(user.clone()));
    Ok(json!({
        "SignInUrl": format!("{endpoint}/sign-in/ticket#{ticket}"),
        "UserArn": arn.to_string(),
        "UserId": user.id.to_string(),
        "Credentials": {
            "AccessToken": ticket,
            "AccessTokenExpiration": timestamps::to_epoch(ends),
        },
    }))
}
