//! AssumeRole.
//!
//! The role's trust policy decides. Where it names the caller itself, that is enough; where it
//! trusts the caller's account, the caller's own policies must allow it too. Those can deny it in
//! any case. Source: IAM User Guide, "Policy evaluation logic", cross-account and role trust.

use super::{credentials, narrowing};
use crate::form::{invalid, tag_conditions};
use crate::xml::{element, text};
use crate::{Asked, Refused, fault_of, refused};
use aws_wire::{Fault, Principal};
use iam::{Trust, TrustCaller};
use services::decisions::{DecidedBy, Logged, Outcome};
use services::programs::{
    LONGEST_SESSION, OpenRole, SHORTEST_SESSION, Session, SessionKind, check_name,
};
use std::collections::BTreeMap;
use std::time::Duration;

/// The longest session that begins from another role's session, in seconds.
const LONGEST_CHAINED: u32 = 3600;

/// A condition key with its values.
type Condition = (String, Vec<String>);

pub(super) async fn assume_role(asked: &Asked<'_>) -> Result<String, Refused> {
    let form = asked.form;
    let arn = form.required("RoleArn")?;
    let name = form.required("RoleSessionName")?;
    check_name("session", name, 64).map_err(fault_of)?;
    if name.len() < 2 {
        return Err(invalid("RoleSessionName has at least 2 characters.").into());
    }
    if form.text("TokenCode").is_some() || form.text("SerialNumber").is_some() {
        return Err(no_mfa().into());
    }
    if asked.signed.key.root {
        return Err(denied("Roles may not be assumed by root accounts.").into());
    }
    let policies = narrowing::policies(form)?;
    let before = asked.signed.key.session.as_ref();
    let passed = before.map_or_else(BTreeMap::new, passed_on);
    let (tags, transitive) = narrowing::tags(form, passed)?;
    let source = before.and_then(|session| session.source_identity.clone());
    let source = match (form.text("SourceIdentity"), source) {
        (Some(new), Some(old)) if new != old => {
            return Err(denied("The source identity of a session cannot be changed.").into());
        }
        (Some(new), _) => {
            check_name("source identity", new, 64).map_err(fault_of)?;
            Some(new.to_owned())
        }
        (None, old) => old,
    };
    let conditions = conditions(asked, name, &tags, source.as_deref());

    let role_name = role_name(asked, arn);
    let role = match role_name {
        Some(role) => asked
            .identity
            .keys
            .open_role(role)
            .await
            .map_err(fault_of)?,
        None => None,
    };
    // A role that is not there looks like one that does not trust the caller.
    let (Some(role), Some(role_name)) = (role, role_name) else {
        asked.allow("sts:AssumeRole", arn, &conditions).await?;
        return Err(not_trusted(asked, "sts:AssumeRole", arn).into());
    };
    let mut actions = vec!["sts:AssumeRole"];
    if !form.members("Tags").is_empty() {
        actions.push("sts:TagSession");
    }
    if form.text("SourceIdentity").is_some() {
        actions.push("sts:SetSourceIdentity");
    }
    for action in actions {
        trusted(asked, &role, action, arn, &conditions).await?;
    }

    let seconds = duration(asked, &role)?;
    let kind = SessionKind::Role {
        role: role_name.to_owned(),
        id: role.id.clone(),
        name: name.to_owned(),
    };
    let now = asked.signed.caller.now;
    let session = Session {
        policies,
        tags,
        transitive,
        source_identity: source.clone(),
        ..Session::begin(kind, now, Duration::from_secs(seconds.into()))
    };
    let made = asked.identity.keys.issue(&session).map_err(fault_of)?;
    let principal = Principal::Role {
        role: role_name.to_owned(),
        session: name.to_owned(),
    };
    let user = [
        text("AssumedRoleId", format!("{}:{name}", role.id)),
        text("Arn", principal.arn(&asked.signed.caller.account)),
    ];
    let source = source.map_or_else(String::new, |source| text("SourceIdentity", source));
    Ok([
        credentials(&made),
        element("AssumedRoleUser", user.concat()),
        source,
    ]
    .concat())
}

