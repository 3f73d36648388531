//! DescribeContactFlow: with `:$SAVED` after the id the content last saved.

use super::convert::{Version, sha256, version};
use crate::prelude::*;
use resources::Flow;

pub(crate) async fn describe_contact_flow(
    ctx: &Ctx,
    input: api::DescribeContactFlowRequest,
) -> Result<api::DescribeContactFlowResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let (id, version) = version(instance, &input.contact_flow_id)?;
    let stored = ctx.get::<Flow>(instance, id).await?;
    let it = stored.value;
    let mut described = None;
    let content = match version {
        Version::Saved => it.saved.or(it.published),
        Version::Published => match it.published {
            Some(content) => Some(content),
            None => return Err(ServiceError::NotPublished(id.to_string())),
        },
        Version::Numbered(number) => {
            let found = it.versions.into_iter().find(|it| it.number == number);
            let found =
                found.ok_or_else(|| services::not_found(Kind::Flow, &input.contact_flow_id))?;
            described = Some((found.number, found.description));
            Some(found.content)
        }
    };
    let (number, version_description) = described.unzip();
    Ok(api::DescribeContactFlowResponse {
        contact_flow: Some(api::ContactFlow {
            arn: Some(arn(ctx, instance, Kind::Flow, id)),
            id: Some(id.to_string()),
            name: Some(it.name),
            r#type: Some(to_api(&it.kind)),
            state: Some(to_api(&it.state)),
            status: Some(to_api(&it.status)),
            description: it.description,
            flow_content_sha256: content.as_deref().map(sha256),
            content,
            tags: tags_out(&it.tags),
            version: number.and_then(|n| i64::try_from(n).ok()),
            version_description: version_description.flatten(),
            last_modified_time: Some(it.modified),
            last_modified_region: region(ctx),
        }),
    })
}
