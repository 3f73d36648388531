//! Interactive messages of a chat: lists, times, panels, quick replies and carousels as JSON.
//!
//! A flow passes on only what matches one of the templates. The lengths of texts are the client's
//! to enforce, except that a message has at most 20 KB. Spec: connect-c-flows.md §15.

use serde_json::{Map, Value};

/// The largest message, in bytes.
const SIZE: usize = 20 * 1024;

/// Checks a message. One that is no interactive message is always good.
pub(crate) fn check(text: &str) -> Result<(), String> {
    let trimmed = text.trim_start();
    if !trimmed.starts_with('{') || !trimmed.contains("templateType") {
        return Ok(());
    }
    let Ok(Value::Object(message)) = serde_json::from_str(trimmed) else {
        return Ok(());
    };
    if text.len() >= SIZE {
        return Err("the interactive message is larger than 20 KB".into());
    }
    template(&message, None).map_err(|why| format!("the interactive message is malformed: {why}"))
}

/// The kinds that a carousel can hold.
const IN_CAROUSEL: &[&str] = &["ListPicker", "Panel"];

fn template(message: &Map<String, Value>, within: Option<&str>) -> Result<(), String> {
    let kind = text(message, "templateType")?;
    if text(message, "version")? != "1.0" {
        return Err("version must be \"1.0\"".into());
    }
    if let Some(within) = within {
        text(message, "templateIdentifier")?;
        if kind != within {
            return Err("a carousel holds templates of one kind".into());
        }
    }
    let data = object(message, "data")?;
    let content = object(data, "content")?;
    text(content, "title")?;
    if let Some(reply) = data.get("replyMessage") {
        let reply = reply.as_object().ok_or("replyMessage must be an object")?;
        text(reply, "title")?;
        image(reply)?;
    }
    match kind {
        "ListPicker" => elements(content, "elements", 1..=6, |it| {
            choice(it)?;
            image(it)
        }),
        "Panel" => {
            image(content)?;
            elements(content, "elements", 1..=10, choice)
        }
        "QuickReply" => elements(content, "elements", 2..=5, |it| {
            text(it, "title").map(|_| ())
        }),
        "TimePicker" => {
            place(content)?;
            elements(content, "timeslots", 1..=40, |it| {
                text(it, "date")?;
                number(it, "duration", 1.0..=3_600.0)?;
                Ok(())
            })
        }
        "Carousel" => carousel(content),
        other => Err(format!("there is no template {other:?}")),
    }
}

fn carousel(content: &Map<String, Value>) -> Result<(), String> {
    let first = content
        .get("elements")
        .and_then(|it| it.get(0))
        .and_then(|it| it.get("templateType"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !IN_CAROUSEL.contains(&first) {
        return Err("a carousel holds ListPicker or Panel templates".into());
    }
    elements(content, "elements", 2..=5, |it| template(it, Some(first)))
}

fn choice(element: &Map<String, Value>) -> Result<(), String> {
    text(element, "title")?;
    match element.get("actionDetail").and_then(Value::as_str) {
        None | Some("PREVIOUS_OPTIONS" | "SHOW_MORE") => Ok(()),
        Some(_) => Err("actionDetail is PREVIOUS_OPTIONS or SHOW_MORE".into()),
    }
}

fn image(map: &Map<String, Value>) -> Result<(), String> {
    if map.contains_key("imageDescription") && !map.contains_key("imageData") {
        return Err("imageDescription needs an image".into());
    }
    match map.get("imageType").and_then(Value::as_str) {
        None | Some("URL") => Ok(()),
        Some(_) => Err("imageType is URL".into()),
    }
}

fn place(content: &Map<String, Value>) -> Result<(), String> {
    if content.contains_key("timeZoneOffset") {
        number(content, "timeZoneOffset", -720.0..=840.0)?;
    }
    if content.contains_key("location") {
        let location = object(content, "location")?;
        text(location, "title")?;
        number(location, "longitude", -180.0..=180.0)?;
        number(location, "latitude", -90.0..=90.0)?;
    }
    Ok(())
}

fn elements(
    map: &Map<String, Value>,
    key: &str,
    how_many: std::ops::RangeInclusive<usize>,
    check: impl Fn(&Map<String, Value>) -> Result<(), String>,
) -> Result<(), String> {
    let list = map
        .get(key)
        .and_then(Value::as_array)
        .ok_or_else(|| format!("{key} must be a list"))?;
    if !how_many.contains(&list.len()) {
        let (least, most) = (how_many.start(), how_many.end());
        return Err(format!("{key} must have {least} to {most} entries"));
    }
    for element in list {
        let element = element.as_object();
        check(element.ok_or_else(|| format!("{key} must hold objects"))?)?;
    }
    Ok(())
}

fn object<'a>(map: &'a Map<String, Value>, key: &str) -> Result<&'a Map<String, Value>, String> {
    let value = map.get(key).and_then(Value::as_object);
    value.ok_or_else(|| format!("{key} must be an object"))
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Result<&'a str, String> {
    let value = map.get(key).and_then(Value::as_str);
    value
        .filter(|text| !text.is_empty())
        .ok_or_else(|| format!("{key} must be a text"))
}

