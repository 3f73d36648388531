//! Playing clips to one leg.

use audio::{Clip, Frame, SILENCE};
use ids::PlayId;
use std::collections::VecDeque;
use std::sync::Arc;

/// A playing under way.
#[derive(Debug)]
pub(crate) struct Player {
    pub(crate) play: PlayId,
    /// What is still to come; the first is playing.
    clips: VecDeque<Arc<Clip>>,
    position: usize,
    looped: bool,
}

impl Player {
    pub(crate) fn new(play: PlayId, clips: Vec<Arc<Clip>>, looped: bool) -> Self {
        let audible = |clip: &Arc<Clip>| !clip.samples().is_empty();
        Self {
            play,
            // Without this a loop of empty clips would never end.
            clips: clips.into_iter().filter(audible).collect(),
            position: 0,
            looped,
        }
    }

    pub(crate) fn append(&mut self, clips: Vec<Arc<Clip>>) {
        self.clips
            .extend(clips.into_iter().filter(|clip| !clip.samples().is_empty()));
    }

    /// The next 20 ms; `None` when nothing is left.
    pub(crate) fn next(&mut self) -> Option<Frame> {
        let mut frame = SILENCE;
        let mut filled = 0;
        while let Some(rest) = frame.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let Some(clip) = self.clips.front() else {
                break;
            };
            let samples = clip.samples().get(self.position..).unwrap_or(&[]);
            let count = samples.len().min(rest.len());
            for (out, sample) in rest.iter_mut().zip(samples) {
                *out = *sample;
            }
            filled += count;
            self.position += count;
            if self.position >= clip.samples().len() {
                self.position = 0;
                if let Some(done) = self.clips.pop_front()
                    && self.looped
                {
                    self.clips.push_back(done);
                }
            }
        }
        (filled > 0).then_some(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ids::IdSource;

    fn clip(value: i16, len: usize) -> Arc<Clip> {
        Arc::new(Clip::new(vec![value; len]))
    }

    #[test]
    fn clips_follow_each_other_without_a_gap() {
        let clips = vec![clip(1, 100), clip(2, 100)];
        let mut player = Player::new(IdSource::new(1).id(), clips, false);
        let first = player.next().unwrap();
        assert_eq!((first[99], first[100]), (1, 2));
        let second = player.next().unwrap();
        assert_eq!((second[39], second[40]), (2, 0));
        assert!(player.next().is_none());
    }

    #[test]
    fn a_loop_goes_on_and_an_empty_one_ends() {
        let mut player = Player::new(IdSource::new(1).id(), vec![clip(3, 7)], true);
        for _ in 0..10 {
            assert_eq!(player.next().unwrap(), [3; 160]);
        }
        let mut empty = Player::new(IdSource::new(1).id(), vec![clip(3, 0)], true);
        assert!(empty.next().is_none());
    }
}
