//! STS GetCallerIdentity: who a key belongs to. It is what people call first to see whether their
//! set-up works, so it needs no permission. AWS query protocol: a form in, XML out.

use crate::answer;
use crate::apis::Signed;
use aws_wire::{Fault, Principal};
use axum::body::Body;
use http::{Response, StatusCode};

pub(crate) const SIGNING_NAME: &str = "sts";

/// Answers the one operation.
pub(crate) fn serve(body: &[u8], signed: &Signed) -> Result<Response<Body>, Fault> {
    let form =
        std::str::from_utf8(body).map_err(|_| Fault::serialization("the body is not UTF-8"))?;
    let action = form
        .split('&')
        .find_map(|pair| pair.strip_prefix("Action="));
    match action {
        Some("GetCallerIdentity") => {}
        Some(other) if other.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            return Err(Fault::not_implemented(other));
        }
        _ => return Err(Fault::unknown_operation()),
    }
    let caller = &signed.caller;
    let account = caller.account.as_str();
    let user = match &caller.principal {
        Principal::Root => account,
        Principal::User { access_key, .. } => access_key,
    };
    let arn = escape(&caller.principal.arn(&caller.account));
    let id = &caller.request_id;
    let xml = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <GetCallerIdentityResult><Arn>{arn}</Arn><UserId>{}</UserId><Account>{account}</Account>\
         </GetCallerIdentityResult><ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata>\
         </GetCallerIdentityResponse>",
        escape(user)
    );
    Ok(answer::typed(StatusCode::OK, "text/xml", xml))
}

/// An error in the query protocol's shape.
pub(crate) fn error(fault: &Fault, id: &str) -> Response<Body> {
    let kind = if fault.is_ours() {
        "Receiver"
    } else {
        "Sender"
    };
    let xml = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>{kind}</Type>\
         <Code>{}</Code><Message>{}</Message></Error><RequestId>{id}</RequestId></ErrorResponse>",
        escape(&fault.code),
        escape(fault.message().unwrap_or_default())
    );
    let status = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer::typed(status, "text/xml", xml)
}

/// Text within XML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
