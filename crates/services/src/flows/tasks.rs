//! Tasks that flows make. Spec: connect-c-flows.md §7.13.
//!
//! A task made by a flow is related to the contact of that flow and takes over its attributes
//! (inferred from the block's option to link it).

use crate::{ServiceError, Services, TaskWish};
use exchange::Reference;
use flow::{Answer, NewTask};
use ids::{ContactId, InstanceId, Pii};
use serde_json::json;

impl Services {
    /// Makes a task for a flow.
    pub(super) async fn create_task(
        &self,
        instance: InstanceId,
        contact: ContactId,
        task: NewTask,
    ) -> Result<Answer, ServiceError> {
        let references = task.references.into_iter().map(|(name, kind, value)| {
            let reference = Reference::new(kind.to_uppercase(), Pii::new(value));
            (name, reference)
        });
        let wish = TaskWish {
            name: task.name,
            description: task.description,
            references: references.collect(),
            attributes: task.attributes.into_iter().collect(),
            flow: task.flow,
            template: task.template,
            scheduled: task.at,
            related: Some(contact),
            ..TaskWish::default()
        };
        let id = self.start_task(instance, wish, self.clock.now()).await?;
        Ok(Answer::of(json!({"ContactId": id})))
    }
}
