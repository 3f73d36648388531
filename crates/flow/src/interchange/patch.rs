//! Changes in a JSON text that leave every other byte as it is: spaces, the order of keys, and how
//! numbers are written, so that a flow goes through import and export as its author left it.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// One step down a JSON document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into an object, by key.
    Key(Box<str>),
    /// Into a list, by place.
    Index(usize),
}

impl Step {
    /// Into an object.
    pub fn key(key: &str) -> Self {
        Self::Key(key.into())
    }
}

/// A way down in words: `Messages[0].PromptId`.
pub(crate) struct Way<'a>(pub(crate) &'a [Step]);

impl fmt::Display for Way<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if at == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// What is changed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Patch {
    /// The value becomes this one.
    Set(Value),
    /// It goes, with its key. Only members of objects can.
    Remove,
    /// Something inside is changed. Keys that an object lacks are added at its end.
    Into(BTreeMap<Step, Patch>),
}

impl Default for Patch {
    fn default() -> Self {
        Patch::Into(BTreeMap::new())
    }
}

impl Patch {
    /// Adds a change; a later one at the same place replaces the earlier.
    pub(crate) fn at(&mut self, way: impl IntoIterator<Item = Step>, change: Patch) {
        let mut here = self;
        for step in way {
            if !matches!(here, Patch::Into(_)) {
                *here = Patch::default();
            }
            let Patch::Into(inside) = here else { return };
            here = inside.entry(step).or_default();
        }
        *here = change;
    }

    /// Whether it changes nothing.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Patch::Into(inside) => inside.values().all(Patch::is_empty),
            Patch::Set(_) | Patch::Remove => false,
        }
    }

    /// The value that stands where there was none.
    fn made(&self) -> Value {
        match self {
            Patch::Set(value) => value.clone(),
            Patch::Remove => Value::Null,
            Patch::Into(inside) => {
                let members = inside.iter().filter_map(|(step, patch)| match step {
                    Step::Key(key) if *patch != Patch::Remove => {
                        Some((key.to_string(), patch.made()))
                    }
                    _ => None,
                });
                Value::Object(members.collect())
            }
        }
    }
}

/// Applies a patch to a JSON text. The text must be JSON that was read before: what is not is
/// copied as it stands.
pub(crate) fn apply(text: &str, patch: &Patch) -> String {
    if patch.is_empty() {
        return text.to_owned();
    }
    let mut copy = Copy {
        text,
        at: 0,
        out: String::with_capacity(text.len() + 256),
    };
    copy.space();
    copy.value(patch);
    let rest = text.get(copy.at..).unwrap_or_default();
    copy.out.push_str(rest);
    copy.out
}

struct Copy<'a> {
    text: &'a str,
    at: usize,
    out: String,
}

impl Copy<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Copies up to `end`.
    fn to(&mut self, end: usize) {
        let copied = self.text.get(self.at..end).unwrap_or_default();
        self.out.push_str(copied);
        self.at = end;
    }

    fn space(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let white = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let end = rest.find(|c| !white(c)).unwrap_or(rest.len());
        self.to(self.at + end);
    }

    fn value(&mut self, patch: &Patch) {
        match (patch, self.peek()) {
            (Patch::Set(value), _) => {
                self.at = self.end();
                self.out.push_str(&value.to_string());
            }
            (Patch::Into(inside), Some(b'{')) => self.object(inside),
            (Patch::Into(inside), Some(b'[')) => self.list(inside),
            (Patch::Into(inside), _) if !inside.is_empty() => {
                self.at = self.end();
                self.out.push_str(&patch.made().to_string());
            }
            _ => self.to(self.end()),
        }
    }

    fn object(&mut self, inside: &BTreeMap<Step, Patch>) {
        self.to(self.at + 1);
        let mut met: Vec<&Step> = Vec::new();
        let mut any = false;
        loop {
            let before = self.out.len();
            self.space();
            match self.peek() {
                Some(b'"') => {}
                Some(b',') => {
                    self.to(self.at + 1);
                    continue;
                }
                _ => {
                    self.add(inside, &met, any, before);
                    return;
                }
            }
            let end = self.end();
            let key = self.text.get(self.at..end).unwrap_or_default();
            let key: String = serde_json::from_str(key).unwrap_or_default();
            let change = inside.get_key_value(&Step::Key(key.into()));
            if let Some((step, Patch::Remove)) = change {
                met.push(step);
                self.skip_member(end, any, before);
                continue;
            }
            any = true;
            self.to(end);
            self.space();
            self.to(self.at + 1);
            self.space();
            match change {
                Some((step, patch)) => {
                    met.push(step);
                    self.value(patch);
                }
                None => self.to(self.end()),
            }
        }
    }

    /// Leaves a member out, with the comma that goes with it: the one after it if there is one,
    /// else the one before.
    fn skip_member(&mut self, key_end: usize, any: bool, before: usize) {
        let kept = std::mem::take(&mut self.out);
        self.at = key_end;
        self.space();
        self.at += 1;
        self.space();
        self.at = self.end();
        let after = self.at;
        self.space();
        let comma = self.peek() == Some(b',');
        self.out = kept;
        self.out.truncate(before);
        if comma {
            self.at += 1;
            return;
        }
        self.at = after;
        if any && self.out.ends_with(',') {
            self.out.pop();
        }
    }

    /// Ends an object with the members that it lacked, written like those before.
    fn add(&mut self, inside: &BTreeMap<Step, Patch>, met: &[&Step], any: bool, before: usize) {
        let space = self.out.split_off(before.min(self.out.len()));
        let mut any = any;
        for (step, patch) in inside {
            let Step::Key(key) = step else { continue };
            if met.contains(&step) || *patch == Patch::Remove || patch.is_empty() {
                continue;
            }
            if any {
                self.out.push(',');
            }
            any = true;
            let key = Value::String(key.to_string());
            self.out.push_str(&format!("{key}:{}", patch.made()));
        }
        self.out.push_str(&space);
        let end = (self.at + 1).min(self.text.len());
        self.to(end);
    }

    fn list(&mut self, inside: &BTreeMap<Step, Patch>) {
        self.to(self.at + 1);
        let mut index = 0;
        loop {
            self.space();
            match self.peek() {
                None => return,
                Some(b']') => {
                    self.to(self.at + 1);
                    return;
                }
                Some(b',') => {
                    self.to(self.at + 1);
                    index += 1;
                }
                Some(_) => match inside.get(&Step::Index(index)) {
                    Some(patch) => self.value(patch),
                    None => self.to(self.end()),
                },
            }
        }
    }

    /// Where the value that begins here ends; always after where it begins, or at the text's end.
    fn end(&self) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => at = string_end(bytes, at),
                b'{' | b'[' => {
                    depth += 1;
                    at += 1;
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    at += 1;
                }
                b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => at += 1,
                _ => {
                    let plain = |b: &u8| !b",:]} \t\n\r".contains(b);
                    let rest = bytes.get(at..).unwrap_or_default();
                    at += rest.iter().take_while(|b| plain(b)).count().max(1);
                }
            }
            if depth == 0 {
                return at.min(bytes.len());
            }
        }
        bytes.len()
    }
}

