//! DeletePredefinedAttribute: refused while a user has a proficiency in it.

use super::PREDEFINED_ATTRIBUTE;
use crate::plain::{self, required};
use crate::prelude::*;
use aws_wire::Value;
use resources::User;
use store::{Filter, Text};

pub(crate) async fn delete_predefined_attribute(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = plain::crud::instance(ctx, &input).await?;
    let name = required(&input, "Name")?;
    // Proficiencies are kept as `attribute=value=level`, folded.
    let start = format!("{}\u{1e}", name.to_lowercase());
    let users = Filter::Facet(resources::facet::PROFICIENCY.into(), Text::Starts(start));
    let listing = Listing::default().with(users);
    if ctx.count::<User>(instance, listing).await? > 0 {
        return Err(ServiceError::InUse {
            what: Kind::PredefinedAttribute,
            id: name.to_owned(),
            by: Kind::User.word(),
        });
    }
    plain::delete(ctx, &PREDEFINED_ATTRIBUTE, input).await
}
