//! The login/logout report: a row for each time that an agent was signed in.

use super::Dated;
use exchange::journal::AgentEntry;
use ids::Timestamp;
use serde::Serialize;

/// A time that an agent was signed in; an end that is not known is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// When the agent signed in.
    pub login: Option<Timestamp>,
    /// When the agent signed out.
    pub logout: Option<Timestamp>,
}

/// The sign-ins and sign-outs among entries, as rows.
pub fn pairs(entries: &[Dated]) -> Vec<SignedIn> {
    let mut rows: Vec<SignedIn> = Vec::new();
    for (at, entry) in entries {
        match entry {
            AgentEntry::SignedIn => rows.push(SignedIn {
                login: Some(*at),
                logout: None,
            }),
            AgentEntry::SignedOut => match rows.last_mut().filter(|it| it.logout.is_none()) {
                Some(row) => row.logout = Some(*at),
                None => rows.push(SignedIn {
                    login: None,
                    logout: Some(*at),
                }),
            },
            _ => {}
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_ins_and_sign_outs_make_rows_with_open_ends() {
        let entries = [
            (Timestamp(1), AgentEntry::SignedOut),
            (Timestamp(2), AgentEntry::SignedIn),
            (Timestamp(5), AgentEntry::SignedOut),
            (Timestamp(8), AgentEntry::SignedIn),
        ];
        let row = |login: Option<i64>, logout: Option<i64>| SignedIn {
            login: login.map(Timestamp),
            logout: logout.map(Timestamp),
        };
        assert_eq!(
            pairs(&entries),
            [
                row(None, Some(1)),
                row(Some(2), Some(5)),
                row(Some(8), None)
            ]
        );
    }
}
