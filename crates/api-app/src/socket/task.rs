//! What an agent's page says about tasks, in the page protocol's words.

use crate::error::AppError;
use crate::session::Session;
use crate::state::Inner;
use exchange::{Command, Reference};
use ids::{ContactId, Pii, Timestamp, UserId};
use serde::Deserialize;
use services::TaskWish;

/// Who may not make tasks; all agents may by default.
/// Source: connect-b-routing-channels.md §6.1.
const RESTRICTED: &[&str] = &["RestrictTaskCreation"];

/// Whether an agent may make tasks.
pub(super) fn may_create(session: &Session) -> bool {
    session.needs(RESTRICTED).is_err()
}

/// What a page wants with tasks.
#[derive(Debug, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(super) enum Wish {
    Pause { contact_id: ContactId },
    Unpause { contact_id: ContactId },
    CreateTask(NewTask),
}

/// A task that an agent makes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewTask {
    name: String,
    description: Option<String>,
    /// Addresses, by what they are called.
    #[serde(default)]
    links: Vec<Link>,
    quick_connect: String,
    scheduled: Option<Timestamp>,
    /// The contact that the agent works on.
    related: Option<ContactId>,
}

#[derive(Debug, Deserialize)]
struct Link {
    name: String,
    url: String,
}

impl NewTask {
    fn wish(self) -> TaskWish {
        let reference = |it: Link| (it.name, Reference::new("URL", Pii::new(it.url)));
        TaskWish {
            name: Some(self.name),
            description: self.description,
            references: self.links.into_iter().map(reference).collect(),
            quick_connect: Some(self.quick_connect),
            scheduled: self.scheduled,
            related: self.related,
            ..TaskWish::default()
        }
    }
}

impl Wish {
    /// Does it for an agent.
    pub(super) async fn act(
        self,
        app: &Inner,
        session: &Session,
        agent: UserId,
    ) -> Result<(), AppError> {
        let flow = None;
        let command = match self {
            Self::Pause { contact_id } => Command::Pause {
                agent: Some(agent),
                contact: contact_id,
                flow,
            },
            Self::Unpause { contact_id } => Command::Unpause {
                agent: Some(agent),
                contact: contact_id,
                flow,
            },
            Self::CreateTask(task) => {
                if !may_create(session) {
                    return Err(AppError::Forbidden("permission to create tasks"));
                }
                let now = app.services.clock.now();
                let wish = task.wish();
                app.services.start_task(session.instance, wish, now).await?;
                return Ok(());
            }
        };
        app.services
            .exchanges
            .execute(session.instance, command)
            .await?;
        Ok(())
    }
}
