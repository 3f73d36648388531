//! What importing a document changes.

use crate::difference::{Difference, differences};
use crate::document::{Document, DocumentError, Entry, Place, references};
use crate::fields;
use crate::reference::References;
use ids::Timestamp;
use resources::{Indexed, Kind, Resource};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What is done with one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is deleted.
    Delete,
}

impl Action {
    /// The word for it, such as `CREATE`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What is done.
    pub action: Action,
    /// The resource as it will be; as it is, if it is to be deleted.
    pub resource: Resource,
    /// Which fields differ; for an update only.
    pub differences: Vec<Difference>,
}

/// Why a document cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which entry, such as `queue/Support`.
    pub at: String,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)
    }
}

/// What importing a document changes: creations and updates in the order of [`Kind::ALL`], then
/// deletions in the opposite one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The changes.
    pub changes: Vec<Change>,
    /// How many entries are as they are kept.
    pub unchanged: usize,
}

impl Plan {
    /// Compares a document with what an instance has. With `prune`, what the document does not
    /// name is deleted. `now` is written into fields that say when a new resource was made;
    /// `new_id` makes identifiers for entries without one.
    ///
    /// An entry stands for the kept resource with its identifier, else for the one of its kind
    /// with its name: so a document of another instance fits as well.
    ///
    /// # Errors
    /// Every problem of every entry.
    pub fn between(
        place: &Place,
        document: &Document,
        kept: &[Resource],
        prune: bool,
        now: Timestamp,
        mut new_id: impl FnMut() -> String,
    ) -> Result<Self, Vec<Problem>> {
        let mut work = Work::new(place, kept);
        for (kind, entry) in document.entries() {
            work.place(kind, entry, &mut new_id);
        }
        let mut plan = Self::default();
        let placed = std::mem::take(&mut work.placed);
        for it in &placed {
            match work.change(it, now) {
                Ok(Some(change)) => plan.changes.push(change),
                Ok(None) => plan.unchanged += 1,
                Err(problem) => work.problems.push(problem),
            }
        }
        let named: BTreeSet<_> = placed.iter().map(|it| (it.kind, it.id.as_str())).collect();
        if prune {
            let gone = kept.iter().rev().filter(|it| {
                it.kind() != Kind::Instance
                    && fields::exported(it.kind())
                    && !named.contains(&(it.kind(), it.id().as_str()))
            });
            plan.changes.extend(gone.map(|it| Change {
                action: Action::Delete,
                resource: it.clone(),
                differences: Vec::new(),
            }));
        }
        work.check_references(&plan);
        if work.problems.is_empty() {
            Ok(plan)
        } else {
            Err(work.problems)
        }
    }
}

/// An entry with the identifier that it stands for.
struct Placed<'a> {
    kind: Kind,
    entry: &'a Entry,
    id: String,
}

impl Placed<'_> {
    fn at(&self) -> String {
        let name = self.entry.name();
        let name = if name.is_empty() { &self.id } else { name };
        format!("{}/{name}", self.kind.name())
    }
}

struct Work<'a> {
    place: &'a Place,
    kept: &'a [Resource],
    by_id: BTreeMap<(Kind, String), &'a Resource>,
    by_name: BTreeMap<(Kind, String), String>,
    references: References,
    moved: BTreeMap<String, String>,
    placed: Vec<Placed<'a>>,
    problems: Vec<Problem>,
}

