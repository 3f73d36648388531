//! UpdateAgentStatus: what is absent stays. The built-in ones can be renamed but not disabled.

use crate::prelude::*;
use resources::{AgentStatus, AgentStatusState, AgentStatusType};

pub(crate) async fn update_agent_status(
    ctx: &Ctx,
    input: api::UpdateAgentStatusRequest,
) -> Result<Nothing> {
    let instance = instance(ctx, &input.instance_id).await?;
    let id = id_text(Kind::AgentStatus, instance, &input.agent_status_id)?;
    let name = input
        .name
        .map(|text| name(Kind::AgentStatus, text))
        .transpose()?;
    let state: Option<AgentStatusState> = match &input.state {
        Some(state) => Some(from_api("State", state)?),
        None => None,
    };
    let order = input
        .display_order
        .map(|n| unsigned("DisplayOrder", n))
        .transpose()?;
    let reset = input.reset_order_number == Some(true);
    if reset && order.is_some() {
        return Err(invalid(
            "DisplayOrder and ResetOrderNumber must not both be given",
        ));
    }
    ctx.update::<AgentStatus>(instance, id, |it| {
        if state == Some(AgentStatusState::Disabled) && it.status_type != AgentStatusType::Custom {
            return Err(ServiceError::InvalidRequest(
                "a built-in status cannot be disabled".into(),
            ));
        }
        if let Some(name) = name {
            it.name = name;
        }
        if input.description.is_some() {
            it.description = input.description;
        }
        if let Some(state) = state {
            it.state = state;
        }
        if order.is_some() || reset {
            it.display_order = order;
        }
        Ok(())
    })
    .await?;
    Ok(Nothing)
}
