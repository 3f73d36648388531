//! DeleteContactData: erases personal data of a contact that is over. Its record is published again
//! without them.

use super::convert::amend;
use crate::prelude::*;
use exchange::{Amendment, Erased};

pub(crate) async fn delete_contact_data(
    ctx: &Ctx,
    input: api::DeleteContactDataRequest,
) -> Result<api::DeleteContactDataResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let asked = |word: &str| input.contact_fields.iter().any(|it| it.as_str() == word);
    // The recipients and the subject of an email, which is not built, are nowhere to be erased.
    let erased = Erased {
        customer: asked("CUSTOMER_ENDPOINT"),
        ..Erased::default()
    };
    amend(ctx, instance, &input.contact_id, Amendment::Erase(erased)).await?;
    Ok(api::DeleteContactDataResponse::default())
}