/// Where the string that begins at a quotation mark ends.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn way(text: &str) -> Vec<Step> {
        let step = |word: &str| match word.parse() {
            Ok(index) => Step::Index(index),
            Err(_) => Step::key(word),
        };
        text.split('/').map(step).collect()
    }

    fn patched(text: &str, changes: &[(&str, Patch)]) -> String {
        let mut patch = Patch::default();
        for (at, change) in changes {
            patch.at(way(at), change.clone());
        }
        apply(text, &patch)
    }

    #[test]
    fn only_the_changed_value_differs() {
        let text = "{ \"a\" : [ 1.50, {\"b\\\"\": \"x,}\" } ],\n\t\"é\":46.400000000000006 }\n";
        let set = Patch::Set(json!("y"));
        assert_eq!(
            patched(text, &[("a/1/b\"", set)]),
            text.replace("\"x,}\"", "\"y\"")
        );
        assert_eq!(patched(text, &[]), text);
    }

    #[test]
    fn what_is_missing_is_added_at_the_end_of_its_object() {
        let set = |value| Patch::Set(json!(value));
        assert_eq!(
            patched("{\n  \"a\": {}\n}", &[("a/b/c", set(1)), ("d", set(2))]),
            "{\n  \"a\": {\"b\":{\"c\":1}},\"d\":2\n}"
        );
        assert_eq!(
            patched("{}", &[("a", set(1)), ("b", set(2))]),
            "{\"a\":1,\"b\":2}"
        );
        assert_eq!(
            patched("[{}]", &[("0/a", set(1)), ("7/a", set(1))]),
            "[{\"a\":1}]"
        );
        assert_eq!(
            patched("{\"a\":null}", &[("a/b", set(1))]),
            "{\"a\":{\"b\":1}}"
        );
    }

    #[test]
    fn a_member_goes_with_its_comma() {
        let text = "{\"a\":1, \"b\": {\"x\":[1,2]}, \"c\":3}";
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        for (gone, want) in [
            ("a", json!({"b": {"x": [1, 2]}, "c": 3})),
            ("b", json!({"a": 1, "c": 3})),
            ("c", json!({"a": 1, "b": {"x": [1, 2]}})),
        ] {
            assert_eq!(
                read(&patched(text, &[(gone, Patch::Remove)])),
                want,
                "{gone}"
            );
        }
        let all = ["a", "b", "c"].map(|key| (key, Patch::Remove));
        assert_eq!(read(&patched(text, &all)), json!({}));
        let two = ["b", "c"].map(|key| (key, Patch::Remove));
        assert_eq!(read(&patched(text, &two)), json!({"a": 1}));
    }

    #[test]
    fn a_text_that_is_no_json_does_not_make_it_panic() {
        for text in [
            "", "{", "[", "{\"a", "{\"a\"", "{\"a\":", "[1,", "{a:1}", "é", "{\"a\"}", "]",
        ] {
            for change in [Patch::Set(json!(1)), Patch::Remove] {
                let _ = patched(text, &[("a/b", change.clone()), ("0", change)]);
            }
        }
    }
}
