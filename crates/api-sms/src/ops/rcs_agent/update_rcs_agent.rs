//! UpdateRcsAgent: what is not given stays; `UNSET_RCS_MEDIA_CONFIGURATION` takes away where files
//! go.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::keep::{flag, given, text};
use aws_wire::Value;
use messaging_resources::RcsAgent;

const UNSET: &str = "UNSET_RCS_MEDIA_CONFIGURATION";

pub(crate) async fn update_rcs_agent(ctx: &Ctx, input: &Value) -> Result<Value> {
    let mut it = ctx.named::<RcsAgent>(input, "RcsAgentId").await?;
    ctx.settle(&mut it.value.settings, input, None).await?;
    if let Some(on) = flag(input, "DeletionProtectionEnabled") {
        it.value.deletion_protection_enabled = on;
    }
    if let Some(events) = given(input, "TwoWayRcsEventsEnabled")? {
        it.value.events = events;
    }
    let agent = &mut it.value;
    for (member, kept) in [
        ("TwoWayMediaS3BucketName", &mut agent.media_bucket),
        ("TwoWayMediaS3KeyPrefix", &mut agent.media_prefix),
        ("TwoWayMediaS3Role", &mut agent.media_role),
    ] {
        match text(input, member) {
            Some(UNSET) => *kept = None,
            Some(text) => *kept = Some(text.to_owned()),
            None => {}
        }
    }
    ctx.keep(&it).await
}
