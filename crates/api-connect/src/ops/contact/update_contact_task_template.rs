//! UpdateContactTaskTemplate: the template that a task is shown with.

use super::convert::{amend, find, known_facts};
use crate::ops::task_template::TASK_TEMPLATE;
use crate::prelude::*;
use exchange::{Amendment, DetailsChange};

pub(crate) async fn update_contact_task_template(
    ctx: &Ctx,
    input: api::UpdateContactTaskTemplateRequest,
) -> Result<api::UpdateContactTaskTemplateResponse> {
    let instance = instance(ctx, &input.instance_id).await?;
    let template = TASK_TEMPLATE
        .get(ctx, instance, &input.task_template_id)
        .await?;
    let facts = known_facts(find(ctx, instance, &input.contact_id).await?);
    if facts.is_none_or(|it| it.task.is_none()) {
        return Err(ServiceError::InvalidRequest("the contact is no task".into()));
    }
    let change = DetailsChange {
        template: Some(template.value.id),
        ..DetailsChange::default()
    };
    let amendment = Amendment::Details(Box::new(change));
    amend(ctx, instance, &input.contact_id, amendment).await?;
    Ok(api::UpdateContactTaskTemplateResponse::default())
}
