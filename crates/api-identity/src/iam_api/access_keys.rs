//! Access keys of users.

use super::{answer, users};
use crate::form::invalid;
use crate::xml::text;
use crate::{Asked, Refused, fault_of};
use ids::Pii;
use secrets::random_token;
use services::ServiceError;
use services::programs::{KeyStatus, KeySummary, NewAccessKey, new_key_id};

pub(super) async fn create(asked: &Asked<'_>) -> Result<String, Refused> {
    let user = asked.user_name()?;
    asked.may("CreateAccessKey", "user", &user).await?;
    let keys = &asked.identity.keys;
    if keys.user(&user).await.map_err(fault_of)?.is_none() {
        return Err(users::missing(&user).into());
    }
    // Source: IAM quotas: two keys per user, so that one can replace the other.
    if keys.list(Some(&user)).await.map_err(fault_of)?.len() >= 2 {
        return Err(fault_of(ServiceError::LimitExceeded {
            what: "access key",
            limit: 2,
        })
        .into());
    }
    let id = new_key_id().map_err(fault_of)?;
    let secret = random_token::<30>().map_err(|error| fault_of(ServiceError::internal(error)))?;
    let new = NewAccessKey {
        id: id.clone(),
        secret: Pii::new(secret),
        user: user.clone(),
        policies: Vec::new(),
    };
    keys.put(new.clone()).await.map_err(fault_of)?;
    let made = KeySummary {
        id,
        user,
        created: asked.signed.caller.now,
        status: KeyStatus::Active,
    };
    let inner = answer::key(&made) + &text("SecretAccessKey", new.secret.reveal());
    Ok(answer::one("AccessKey", inner))
}

pub(super) async fn list(asked: &Asked<'_>) -> Result<String, Refused> {
    let user = asked.user_name()?;
    asked.may("ListAccessKeys", "user", &user).await?;
    let keys = &asked.identity.keys;
    if keys.user(&user).await.map_err(fault_of)?.is_none() {
        return Err(users::missing(&user).into());
    }
    let keys = keys.list(Some(&user)).await.map_err(fault_of)?;
    let keys = keys.iter().map(answer::key);
    Ok(answer::whole("AccessKeyMetadata", keys) + &text("UserName", user))
}

pub(super) async fn update(asked: &Asked<'_>) -> Result<String, Refused> {
    let user = asked.user_name()?;
    let status = match asked.form.required("Status")? {
        "Active" => KeyStatus::Active,
        "Inactive" => KeyStatus::Inactive,
        _ => return Err(invalid("Status must be Active or Inactive.").into()),
    };
    asked.may("UpdateAccessKey", "user", &user).await?;
    let id = of_user(asked, &user).await?;
    let done = asked.identity.keys.set_status(&id, status).await;
    done.map_err(fault_of)?;
    Ok(String::new())
}

pub(super) async fn delete(asked: &Asked<'_>) -> Result<String, Refused> {
    let user = asked.user_name()?;
    asked.may("DeleteAccessKey", "user", &user).await?;
    let id = of_user(asked, &user).await?;
    asked.identity.keys.delete(&id).await.map_err(fault_of)?;
    Ok(String::new())
}

/// The key that a request names, if it is that user's.
async fn of_user(asked: &Asked<'_>, user: &str) -> Result<String, Refused> {
    let id = asked.form.required("AccessKeyId")?;
    let key = asked.identity.keys.summary(id).await.map_err(fault_of)?;
    match key {
        Some(key) if key.user == user => Ok(key.id),
        _ => Err(fault_of(ServiceError::NotFound {
            what: "access key",
            id: id.to_owned(),
        })
        .into()),
    }
}
