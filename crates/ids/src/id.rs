//! Identifiers that are UUIDs, one type for each kind of thing.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use uuid::Uuid;

/// A text that is not an identifier.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{text:?} is not a {kind} identifier: expected a UUID such as 0f2d…-…")]
pub struct IdError {
    /// What was expected, for example `queue`.
    pub kind: &'static str,
    /// What came, cut to 64 characters.
    pub text: String,
}

macro_rules! uuid_id {
    ($(#[$doc:meta] $name:ident $kind:literal;)*) => {$(
        #[$doc]
        ///
        /// Shape: a UUID, written in lower case with hyphens.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The word for this kind of identifier in messages.
            pub const KIND: &'static str = $kind;
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($kind, ":{}"), self.0)
            }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::try_parse(text).map(Self).map_err(|_| IdError {
                    kind: $kind,
                    text: text.chars().take(64).collect(),
                })
            }
        }
        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }
    )*};
}

uuid_id! {
    /// A contact centre: the `InstanceId` of the Connect API.
    InstanceId "instance";
    /// A contact: one customer's interaction, or one part of a chain of them.
    ContactId "contact";
    /// A user, who is an agent when routed to.
    UserId "user";
    /// A standard queue.
    QueueId "queue";
    /// A routing profile.
    RoutingProfileId "routing-profile";
    /// A security profile.
    SecurityProfileId "security-profile";
    /// An hours-of-operation resource.
    HoursId "operating-hours";
    /// A flow or a flow module.
    FlowId "contact-flow";
    /// A prompt in the library.
    PromptId "prompt";
    /// A claimed phone number.
    PhoneNumberId "phone-number";
    /// An agent status ("agent state" in ARNs).
    AgentStatusId "agent-state";
    /// A quick connect.
    QuickConnectId "transfer-destination";
    /// A data table.
    DataTableId "data-table";
    /// A record of a data table.
    DataTableRecordId "data-table-record";
    /// A saved report.
    SavedReportId "report";
    /// One side of a call: a SIP dialog or a browser's WebRTC session with its media.
    LegId "leg";
    /// A mix of legs that hear each other.
    BridgeId "bridge";
    /// One playing of prompts to a leg.
    PlayId "play";
    /// One recording of a call.
    RecordingId "recording";
    /// One listening to what a leg says.
    ListenId "listen";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_reads_back_what_it_writes() {
        let id = QueueId(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse::<QueueId>(), Ok(id));
    }

    #[test]
    fn a_text_that_is_no_uuid_says_what_was_expected() {
        let error = "main".parse::<QueueId>().unwrap_err();
        assert_eq!(error.kind, "queue");
        assert!(error.to_string().contains("\"main\""));
    }
}
