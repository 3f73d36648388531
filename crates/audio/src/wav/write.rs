//! Writing WAV files as a stream.

use std::io::{self, Seek, SeekFrom, Write};

/// Bytes before the first sample.
pub const HEADER_LEN: u64 = 44;

/// Bytes between two corrections of the header: 10 s of 8 kHz stereo.
const CHECKPOINT: u64 = 320_000;

/// Writes 16-bit linear samples and keeps the header true.
///
/// The sizes in the header are corrected every ten seconds and at the end, so that after a crash
/// the file is a valid one that misses at most its last seconds (readers that go by the file's
/// length lose nothing).
#[derive(Debug)]
pub struct WavWriter<W: Write + Seek> {
    file: W,
    channels: u16,
    sample_rate: u32,
    written: u64,
    checkpoint: u64,
    buffer: Vec<u8>,
}

impl<W: Write + Seek> WavWriter<W> {
    /// Begins a file with an empty header.
    pub fn new(mut file: W, channels: u16, sample_rate: u32) -> io::Result<Self> {
        file.write_all(&header(channels, sample_rate, 0))?;
        Ok(Self {
            file,
            channels,
            sample_rate,
            written: 0,
            checkpoint: CHECKPOINT,
            buffer: Vec::new(),
        })
    }

    /// Appends samples, interleaved by channel.
    pub fn write(&mut self, samples: &[i16]) -> io::Result<()> {
        self.buffer.clear();
        self.buffer
            .extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        self.file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        if self.written >= self.checkpoint {
            self.checkpoint = self.written + CHECKPOINT;
            self.correct_header()?;
        }
        Ok(())
    }

    /// Bytes of samples written.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Corrects the header, and hands the file back for closing or syncing.
    pub fn finish(mut self) -> io::Result<W> {
        self.correct_header()?;
        self.file.flush()?;
        Ok(self.file)
    }

    fn correct_header(&mut self) -> io::Result<()> {
        let header = header(self.channels, self.sample_rate, self.written);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header)?;
        self.file.seek(SeekFrom::End(0))?;
        Ok(())
    }
}

fn header(channels: u16, sample_rate: u32, data_len: u64) -> [u8; HEADER_LEN as usize] {
    // Lengths are 32-bit; a longer recording (37 hours) keeps the largest, as readers expect.
    let data_len = u32::try_from(data_len).unwrap_or(u32::MAX - 36);
    let block = channels.saturating_mul(2);
    let mut out = [0; HEADER_LEN as usize];
    let mut at = 0;
    let mut put = |bytes: &[u8]| {
        if let Some(place) = out.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
        at += bytes.len();
    };
    put(b"RIFF");
    put(&data_len.saturating_add(36).to_le_bytes());
    put(b"WAVEfmt ");
    put(&16_u32.to_le_bytes());
    put(&1_u16.to_le_bytes());
    put(&channels.to_le_bytes());
    put(&sample_rate.to_le_bytes());
    put(&sample_rate.saturating_mul(u32::from(block)).to_le_bytes());
    put(&block.to_le_bytes());
    put(&16_u16.to_le_bytes());
    put(b"data");
    put(&data_len.to_le_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::super::read::{read_clip, read_header};
    use super::*;
    use std::io::Cursor;

    #[test]
    fn what_is_written_reads_back() {
        let mut writer = WavWriter::new(Cursor::new(Vec::new()), 1, 8000).unwrap();
        writer.write(&[1, -2, 300]).unwrap();
        let file = writer.finish().unwrap().into_inner();
        assert_eq!(read_clip(&file).unwrap().samples(), [1, -2, 300]);
    }

    #[test]
    fn after_a_crash_the_file_is_readable_up_to_its_end() {
        let mut disk = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut disk, 2, 8000).unwrap();
        let second = [7_i16; 16_000];
        for _ in 0..12 {
            writer.write(&second).unwrap();
        }
        drop(writer); // the process dies: no finish
        let file = disk.into_inner();
        let header = read_header(&file).unwrap();
        assert_eq!(header.data_len, 320_000);
        assert_eq!(file.len() as u64, HEADER_LEN + 12 * 32_000);
    }
}
