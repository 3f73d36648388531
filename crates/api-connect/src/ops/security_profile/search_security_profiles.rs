//! SearchSecurityProfiles.

use super::convert::full;
use crate::plain::found;
use crate::prelude::*;
use aws_wire::Value;
use resources::{SecurityProfile, facet};

const TERMS: Terms<'static> = Terms::of(&[
    ("name", Field::Name),
    ("description", Field::Facet(facet::DESCRIPTION)),
    ("securityProfileId", Field::Exactly(facet::ID)),
]);

pub(crate) async fn search_security_profiles(ctx: &Ctx, input: Value) -> Result<Value> {
    found::<SecurityProfile>(ctx, &input, &TERMS, |instance, it| {
        Value::Object(full(ctx, instance, it))
    })
    .await
}
