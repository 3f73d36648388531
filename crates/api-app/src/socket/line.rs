//! What an agent's page says about the parties of a call, in the page protocol's words.

use exchange::{Command, Destination, MonitorMode, Participant};
use ids::{ContactId, PhoneNumber, UserId};
use serde::{Deserialize, Deserializer};

/// What a page wants with the parties of a contact.
#[derive(Debug, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(super) enum Wish {
    Transfer {
        contact_id: ContactId,
        quick_connect: Option<String>,
        number: Option<PhoneNumber>,
    },
    HoldParty {
        contact_id: ContactId,
        party: Party,
        held: bool,
    },
    Swap {
        contact_id: ContactId,
    },
    MuteParty {
        contact_id: ContactId,
        party: Party,
        muted: bool,
    },
    DropParty {
        contact_id: ContactId,
        party: Party,
    },
    MonitorMode {
        contact_id: ContactId,
        mode: MonitorMode,
    },
}

/// `customer`, `all`, or the contact of somebody who was added.
#[derive(Debug)]
pub(super) struct Party(Participant);

impl<'de> Deserialize<'de> for Party {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Ok(Self(match text.as_str() {
            "customer" => Participant::Customer,
            "all" => Participant::All,
            id => Participant::Guest(id.parse().map_err(serde::de::Error::custom)?),
        }))
    }
}

impl Wish {
    /// Whether a number is to be called that no quick connect names.
    pub(super) fn calls_number(&self) -> bool {
        matches!(
            self,
            Self::Transfer {
                number: Some(_),
                quick_connect: None,
                ..
            }
        )
    }

    /// The command of an agent; `None` where nobody is named.
    pub(super) fn command(self, agent: UserId) -> Option<Command> {
        Some(match self {
            Self::Transfer {
                contact_id: contact,
                quick_connect,
                number,
            } => {
                let to = match (quick_connect, number) {
                    (Some(id), _) => Destination::QuickConnect(id),
                    (None, Some(number)) => Destination::Number(number),
                    (None, None) => return None,
                };
                Command::Transfer { agent, contact, to }
            }
            Self::HoldParty {
                contact_id: contact,
                party: Party(party),
                held,
            } => Command::HoldParty {
                agent,
                contact,
                party,
                held,
            },
            Self::Swap {
                contact_id: contact,
            } => Command::Swap { agent, contact },
            Self::MuteParty {
                contact_id: contact,
                party: Party(party),
                muted,
            } => Command::MuteParty {
                agent,
                contact,
                party,
                muted,
            },
            Self::DropParty {
                contact_id: contact,
                party: Party(party),
            } => Command::DropParty {
                agent,
                contact,
                party,
            },
            Self::MonitorMode {
                contact_id: contact,
                mode,
            } => Command::SetMonitorMode {
                agent,
                contact,
                mode,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;
    use serde_json::json;

    #[test]
    fn parties_are_named_by_word_or_by_contact() {
        let mut ids = IdSource::new(4);
        let (agent, contact, guest): (UserId, ContactId, ContactId) =
            (ids.id(), ids.id(), ids.id());
        let read = |party: &str| {
            let frame = json!({"type": "dropParty", "contactId": contact, "party": party});
            let wish: Wish = serde_json::from_value(frame).ok()?;
            match wish.command(agent)? {
                Command::DropParty { party, .. } => Some(party),
                _ => None,
            }
        };
        assert_eq!(read("customer"), Some(Participant::Customer));
        let other = Participant::Guest(guest);
        assert_eq!(read(&guest.to_string()), Some(other));
        assert_eq!(read("somebody"), None);
    }

    #[test]
    fn a_transfer_names_a_quick_connect_or_a_number() {
        let mut ids = IdSource::new(4);
        let (agent, contact): (UserId, ContactId) = (ids.id(), ids.id());
        let to = |more: serde_json::Value| {
            let mut frame = json!({"type": "transfer", "contactId": contact});
            frame.as_object_mut()?.extend(more.as_object()?.clone());
            let wish: Wish = serde_json::from_value(frame).ok()?;
            let calls = wish.calls_number();
            match wish.command(agent)? {
                Command::Transfer { to, .. } => Some((to, calls)),
                _ => None,
            }
        };
        let number = Destination::Number("+12065550100".parse().unwrap());
        assert_eq!(to(json!({"number": "+12065550100"})), Some((number, true)));
        let named = Destination::QuickConnect("q".into());
        assert_eq!(to(json!({"quickConnect": "q"})), Some((named, false)));
        assert_eq!(to(json!({})), None);
        assert_eq!(to(json!({"number": "110"})), None);
    }
}
