//! Audio on 20 ms frames: G.711, mixing, concealment, resampling, WAV and tones.
