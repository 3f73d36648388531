//! Which thread owns which leg and recording. Looked at per command, never per packet.

use crate::error::MediaError;
use ids::{LegId, RecordingId};
use media::control::MediaCommand;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The owners of legs and recordings.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    owners: Mutex<Owners>,
}

#[derive(Debug, Default)]
struct Owners {
    legs: HashMap<LegId, usize>,
    recordings: HashMap<RecordingId, usize>,
    /// One leg of each bridge, to refuse legs of other threads.
    bridges: HashMap<ids::BridgeId, (LegId, usize)>,
}

impl Directory {
    fn owners(&self) -> MutexGuard<'_, Owners> {
        // The maps are consistent between any two statements, so a panic elsewhere is no reason
        // to lose them.
        self.owners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add_leg(&self, leg: LegId, thread: usize) -> Result<(), MediaError> {
        let mut owners = self.owners();
        if owners.legs.contains_key(&leg) {
            return Err(MediaError::LegExists(leg));
        }
        owners.legs.insert(leg, thread);
        Ok(())
    }

    pub(crate) fn forget_leg(&self, leg: LegId) {
        let mut owners = self.owners();
        owners.legs.remove(&leg);
        let left: Vec<_> = owners
            .bridges
            .iter()
            .filter(|(_, (member, _))| *member == leg)
            .map(|(bridge, _)| *bridge)
            .collect();
        for bridge in left {
            owners.bridges.remove(&bridge);
        }
    }

    pub(crate) fn forget_recording(&self, recording: RecordingId) {
        self.owners().recordings.remove(&recording);
    }

    pub(crate) fn thread_of(&self, leg: LegId) -> Option<usize> {
        self.owners().legs.get(&leg).copied()
    }

    /// The thread that a command is for; `None` when what it is about is gone.
    pub(crate) fn route(&self, command: &MediaCommand) -> Result<Option<usize>, MediaError> {
        let mut owners = self.owners();
        let owners = &mut *owners;
        match command {
            MediaCommand::Play { leg, .. }
            | MediaCommand::Append { leg, .. }
            | MediaCommand::StopPlay { leg, .. }
            | MediaCommand::Leave { leg, .. }
            | MediaCommand::Mute { leg, .. }
            | MediaCommand::SendDtmf { leg, .. }
            | MediaCommand::Listen { leg, .. }
            | MediaCommand::CancelListen { leg, .. }
            | MediaCommand::Close { leg } => Ok(owners.legs.get(leg).copied()),
            MediaCommand::Join { bridge, leg } => {
                let Some(&thread) = owners.legs.get(leg) else {
                    return Ok(None);
                };
                let &mut (member, home) = owners.bridges.entry(*bridge).or_insert((*leg, thread));
                if home == thread {
                    Ok(Some(thread))
                } else {
                    Err(MediaError::DifferentGroups(member, *leg))
                }
            }
            MediaCommand::StartRecording {
                recording,
                left,
                right,
                ..
            } => {
                let mut home = None;
                for leg in left.iter().chain(right) {
                    match (owners.legs.get(leg), home) {
                        (None, _) => {}
                        (Some(&thread), None) => home = Some((*leg, thread)),
                        (Some(&thread), Some((first, at))) if thread != at => {
                            return Err(MediaError::DifferentGroups(first, *leg));
                        }
                        _ => {}
                    }
                }
                if let Some((_, thread)) = home {
                    owners.recordings.insert(*recording, thread);
                }
                Ok(home.map(|(_, thread)| thread))
            }
            MediaCommand::AddRecordingLeg { recording, .. }
            | MediaCommand::PauseRecording { recording }
            | MediaCommand::ResumeRecording { recording }
            | MediaCommand::StopRecording { recording } => {
                Ok(owners.recordings.get(recording).copied())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::{BridgeId, IdSource};

    #[test]
    fn legs_of_different_threads_do_not_meet() {
        let mut ids = IdSource::new(1);
        let (a, b, bridge) = (ids.id(), ids.id(), ids.id::<BridgeId>());
        let directory = Directory::default();
        directory.add_leg(a, 0).unwrap();
        directory.add_leg(b, 1).unwrap();
        assert_eq!(
            directory
                .route(&MediaCommand::Join { bridge, leg: a })
                .unwrap(),
            Some(0)
        );
        let refused = directory.route(&MediaCommand::Join { bridge, leg: b });
        assert!(matches!(refused, Err(MediaError::DifferentGroups(x, y)) if x == a && y == b));
    }

    #[test]
    fn a_command_about_a_closed_leg_is_for_nobody() {
        let leg = IdSource::new(2).id();
        let directory = Directory::default();
        directory.add_leg(leg, 0).unwrap();
        directory.forget_leg(leg);
        assert_eq!(directory.route(&MediaCommand::Close { leg }).unwrap(), None);
    }
}
