//! How good the audio of a contact was. Source: `QualityMetrics`, connect-d-data-metrics.md §9.2.

use serde::{Deserialize, Serialize};

/// The audio of both sides; nothing of a side that had none, or too little to judge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QualityFacts {
    /// The agent's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<AudioQuality>,
    /// The customer's, or the external third party's of an `EXTERNAL_OUTBOUND` contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<AudioQuality>,
}

/// How good one side's audio was, from the beginning of its leg on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioQuality {
    /// `QualityScore` in hundredths: 100 to 500.
    pub score: u16,
    /// What may have made it bad.
    pub issues: Vec<QualityIssue>,
}

/// `PotentialQualityIssues`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum QualityIssue {
    /// Packets were lost, or came too late.
    HighPacketLoss,
    /// Packets were long on their way there and back.
    HighRoundTripTime,
    /// Packets came so unsteadily that they had to wait for each other.
    HighJitterBuffer,
}

impl QualityIssue {
    /// The API's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HighPacketLoss => "HighPacketLoss",
            Self::HighRoundTripTime => "HighRoundTripTime",
            Self::HighJitterBuffer => "HighJitterBuffer",
        }
    }
}

impl AudioQuality {
    /// `QualityScore`: 1.00 to 5.00.
    pub fn quality_score(&self) -> f64 {
        f64::from(self.score) / 100.0
    }
}
