//! The agent activity audit: the words of the source for what an agent did, one after the other.

use super::Dated;
use exchange::journal::AgentEntry;
use exchange::{ContactState, HeldContact, InitiationMethod};
use ids::{ContactId, Timestamp};
use resources::Channel;
use serde::Serialize;
use std::collections::BTreeMap;

/// What an agent did for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    /// The status' name, or what became of a contact.
    pub status: String,
    /// Since when.
    pub started: Timestamp,
    /// Until when: the next activity, or the end of what was asked for.
    pub ended: Timestamp,
    /// The contact that it is about.
    pub contact: Option<ContactId>,
    /// Its channel.
    pub channel: Option<Channel>,
    /// The queue that it came from; an agent's own has no name.
    pub queue: Option<String>,
}

/// What agent and contact had come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Offered,
    Calling,
    Accepted,
    Talking,
}

/// The activities that an agent's entries of some time tell, the last one until `end`.
pub fn activities(entries: &[Dated], end: Timestamp) -> Vec<Activity> {
    let mut found: Vec<Activity> = Vec::new();
    let mut held: BTreeMap<ContactId, (HeldContact, Stage)> = BTreeMap::new();
    let mut status: Option<String> = None;
    for (at, entry) in entries {
        let told: Option<(String, Option<HeldContact>)> = match entry {
            AgentEntry::StatusSet(it) => {
                status = Some(it.name.clone());
                Some((it.name.clone(), None))
            }
            AgentEntry::ContactAdded(it) => {
                let stage = match it.state {
                    ContactState::Incoming => Stage::Offered,
                    _ => Stage::Calling,
                };
                held.insert(it.contact, ((**it).clone(), stage));
                let word = match (stage, it.initiation_method) {
                    (Stage::Offered, _) => "Connecting agent",
                    (_, InitiationMethod::Monitor) => "Monitoring",
                    (_, _) if it.channel == Channel::Task => "Busy",
                    _ => "Calling customer",
                };
                Some((word.to_owned(), Some((**it).clone())))
            }
            AgentEntry::ContactMoved { contact, state } => {
                held.get_mut(contact).and_then(|(it, stage)| {
                    let word = moved(it, *stage, *state)?;
                    *stage = match state {
                        ContactState::Connecting => Stage::Accepted,
                        ContactState::Connected | ContactState::ConnectedOnHold => Stage::Talking,
                        _ => *stage,
                    };
                    Some((word.to_owned(), Some(it.clone())))
                })
            }
            AgentEntry::ContactRemoved { contact } => {
                held.remove(contact);
                let alone = held.is_empty();
                status.clone().filter(|_| alone).map(|it| (it, None))
            }
            _ => None,
        };
        let Some((word, about)) = told else {
            continue;
        };
        let contact = about.as_ref().map(|it| it.contact);
        if let Some(last) = found.last_mut() {
            if last.status == word && last.contact == contact {
                continue;
            }
            last.ended = *at;
        }
        let queue = about.as_ref().and_then(|it| it.queue.as_ref());
        found.push(Activity {
            status: word,
            started: *at,
            ended: end.max(*at),
            contact,
            channel: about.as_ref().map(|it| it.channel),
            queue: queue
                .filter(|it| it.owner.is_none())
                .map(|it| it.name.clone()),
        });
    }
    found
}

