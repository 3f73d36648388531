//! IAM: users, access keys, roles and their inline policies, as far as Terraform's AWS provider,
//! the AWS CLI and CI set-ups need them. There are no groups, managed policies, paths or devices
//! for a second factor: what lists them answers an empty list, what makes them `NotImplemented`.

mod access_keys;
mod answer;
mod policies;
mod roles;
mod users;

use crate::{Asked, Refused};
use aws_wire::{Fault, Principal};
use services::programs::SessionKind;

/// The operations.
pub(crate) async fn call(asked: Asked<'_>, action: &str) -> Result<String, Refused> {
    // Sessions of a key and of a federated user have no business here.
    // Source: IAM User Guide, "Compare AWS STS credentials".
    let session = asked.signed.key.session.as_ref();
    if matches!(
        session.map(|session| &session.kind),
        Some(SessionKind::Key { .. } | SessionKind::Federated { .. })
    ) {
        return Err(Fault::unrecognized_client().into());
    }
    match action {
        "CreateUser" => users::create(&asked).await,
        "GetUser" => users::get(&asked).await,
        "ListUsers" => users::list(&asked).await,
        "DeleteUser" => users::delete(&asked).await,
        "TagUser" => users::tag(&asked).await,
        "UntagUser" => users::untag(&asked).await,
        "ListUserTags" => users::tags(&asked).await,
        "CreateAccessKey" => access_keys::create(&asked).await,
        "ListAccessKeys" => access_keys::list(&asked).await,
        "UpdateAccessKey" => access_keys::update(&asked).await,
        "DeleteAccessKey" => access_keys::delete(&asked).await,
        "CreateRole" => roles::create(&asked).await,
        "GetRole" => roles::get(&asked).await,
        "ListRoles" => roles::list(&asked).await,
        "UpdateRole" => roles::update(&asked).await,
        "UpdateAssumeRolePolicy" => roles::update_trust(&asked).await,
        "DeleteRole" => roles::delete(&asked).await,
        "TagRole" => roles::tag(&asked).await,
        "UntagRole" => roles::untag(&asked).await,
        "ListRoleTags" => roles::tags(&asked).await,
        "PutUserPolicy" | "GetUserPolicy" | "ListUserPolicies" | "DeleteUserPolicy" => {
            policies::of_user(&asked, action).await
        }
        "PutRolePolicy" | "GetRolePolicy" | "ListRolePolicies" | "DeleteRolePolicy" => {
            policies::of_role(&asked, action).await
        }
        "ListAttachedUserPolicies"
        | "ListGroupsForUser"
        | "ListMFADevices"
        | "ListSSHPublicKeys"
        | "ListSigningCertificates"
        | "ListServiceSpecificCredentials" => users::empty(&asked, action).await,
        "ListAttachedRolePolicies" | "ListInstanceProfilesForRole" => {
            roles::empty(&asked, action).await
        }
        other => Err(Fault::not_implemented(other).into()),
    }
}

impl Asked<'_> {
    fn arn(&self, kind: &str, name: &str) -> String {
        let account = self.signed.caller.account.as_str();
        format!("arn:aws:iam::{account}:{kind}/{name}")
    }

    /// The user that a request names, or else the one who asks.
    fn user_name(&self) -> Result<String, Fault> {
        match (self.form.text("UserName"), &self.signed.caller.principal) {
            (Some(name), _) => Ok(name.to_owned()),
            (None, Principal::User { name, .. }) => Ok(name.clone()),
            _ => Err(crate::form::invalid(
                "Must specify userName when calling with non-User credentials",
            )),
        }
    }

    /// Asks whether the signer may do this with a user or role.
    async fn may(&self, action: &str, kind: &str, name: &str) -> Result<(), Refused> {
        let action = format!("iam:{action}");
        let tags = self.form.tags("Tags")?;
        let mut conditions = crate::form::tag_conditions(&tags);
        let keys = self.form.list("TagKeys");
        if !keys.is_empty() {
            let keys = keys.into_iter().map(str::to_owned).collect();
            conditions.push(("aws:TagKeys".to_owned(), keys));
        }
        self.allow(&action, &self.arn(kind, name), &conditions)
            .await
    }
}
