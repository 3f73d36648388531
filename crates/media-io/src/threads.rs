//! Starting the media threads.

use crate::config::MediaConfig;
use crate::crypto;
use crate::directory::Directory;
use crate::error::MediaError;
use crate::handle::{MediaHandle, Shared};
use crate::mailbox::Mailbox;
use crate::net::{Counters, Net};
use crate::ports::PortPool;
use crate::recorder::Recorder;
use crate::worker::{BELL, WEBRTC, Worker, packet_buffer};
use ids::{IdSource, Timestamp};
use media::control::MediaEvent;
use media::{Engine, EngineConfig};
use mio::net::UdpSocket;
use mio::{Interest, Poll, Waker};
use ring::rand::{SecureRandom, SystemRandom};
use socket2::SockRef;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use str0m::config::DtlsCert;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Kernel buffers of the WebRTC socket: several hundred calls for some tens of milliseconds.
const WEBRTC_BUFFER: usize = 1024 * 1024;

fn failed(what: &'static str) -> impl Fn(io::Error) -> MediaError {
    move |source| MediaError::Io { what, source }
}

pub(crate) fn start(
    config: MediaConfig,
) -> Result<(MediaHandle, UnboundedReceiver<MediaEvent>), MediaError> {
    let (events, receiver) = unbounded_channel();
    let directory = Arc::new(Directory::default());
    let recorder = Recorder::start(
        config.recording_backlog,
        events.clone(),
        Arc::clone(&directory),
    )
    .map_err(failed("recording thread"))?;
    let certificate =
        crypto::certificate().map_err(|error| MediaError::WebRtc(error.to_string()))?;
    let config = Arc::new(config);
    let mut mailboxes = Vec::new();
    for index in 0..config.thread_count() {
        let parts = Parts {
            index,
            config: Arc::clone(&config),
            directory: Arc::clone(&directory),
            events: events.clone(),
            recorder: recorder.clone(),
            certificate: certificate.clone(),
        };
        mailboxes.push(parts.start()?);
    }
    let shared = Arc::new(Shared {
        mailboxes,
        directory,
        recorder,
    });
    Ok((MediaHandle { shared }, receiver))
}

/// What one thread is made of.
struct Parts {
    index: usize,
    config: Arc<MediaConfig>,
    directory: Arc<Directory>,
    events: UnboundedSender<MediaEvent>,
    recorder: Recorder,
    certificate: DtlsCert,
}

impl Parts {
    fn start(self) -> Result<Mailbox, MediaError> {
        let poll = Poll::new().map_err(failed("event queue"))?;
        let bell = Waker::new(poll.registry(), BELL).map_err(failed("event queue"))?;
        let mut webrtc = self.webrtc_socket()?;
        poll.registry()
            .register(&mut webrtc, WEBRTC, Interest::READABLE)
            .map_err(failed("WebRTC socket"))?;
        let port = webrtc.local_addr().map_err(failed("WebRTC socket"))?.port();
        let mut ips: Vec<IpAddr> = vec![self.config.advertised_ip];
        ips.extend(&self.config.more_webrtc_ips);
        let (queue, inbox) = channel();
        let index = self.index;
        let start = Instant::now();
        let worker = Worker {
            poll,
            inbox,
            engine: Engine::new(EngineConfig {
                epoch: now_of_day(),
                inactivity_timeout: self.config.inactivity_timeout,
                rtcp_interval: self.config.rtcp_interval,
                inband_dtmf: self.config.inband_dtmf,
            }),
            net: Net {
                transports: Vec::new(),
                webrtc,
                by_ufrag: HashMap::new(),
                by_address: HashMap::new(),
                pending: VecDeque::new(),
                events: self.events,
                recorder: self.recorder,
                counters: Counters::default(),
                now: start,
                buffer: Vec::new(),
            },
            ports: PortPool::new(
                self.config.bind_ip,
                &self.config.rtp_ports,
                index,
                self.config.thread_count(),
                seed() as u32,
            ),
            config: self.config,
            directory: self.directory,
            certificate: self.certificate,
            candidates: ips.iter().map(|ip| SocketAddr::new(*ip, port)).collect(),
            start,
            random: IdSource::new(seed()),
            slot: 0,
            packet: packet_buffer(),
        };
        std::thread::Builder::new()
            .name(format!("media-{index}"))
            .spawn(move || worker.run())
            .map_err(failed("thread"))?;
        Ok(Mailbox {
            queue,
            bell: Arc::new(bell),
        })
    }

    fn webrtc_socket(&self) -> Result<UdpSocket, MediaError> {
        let port = match self.config.webrtc_port {
            0 => 0,
            first => u16::try_from(usize::from(first) + self.index)
                .map_err(|_| failed("WebRTC port")(io::ErrorKind::InvalidInput.into()))?,
        };
        let socket = UdpSocket::bind(SocketAddr::new(self.config.bind_ip, port))
            .map_err(failed("WebRTC socket"))?;
        // A wish: the kernel's limit may be lower.
        let kernel = SockRef::from(&socket);
        let _ = kernel.set_recv_buffer_size(WEBRTC_BUFFER);
        let _ = kernel.set_send_buffer_size(WEBRTC_BUFFER);
        Ok(socket)
    }
}

fn now_of_day() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Timestamp(since.map_or(0, |since| since.as_millis() as i64))
}

/// Beginnings of RTP streams and the first port need not be secret, only different: RFC 3550
/// section 5.1.
fn seed() -> u128 {
    let mut bytes = [0; 16];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => u128::from_le_bytes(bytes),
        Err(_) => now_of_day().0 as u128,
    }
}
