//! Contacts between the API and what is kept or live.
//!
//! A live contact is asked of its exchange, which knows it best; one that is over is read from the
//! store.

use crate::prelude::*;
use exchange::{Command, CommandError, ContactFacts, Reply};
use ids::ContactId;
use services::ExchangeError;
use store::ContactRow;

/// A contact, wherever it is.
pub(crate) enum Found {
    /// The exchange has it.
    Live(Box<ContactFacts>),
    /// It is over.
    Closed(Box<ContactRow>),
}

/// The contact that a request names.
pub(crate) async fn find(ctx: &Ctx, instance: InstanceId, text: &str) -> Result<Found> {
    let missing = || missing(text);
    let contact: ContactId = contact_id(text)?;
    let command = Command::DescribeContact { contact };
    match ctx.exchanges.execute(instance, command).await {
        Ok(Reply::Contact(facts)) => return Ok(Found::Live(facts)),
        Ok(_) => {
            return Err(ServiceError::Internal(
                "an exchange gave another answer".into(),
            ));
        }
        Err(
            ExchangeError::Refused(CommandError::ContactNotFound(_)) | ExchangeError::NotRunning(_),
        ) => {}
        Err(other) => return Err(other.into()),
    }
    let row = ctx
        .store
        .contact(&instance.to_string(), &contact.to_string())
        .await?;
    row.map(|row| Found::Closed(Box::new(row)))
        .ok_or_else(missing)
}

/// The identifier in what a request says: an id or the contact's ARN.
pub(crate) fn contact_id(text: &str) -> Result<ContactId> {
    let id = text.rsplit('/').next().unwrap_or(text);
    id.parse().map_err(|_| missing(text))
}

/// That there is no such contact.
pub(crate) fn missing(text: &str) -> ServiceError {
    ServiceError::NotFound {
        what: "contact",
        id: text.to_owned(),
    }
}

/// The ARN of a contact.
pub(crate) fn contact_arn(ctx: &Ctx, instance: InstanceId, id: impl std::fmt::Display) -> String {
    ids::Arn::within_instance(&ctx.account, &ctx.region, instance, "contact", id).to_string()
}
