//! TransferContact: sends a task to another agent or queue by a flow, as another contact of its
//! chain. Calls are transferred by their agents.

use super::convert::{contact_arn, contact_id};
use crate::prelude::*;
use exchange::{Command, TaskTarget, Reply};
use resources::{Flow, Queue, User};

pub(crate) async fn transfer_contact(
    ctx: &Ctx,
    input: api::TransferContactRequest,
) -> Result<api::TransferContactResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let to = match (&input.queue_id, &input.user_id) {
        (Some(_), Some(_)) => {
            return Err(ServiceError::InvalidRequest(
                "give one of QueueId and UserId".into(),
            ));
        }
        (Some(queue), None) => Some(TaskTarget::Queue(
            known::<Queue, _>(ctx, instance, queue).await?,
        )),
        (None, Some(user)) => Some(TaskTarget::Agent(
            known::<User, _>(ctx, instance, user).await?,
        )),
        (None, None) => None,
    };
    let command = Command::TransferTask {
        agent: None,
        contact: contact_id(&input.contact_id)?,
        flow: known::<Flow, _>(ctx, instance, &input.contact_flow_id).await?,
        to,
    };
    match ctx.exchanges.execute(instance, command).await? {
        Reply::Started(id) => Ok(api::TransferContactResponse {
            contact_id: Some(id.to_string()),
            contact_arn: Some(contact_arn(ctx, instance, id)),
        }),
        _ => Err(ServiceError::internal("an exchange gave another answer")),
    }
}
