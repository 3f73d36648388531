//! How a [`Filter`] is answered from an index of terms that knows how often each is used.
//!
//! A backend keeps for every term (see [`terms`]) a number, how many resources have it, and the
//! list of those. It looks up what a filter names ([`lookups`]), and [`Condition::of`] turns the
//! filter into one over those numbers: what nobody has is [`Condition::Never`], alternatives are
//! one list, and the rarest of several terms is the one to begin with ([`Condition::rarest`]). So a
//! search costs what its rarest term has and not what there is in all.

use crate::{Filter, Term, Text, terms};

/// A text of a facet that more terms fit than this is compared by the database, term by term.
pub const FEW_TERMS: usize = 256;

/// What the index is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// This term.
    Term(String),
    /// All terms of a range.
    Range(Range),
}

/// Terms between two, by the order of their bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The first.
    pub first: String,
    /// The last, or the first one beyond.
    pub last: String,
    /// Whether `last` is in it.
    pub closed: bool,
    /// After this many characters the term also holds this text.
    pub holds: Option<(usize, String)>,
}

/// What the index knows of a [`Lookup`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The terms: the number of each and how many resources have it. At most one more than
    /// [`FEW_TERMS`], which says that there are more.
    pub terms: Vec<(i64, u64)>,
}

/// Resources that have at least one of these terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postings {
    /// The terms' numbers; at least one.
    pub terms: Vec<i64>,
    /// How many there are at most; exactly that many if there is one term.
    pub rows: u64,
}

/// A filter over numbers of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Holds for all.
    Always,
    /// Holds for none.
    Never,
    /// Has one of these terms.
    Has(Postings),
    /// Has one of more terms than are worth a list.
    Wide(Range),
    /// Its name.
    Name(Text),
    /// All of these; at least two.
    All(Vec<Condition>),
    /// One of these; at least two.
    Any(Vec<Condition>),
}

/// What a filter names, in its order.
pub fn lookups(filter: &Filter) -> Vec<Lookup> {
    let mut out = Vec::new();
    collect(filter, &mut out);
    out
}

fn collect(filter: &Filter, out: &mut Vec<Lookup>) {
    match filter {
        Filter::All(them) | Filter::Any(them) => them.iter().for_each(|it| collect(it, out)),
        Filter::Term(term) => out.push(Lookup::Term(terms::of(term))),
        Filter::Facet(name, text) => out.push(facet(name, text)),
        Filter::Name(_) => {}
    }
}

fn facet(name: &str, text: &Text) -> Lookup {
    let before = terms::of(&Term::Facet(name.to_owned(), String::new()));
    let with = |text: &str| format!("{before}{}", text.to_lowercase());
    let open = |first: String, holds| Range {
        last: format!("{first}{}", char::MAX),
        first,
        closed: false,
        holds,
    };
    Lookup::Range(match text {
        Text::Is(text) => return Lookup::Term(with(text)),
        Text::Starts(text) => open(with(text), None),
        Text::Contains(text) => {
            let skipped = before.chars().count();
            open(before, Some((skipped, text.to_lowercase())))
        }
        Text::Between(first, last) => Range {
            first: with(first),
            last: with(last),
            closed: true,
            holds: None,
        },
    })
}

impl Condition {
    /// The condition that a filter is, `found` being the answers to its [`lookups`] in their order.
    /// A missing answer counts as nothing found.
    pub fn of(filter: &Filter, found: &mut impl Iterator<Item = Found>) -> Self {
        match filter {
            Filter::All(them) => all(them.iter().map(|it| Self::of(it, found)).collect()),
            Filter::Any(them) => any(them.iter().map(|it| Self::of(it, found)).collect()),
            Filter::Name(text) => Self::Name(text.clone()),
            Filter::Term(_) => has(found.next().unwrap_or_default()),
            Filter::Facet(name, text) => {
                let found = found.next().unwrap_or_default();
                match facet(name, text) {
                    Lookup::Range(range) if found.terms.len() > FEW_TERMS => Self::Wide(range),
                    _ => has(found),
                }
            }
        }
    }

    /// The shortest list that everything wanted is on, and what must hold besides.
    pub fn rarest(&self) -> Option<(&Postings, Self)> {
        match self {
            Self::Has(postings) => Some((postings, Self::Always)),
            Self::All(them) => {
                let (at, postings) = them
                    .iter()
                    .enumerate()
                    .filter_map(|(at, it)| match it {
                        Self::Has(postings) => Some((at, postings)),
                        _ => None,
                    })
                    .min_by_key(|(_, postings)| postings.rows)?;
                let mut rest = them.clone();
                rest.remove(at);
                Some((postings, all(rest)))
            }
            _ => None,
        }
    }

    /// Whether the index of terms alone can tell, and quickly.
    pub fn is_indexed(&self) -> bool {
        match self {
            Self::Always | Self::Never | Self::Has(_) => true,
            Self::Wide(_) | Self::Name(_) => false,
            Self::All(them) | Self::Any(them) => them.iter().all(Self::is_indexed),
        }
    }

