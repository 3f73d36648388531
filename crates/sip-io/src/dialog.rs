//! Dialogs: what two user agents share about a call. Source: RFC 3261 section 12.

use crate::wire::{Address, Head, Uri, params};
use std::net::SocketAddr;

/// What tells one dialog from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct DialogKey {
    pub call_id: String,
    pub local_tag: String,
    pub remote_tag: String,
}

/// One dialog.
#[derive(Debug, Clone)]
pub(crate) struct Dialog {
    pub key: DialogKey,
    /// Our From value, with its tag.
    pub local: String,
    /// The peer's To value, with its tag.
    pub remote: String,
    /// The number of the last request that we sent.
    pub local_seq: u32,
    /// The number of the last request that we took.
    pub remote_seq: Option<u32>,
    /// The peer's Contact.
    pub target: String,
    /// The Route values, nearest first.
    pub routes: Vec<String>,
}

/// Where a request within a dialog goes: its Request-URI and Route values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub uri: String,
    pub routes: Vec<String>,
}

impl Dialog {
    /// The dialog that an INVITE opens at us (section 12.1.1). `None` without a usable Contact.
    pub(crate) fn answering(head: &Head, local_tag: &str) -> Option<Self> {
        Some(Self {
            key: DialogKey {
                call_id: head.call_id.clone(),
                local_tag: local_tag.to_owned(),
                remote_tag: head.from.tag.clone().unwrap_or_default(),
            },
            local: format!("{};tag={local_tag}", head.to_text),
            remote: head.from_text.clone(),
            local_seq: 0,
            remote_seq: Some(head.cseq),
            target: head.contact().filter(|c| Uri::parse(&c.uri).is_some())?.uri,
            routes: head
                .list("Record-Route")
                .into_iter()
                .map(str::to_owned)
                .collect(),
        })
    }

    /// The dialog that a response to our INVITE opens (section 12.1.2). `local` is the From value
    /// that we sent, `local_tag` its tag, `uri` where we sent the INVITE, which stands in for a
    /// missing Contact.
    pub(crate) fn asking(head: &Head, local: &str, local_tag: &str, uri: &str) -> Self {
        let mut routes: Vec<String> = head
            .list("Record-Route")
            .into_iter()
            .map(str::to_owned)
            .collect();
        routes.reverse();
        Self {
            key: DialogKey {
                call_id: head.call_id.clone(),
                local_tag: local_tag.to_owned(),
                remote_tag: head.to.tag.clone().unwrap_or_default(),
            },
            local: local.to_owned(),
            remote: head.to_text.clone(),
            local_seq: head.cseq,
            remote_seq: None,
            target: head
                .contact()
                .filter(|c| Uri::parse(&c.uri).is_some())
                .map_or_else(|| uri.to_owned(), |c| c.uri),
            routes,
        }
    }

    /// The next request number.
    pub(crate) fn next_seq(&mut self) -> u32 {
        self.local_seq = self.local_seq.wrapping_add(1) & 0x7fff_ffff;
        self.local_seq
    }

    /// Whether a request with this number is in order; takes note of it if so.
    pub(crate) fn take_seq(&mut self, seq: u32) -> bool {
        let fresh = self.remote_seq.is_none_or(|last| seq > last);
        if fresh {
            self.remote_seq = Some(seq);
        }
        fresh
    }

    /// A target refresh: the Contact of a re-INVITE or of its 2xx (section 12.2).
    pub(crate) fn refresh_target(&mut self, head: &Head) {
        if let Some(contact) = head.contact().filter(|c| Uri::parse(&c.uri).is_some()) {
            self.target = contact.uri;
        }
    }

    /// Request-URI and Route values of a request within the dialog (section 12.2.1.1).
    pub(crate) fn route(&self) -> Route {
        let first = self.routes.first().and_then(|r| Address::parse(r));
        match first {
            Some(first) if !is_loose(&first.uri) => {
                // A strict router takes the place of the Request-URI; the target goes last.
                let mut routes: Vec<String> = self.routes.iter().skip(1).cloned().collect();
                routes.push(format!("<{}>", self.target));
                Route {
                    uri: first.uri,
                    routes,
                }
            }
            _ => Route {
                uri: self.target.clone(),
                routes: self.routes.clone(),
            },
        }
    }

    /// The address of the first hop, where it is written as one.
    pub(crate) fn next_hop(&self) -> Option<SocketAddr> {
        let uri = match self.routes.first() {
            Some(route) => Address::parse(route)?.uri,
            None => self.target.clone(),
        };
        Uri::parse(&uri)?.socket_addr()
    }
}

fn is_loose(uri: &str) -> bool {
    let tail = uri
        .split_once(';')
        .map(|(_, tail)| tail)
        .unwrap_or_default();
    params(tail).any(|(name, _)| name.eq_ignore_ascii_case("lr"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Message, parse};

    fn head(extra: &str) -> Head {
        let text = format!(
            "INVITE sip:b@x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@y>;tag=f\r\n\
             To: <sip:b@x>\r\nCall-ID: c\r\nCSeq: 9 INVITE\r\n{extra}\r\n"
        );
        match parse(text.as_bytes()).unwrap() {
            Message::Request(request) => request.head,
            Message::Response(_) => panic!("a request"),
        }
    }

    #[test]
    fn loose_routes_keep_the_target_as_request_uri() {
        let head = head(
            "Contact: <sip:a@10.0.0.9:5070>\r\nRecord-Route: <sip:10.0.0.1;lr>, <sip:p2;lr>\r\n",
        );
        let dialog = Dialog::answering(&head, "t").unwrap();
        assert_eq!(dialog.route().uri, "sip:a@10.0.0.9:5070");
        assert_eq!(dialog.route().routes, ["<sip:10.0.0.1;lr>", "<sip:p2;lr>"]);
        assert_eq!(dialog.next_hop(), Some("10.0.0.1:5060".parse().unwrap()));
        assert_eq!(dialog.local, "<sip:b@x>;tag=t");
    }

    #[test]
    fn a_strict_router_becomes_the_request_uri() {
        let head = head("Contact: <sip:a@h>\r\nRecord-Route: <sip:p1>, <sip:p2;lr>\r\n");
        let route = Dialog::answering(&head, "t").unwrap().route();
        assert_eq!(route.uri, "sip:p1");
        assert_eq!(route.routes, ["<sip:p2;lr>", "<sip:a@h>"]);
    }

    #[test]
    fn a_request_out_of_order_is_noticed() {
        let mut dialog = Dialog::answering(&head("Contact: <sip:a@h>\r\n"), "t").unwrap();
        assert!(!dialog.take_seq(9));
        assert!(dialog.take_seq(12));
        assert!(!dialog.take_seq(10));
    }

    #[test]
    fn an_invite_without_contact_opens_no_dialog() {
        assert!(Dialog::answering(&head(""), "t").is_none());
    }
}
