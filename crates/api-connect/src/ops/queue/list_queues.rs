//! ListQueues. Agents' own queues exist without being kept: there is one per user, with the
//! user's identifier.

use crate::prelude::*;
use resources::{Queue, User};
use store::PageKey;

/// Sorts the pages of agents' queues after those of standard ones in a token.
const AGENT_PAGES: &str = "\u{10ffff}";

pub(crate) async fn list_queues(
    ctx: &Ctx,
    input: api::ListQueuesRequest,
) -> Result<api::ListQueuesResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let types = input.queue_types.unwrap_or_default();
    let wants = |name| types.is_empty() || types.iter().any(|it| it.as_str() == name);
    let query = (
        instance,
        types.iter().map(ToString::to_string).collect::<Vec<_>>(),
    );
    let after = ctx.resume(input.next_token.as_deref(), &query)?;
    let size = page_size(input.max_results, 100);
    let mut list = Vec::new();
    let mut next = None;
    let agents_after = after.as_ref().and_then(|key| {
        let sort = key.sort.strip_prefix(AGENT_PAGES)?.to_owned();
        Some(PageKey {
            sort,
            id: key.id.clone(),
        })
    });
    let in_agents = agents_after.is_some();
    if wants("STANDARD") && !in_agents {
        let found = ctx
            .list::<Queue>(instance, Listing::page(size, after))
            .await?;
        next = found.next;
        list.extend(found.rows.into_iter().map(|it| api::QueueSummary {
            id: Some(it.value.id.to_string()),
            arn: Some(arn(ctx, instance, Kind::Queue, it.value.id)),
            name: Some(it.value.name),
            queue_type: Some("STANDARD".into()),
            last_modified_time: Some(it.modified),
            last_modified_region: region(ctx),
        }));
    }
    let room = size.saturating_sub(list.len());
    if wants("AGENT") && next.is_none() && room == 0 {
        // The standard ones end where the page does: agents' begin on the next one.
        next = Some(PageKey {
            sort: AGENT_PAGES.to_owned(),
            id: String::new(),
        });
    } else if wants("AGENT") && next.is_none() {
        let found = ctx
            .list::<User>(instance, Listing::page(room, agents_after))
            .await?;
        next = found.next.map(|key| PageKey {
            sort: format!("{AGENT_PAGES}{}", key.sort),
            id: key.id,
        });
        list.extend(found.rows.into_iter().map(|it| api::QueueSummary {
            id: Some(it.value.id.to_string()),
            arn: Some(arn(
                ctx,
                instance,
                Kind::Queue,
                format!("agent/{}", it.value.id),
            )),
            queue_type: Some("AGENT".into()),
            last_modified_time: Some(it.modified),
            last_modified_region: region(ctx),
            ..Default::default()
        }));
    }
    Ok(api::ListQueuesResponse {
        queue_summary_list: Some(list),
        next_token: ctx.next_token(next.as_ref(), &query)?,
    })
}
