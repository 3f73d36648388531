//! STS: who am I, and credentials for a while.

mod assume_role;
mod federation;
mod narrowing;

use crate::form::invalid;
use crate::xml::{element, text, time};
use crate::{Asked, Form, IdentityProviders, PortError, Refused, fault_of};
use aws_wire::{Fault, Principal};
use services::programs::{SessionKind, TemporaryCredentials, decode_message};

/// The operations.
pub(crate) async fn call(asked: Asked<'_>, action: &str) -> Result<String, Refused> {
    may_call(&asked, action)?;
    match action {
        "GetCallerIdentity" => Ok(caller_identity(&asked)),
        "AssumeRole" => assume_role::assume_role(&asked).await,
        "GetSessionToken" => federation::session_token(&asked).await,
        "GetFederationToken" => federation::federation_token(&asked).await,
        "GetAccessKeyInfo" => access_key_info(&asked).await,
        "DecodeAuthorizationMessage" => decode_authorization_message(&asked).await,
        other => Err(Fault::not_implemented(other).into()),
    }
}

/// What nobody signs.
pub(crate) fn unsigned(
    providers: &dyn IdentityProviders,
    form: &Form,
) -> Option<Result<String, Refused>> {
    let checked = match form.text("Action")? {
        "AssumeRoleWithSAML" => form.required("SAMLAssertion").and_then(|assertion| {
            let provider = form.required("PrincipalArn")?;
            providers.saml(provider, assertion).map_err(port_fault)
        }),
        "AssumeRoleWithWebIdentity" => form
            .required("WebIdentityToken")
            .and_then(|token| providers.web_identity(token).map_err(port_fault)),
        _ => return None,
    };
    // A provider that vouches for someone still needs the exchange into a role, which comes with
    // the first provider.
    Some(match checked {
        Ok(_) => Err(Fault::not_implemented("AssumeRole for a federated identity").into()),
        Err(fault) => Err(fault.into()),
    })
}

fn port_fault(error: PortError) -> Fault {
    match error {
        PortError::NotConfigured(_) => Fault::new("NotImplemented", 501, error.to_string()),
        PortError::Refused(_) => Fault::new("InvalidIdentityToken", 400, error.to_string()),
    }
}

/// Sessions of a key and of a federated user may do little here, whatever policies say.
///
/// Source: IAM User Guide, "Compare AWS STS credentials".
fn may_call(asked: &Asked<'_>, action: &str) -> Result<(), Refused> {
    let session = asked.signed.key.session.as_ref();
    let fine = match session.map(|session| &session.kind) {
        None | Some(SessionKind::Role { .. }) => true,
        Some(SessionKind::Key { .. }) => matches!(action, "AssumeRole" | "GetCallerIdentity"),
        Some(SessionKind::Federated { .. }) => action == "GetCallerIdentity",
    };
    if fine {
        return Ok(());
    }
    let message = format!("Cannot call {action} with session credentials");
    Err(Fault::new("AccessDenied", 403, message).into())
}

/// It needs no permission: people call it first to see whether their set-up works.
fn caller_identity(asked: &Asked<'_>) -> String {
    let caller = &asked.signed.caller;
    let account = caller.account.as_str();
    let user = match (&caller.principal, &asked.signed.key.user_id) {
        (Principal::Root, _) => account.to_owned(),
        (Principal::Federated { name }, _) => format!("{account}:{name}"),
        (_, id) => id.clone(),
    };
    [
        text("Arn", caller.principal.arn(&caller.account)),
        text("UserId", user),
        text("Account", account),
    ]
    .concat()
}

async fn access_key_info(asked: &Asked<'_>) -> Result<String, Refused> {
    let id = asked.form.required("AccessKeyId")?;
    asked.allow("sts:GetAccessKeyInfo", "*", &[]).await?;
    if !asked.identity.keys.is_ours(id).await.map_err(fault_of)? {
        return Err(invalid(format!("Invalid type for access key id: {id}")).into());
    }
    Ok(text("Account", asked.signed.caller.account.as_str()))
}

async fn decode_authorization_message(asked: &Asked<'_>) -> Result<String, Refused> {
    let encoded = asked.form.required("EncodedMessage")?;
    asked
        .allow("sts:DecodeAuthorizationMessage", "*", &[])
        .await?;
    let Some(decoded) = decode_message(&asked.identity.services, encoded) else {
        return Err(Fault::new(
            "InvalidAuthorizationMessageException",
            400,
            "The message was not made here or was altered.",
        )
        .into());
    };
    Ok(text("DecodedMessage", decoded))
}

fn credentials(made: &TemporaryCredentials) -> String {
    element(
        "Credentials",
        [
            text("AccessKeyId", &made.access_key),
            text("SecretAccessKey", made.secret.reveal()),
            text("SessionToken", &made.token),
            time("Expiration", made.expires),
        ]
        .concat(),
    )
}