fn number(
    map: &Map<String, Value>,
    key: &str,
    bounds: std::ops::RangeInclusive<f64>,
) -> Result<(), String> {
    let value = map.get(key).and_then(Value::as_f64);
    let good = value.is_some_and(|it| bounds.contains(&it));
    good.then_some(()).ok_or_else(|| {
        let (least, most) = (bounds.start(), bounds.end());
        format!("{key} must be a number from {least} to {most}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn message(kind: &str, content: Value) -> String {
        let data = json!({"content": content});
        json!({"templateType": kind, "version": "1.0", "data": data}).to_string()
    }

    fn titled(count: usize) -> Value {
        (0..count)
            .map(|n| json!({"title": n.to_string()}))
            .collect()
    }

    #[test]
    fn plain_texts_and_other_json_pass() {
        for text in ["Hello", "{", "{\"a\":1}", "[1]", ""] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn each_template_has_its_own_number_of_elements() {
        for (kind, least, most) in [("ListPicker", 1, 6), ("Panel", 1, 10), ("QuickReply", 2, 5)] {
            let of = |count| {
                let content = json!({"title": "t", "elements": titled(count)});
                check(&message(kind, content))
            };
            assert_eq!(of(least), Ok(()), "{kind}");
            assert_eq!(of(most), Ok(()), "{kind}");
            assert!(of(least - 1).is_err(), "{kind}");
            assert!(of(most + 1).is_err(), "{kind}");
        }
    }

    #[test]
    fn times_have_a_date_and_a_duration() {
        let slot = json!({"date": "2020-10-31T17:00+00:00", "duration": 60});
        let good = json!({"title": "t", "timeZoneOffset": -450, "timeslots": [slot]});
        assert_eq!(check(&message("TimePicker", good)), Ok(()));
        let bad = json!({"title": "t", "timeslots": [{"date": "2020-10-31T17:00+00:00"}]});
        assert!(check(&message("TimePicker", bad)).is_err());
    }

    #[test]
    fn a_carousel_holds_one_kind() {
        let inner = |kind: &str| {
            json!({"templateType": kind, "templateIdentifier": "template0", "version": "1.0",
                "data": {"content": {"title": "t", "elements": titled(1)}}})
        };
        let of = |list: Value| {
            check(&message(
                "Carousel",
                json!({"title": "t", "elements": list}),
            ))
        };
        assert_eq!(of(json!([inner("Panel"), inner("Panel")])), Ok(()));
        assert!(of(json!([inner("Panel"), inner("ListPicker")])).is_err());
        assert!(of(json!([inner("QuickReply"), inner("QuickReply")])).is_err());
        assert!(of(json!([inner("Panel")])).is_err());
    }

    #[test]
    fn a_wrong_version_or_an_unknown_template_is_refused() {
        assert!(check(&message("Wheel", json!({"title": "t"}))).is_err());
        let old = message("Panel", json!({"title": "t", "elements": titled(1)}));
        assert!(check(&old.replace("1.0", "2.0")).is_err());
    }
}
