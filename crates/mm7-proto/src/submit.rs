//! MM7_submit: a message to a carrier, and its answer (TS 23.140, 8.7.1).

use crate::mime::base64_lines;
use crate::xml::Element;
use crate::{File, Mm7Error, envelope};
use quick_xml::escape::escape;
use std::fmt::Write as _;

/// A message that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submit<'a> {
    /// Links the answer to the request, and the message to its report.
    pub transaction: &'a str,
    /// Who we are there.
    pub vasp_id: Option<&'a str>,
    /// Which of our services.
    pub vas_id: Option<&'a str>,
    /// Who sends: a number or a short code.
    pub sender: &'a str,
    /// To whom, E.164.
    pub recipient: &'a str,
    /// Its subject.
    pub subject: Option<&'a str>,
    /// Its text.
    pub text: &'a str,
    /// Its files.
    pub files: &'a [File],
    /// For how many seconds it is tried.
    pub seconds: u64,
    /// Whether a delivery report is asked for.
    pub report: bool,
}

/// Writes an MM7_submit.REQ. `boundary` must not be in what is sent.
///
/// Returns the body and its type.
pub fn submit(message: &Submit<'_>, boundary: &str) -> (String, Vec<u8>) {
    let outer = format!("outer-{boundary}");
    let inner = format!("inner-{boundary}");
    let mut body = format!(
        "--{outer}\r\nContent-Type: text/xml; charset=utf-8\r\nContent-ID: <envelope>\r\n\r\n\
         {}\r\n--{outer}\r\nContent-Type: multipart/mixed; boundary=\"{inner}\"\r\n\
         Content-ID: <content>\r\n\r\n",
        soap(message)
    );
    if !message.text.is_empty() || message.files.is_empty() {
        let _ = write!(
            body,
            "--{inner}\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: base64\r\nContent-ID: <text>\r\n\r\n{}",
            base64_lines(message.text.as_bytes())
        );
    }
    for (number, file) in message.files.iter().enumerate() {
        let _ = write!(
            body,
            "--{inner}\r\nContent-Type: {}\r\nContent-Transfer-Encoding: base64\r\n\
             Content-ID: <file{number}>\r\n\r\n{}",
            one_line(&file.content_type),
            base64_lines(&file.content)
        );
    }
    let _ = write!(body, "--{inner}--\r\n--{outer}--\r\n");
    let kind =
        format!("multipart/related; boundary=\"{outer}\"; type=\"text/xml\"; start=\"<envelope>\"");
    (kind, body.into_bytes())
}

/// A header's value: no line break gets into it.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn soap(message: &Submit<'_>) -> String {
    let mut body = String::from("<SenderIdentification>");
    for (name, value) in [("VASPID", message.vasp_id), ("VASID", message.vas_id)] {
        if let Some(value) = value {
            let _ = write!(body, "<{name}>{}</{name}>", escape(value));
        }
    }
    let (kind, sender) = address(message.sender);
    let _ = write!(
        body,
        "<SenderAddress><{kind}>{}</{kind}></SenderAddress></SenderIdentification>",
        escape(sender)
    );
    let (kind, recipient) = address(message.recipient);
    let _ = write!(
        body,
        "<Recipients><To><{kind}>{}</{kind}></To></Recipients><ExpiryDate>{}</ExpiryDate>\
         <DeliveryReport>{}</DeliveryReport>",
        escape(recipient),
        period(message.seconds),
        message.report
    );
    if let Some(subject) = message.subject {
        let _ = write!(body, "<Subject>{}</Subject>", escape(subject));
    }
    body.push_str("<Content href=\"cid:content\" allowAdaptations=\"true\"/>");
    envelope(message.transaction, "SubmitReq", &body)
}

/// How an address is named: a short code, or a number with its `+`.
fn address(text: &str) -> (&'static str, &str) {
    match text.len() {
        ..=7 if !text.starts_with('+') => ("ShortCode", text),
        _ => ("Number", text),
    }
}

/// A relative time (XML Schema's duration).
fn period(seconds: u64) -> String {
    format!("PT{seconds}S")
}

/// What a relay answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status (8.7.11): 1xxx success, 2xxx our fault, 3xxx the relay's, 4xxx the service's.
    pub code: u16,
    /// What it says.
    pub text: String,
    /// The relay's identifier of the message.
    pub message_id: Option<String>,
}

impl Answer {
    /// Reads an MM7_submit.RES, or a fault.
    ///
    /// # Errors
    /// See [`Mm7Error`].
    pub fn read(body: &[u8]) -> Result<Self, Mm7Error> {
        let text = std::str::from_utf8(body).map_err(|_| Mm7Error::Encoding)?;
        let root = Element::read(text)?;
        let body = root.find("Body").ok_or(Mm7Error::NoMessage)?;
        let code = body.text_of("StatusCode");
        let code = code.and_then(|code| code.parse().ok());
        Ok(Self {
            code: code.ok_or(Mm7Error::Missing("StatusCode"))?,
            text: body.text_of("StatusText").unwrap_or_default(),
            message_id: body.text_of("MessageID"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mime;

    #[test]
    fn a_submission_has_its_envelope_text_and_files() {
        let files = [File {
            content_type: "image/png\r\nX: y".into(),
            content: vec![0, 1, 2, 255],
        }];
        let message = Submit {
            transaction: "t-1",
            vasp_id: Some("us & co"),
            vas_id: None,
            sender: "12345",
            recipient: "+12065550100",
            subject: None,
            text: "Hello",
            files: &files,
            seconds: 60,
            report: true,
        };
        let (kind, body) = submit(&message, "xyz");
        let parts = Mime::read(&kind, &body).unwrap();
        let soap = std::str::from_utf8(&parts[0].content).unwrap();
        let root = Element::read(soap).unwrap();
        assert_eq!(root.text_of("TransactionID").as_deref(), Some("t-1"));
        assert_eq!(root.text_of("VASPID").as_deref(), Some("us & co"));
        assert_eq!(root.text_of("ShortCode").as_deref(), Some("12345"));
        assert_eq!(root.text_of("Number").as_deref(), Some("+12065550100"));
        assert_eq!(root.text_of("ExpiryDate").as_deref(), Some("PT60S"));
        assert_eq!(parts[1].content, b"Hello");
        assert_eq!(parts[2].content, [0, 1, 2, 255]);
        assert_eq!(parts[2].content_type, "image/pngX: y");
        assert_eq!(parts.len(), 3);
    }

    #[test]
    fn answers_and_faults_are_read() {
        let answer = |body: &str| {
            let text = envelope("t", "SubmitRsp", body);
            Answer::read(text.as_bytes())
        };
        let status = "<Status><StatusCode>1000</StatusCode><StatusText>Success</StatusText>\
                      </Status><MessageID>m1</MessageID>";
        let read = answer(status).unwrap();
        assert_eq!((read.code, read.message_id.as_deref()), (1000, Some("m1")));
        let fault = "<e:Envelope xmlns:e='x'><e:Body><e:Fault><detail><RSErrorRsp><Status>\
                     <StatusCode>4004</StatusCode></Status></RSErrorRsp></detail></e:Fault>\
                     </e:Body></e:Envelope>";
        assert_eq!(Answer::read(fault.as_bytes()).unwrap().code, 4004);
        assert_eq!(answer(""), Err(Mm7Error::Missing("StatusCode")));
        assert!(Answer::read(b"not xml").is_err());
    }
}
