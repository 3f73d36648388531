//! The demo's recorded prompts, rendered from tones so that nothing has to be shipped.

use audio::SAMPLE_RATE;
use std::f32::consts::TAU;

/// Two rising notes.
pub fn chime() -> Vec<u8> {
    wav(&[(659.25, 180), (880.0, 320)])
}

/// A slow, quiet melody of about seven seconds for those who wait.
pub fn melody() -> Vec<u8> {
    const NOTES: [f32; 16] = [
        392.0, 493.88, 587.33, 493.88, 329.63, 392.0, 493.88, 392.0, 349.23, 440.0, 523.25, 440.0,
        293.66, 369.99, 440.0, 369.99,
    ];
    let score: Vec<(f32, u32)> = NOTES.iter().map(|note| (*note, 450)).collect();
    wav(&score)
}

/// A WAV file, 8 kHz, mono, 16 bit, of notes: hertz and milliseconds.
fn wav(score: &[(f32, u32)]) -> Vec<u8> {
    let mut samples = Vec::new();
    for (hertz, millis) in score {
        let length = millis * SAMPLE_RATE / 1000;
        for n in 0..length {
            // Each note begins softly and rings out.
            let envelope = (n as f32 / 160.0).min(1.0) * (1.0 - n as f32 / length as f32);
            let level = (TAU * hertz * n as f32 / SAMPLE_RATE as f32).sin() * envelope * 0.25;
            samples.push((level * f32::from(i16::MAX)) as i16);
        }
    }
    let data = samples.len() as u32 * 2;
    let mut file = Vec::with_capacity(samples.len() * 2 + 44);
    file.extend(b"RIFF");
    file.extend((36 + data).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(SAMPLE_RATE.to_le_bytes());
    file.extend((SAMPLE_RATE * 2).to_le_bytes());
    file.extend(2_u16.to_le_bytes());
    file.extend(16_u16.to_le_bytes());
    file.extend(b"data");
    file.extend(data.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prompts_are_wav_files_that_the_product_reads() {
        for file in [chime(), melody()] {
            let clip = audio::wav::read_clip(&file).unwrap();
            assert!(clip.samples().iter().any(|sample| sample.abs() > 3000));
        }
    }
}
