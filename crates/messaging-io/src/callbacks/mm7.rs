//! Requests of an MMS relay (3GPP TS 23.140): messages that came in, delivery reports.

use super::{Callbacks, Told};
use crate::carriers::media::Received;
use http::{StatusCode, header};
use messaging::Status;
use mm7_proto::{Request, RequestKind};
use services::{CarrierAnswer, CarrierRequest};

pub(crate) async fn take(callbacks: &Callbacks, request: &CarrierRequest) -> CarrierAnswer {
    let kind = request.headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|it| it.to_str().ok()).unwrap_or("text/xml");
    let read = match Request::read(kind, &request.body) {
        Ok(read) => read,
        Err(error) => {
            tracing::warn!(carrier = request.carrier, %error, "not understood");
            return CarrierAnswer::plain(StatusCode::BAD_REQUEST, &error.to_string());
        }
    };
    let told = told(&read.transaction, read.kind.clone());
    let taken = callbacks
        .deliver(&request.carrier, told.into_iter().collect())
        .await;
    CarrierAnswer {
        status: StatusCode::OK,
        content_type: "text/xml; charset=utf-8",
        body: read.answer(taken),
    }
}

fn told(transaction: &str, kind: RequestKind) -> Option<Told> {
    match kind {
        RequestKind::Deliver(it) => {
            let files = it.files.into_iter().map(|file| Received {
                kind: file.content_type,
                content: file.content,
            });
            let subject = it.subject.into_revealed();
            let text = it.text.into_revealed();
            // A message may be nothing but its subject.
            let text = if text.is_empty() { subject } else { text };
            // A relay repeats a request under its transaction; one that begins to count anew does not
            // bring the same message from the same sender.
            let id = format!(
                "{transaction} {} {} {text}",
                it.sender.reveal(),
                it.recipient
            );
            Some(Told::Inbound {
                id: (!transaction.is_empty()).then_some(id),
                from: it.sender,
                to: it.recipient,
                text: text.into(),
                files: files.collect(),
            })
        }
        RequestKind::Report { message_id, status } => Some(Told::Receipt {
            id: message_id,
            status: of_report(&status),
        }),
        // Nothing follows from who read it.
        RequestKind::Read { .. } => None,
    }
}

/// What a report says (8.7.3); nothing final of one that was deferred.
fn of_report(status: &str) -> Option<Status> {
    Some(match status.to_ascii_lowercase().as_str() {
        "retrieved" | "forwarded" => Status::Delivered,
        "expired" => Status::TtlExpired,
        "rejected" | "system rejected" | "system-rejected" => Status::CarrierBlocked,
        "unreachable" => Status::Unreachable,
        "indeterminate" | "unrecognised" | "unrecognized" => Status::Unknown,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_end_messages_in_our_words() {
        assert_eq!(of_report("Retrieved"), Some(Status::Delivered));
        assert_eq!(of_report("Expired"), Some(Status::TtlExpired));
        assert_eq!(of_report("Rejected"), Some(Status::CarrierBlocked));
        assert_eq!(of_report("Deferred"), None);
    }
}
