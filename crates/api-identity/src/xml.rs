//! The few lines of XML that answers are made of.

use aws_wire::query::escape;
use ids::Timestamp;

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
