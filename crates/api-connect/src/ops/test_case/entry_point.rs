//! Where a test begins: a call or a chat, at a flow or at a number.

use crate::ops::contact_flow::convert::version;
use crate::plain::text;
use crate::prelude::*;
use aws_wire::Value;
use resources::Flow;

/// Checks that an entry point has the parameters of its type, and that its flow is there.
pub(super) async fn check(ctx: &Ctx, instance: InstanceId, entry: &Value) -> Result<()> {
    let (own, other) = match text(entry, "Type") {
        Some("CHAT") => ("ChatEntryPointParameters", "VoiceCallEntryPointParameters"),
        Some(_) => ("VoiceCallEntryPointParameters", "ChatEntryPointParameters"),
        None => return Err(invalid("EntryPoint needs a Type")),
    };
    if entry.get(other).is_some() {
        return Err(invalid(format!(
            "EntryPoint.{other} does not belong to this type"
        )));
    }
    let parameters = entry.get(own);
    if let Some(flow) = parameters.and_then(|it| text(it, "FlowId")) {
        let (id, _) = version(instance, flow)?;
        ctx.get::<Flow>(instance, id).await?;
    }
    Ok(())
}
