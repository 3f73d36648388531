//! AssociateSecurityKey: at most two keys, so that one can be replaced while the other is in use.

use super::SECURITY_KEY;
use crate::plain::{self, crud, required};
use crate::prelude::*;
use aws_wire::Value;

/// Source: ListSecurityKeys' greatest page; connect-a-foundation.md §5.2.
const MOST: u64 = 2;

pub(crate) async fn associate_security_key(ctx: &Ctx, input: Value) -> Result<Value> {
    let instance = crud::instance(ctx, &input).await?;
    let key = required(&input, "Key")?.trim();
    let pem = key.starts_with("-----BEGIN PUBLIC KEY-----")
        && key.ends_with("-----END PUBLIC KEY-----")
        || key.starts_with("-----BEGIN CERTIFICATE-----")
            && key.ends_with("-----END CERTIFICATE-----");
    if !pem {
        return Err(invalid("Key must be a public key or a certificate in PEM form"));
    }
    let all = Listing::default();
    if ctx.count_any(instance, Kind::SecurityKey, all).await? >= MOST {
        return Err(ServiceError::LimitExceeded {
            what: Kind::SecurityKey.word(),
            limit: MOST,
        });
    }
    plain::create(ctx, &SECURITY_KEY, input).await
}
