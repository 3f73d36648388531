//! The words that a flow knows: with what it compares a contact's data. A random customer's world
//! answers with them, so that it reaches what a blind one would not.

use flow::{Action, Path, Published, Root};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Paths that flows refer to, and the operands that they are compared with.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    paths: BTreeMap<(Root, Vec<String>), BTreeSet<String>>,
}

/// How far an attribute that is set from another one is followed back.
const PASSES: usize = 3;

impl Vocabulary {
    /// Of flows together: what one sets may be compared in another.
    pub(crate) fn of<'a>(flows: impl IntoIterator<Item = &'a Published>) -> Self {
        let mut it = Self::default();
        let mut copies = Vec::new();
        for published in flows {
            it.scan(published.flow.document());
            let actions = published.flow.document().get("Actions");
            let documents = actions.and_then(Value::as_array).into_iter().flatten();
            for (action, document) in published.flow.actions().iter().zip(documents) {
                let parameters = document.get("Parameters").and_then(Value::as_object);
                let Some(parameters) = parameters else {
                    continue;
                };
                it.compare(action, parameters);
                copy(parameters, &mut copies);
            }
        }
        for _ in 0..PASSES {
            for (to, from) in &copies {
                let words = it.paths.get(to).cloned().unwrap_or_default();
                it.paths.entry(from.clone()).or_default().extend(words);
            }
        }
        it
    }

    /// Notes every text that is a reference.
    fn scan(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                if let Some(key) = key(text) {
                    self.paths.entry(key).or_default();
                }
            }
            Value::Array(list) => list.iter().for_each(|it| self.scan(it)),
            Value::Object(map) => map.values().for_each(|it| self.scan(it)),
            _ => {}
        }
    }

    fn compare(&mut self, action: &Action, parameters: &Map<String, Value>) {
        let compared = parameters.get("ComparisonValue").and_then(Value::as_str);
        if let Some(key) = compared.and_then(key) {
            let words = operands(action);
            self.paths.entry(key).or_default().extend(words);
        }
    }

    /// The operands that a reference is compared with.
    pub(crate) fn words(&self, root: Root, way: &[&str]) -> Vec<String> {
        let way: Vec<String> = way.iter().map(|it| (*it).to_owned()).collect();
        let words = self.paths.get(&(root, way)).into_iter().flatten();
        words.cloned().collect()
    }

    /// An object of all that is referred to under a root, each value by `draw` from its operands;
    /// what it draws nothing for is left out.
    pub(crate) fn object(
        &self,
        root: Root,
        mut draw: impl FnMut(&[String]) -> Option<String>,
    ) -> Map<String, Value> {
        let mut object = Map::new();
        for ((of, way), words) in &self.paths {
            if *of != root || way.is_empty() {
                continue;
            }
            let words: Vec<String> = words.iter().cloned().collect();
            if let Some(word) = draw(&words) {
                put(&mut object, way, word);
            }
        }
        object
    }
}

/// The operands of an action's conditions.
pub(crate) fn operands(action: &Action) -> Vec<String> {
    let conditions = action.transitions().conditions().iter();
    conditions.map(|it| it.operand.to_string()).collect()
}

type Key = (Root, Vec<String>);

fn key(text: &str) -> Option<Key> {
    let path = Path::parse(text)?;
    let way = (0..path.len()).filter_map(|at| path.segment(at));
    Some((path.root(), way.map(str::to_owned).collect()))
}

/// Which attributes are set from which references.
fn copy(parameters: &Map<String, Value>, to: &mut Vec<(Key, Key)>) {
    for (member, root) in [
        ("Attributes", Root::Attributes),
        ("FlowAttributes", Root::FlowAttributes),
    ] {
        let set = parameters.get(member).and_then(Value::as_object);
        for (name, value) in set.into_iter().flatten() {
            let text = value.as_str().or_else(|| value.get("Value")?.as_str());
            if let Some(from) = text.and_then(key) {
                to.push(((root, vec![name.clone()]), from));
            }
        }
    }
}

fn put(object: &mut Map<String, Value>, way: &[String], word: String) {
    match way {
        [] => {}
        [last] => {
            object.entry(last.clone()).or_insert(Value::String(word));
        }
        [first, rest @ ..] => {
            let inner = object
                .entry(first.clone())
                .or_insert_with(|| Value::Object(Map::new()));
            if let Some(inner) = inner.as_object_mut() {
                put(inner, rest, word);
            }
        }
    }
}
