//! The numbers that the "Test call" page offers.

use crate::error::AppError;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use resources::PhoneNumberResource;
use serde_json::{Value, json};
use services::Listing;
use services::configured::facet;
use services::numbering::international;
use services::pages::PageResponse;

/// `GET /app/test-call/numbers`: the instance's numbers that have a flow.
pub(crate) async fn numbers(app: &Inner, session: &Session) -> Result<PageResponse, AppError> {
    let of_instance = Listing::default().with_facet(facet::INSTANCE, session.instance.to_string());
    let found = app
        .services
        .list_all::<PhoneNumberResource>(session.instance, of_instance)
        .await?;
    let numbers: Vec<Value> = found
        .iter()
        .filter(|it| it.value.flow.is_some())
        .map(|it| json!({ "number": it.value.number, "text": international(it.value.number.as_str()), "description": it.value.description }))
        .collect();
    Ok(reply::ok(&json!({ "numbers": numbers })))
}
