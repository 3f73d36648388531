//! Facts of a contact in the shapes that flows read and functions are sent.

use crate::contact;
use flow::{Endpoint, Resolved};
use ids::Pii;

pub(super) fn endpoint<'a>(it: &'a contact::Endpoint, field: &str) -> Option<Resolved<'a>> {
    match field {
        "Address" => Some(Resolved::text(it.address.reveal())),
        "Type" => Some(Resolved::text(it.kind_name())),
        _ => None,
    }
}

pub(super) fn wire(it: &contact::Endpoint) -> Endpoint {
    Endpoint {
        address: it.address.reveal().clone(),
        kind: it.kind_name().into(),
    }
}

pub(super) fn text(it: Option<&Pii<String>>) -> Option<Resolved<'_>> {
    it.map(|it| Resolved::text(it.reveal()))
}

pub(super) fn revealed(it: Option<&Pii<String>>) -> Option<String> {
    it.map(|it| it.reveal().clone())
}
