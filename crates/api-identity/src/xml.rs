//! The few lines of XML that answers are made of.

use ids::Timestamp;

/// Text within XML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no other control characters.
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// An element with a text in it.
pub(crate) fn text(name: &str, value: impl AsRef<str>) -> String {
    format!("<{name}>{}</{name}>", escape(value.as_ref()))
}

/// An element with others in it.
pub(crate) fn element(name: &str, inner: impl AsRef<str>) -> String {
    format!("<{name}>{}</{name}>", inner.as_ref())
}

/// A list: each item in a `member`.
pub(crate) fn list(name: &str, items: impl IntoIterator<Item = String>) -> String {
    let items: String = items
        .into_iter()
        .map(|item| element("member", item))
        .collect();
    element(name, items)
}

/// A time, to the second.
pub(crate) fn time(name: &str, at: Timestamp) -> String {
    text(name, at.to_iso_seconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_its_element() {
        assert_eq!(
            text("A", "<b>&\"\u{1}\n"),
            "<A>&lt;b&gt;&amp;&quot;\u{fffd}&#10;</A>"
        );
        assert_eq!(
            list("L", [text("K", "v")]),
            "<L><member><K>v</K></member></L>"
        );
    }
}
