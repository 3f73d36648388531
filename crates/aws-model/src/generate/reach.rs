//! Which shapes the typed operations reach, and in which direction.

use crate::facts::{Operation, Service, ShapeType};
use std::collections::{BTreeMap, BTreeSet};

/// The reachable part of a service.
pub(super) struct Reach<'a> {
    /// Names of the typed operations.
    pub typed: BTreeSet<&'a str>,
    /// Shapes that inputs hold: they are read.
    pub read: BTreeSet<&'a str>,
    /// Shapes that outputs and errors hold: they are written.
    pub written: BTreeSet<&'a str>,
    /// Every reachable shape with its index in the table.
    pub index: BTreeMap<&'a str, usize>,
}

impl<'a> Reach<'a> {
    pub fn new(service: &'a Service, typed: &[&str]) -> Self {
        let operations: Vec<(&'a str, &'a Operation)> = service
            .operations
            .iter()
            .filter(|(name, _)| typed.contains(&name.as_str()))
            .map(|(name, operation)| (name.as_str(), operation))
            .collect();
        let inputs = operations.iter().filter_map(|(_, o)| o.input.as_deref());
        let outputs = operations
            .iter()
            .flat_map(|(_, o)| o.output.iter().chain(&o.errors))
            .map(String::as_str);
        let read = closure(service, inputs);
        let written = closure(service, outputs);
        let all: BTreeSet<&str> = read.union(&written).copied().collect();
        let index = all
            .into_iter()
            .enumerate()
            .map(|(at, name)| (name, at))
            .collect();
        let typed = operations.iter().map(|(name, _)| *name).collect();
        Self {
            typed,
            read,
            written,
            index,
        }
    }
}

/// Everything that these shapes are made of, themselves included.
pub(super) fn closure<'a>(
    service: &'a Service,
    from: impl Iterator<Item = &'a str>,
) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&'a str> = from.collect();
    while let Some(name) = open.pop() {
        if seen.insert(name)
            && let Some(shape) = service.shapes.get(name)
        {
            open.extend(shape.uses());
        }
    }
    seen
}

/// Whether a value of `from` may hold a `to` without a list or map between: such a member must be
/// boxed.
pub(super) fn holds_directly(service: &Service, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(name) = open.pop() {
        if name == to {
            return true;
        }
        if !seen.insert(name) {
            continue;
        }
        if let Some(shape) = service.shapes.get(name)
            && shape.kind == ShapeType::Structure
        {
            open.extend(shape.members.values().map(|member| member.shape.as_str()));
        }
    }
    false
}
