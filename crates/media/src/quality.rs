//! How good a leg's audio is, estimated from what the network does to it: no ear and no reference
//! signal, but the planning model of ITU-T G.107 (the E-model) in the short form of Cole and
//! Rosenbluth, "Voice over IP performance monitoring" (2001):
//!
//! `R = 93.2 - Id - Ie_eff`, with `Id` for the delay and `Ie_eff` for the codec and the loss.
//!
//! All thresholds are decisions of our own: the hosted service names its issues and not when it
//! sees them.

use crate::control::LegStats;
use std::time::Duration;

/// The rating of a call over which nothing is lost or late. Source: G.107, default values.
const BEST: f32 = 93.2;
/// Milliseconds that coding, packets of 20 ms and playing take on any network.
const OWN_DELAY: f32 = 40.0;
/// Milliseconds of delay from which on people notice that answers come late. Source: Cole and
/// Rosenbluth, after G.107.
const NOTICED_DELAY: f32 = 177.3;
/// How well losses are concealed: `Bpl` of G.711 with concealment. Source: G.113, appendix I. Opus,
/// for which there is no such value at our rates, counts alike.
const ROBUSTNESS: f32 = 25.1;

/// Fewer packets say nothing: a second of 20 ms.
pub const LEAST_PACKETS: u64 = 50;
/// The share of packets from which on losses are heard as such, in either direction.
pub const HIGH_LOSS: f32 = 0.03;
/// The round trip whose half, the way from mouth to ear, G.114 calls too long for most talk.
pub const HIGH_ROUND_TRIP: Duration = Duration::from_millis(300);
/// The time in the jitter buffer that says that packets come too unsteadily: more than four
/// packets of 20 ms.
pub const HIGH_BUFFER: Duration = Duration::from_millis(100);
/// A score that moves less is not worth telling.
pub const NOTABLE: f32 = 0.05;

/// What a network does to a leg.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Network {
    /// The share of packets, from 0 to 1, that never came or came too late, in the worse direction.
    pub loss: f32,
    /// The way there and back; nothing where the far end tells of none.
    pub round_trip: Duration,
    /// How long packets wait for later ones before they are played.
    pub buffer: Duration,
}

/// How good a leg's audio is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// The mean opinion score that the model expects: from 1 (bad) to 4.41 (no better is possible
    /// with these codecs).
    pub score: f32,
    /// At least [`HIGH_LOSS`].
    pub high_packet_loss: bool,
    /// At least [`HIGH_ROUND_TRIP`].
    pub high_round_trip_time: bool,
    /// At least [`HIGH_BUFFER`].
    pub high_jitter_buffer: bool,
}

impl Quality {
    /// What the sums of a leg come to; `None` while too few packets came.
    pub fn of(stats: &LegStats) -> Option<Self> {
        let expected = stats.packets_received + stats.packets_lost;
        if expected < LEAST_PACKETS {
            return None;
        }
        let missing = (stats.packets_lost + stats.packets_late).min(expected);
        let here = missing as f32 / expected as f32;
        let seconds = |ms: f32| Duration::try_from_secs_f32(ms / 1000.0).unwrap_or_default();
        Some(assess(&Network {
            loss: here.max(stats.far_loss.unwrap_or_default()),
            round_trip: stats.round_trip_ms.map(seconds).unwrap_or_default(),
            buffer: seconds(stats.buffer_ms),
        }))
    }

    /// Whether it is worth telling after `told`.
    pub fn differs(&self, told: &Self) -> bool {
        let issues = |it: &Self| {
            [
                it.high_packet_loss,
                it.high_round_trip_time,
                it.high_jitter_buffer,
            ]
        };
        (self.score - told.score).abs() >= NOTABLE || issues(self) != issues(told)
    }
}

/// How good audio is over a network.
pub fn assess(network: &Network) -> Quality {
    let delay = millis(network.round_trip) / 2.0 + millis(network.buffer) + OWN_DELAY;
    Quality {
        score: score(rating(delay, network.loss * 100.0)),
        high_packet_loss: network.loss >= HIGH_LOSS,
        high_round_trip_time: network.round_trip >= HIGH_ROUND_TRIP,
        high_jitter_buffer: network.buffer >= HIGH_BUFFER,
    }
}

