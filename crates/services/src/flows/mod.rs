//! What flows ask of the rest of the product: the port that running exchanges use.
//!
//! The requests are typed in crate `flow`. A capability that lands gets a file here and an arm in
//! [`FlowPort::ask`]; until then the flow takes its error branch.

mod data_tables;
mod tasks;

use crate::{ServiceError, Services};
use flow::{Answer, Refusal, Request};
use futures_util::future::BoxFuture;
use ids::{ContactId, InstanceId};

/// What answers flows.
pub trait FlowPort: Send + Sync + 'static {
    /// Answers a flow of a contact, or says which error branch it takes and why.
    fn ask(
        &self,
        instance: InstanceId,
        contact: ContactId,
        request: Request,
    ) -> BoxFuture<'_, Result<Answer, Refusal>>;
}

impl FlowPort for Services {
    fn ask(
        &self,
        instance: InstanceId,
        contact: ContactId,
        request: Request,
    ) -> BoxFuture<'_, Result<Answer, Refusal>> {
        Box::pin(async move {
            let missing = match request {
                Request::DataTable(request) => {
                    return self.data_table(instance, request).await.map_err(refusal);
                }
                Request::CreateTask(task) => {
                    let made = self.create_task(instance, contact, *task).await;
                    return made.map_err(refusal);
                }
                Request::Case(_) => "cases are",
                Request::Profile(_) => "customer profiles are",
                Request::AssistantSession { .. } => "the assistant is",
                Request::View(_) => "guides are",
                Request::StartChat(_) | Request::ContinueChat { .. } => "chats are",
                Request::LoadContent { .. } => "emails are",
                Request::Authenticate { .. } => "signing customers in is",
                Request::MessageProcessing { .. } => "processing messages is",
                Request::MediaStreaming { .. } => "media streaming is",
                Request::CallProgress => "call progress is",
                Request::StartVoiceId | Request::CheckVoiceId { .. } => "Voice ID is",
            };
            Err(Refusal::new(format!("{missing} not available")))
        })
    }
}

fn refusal(error: ServiceError) -> Refusal {
    Refusal::new(error.to_string())
}
