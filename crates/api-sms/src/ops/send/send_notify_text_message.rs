//! SendNotifyTextMessage.

use super::notify::ByTemplate;
use crate::ctx::Ctx;
use crate::error::Result;
use aws_wire::Value;
use messaging::Channel;

pub(crate) async fn send_notify_text_message(ctx: &Ctx, input: &Value) -> Result<Value> {
    let it = ByTemplate::read(ctx, input, Channel::Text).await?;
    it.send(ctx).await
}
