//! Which contacts somebody sees on the pages. Source: connect-e-cases-quality.md §9.2.
//!
//! | Contact search | View my contacts | Restrict | Sees |
//! |---|---|---|---|
//! | on | any | off | all |
//! | on | any | on | those of agents at or below the own hierarchy group |
//! | off | on | any | the own ones |
//!
//! Whoever is restricted and is in no group sees the own contacts only (inferred).

use crate::error::AppError;
use crate::session::Session;
use ids::UserId;
use store::{AttributeGroup, AttributeMatch, ContactQuery, ContactRow, found_by};

/// Who may see contacts.
const SEARCH: &[&str] = &["ContactSearch.View", "ContactSearch", "AccessContacts"];
const OWN: &[&str] = &["MyContacts.View"];
const RESTRICTED: &str = "RestrictContactAccessByHierarchy.View";

/// See the [module](self).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Access {
    All,
    /// Those of one's own.
    Own(UserId),
    /// Those of the agents of a group and of the groups below it: the key and the value by which
    /// such contacts are found.
    Group {
        key: String,
        group: String,
    },
}

impl Access {
    /// What somebody sees.
    ///
    /// # Errors
    /// Nothing at all.
    pub(crate) fn of(session: &Session) -> Result<Self, AppError> {
        let refused = match session.needs(SEARCH) {
            Ok(()) => return Ok(Self::searched(session)),
            Err(refused) => refused,
        };
        match session.needs(OWN) {
            Ok(()) => Ok(Self::Own(session.user.id)),
            Err(_) => Err(refused),
        }
    }

    /// The same for somebody who may do something to contacts and does not search for them.
    pub(crate) fn searched(session: &Session) -> Self {
        if !session.permissions.contains(RESTRICTED) {
            return Self::All;
        }
        let path = &session.user.hierarchy_path;
        match path.last() {
            Some(group) => Self::Group {
                key: format!("{}{}", found_by::GROUP, path.len()),
                group: group.clone(),
            },
            None => Self::Own(session.user.id),
        }
    }

    /// Narrows a query to what is seen; false where that leaves nothing.
    pub(crate) fn narrow(&self, query: &mut ContactQuery) -> bool {
        match self {
            Self::All => true,
            Self::Own(user) => {
                let own = user.to_string();
                let asked = query.agents.is_empty() || query.agents.contains(&own);
                query.agents = vec![own];
                asked
            }
            Self::Group { key, group } => {
                query.groups.push(AttributeGroup {
                    matches: AttributeMatch::All,
                    attributes: vec![(key.clone(), vec![group.clone()])],
                });
                true
            }
        }
    }

    /// Whether a contact is seen.
    pub(crate) fn sees(&self, row: &ContactRow) -> bool {
        match self {
            Self::All => true,
            Self::Own(user) => row.agent_id.as_deref() == Some(user.to_string().as_str()),
            Self::Group { key, group } => {
                let held = row.attributes.get(key);
                held.is_some_and(|it| it.reveal().eq_ignore_ascii_case(group))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::{IdSource, Pii};

    #[test]
    fn own_contacts_are_those_of_the_person_as_agent() {
        let me: UserId = IdSource::new(1).id();
        let access = Access::Own(me);
        let mut query = ContactQuery::new("i");
        assert!(access.narrow(&mut query));
        assert_eq!(query.agents, [me.to_string()]);
        query.agents = vec!["another".into()];
        assert!(!access.narrow(&mut query), "nothing is left");
    }

    #[test]
    fn a_group_sees_what_is_below_it() {
        let access = Access::Group {
            key: "$group:1".into(),
            group: "north".into(),
        };
        let mut query = ContactQuery::new("i");
        assert!(access.narrow(&mut query));
        let wanted = vec![("$group:1".to_owned(), vec!["north".to_owned()])];
        assert_eq!(query.groups[0].attributes, wanted);
        let mut row = crate::contacts::tests::row();
        assert!(!access.sees(&row));
        row.attributes
            .insert("$group:1".into(), Pii::new("north".into()));
        row.attributes
            .insert("$group:2".into(), Pii::new("team".into()));
        assert!(access.sees(&row));
    }
}
