//! What a contact needs of an agent, and what agents can do.
//! Source: connect-b-routing-channels.md §4.6, connect-c-flows.md §7.36.

use ids::UserId;
use std::collections::{BTreeMap, HashMap};

/// A level in hundredths, 100 to 500: proficiencies are compared exactly.
pub type Level = u16;

/// What an agent must be able to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Need {
    /// An attribute's value at this level or above.
    Skill {
        /// The predefined attribute.
        attribute: String,
        /// Its value.
        value: String,
        /// The least level.
        level: Level,
        /// The highest level; [`Level::MAX`] where there is no bound.
        most: Level,
    },
    /// To be one of these: agents who are preferred by name.
    OneOf(Vec<UserId>),
    /// All of these.
    All(Vec<Need>),
    /// Any of these.
    Any(Vec<Need>),
    /// Not this.
    Not(Box<Need>),
}

impl Need {
    /// Whether an agent with these skills meets it.
    pub fn is_met(&self, agent: UserId, skills: &Skills) -> bool {
        match self {
            Need::Skill {
                attribute,
                value,
                level,
                most,
            } => skills
                .level(attribute, value)
                .is_some_and(|has| (*level..=*most).contains(&has)),
            Need::OneOf(agents) => agents.contains(&agent),
            Need::All(all) => all.iter().all(|it| it.is_met(agent, skills)),
            Need::Any(any) => any.iter().any(|it| it.is_met(agent, skills)),
            Need::Not(it) => !it.is_met(agent, skills),
        }
    }

    /// Those who can meet it at all, where they are named.
    pub(crate) fn named(&self) -> Option<&[UserId]> {
        match self {
            Need::OneOf(agents) => Some(agents),
            _ => None,
        }
    }
}

/// What an agent can do, and how well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skills(BTreeMap<String, BTreeMap<String, Level>>);

impl Skills {
    /// Adds one.
    pub fn put(&mut self, attribute: &str, value: &str, level: Level) {
        let values = self.0.entry(attribute.to_owned()).or_default();
        values.insert(value.to_owned(), level);
    }

    fn level(&self, attribute: &str, value: &str) -> Option<Level> {
        self.0.get(attribute)?.get(value).copied()
    }
}

/// The number of a need; contacts that need the same share one, and so a place in their lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NeedId(usize);

/// The needs of all waiting contacts.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    slots: Vec<Option<(Need, usize)>>,
    free: Vec<usize>,
    by_need: HashMap<Need, usize>,
}

impl Needs {
    pub(crate) fn get(&self, id: NeedId) -> Option<&Need> {
        let slot = self.slots.get(id.0)?.as_ref();
        slot.map(|(need, _)| need)
    }

    /// One more contact has this need.
    pub(crate) fn hold(&mut self, need: Need) -> NeedId {
        if let Some(&index) = self.by_need.get(&need) {
            if let Some(Some((_, held))) = self.slots.get_mut(index) {
                *held += 1;
            }
            return NeedId(index);
        }
        let slot = Some((need.clone(), 1));
        let index = match self.free.pop() {
            Some(index) => index,
            None => {
                self.slots.push(None);
                self.slots.len() - 1
            }
        };
        if let Some(place) = self.slots.get_mut(index) {
            *place = slot;
        }
        self.by_need.insert(need, index);
        NeedId(index)
    }

    /// One contact less has it.
    pub(crate) fn drop_one(&mut self, id: NeedId) {
        let Some(slot) = self.slots.get_mut(id.0) else {
            return;
        };
        if let Some((need, held)) = slot {
            *held -= 1;
            if *held == 0 {
                self.by_need.remove(need);
                *slot = None;
                self.free.push(id.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skill(attribute: &str, value: &str, level: Level) -> Need {
        Need::Skill {
            attribute: attribute.into(),
            value: value.into(),
            level,
            most: Level::MAX,
        }
    }

    fn agent(number: u128) -> UserId {
        ids::IdSource::new(number).id()
    }

    #[test]
    fn a_level_is_met_by_itself_and_above() {
        let mut skills = Skills::default();
        skills.put("Language", "English", 300);
        let met = |need: &Need| need.is_met(agent(1), &skills);
        assert!(met(&skill("Language", "English", 300)));
        assert!(!met(&skill("Language", "English", 301)));
        assert!(!met(&skill("Language", "French", 100)));
        let bounded = |level, most| Need::Skill {
            attribute: "Language".into(),
            value: "English".into(),
            level,
            most,
        };
        assert!(met(&bounded(200, 300)), "the range holds its ends");
        assert!(!met(&bounded(200, 299)));
        let both = Need::All(vec![
            skill("Language", "English", 100),
            skill("Product", "A", 100),
        ]);
        assert!(!met(&both));
        let Need::All(parts) = both else { return };
        assert!(met(&Need::Any(parts.clone())));
        assert!(met(&Need::Not(Box::new(parts[1].clone()))));
    }

    #[test]
    fn a_named_agent_needs_no_skill() {
        let need = Need::OneOf(vec![agent(1), agent(2)]);
        assert!(need.is_met(agent(2), &Skills::default()));
        assert!(!need.is_met(agent(3), &Skills::default()));
    }

    #[test]
    fn a_need_that_nobody_has_any_more_is_forgotten() {
        let mut needs = Needs::default();
        let one = needs.hold(skill("A", "B", 100));
        assert_eq!(needs.hold(skill("A", "B", 100)), one);
        needs.drop_one(one);
        assert!(needs.get(one).is_some());
        needs.drop_one(one);
        assert!(needs.get(one).is_none());
    }
}