/// The rating `R` for a delay from mouth to ear in milliseconds and a random loss in per cent.
fn rating(delay: f32, loss: f32) -> f32 {
    let noticed = (delay - NOTICED_DELAY).max(0.0);
    let delayed = 0.024 * delay + 0.11 * noticed;
    let damaged = 95.0 * loss / (loss + ROBUSTNESS);
    BEST - delayed - damaged
}

/// The mean opinion score of a rating. Source: G.107, annex B.
fn score(rating: f32) -> f32 {
    if rating <= 0.0 {
        return 1.0;
    }
    let r = rating.min(100.0);
    (1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7.0e-6).clamp(1.0, 4.5)
}

fn millis(duration: Duration) -> f32 {
    duration.as_secs_f32() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f32, b: f32) -> bool {
        (a - b).abs() < 0.01
    }

    #[test]
    fn ratings_and_scores_go_together_as_in_g_107() {
        // Table B.1 of G.107: the lower limits of its five classes.
        for (rating, expected) in [
            (90.0, 4.34),
            (80.0, 4.03),
            (70.0, 3.60),
            (60.0, 3.10),
            (50.0, 2.58),
        ] {
            assert!(near(score(rating), expected), "{rating}: {}", score(rating));
        }
        assert_eq!(score(-5.0), 1.0);
        assert_eq!(score(120.0), 4.5);
        assert!(near(score(BEST), 4.41));
    }

    #[test]
    fn loss_and_delay_lower_the_rating_as_the_model_says() {
        // A tenth lost: 95 * 10 / (10 + 25.1) = 27.07.
        assert!(near(rating(0.0, 10.0), 93.2 - 27.07));
        // 150 ms: 0.024 * 150. 300 ms: 7.2 + 0.11 * 122.7.
        assert!(near(rating(150.0, 0.0), 89.6));
        assert!(near(rating(300.0, 0.0), 93.2 - 7.2 - 13.497));
    }

    #[test]
    fn each_issue_has_its_threshold() {
        let clean = assess(&Network::default());
        assert!(near(clean.score, 4.39), "{}", clean.score);
        let issues = |it: Quality| {
            (
                it.high_packet_loss,
                it.high_round_trip_time,
                it.high_jitter_buffer,
            )
        };
        assert_eq!(issues(clean), (false, false, false));
        let with = |change: fn(&mut Network)| {
            let mut network = Network::default();
            change(&mut network);
            assess(&network)
        };
        assert_eq!(issues(with(|it| it.loss = 0.029)), (false, false, false));
        assert_eq!(issues(with(|it| it.loss = 0.03)), (true, false, false));
        let far = with(|it| it.round_trip = HIGH_ROUND_TRIP);
        assert_eq!(issues(far), (false, true, false));
        let unsteady = with(|it| it.buffer = HIGH_BUFFER);
        assert_eq!(issues(unsteady), (false, false, true));
        for worse in [far, unsteady, with(|it| it.loss = 0.2)] {
            assert!(worse.score < clean.score && worse.score >= 1.0);
        }
    }

    #[test]
    fn the_sums_of_a_leg_are_judged_by_their_worse_direction() {
        let stats = LegStats {
            packets_received: 95,
            packets_lost: 5,
            packets_late: 5,
            buffer_ms: 20.0,
            ..LegStats::default()
        };
        let here = Quality::of(&stats).unwrap();
        let network = Network {
            loss: 0.1,
            buffer: Duration::from_millis(20),
            ..Network::default()
        };
        assert!(near(here.score, assess(&network).score) && here.high_packet_loss);
        let there = Quality::of(&LegStats {
            far_loss: Some(0.3),
            ..stats
        });
        assert!(there.unwrap().score < here.score);
        let short = LegStats {
            packets_received: LEAST_PACKETS - 1,
            ..LegStats::default()
        };
        assert_eq!(Quality::of(&short), None);
    }

    #[test]
    fn small_movements_are_not_worth_telling() {
        let told = assess(&Network::default());
        let moved = |by: f32| Quality {
            score: told.score - by,
            ..told
        };
        assert!(!moved(0.04).differs(&told) && moved(0.06).differs(&told));
        let lossy = Quality {
            high_packet_loss: true,
            ..told
        };
        assert!(lossy.differs(&told));
    }
}
