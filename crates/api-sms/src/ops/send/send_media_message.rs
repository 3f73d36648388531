//! SendMediaMessage. Whether the files can be read and are of a kind that can be sent shows in the
//! message's events.

use super::{message, send};
use crate::ctx::Ctx;
use crate::error::{Result, refused};
use crate::keep::{text, texts};
use aws_wire::Value;
use messaging::Channel;

pub(crate) async fn send_media_message(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = message(input, Channel::Media)?;
    let urls = texts(input, "MediaUrls").into_iter();
    it.media_urls = urls.map(str::to_owned).collect();
    if text(input, "MessageBody").is_none() && it.media_urls.is_empty() {
        let message = "MessageBody or MediaUrls is missing";
        return Err(refused("MISSING_PARAMETER", message));
    }
    send(ctx, it).await
}
