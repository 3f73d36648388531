//! Reading JSON and noting what is wrong with it.

use serde_json::Value;

/// A place in a document, and the problems found so far.
pub(super) struct Reader<'a> {
    /// The place in words, such as `start, press`.
    pub(super) place: String,
    pub(super) value: &'a Value,
    pub(super) problems: &'a mut Vec<String>,
}

impl Reader<'_> {
    pub(super) fn problem(&mut self, what: impl AsRef<str>) {
        let line = format!("{}: {}", self.place, what.as_ref());
        self.problems.push(line);
    }

    /// A member that is a text.
    pub(super) fn text(&self, pointer: &str) -> Option<String> {
        let value = self.value.pointer(pointer)?;
        value.as_str().map(str::to_owned)
    }

    /// A text that must be there; its member is told by its name.
    pub(super) fn required(&mut self, pointer: &str) -> String {
        match self.text(pointer) {
            Some(text) => text,
            None => {
                let member = pointer.trim_start_matches('/').replace('/', ".");
                self.problem(format!("{member} is missing"));
                String::new()
            }
        }
    }
}