impl<'a> Work<'a> {
    fn new(place: &'a Place, kept: &'a [Resource]) -> Self {
        let by_id = kept.iter().map(|it| ((it.kind(), it.id()), it)).collect();
        let named = kept.iter().filter(|it| !it.name().is_empty());
        Self {
            place,
            kept,
            by_id,
            by_name: named
                .map(|it| ((it.kind(), it.name().into_owned()), it.id()))
                .collect(),
            references: references(place, kept),
            moved: BTreeMap::new(),
            placed: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Finds what an entry stands for and makes its name known.
    fn place(&mut self, kind: Kind, entry: &'a Entry, new_id: &mut impl FnMut() -> String) {
        let written = entry.id.as_deref().map(|id| self.moved(id));
        let known = written
            .clone()
            .filter(|id| self.by_id.contains_key(&(kind, id.clone())));
        let named = || self.by_name.get(&(kind, entry.name().to_owned())).cloned();
        let only = || (kind == Kind::Instance).then(|| self.place.instance.to_string());
        let id = known
            .or_else(named)
            .or_else(only)
            .or(written)
            .unwrap_or_else(new_id);
        let placed = Placed { kind, entry, id };
        if self
            .placed
            .iter()
            .any(|it| it.kind == kind && it.id == placed.id)
        {
            self.problems.push(Problem {
                at: placed.at(),
                message: "the document names it twice".into(),
            });
            return;
        }
        let arn = self.arn(kind, &placed.id);
        let kind_name = kind.name();
        self.references
            .add(kind_name, entry.name(), &placed.id, &arn);
        if let Some(written) = entry.id.as_ref().filter(|id| **id != placed.id) {
            // The document's own identifier: of what has no name, and of parts, which hold it.
            self.references
                .add(kind_name, &format!("#{written}"), &placed.id, &arn);
            self.moved.insert(written.clone(), placed.id.clone());
        }
        self.placed.push(placed);
    }

    /// The identifier of a part whose whole stands for another resource than it was written for:
    /// `<flow>:<version>`.
    fn moved(&self, id: &str) -> String {
        match id.find([':', '/']).map(|at| id.split_at(at)) {
            Some((whole, rest)) if !id.starts_with("arn:") => match self.moved.get(whole) {
                Some(to) => format!("{to}{rest}"),
                None => id.to_owned(),
            },
            _ => id.to_owned(),
        }
    }

    fn arn(&self, kind: Kind, id: &str) -> String {
        let Place {
            account,
            region,
            instance,
        } = self.place;
        match kind {
            Kind::Instance => ids::Arn::instance(account, region, *instance).to_string(),
            Kind::PhoneNumber => {
                ids::Arn::connect(account, region, format!("phone-number/{id}")).to_string()
            }
            _ => ids::Arn::within_instance(account, region, *instance, kind.arn_part(), id)
                .to_string(),
        }
    }

    /// What becomes of one entry.
    fn change(&self, placed: &Placed<'_>, now: Timestamp) -> Result<Option<Change>, Problem> {
        let problem = |message: String| Problem {
            at: placed.at(),
            message,
        };
        let asked = Value::Object(placed.entry.body.clone());
        let asked = self
            .references
            .read(asked)
            .map_err(|error| problem(error.to_string()))?;
        let Value::Object(mut body) = asked else {
            return Err(problem("it is no map".into()));
        };
        if let Some(field) = body.keys().find(|field| fields::hidden(field)) {
            return Err(problem(format!("{field} cannot be imported")));
        }
        let kept = self.by_id.get(&(placed.kind, placed.id.clone())).copied();
        let mut differing = Vec::new();
        let action = match kept {
            Some(kept) => {
                let old = body_of(kept).map_err(|error| problem(error.to_string()))?;
                let (hidden, shown): (Map<_, _>, Map<_, _>) = old
                    .into_iter()
                    .partition(|(field, _)| fields::hidden(field));
                let mut shown = shown;
                shown.shift_remove("id");
                differing = self.shown(differences(
                    &Value::Object(unpacked(shown)),
                    &Value::Object(unpacked(body.clone())),
                ));
                if differing.is_empty() {
                    return Ok(None);
                }
                body.extend(hidden);
                Action::Update
            }
            None => Action::Create,
        };
        body.insert("id".into(), Value::String(placed.id.clone()));
        let resource = read(placed.kind, body, now).map_err(problem)?;
        Ok(Some(Change {
            action,
            resource,
            differences: differing,
        }))
    }

    /// Differences with names in place of identifiers.
    fn shown(&self, mut them: Vec<Difference>) -> Vec<Difference> {
        for it in &mut them {
            it.from = it.from.take().map(|value| self.references.write(value));
            it.to = it.to.take().map(|value| self.references.write(value));
        }
        them
    }

    /// Everything that a resource refers to must be there when the plan is done.
    fn check_references(&mut self, plan: &Plan) {
        let mut there: BTreeSet<(Kind, String)> = self
            .kept
            .iter()
            .map(|it| (it.kind(), it.id()))
            .chain(self.placed_ids(plan))
            .collect();
        for change in &plan.changes {
            if change.action == Action::Delete {
                there.remove(&(change.resource.kind(), change.resource.id()));
            }
        }
        let mut after: BTreeMap<(Kind, String), &Resource> = self
            .kept
            .iter()
            .map(|it| ((it.kind(), it.id()), it))
            .collect();
        for change in &plan.changes {
            after.insert(
                (change.resource.kind(), change.resource.id()),
                &change.resource,
            );
        }
        for (key, resource) in after {
            if !there.contains(&key) {
                continue;
            }
            for (facet, id) in resource.all_facets() {
                let Some(kind) = Kind::from_name(&facet) else {
                    continue;
                };
                if resource.kind().refers().contains(&kind) && !there.contains(&(kind, id.clone()))
                {
                    self.problems.push(Problem {
                        at: format!("{}/{}", key.0.name(), resource.name()),
                        message: format!(
                            "it refers to the {} {id}, which is not there",
                            kind.word()
                        ),
                    });
                }
            }
        }
    }

    fn placed_ids(&self, plan: &Plan) -> Vec<(Kind, String)> {
        plan.changes
            .iter()
            .map(|it| (it.resource.kind(), it.resource.id()))
            .collect()
    }
}

fn body_of(resource: &Resource) -> Result<Map<String, Value>, DocumentError> {
    match serde_json::from_str(&resource.write()?)? {
        Value::Object(body) => Ok(body),
        _ => Ok(Map::new()),
    }
}

/// A body with the JSON in its texts unpacked, so that a flow's content is compared by what it
/// says.
fn unpacked(body: Map<String, Value>) -> Map<String, Value> {
    match References::default().write(Value::Object(body)) {
        Value::Object(body) => body,
        _ => Map::new(),
    }
}

/// Reads a body as a resource of a kind. Times that the product writes are `now` where the body
/// has none.
fn read(kind: Kind, mut body: Map<String, Value>, now: Timestamp) -> Result<Resource, String> {
    let now = serde_json::to_value(now).map_err(|error| error.to_string())?;
    loop {
        let error = match kind.read(&Value::Object(body.clone()).to_string()) {
            Ok(resource) => return Ok(resource),
            Err(error) => error.to_string(),
        };
        let missing = error
            .strip_prefix("missing field `")
            .and_then(|rest| rest.split_once('`'))
            .map(|(field, _)| field.to_owned())
            .filter(|field| fields::written(field) && !body.contains_key(field));
        match missing {
            Some(field) => drop(body.insert(field, now.clone())),
            None => return Err(without_place(&error)),
        }
    }
}

/// serde's message without the line of a text that nobody sees.
fn without_place(error: &str) -> String {
    error
        .split_once(" at line ")
        .map_or(error, |(message, _)| message)
        .to_owned()
}
