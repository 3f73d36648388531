//! What a relay tells by itself: messages that came in, and reports (TS 23.140, 8.7.2 to 8.7.4).

use crate::mime::{Mime, media_type, parameter};
use crate::xml::Element;
use crate::{File, Mm7Error, envelope};
use ids::Pii;

/// A relay's request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Links our answer to it.
    pub transaction: String,
    /// What it tells.
    pub kind: RequestKind,
}

/// What a request tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestKind {
    /// A message came in.
    Deliver(Box<Deliver>),
    /// What became of a message of ours.
    Report {
        /// The relay's identifier of it.
        message_id: String,
        /// `Expired`, `Retrieved`, `Rejected`, `Indeterminate`, `Forwarded`, …
        status: String,
    },
    /// A message of ours was read.
    Read {
        /// The relay's identifier of it.
        message_id: String,
    },
}

/// A message that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deliver {
    /// Who sent it.
    pub sender: Pii<String>,
    /// To which number or short code of ours.
    pub recipient: String,
    /// Its subject.
    pub subject: Pii<String>,
    /// Its texts, one after the other.
    pub text: Pii<String>,
    /// Its other files; how they are laid out is left away.
    pub files: Vec<File>,
}

impl Request {
    /// Reads a request's body.
    ///
    /// # Errors
    /// See [`Mm7Error`].
    pub fn read(content_type: &str, body: &[u8]) -> Result<Self, Mm7Error> {
        let mut parts = Mime::read(content_type, body)?;
        if parts.is_empty() {
            return Err(Mm7Error::NoMessage);
        }
        let root = parameter(content_type, "start");
        let root = root.map(|it| it.trim_matches(['<', '>']).to_owned());
        let at = root.and_then(|root| parts.iter().position(|it| it.id == root));
        let soap = parts.remove(at.unwrap_or(0));
        let text = std::str::from_utf8(&soap.content).map_err(|_| Mm7Error::Encoding)?;
        let envelope = Element::read(text)?;
        let transaction = envelope.text_of("TransactionID").unwrap_or_default();
        let body = envelope.find("Body").ok_or(Mm7Error::NoMessage)?;
        let kind = body
            .children
            .iter()
            .find_map(|it| told(it, &parts))
            .ok_or(Mm7Error::NoMessage)??;
        Ok(Self { transaction, kind })
    }

    /// Our response: taken, or not for now.
    pub fn answer(&self, taken: bool) -> String {
        let name = match self.kind {
            RequestKind::Deliver(_) => "DeliverRsp",
            RequestKind::Report { .. } => "DeliveryReportRsp",
            RequestKind::Read { .. } => "ReadReplyRsp",
        };
        // 8.7.11: success; service not available.
        let (code, text) = match taken {
            true => (1000, "Success"),
            false => (3000, "Server error"),
        };
        let body = format!(
            "<Status><StatusCode>{code}</StatusCode><StatusText>{text}</StatusText></Status>"
        );
        envelope(&self.transaction, name, &body)
    }
}

fn told(element: &Element, parts: &[Mime]) -> Option<Result<RequestKind, Mm7Error>> {
    let id = || element.text_of("MessageID");
    let missing = || Mm7Error::Missing("MessageID");
    Some(match element.name.as_str() {
        "DeliverReq" => deliver(element, parts).map(|it| RequestKind::Deliver(Box::new(it))),
        "DeliveryReportReq" => id()
            .ok_or_else(missing)
            .map(|message_id| RequestKind::Report {
                message_id,
                status: element.text_of("MMStatus").unwrap_or_default(),
            }),
        "ReadReplyReq" => id()
            .ok_or_else(missing)
            .map(|message_id| RequestKind::Read { message_id }),
        _ => return None,
    })
}

fn deliver(element: &Element, parts: &[Mime]) -> Result<Deliver, Mm7Error> {
    let sender = element.find("Sender").and_then(address);
    let sender = sender.ok_or(Mm7Error::Missing("Sender"))?;
    let recipient = element
        .find("Recipients")
        .and_then(address)
        .ok_or(Mm7Error::Missing("Recipients"))?;
    let mut text = String::new();
    let mut files = Vec::new();
    for part in parts {
        let kind = media_type(&part.content_type).to_ascii_lowercase();
        match kind.as_str() {
            // How it is to be shown.
            "application/smil" => {}
            "text/plain" => {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&String::from_utf8_lossy(&part.content));
            }
            _ => files.push(File {
                content_type: kind,
                content: part.content.clone(),
            }),
        }
    }
    Ok(Deliver {
        sender: Pii::new(sender),
        recipient,
        subject: Pii::new(element.text_of("Subject").unwrap_or_default()),
        text: Pii::new(text),
        files,
    })
}

/// The first address in an element: a number gets its `+`, `/TYPE=PLMN` is left away.
fn address(element: &Element) -> Option<String> {
    let names = ["Number", "ShortCode", "RFC2822Address"];
    let text = names.iter().find_map(|name| element.text_of(name));
    let text = text.or_else(|| Some(element.text.trim().to_owned()))?;
    let text = text.split('/').next().unwrap_or_default().trim();
    let digits = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    match text {
        "" => None,
        _ if digits && text.len() > 7 => Some(format!("+{text}")),
        _ => Some(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_came_in_has_its_text_and_files() {
        let soap = envelope(
            "t1",
            "DeliverReq",
            "<Sender><Number>12065550111/TYPE=PLMN</Number></Sender><Recipients><To>\
             <ShortCode>12345</ShortCode></To></Recipients><Subject>Hi</Subject>",
        );
        let body = format!(
            "--b\r\nContent-Type: text/xml\r\nContent-ID: <s>\r\n\r\n{soap}\r\n--b\r\n\
             Content-Type: multipart/related; boundary=c\r\n\r\n--c\r\nContent-Type: \
             application/smil\r\n\r\n<smil/>\r\n--c\r\nContent-Type: text/plain; charset=utf-8\
             \r\n\r\nLook\r\n--c\r\nContent-Type: image/jpeg\r\n\r\nJPEG\r\n--c--\r\n--b--"
        );
        let kind = "multipart/related; boundary=\"b\"; start=\"<s>\"";
        let request = Request::read(kind, body.as_bytes()).unwrap();
        assert_eq!(request.transaction, "t1");
        let RequestKind::Deliver(it) = &request.kind else {
            panic!("{request:?}");
        };
        assert_eq!(it.sender.reveal(), "+12065550111");
        assert_eq!(it.recipient, "12345");
        assert_eq!(it.text.reveal(), "Look");
        assert_eq!(it.files.len(), 1);
        assert_eq!(it.files[0].content, b"JPEG");
        let answer = request.answer(true);
        assert!(answer.contains("<DeliverRsp") && answer.contains(">t1<"));
    }

    #[test]
    fn reports_are_read() {
        let soap = envelope(
            "t2",
            "DeliveryReportReq",
            "<MessageID>m1</MessageID><MMStatus>Retrieved</MMStatus>",
        );
        let request = Request::read("text/xml", soap.as_bytes()).unwrap();
        assert_eq!(
            request.kind,
            RequestKind::Report {
                message_id: "m1".into(),
                status: "Retrieved".into()
            }
        );
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let read = |text: &str| Request::read("text/xml", text.as_bytes());
        assert_eq!(read("<a/>"), Err(Mm7Error::NoMessage));
        let other = envelope("t", "CancelReq", "");
        assert_eq!(read(&other), Err(Mm7Error::NoMessage));
        let nameless = envelope("t", "DeliverReq", "<Recipients/>");
        assert_eq!(read(&nameless), Err(Mm7Error::Missing("Sender")));
    }
}
