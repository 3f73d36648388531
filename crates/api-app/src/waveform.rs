//! The shape of a recording, for the player.

use crate::error::AppError;
use crate::recording;
use crate::reply;
use crate::session::Session;
use crate::state::Inner;
use blob::{BlobPath, Blobs};
use ids::ContactId;
use serde_json::json;
use services::pages::PageResponse;

/// Points in a waveform.
const POINTS: usize = 1_000;
/// Bytes read at once.
const PIECE: u64 = 1024 * 1024;

/// The peaks of both channels, 0 to 1.
#[derive(Debug, Default, PartialEq)]
struct Peaks {
    left: Vec<f32>,
    right: Vec<f32>,
}

/// `GET /app/contacts/{id}/waveform`.
pub(crate) async fn show(
    app: &Inner,
    session: &Session,
    id: ContactId,
) -> Result<PageResponse, AppError> {
    let (path, size) = recording::locate(app, session, id).await?;
    let start = app
        .blobs
        .get_range(&path, 0..size.min(4096))
        .await
        .map_err(AppError::internal)?;
    let header = audio::wav::read_header(&start).map_err(AppError::internal)?;
    if header.channels != 2 || header.block_len() != 4 {
        return Err(AppError::Conflict(
            "the recording is not 16-bit stereo".into(),
        ));
    }
    let first = header.data_start as u64;
    let samples = size.saturating_sub(first) / 4;
    let peaks = measure(&app.blobs, &path, first, samples).await?;
    let duration = samples * 1000 / u64::from(header.sample_rate.max(1));
    Ok(reply::ok(&json!({
        "durationMs": duration,
        "peaks": { "left": peaks.left, "right": peaks.right },
    })))
}

async fn measure(
    blobs: &Blobs,
    path: &BlobPath,
    first: u64,
    samples: u64,
) -> Result<Peaks, AppError> {
    let mut peaks = Peaks::default();
    let mut done = 0;
    while done < samples {
        let until = samples.min(done + PIECE / 4);
        let range = first + done * 4..first + until * 4;
        let piece = blobs
            .get_range(path, range)
            .await
            .map_err(AppError::internal)?;
        fold(&mut peaks, &piece, done, samples);
        done = until;
    }
    Ok(peaks)
}

/// Takes a piece of 16-bit stereo, beginning at sample `at` of `samples`, into the peaks.
fn fold(peaks: &mut Peaks, piece: &[u8], at: u64, samples: u64) {
    for (n, pair) in piece.chunks_exact(4).enumerate() {
        let point = ((at + n as u64) * POINTS as u64 / samples.max(1)) as usize;
        if peaks.left.len() <= point {
            peaks.left.resize(point + 1, 0.0);
            peaks.right.resize(point + 1, 0.0);
        }
        let level = |low, high| {
            f32::from(i16::from_le_bytes([low, high]).unsigned_abs().min(32_767)) / 32_767.0
        };
        let (left, right) = (level(pair[0], pair[1]), level(pair[2], pair[3]));
        peaks.left[point] = peaks.left[point].max(left);
        peaks.right[point] = peaks.right[point].max(right);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_channel_has_its_own_peaks() {
        let mut piece = Vec::new();
        for n in 0..2_000_i16 {
            piece.extend((if n < 1000 { 16_384_i16 } else { 0 }).to_le_bytes());
            piece.extend((-32_768_i16).to_le_bytes());
        }
        let mut peaks = Peaks::default();
        fold(&mut peaks, &piece[..4000], 0, 2_000);
        fold(&mut peaks, &piece[4000..], 1_000, 2_000);
        assert_eq!(peaks.left.len(), POINTS);
        assert!((peaks.left[0] - 0.5).abs() < 0.01 && peaks.left[999] == 0.0);
        assert!(peaks.right.iter().all(|level| *level == 1.0));
    }
}
