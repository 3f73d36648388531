//! The query protocol for services that speak JSON, too: a form in, XML out, by the same shapes.
//!
//! Older clients speak it: lists are `Name.member.1`, structures `Name.Member`, and all of an answer
//! is in `<Operation>Result`. Source: the AWS query protocol; the namespace is the service's host and
//! version, as its WSDL has it.

use crate::model::{Kind, MemberModel, OperationModel, ServiceModel, ShapeId};
use crate::{Fault, Value, timestamps, validate};
use serde_json::{Map, Number};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How deep shapes may stand in shapes.
const DEEPEST: usize = 16;
/// The most items of one list.
const LONGEST: usize = 1_000;

/// A form's pairs: names with dots, and values.
pub type Pairs = BTreeMap<String, String>;

/// An operation's input from a form, checked like any other. What the model does not know is left
/// out.
///
/// # Errors
/// What the model forbids, in the error that the operation models.
pub fn input(
    service: &ServiceModel,
    operation: &OperationModel,
    pairs: &Pairs,
) -> Result<Value, Fault> {
    let Some(shape) = operation.input else {
        return Ok(Value::Object(Map::new()));
    };
    let form = Form { service, pairs };
    let mut value = form.read(shape, "", 0).unwrap_or_default();
    if value.is_null() {
        value = Value::Object(Map::new());
    }
    let problems = validate::check(service, shape, &mut value);
    match problems.is_empty() {
        true => Ok(value),
        false => Err(problems.into_fault(service, operation)),
    }
}

struct Form<'a> {
    service: &'a ServiceModel,
    pairs: &'a Pairs,
}

impl Form<'_> {
    /// What stands under a name; `None` where nothing does.
    fn read(&self, shape: ShapeId, name: &str, depth: usize) -> Option<Value> {
        if depth > DEEPEST || !self.any(name) {
            return None;
        }
        match &self.service.shape(shape)?.kind {
            Kind::Structure { members, .. } => Some(self.structure(members, name, depth)),
            Kind::List { member, .. } => {
                let items = (1..=LONGEST).map_while(|at| {
                    let item = format!("{name}.member.{at}");
                    self.read(*member, &item, depth + 1)
                });
                Some(Value::Array(items.collect()))
            }
            Kind::Map { key, value, .. } => {
                let entries = (1..=LONGEST).map_while(|at| {
                    let entry = format!("{name}.entry.{at}");
                    let key = self.read(*key, &format!("{entry}.key"), depth + 1)?;
                    let value = self.read(*value, &format!("{entry}.value"), depth + 1)?;
                    Some((key.as_str()?.to_owned(), value))
                });
                Some(Value::Object(entries.collect()))
            }
            kind => Some(scalar(kind, self.pairs.get(name)?)),
        }
    }

    fn structure(&self, members: &'static [MemberModel], name: &str, depth: usize) -> Value {
        let read = members.iter().filter_map(|member| {
            let inner = match name {
                "" => member.name.to_owned(),
                _ => format!("{name}.{}", member.name),
            };
            let value = self.read(member.shape, &inner, depth + 1)?;
            Some((member.key().to_owned(), value))
        });
        Value::Object(read.collect())
    }

    /// Whether anything stands under a name.
    fn any(&self, name: &str) -> bool {
        let dotted = format!("{name}.");
        let mut after = self.pairs.range(dotted.clone()..);
        name.is_empty()
            || self.pairs.contains_key(name)
            || after.next().is_some_and(|it| it.0.starts_with(&dotted))
    }
}

/// A text as its shape has it. What cannot be read stays a text, which the check then refuses.
fn scalar(kind: &Kind, text: &str) -> Value {
    let same = || Value::from(text);
    match kind {
        Kind::Integer { .. } => text.parse::<i64>().map_or_else(|_| same(), Value::from),
        Kind::Float { .. } => {
            let number = text.parse().ok().and_then(Number::from_f64);
            number.map_or_else(same, Value::Number)
        }
        Kind::Boolean => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => same(),
        },
        Kind::Timestamp(_) => {
            let time = timestamps::parse(&same());
            time.map_or_else(same, timestamps::to_epoch)
        }
        _ => same(),
    }
}

/// An answer's XML.
pub fn output(
    service: &ServiceModel,
    operation: &OperationModel,
    value: &Value,
    request_id: &str,
) -> String {
    let name = operation.name;
    let mut inner = String::new();
    if let Some(shape) = operation.output {
        write(service, shape, value, &mut inner);
    }
    format!(
        "<{name}Response xmlns=\"{}\"><{name}Result>{inner}</{name}Result><ResponseMetadata>\
         <RequestId>{}</RequestId></ResponseMetadata></{name}Response>",
        namespace(service),
        escape(request_id)
    )
}

/// An error's XML. `code` is the service's word for it in this protocol.
pub fn error(service: &ServiceModel, fault: &Fault, code: &str, request_id: &str) -> String {
    let kind = if fault.is_ours() {
        "Receiver"
    } else {
        "Sender"
    };
    format!(
        "<ErrorResponse xmlns=\"{}\"><Error><Type>{kind}</Type><Code>{}</Code><Message>{}</Message>\
         </Error><RequestId>{}</RequestId></ErrorResponse>",
        namespace(service),
        escape(code),
        escape(fault.message().unwrap_or_default()),
        escape(request_id)
    )
}