/// The word for a contact that changed its state. Source: connect-d-data-metrics.md §6.1, the table
/// of statuses and the matrix of missed and rejected contacts.
fn moved(it: &HeldContact, stage: Stage, state: ContactState) -> Option<&'static str> {
    let voice = it.channel == Channel::Voice;
    let called = matches!(
        it.initiation_method,
        InitiationMethod::Callback | InitiationMethod::Outbound
    );
    Some(match state {
        ContactState::Incoming => return None,
        ContactState::Connecting => "Connected",
        ContactState::Connected if it.initiation_method == InitiationMethod::Monitor => {
            "Monitoring"
        }
        ContactState::Connected | ContactState::ConnectedOnHold => "Busy",
        ContactState::Paused => "Paused",
        ContactState::Missed if voice && called && stage != Stage::Offered => "Missed call agent",
        ContactState::Missed | ContactState::Rejected if voice => "Agent disconnected",
        ContactState::Missed => "Missed contact",
        ContactState::Rejected if it.channel == Channel::Task => "Rejected",
        ContactState::Rejected => "Missed contact",
        ContactState::Error => "Communication issue (Failed)",
        // Not in the table of the source, which ends with the conversation.
        ContactState::Ended => "After contact work",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use exchange::StatusFacts;
    use ids::IdSource;
    use resources::AgentStatusType;

    fn status(name: &str) -> AgentEntry {
        AgentEntry::StatusSet(StatusFacts {
            id: IdSource::new(1).id(),
            name: name.into(),
            status_type: AgentStatusType::Routable,
            since: Timestamp(0),
        })
    }

    fn held(channel: Channel, method: InitiationMethod, state: ContactState) -> HeldContact {
        HeldContact {
            contact: IdSource::new(7).id(),
            initial: None,
            channel,
            initiation_method: method,
            customer: None,
            state,
            state_since: Timestamp(0),
            arrived: Timestamp(0),
            connected: None,
            queue: None,
            offer_until: None,
            acw_until: None,
            muted: false,
        }
    }

    fn words(channel: Channel, method: InitiationMethod, states: &[ContactState]) -> Vec<String> {
        let first = states[0];
        let it = held(channel, method, first);
        let contact = it.contact;
        let mut entries = vec![
            (Timestamp(0), status("Available")),
            (Timestamp(1), AgentEntry::ContactAdded(Box::new(it))),
        ];
        for (n, state) in states[1..].iter().enumerate() {
            let entry = AgentEntry::ContactMoved {
                contact,
                state: *state,
            };
            entries.push((Timestamp(2 + n as i64), entry));
        }
        entries.push((Timestamp(50), AgentEntry::ContactRemoved { contact }));
        let found = activities(&entries, Timestamp(99));
        for (one, next) in found.iter().zip(&found[1..]) {
            assert_eq!(one.ended, next.started);
        }
        assert_eq!(found.last().unwrap().ended, Timestamp(99));
        found.into_iter().map(|it| it.status).collect()
    }

    #[test]
    fn a_call_is_told_from_its_offer_to_the_end_of_its_work() {
        use ContactState::{Connected, ConnectedOnHold, Connecting, Ended, Incoming};
        let states = [
            Incoming,
            Connecting,
            Connected,
            ConnectedOnHold,
            Connected,
            Ended,
        ];
        assert_eq!(
            words(Channel::Voice, InitiationMethod::Inbound, &states),
            [
                "Available",
                "Connecting agent",
                "Connected",
                "Busy",
                "After contact work",
                "Available"
            ]
        );
    }

    #[test]
    fn what_is_missed_or_rejected_is_told_by_channel() {
        use ContactState::{Connecting, Incoming, Missed, Rejected};
        for (channel, state, word) in [
            (Channel::Voice, Missed, "Agent disconnected"),
            (Channel::Voice, Rejected, "Agent disconnected"),
            (Channel::Chat, Missed, "Missed contact"),
            (Channel::Chat, Rejected, "Missed contact"),
            (Channel::Task, Missed, "Missed contact"),
            (Channel::Task, Rejected, "Rejected"),
        ] {
            let found = words(channel, InitiationMethod::Inbound, &[Incoming, state]);
            assert_eq!(found[2], word, "{channel:?} {state:?}");
        }
        let given_up = [Incoming, Connecting, Missed];
        let found = words(Channel::Voice, InitiationMethod::Callback, &given_up);
        assert_eq!(found[3], "Missed call agent");
        let unanswered = words(
            Channel::Voice,
            InitiationMethod::Callback,
            &[Incoming, Missed],
        );
        assert_eq!(unanswered[2], "Agent disconnected");
    }

    #[test]
    fn an_agents_own_call_and_a_failed_one_have_words_of_their_own() {
        use ContactState::{Connecting, Error};
        let found = words(
            Channel::Voice,
            InitiationMethod::Outbound,
            &[Connecting, Error],
        );
        assert_eq!(
            found[1..3],
            ["Calling customer", "Communication issue (Failed)"]
        );
    }
}
