//! Connections: accepting, reading and writing.

use super::Net;
use crate::engine::Path;
use crate::wire::{Frame, Framer};
use bytes::Bytes;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tracing::debug;

/// Messages that may wait for a peer to read them; then the connection is given up.
const UNREAD: usize = 256;

/// How long a message that has begun may take to arrive whole.
const WHOLE_WITHIN: Duration = Duration::from_secs(32);

/// How long a connection may be silent between messages.
const SILENCE: Duration = Duration::from_secs(2 * 3600);

/// How long to wait after the system refused to accept, as it does out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Accepts connections until the loop is gone.
pub(super) async fn listen(listener: TcpListener, net: mpsc::Sender<Net>) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = net.closed() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                if net.send(Net::Accepted(stream, peer)).await.is_err() {
                    return;
                }
            }
            Err(error) => {
                debug!(%error, "accepting a SIP connection failed");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Starts reading and writing; gives the way to write.
pub(super) fn serve(
    stream: TcpStream,
    path: Path,
    id: u64,
    limit: usize,
    net: mpsc::Sender<Net>,
) -> mpsc::Sender<Bytes> {
    let (writer, queue) = mpsc::channel(UNREAD);
    let _ = stream.set_nodelay(true);
    let (input, output) = stream.into_split();
    let pong = writer.downgrade();
    tokio::spawn(write(output, queue));
    tokio::spawn(async move {
        read(input, path, limit, &net, &pong).await;
        let _ = net.send(Net::Closed(id)).await;
    });
    writer
}

/// Ends when the loop drops the sender, which closes the connection.
async fn write(mut output: OwnedWriteHalf, mut queue: mpsc::Receiver<Bytes>) {
    while let Some(bytes) = queue.recv().await {
        if output.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn read(
    mut input: OwnedReadHalf,
    path: Path,
    limit: usize,
    net: &mpsc::Sender<Net>,
    pong: &mpsc::WeakSender<Bytes>,
) {
    let mut framer = Framer::new(limit);
    loop {
        loop {
            match framer.next() {
                Ok(Some(Frame::Message(bytes))) => {
                    if net.send(Net::Message { path, bytes }).await.is_err() {
                        return;
                    }
                }
                Ok(Some(Frame::Ping)) => {
                    if let Some(writer) = pong.upgrade() {
                        let _ = writer.try_send(Bytes::from_static(b"\r\n"));
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    debug!(%error, "closing a SIP connection");
                    let _ = net.send(Net::Unreadable).await;
                    return;
                }
            }
        }
        let patience = match framer.idle() {
            true => SILENCE,
            false => WHOLE_WITHIN,
        };
        let received = tokio::select! {
            received = timeout(patience, input.read_buf(framer.buffer())) => received,
            () = net.closed() => return,
        };
        match received {
            Ok(Ok(1..)) => {}
            _ => return,
        }
    }
}
