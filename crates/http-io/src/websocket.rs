//! Between a WebSocket and the two queues that a page's handler sees.

use crate::listener::{Lease, Phase};
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::IntoResponse;
use http::{Response, request::Parts};
use services::pages::{PageSocket, SocketMessage, SocketTask};
use std::time::Duration;
use tokio::sync::mpsc;

/// Bytes of one message: an SDP offer is the largest, some 10 KiB.
const MESSAGE_BYTES: usize = 256 * 1024;
/// Messages that may wait in either direction before the other side is slowed down.
const QUEUE: usize = 64;
/// Pings keep proxies from closing an idle socket, and find dead peers.
const PING_EVERY: Duration = Duration::from_secs(20);
/// A peer silent for this long, pongs included, is gone.
const SILENCE: Duration = Duration::from_secs(60);

/// Turns a request into a WebSocket and runs `task` with it.
pub(crate) async fn upgrade(parts: &mut Parts, lease: Lease, task: SocketTask) -> Response<Body> {
    match WebSocketUpgrade::from_request_parts(parts, &()).await {
        Ok(upgrade) => upgrade
            .max_message_size(MESSAGE_BYTES)
            .max_frame_size(MESSAGE_BYTES)
            .on_upgrade(move |socket| run(socket, lease, task)),
        Err(rejection) => rejection.into_response(),
    }
}

async fn run(mut socket: WebSocket, mut lease: Lease, task: SocketTask) {
    let (incoming_in, incoming) = mpsc::channel(QUEUE);
    let (outgoing, mut outgoing_out) = mpsc::channel(QUEUE);
    let handler = tokio::spawn(task(PageSocket { incoming, outgoing }));
    let close = pump(&mut socket, &mut lease, &incoming_in, &mut outgoing_out).await;
    // The handler sees the end of its queue and winds up by itself.
    drop(incoming_in);
    drop(outgoing_out);
    if let Some((code, reason)) = close {
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        let _ = tokio::time::timeout(
            Duration::from_secs(5),
            socket.send(Message::Close(Some(frame))),
        )
        .await;
    }
    let _ = handler.await;
}

/// Moves messages until one side ends; the close frame to send, if the peer is still there.
async fn pump(
    socket: &mut WebSocket,
    lease: &mut Lease,
    incoming: &mpsc::Sender<String>,
    outgoing: &mut mpsc::Receiver<SocketMessage>,
) -> Option<(u16, String)> {
    let mut ping = tokio::time::interval(PING_EVERY);
    let mut heard = tokio::time::Instant::now();
    loop {
        tokio::select! {
            () = lease.reached(Phase::Draining) => return Some((1001, "closing down".into())),
            message = outgoing.recv() => match message {
                Some(SocketMessage::Text(text)) => {
                    let sent = tokio::time::timeout(SILENCE, socket.send(Message::Text(text.into())));
                    if !matches!(sent.await, Ok(Ok(()))) {
                        return None;
                    }
                }
                Some(SocketMessage::Close { code, reason }) => return Some((code, reason)),
                None => return Some((1000, String::new())),
            },
            message = socket.recv() => {
                heard = tokio::time::Instant::now();
                match message {
                    Some(Ok(Message::Text(text))) => {
                        if incoming.send(text.as_str().to_owned()).await.is_err() {
                            return Some((1000, String::new()));
                        }
                    }
                    Some(Ok(Message::Binary(_))) => return Some((1003, "text only".into())),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    // The library answers a close frame by itself.
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                }
            }
            _ = ping.tick() => {
                if heard.elapsed() > SILENCE {
                    return None;
                }
                if socket.send(Message::Ping(bytes::Bytes::new())).await.is_err() {
                    return None;
                }
            }
        }
    }
}
