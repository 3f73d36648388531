//! GetSessionToken and GetFederationToken: sessions of a long-lived key.

use super::assume_role::no_mfa;
use super::{credentials, narrowing};
use crate::form::{invalid, tag_conditions};
use crate::xml::{element, text};
use crate::{Asked, Refused, fault_of};
use aws_wire::Principal;
use services::programs::{SHORTEST_SESSION, Session, SessionKind, check_name};
use std::collections::BTreeMap;
use std::time::Duration;

/// The longest session of a user's key, in seconds: 36 hours.
const LONGEST: u32 = 129_600;
/// The longest session of the root key; longer ones are cut to it.
const LONGEST_ROOT: u32 = 3600;
/// The length when none is asked for: 12 hours.
const USUAL: u32 = 43_200;

/// It needs no permission: the session can do no more than the key.
pub(super) async fn session_token(asked: &Asked<'_>) -> Result<String, Refused> {
    if asked.form.text("TokenCode").is_some() || asked.form.text("SerialNumber").is_some() {
        return Err(no_mfa().into());
    }
    long_lived(asked)?;
    let kind = SessionKind::Key {
        key: asked.signed.key.id.clone(),
    };
    let session = Session::begin(kind, asked.signed.caller.now, length(asked)?);
    let made = asked.identity.keys.issue(&session).map_err(fault_of)?;
    Ok(credentials(&made))
}

pub(super) async fn federation_token(asked: &Asked<'_>) -> Result<String, Refused> {
    let form = asked.form;
    let name = form.required("Name")?;
    check_name("federated user", name, 32).map_err(fault_of)?;
    if name.len() < 2 {
        return Err(invalid("Name has at least 2 characters.").into());
    }
    long_lived(asked)?;
    let policies = narrowing::policies(form)?;
    let (tags, _) = narrowing::tags(form, BTreeMap::new())?;
    let caller = &asked.signed.caller;
    let principal = Principal::Federated {
        name: name.to_owned(),
    };
    let arn = principal.arn(&caller.account);
    asked
        .allow("sts:GetFederationToken", &arn, &tag_conditions(&tags))
        .await?;
    if !tags.is_empty() {
        asked
            .allow("sts:TagSession", &arn, &tag_conditions(&tags))
            .await?;
    }
    let kind = SessionKind::Federated {
        key: asked.signed.key.id.clone(),
        name: name.to_owned(),
    };
    let session = Session {
        // Without a session policy a federated user may do nothing.
        policies: Some(policies.unwrap_or_default()),
        tags,
        ..Session::begin(kind, caller.now, length(asked)?)
    };
    let made = asked.identity.keys.issue(&session).map_err(fault_of)?;
    let user = [
        text(
            "FederatedUserId",
            format!("{}:{name}", caller.account.as_str()),
        ),
        text("Arn", arn),
    ];
    Ok([credentials(&made), element("FederatedUser", user.concat())].concat())
}

fn long_lived(asked: &Asked<'_>) -> Result<(), Refused> {
    if asked.signed.key.session.is_none() {
        return Ok(());
    }
    let message = "Cannot call this operation with session credentials";
    Err(aws_wire::Fault::new("AccessDenied", 403, message).into())
}

fn length(asked: &Asked<'_>) -> Result<Duration, Refused> {
    let wanted = asked
        .form
        .number("DurationSeconds", SHORTEST_SESSION, LONGEST)?;
    let seconds = wanted.unwrap_or(USUAL);
    let seconds = if asked.signed.key.root {
        seconds.min(LONGEST_ROOT)
    } else {
        seconds
    };
    Ok(Duration::from_secs(seconds.into()))
}