fn passed_on(session: &Session) -> BTreeMap<String, String> {
    let passes = |key: &String| session.transitive.contains(key);
    session
        .tags
        .iter()
        .filter(|(key, _)| passes(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// The name in `arn:aws:iam::<account>:role/<path><name>`, if it is our account's.
fn role_name<'a>(asked: &Asked<'_>, arn: &'a str) -> Option<&'a str> {
    let account = asked.signed.caller.account.as_str();
    let rest = arn.strip_prefix(&format!("arn:aws:iam::{account}:role/"))?;
    rest.rsplit('/').next()
}

fn conditions(
    asked: &Asked<'_>,
    name: &str,
    tags: &BTreeMap<String, String>,
    source: Option<&str>,
) -> Vec<Condition> {
    let mut out = tag_conditions(tags);
    let mut set = |key: &str, value: &str| out.push((key.to_owned(), vec![value.to_owned()]));
    set("sts:RoleSessionName", name);
    if let Some(id) = asked.form.text("ExternalId") {
        set("sts:ExternalId", id);
    }
    if let Some(source) = source {
        set("sts:SourceIdentity", source);
    }
    let keys = asked.form.list("TransitiveTagKeys");
    if !keys.is_empty() {
        let keys = keys.into_iter().map(str::to_owned).collect();
        out.push(("sts:TransitiveTagKeys".to_owned(), keys));
    }
    out
}

/// Asks the trust policy and, where it leaves that to the account, the caller's policies.
async fn trusted(
    asked: &Asked<'_>,
    role: &OpenRole,
    action: &str,
    arn: &str,
    conditions: &[Condition],
) -> Result<(), Refused> {
    let services = &asked.identity.services;
    let caller = &asked.signed.caller;
    let account = caller.account.as_str();
    let caller_arn = caller.principal.arn(&caller.account);
    let own_role = match &caller.principal {
        Principal::Role { role, .. } => Some(format!("arn:aws:iam::{account}:role/{role}")),
        _ => None,
    };
    let context = services.context(asked.signed, conditions);
    let who = TrustCaller {
        account,
        arn: &caller_arn,
        role: own_role.as_deref(),
    };
    match role.trust.judge(who, action, &context) {
        Trust::Account(_) => asked.allow(action, arn, conditions).await,
        Trust::Named(by) => {
            let resources = [arn.to_owned()];
            services
                .authorize_with(asked.signed, action, &resources, conditions, Some(&by))
                .await
                .map_err(fault_of)?
                .map_err(refused)
        }
        Trust::Denied(by) => {
            log(asked, action, arn, Outcome::Denied, Some(&by));
            Err(denied(&format!(
                "User: {caller_arn} is not authorized to perform: {action} on resource: {arn} \
                 with an explicit deny in a resource-based policy"
            ))
            .into())
        }
        Trust::Silent => {
            log(asked, action, arn, Outcome::NotAllowed, None);
            Err(not_trusted(asked, action, arn).into())
        }
    }
}

/// Takes down what the trust policy alone decided: a refusal.
fn log(
    asked: &Asked<'_>,
    action: &str,
    arn: &str,
    outcome: Outcome,
    by: Option<&iam::StatementRef>,
) {
    let caller = &asked.signed.caller;
    asked.identity.services.decisions.record(Logged {
        at: caller.now,
        request_id: caller.request_id.clone(),
        principal: caller.principal.arn(&caller.account),
        access_key: asked.signed.key.id.clone(),
        source_ip: caller.source_ip.map(|ip| ip.to_string()),
        action: action.to_owned(),
        resources: vec![arn.to_owned()],
        outcome,
        resource: Some(arn.to_owned()),
        by: by
            .map(|by| DecidedBy::new("trust", by))
            .into_iter()
            .collect(),
    });
}

fn duration(asked: &Asked<'_>, role: &OpenRole) -> Result<u32, Fault> {
    let chained = matches!(
        asked.signed.key.session.as_ref().map(|it| &it.kind),
        Some(SessionKind::Role { .. })
    );
    let wanted = asked
        .form
        .number("DurationSeconds", SHORTEST_SESSION, LONGEST_SESSION)?;
    match wanted {
        None => Ok(3600),
        Some(seconds) if chained && seconds > LONGEST_CHAINED => Err(invalid(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
        )),
        Some(seconds) if seconds > role.max_session => Err(invalid(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        )),
        Some(seconds) => Ok(seconds),
    }
}

fn not_trusted(asked: &Asked<'_>, action: &str, arn: &str) -> Fault {
    let caller = &asked.signed.caller;
    let principal = caller.principal.arn(&caller.account);
    denied(&format!(
        "User: {principal} is not authorized to perform: {action} on resource: {arn}"
    ))
}

fn denied(message: &str) -> Fault {
    Fault::new("AccessDenied", 403, message)
}

/// There are no devices for a second factor.
pub(super) fn no_mfa() -> Fault {
    denied("MultiFactorAuthentication failed with invalid MFA one time pass code.")
}
