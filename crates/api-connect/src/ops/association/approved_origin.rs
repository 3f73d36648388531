//! AssociateApprovedOrigin and DisassociateApprovedOrigin: an origin is a scheme, a host and
//! perhaps a port, and nothing after them.

use super::APPROVED_ORIGIN;
use crate::plain::{self, required};
use crate::prelude::*;
use aws_wire::Value;
use serde_json::json;

pub(crate) async fn associate_approved_origin(ctx: &Ctx, input: Value) -> Result<Value> {
    check(required(&input, "Origin")?)?;
    plain::create(ctx, &APPROVED_ORIGIN, input).await?;
    Ok(json!({}))
}

pub(crate) async fn disassociate_approved_origin(ctx: &Ctx, input: Value) -> Result<Value> {
    plain::delete(ctx, &APPROVED_ORIGIN, input).await
}

/// Source: connect-c-flows.md §2.3; `https` only, and `http` for a machine's own pages.
fn check(origin: &str) -> Result<()> {
    let bad = || {
        invalid(format!(
            "Origin {origin:?} is not of the form https://host or https://host:port"
        ))
    };
    let (scheme, rest) = origin.split_once("://").ok_or_else(bad)?;
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (rest, None),
    };
    let own = host == "localhost" || host == "127.0.0.1";
    let host_fits = !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-*".contains(c));
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    match (scheme == "https" || (scheme == "http" && own)) && host_fits && port_fits {
        true => Ok(()),
        false => Err(bad()),
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn an_origin_has_no_path_and_is_secure() {
        for good in ["https://a.example", "https://a.example:8443", "http://localhost:3000"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in ["a.example", "http://a.example", "https://", "https://a/b", "https://a:0"] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
