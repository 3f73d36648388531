//! MM7 without sockets: what a carrier's MMS relay and we tell each other, as SOAP with attachments.
//!
//! [`submit`] writes an MM7_submit.REQ and [`Answer::read`] what is answered to it; [`Request::read`]
//! reads what the relay sends by itself, messages that came in and delivery reports, and
//! [`Request::answer`] writes the response. Octets are bounded by whoever hands them in; depth,
//! elements and parts are bounded here.
//!
//! Source: 3GPP TS 23.140 V6, sections 8.7 (abstract messages), 8.7.11 (status codes) and annex L
//! (SOAP binding).

mod mime;
mod request;
mod submit;
mod xml;

pub use mime::{Mime, MimeError};
pub use request::{Deliver, Request, RequestKind};
pub use submit::{Answer, Submit, submit};
pub use xml::XmlError;

use thiserror::Error;

/// Why octets are no MM7 message.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Mm7Error {
    /// The attachments cannot be told apart.
    #[error(transparent)]
    Mime(#[from] MimeError),
    /// The envelope is no XML.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// The envelope is not UTF-8.
    #[error("the envelope is not UTF-8")]
    Encoding,
    /// The envelope is none of ours.
    #[error("the envelope has no MM7 message")]
    NoMessage,
    /// Something that every such message has is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its type, such as `image/jpeg`, with its parameters.
    pub content_type: String,
    /// Its octets.
    pub content: Vec<u8>,
}

/// The name space of the messages that we write. Which one is read does not matter: relays differ.
const NAMESPACE: &str =
    "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-6-MM7-1-4";
/// The version that we write.
const VERSION: &str = "6.8.0";

/// An envelope around a message.
fn envelope(transaction: &str, message: &str, body: &str) -> String {
    let transaction = quick_xml::escape::escape(transaction);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <soap:Header><mm7:TransactionID xmlns:mm7=\"{NAMESPACE}\" soap:mustUnderstand=\"1\">\
         {transaction}</mm7:TransactionID></soap:Header>\
         <soap:Body><{message} xmlns=\"{NAMESPACE}\"><MM7Version>{VERSION}</MM7Version>\
         {body}</{message}></soap:Body></soap:Envelope>"
    )
}

/// Reads octets in every way there is. The entry point of the fuzz target.
pub fn fuzz_parse(octets: &[u8]) {
    let _ = Answer::read(octets);
    let _ = Request::read("text/xml", octets);
    let _ = Request::read("multipart/related; boundary=\"b\"", octets);
    let _ = Mime::read("multipart/mixed; boundary=b", octets);
}