fn namespace(service: &ServiceModel) -> String {
    let (host, version) = (service.endpoint_prefix, service.api_version);
    format!("http://{host}.amazonaws.com/doc/{version}/")
}

fn write(service: &ServiceModel, shape: ShapeId, value: &Value, out: &mut String) {
    let Some(shape) = service.shape(shape) else {
        return;
    };
    match (&shape.kind, value) {
        (_, Value::Null) => {}
        (Kind::Structure { members, .. }, Value::Object(object)) => {
            for member in *members {
                let inner = object.get(member.key()).filter(|it| !it.is_null());
                if let Some(inner) = inner {
                    element(member.name, out, |out| {
                        write(service, member.shape, inner, out);
                    });
                }
            }
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            for item in items {
                element("member", out, |out| write(service, *member, item, out));
            }
        }
        (Kind::Map { value, .. }, Value::Object(object)) => {
            for (key, inner) in object {
                element("entry", out, |out| {
                    element("key", out, |out| out.push_str(&escape(key)));
                    element("value", out, |out| write(service, *value, inner, out));
                });
            }
        }
        (Kind::Timestamp(_), value) => {
            let time = timestamps::from_epoch(value);
            out.push_str(&time.map_or_else(|| plain(value), |it| it.to_iso_millis()));
        }
        (_, value) => out.push_str(&plain(value)),
    }
}

fn element(name: &str, out: &mut String, inner: impl FnOnce(&mut String)) {
    let _ = write!(out, "<{name}>");
    inner(out);
    let _ = write!(out, "</{name}>");
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => escape(text),
        other => other.to_string(),
    }
}

/// Text within XML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no other control characters.
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::SERVICE;
    use serde_json::json;

    fn pairs(all: &[(&str, &str)]) -> Pairs {
        let of = |it: &(&str, &str)| (it.0.to_owned(), it.1.to_owned());
        all.iter().map(of).collect()
    }

    const WHOLE: &[(&str, &str)] = &[
        ("Action", "Do"),
        ("Enabled", "true"),
        ("Id", "7"),
        ("Inner.Color", "RED"),
        ("Inner.Count", "3"),
        ("Inners.member.1.Color", "BLUE"),
        ("Inners.member.2.Color", "RED"),
        ("Inners.member.4.Color", "lost"),
        ("Name", "abc"),
        ("Ratio", "0.5"),
        ("Tags.entry.1.key", "ab"),
        ("Tags.entry.1.value", "x"),
        ("Time", "2026-01-01T00:00:00Z"),
    ];

    #[test]
    fn a_form_is_read_by_the_model() {
        let operation = SERVICE.operation("Do").unwrap();
        let read = input(&SERVICE, operation, &pairs(WHOLE)).unwrap();
        let time = timestamps::to_epoch("2026-01-01T00:00:00Z".parse().unwrap());
        let want = json!({
            "Enabled": true, "Id": "7", "Inner": {"Color": "RED", "Count": 3},
            "Inners": [{"Color": "BLUE"}, {"Color": "RED"}], "Name": "abc", "Ratio": 0.5,
            "tagsWire": {"ab": "x"}, "Time": time,
        });
        assert_eq!(read, want);
    }

    #[test]
    fn what_the_model_forbids_is_refused_as_in_json() {
        let operation = SERVICE.operation("Do").unwrap();
        for wrong in [("Inner.Count", "11"), ("Inner.Count", "many"), ("Name", "")] {
            let mut form = pairs(WHOLE);
            form.insert(wrong.0.into(), wrong.1.into());
            let fault = input(&SERVICE, operation, &form).unwrap_err();
            assert_eq!(fault.code, "InvalidParameterException", "{wrong:?}");
        }
        let fault = input(&SERVICE, operation, &Pairs::new()).unwrap_err();
        assert_eq!(fault.code, "InvalidParameterException");
    }

    #[test]
    fn an_answer_is_xml_with_times_in_words() {
        let operation = SERVICE.operation("Do").unwrap();
        let xml = output(
            &SERVICE,
            operation,
            &json!({"Time": 1_767_225_600.5, "Iso": null}),
            "r1",
        );
        let want = "<DoResponse xmlns=\"http://sample.amazonaws.com/doc/1/\"><DoResult>\
            <Time>2026-01-01T00:00:00.500Z</Time></DoResult><ResponseMetadata>\
            <RequestId>r1</RequestId></ResponseMetadata></DoResponse>";
        assert_eq!(xml, want);
    }

    #[test]
    fn an_error_says_whose_it_is_and_breaks_out_of_nothing() {
        let xml = error(&SERVICE, &Fault::new("Wrong", 400, "<no>"), "Wrong", "r1");
        assert!(xml.contains("<Type>Sender</Type><Code>Wrong</Code><Message>&lt;no&gt;</Message>"));
        let xml = error(&SERVICE, &Fault::internal(), "InternalServiceError", "r1");
        assert!(xml.contains("<Type>Receiver</Type>"), "{xml}");
    }

    #[test]
    fn nothing_that_xml_does_not_have_gets_through() {
        assert_eq!(escape("<b>&\"\u{1}\n"), "&lt;b&gt;&amp;&quot;\u{fffd}&#10;");
    }
}
