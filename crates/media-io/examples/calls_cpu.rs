//! Measures the CPU of concurrent two-party recorded calls, on real sockets in one process.
//!
//! `cargo run --release -p media-io --example calls_cpu -- [CALLS] [SECONDS]`
//!
//! Prints percent of one core per call for the media and recorder threads alone (from
//! `/proc/self/task`, so Linux only); the phones and browsers of the load run on other threads.

#[path = "../tests/support/mod.rs"]
mod support;

use ids::{BridgeId, IdSource, LegId, RecordingId};
use media_io::{MediaCommand, MediaConfig, MediaHandle, RecordingScope};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use support::{Browser, End, LOCALHOST, Phone};
use tokio::task::JoinSet;
use tokio::time::interval;

/// Clock ticks per second in /proc, fixed by the kernel's interface.
const TICKS: f64 = 100.0;

#[tokio::main(worker_threads = 1)]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let calls: usize = args.next().map_or(Ok(50), |n| n.parse())?;
    let seconds: u64 = args.next().map_or(Ok(10), |n| n.parse())?;
    for browsers in [false, true] {
        let kind = if browsers {
            "G.711 + Opus/WebRTC"
        } else {
            "G.711 + G.711"
        };
        let percent = measure(calls, Duration::from_secs(seconds), browsers).await?;
        println!("{kind}: {percent:.3} % of a core per recorded call ({calls} calls, {seconds} s)");
    }
    Ok(())
}

async fn measure(calls: usize, time: Duration, browsers: bool) -> Result<f64, Box<dyn Error>> {
    let (media, mut events) = media_io::start(MediaConfig {
        bind_ip: LOCALHOST,
        advertised_ip: LOCALHOST,
        rtp_ports: 30_000..=49_999,
        threads: 1,
        ..MediaConfig::default()
    })?;
    let drain = tokio::spawn(async move { while events.recv().await.is_some() {} });
    let folder = std::env::temp_dir().join(format!("calls-cpu-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let mut ids = IdSource::new(9);
    let mut load = JoinSet::new();
    for call in 0..calls {
        let phone = Phone::new(1000.0).await;
        if browsers {
            let other = Browser::new(700.0).await;
            connect(
                &media,
                &mut ids,
                call as u64,
                phone,
                Far::Browser(Box::new(other)),
                &folder,
                &mut load,
            )
            .await?;
        } else {
            let other = Phone::new(700.0).await;
            connect(
                &media,
                &mut ids,
                call as u64,
                phone,
                Far::Phone(other),
                &folder,
                &mut load,
            )
            .await?;
        }
    }
    // Let handshakes and jitter buffers settle.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let (before, start) = (media_ticks()?, Instant::now());
    tokio::time::sleep(time).await;
    let (after, elapsed) = (media_ticks()?, start.elapsed());
    let stats = media.stats().await;
    println!("  {stats:?}");
    load.shutdown().await;
    media.shutdown().await;
    drop(media);
    drain.await?;
    fs::remove_dir_all(&folder)?;
    let seconds = (after - before) as f64 / TICKS;
    Ok(seconds / elapsed.as_secs_f64() * 100.0 / calls as f64)
}

enum Far {
    Phone(Phone),
    Browser(Box<Browser>),
}

async fn connect(
    media: &MediaHandle,
    ids: &mut IdSource,
    group: u64,
    mut phone: Phone,
    far: Far,
    folder: &Path,
    load: &mut JoinSet<()>,
) -> Result<(), Box<dyn Error>> {
    let (a, b): (LegId, LegId) = (ids.id(), ids.id());
    let (bridge, recording): (BridgeId, RecordingId) = (ids.id(), ids.id());
    phone.answered(&media.answer_rtp(a, group, &phone.offer()).await?);
    match far {
        Far::Phone(mut other) => {
            other.answered(&media.answer_rtp(b, group, &other.offer()).await?);
            load.spawn(run(other));
        }
        Far::Browser(mut other) => {
            let answer = media.answer_webrtc(b, group, &other.offer()).await?;
            other.answered(&answer).await;
            load.spawn(run(*other));
        }
    }
    load.spawn(run(phone));
    for leg in [a, b] {
        media.send(MediaCommand::Join { bridge, leg })?;
    }
    media.send(MediaCommand::StartRecording {
        recording,
        scope: RecordingScope::Bridge(bridge),
        left: vec![a],
        right: vec![b],
        path: folder.join(format!("{recording}.wav")),
    })?;
    Ok(())
}

async fn run<E: End>(mut end: E) {
    let mut clock = interval(Duration::from_millis(20));
    loop {
        tokio::select! {
            _ = clock.tick() => end.speak().await,
            () = end.listen() => end.forget(),
        }
    }
}

/// User and system time of the media and recorder threads.
fn media_ticks() -> Result<u64, Box<dyn Error>> {
    let mut sum = 0;
    for task in fs::read_dir("/proc/self/task")? {
        let stat = fs::read_to_string(task?.path().join("stat"))?;
        // `pid (name) state …`: user and system time are fields 14 and 15.
        let (name, rest) = stat.rsplit_once(')').ok_or("unreadable /proc")?;
        if name.contains("(media-") || name.ends_with("(recorder") {
            let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
            for field in fields.get(11..13).ok_or("unreadable /proc")? {
                sum += field.parse::<u64>()?;
            }
        }
    }
    Ok(sum)
}