    /// Whether it asks for a name, which stands with the resource and not in the index.
    pub fn asks_name(&self) -> bool {
        match self {
            Self::Name(_) => true,
            Self::All(them) | Self::Any(them) => them.iter().any(Self::asks_name),
            _ => false,
        }
    }
}

fn has(found: Found) -> Condition {
    if found.terms.is_empty() {
        return Condition::Never;
    }
    Condition::Has(Postings {
        rows: found.terms.iter().map(|(_, rows)| rows).sum(),
        terms: found.terms.into_iter().map(|(term, _)| term).collect(),
    })
}

fn all(them: Vec<Condition>) -> Condition {
    let mut out = Vec::new();
    for it in them {
        match it {
            Condition::Always => {}
            Condition::Never => return Condition::Never,
            Condition::All(inner) => out.extend(inner),
            it => out.push(it),
        }
    }
    one_or(out, Condition::Always, Condition::All)
}

fn any(them: Vec<Condition>) -> Condition {
    let mut out = Vec::new();
    let mut listed: Option<Postings> = None;
    for it in them {
        match it {
            Condition::Never => {}
            Condition::Always => return Condition::Always,
            Condition::Any(inner) => out.extend(inner),
            Condition::Has(postings) => match &mut listed {
                Some(all) => {
                    all.rows = all.rows.saturating_add(postings.rows);
                    all.terms.extend(postings.terms);
                }
                None => listed = Some(postings),
            },
            it => out.push(it),
        }
    }
    if let Some(mut postings) = listed {
        postings.terms.sort_unstable();
        postings.terms.dedup();
        out.push(Condition::Has(postings));
    }
    one_or(out, Condition::Never, Condition::Any)
}

fn one_or(
    mut them: Vec<Condition>,
    none: Condition,
    more: fn(Vec<Condition>) -> Condition,
) -> Condition {
    match (them.pop(), them.is_empty()) {
        (None, _) => none,
        (Some(one), true) => one,
        (Some(last), false) => {
            them.push(last);
            more(them)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str) -> Filter {
        Filter::Term(Term::TagKey(key.into()))
    }

    /// An index in which a tag's key is the number of those that have it.
    fn planned(filter: &Filter) -> Condition {
        let found: Vec<_> = lookups(filter)
            .into_iter()
            .map(|lookup| match lookup {
                Lookup::Term(term) => {
                    let rows: u64 = term
                        .split(terms::SEPARATOR)
                        .nth(1)
                        .unwrap()
                        .parse()
                        .unwrap();
                    let terms = if rows == 0 {
                        vec![]
                    } else {
                        vec![(rows as i64, rows)]
                    };
                    Found { terms }
                }
                Lookup::Range(_) => Found {
                    terms: (0..=FEW_TERMS as i64).map(|it| (it, 1)).collect(),
                },
            })
            .collect();
        Condition::of(filter, &mut found.into_iter())
    }

    #[test]
    fn the_rarest_term_is_what_a_search_begins_with() {
        let name = Filter::Name(Text::Is("a".into()));
        let filter = Filter::All(vec![
            tag("500"),
            name.clone(),
            Filter::All(vec![tag("7"), tag("90")]),
        ]);
        let condition = planned(&filter);
        let (postings, rest) = condition.rarest().unwrap();
        assert_eq!(
            (postings.terms.as_slice(), postings.rows),
            ([7].as_slice(), 7)
        );
        assert!(rest.asks_name() && !rest.is_indexed());
        assert_eq!(
            planned(&Filter::All(vec![name.clone(), name])).rarest(),
            None
        );
    }

    #[test]
    fn what_nobody_has_needs_no_search() {
        assert_eq!(
            planned(&Filter::All(vec![tag("5"), tag("0")])),
            Condition::Never
        );
        assert_eq!(
            planned(&Filter::Any(vec![tag("0"), Filter::Any(vec![])])),
            Condition::Never
        );
        assert_eq!(
            planned(&Filter::Any(vec![tag("0"), Filter::default()])),
            Condition::Always
        );
        assert_eq!(planned(&Filter::default()), Condition::Always);
    }

    #[test]
    fn alternatives_are_one_list() {
        let filter = Filter::Any(vec![tag("5"), tag("3"), Filter::Any(vec![tag("5")])]);
        let wanted = Postings {
            terms: vec![3, 5],
            rows: 13,
        };
        assert_eq!(planned(&filter), Condition::Has(wanted));
    }

    #[test]
    fn a_text_that_fits_many_terms_stays_a_range() {
        let filter = Filter::Facet("name".into(), Text::Contains("Ü".into()));
        let Condition::Wide(range) = planned(&filter) else {
            panic!("not a range");
        };
        assert_eq!(range.first, "f\u{1f}name\u{1f}");
        assert_eq!(range.holds, Some((7, "ü".into())));
        let lookups = lookups(&Filter::Facet("name".into(), Text::Is("A".into())));
        assert_eq!(lookups, [Lookup::Term("f\u{1f}name\u{1f}a".into())]);
    }
}
